"""What people and rules decided: names matched, corrections made, records requested."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, DateTime, Float, ForeignKey, String, Table, Text, UniqueConstraint

from watchbill.store.schema.base import BigId, id_column, metadata, public_id_column, reference

name_match = Table(  # each distinct printed name, resolved once
    "name_match",
    metadata,
    id_column(),
    public_id_column(),
    Column("kind", String(10), nullable=False),  # vendor, agency
    Column("name", Text, nullable=False),  # as printed
    Column("normal_name", Text, nullable=False),
    reference("vendor_id", "vendor", nullable=True),
    reference("agency_id", "agency", nullable=True),
    Column("method", String(20)),  # exact, alias, normal, dba, release, numbered, alike, reviewer, null
    Column("score", Float),
    Column("decision", String(10), nullable=False),  # auto, review, accepted, rejected, none: like nobody known
    UniqueConstraint("kind", "name"),
)
correction = Table(  # append-only: triggers refuse UPDATE and DELETE, and each row hashes the one before it
    "correction",
    metadata,
    id_column(),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("action", String(20), nullable=False),  # accept, correct, reject, resolve, undo
    Column("target_kind", String(20), nullable=False),  # value, name
    Column("target_id", String(24), nullable=False, index=True),  # public id
    Column("anchor", JSON, nullable=False),  # where it stands in the document: survives a newer reader
    Column("before", JSON),
    Column("after", JSON),
    Column("reason", Text, nullable=False),
    Column("undoes", BigId, ForeignKey("correction.id")),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)
request = Table(
    "request",
    metadata,
    id_column(),
    Column("ref", Text, nullable=False, unique=True),  # the agency's number, or ours
    reference("agency_id", "agency", nullable=True),
    Column("subject", Text),
    Column("sent_date", Date),
    Column("due_date", Date),
    Column("due_rule", Text),  # the law and the counting that give the due date
    Column("status", String(20), nullable=False),  # drafted, sent, answered, refused, closed
)
