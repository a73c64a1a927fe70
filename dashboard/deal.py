"""Pieces of the page of one purchase: the ladder, the five amounts, the parties, the technologies."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import parts
from dashboard.markup import Child, Html, join, link, show, tag
from dashboard.sentences import doubt_of_sum
from dashboard.tables import Col, table
from dashboard.words import (
    AMOUNT_MEANINGS,
    ROLE_MEANINGS,
    RUNG_MEANINGS,
    certainty,
    corrected,
    count,
    day,
    is_missing,
    money,
    said,
)


def ladder(rungs: pd.DataFrame) -> None:
    """The eight rungs in order; each proved one with its paper and date, the others as "no record yet"."""
    proofs: dict[str, Any] = {}
    for row in rungs.itertuples(index=False):
        proofs.setdefault(row.rung, row)
    more = rungs["rung"].value_counts()
    steps = []
    for rung, meaning in RUNG_MEANINGS.items():
        row = proofs.get(rung)
        if row is None:
            steps.append(tag("li", tag("b", rung.capitalize()), tag("small", meaning), "no record yet"))
            continue
        words = said(row.kind) + ("" if is_missing(row.number) else f" {row.number}")
        paper = link(f"/evidence?document={row.document_id}&page={row.page}", words)
        others = f", and {count(more[rung] - 1, 'more paper')}" if more[rung] > 1 else ""
        steps.append(tag("li", tag("b", rung.capitalize()), _date(row), paper, others, class_="wb-proved"))
    show(tag("div", tag("ol", *steps, class_="wb-ladder"), class_="wb"))


def _date(row: Any) -> Html:
    if is_missing(row.date):
        return tag("small", day(row.date))
    printed = link(None if is_missing(row.date_value_id) else f"/evidence?value={row.date_value_id}", day(row.date))
    is_sure = is_missing(row.date_is_reviewed) or row.date_is_reviewed
    return tag("small", printed, None if is_sure else join(", ", tag("span", "not reviewed", class_="wb-doubt")))


def amounts(purchase: Any, proofs: pd.DataFrame) -> None:
    """The five amounts side by side, and below them every printed value that makes them up."""
    blocks = []
    for amount, meaning in AMOUNT_MEANINGS.items():
        mine = proofs[proofs["amount"] == amount]
        cents = getattr(purchase, f"{amount}_cents")
        head = tag("dt", amount.capitalize(), tag("small", meaning))
        if is_missing(cents):
            blocks.append(tag("div", head, tag("dd", "no record yet", class_="wb-sum wb-none")))
            continue
        figure = link(mine["evidence_path"].iloc[0] if len(mine) == 1 else "#values", money(cents, purchase.currency))
        behind = "one printed value" if len(mine) == 1 else f"{len(mine)} printed values"
        notes = [_unreviewed(purchase, amount), *(tag("span", f"; {words}") for words in _corrections(mine))]
        blocks.append(tag("div", head, tag("dd", figure, class_="wb-sum"), tag("dd", behind, *notes)))
    show(tag("div", tag("dl", *blocks, class_="wb-amounts", id="values"), class_="wb"))
    if proofs.empty:
        parts.empty(
            "No amount is proved yet. That is not the same as $0: the papers print none, or one that is only asked for "
            "or offered."
        )
        return
    table(
        proofs,
        [
            Col("Amount", lambda row: row.amount),
            Col("As printed", lambda row: link(row.evidence_path, row.raw)),
            Col("Paper", _paper),
            Col("Certainty", _certainty),
            Col("Adds", _adds, is_number=True),
        ],
        question="purchase_amounts",
        name="purchase-amounts",
        what="printed value",
    )


def _unreviewed(purchase: Any, amount: str) -> Child:
    words = doubt_of_sum(purchase, amount)
    return tag("span", "; ", tag("span", words, class_="wb-doubt")) if words else None


def _corrections(proofs: pd.DataFrame) -> list[str]:
    return [words for row in proofs.itertuples(index=False) if (words := corrected(row))]


def _adds(row: Any) -> Html:
    changed = corrected(row)
    return join(money(row.cents, row.currency), tag("small", changed) if changed else None)


def _paper(row: Any) -> Html:
    words = said(row.kind).capitalize() + ("" if is_missing(row.number) else f" {row.number}")
    whose = None if is_missing(row.row_vendor) else tag("small", f"its award to {row.row_vendor}")
    return join(words, whose, tag("small", f"{row.document_title}, page {row.page}"))


def _certainty(row: Any) -> Html:
    sure = "reviewed by a person" if row.is_reviewed and row.confidence < 0.95 else certainty(row.confidence)
    return tag("span", sure, class_="wb-doubt" if row.needs_review else None)


def parties(rows: pd.DataFrame, *, is_only_named: bool = False) -> None:
    """Buyer, department, seller, maker, vehicle, funder: under their registry name, and as printed.

    Where a paper only names them, nobody is said to be paid.
    """
    if rows.empty:
        parts.empty("No party is printed on these papers, as far as they were read.")
        return
    order = {role: place for place, role in enumerate(ROLE_MEANINGS)}
    rows = rows.sort_values("role", key=lambda roles: roles.map(order), kind="stable")
    table(
        rows,
        [
            Col("Role", lambda row: _role(row.role, is_only_named)),
            Col("Who", _party),
            Col("As printed", lambda row: link(row.evidence_path, f"“{row.printed}”")),
        ],
        question="purchase_parties",
        name="purchase-parties",
        what="printed name",
    )


def _role(role: str, is_only_named: bool) -> Html:
    meaning = None if is_only_named and role == "seller" else ROLE_MEANINGS.get(role)
    return join(tag("b", role.capitalize()), tag("small", meaning) if meaning else None)


def _party(row: Any) -> Html:
    page = "/agency" if row.role == "buyer" else "/vendor"
    if row.role == "department":
        return join(row.party_name)
    if is_missing(row.party_id):
        return join(row.party_name, tag("small", "not in the registry"))
    return link(f"{page}?id={row.party_id}", row.party_name)


def technologies(rows: pd.DataFrame) -> None:
    """Each technology with the printed words that decided."""
    if rows.empty:
        parts.empty("No printed word says what was bought, as far as the papers were read.")
        return
    table(
        rows,
        [
            Col("Technology", lambda row: link(f"/purchase?technology={row.technology}", row.technology_name)),
            Col("Words that decided", lambda row: link(row.evidence_path, f"“{row.words}”")),
        ],
        question="purchase_technologies",
        name="purchase-technologies",
        what="technology",
        whats="technologies",
    )
