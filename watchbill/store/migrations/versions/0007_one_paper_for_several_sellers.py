"""A paper that names several sellers belongs to a purchase of each: which of its names the purchase is about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("purchase_record") as batch_op:
        batch_op.add_column(sa.Column("value_id", _ID, nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_purchase_record_value_id_value"), "value", ["value_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.create_index(batch_op.f("ix_purchase_record_value_id"), ["value_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("purchase_record") as batch_op:
        batch_op.drop_index(batch_op.f("ix_purchase_record_value_id"))
        batch_op.drop_constraint(batch_op.f("fk_purchase_record_value_id_value"), type_="foreignkey")
        batch_op.drop_column("value_id")
