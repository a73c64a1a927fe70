"""Pieces of the page of one purchase: the ladder, the five amounts, the parties, the technologies."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import parts
from dashboard.markup import Child, Html, join, link, show, tag
from dashboard.tables import Col, table
from dashboard.words import (
    AMOUNT_MEANINGS,
    ROLE_MEANINGS,
    RUNG_MEANINGS,
    certainty,
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
        steps.append(
            tag("li", tag("b", rung.capitalize()), tag("small", day(row.date)), paper, others, class_="wb-proved")
        )
    show(tag("div", tag("ol", *steps, class_="wb-ladder"), class_="wb"))


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
        doubt = _unreviewed(purchase, amount)
        blocks.append(tag("div", head, tag("dd", figure, class_="wb-sum"), tag("dd", behind, doubt)))
    show(tag("div", tag("dl", *blocks, class_="wb-amounts", id="values"), class_="wb"))
    if proofs.empty:
        parts.empty("No amount is proved yet. That is not the same as $0: no paper here prints one.")
        return
    table(
        proofs,
        [
            Col("Amount", lambda row: row.amount),
            Col("As printed", lambda row: link(row.evidence_path, row.raw)),
            Col("Paper", _paper),
            Col("Certainty", _certainty),
            Col("Adds", lambda row: money(row.cents, row.currency), is_number=True),
        ],
        question="purchase_amounts",
        name="purchase-amounts",
        what="printed value",
    )


def _unreviewed(purchase: Any, amount: str) -> Child:
    part, whole = getattr(purchase, f"{amount}_unreviewed_cents"), getattr(purchase, f"{amount}_cents")
    if is_missing(part) or part == 0:
        return None
    words = "nobody has reviewed it yet" if part == whole else f"{money(part, purchase.currency)} of it not reviewed"
    return tag("span", "; ", tag("span", words, class_="wb-doubt"))


def _paper(row: Any) -> Html:
    words = said(row.kind).capitalize() + ("" if is_missing(row.number) else f" {row.number}")
    return join(words, tag("small", f"{row.document_title}, page {row.page}"))


def _certainty(row: Any) -> Html:
    sure = "reviewed by a person" if row.is_reviewed and row.confidence < 0.95 else certainty(row.confidence)
    return tag("span", sure, class_=None if row.is_reviewed else "wb-doubt")


def parties(rows: pd.DataFrame) -> None:
    """Buyer, seller, maker, vehicle, funder: under their registry name, and as printed."""
    if rows.empty:
        parts.empty("No party is printed on these papers, as far as they were read.")
        return
    order = {role: place for place, role in enumerate(ROLE_MEANINGS)}
    rows = rows.sort_values("role", key=lambda roles: roles.map(order), kind="stable")
    table(
        rows,
        [
            Col("Role", lambda row: join(tag("b", row.role.capitalize()), tag("small", ROLE_MEANINGS.get(row.role)))),
            Col("Who", _party),
            Col("As printed", lambda row: link(row.evidence_path, f"“{row.printed}”")),
        ],
        question="purchase_parties",
        name="purchase-parties",
        what="printed name",
    )


def _party(row: Any) -> Html:
    page = "/agency" if row.role == "buyer" else "/vendor"
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
