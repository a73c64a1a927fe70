"""Two purchases that may be one deal: what joining left open, for a person to decide."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "purchase_pair",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("purchase_id", BIG_ID, nullable=False),
        sa.Column("other_id", BIG_ID, nullable=False),
        sa.Column("record_id", BIG_ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchase.id"], name="fk_purchase_pair_purchase_id_purchase", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["purchase.id"], name="fk_purchase_pair_other_id_purchase", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name="fk_purchase_pair_record_id_record", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_purchase_pair"),
        sa.UniqueConstraint("public_id", name="uq_purchase_pair_public_id"),
    )
    for column in ("purchase_id", "other_id", "record_id"):
        op.create_index(f"ix_purchase_pair_{column}", "purchase_pair", [column])


def downgrade() -> None:
    op.drop_table("purchase_pair")
