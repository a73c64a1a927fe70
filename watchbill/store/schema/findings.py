"""What the papers of a purchase say beyond its rungs and amounts. Derived with it, and recomputed with it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, String, Table, Text, UniqueConstraint

from watchbill.store.schema.base import id_column, metadata, reference

purchase_term = Table(
    "purchase_term",
    metadata,
    id_column(),
    reference("purchase_id", "purchase", cascade=True),
    Column("kind", String(20), nullable=False),  # start, end, renewal, notice, holdover
    Column("date", Date),
    Column("text", Text, nullable=False),  # a sentence: what is so, and why
    reference("record_id", "record", nullable=True, cascade=True),
    reference("value_id", "value", nullable=True, cascade=True),
    Column("is_reviewed", Boolean, nullable=False),  # every value it rests on
)
purchase_flag = Table(
    "purchase_flag",
    metadata,
    id_column(),
    reference("purchase_id", "purchase", cascade=True),
    Column("flag", String(30), nullable=False),
    Column("sentence", Text, nullable=False),
    Column("refuted_by", Text, nullable=False),
    Column("is_reviewed", Boolean, nullable=False),  # every value it rests on
    UniqueConstraint("purchase_id", "flag"),
)
purchase_flag_proof = Table(  # the papers, and the values on them, that a flag rests on
    "purchase_flag_proof",
    metadata,
    id_column(),
    reference("purchase_flag_id", "purchase_flag", cascade=True),
    Column("position", Integer, nullable=False),  # from 1
    reference("record_id", "record", nullable=True, cascade=True),
    reference("value_id", "value", nullable=True, cascade=True),
)
purchase_fact = Table(  # what papers state of how much was deployed and how it is used
    "purchase_fact",
    metadata,
    id_column(),
    reference("purchase_id", "purchase", cascade=True),
    Column("fact", String(30), nullable=False),  # cameras, users, retention, ...
    Column("number", BigInteger, nullable=False),
    Column("unit", String(10)),  # of a length of time: hours, days, months, years
    reference("value_id", "value", cascade=True),
    Column("is_reviewed", Boolean, nullable=False),
)
