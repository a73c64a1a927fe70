"""Readings, records and values: what a reader made of a document, each value with its page and box."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from watchbill.store.schema.base import id_column, metadata, public_id_column, reference

reading = Table(
    "reading",
    metadata,
    id_column(),
    reference("document_id", "document"),
    Column("reader", String(20), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("reason", String(40)),
    Column("detail", Text),  # of a fault of ours: what was left out, the error, its line of code
    Column("text", String(10), nullable=False),  # native, ocr, mixed, none
    Column("pages", Integer, nullable=False),
    Column("read_at", DateTime(timezone=True), nullable=False),
    Column("is_current", Boolean, nullable=False),
    Index("ix_reading_current", "document_id", "is_current"),
)
page = Table(
    "page",
    metadata,
    id_column(),
    reference("document_id", "document", cascade=True),
    Column("number", Integer, nullable=False),
    Column("width", Float, nullable=False),  # points, as displayed
    Column("height", Float, nullable=False),
    Column("origin", String(10), nullable=False),  # native, ocr, none
    Column("text", Text, nullable=False),
    UniqueConstraint("document_id", "number"),
)
record = Table(
    "record",
    metadata,
    id_column(),
    public_id_column(),
    reference("reading_id", "reading", cascade=True),
    reference("document_id", "document"),
    Column("kind", String(30), nullable=False, index=True),
    Column("first_page", Integer, nullable=False),
    Column("last_page", Integer, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("checks", JSON, nullable=False),
    Column("is_current", Boolean, nullable=False, index=True),
)
row = Table(  # a line item, a payment or a stated fact of a record
    "row",
    metadata,
    id_column(),
    reference("record_id", "record", cascade=True),
    Column("kind", String(10), nullable=False),  # item, payment, fact
    Column("position", Integer, nullable=False),
)
value = Table(
    "value",
    metadata,
    id_column(),
    public_id_column(),
    reference("record_id", "record", cascade=True),
    reference("row_id", "row", nullable=True, cascade=True),
    Column("field", String(30), nullable=False),
    Column("value", Text, nullable=False),  # as the reading's JSON gives it
    Column("raw", Text, nullable=False),
    Column("cents", BigInteger),
    Column("currency", String(3)),
    Column("date", Date),
    Column("page", Integer, nullable=False),
    Column("x0", Float, nullable=False),
    Column("top", Float, nullable=False),
    Column("x1", Float, nullable=False),
    Column("bottom", Float, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("reason", Text),
    Index("ix_value_record_field", "record_id", "field"),
)
