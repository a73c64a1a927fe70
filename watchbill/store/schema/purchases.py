"""Purchases: derived, recomputed by `watchbill resolve` and `rebuild`; nothing that must survive points into them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, String, Table, Text, UniqueConstraint

from watchbill.store.schema.base import id_column, metadata, public_id_column, reference

purchase = Table(
    "purchase",
    metadata,
    id_column(),
    public_id_column(),
    reference("agency_id", "agency", nullable=True),
    reference("maker_id", "vendor", nullable=True),
    reference("seller_id", "vendor", nullable=True),
    Column("agency_name", Text),  # as printed where it did not resolve
    Column("maker_name", Text),
    Column("seller_name", Text),
    Column("title", Text, nullable=False),
    Column("is_lead", Boolean, nullable=False),  # expressed interest: never a purchase
    Column("currency", String(3), nullable=False),
    Column("first_date", Date),
    Column("last_date", Date),
)
former_purchase = Table(  # ids that links in the world may hold -> the record that leads to today's purchase
    "former_purchase",
    metadata,
    Column("public_id", String(24), primary_key=True),
    Column("record_public_id", String(24), nullable=False),  # of one award among several: the value that names it
)
purchase_record = Table(
    "purchase_record",
    metadata,
    id_column(),
    reference("purchase_id", "purchase", cascade=True),
    reference("record_id", "record", cascade=True),
    Column("joined_by", Text, nullable=False),  # a sentence: "purchase order 2510002336 cites contract 2025-03244"
    reference("value_id", "value", nullable=True, cascade=True),  # the seller meant, where the record names several
    UniqueConstraint("purchase_id", "record_id"),
)
purchase_party = Table(
    "purchase_party",
    metadata,
    id_column(),
    reference("purchase_id", "purchase", cascade=True),
    Column("role", String(10), nullable=False),
    reference("vendor_id", "vendor", nullable=True),
    reference("agency_id", "agency", nullable=True),
    Column("name", Text, nullable=False),  # as printed
    reference("value_id", "value", nullable=True, cascade=True),
)
purchase_technology = Table(
    "purchase_technology",
    metadata,
    id_column(),
    reference("purchase_id", "purchase", cascade=True),
    Column("technology", String(40), ForeignKey("technology.key"), nullable=False),
    Column("words", Text, nullable=False),  # the printed words that decided
    reference("value_id", "value", nullable=True, cascade=True),
    UniqueConstraint("purchase_id", "technology"),
)
purchase_rung = Table(
    "purchase_rung",
    metadata,
    id_column(),
    reference("purchase_id", "purchase", cascade=True),
    Column("rung", String(20), nullable=False),
    reference("record_id", "record", cascade=True),
    Column("date", Date),
)
purchase_amount = Table(  # which printed values make up each of the five amounts
    "purchase_amount",
    metadata,
    id_column(),
    reference("purchase_id", "purchase", cascade=True),
    Column("amount", String(20), nullable=False),
    Column("cents", BigInteger, nullable=False),
    reference("value_id", "value", cascade=True),
    Column("is_reviewed", Boolean, nullable=False),  # at or above AUTO_ACCEPT, or accepted by a person
)
purchase_pair = Table(  # two purchases that may be one deal: what joining left open
    "purchase_pair",
    metadata,
    id_column(),
    public_id_column(),
    reference("purchase_id", "purchase", cascade=True),
    reference("other_id", "purchase", cascade=True),
    reference("record_id", "record", cascade=True),  # the paper that leaves it open
    Column("reason", Text, nullable=False),
)
