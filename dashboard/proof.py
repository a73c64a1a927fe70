"""Pieces of the evidence page: what is known of a value and its document, the citation, the corrections."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from dashboard import parts
from dashboard.markup import Child, Html, join, link, show, tag
from dashboard.store import ask
from dashboard.tables import Col, table
from dashboard.words import certainty, corrected, count, is_missing, moment, money, said
from watchbill.model import AUTO_ACCEPT

ON_THIS_MACHINE = " (served by the demo on this machine)"
ORIGINS = {"native": "the document's own text", "ocr": "read from a picture of the page", "none": "no text found"}


def about_value(row: Any) -> None:
    """The value in force, and everything that is known about how it got here."""
    where = f"row {row.row} ({row.row_kind})" if not is_missing(row.row) else None
    known: dict[str, Child] = {
        "Understood as": join(tag("b", _understood(row)), f" ({said(row.field)})"),
        "Correction": corrected(row),
        "As printed": tag("code", row.raw),
        "Certainty": tag("span", _sure(row), class_="wb-doubt" if row.needs_review else None),
        "Paper": join(
            said(row.kind), "" if is_missing(row.number) else f" {row.number}", f", {where}" if where else ""
        ),
        "In the row of": None if is_missing(row.row_vendor) else row.row_vendor,
        "Failed check": _failed_checks(row.record_id),
        "Purchase": _purchase_of(row),
        "Page": f"{row.page}, box {row.x0:.0f}, {row.top:.0f}, {row.x1:.0f}, {row.bottom:.0f} points",
        "Text": ORIGINS.get(str(row.page_origin), "not known"),
        "Reader": f"version {row.reader}, {moment(row.read_at)}",
    }
    show(tag("div", parts.facts(known | _of_document(row)), class_="wb"))


def _failed_checks(record: str) -> Child:
    """What does not hold on the paper, and whether a person has looked; nothing where all holds."""
    checks = ask("checks_of_record", record=record)
    failed = [
        tag("span", f"{check.sentence}{'' if check.needs_review else '; accepted by a person'}", class_="wb-doubt")
        for check in checks[~checks["passed"].astype(bool)].itertuples(index=False)
    ]
    return join(*failed, between=tag("br")) if failed else None


def _purchase_of(row: Any) -> Child:
    if not is_missing(row.purchase_id):
        return link(f"/purchase?id={row.purchase_id}", "the purchase it belongs to")
    papers = ask("papers", record=row.record_id)
    several = 0 if papers.empty else int(papers["purchases"].iloc[0])
    return f"the paper belongs to {several} purchases, one for each seller it names" if several > 1 else None


def about_document(row: Any) -> None:
    """What is known of a document as a whole."""
    known: dict[str, Child] = {
        "Outcome": said(row.outcome, "waits to be read") + ("" if is_missing(row.reason) else f": {said(row.reason)}"),
        "Our fault": None if is_missing(row.detail) else row.detail,
        "Papers found": count(row.papers, "paper"),
        "Pages": None if is_missing(row.pages) else str(row.pages),
    }
    show(tag("div", parts.facts(known | _of_document(row)), class_="wb"))


def _of_document(row: Any) -> dict[str, Child]:
    found = ask("retrievals_of_document", document=row.document_id)
    on_the_web = found[found["url"].notna()]
    found = found if on_the_web.empty else on_the_web
    places = [_place(place) for place in found.head(5).itertuples(index=False)]
    more = len(found) - len(places)
    return {
        "Document": row.document_title,
        "Retrieved from": join(*places, between=tag("br")) if places else None,
        "More places": count(more, "other place") if more > 0 else None,
        "SHA-256": tag("code", row.sha256),
    }


def _place(row: Any) -> Html:
    if not is_missing(row.url):
        return join(_address(row.url), f", {moment(row.time)}")
    request = "" if is_missing(row.request_ref) else f", request {row.request_ref}"
    return join(f"release “{row.release}”{request}, added {moment(row.time)}")


def _address(url: str) -> Html:
    """The address as a link; one of this machine leads nobody anywhere and says so."""
    return tag("span", url + ON_THIS_MACHINE) if is_of_this_machine(url) else link(url, url)


def is_of_this_machine(url: str) -> bool:
    """Whether an address is on loopback: the demo's, and nobody else's."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _field(row: Any) -> Html | str:
    whose = None if is_missing(row.row_vendor) or row.field == "vendor" else tag("small", f"of {row.row_vendor}")
    return join(said(row.field), whose)


