"""Read one document: bytes in, a reading with an outcome out. This process only; `children` reads strangers' files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from extractors import ocr_accurate
from extractors.currency import with_currency
from extractors.day_order import with_day_order
from extractors.doubts import with_doubts
from extractors.faults import told_fault
from extractors.kinds import READERS
from extractors.layouts import recognise
from extractors.layouts.reading import improve
from extractors.media import cpu_clock, open_paper, sniff_media
from extractors.paper import Page, Paper
from extractors.refusal import RefusedError
from extractors.rescans import read_page_again
from extractors.second_look import improved
from extractors.segments import find_papers
from extractors.stated import with_facts
from extractors.two_readings import settled
from watchbill.model import Outcome, PageText, Reading, Reason, Record, Row, Value

#: The version of the reader. Raise it whenever a reading of the same bytes may come out differently.
READER = "1.4"


def read_document(
    data: bytes, name: str = "", cpu_seconds: float | None = None, *, use_layouts: bool = True
) -> Reading:
    """Read a document. `name` is what it was called, `cpu_seconds` how long it may take before the rest is left unread.
    Without `use_layouts` the general reader reads alone, as on paper that nobody here has seen.

    Never raises for what the bytes hold: a document that cannot be read comes back refused, with the reason. Nor for a
    fault of ours: what it spoiled is left out, the outcome is partial or refused, and `detail` says where it was.
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
        records, faults = _records(paper, use_layouts=use_layouts)
        if ocr_accurate.is_installed():

            def look(page: Page) -> Page | None:
                return None if spent() else read_page_again(data, media_type, page)

            try:
                paper, records = improved(paper, records, look, lambda p: _records(p, use_layouts=use_layouts)[0])
            except MemoryError:
                raise
            except Exception as error:  # the first reading stands
                faults = (*faults, told_fault("the second look at the scans", error))
        records = tuple(_as_displayed(record, paper) for record in records)
    except RefusedError as refused:
        return refusal(sha256, media_type, refused.reason), Paper(())
    except MemoryError:
        return refusal(sha256, media_type, Reason.OUT_OF_MEMORY), Paper(())
    except Exception as error:
        return refusal(sha256, media_type, Reason.READER_FAULT, told_fault("the document", error)), Paper(())
    if faults:
        reasons = (*reasons, Reason.READER_FAULT)
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
        detail="; ".join(faults),
    )
    return reading, paper


def refusal(sha256: str, media_type: str, reason: Reason, detail: str = "") -> Reading:
    """The reading of a document that could not be read."""
    return Reading(sha256, media_type, 0, "none", Outcome.REFUSED, READER, reason, detail=detail)


def _outcome(records: Iterable[Record], reasons: Iterable[Reason]) -> Outcome:
    if any(reasons):
        return Outcome.PARTIAL
    found = any(record.fields or record.items or record.payments for record in records)
    return Outcome.READ if found else Outcome.NOTHING_FOUND


def _records(paper: Paper, *, use_layouts: bool = True) -> tuple[tuple[Record, ...], tuple[str, ...]]:
    """The records of a paper, boxes on its pages as they were read, and the faults of ours that kept parts of it from
    being read: a fault in one part leaves the others, one in cutting the document leaves its text."""
    records, faults = [], []
    try:
        segments = find_papers(paper)
    except MemoryError:
        raise
    except Exception as error:
        return (), (told_fault("cutting the document into papers", error),)
    for segment in segments:
        pages = paper.pages[segment.first - 1 : segment.last]
        try:
            layout = recognise(pages, segment.kind) if use_layouts else None
            read = READERS[layout.kind if layout else segment.kind]
            record = read(pages)
            record = settled(record, pages, read) if record else None
            record = improve(record, layout, pages) if layout else record
            if record is not None:
                records.append(with_facts(with_day_order(with_currency(record, pages, paper.pages), pages), pages))
        except MemoryError:
            raise
        except Exception as error:
            faults.append(told_fault(f"pages {segment.first} to {segment.last}, a paper of kind {segment.kind}", error))
    return tuple(records), tuple(faults)


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
    return replace(
        record,
        fields=fields,
        items=place_rows(record.items),
        payments=place_rows(record.payments),
        facts=place_rows(record.facts),
    )


def _page_text(page: Page) -> PageText:
    width, height = page.displayed_size
    return PageText(page.number, width, height, page.origin, page.text)
