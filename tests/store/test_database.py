"""The schema that migrations make is the one in `tables.py`, whoever opens the database first."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from core.store import database as module
from core.store.database import database
from core.store.home import home, secret
from core.store.tables import metadata

ROOT = Path(__file__).parents[2]


def test_migrations_lead_to_the_tables() -> None:
    with database().connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []


def test_the_comparison_would_notice_a_difference() -> None:
    with database().connect() as connection:
        connection.exec_driver_sql("ALTER TABLE runs ADD COLUMN surplus INTEGER")
        connection.exec_driver_sql("DROP INDEX runs_by_owner")
        context = MigrationContext.configure(connection)
        kinds = {difference[0] for difference in compare_metadata(context, metadata)}
    assert kinds == {"remove_column", "add_index"}


def test_there_is_one_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(module.__file__).parent / "migrations"))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with database().connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == newest


def test_events_and_checkpoints_go_with_their_run() -> None:
    inspector = inspect(database())
    for table in ("chunks", "checkpoints"):
        (key,) = inspector.get_foreign_keys(table)
        assert key["referred_table"] == "runs"
        assert key["options"] == {"ondelete": "CASCADE"}
    with database().connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_several_processes_may_be_the_first_at_once(playground_home: Path) -> None:
    program = "from core.store import runs; print(len(runs.find()))"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    answers = [process.communicate() for process in processes]
    assert [answer[0] for answer in answers] == ["0\n"] * 3, answers


def test_the_data_folder_is_where_it_is_told_to_be(
    playground_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert home() == playground_home
    first = database()
    assert database() is first
    assert (playground_home / "playground.db").exists()
    monkeypatch.setenv("PLAYGROUND_HOME", str(tmp_path / "elsewhere"))
    assert home() == tmp_path / "elsewhere"
    assert database() is not first


def test_the_signing_key_is_drawn_once_and_private() -> None:
    key = secret()
    assert len(key) == 64
    assert secret() == key
    assert (home() / "secret.key").stat().st_mode & 0o077 == 0
