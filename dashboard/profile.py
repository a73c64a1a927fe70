"""Pieces that the pages of agencies and vendors share."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import charts, parts
from dashboard.markup import Html, join, link, show, tag
from dashboard.sentences import doubted, unreviewed_share
from dashboard.store import ask
from dashboard.tables import Col, table
from dashboard.theme import BLUE, BRICK, GREY
from dashboard.words import count, day, doubt, is_missing, money, said


def unreviewed(purchases: pd.DataFrame) -> None:
    """How much of what follows nobody has reviewed."""
    share = unreviewed_share(purchases)
    if share:
        show(tag("div", tag("p", f"{share}.", class_="wb-notice"), class_="wb"))


def ceilings(purchases: pd.DataFrame, label: str = "title") -> None:
    """What was allowed against what was billed and what left, one row a purchase."""
    spec = charts.ceiling_against(purchases, label)
    parts.section(
        "What was allowed, what was billed, what was paid" if spec else "No ceiling, invoice or payment is proved yet",
        "US dollars, from the papers of each purchase. Where no ceiling is on record, the grey bar is what was ordered."
        if spec
        else "The purchases below have no such amount, or cost nothing.",
    )
    if not spec:
        return
    patches = ((GREY, "ceiling or ordered"), (BLUE, "invoiced"), (BRICK, "paid"))
    parts.legend(*patches)
    rows = spec["layer"][-1]["data"]["values"]
    words = "; ".join(f"{row['purchase']}: {row['words']}" for row in rows)
    st.vega_lite_chart(spec, theme=None, width="stretch", alt=f"Ceiling, invoiced and paid of each purchase. {words}.")


def papers_of(purchases: pd.DataFrame, name: str) -> None:
    """The papers behind several purchases."""
    papers = ask("purchase_papers")
    papers = papers[papers["purchase_id"].isin(set(purchases["purchase_id"]))]
    documents = papers["document_id"].nunique()
    parts.section(
        f"{count(len(papers), 'paper')} in {count(documents, 'document')} behind this",
        "Each paper says why it belongs to its purchase.",
    )
    papers_table(papers, name)


def papers_table(papers: pd.DataFrame, name: str) -> None:
    """Papers with their kind, number, date and total; each total leads to its box on the page."""
    if papers.empty:
        parts.empty("No paper yet.")
        return
    table(
        papers,
        [
            Col("Paper", _paper),
            Col("Date", lambda row: day(row.date)),
            Col("Vendor as printed", lambda row: row.vendor),
            Col("Does", lambda row: row.role),
            Col("Why it belongs here", lambda row: row.joined_by),
            Col("Total", _total, is_number=True),
        ],
        question="purchase_papers",
        name=name,
        what="paper",
    )


def _paper(row: Any) -> Html:
    words = said(row.kind).capitalize() + ("" if is_missing(row.number) else f" {row.number}")
    pages = f"page {row.first_page}" if row.first_page == row.last_page else f"pages {row.first_page}–{row.last_page}"
    where = f"/evidence?document={row.document_id}&page={row.first_page}"
    told = [f"{name} {text}" for name in ("method", "fund", "vote") if not is_missing(text := getattr(row, name))]
    return join(
        link(where, words),
        tag("small", f"{row.document_title}, {pages}"),
        tag("small", "; ".join(told)) if told else None,
    )


def _total(row: Any) -> Html | str:
    if is_missing(row.total_cents):
        return "no total"
    where = None if is_missing(row.total_value_id) else f"/evidence?value={row.total_value_id}"
    unsure = doubt(row.total_cents, None, row.total_is_reviewed)
    return join(link(where, money(row.total_cents)), doubted(unsure))


def names_as_printed(party: str, purchases: pd.DataFrame) -> None:
    """The names under which papers print this agency or vendor, each with a page that prints it."""
    parties = ask("purchase_parties")
    mine = parties[(parties["party_id"] == party) & parties["purchase_id"].isin(set(purchases["purchase_id"]))]
    mine = mine.drop_duplicates(["printed", "role"])
    if mine.empty:
        return
    parts.section("Names as printed", "The spellings on the papers that were taken to mean this name.")
    table(
        mine,
        [
            Col("Printed", lambda row: link(row.evidence_path, row.printed)),
            Col("Role", lambda row: row.role),
            Col("Means", lambda row: row.party_name),
        ],
        question="purchase_parties",
        name="names-as-printed",
        what="name",
    )


def ownership(who: Any, purchases: pd.DataFrame) -> None:
    """Who owns the vendor today, and who owned it when its papers were signed, where that was not the same."""
    mine = purchases[purchases["maker_id"] == who.vendor_id]
    notes = mine["owner_note"].dropna().value_counts()
    today = None if is_missing(who.owner_note) else f"{who.vendor_name} ({who.owner_note})"
    told = [
        f"{who.vendor_name} ({note}): {'all' if number == len(mine) else number} of {count(len(mine), 'purchase')}"
        for note, number in notes.items()
        if note != who.owner_note
    ]
    for sentence in filter(None, [today, *told]):
        parts.note(f"{sentence}.")


RELATIONS = {
    "parent": ("is owned by", "owns"),
    "renamed": ("took the name", "was called before"),
    "resells": ("sells goods of", "is sold by"),
}


def relations(vendor: str) -> None:
    """Owners, former names and resellers, each with its dates."""
    rows = ask("vendor_relations", vendor=vendor)
    if rows.empty:
        return
    parts.section(
        "Owners, names and resellers, with dates",
        "The owner that counts is the one on the day a paper was signed.",
    )
    table(
        rows,
        [
            Col("Relation", lambda row: _relation(row, vendor)),
            Col("From", lambda row: day(row.start_date, "not known")),
            Col("Until", lambda row: day(row.end_date, "today, as far as known")),
            Col("Source", lambda row: _source(row.source)),
            Col("Checked", lambda row: "source seen" if row.is_verified else "not verified"),
        ],
        question="vendor_relations",
        name="vendor-relations",
        what="relation",
    )


def _relation(row: Any, vendor: str) -> Html:
    ahead, back = RELATIONS.get(row.relation, (said(row.relation), said(row.relation)))
    if row.vendor_id == vendor:
        return join(f"{row.vendor_name} {ahead} ", link(f"/vendor?id={row.other_id}", row.other_name))
    return join(f"{row.other_name} {back} ", link(f"/vendor?id={row.vendor_id}", row.vendor_name))


def _source(source: Any) -> Html:
    return tag("span", "no source noted") if is_missing(source) else link(str(source), str(source))


def about_vendor(who: Any) -> None:
    """Other names, notes and the source of the registry's facts."""
    parts.section("In the registry")
    known = {
        "Other names": None if is_missing(who.aliases) else who.aliases,
        "Notes": None if is_missing(who.notes) else who.notes,
        "Source": _source(who.source),
        "Checked": "source seen" if who.is_verified else "not verified: general knowledge until somebody looks",
    }
    show(tag("div", parts.facts(known), class_="wb"))


def source_note(source: Any) -> None:
    """Where the registry's facts about an agency were published."""
    if not is_missing(source):
        parts.note("Facts about the agency: ", _source(source))
