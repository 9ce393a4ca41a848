"""The first schema: runs, chunks of their events, checkpoints."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables. They are spelled out: a migration never changes with today's code."""
    op.create_table(
        "runs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("recipe", sa.String(64), nullable=False),
        sa.Column("dataset", sa.String(64), nullable=False),
        sa.Column("seed", sa.Integer, nullable=False),
        sa.Column("spec", sa.JSON, nullable=False),
        sa.Column("data_hash", sa.String(16), nullable=False),
        sa.Column("group_hash", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("command", sa.String(16)),
        sa.Column("until", sa.String(16)),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("restarts", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("progress", sa.JSON, nullable=False),
        sa.Column("message", sa.JSON),
        sa.Column("error", sa.Text),
        sa.Column("scores", sa.JSON, nullable=False),
        sa.Column("seconds", sa.JSON, nullable=False),
        sa.Column("parameters", sa.Integer),
        sa.Column("memory_mb", sa.Float),
        sa.Column("device", sa.String(32)),
        sa.Column("environment", sa.JSON, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("queued", sa.Float),
        sa.Column("started", sa.Float),
        sa.Column("finished", sa.Float),
        sa.Column("heartbeat", sa.Float),
    )
    op.create_index("runs_by_status", "runs", ["status"])
    op.create_index("runs_by_owner", "runs", ["owner"])
    run = sa.ForeignKey("runs.id", ondelete="CASCADE")
    op.create_table(
        "chunks",
        sa.Column("run", sa.String(32), run, primary_key=True),
        sa.Column("sequence", sa.Integer, primary_key=True),
        sa.Column("series", sa.JSON, nullable=False),
    )
    run = sa.ForeignKey("runs.id", ondelete="CASCADE")
    op.create_table(
        "checkpoints",
        sa.Column("run", sa.String(32), run, primary_key=True),
        sa.Column("tick", sa.Integer, primary_key=True),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("bytes", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Drop everything."""
    for table in ("checkpoints", "chunks", "runs"):
        op.drop_table(table)
