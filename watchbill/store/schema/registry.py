"""Registry: facts people maintain in data/registry, loaded into the store."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, String, Table, Text

from watchbill.store.schema.base import id_column, metadata, public_id_column, reference

agency = Table(
    "agency",
    metadata,
    id_column(),
    public_id_column(),
    Column("key", String(80), nullable=False, unique=True),  # us-or-eugene-pd: the list sorts like an atlas
    Column("name", Text, nullable=False),
    Column("state", String(2)),  # postal code; null for federal and unknown
    Column("place", Text),
    Column("kind", String(40)),  # police, sheriff, city, county, school, federal, state, other
    reference("parent_id", "agency", nullable=True),
    Column("source", Text),
    Column("is_from_registry", Boolean, nullable=False),
)
agency_alias = Table(
    "agency_alias",
    metadata,
    id_column(),
    reference("agency_id", "agency", cascade=True),
    Column("name", Text, nullable=False),
    Column("normal_name", Text, nullable=False, index=True),
    Column("source", Text),
)
vendor = Table(
    "vendor",
    metadata,
    id_column(),
    public_id_column(),
    Column("key", String(80), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", String(20), nullable=False),  # vendor, reseller, vehicle, funder
    Column("notes", Text),
    Column("source", Text),
    Column("is_verified", Boolean, nullable=False),
    Column("is_from_registry", Boolean, nullable=False),
)
vendor_alias = Table(
    "vendor_alias",
    metadata,
    id_column(),
    reference("vendor_id", "vendor", cascade=True),
    Column("name", Text, nullable=False),
    Column("normal_name", Text, nullable=False, index=True),
    Column("source", Text),
    Column("is_verified", Boolean, nullable=False),
)
vendor_relation = Table(  # dated: the owner shown is the owner when the paper was signed
    "vendor_relation",
    metadata,
    id_column(),
    reference("vendor_id", "vendor", cascade=True),
    Column("relation", String(20), nullable=False),  # parent, renamed, resells
    reference("other_id", "vendor", cascade=True),
    Column("start_date", String(10)),  # ISO date, month or year: as precise as the source
    Column("end_date", String(10)),
    Column("source", Text),
    Column("is_verified", Boolean, nullable=False),
)
not_the_same = Table(
    "not_the_same",
    metadata,
    id_column(),
    Column("kind", String(10), nullable=False),  # vendor or agency
    Column("name", Text, nullable=False),
    Column("other_name", Text, nullable=False),
    Column("reason", Text),
)
technology = Table(
    "technology",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("description", Text),
    Column("atlas_category", Text),
)
product = Table(
    "product",
    metadata,
    id_column(),
    Column("name", Text, nullable=False),
    reference("vendor_id", "vendor", nullable=True, cascade=True),
    Column("technology", String(40), ForeignKey("technology.key"), nullable=False),
    Column("phrases", JSON, nullable=False),  # printed words that mean this product
    Column("source", Text),
    Column("is_verified", Boolean, nullable=False),
)

store_fact = Table(  # what the store knows about itself, such as which registry it holds
    "store_fact",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
