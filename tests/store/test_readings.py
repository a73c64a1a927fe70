"""A reading is saved whole or not at all; saving it again keeps every public id; what waits is found."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from watchbill.errors import NotFoundError
from watchbill.model import Check, Kind, Outcome, PageText, Reading, Reason, Record, Row, Value
from watchbill.store import schema
from watchbill.store.documents import keep_document
from watchbill.store.readings import Pending, pending_documents, save_reading

SHA = "a" * 64


def value(text: str, top: float = 100, currency: str | None = None) -> Value:
    return Value(text, f"raw {text}", 1, (72.0, top, 144.0, top + 10), 0.97, currency)


def invoice(total: str = "342000.00") -> Record:
    item = Row({"description": value("Camera", 200), "amount": value("171000.00", 200, "USD")})
    return Record(
        Kind.INVOICE,
        (1, 2),
        0.9,
        {"number": value("INV-61152"), "date": value("2025-03-27", 120), "total": value(total, 140, "USD")},
        items=(item, item),
        payments=(Row({"payee": value("Flock Safety", 300)}),),
        checks=(Check("items_sum_to_total", True, "342000.00 = 342000.00"),),
    )


def reading_of(*records: Record, reader: str = "1.0", sha256: str = SHA) -> Reading:
    pages = (PageText(1, 612, 792, "native", "Invoice \0 page one"), PageText(2, 612, 792, "ocr", "page two"))
    return Reading(sha256, "application/pdf", 2, "mixed", Outcome.READ, reader, None, records, pages)


@pytest.fixture
def kept(store: sa.Engine) -> sa.Engine:
    """A store on either database that knows the document."""
    with store.begin() as connection:
        keep_document(connection, SHA, 1000, "application/pdf")
    return store


def all_of(engine: sa.Engine, table: sa.Table, *columns: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        statement = sa.select(*(table.c[name] for name in columns)).order_by(table.c.id)
        return [tuple(found) for found in connection.execute(statement)]


def test_everything_read_is_saved(kept: sa.Engine) -> None:
    save_reading(kept, reading_of(invoice()))
    assert all_of(kept, schema.record, "kind", "first_page", "last_page", "is_current") == [("invoice", 1, 2, True)]
    assert all_of(kept, schema.row, "kind", "position") == [("item", 1), ("item", 2), ("payment", 1)]
    assert all_of(kept, schema.page, "number", "origin", "text") == [
        (1, "native", "Invoice  page one"),
        (2, "ocr", "page two"),
    ]
    values = all_of(kept, schema.value, "field", "cents", "currency", "date", "row_id")
    found = {str(name): rest for name, *rest in values[:3]}
    assert found == {
        "number": [None, None, None, None],
        "date": [None, None, dt.date(2025, 3, 27), None],
        "total": [34200000, "USD", None, None],
    }
    assert len(values) == 3 + 4 + 1
    assert [cents for name, cents, *_ in values if name == "amount"] == [17100000, 17100000]
    assert len({row for *_, row in values[3:]}) == 3
    with kept.connect() as connection:
        assert connection.scalar(sa.select(schema.record.c.checks))[0]["name"] == "items_sum_to_total"


def test_saving_again_keeps_ids_and_leaves_one_current_reading(kept: sa.Engine) -> None:
    save_reading(kept, reading_of(invoice(), invoice()))
    before = all_of(kept, schema.value, "public_id"), all_of(kept, schema.record, "public_id")
    assert len(set(before[0])) == 16
    assert len(set(before[1])) == 2
    save_reading(kept, reading_of(invoice(), invoice(), reader="1.1"))
    assert (all_of(kept, schema.value, "public_id"), all_of(kept, schema.record, "public_id")) == before
    assert all_of(kept, schema.reading, "reader", "is_current") == [("1.0", False), ("1.1", True)]
    assert len(all_of(kept, schema.page, "id")) == 2


def test_a_newer_reading_that_finds_less_removes_what_is_gone(kept: sa.Engine) -> None:
    save_reading(kept, reading_of(invoice()))
    refused = Reading(SHA, "application/pdf", 0, "none", Outcome.REFUSED, "1.1", Reason.TIMED_OUT)
    save_reading(kept, refused)
    assert (
        all_of(kept, schema.record, "id") == all_of(kept, schema.value, "id") == all_of(kept, schema.page, "id") == []
    )
    assert all_of(kept, schema.reading, "outcome", "reason")[1] == ("refused", "timed_out")


def test_derived_rows_do_not_stand_in_the_way(kept: sa.Engine) -> None:
    """Purchases point at records and values; they are recomputed, so a new reading takes them along."""
    save_reading(kept, reading_of(invoice()))
    with kept.begin() as connection:
        purchase_id = connection.execute(
            sa.insert(schema.purchase).returning(schema.purchase.c.id),
            {"public_id": "p-1", "title": "t", "is_lead": False, "currency": "USD"},
        ).scalar_one()
        record_id = connection.scalar(sa.select(schema.record.c.id))
        value_id = connection.scalar(sa.select(schema.value.c.id).where(schema.value.c.field == "total"))
        connection.execute(
            sa.insert(schema.purchase_record),
            {"purchase_id": purchase_id, "record_id": record_id, "joined_by": "because"},
        )
        connection.execute(
            sa.insert(schema.purchase_amount),
            {"purchase_id": purchase_id, "amount": "invoiced", "cents": 1, "value_id": value_id, "is_reviewed": True},
        )
    save_reading(kept, reading_of(invoice()))
    assert all_of(kept, schema.purchase_amount, "id") == []


def test_amounts_and_days_that_are_not_whole_keep_their_text(kept: sa.Engine) -> None:
    fields = {"unit_price": value("0.0125", 10), "end_date": value("2026-06", 20), "total": value("0.00", 30)}
    save_reading(kept, reading_of(Record(Kind.QUOTE, (1, 1), 0.5, fields)))
    assert all_of(kept, schema.value, "value", "cents", "date") == [
        ("0.0125", None, None),
        ("2026-06", None, None),
        ("0.00", 0, None),
    ]


def test_a_failed_save_leaves_the_older_reading(kept: sa.Engine) -> None:
    save_reading(kept, reading_of(invoice()))
    too_wide = replace(invoice(), fields={"x" * 31 if kept.dialect.name == "postgresql" else "total": value("1.00")})
    broken = reading_of(too_wide)
    if kept.dialect.name == "sqlite":  # which does not mind the width of a name: a page that is there twice, then
        broken = replace(broken, page_texts=broken.page_texts * 2)
    with pytest.raises(sa.exc.DatabaseError):
        save_reading(kept, broken)
    assert len(all_of(kept, schema.record, "id")) == 1
    assert all_of(kept, schema.reading, "is_current") == [(True,)]


def test_an_unknown_document_is_named(store: sa.Engine) -> None:
    with pytest.raises(NotFoundError, match="holds no document bbbb"):
        save_reading(store, reading_of(sha256="b" * 64))


def add_release(engine: sa.Engine, name: str, shas: dict[str, str], removed: bool = False) -> None:
    now = dt.datetime.now(dt.UTC)
    with engine.begin() as connection:
        release_id = connection.execute(
            sa.insert(schema.release).returning(schema.release.c.id),
            {"public_id": name, "name": name, "added_at": now, "removed_at": now if removed else None},
        ).scalar_one()
        for path, sha in shas.items():
            outcome = "opened" if path.endswith(".zip") else "kept"
            item = {"release_id": release_id, "path": path, "outcome": outcome}
            item["document_id"] = keep_document(connection, sha, 1, "application/pdf")
            connection.execute(sa.insert(schema.release_item), item)


def test_what_waits_is_what_nobody_read_and_nobody_removed(store: sa.Engine) -> None:
    shas = {name: name * 64 for name in "abcde"}
    add_release(store, "r1", {"a.pdf": shas["a"], "b.pdf": shas["b"], "box.zip": shas["c"]})
    add_release(store, "r2", {"gone.pdf": shas["d"], "also-in-r1.pdf": shas["b"]}, removed=True)
    with store.begin() as connection:
        keep_document(connection, shas["e"], 1, "application/pdf")
        portal_id = connection.execute(
            sa.insert(schema.portal).returning(schema.portal.c.id),
            {"key": "us_or_eugene", "platform": "pages", "url": "http://localhost/"},
        ).scalar_one()
        fetched = {"portal_id": portal_id, "document_id": keep_document(connection, "f" * 64, 1, "application/pdf")}
        fetched |= {"url": "http://localhost/f.pdf", "requested_at": dt.datetime.now(dt.UTC), "outcome": "kept"}
        connection.execute(sa.insert(schema.retrieval), fetched | {"headers": {}})

    def waiting(reader: str, again: bool = False) -> list[str]:
        with store.connect() as connection:
            return [pending.name for pending in pending_documents(connection, reader, again=again)]

    assert waiting("1.0") == ["a.pdf", "b.pdf", "http://localhost/f.pdf"]
    save_reading(store, reading_of(sha256=shas["a"]))
    assert waiting("1.0") == ["b.pdf", "http://localhost/f.pdf"]
    assert waiting("1.1") == waiting("1.0", again=True) == ["a.pdf", "b.pdf", "http://localhost/f.pdf"]
    with store.connect() as connection:
        assert pending_documents(connection, "1.0")[0] == Pending(shas["b"], "b.pdf")


def test_where_our_own_code_failed_is_kept_and_told(kept: sa.Engine) -> None:
    """A maintainer finds the cause of a fault without the log of the run that met it."""
    told = "the document: KeyError in extractors/totals.py, line 88"
    whole = reading_of(invoice())
    save_reading(kept, replace(whole, outcome=Outcome.REFUSED, reason=Reason.READER_FAULT, records=(), detail=told))
    assert all_of(kept, schema.reading, "reason", "detail") == [("reader_fault", told)]
    save_reading(kept, whole)
    assert all_of(kept, schema.reading, "reason", "detail") == [("reader_fault", told), (None, None)]
