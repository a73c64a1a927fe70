"""Retrievals, releases and documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("public_id", name=op.f("uq_document_public_id")),
        sa.UniqueConstraint("sha256", name=op.f("uq_document_sha256")),
    )
    op.create_table(
        "portal",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("agency_key", sa.String(length=80), nullable=True),
        sa.Column("platform", sa.String(length=40), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal")),
        sa.UniqueConstraint("key", name=op.f("uq_portal_key")),
    )
    op.create_table(
        "crawl",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("portal_id", BIG_ID, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_crawl_portal_id_portal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crawl")),
    )
    with op.batch_alter_table("crawl", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crawl_portal_id"), ["portal_id"], unique=False)

    op.create_table(
        "release",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("agency_id", BIG_ID, nullable=True),
        sa.Column("portal_id", BIG_ID, nullable=True),
        sa.Column("request_ref", sa.Text(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_release_agency_id_agency")),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_release_portal_id_portal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("public_id", name=op.f("uq_release_public_id")),
    )
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_release_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_release_portal_id"), ["portal_id"], unique=False)

    op.create_table(
        "release_item",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("release_id", BIG_ID, nullable=False),
        sa.Column("parent_id", BIG_ID, nullable=True),
        sa.Column("document_id", BIG_ID, nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_release_item_document_id_document")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["release_item.id"], name=op.f("fk_release_item_parent_id_release_item")
        ),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_release_item_release_id_release")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_item")),
        sa.UniqueConstraint("release_id", "path", name=op.f("uq_release_item_release_id_path")),
    )
    with op.batch_alter_table("release_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_release_item_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_release_item_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_release_item_release_id"), ["release_id"], unique=False)

    op.create_table(
        "retrieval",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("portal_id", BIG_ID, nullable=False),
        sa.Column("crawl_id", BIG_ID, nullable=True),
        sa.Column("document_id", BIG_ID, nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("link_date", sa.Date(), nullable=True),
        sa.Column("found_on", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["crawl_id"], ["crawl.id"], name=op.f("fk_retrieval_crawl_id_crawl")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_retrieval_document_id_document")),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_retrieval_portal_id_portal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retrieval")),
    )
    with op.batch_alter_table("retrieval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retrieval_crawl_id"), ["crawl_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_retrieval_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_retrieval_portal_id"), ["portal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_retrieval_url"), ["url"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("release_item_id", BIG_ID, nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.Column("recipients", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["release_item_id"],
            ["release_item.id"],
            name=op.f("fk_message_release_item_id_release_item"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_release_item_id"), ["release_item_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_release_item_id"))

    op.drop_table("message")
    with op.batch_alter_table("retrieval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_retrieval_url"))
        batch_op.drop_index(batch_op.f("ix_retrieval_portal_id"))
        batch_op.drop_index(batch_op.f("ix_retrieval_document_id"))
        batch_op.drop_index(batch_op.f("ix_retrieval_crawl_id"))

    op.drop_table("retrieval")
    with op.batch_alter_table("release_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_item_release_id"))
        batch_op.drop_index(batch_op.f("ix_release_item_parent_id"))
        batch_op.drop_index(batch_op.f("ix_release_item_document_id"))

    op.drop_table("release_item")
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_portal_id"))
        batch_op.drop_index(batch_op.f("ix_release_agency_id"))

    op.drop_table("release")
    with op.batch_alter_table("crawl", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_crawl_portal_id"))

    op.drop_table("crawl")
    op.drop_table("portal")
    op.drop_table("document")
