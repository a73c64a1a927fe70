"""Invented releases: papers typeset as a city would hand them out, native or as scans, read by the real reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from extractors.reader import read_document
from tests.purchases.desk import NOW
from watchbill.answers import purchase_lines, show
from watchbill.store import schema as s
from watchbill.store.documents import keep_document
from watchbill.store.readings import save_reading
from watchbill.typeset import typeset

Sheet = dict[str, Any]
SCAN = {"scan": 150, "skew": 0.4}
_HEAD = ["Line", "Description", "Qty", "Unit Price", "Amount"]
_WIDTHS = [35, 265, 40, 75, 75]


def order(
    city: str,
    department: str,
    number: str,
    date: str,
    vendor: str,
    lines: Iterable[Sequence[str]],
    total: str,
    **more: str,
) -> Sheet:
    """A purchase order: the city in the head, the department where the goods go."""
    return {
        "pages": [
            [
                {"letterhead": [city, "Purchasing Division", "1 East First Street"]},
                {"title": "PURCHASE ORDER"},
                {"fields": {"Purchase Order Number": number, "Order Date": date, **more}},
                {"columns": [{"Vendor": [vendor, "100 Main Street"]}, {"Ship To": [city, department]}]},
                {"table": {"head": _HEAD, "widths": _WIDTHS, "rows": [list(line) for line in lines]}},
                {"fields": {"Order Total": total}},
            ]
        ]
    }


def bill(
    vendor: str, number: str, date: str, buyer: Sequence[str], lines: Iterable[Sequence[str]], total: str, **more: str
) -> Sheet:
    """A vendor's invoice; `more` are further fields, such as the number of the order."""
    fields = {"Invoice Number": number, "Invoice Date": date, **{k.replace("_", " "): v for k, v in more.items()}}
    return {
        "pages": [
            [
                {"letterhead": [vendor, "100 Main Street"]},
                {"title": "INVOICE"},
                {"fields": fields},
                {"columns": [{"Bill To": list(buyer)}]},
                {"table": {"head": _HEAD, "widths": _WIDTHS, "rows": [list(line) for line in lines]}},
                {"fields": {"Invoice Total": total}},
            ]
        ]
    }


def give_out(engine: sa.Engine, sheets: Mapping[str, Sheet], agency: str | None, is_scan: bool = False) -> None:
    """What `add --agency` and `read` do with the papers, without a child process for each."""
    data = {name: typeset(sheet | {"noise": SCAN} if is_scan else sheet) for name, sheet in sheets.items()}
    with engine.begin() as connection:
        agency_id = connection.scalar(sa.select(s.agency.c.id).where(s.agency.c.key == agency)) if agency else None
        row = {"public_id": f"rel-{agency}", "name": "invented", "agency_id": agency_id, "added_at": NOW}
        key = connection.execute(sa.insert(s.release).values(row)).inserted_primary_key
        assert key is not None
        readings = []
        for name, paper in data.items():
            reading = read_document(paper, name)
            readings.append(reading)
            document = keep_document(connection, reading.sha256, len(paper), "application/pdf", NOW)
            item = {"release_id": key[0], "document_id": document, "path": name, "outcome": "kept"}
            connection.execute(sa.insert(s.release_item).values(item))
    for reading in readings:
        save_reading(engine, reading, NOW)


def answers(engine: sa.Engine) -> list[dict[str, Any]]:
    """Every purchase as `watchbill show ID` answers it, in the order of the list."""
    with engine.connect() as connection:
        return [show(connection, line["id"]) | {"line": line} for line in purchase_lines(connection)]
