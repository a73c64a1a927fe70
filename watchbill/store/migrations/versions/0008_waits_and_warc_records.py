"""Hosts that asked us to come back later, and where the WARC record of an observation lies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "host_wait",
        sa.Column("host", sa.String(length=260), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_host_wait")),
    )
    op.add_column("retrieval", sa.Column("warc_file", sa.Text(), nullable=True))
    op.add_column("retrieval", sa.Column("warc_offset", sa.BigInteger(), nullable=True))
    op.add_column("retrieval", sa.Column("warc_record", sa.String(length=60), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("retrieval") as batch_op:
        batch_op.drop_column("warc_record")
        batch_op.drop_column("warc_offset")
        batch_op.drop_column("warc_file")
    op.drop_table("host_wait")
