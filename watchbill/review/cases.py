"""What people decided about papers, as labelled cases: one label a paper, in the format of the reading's scorer.

A label holds only fields that a person accepted or corrected and that nobody took back. Decisions about names of the
registry say nothing about the reading and are no labels.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from watchbill.model import MONEY_FIELDS, NAME_FIELDS, Kind
from watchbill.privacy import WITHHELD, withholder
from watchbill.review.corrections import Correction
from watchbill.review.settle import overlay_of
from watchbill.store.live import is_live
from watchbill.store.schema import document, reading, record, row, value

#: Field of a reading -> key of the scorer's labels. Other fields, and those of rows, stand under `reviewed` only.
LABEL_KEYS: Mapping[str, str] = {
    "agency": "agency",
    "vendor": "vendor",
    "funder": "funder",
    "number": "document_number",
    "date": "document_date",
    "due_date": "due_date",
    "po_number": "po_number",
    "contract_number": "contract_number",
    "start_date": "period_start",
    "end_date": "period_end",
    "total": "total_amount",
    "ceiling": "ceiling_amount",
    "subtotal": "subtotal",
    "tax": "tax",
    "check_number": "check_number",
    "check_date": "check_date",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A document with the labels of its papers; `expected` lists all its papers, with the reviewed fields of each, as
    `tests/cases` does."""

    id: str
    sha256: str
    media_type: str
    text: str  # native, ocr, mixed, none
    labels: tuple[Mapping[str, Any], ...]
    expected: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cases:
    """All cases, and how many decisions about values are in none: of names that may be of private persons, and of
    values that today's reading no longer has."""

    cases: tuple[Case, ...]
    values: int
    withheld: int
    lost: int


def gather_cases(connection: sa.Connection, since: dt.date | None = None) -> Cases:
    """The cases of all decisions about values, or of those made on or after the day `since` (UTC).

    A decision counts also where a newer reader reads something else at its place: then it shows the reader's fault.
    """
    overlay = overlay_of(connection)
    said = {**overlay.holds, **overlay.conflicts}
    said = {key: each for key, each in said.items() if each.after is not None and _is_since(each, since)}
    rows = _values(connection, sorted(said))
    published = withholder(connection)
    private_lines = _private_lines(connection, rows, published)
    reviewed: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    withheld = 0
    for each in rows:
        entry = _reviewed(each, said[each["id"]])
        if _is_private(entry, published) or (each["row_id"] in private_lines and entry["field"] == "description"):
            withheld += 1
        else:
            reviewed[each["record_id"]].append(entry)
    cases = tuple(_cases(connection, reviewed))
    lost = sum(_is_since(each, since) for each in overlay.lost)
    return Cases(cases, sum(map(len, reviewed.values())), withheld, lost)


def _is_since(correction: Correction, since: dt.date | None) -> bool:
    made = correction.made_at
    made = made if made.tzinfo is None else made.astimezone(dt.UTC)
    return since is None or made.date() >= since


