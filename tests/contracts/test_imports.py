"""Who may import whom, so that the web process stays small and quick to start."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE = ROOT / "core"
HEAVY = ("torch", "torchvision", "sklearn", "gymnasium", "distributed", "streamlit")
FOR_PAGES = (
    "core.catalog.build",
    "core.engine.queue",
    "core.engine.start",
    "core.probes.ask",
    "core.probes.recent",
    "core.probes.registry",
    "core.probes.requests",
    "core.store.arrays",
    "core.store.runs",
    "core.store.watching",
)


def imported(path: Path) -> Iterator[str]:
    """Yield the full names of all modules that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield node.module or ""


def files(*parts: str) -> list[Path]:
    """Return the Python files under a folder of the core."""
    found = sorted(CORE.joinpath(*parts).rglob("*.py"))
    assert found
    return found


def test_pages_can_know_the_catalog_without_anything_heavy() -> None:
    program = f"""
import sys
from core.catalog.find import recipes, sources
assert recipes() and sources()
import {", ".join(FOR_PAGES)}
from core.catalog.build import build_spec, network_rows
network_rows(build_spec({{"recipe": "cnn", "dataset": "digits"}}))
print(*[name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_knows_no_streamlit_and_no_pages(path: Path) -> None:
    tops = {name.partition(".")[0] for name in imported(path)}
    assert not tops & {"streamlit", "pages", "app"}


def test_the_spec_needs_pydantic_alone() -> None:
    for path in files("spec"):
        for name in imported(path):
            top = name.partition(".")[0]
            allowed = name.startswith("core.spec") or top in ("pydantic", "pydantic_core")
            assert allowed or top in sys.stdlib_module_names, f"{path.name} imports {name}"


def test_recipes_do_not_know_each_other() -> None:
    for path in files("recipes"):
        own = ".".join(("core.recipes", path.relative_to(CORE / "recipes").parts[0]))
        own = own.removesuffix(".py")
        for name in imported(path):
            stranger = name.startswith("core.recipes.") and not f"{name}.".startswith(f"{own}.")
            assert not stranger, f"{path} imports {name}"


def test_only_the_store_speaks_sql() -> None:
    for path in files():
        if path.is_relative_to(CORE / "store"):
            continue
        names = {name for name in imported(path) if name.partition(".")[0] == "sqlalchemy"}
        assert names <= {"sqlalchemy.exc"}, f"{path} imports {names}"
