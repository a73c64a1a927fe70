"""What a portal's own software says of a paper, beside title and date: matter number, body, vendor, amount."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("retrieval", sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    with op.batch_alter_table("retrieval") as batch_op:
        batch_op.drop_column("facts")
