"""Opening the database, and bringing its schema up to date."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from core.store.home import database_url

_MIGRATIONS = Path(__file__).parent / "migrations"
_migrating = threading.Lock()


def database() -> Engine:
    """Return this process's engine for the current database, its schema up to date."""
    return _opened(database_url(), os.getpid())


@contextmanager
def writing() -> Iterator[Connection]:
    """Open a transaction that writes; it is committed at the end unless something was raised."""
    with database().connect().execution_options(writing=True) as connection, connection.begin():
        yield connection


@cache
def _opened(url: str, process: int) -> Engine:
    """Open once for each address and process (connections do not survive a fork)."""
    sqlite = url.startswith("sqlite")
    engine = create_engine(url, connect_args={"timeout": 30} if sqlite else {})
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_for_writing)
    with _migrating:
        _migrate(engine)
    return engine


def _prepare_sqlite(connection: Any, _: Any) -> None:
    """Let readers and a writer work side by side, and hold foreign keys."""
    connection.isolation_level = None  # SQLAlchemy's `begin` event opens transactions
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_for_writing(connection: Any) -> None:
    """Take SQLite's write lock at once where told so; a later upgrade could be refused."""
    writes = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _config() -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


@cache
def newest_schema() -> str | None:
    """Return the revision that this version of the playground works with."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config()).get_current_head()


def _migrate(engine: Engine) -> None:
    """Run Alembic up to the newest schema, one process at a time."""
    from alembic import command
    from alembic.runtime.migration import MigrationContext

    config, newest = _config(), newest_schema()
    with engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_revision() == newest:
            return
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        # Another process may have been first while this one waited for the lock.
        if MigrationContext.configure(connection).get_current_revision() != newest:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
