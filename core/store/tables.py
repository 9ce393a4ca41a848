"""The tables. Alembic's migrations in `migrations/` lead from each older form to this one."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

runs = Table(
    "runs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("owner", String(64), nullable=False, default=""),
    Column("recipe", String(64), nullable=False),
    Column("dataset", String(64), nullable=False),
    Column("seed", Integer, nullable=False),
    Column("spec", JSON, nullable=False),
    Column("data_hash", String(16), nullable=False),
    Column("group_hash", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    # What somebody asked of a running run (pause, stop, rewind), until it has been done.
    Column("command", String(16)),
    # How far a waiting run is to go: NULL to its end, else one batch, epoch or phase.
    Column("until", String(16)),
    # Counts the times a process was given this run; writes of an earlier one are refused.
    Column("attempt", Integer, nullable=False, default=0),
    # How often it was restarted by itself after its process had died.
    Column("restarts", Integer, nullable=False, default=0),
    # Counts the times its history was cut back, so that viewers know to start over.
    Column("revision", Integer, nullable=False, default=0),
    Column("progress", JSON, nullable=False, default=dict),
    Column("message", JSON),
    Column("error", Text),
    Column("scores", JSON, nullable=False, default=dict),
    Column("seconds", JSON, nullable=False, default=dict),
    Column("parameters", Integer),
    Column("memory_mb", Float),
    Column("device", String(32)),
    Column("environment", JSON, nullable=False, default=dict),
    Column("created", Float, nullable=False),
    Column("queued", Float),
    Column("started", Float),
    Column("finished", Float),
    Column("heartbeat", Float),
    # What runs that were started together, to be compared with another, have in common; else NULL.
    Column("comparison", String(32)),
)
Index("runs_by_status", runs.c.status)
Index("runs_by_owner", runs.c.owner)

chunks = Table(
    "chunks",
    metadata,
    Column("run", String(32), ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("sequence", Integer, primary_key=True),
    # {"train/loss": {"x": [step, ...], "y": [value, ...]}, ...}
    Column("series", JSON, nullable=False),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("run", String(32), ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    # Steps times phases of a step, plus the phases done of the next: for most learners the step.
    Column("tick", Integer, primary_key=True),
    Column("step", Integer, nullable=False),
    Column("epoch", Integer, nullable=False),
    # The last chunk written before it: later ones are cut off when a run goes on from here.
    Column("sequence", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
)
