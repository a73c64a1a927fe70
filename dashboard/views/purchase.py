"""`/purchase?id=`: how far did it come, what was allowed, billed and paid, who took part, on which papers?

Without an id: every purchase, or those that `agency=`, `vendor=`, `technology=`, `state=` and `text=` name.
"""

from __future__ import annotations

import re

from dashboard import findings, parts
from dashboard.deal import amounts, ladder, parties, technologies
from dashboard.listings import leads_table, only_named, proved_and_named, purchases_table
from dashboard.markup import join, link
from dashboard.profile import papers_table
from dashboard.sentences import agency_link, dates_of, maker_link, sentence_of, technology_names
from dashboard.store import ask
from dashboard.words import count, is_missing
from watchbill.errors import NotFoundError

#: Rungs from which a purchase is more than a proposal.
HAVING = ("signed", "ordered", "invoiced", "paid", "ended")


def every_purchase(filters: dict[str, str]) -> None:
    """The list of purchases, or of those that the filters of the address name."""
    found = ask("purchases", **filters)
    rows, named = proved_and_named(found)
    about = _said_of(filters)
    parts.opening("Purchases", f"{count(len(rows), 'purchase')}{about} on record")
    if found.empty:
        parts.empty(f"No records yet{about}. ", link("/", "Back to the search"), ".")
    elif not rows.empty:
        purchases_table(rows, "purchases")
    only_named(named, "named")
    leads = ask("leads", state=filters["state"]) if set(filters) == {"state"} else None
    if leads is not None and not leads.empty:
        parts.section("Expressed interest, not purchases", "Asking is not having: no total counts these.")
        leads_table(leads, "leads")


def _said_of(filters: dict[str, str]) -> str:
    words = ""
    if "technology" in filters:
        words += f" about {technology_names(filters['technology'])[0]}"
    for which, question, before in (("agency", "agencies", "by"), ("vendor", "vendors", "from")):
        if which in filters:
            found = ask(question, **{which: filters[which]})
            if found.empty:
                raise NotFoundError(f"No {which} has the address “{filters[which]}”.")
            words += f" {before} {found[f'{which}_name'].iloc[0]}"
    if "state" in filters:
        words += " of federal and unknown agencies" if filters["state"] == "none" else f" in {filters['state'].upper()}"
    return words + (f" with “{filters['text']}” in a name" if "text" in filters else "")


def filters_of_address() -> dict[str, str]:
    """`agency=`, `vendor=`, `technology=`, `state=` and `text=`, where they can be what they say."""
    state, technology = parts.parameter("state", 4), parts.parameter("technology", 40)
    given = {
        "agency": parts.identifier("agency"),
        "vendor": parts.identifier("vendor"),
        "technology": technology if technology and technology.replace("_", "").isalnum() else None,
        "state": state if state == "none" or (state and re.fullmatch("[A-Za-z]{2}", state)) else None,
        "text": parts.parameter("text"),
    }
    return {name: word for name, word in given.items() if word}


def one_purchase(purchase: str) -> None:
    """One purchase with everything that proves it."""
    found = ask("purchases", purchase=purchase)
    if found.empty:
        raise NotFoundError(f"No purchase has the address “{purchase}”.")
    row = next(found.itertuples(index=False))
    has_climbed = bool(set(HAVING) & set(str(row.rungs).split(", ")))
    is_direct = is_missing(row.seller_name) or row.seller_name == row.maker_name
    through = "" if is_direct else f" {'Sold' if has_climbed else 'Offered'} by {row.seller_name}."
    owner = "" if is_missing(row.owner_note) else f" {row.maker_name} ({row.owner_note})."
    named = "Named by a paper; nothing here proves a purchase. " if row.is_only_named else ""
    parts.opening(
        join(agency_link(row), " · ", maker_link(row)),
        sentence_of(row),
        f"{named}{count(row.papers, 'paper')}, {dates_of(row)}.{through}{owner}",
    )
    parts.section(
        "How far it came", "Each rung is proved by a paper of its own; a gap is a paper nobody has shown yet."
    )
    ladder(ask("purchase_rungs", purchase=purchase))
    parts.section(
        "Five amounts, never added to each other", "Each figure leads to the place on the page where it is printed."
    )
    amounts(row, ask("purchase_amounts", purchase=purchase))
    parts.section("Who took part, as the papers print them")
    parties(ask("purchase_parties", purchase=purchase), is_only_named=bool(row.is_only_named))
    about = "What was bought" if has_climbed else "What it names" if row.is_only_named else "What it is about"
    parts.section(about, "The printed words that decided.")
    technologies(ask("purchase_technologies", purchase=purchase))
    _findings(purchase)
    papers = ask("purchase_papers", purchase=purchase)
    parts.section(f"{count(len(papers), 'paper')} behind it", "And why each was joined to this purchase.")
    papers_table(papers, "purchase-papers")


def _findings(purchase: str) -> None:
    """Terms, use and flags: what the papers say beyond rungs and amounts."""
    parts.section("Terms", "When it begins and ends, and until when one can say no.")
    findings.terms(ask("terms", purchase=purchase))
    parts.section("How much, how long, with whom", "As papers state it; numbers of different papers are never added.")
    findings.deployment(ask("deployment", purchase=purchase))
    parts.section(
        "Worth asking about", "What papers show, and what would refute it. None of it says that anybody erred."
    )
    findings.flags(ask("flags", purchase=purchase))


purchase = parts.identifier("id")
if purchase:
    one_purchase(purchase)
else:
    every_purchase(filters_of_address())