def _understood(row: Any) -> str:
    return str(row.value) if is_missing(row.cents) else money(row.cents, row.currency)


def _sure(row: Any) -> str:
    sure = certainty(row.confidence) + ("" if is_missing(row.reason) else f": {row.reason}")
    return f"reviewed by a person; {sure}" if row.is_reviewed and row.confidence < AUTO_ACCEPT else sure


def citation(row: Any) -> None:
    """A line to copy: value, paper, document, page, box, hash, and the short link."""
    found = ask("retrievals_of_document", document=row.document_id)
    found = found.sort_values("url", na_position="last", kind="stable")  # an address says more than a release's name
    first = None if found.empty else next(found.itertuples(index=False))
    source = None if first is None else (first.release if is_missing(first.url) else first.url)
    if source and not is_missing(first.url) and is_of_this_machine(source):
        source += ON_THIS_MACHINE
    changed = corrected(row)
    lines = [
        f"“{row.raw}” ({said(row.field)}), {said(row.kind)}{'' if is_missing(row.number) else ' ' + str(row.number)}.",
        *([f"Understood as {_understood(row)}."] if _understood(row) != row.raw else []),
        *([f"{changed[:1].upper()}{changed[1:]}."] if changed else []),
        *([f"Certainty: {_sure(row)}."] if row.confidence < AUTO_ACCEPT else []),
        f"{row.document_title}, page {row.page}, box {row.x0:.1f} {row.top:.1f} {row.x1:.1f} {row.bottom:.1f} pt.",
        f"SHA-256 {row.sha256}.",
        *([f"From {source}, {moment(first.time)}."] if source else []),
        f"Watchbill value {row.value_id}, reader {row.reader}: /v/{row.value_id}",
    ]
    show(tag("div", tag("h3", "Cite this", style="margin-top:18px"), class_="wb"))
    st.code("\n".join(lines), language=None, wrap_lines=True)


def corrections(value: str) -> None:
    """The log of corrections of one value."""
    log = ask("corrections", target=value)
    if log.empty:
        parts.note("No corrections to this value.")
        return
    show(tag("div", tag("h3", "Corrections"), class_="wb"))
    table(
        log,
        [
            Col("When", lambda row: moment(row.made_at)),
            Col("What", lambda row: row.action),
            Col("By", lambda row: row.reviewer),
            Col("Why", lambda row: row.reason),
            Col("Since then", lambda row: row.after),
        ],
        question="corrections",
        name="corrections",
        what="correction",
    )


def values_on_page(document: str, page: int, but: str | None = None) -> None:
    """What else was read from the page."""
    values: pd.DataFrame = ask("values_of_page", document=document, page=page)
    others = values if but is None else values[values["value_id"] != but]
    if others.empty:
        parts.section("No other values on this page" if but else "No values were read from this page")
        return
    parts.section(f"{count(len(others), 'other value' if but else 'value')} on this page")
    table(
        others,
        [
            Col("Field", _field),
            Col("As printed", lambda row: link(row.evidence_path, row.raw)),
            Col(
                "Understood as",
                lambda row: join(_understood(row), tag("small", corrected(row)) if corrected(row) else None),
            ),
            Col("Paper", lambda row: said(row.kind)),
            Col(
                "Certainty",
                lambda row: tag("span", certainty(row.confidence), class_="wb-doubt" if row.needs_review else None),
            ),
        ],
        question="values_of_page",
        name="values-on-page",
        what="value",
    )
