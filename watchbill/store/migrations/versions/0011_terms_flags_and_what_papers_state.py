"""Derived for each purchase: its terms, its flags with the papers they rest on, and what papers state of its use."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _table(
        "purchase_term",
        {"purchase": False, "record": True, "value": True},
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_reviewed", sa.Boolean(), nullable=False),
    )
    _table(
        "purchase_flag",
        {"purchase": False},
        sa.Column("flag", sa.String(length=30), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("refuted_by", sa.Text(), nullable=False),
        sa.Column("is_reviewed", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("purchase_id", "flag", name=op.f("uq_purchase_flag_purchase_id_flag")),
    )
    _table(
        "purchase_flag_proof",
        {"purchase_flag": False, "record": True, "value": True},
        sa.Column("position", sa.Integer(), nullable=False),
    )
    _table(
        "purchase_fact",
        {"purchase": False, "value": False},
        sa.Column("fact", sa.String(length=30), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=True),
        sa.Column("is_reviewed", sa.Boolean(), nullable=False),
    )


def _table(name: str, points_to: dict[str, bool], *own: sa.schema.SchemaItem) -> None:
    """A table whose rows go with what they point to; `points_to`: table -> whether that may be missing."""
    columns = [sa.Column(f"{other}_id", BIG_ID, nullable=is_optional) for other, is_optional in points_to.items()]
    keys = [
        sa.ForeignKeyConstraint(
            [f"{other}_id"], [f"{other}.id"], name=op.f(f"fk_{name}_{other}_id_{other}"), ondelete="CASCADE"
        )
        for other in points_to
    ]
    op.create_table(
        name,
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        *columns,
        *own,
        *keys,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    for other in points_to:
        op.create_index(op.f(f"ix_{name}_{other}_id"), name, [f"{other}_id"], unique=False)


def downgrade() -> None:
    for name in ("purchase_fact", "purchase_flag_proof", "purchase_flag", "purchase_term"):
        op.drop_table(name)
