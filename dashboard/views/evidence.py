"""`/evidence?value=`: where does this figure come from? `/evidence?document=&page=`: what stands on this page?"""

from __future__ import annotations

import streamlit as st

from dashboard import parts
from dashboard.markup import link
from dashboard.pictures import close_up, has_picture, page_picture, page_words
from dashboard.proof import about_document, about_value, citation, corrections, values_on_page
from dashboard.store import ask, shown_sha256
from dashboard.words import corrected, is_missing, said
from watchbill.errors import NotFoundError


def one_value(value: str) -> None:
    """A value in its box, beside everything that is known of it."""
    found = ask("evidence_of_value", value=value)
    if found.empty or shown_sha256(found["document_id"].iloc[0]) is None:
        raise NotFoundError(f"No value has the address “{value}”.")
    row = next(found.itertuples(index=False))
    paper = said(row.kind).capitalize() + ("" if is_missing(row.number) else f" {row.number}")
    changed = corrected(row)
    parts.opening(
        f"Evidence · {said(row.field)}",
        f"{paper} says: “{row.raw}”",
        f"{changed[:1].upper()}{changed[1:]}." if changed else None,
    )
    left, right = st.columns([9, 11], gap="large")
    with left:
        close_up(row)
        about_value(row)
        citation(row)
        corrections(row.value_id)
    with right:
        page_picture(row.document_id, row.page, boxed=row)
    values_on_page(row.document_id, row.page, but=row.value_id)
    if has_picture(row.media_type):
        page_words(row.document_id, row.page)


def one_page(document: str, number: int) -> None:
    """A page with every value that was read from it."""
    found = ask("documents", document=document) if document.startswith("d-") else None
    if found is None or found.empty:
        raise NotFoundError(f"No document has the address “{document}”.")
    row = next(found.itertuples(index=False))
    if not is_missing(row.pages) and number > max(row.pages, 1):
        raise NotFoundError(f"{row.document_title} has no page {number}; its last page is {row.pages}.")
    parts.opening("Evidence · page", f"{row.document_title}, page {number}")
    left, right = st.columns([9, 11], gap="large")
    with left:
        about_document(row)
        if has_picture(row.media_type):
            page_words(document, number, is_open=True)
    with right:
        page_picture(document, number)
    values_on_page(document, number)


value, document = parts.identifier("value"), parts.identifier("document")
if value:
    one_value(value)
elif document:
    one_page(document, parts.whole_number("page") or 1)
else:
    parts.opening(
        "Evidence",
        "Every figure on these pages leads here",
        "Click a figure to see the page it is printed on, with a box around it.",
    )
    parts.empty("No value was named. ", link("/purchase", "Choose a purchase"), " and click one of its amounts.")
