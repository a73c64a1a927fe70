"""Retrievals, releases and documents: what was observed, what came in, and the bytes it brought."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Date, DateTime, Integer, String, Table, Text, UniqueConstraint

from watchbill.store.schema.base import id_column, metadata, public_id_column, reference

document = Table(
    "document",
    metadata,
    id_column(),
    public_id_column(),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("size", BigInteger, nullable=False),  # bytes
    Column("media_type", String(120), nullable=False),
    Column("added_at", DateTime(timezone=True), nullable=False),
)
portal = Table(
    "portal",
    metadata,
    id_column(),
    Column("key", String(80), nullable=False, unique=True),
    Column("agency_key", String(80)),
    Column("platform", String(40), nullable=False),
    Column("url", Text, nullable=False),
)
crawl = Table(
    "crawl",
    metadata,
    id_column(),
    reference("portal_id", "portal"),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("outcome", String(20)),  # complete, incomplete, failed; null while running or killed
    Column("detail", Text),
    Column("counts", JSON, nullable=False),
)
retrieval = Table(  # one observation of one URL at one time
    "retrieval",
    metadata,
    id_column(),
    reference("portal_id", "portal"),
    reference("crawl_id", "crawl", nullable=True),
    reference("document_id", "document", nullable=True),
    Column("url", Text, nullable=False, index=True),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("status", Integer),
    Column("outcome", String(20), nullable=False),
    Column("reason", Text),
    Column("headers", JSON, nullable=False),
    Column("title", Text),
    Column("link_date", Date),
    Column("found_on", Text),
    Column("facts", JSON, nullable=False, server_default="{}"),  # what the portal's own software says of the paper
    Column("warc_file", Text),  # where a crawl that writes WARC put the answer: file, byte, and the record's own id
    Column("warc_offset", BigInteger),
    Column("warc_record", String(60)),
)
host_wait = Table(  # hosts that asked us to come back later: nobody asks them before
    "host_wait",
    metadata,
    Column("host", String(260), primary_key=True),  # with the port where it is not the usual one
    Column("until", DateTime(timezone=True), nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
)
release = Table(  # what somebody added from disk, or a crawl of one portal brought
    "release",
    metadata,
    id_column(),
    public_id_column(),
    Column("name", Text, nullable=False),
    reference("agency_id", "agency", nullable=True),
    reference("portal_id", "portal", nullable=True),
    Column("request_ref", Text),
    Column("added_at", DateTime(timezone=True), nullable=False),
    Column("removed_at", DateTime(timezone=True)),
    Column("removed_reason", Text),
)
release_item = Table(  # every file of a release, kept or refused; archives and messages are parents of what they hold
    "release_item",
    metadata,
    id_column(),
    reference("release_id", "release"),
    reference("parent_id", "release_item", nullable=True),
    reference("document_id", "document", nullable=True),
    Column("path", Text, nullable=False),
    Column("outcome", String(20), nullable=False),  # kept, refused, opened (a container)
    Column("reason", Text),
    UniqueConstraint("release_id", "path"),
)
message = Table(  # an e-mail of a release; its body and attachments are documents of their own
    "message",
    metadata,
    id_column(),
    reference("release_item_id", "release_item", cascade=True),
    Column("message_id", Text),
    Column("subject", Text),
    Column("sender", Text),
    Column("recipients", Text),
    Column("sent_at", DateTime(timezone=True)),
)
