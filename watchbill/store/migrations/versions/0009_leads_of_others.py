"""What others report that agencies have, with the links they give, and the numbers that others know agencies by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "agency_code",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", BIG_ID, nullable=False),
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_code_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_code")),
        sa.UniqueConstraint("scheme", "code", name=op.f("uq_agency_code_scheme_code")),
    )
    op.create_index(op.f("ix_agency_code_agency_id"), "agency_code", ["agency_id"], unique=False)
    op.create_table(
        "lead",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_key", sa.String(length=60), nullable=False),
        sa.Column("agency_id", BIG_ID, nullable=False),
        sa.Column("technology", sa.String(length=40), nullable=True),
        sa.Column("technology_name", sa.Text(), nullable=False),
        sa.Column("vendor_id", BIG_ID, nullable=True),
        sa.Column("vendor_name", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_lead_agency_id_agency")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_lead_vendor_id_vendor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead")),
        sa.UniqueConstraint("public_id", name=op.f("uq_lead_public_id")),
        sa.UniqueConstraint("source", "source_key", name=op.f("uq_lead_source_source_key")),
    )
    op.create_index(op.f("ix_lead_agency_id"), "lead", ["agency_id"], unique=False)
    op.create_index(op.f("ix_lead_vendor_id"), "lead", ["vendor_id"], unique=False)
    op.create_table(
        "lead_link",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("lead_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("snapshot_url", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("date", sa.String(length=10), nullable=True),
        sa.Column("printed_date", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_lead_link_lead_id_lead"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_link")),
        sa.UniqueConstraint("lead_id", "position", name=op.f("uq_lead_link_lead_id_position")),
    )
    op.create_index(op.f("ix_lead_link_lead_id"), "lead_link", ["lead_id"], unique=False)


def downgrade() -> None:
    op.drop_table("lead_link")
    op.drop_table("lead")
    op.drop_table("agency_code")
