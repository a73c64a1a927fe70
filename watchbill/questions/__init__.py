"""Questions: each function answers one thing people ask, as a DataFrame whose every column is described.

Dashboard, exports, feeds and API all ask the same questions. Each takes a SQLAlchemy Connection and keyword filters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from watchbill.questions import agencies as _agencies
from watchbill.questions import amounts as _amounts
from watchbill.questions import checks as _checks
from watchbill.questions import deployment as _deployment
from watchbill.questions import evidence as _evidence
from watchbill.questions import flags as _flags
from watchbill.questions import flow as _flow
from watchbill.questions import leads as _leads
from watchbill.questions import pages as _pages
from watchbill.questions import payments as _payments
from watchbill.questions import proof as _proof
from watchbill.questions import purchases as _purchases
from watchbill.questions import search as _search
from watchbill.questions import sources as _sources
from watchbill.questions import technologies as _technologies
from watchbill.questions import terms as _terms
from watchbill.questions import vendors as _vendors
from watchbill.questions.columns import Column, Columns
from watchbill.questions.search import FOUND_END, FOUND_START

Answer = Callable[..., pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Question:
    """`answer` is the function, `columns` describes what it returns; `needs` are filters it cannot do without."""

    answer: Answer
    columns: Columns
    needs: tuple[str, ...] = ()


QUESTIONS: dict[str, Question] = {
    "purchases": Question(_purchases.purchases, _purchases.PURCHASES),
    "leads": Question(_purchases.leads, _purchases.LEADS),
    "reported_leads": Question(_leads.reported_leads, _leads.REPORTED_LEADS),
    "purchase_rungs": Question(_proof.purchase_rungs, _proof.PURCHASE_RUNGS),
    "purchase_papers": Question(_proof.purchase_papers, _proof.PURCHASE_PAPERS),
    "purchase_amounts": Question(_proof.purchase_amounts, _proof.PURCHASE_AMOUNTS),
    "purchase_parties": Question(_proof.purchase_parties, _proof.PURCHASE_PARTIES),
    "purchase_technologies": Question(_technologies.purchase_technologies, _technologies.PURCHASE_TECHNOLOGIES),
    "terms": Question(_terms.terms, _terms.TERMS),
    "flags": Question(_flags.flags, _flags.FLAGS),
    "deployment": Question(_deployment.deployment, _deployment.DEPLOYMENT),
    "technologies": Question(_technologies.technologies, _technologies.TECHNOLOGIES),
    "spending_by_agency": Question(_agencies.spending_by_agency, _agencies.SPENDING_BY_AGENCY),
    "spending_by_vendor": Question(_vendors.spending_by_vendor, _vendors.SPENDING_BY_VENDOR),
    "spending_by_owner": Question(_vendors.spending_by_owner, _vendors.SPENDING_BY_OWNER),
    "vendor_relations": Question(_vendors.vendor_relations, _vendors.VENDOR_RELATIONS),
    "payments": Question(_payments.payments, _payments.PAYMENTS),
    "amounts_on_record": Question(_amounts.amounts_on_record, _amounts.AMOUNTS_ON_RECORD),
    "money_flow": Question(_flow.money_flow, _flow.MONEY_FLOW),
    "purchases_by_state": Question(_flow.purchases_by_state, _flow.PURCHASES_BY_STATE),
    "totals": Question(_flow.totals, _flow.TOTALS),
    "values": Question(_evidence.values, _evidence.EVIDENCE),
    "evidence_of_value": Question(_evidence.evidence_of_value, _evidence.EVIDENCE, ("value",)),
    "values_of_record": Question(_evidence.values_of_record, _evidence.EVIDENCE, ("record",)),
    "values_of_page": Question(_evidence.values_of_page, _evidence.EVIDENCE, ("document", "page")),
    "checks_of_record": Question(_checks.checks_of_record, _checks.CHECKS, ("record",)),
    "page_text": Question(_pages.page_text, _pages.PAGE_TEXT, ("document", "page")),
    "retrievals_of_document": Question(_evidence.retrievals_of_document, _evidence.RETRIEVALS, ("document",)),
    "corrections": Question(_evidence.corrections, _evidence.CORRECTIONS),
    "correction_chain": Question(_evidence.correction_chain, _evidence.CORRECTION_CHAIN),
    "waiting_for_review": Question(_evidence.waiting_for_review, _evidence.WAITING),
    "agencies": Question(_sources.agencies, _sources.AGENCIES),
    "vendors": Question(_sources.vendors, _sources.VENDORS),
    "documents": Question(_sources.documents, _sources.DOCUMENTS),
    "papers": Question(_sources.papers, _sources.PAPERS),
    "refused_documents": Question(_sources.refused_documents, _sources.REFUSED_DOCUMENTS),
    "portals": Question(_sources.portals, _sources.PORTALS),
    "search_pages": Question(_search.search_pages, _search.SEARCH_PAGES, ("text",)),
    "search_names": Question(_search.search_names, _search.SEARCH_NAMES, ("text",)),
}

__all__ = ["FOUND_END", "FOUND_START", "QUESTIONS", "Answer", "Column", "Columns", "Question"]
