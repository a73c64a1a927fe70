"""Purchases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "former_purchase",
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("record_public_id", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("public_id", name=op.f("pk_former_purchase")),
    )
    op.create_table(
        "purchase",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("agency_id", BIG_ID, nullable=True),
        sa.Column("maker_id", BIG_ID, nullable=True),
        sa.Column("seller_id", BIG_ID, nullable=True),
        sa.Column("agency_name", sa.Text(), nullable=True),
        sa.Column("maker_name", sa.Text(), nullable=True),
        sa.Column("seller_name", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("first_date", sa.Date(), nullable=True),
        sa.Column("last_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_purchase_agency_id_agency")),
        sa.ForeignKeyConstraint(["maker_id"], ["vendor.id"], name=op.f("fk_purchase_maker_id_vendor")),
        sa.ForeignKeyConstraint(["seller_id"], ["vendor.id"], name=op.f("fk_purchase_seller_id_vendor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase")),
        sa.UniqueConstraint("public_id", name=op.f("uq_purchase_public_id")),
    )
    with op.batch_alter_table("purchase", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purchase_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_purchase_maker_id"), ["maker_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_purchase_seller_id"), ["seller_id"], unique=False)

    op.create_table(
        "purchase_record",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("purchase_id", BIG_ID, nullable=False),
        sa.Column("record_id", BIG_ID, nullable=False),
        sa.Column("joined_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchase.id"], name=op.f("fk_purchase_record_purchase_id_purchase"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_purchase_record_record_id_record"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_record")),
        sa.UniqueConstraint("purchase_id", "record_id", name=op.f("uq_purchase_record_purchase_id_record_id")),
    )
    with op.batch_alter_table("purchase_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purchase_record_purchase_id"), ["purchase_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_purchase_record_record_id"), ["record_id"], unique=False)

    op.create_table(
        "purchase_rung",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("purchase_id", BIG_ID, nullable=False),
        sa.Column("rung", sa.String(length=20), nullable=False),
        sa.Column("record_id", BIG_ID, nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchase.id"], name=op.f("fk_purchase_rung_purchase_id_purchase"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_purchase_rung_record_id_record"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_rung")),
    )
    with op.batch_alter_table("purchase_rung", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purchase_rung_purchase_id"), ["purchase_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_purchase_rung_record_id"), ["record_id"], unique=False)

    op.create_table(
        "purchase_amount",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("purchase_id", BIG_ID, nullable=False),
        sa.Column("amount", sa.String(length=20), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("value_id", BIG_ID, nullable=False),
        sa.Column("is_reviewed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchase.id"], name=op.f("fk_purchase_amount_purchase_id_purchase"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["value_id"], ["value.id"], name=op.f("fk_purchase_amount_value_id_value"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_amount")),
    )
    with op.batch_alter_table("purchase_amount", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purchase_amount_purchase_id"), ["purchase_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_purchase_amount_value_id"), ["value_id"], unique=False)

    op.create_table(
        "purchase_party",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("purchase_id", BIG_ID, nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("vendor_id", BIG_ID, nullable=True),
        sa.Column("agency_id", BIG_ID, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_purchase_party_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchase.id"], name=op.f("fk_purchase_party_purchase_id_purchase"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["value_id"], ["value.id"], name=op.f("fk_purchase_party_value_id_value"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_purchase_party_vendor_id_vendor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_party")),
    )
    with op.batch_alter_table("purchase_party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purchase_party_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_purchase_party_purchase_id"), ["purchase_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_purchase_party_value_id"), ["value_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_purchase_party_vendor_id"), ["vendor_id"], unique=False)

    op.create_table(
        "purchase_technology",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("purchase_id", BIG_ID, nullable=False),
        sa.Column("technology", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("value_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["purchase_id"],
            ["purchase.id"],
            name=op.f("fk_purchase_technology_purchase_id_purchase"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["technology"], ["technology.key"], name=op.f("fk_purchase_technology_technology_technology")
        ),
        sa.ForeignKeyConstraint(
            ["value_id"], ["value.id"], name=op.f("fk_purchase_technology_value_id_value"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_technology")),
        sa.UniqueConstraint("purchase_id", "technology", name=op.f("uq_purchase_technology_purchase_id_technology")),
    )
    with op.batch_alter_table("purchase_technology", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purchase_technology_purchase_id"), ["purchase_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_purchase_technology_value_id"), ["value_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("purchase_technology", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_purchase_technology_value_id"))
        batch_op.drop_index(batch_op.f("ix_purchase_technology_purchase_id"))

    op.drop_table("purchase_technology")
    with op.batch_alter_table("purchase_party", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_purchase_party_vendor_id"))
        batch_op.drop_index(batch_op.f("ix_purchase_party_value_id"))
        batch_op.drop_index(batch_op.f("ix_purchase_party_purchase_id"))
        batch_op.drop_index(batch_op.f("ix_purchase_party_agency_id"))

    op.drop_table("purchase_party")
    with op.batch_alter_table("purchase_amount", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_purchase_amount_value_id"))
        batch_op.drop_index(batch_op.f("ix_purchase_amount_purchase_id"))

    op.drop_table("purchase_amount")
    with op.batch_alter_table("purchase_rung", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_purchase_rung_record_id"))
        batch_op.drop_index(batch_op.f("ix_purchase_rung_purchase_id"))

    op.drop_table("purchase_rung")
    with op.batch_alter_table("purchase_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_purchase_record_record_id"))
        batch_op.drop_index(batch_op.f("ix_purchase_record_purchase_id"))

    op.drop_table("purchase_record")
    with op.batch_alter_table("purchase", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_purchase_seller_id"))
        batch_op.drop_index(batch_op.f("ix_purchase_maker_id"))
        batch_op.drop_index(batch_op.f("ix_purchase_agency_id"))

    op.drop_table("purchase")
    op.drop_table("former_purchase")
