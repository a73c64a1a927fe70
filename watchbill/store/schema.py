"""The tables. One road: retrieval -> document -> reading -> record -> value -> purchase; the registry beside it.

Money is integer cents plus an ISO 4217 currency. Public ids are short, stable and derived from content. `correction` is
append-only. Everything below "Purchases" is derived and can be recomputed; nothing points into it that must survive.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BigId = BigInteger().with_variant(Integer, "sqlite")


def _id() -> Column[int]:
    return Column("id", BigId, primary_key=True, autoincrement=True)


def _public_id() -> Column[str]:
    return Column("public_id", String(24), nullable=False, unique=True)


def _ref(name: str, target: str, *, nullable: bool = False, cascade: bool = False) -> Column[int]:
    return Column(
        name, BigId, ForeignKey(f"{target}.id", ondelete="CASCADE" if cascade else None), nullable=nullable, index=True
    )


# --- Registry: facts people maintain in data/registry, loaded into the store ----------

agency = Table(
    "agency",
    metadata,
    _id(),
    _public_id(),
    Column("key", String(80), nullable=False, unique=True),  # us-or-eugene-pd: the list sorts like an atlas
    Column("name", Text, nullable=False),
    Column("state", String(2)),  # postal code; null for federal and unknown
    Column("place", Text),
    Column("kind", String(40)),  # police, sheriff, city, county, school, federal, state, other
    _ref("parent_id", "agency", nullable=True),
    Column("source", Text),
    Column("is_from_registry", Boolean, nullable=False),
)
agency_alias = Table(
    "agency_alias",
    metadata,
    _id(),
    _ref("agency_id", "agency", cascade=True),
    Column("name", Text, nullable=False),
    Column("normal_name", Text, nullable=False, index=True),
    Column("source", Text),
)
vendor = Table(
    "vendor",
    metadata,
    _id(),
    _public_id(),
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
    _id(),
    _ref("vendor_id", "vendor", cascade=True),
    Column("name", Text, nullable=False),
    Column("normal_name", Text, nullable=False, index=True),
    Column("source", Text),
    Column("is_verified", Boolean, nullable=False),
)
vendor_relation = Table(  # dated: the owner shown is the owner when the paper was signed
    "vendor_relation",
    metadata,
    _id(),
    _ref("vendor_id", "vendor", cascade=True),
    Column("relation", String(20), nullable=False),  # parent, renamed, resells
    _ref("other_id", "vendor", cascade=True),
    Column("start_date", String(10)),  # ISO date, month or year: as precise as the source
    Column("end_date", String(10)),
    Column("source", Text),
    Column("is_verified", Boolean, nullable=False),
)
not_the_same = Table(
    "not_the_same",
    metadata,
    _id(),
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
    _id(),
    Column("name", Text, nullable=False),
    _ref("vendor_id", "vendor", nullable=True, cascade=True),
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

# --- Retrievals and documents ----------

document = Table(
    "document",
    metadata,
    _id(),
    _public_id(),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("size", BigInteger, nullable=False),  # bytes
    Column("media_type", String(120), nullable=False),
    Column("added_at", DateTime(timezone=True), nullable=False),
)
portal = Table(
    "portal",
    metadata,
    _id(),
    Column("key", String(80), nullable=False, unique=True),
    Column("agency_key", String(80)),
    Column("platform", String(40), nullable=False),
    Column("url", Text, nullable=False),
)
crawl = Table(
    "crawl",
    metadata,
    _id(),
    _ref("portal_id", "portal"),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("outcome", String(20)),  # complete, incomplete, failed; null while running or killed
    Column("detail", Text),
    Column("counts", JSON, nullable=False),
)
retrieval = Table(  # one observation of one URL at one time
    "retrieval",
    metadata,
    _id(),
    _ref("portal_id", "portal"),
    _ref("crawl_id", "crawl", nullable=True),
    _ref("document_id", "document", nullable=True),
    Column("url", Text, nullable=False, index=True),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("status", Integer),
    Column("outcome", String(20), nullable=False),
    Column("reason", Text),
    Column("headers", JSON, nullable=False),
    Column("title", Text),
    Column("link_date", Date),
    Column("found_on", Text),
)
release = Table(  # what somebody added from disk, or a crawl of one portal brought
    "release",
    metadata,
    _id(),
    _public_id(),
    Column("name", Text, nullable=False),
    _ref("agency_id", "agency", nullable=True),
    _ref("portal_id", "portal", nullable=True),
    Column("request_ref", Text),
    Column("added_at", DateTime(timezone=True), nullable=False),
    Column("removed_at", DateTime(timezone=True)),
    Column("removed_reason", Text),
)
release_item = Table(  # every file of a release, kept or refused; archives and messages are parents of what they hold
    "release_item",
    metadata,
    _id(),
    _ref("release_id", "release"),
    _ref("parent_id", "release_item", nullable=True),
    _ref("document_id", "document", nullable=True),
    Column("path", Text, nullable=False),
    Column("outcome", String(20), nullable=False),  # kept, refused, opened (a container)
    Column("reason", Text),
    UniqueConstraint("release_id", "path"),
)
message = Table(  # an e-mail of a release; its body and attachments are documents of their own
    "message",
    metadata,
    _id(),
    _ref("release_item_id", "release_item", cascade=True),
    Column("message_id", Text),
    Column("subject", Text),
    Column("sender", Text),
    Column("recipients", Text),
    Column("sent_at", DateTime(timezone=True)),
)

# --- Readings, records, values ----------

reading = Table(
    "reading",
    metadata,
    _id(),
    _ref("document_id", "document"),
    Column("reader", String(20), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("reason", String(40)),
    Column("text", String(10), nullable=False),  # native, ocr, mixed, none
    Column("pages", Integer, nullable=False),
    Column("read_at", DateTime(timezone=True), nullable=False),
    Column("is_current", Boolean, nullable=False),
    Index("ix_reading_current", "document_id", "is_current"),
)
page = Table(
    "page",
    metadata,
    _id(),
    _ref("document_id", "document", cascade=True),
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
    _id(),
    _public_id(),
    _ref("reading_id", "reading", cascade=True),
    _ref("document_id", "document"),
    Column("kind", String(30), nullable=False, index=True),
    Column("first_page", Integer, nullable=False),
    Column("last_page", Integer, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("checks", JSON, nullable=False),
    Column("is_current", Boolean, nullable=False, index=True),
)
row = Table(  # a line item or a payment of a record
    "row",
    metadata,
    _id(),
    _ref("record_id", "record", cascade=True),
    Column("kind", String(10), nullable=False),  # item, payment
    Column("position", Integer, nullable=False),
)
value = Table(
    "value",
    metadata,
    _id(),
    _public_id(),
    _ref("record_id", "record", cascade=True),
    _ref("row_id", "row", nullable=True, cascade=True),
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

# --- Names, corrections, requests ----------

name_match = Table(  # each distinct printed name, resolved once
    "name_match",
    metadata,
    _id(),
    _public_id(),
    Column("kind", String(10), nullable=False),  # vendor, agency
    Column("name", Text, nullable=False),  # as printed
    Column("normal_name", Text, nullable=False),
    _ref("vendor_id", "vendor", nullable=True),
    _ref("agency_id", "agency", nullable=True),
    Column("method", String(20)),  # exact, alias, normal, dba, release, reviewer; null where nothing matched
    Column("score", Float),
    Column("decision", String(10), nullable=False),  # auto, review, accepted, rejected
    UniqueConstraint("kind", "name"),
)
correction = Table(  # append-only: triggers refuse UPDATE and DELETE, and each row hashes the one before it
    "correction",
    metadata,
    _id(),
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
    _id(),
    Column("ref", Text, nullable=False, unique=True),  # the agency's number, or ours
    _ref("agency_id", "agency", nullable=True),
    Column("subject", Text),
    Column("sent_date", Date),
    Column("due_date", Date),
    Column("due_rule", Text),  # the law and the counting that give the due date
    Column("status", String(20), nullable=False),  # drafted, sent, answered, refused, closed
)

# --- Purchases: derived, recomputed by `watchbill resolve` and `rebuild` ----------

purchase = Table(
    "purchase",
    metadata,
    _id(),
    _public_id(),
    _ref("agency_id", "agency", nullable=True),
    _ref("maker_id", "vendor", nullable=True),
    _ref("seller_id", "vendor", nullable=True),
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
    Column("record_public_id", String(24), nullable=False),
)
purchase_record = Table(
    "purchase_record",
    metadata,
    _id(),
    _ref("purchase_id", "purchase", cascade=True),
    _ref("record_id", "record", cascade=True),
    Column("joined_by", Text, nullable=False),  # a sentence: "purchase order 2510002336 cites contract 2025-03244"
    UniqueConstraint("purchase_id", "record_id"),
)
purchase_party = Table(
    "purchase_party",
    metadata,
    _id(),
    _ref("purchase_id", "purchase", cascade=True),
    Column("role", String(10), nullable=False),
    _ref("vendor_id", "vendor", nullable=True),
    _ref("agency_id", "agency", nullable=True),
    Column("name", Text, nullable=False),  # as printed
    _ref("value_id", "value", nullable=True, cascade=True),
)
purchase_technology = Table(
    "purchase_technology",
    metadata,
    _id(),
    _ref("purchase_id", "purchase", cascade=True),
    Column("technology", String(40), ForeignKey("technology.key"), nullable=False),
    Column("words", Text, nullable=False),  # the printed words that decided
    _ref("value_id", "value", nullable=True, cascade=True),
    UniqueConstraint("purchase_id", "technology"),
)
purchase_rung = Table(
    "purchase_rung",
    metadata,
    _id(),
    _ref("purchase_id", "purchase", cascade=True),
    Column("rung", String(20), nullable=False),
    _ref("record_id", "record", cascade=True),
    Column("date", Date),
)
purchase_amount = Table(  # which printed values make up each of the five amounts
    "purchase_amount",
    metadata,
    _id(),
    _ref("purchase_id", "purchase", cascade=True),
    Column("amount", String(20), nullable=False),
    Column("cents", BigInteger, nullable=False),
    _ref("value_id", "value", cascade=True),
    Column("is_reviewed", Boolean, nullable=False),  # at or above AUTO_ACCEPT, or accepted by a person
)
