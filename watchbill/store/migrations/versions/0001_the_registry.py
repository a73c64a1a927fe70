"""The registry."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("parent_id", BIG_ID, nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("is_from_registry", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["agency.id"], name=op.f("fk_agency_parent_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("key", name=op.f("uq_agency_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_agency_public_id")),
    )
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "not_the_same",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("other_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_the_same")),
    )
    op.create_table(
        "store_fact",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_store_fact")),
    )
    op.create_table(
        "technology",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("atlas_category", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_technology")),
    )
    op.create_table(
        "vendor",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.Column("is_from_registry", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor")),
        sa.UniqueConstraint("key", name=op.f("uq_vendor_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vendor_public_id")),
    )
    op.create_table(
        "agency_alias",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("agency_id", BIG_ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("normal_name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_alias_agency_id_agency"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_alias")),
    )
    with op.batch_alter_table("agency_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_alias_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agency_alias_normal_name"), ["normal_name"], unique=False)

    op.create_table(
        "product",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("vendor_id", BIG_ID, nullable=True),
        sa.Column("technology", sa.String(length=40), nullable=False),
        sa.Column("phrases", sa.JSON(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["technology"], ["technology.key"], name=op.f("fk_product_technology_technology")),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendor.id"], name=op.f("fk_product_vendor_id_vendor"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
    )
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_vendor_id"), ["vendor_id"], unique=False)

    op.create_table(
        "vendor_alias",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("vendor_id", BIG_ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("normal_name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendor.id"], name=op.f("fk_vendor_alias_vendor_id_vendor"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_alias")),
    )
    with op.batch_alter_table("vendor_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vendor_alias_normal_name"), ["normal_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_vendor_alias_vendor_id"), ["vendor_id"], unique=False)

    op.create_table(
        "vendor_relation",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("vendor_id", BIG_ID, nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("other_id", BIG_ID, nullable=False),
        sa.Column("start_date", sa.String(length=10), nullable=True),
        sa.Column("end_date", sa.String(length=10), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["other_id"], ["vendor.id"], name=op.f("fk_vendor_relation_other_id_vendor"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendor.id"], name=op.f("fk_vendor_relation_vendor_id_vendor"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_relation")),
    )
    with op.batch_alter_table("vendor_relation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vendor_relation_other_id"), ["other_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_vendor_relation_vendor_id"), ["vendor_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("vendor_relation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vendor_relation_vendor_id"))
        batch_op.drop_index(batch_op.f("ix_vendor_relation_other_id"))

    op.drop_table("vendor_relation")
    with op.batch_alter_table("vendor_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vendor_alias_vendor_id"))
        batch_op.drop_index(batch_op.f("ix_vendor_alias_normal_name"))

    op.drop_table("vendor_alias")
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_product_vendor_id"))

    op.drop_table("product")
    with op.batch_alter_table("agency_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_alias_normal_name"))
        batch_op.drop_index(batch_op.f("ix_agency_alias_agency_id"))

    op.drop_table("agency_alias")
    op.drop_table("vendor")
    op.drop_table("technology")
    op.drop_table("store_fact")
    op.drop_table("not_the_same")
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_parent_id"))

    op.drop_table("agency")
