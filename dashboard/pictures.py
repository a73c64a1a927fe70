"""Pictures of pages with boxes on them; words where a document has no picture."""

from __future__ import annotations

from typing import Any

from dashboard import parts
from dashboard.boxes import LAID_OUT, close_up_window, has_picture, percent_box
from dashboard.markup import Child, Html, link, show, tag, text
from dashboard.store import ask
from dashboard.words import is_missing, said

FACSIMILE = "Facsimile typeset from published facts"


def image_path(document: str, page: int) -> str:
    """Where the picture of a page is served."""
    return f"/page/{document}/{page}.jpg"


def close_up(row: Any) -> None:
    """The printed value, large: what a phone shows first."""
    if is_missing(row.page_width) or not has_picture(row.media_type):
        return
    left, top, wide, high = close_up_window(row, row.page_width, row.page_height)
    picture = tag(
        "img",
        src=image_path(row.document_id, row.page),
        alt=f"Close-up of the page: {row.raw}",
        style=f"width:{100 * row.page_width / wide:.2f}%;left:{-100 * left / wide:.2f}%;top:{-100 * top / high:.2f}%",
    )
    box = tag(
        "div",
        class_="wb-box",
        style=(
            f"left:{100 * (row.x0 - left) / wide:.2f}%;top:{100 * (row.top - top) / high:.2f}%;"
            f"width:{100 * (row.x1 - row.x0) / wide:.2f}%;height:{100 * (row.bottom - row.top) / high:.2f}%"
        ),
    )
    frame = tag("div", picture, box, class_="wb-closeup", style=f"aspect-ratio:{wide:.2f}/{high:.2f}")
    show(tag("div", tag("figure", frame, class_="wb-figure"), class_="wb"))


def page_picture(document: str, page: int, boxed: Any = None) -> None:
    """The page as released. `boxed` has a solid box; the other values lead to their own evidence."""
    values = ask("values_of_page", document=document, page=page)
    words = ask("page_text", document=document, page=page)
    pager(document, page)
    if words.empty:
        parts.empty("There is no picture of this page yet: it waits to be read, or it has no pages.")
        return
    size = next(words.itertuples(index=False))
    media_type = ask("documents", document=document)["media_type"].iloc[0]
    if not has_picture(media_type):
        page_words(document, page, is_open=True, boxed=boxed)
        return
    alt = f"Page {page} of {size.document_title}" + (f"; the box holds “{boxed.raw}”" if boxed is not None else "")
    layers: list[Child] = [tag("img", src=image_path(document, page), alt=alt)]
    for row in values.itertuples(index=False):
        if boxed is None or row.value_id != boxed.value_id:
            style = percent_box(row, size.width, size.height)
            title = f"{said(row.field)}: {row.raw}"
            # The table below has the same links; twice would be noise to those who listen or tab.
            layers.append(
                link(row.evidence_path, class_="wb-other", style=style, title=title, tabindex=-1, aria_hidden="true")
            )
    if boxed is not None:
        layers.append(tag("div", class_="wb-box", id="box", style=percent_box(boxed, size.width, size.height)))
    frame = tag("div", *layers, class_="wb-page", style=f"aspect-ratio:{size.width:.2f}/{size.height:.2f}")
    facsimile = (
        f" {FACSIMILE}; not an original." if FACSIMILE.casefold() in " ".join(size.text.split()).casefold() else ""
    )
    whose = "as the reader laid it out" if media_type in LAID_OUT else "as released"
    caption = f"Page {page} {whose}; dotted lines are other values that were read.{facsimile}"
    show(tag("div", tag("figure", frame, tag("figcaption", caption), class_="wb-figure"), class_="wb"))


def pager(document: str, page: int) -> None:
    """To the page before and the page after."""
    found = ask("documents", document=document)
    pages = 1 if found.empty or is_missing(found["pages"].iloc[0]) else int(found["pages"].iloc[0])
    where = f"/evidence?document={document}&page="
    before = link(f"{where}{page - 1}", "← Page before") if page > 1 else tag("span", "first page", class_="wb-note")
    after = link(f"{where}{page + 1}", "Next page →") if page < pages else tag("span", "last page", class_="wb-note")
    middle = tag("span", link(f"{where}{page}", f"Page {page} of {max(pages, page)}"))
    show(
        tag(
            "div", tag("nav", before, middle, after, class_="wb-pager", aria_label="Pages of the document"), class_="wb"
        )
    )


def page_words(document: str, page: int, *, is_open: bool = False, boxed: Any = None) -> None:
    """The words of the page, for those who search, copy, or listen; the printed value of `boxed` is marked in them."""
    words = ask("page_text", document=document, page=page)
    if words.empty or is_missing(words["text"].iloc[0]):
        return
    printed = text(words["text"].iloc[0])
    if boxed is not None:
        raw = text(boxed.raw)
        printed = Html(printed.replace(raw, tag("mark", raw, class_="wb-mark"), 1))
    opening = {"open": "open"} if is_open else {}
    body = tag("pre", printed, class_="wb-words", tabindex=0)
    show(tag("div", tag("details", tag("summary", "The words of this page"), body, **opening), class_="wb"))
