"""Names matched, corrections, requests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("target_kind", sa.String(length=20), nullable=False),
        sa.Column("target_id", sa.String(length=24), nullable=False),
        sa.Column("anchor", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("undoes", BIG_ID, nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["undoes"], ["correction.id"], name=op.f("fk_correction_undoes_correction")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint("hash", name=op.f("uq_correction_hash")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correction_target_id"), ["target_id"], unique=False)

    op.create_table(
        "name_match",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("normal_name", sa.Text(), nullable=False),
        sa.Column("vendor_id", BIG_ID, nullable=True),
        sa.Column("agency_id", BIG_ID, nullable=True),
        sa.Column("method", sa.String(length=20), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_name_match_agency_id_agency")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_name_match_vendor_id_vendor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_match")),
        sa.UniqueConstraint("kind", "name", name=op.f("uq_name_match_kind_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_name_match_public_id")),
    )
    with op.batch_alter_table("name_match", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_name_match_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_name_match_vendor_id"), ["vendor_id"], unique=False)

    op.create_table(
        "request",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("agency_id", BIG_ID, nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("sent_date", sa.Date(), nullable=True),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("due_rule", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_request_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("ref", name=op.f("uq_request_ref")),
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_agency_id"), ["agency_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_agency_id"))

    op.drop_table("request")
    with op.batch_alter_table("name_match", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_name_match_vendor_id"))
        batch_op.drop_index(batch_op.f("ix_name_match_agency_id"))

    op.drop_table("name_match")
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_correction_target_id"))

    op.drop_table("correction")
