"""What every table promises; new ones are covered unasked."""

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from core.catalog.descriptions import DataSource, implementation
from core.catalog.find import sources
from core.data.dataset import SPLITS, Dataset
from core.spec.parameters import parse
from tests.contracts.test_imports import HEAVY, ROOT
from tests.fixtures.files import needed

TABLES = [entry for entry in sources().values() if entry.kind == "tabular"]
each_table = pytest.mark.parametrize("entry", TABLES, ids=lambda entry: entry.name)
CHANGES: list[dict[str, Any]] = [
    {},
    {"split_seed": 3},
    {"subset": 20},
    {"noise": 0.3},
    {"extra_noise_columns": 2},
]


def settings(entry: DataSource, **changes: Any) -> Any:
    """Return a table's settings; those that it does not have are left out."""
    known = {key: value for key, value in changes.items() if key in entry.params.model_fields}
    return parse(entry.params, needed(entry.name) | known, "data")


def loaded(entry: DataSource, **changes: Any) -> Dataset:
    """Load a table."""
    data: Dataset = implementation(entry.loader)(settings(entry, **changes))
    return data


@each_table
@pytest.mark.parametrize("changes", CHANGES, ids=str)
def test_facts_are_what_is_loaded(entry: DataSource, changes: dict[str, Any]) -> None:
    facts, data = entry.facts(settings(entry, **changes)), loaded(entry, **changes)
    assert data.name == entry.name and data.target
    assert data.classes == facts.classes
    assert bool(data.classes) == (entry.asks(facts) == "classification")
    assert {name: len(part) for name, part in data.splits.items()} == facts.sizes
    assert len(data.features) == len(set(data.features))
    for part in data.splits.values():
        assert part.inputs.shape[1:] == facts.shape == (len(data.features),)
        assert part.inputs.dtype == np.float32 and part.inputs.flags.c_contiguous
        assert np.isfinite(part.inputs).all()
        if data.classes:
            assert part.targets.dtype == np.int64
            assert set(np.unique(part.targets)) == set(range(len(data.classes)))
        else:
            assert part.targets.dtype == np.float32 and np.isfinite(part.targets).all()


@each_table
def test_no_row_is_in_two_splits_and_each_seed_splits_anew(entry: DataSource) -> None:
    data, again, other = loaded(entry), loaded(entry), loaded(entry, split_seed=1)
    rows = [data.splits[split].about["row"] for split in SPLITS]
    everything = np.sort(np.concatenate(rows))
    assert np.array_equal(everything, np.arange(len(everything)))
    assert len(rows[1]) == len(rows[2]) == -(-len(everything) // 5)
    for split in SPLITS:
        assert np.array_equal(data.splits[split].inputs, again.splits[split].inputs)
        assert np.array_equal(data.splits[split].targets, again.splits[split].targets)
    assert set(rows[2]) != set(other.splits["test"].about["row"])


@each_table
def test_all_tables_can_be_made_harder(entry: DataSource) -> None:
    shared = {"split_seed", "label_noise", "subset", "extra_noise_columns"}
    assert shared <= set(entry.params.model_fields)


@each_table
def test_validation_and_test_keep_the_truth(entry: DataSource) -> None:
    data, wrong = loaded(entry), loaded(entry, label_noise=1.0)
    for split in ("valid", "test"):
        assert np.array_equal(data.splits[split].targets, wrong.splits[split].targets)
    same = data.splits["train"].targets == wrong.splits["train"].targets
    # Of numbers another example may by chance have the same.
    assert not same.any() if data.classes else same.mean() < 0.1


def test_pages_can_know_the_facts_without_anything_heavy() -> None:
    raw = {entry.name: needed(entry.name) for entry in TABLES}
    program = f"""
import sys
from core.catalog.find import source
from core.spec.parameters import parse
for name, raw in {raw!r}.items():
    entry = source(name)
    assert entry.facts(parse(entry.params, raw, "data")).sizes
print(*[name for name in {(*HEAVY, "scipy", "pyarrow")!r} if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