def _values(connection: sa.Connection, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Rows of `value` in live documents, with the place of their row."""
    found: list[dict[str, Any]] = []
    statement = (
        sa.select(value, row.c.kind.label("row_kind"), row.c.position)
        .join_from(value, record, value.c.record_id == record.c.id)
        .outerjoin(row, row.c.id == value.c.row_id)
        .where(record.c.is_current, is_live(record.c.document_id))
    )
    for at in range(0, len(ids), 500):
        found += [
            dict(each) for each in connection.execute(statement.where(value.c.id.in_(ids[at : at + 500]))).mappings()
        ]
    return sorted(found, key=lambda each: (each["record_id"], each["row_id"] or 0, each["id"]))


def _reviewed(each: Mapping[str, Any], said: Correction) -> dict[str, Any]:
    """A reviewed value: what a person says is printed (null: nothing is), where, and which row of the log says so."""
    text = (said.after or {}).get("value") or None
    place = {"row": f"{each['row_kind']} {each['position']}"} if each["row_id"] is not None else {}
    return {
        "field": each["field"],
        **place,
        "value": text,
        "read_as": each["value"],
        "raw": each["raw"],
        "page": each["page"],
        "bbox": [round(each[side], 1) for side in ("x0", "top", "x1", "bottom")],
        "confidence": round(each["confidence"], 3),
        "decision": said.action,
        "correction": said.id,
    }


def _is_private(entry: Mapping[str, Any], published: Callable[[str | None], str | None]) -> bool:
    texts = (entry["value"], entry["read_as"]) if entry["field"] in NAME_FIELDS else ()
    return any(published(text) == WITHHELD for text in texts)


def _private_lines(
    connection: sa.Connection, rows: Sequence[Mapping[str, Any]], published: Callable[[str | None], str | None]
) -> set[int]:
    """The rows of registers among these whose payee may be a private person: what it was paid for stays out too."""
    ids = sorted({each["row_id"] for each in rows if each["row_id"] is not None})
    private: set[int] = set()
    for at in range(0, len(ids), 500):
        payees = sa.select(value.c.row_id, value.c.value).where(
            value.c.row_id.in_(ids[at : at + 500]), value.c.field == "payee"
        )
        private |= {row_id for row_id, payee in connection.execute(payees) if published(payee) == WITHHELD}
    return private


def _cases(connection: sa.Connection, reviewed: Mapping[int, Sequence[Mapping[str, Any]]]) -> list[Case]:
    """One case for each document of a record with reviewed values, in the order of public ids."""
    in_documents = sa.select(record.c.document_id).where(record.c.id.in_(list(reviewed))).distinct()
    statement = (
        sa.select(
            record.c.id, record.c.kind, record.c.first_page, record.c.last_page, reading.c.text,
            document.c.public_id, document.c.sha256, document.c.media_type,
        )
        .join_from(record, document, document.c.id == record.c.document_id)
        .join(reading, reading.c.id == record.c.reading_id)
        .where(record.c.is_current, record.c.document_id.in_(in_documents))
        .order_by(document.c.public_id, record.c.first_page, record.c.id)
    )  # fmt: skip
    papers: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for each in connection.execute(statement).mappings():
        papers[each["public_id"]].append(dict(each))
    return [_case(of_document, reviewed) for of_document in papers.values()]


def _case(papers: Sequence[Mapping[str, Any]], reviewed: Mapping[int, Sequence[Mapping[str, Any]]]) -> Case:
    labels = tuple(_label(paper, papers, reviewed[paper["id"]]) for paper in papers if reviewed.get(paper["id"]))
    expected = {
        "records": [
            {
                "kind": paper["kind"],
                "pages": [paper["first_page"], paper["last_page"]],
                "fields": {
                    entry["field"]: entry["value"] for entry in reviewed.get(paper["id"], ()) if "row" not in entry
                },
            }
            for paper in papers
        ]
    }
    first = papers[0]
    return Case(first["public_id"], first["sha256"], first["media_type"], first["text"], labels, expected)


def _label(
    paper: Mapping[str, Any], papers: Sequence[Mapping[str, Any]], reviewed: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """A paper's label. One among several of a document is named by its first page (`d-…#p5`), with its pages.

    Nobody reviewed the kind, so it is `other`, which the scorer does not score; the kind as read is said only where
    nothing else tells the paper from another on the same pages.
    """
    pages = (paper["first_page"], paper["last_page"])
    shares_pages = sum((other["first_page"], other["last_page"]) == pages for other in papers) > 1
    label: dict[str, Any] = {"id": paper["public_id"], "kind": paper["kind"] if shares_pages else str(Kind.OTHER)}
    if len(papers) > 1:
        label["id"] += f"#p{pages[0]}"
        label["pages"] = f"{pages[0]}-{pages[1]}"
    for entry in reviewed:
        if "row" not in entry and entry["field"] in LABEL_KEYS:
            label[LABEL_KEYS[entry["field"]]] = _labelled(entry["field"], entry["value"])
    numbers = ", ".join(str(entry["correction"]) for entry in reviewed)
    return label | {
        "kind_as_read": paper["kind"],
        "notes": f"decided in review: corrections {numbers}",
        "reviewed": list(reviewed),
    }


def _labelled(field: str, text: str | None) -> str | float | None:
    return float(text) if text is not None and field in MONEY_FIELDS else text
