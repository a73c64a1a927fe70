"""Read one document: bytes in, a reading with an outcome out. This process only; `children` reads strangers' files."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import replace

from extractors import ocr_accurate
from extractors.currency import with_currency
from extractors.doubts import with_doubts
from extractors.kinds import READERS
from extractors.layouts import recognise
from extractors.layouts.reading import improve
from extractors.media import cpu_clock, open_paper, sniff_media
from extractors.paper import Page, Paper
from extractors.refusal import RefusedError
from extractors.rescans import read_page_again
from extractors.second_look import improved
from extractors.segments import find_papers
from watchbill.model import Outcome, PageText, Reading, Reason, Record, Row, Value

#: The version of the reader. Raise it whenever a reading of the same bytes may come out differently.
READER = "1.1"

log = logging.getLogger(__name__)


def read_document(
    data: bytes, name: str = "", cpu_seconds: float | None = None, *, use_layouts: bool = True
) -> Reading:
    """Read a document. `name` is what it was called, `cpu_seconds` how long it may take before the rest is left unread.
    Without `use_layouts` the general reader reads alone, as on paper that nobody here has seen.

    Never raises for what the bytes hold: a document that cannot be read comes back refused, with the reason.
    """
    return read_with_pages(data, name, cpu_seconds, use_layouts=use_layouts)[0]


def read_with_pages(
    data: bytes, name: str = "", cpu_seconds: float | None = None, *, use_layouts: bool = True
) -> tuple[Reading, Paper]:
    """The reading as `read_document` gives it, and the pages it was made from: none where the document is refused."""
    sha256 = hashlib.sha256(data).hexdigest()
    media_type = sniff_media(data)
    try:
        spent = cpu_clock(cpu_seconds)
        paper, reasons = open_paper(data, name, media_type, spent)
        records, is_whole = _records(paper, use_layouts=use_layouts)
        if ocr_accurate.is_installed():

            def look(page: Page) -> Page | None:
                return None if spent() else read_page_again(data, media_type, page)

            paper, records = improved(paper, records, look, lambda p: _records(p, use_layouts=use_layouts)[0])
        records = tuple(_as_displayed(record, paper) for record in records)
    except RefusedError as refused:
        return refusal(sha256, media_type, refused.reason), Paper(())
    except MemoryError:
        return refusal(sha256, media_type, Reason.OUT_OF_MEMORY), Paper(())
    if not is_whole:
        reasons = (*reasons, Reason.CRASHED)
    reading = Reading(
        sha256=sha256,
        media_type=media_type,
        pages=len(paper.pages),
        text=paper.text,
        outcome=_outcome(records, reasons),
        reader=READER,
        reason=reasons[0] if reasons else None,
        records=records,
        page_texts=tuple(_page_text(page) for page in paper.pages),
    )
    return reading, paper


def refusal(sha256: str, media_type: str, reason: Reason) -> Reading:
    """The reading of a document that could not be read."""
    return Reading(sha256, media_type, 0, "none", Outcome.REFUSED, READER, reason)


def _outcome(records: Iterable[Record], reasons: Iterable[Reason]) -> Outcome:
    if any(reasons):
        return Outcome.PARTIAL
    found = any(record.fields or record.items or record.payments for record in records)
    return Outcome.READ if found else Outcome.NOTHING_FOUND


def _records(paper: Paper, *, use_layouts: bool = True) -> tuple[tuple[Record, ...], bool]:
    """The records of a paper, boxes on its pages as they were read, and whether every part of it could be read: a fault
    in one part leaves the others."""
    records, is_whole = [], True
    for segment in find_papers(paper):
        pages = paper.pages[segment.first - 1 : segment.last]
        try:
            layout = recognise(pages, segment.kind) if use_layouts else None
            record = READERS[layout.kind if layout else segment.kind](pages)
            record = improve(record, layout, pages) if layout else record
        except MemoryError:
            raise
        except Exception as error:
            place = f"pages {segment.first} to {segment.last}"
            log.error("%s could not be read as %s: %s: %s", place, segment.kind, type(error).__name__, error)
            log.debug("the fault in %s", place, exc_info=True)
            is_whole = False
            continue
        if record is not None:
            records.append(with_currency(record, pages, paper.pages))
    return tuple(records), is_whole


def _as_displayed(record: Record, paper: Paper) -> Record:
    """The record with what a pen did to its figures, and its boxes on the pages as displayed, where pages were turned
    or set straight to be read."""
    first, last = record.pages
    pages = {page.number: page for page in paper.pages[first - 1 : last]}
    record = with_doubts(record, tuple(pages.values()))
    if not any(page.turn or page.slope for page in pages.values()):
        return record

    def place(value: Value) -> Value:
        return replace(value, bbox=pages[value.page].displayed(value.bbox))

    def place_rows(rows: Iterable[Row]) -> tuple[Row, ...]:
        return tuple(Row({name: place(value) for name, value in row.fields.items()}) for row in rows)

    fields = {name: place(value) for name, value in record.fields.items()}
    return replace(record, fields=fields, items=place_rows(record.items), payments=place_rows(record.payments))


def _page_text(page: Page) -> PageText:
    width, height = page.displayed_size
    return PageText(page.number, width, height, page.origin, page.text)
