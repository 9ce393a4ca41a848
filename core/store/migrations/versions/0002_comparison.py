"""Runs know which comparison they were started for."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; runs made before were started by themselves, as far as is known."""
    op.add_column("runs", sa.Column("comparison", sa.String(32)))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("runs", "comparison")
