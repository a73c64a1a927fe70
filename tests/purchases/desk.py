"""A desk for tests: lay papers on it as readings of documents, and see what purchases they make."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa

from watchbill.model import MONEY_FIELDS, Kind, Outcome, PageText, Reading, Record, Row, Value, public_id
from watchbill.purchases import JoinReport, join_purchases
from watchbill.questions import QUESTIONS
from watchbill.registry import sync_registry
from watchbill.resolve import resolve_names
from watchbill.store import schema as s
from watchbill.store.documents import keep_document
from watchbill.store.engine import connect, open_store
from watchbill.store.readings import save_reading

NOW = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
Fields = Mapping[str, str]


@cache
def _empty_store() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "watchbill.db"
        engine = open_store(f"sqlite:///{path}")
        sync_registry(engine)
        engine.dispose()
        return path.read_bytes()


def new_desk(path: Path) -> sa.Engine:
    """A store with the registry at `path`, copied from one made once: migrating for every test would take longest."""
    path.write_bytes(_empty_store())
    return connect(f"sqlite:///{path}")


def value(field: str, text: str, line: int, page: int = 1, confidence: float = 0.99) -> Value:
    """A value printed on its own line of the page; "~" before the text makes it unsure."""
    unsure = text.startswith("~")
    text = text.lstrip("~")
    box = (72.0, 72.0 + 14 * line, 72.0 + 6 * len(text), 84.0 + 14 * line)
    currency = "USD" if field in MONEY_FIELDS else None
    return Value(text, text, page, box, 0.5 if unsure else confidence, currency, "hard to read" if unsure else None)


def paper(
    kind: Kind,
    fields: Fields,
    items: Sequence[Fields] = (),
    payments: Sequence[Fields] = (),
    pages: tuple[int, int] = (1, 1),
) -> Record:
    """A record whose values stand below each other on its first page."""
    line = itertools.count()

    def values(printed: Fields) -> dict[str, Value]:
        return {name: value(name, text, next(line), pages[0]) for name, text in printed.items()}

    return Record(
        kind, pages, 0.98, values(fields),
        tuple(Row(values(item)) for item in items), tuple(Row(values(payment)) for payment in payments),
    )  # fmt: skip


def lay(
    engine: sa.Engine, *records: Record, agency: str | None = None, name: str = "", text: str = "", copy: int = 0
) -> str:
    """Put one document with these records into the store, in a release of its own; gives the document's SHA-256.

    The same records give the same bytes; `copy` makes other bytes of them, as a second scan would.
    """
    data = repr((records, text, copy)).encode()
    sha = hashlib.sha256(data).hexdigest()
    name = name or f"{sha[:8]}.pdf"
    with engine.begin() as connection:
        document_id = keep_document(connection, sha, len(data), "application/pdf", NOW)
        agency_id = connection.scalar(sa.select(s.agency.c.id).where(s.agency.c.key == agency)) if agency else None
        release_id = public_id("x", sha, agency, name)
        if connection.scalar(sa.select(s.release.c.id).where(s.release.c.public_id == release_id)) is None:
            release = {"public_id": release_id, "name": name, "agency_id": agency_id, "added_at": NOW}
            row_id = connection.execute(sa.insert(s.release).values(release)).inserted_primary_key
            assert row_id is not None
            item = {"release_id": row_id[0], "document_id": document_id, "path": name, "outcome": "kept"}
            connection.execute(sa.insert(s.release_item).values(item))
    pages = max((record.pages[1] for record in records), default=1)
    texts = tuple(PageText(number, 612, 792, "native", _text(records, number) + text) for number in range(1, pages + 1))
    save_reading(
        engine, Reading(sha, "application/pdf", pages, "native", Outcome.READ, "1.0", None, records, texts), NOW
    )
    return sha


def _text(records: Sequence[Record], page: int) -> str:
    lines = [f"{kind.kind.replace('_', ' ')}" for kind in records]
    for record in records:
        for row in (record.fields, *(item.fields for item in (*record.items, *record.payments))):
            lines += [found.raw for found in row.values() if found.page == page]
    return "\n".join(lines)


def joined(engine: sa.Engine) -> JoinReport:
    """Resolve the names and join the papers."""
    resolve_names(engine)
    return join_purchases(engine)


def remove(engine: sa.Engine, sha: str) -> None:
    """Mark every release that holds the document as removed."""
    held = (
        sa.select(s.release_item.c.release_id).join(s.document, s.document.c.id == s.release_item.c.document_id)
    ).where(s.document.c.sha256 == sha)
    with engine.begin() as connection:
        connection.execute(sa.update(s.release).where(s.release.c.id.in_(held)).values(removed_at=NOW))


def state(engine: sa.Engine) -> list[dict[str, Any]]:
    """Every purchase and lead as plain data without row ids, for comparing stores."""
    out: list[dict[str, Any]] = []
    with engine.connect() as connection:
        for name in (
            "purchases", "leads", "purchase_rungs", "purchase_papers", "purchase_amounts", "purchase_parties",
        ):  # fmt: skip
            frame = QUESTIONS[name].answer(connection)
            kept = frame.drop(columns=[c for c in ("document_title",) if c in frame])
            out += [
                {"question": name, **row} for row in kept.astype(object).where(kept.notna(), None).to_dict("records")
            ]
    return out


# --- The Eugene chain, from its published figures (City of Eugene public records, eyes-off/eugene-oregon, CC0) -----

AGENCY = "us-or-eugene-pd"

CONTRACT = paper(
    Kind.CONTRACT,
    {"agency": "City of Eugene", "vendor": "Flock Group Inc", "number": "2025-03244", "date": "2025-03-24",
     "total": "342000.00"},
    items=[{"description": "Flock Safety LPR, fka Falcon", "amount": "171000.00"}],
)  # fmt: skip
ORDER = paper(
    Kind.PURCHASE_ORDER,
    {"agency": "EPD Administration", "vendor": "FLOCK SAFETY", "number": "2510002336", "date": "2025-03-25",
     "contract_number": "2025-03244", "total": "342000.00"},
    items=[{"description": "K FY25 FLOCK Automated License Plate Recognition (ALPR) Software Services",
            "amount": "342000.00"}],
)  # fmt: skip


def invoice(number: str, date: str, total: str = "171000.00", po_number: str = "2510002336", **more: str) -> Record:
    fields = {"agency": "OR - Eugene PD", "vendor": "Flock Group Inc dba Flock Safety", "number": number}
    fields |= {"date": date, "po_number": po_number, "total": total} | more
    return paper(Kind.INVOICE, {k: v for k, v in fields.items() if v})


INVOICES = (invoice("INV-61152", "2025-03-27"), invoice("INV-66697", "2025-06-09"))
GRANT = paper(
    Kind.GRANT,
    {"agency": "City of Eugene", "funder": "Oregon Criminal Justice Commission", "number": "ORT-25-06",
     "total": "391264.00", "end_date": "2025-12-31"},
)  # fmt: skip


def sheet(*rows: tuple[str, str, str | None], number: str = "ORT-25-06") -> Record:
    payments = [
        {"payee": payee, "amount": awarded, **({"spent": spent} if spent else {})} for payee, awarded, spent in rows
    ]
    return paper(Kind.PAYMENT_LISTING, {"agency": "Eugene Police Department", "number": number}, payments=payments)


SHEET_2 = sheet(
    ("Detective", "2026.00", "959.22"),
    ("Flock Safety -Installation of cameras and implementation of software", "56700.00", "0.00"),
    ("Flock Safety subscription", "283000.00", "0.00"),
)
SHEET_4 = sheet(
    ("Detective", "2026.00", "1503.01"),
    ("Flock Safety", "56700.00", "56700.00"),
    ("Flock Safety subscription", "285300.00", "285300.00"),
)
REQUEST = paper(
    Kind.OTHER,
    {"agency": "City of Eugene", "number": "RFI 20252027", "date": "2024-11-06",
     "subject": "License Plate Recognition Systems"},
)  # fmt: skip
FEE = paper(
    Kind.FEE_INVOICE,
    {"agency": "Eugene Police Department", "vendor": "Eugene Police Department", "number": "EPD-2025-4432-INV-1",
     "total": "53.27"},
)  # fmt: skip
EUGENE = (CONTRACT, ORDER, *INVOICES, GRANT, SHEET_2, SHEET_4, REQUEST, FEE)
