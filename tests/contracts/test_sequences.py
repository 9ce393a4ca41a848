"""What all sequences, strings, series, texts and pairs promise; new ones are covered unasked."""

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from core.catalog.descriptions import DataSource, Facts, implementation
from core.catalog.find import sources
from core.data.dataset import SPLITS, Dataset
from core.data.symbols import END_NUMBER, START_NUMBER
from core.spec.message import SpecError
from core.spec.parameters import parse
from tests.contracts.test_imports import HEAVY, ROOT
from tests.fixtures.files import needed

TASKS = {
    "sequence": "classification",
    "string": "classification",
    "series": "forecasting",
    "text": "language_modelling",
    "pairs": "transduction",
}
NUMBERED = ("string", "text", "pairs")
ENTRIES = [entry for entry in sources().values() if entry.kind in TASKS]
SHUFFLED = [entry for entry in ENTRIES if "split_seed" in entry.params.model_fields]
LABELLED = [entry for entry in ENTRIES if entry.task == "classification"]
CHANGES: list[dict[str, Any]] = [
    {},
    {"split_seed": 3},
    {"subset": 1000},
    {"count": 361},
    {"window": 9, "horizon": 5},
]
HEAVY_DATA = ("scipy", "pyarrow", "pandas", "statsmodels", "faker")


def each(entries: list[DataSource]) -> pytest.MarkDecorator:
    """Return what has a test run with each of these."""
    assert entries
    return pytest.mark.parametrize("entry", entries, ids=lambda entry: entry.name)


def settings(entry: DataSource, **changes: Any) -> Any:
    """Return a source's settings, few examples; those that it does not have are left out."""
    wanted = {"count": 480} | changes
    known = {key: value for key, value in wanted.items() if key in entry.params.model_fields}
    return parse(entry.params, needed(entry.name) | known, "data")


def loaded(entry: DataSource, **changes: Any) -> Dataset:
    """Load data."""
    data: Dataset = implementation(entry.loader)(settings(entry, **changes))
    return data


@each(ENTRIES)
@pytest.mark.parametrize("changes", CHANGES, ids=str)
def test_facts_are_what_is_loaded(entry: DataSource, changes: dict[str, Any]) -> None:
    facts, data = entry.facts(settings(entry, **changes)), loaded(entry, **changes)
    assert entry.asks(facts) == TASKS[entry.kind]
    assert data.name == entry.name
    assert data.classes == facts.classes and bool(data.classes) == (entry in LABELLED)
    assert {name: len(part) for name, part in data.splits.items()} == facts.sizes
    assert tuple(data.splits) == SPLITS and min(facts.sizes.values()) >= 10
    assert data.vocabulary == facts.vocabulary and bool(data.vocabulary) == (entry.kind in NUMBERED)
    assert bool(data.target) == (entry.kind == "series")
    for part in data.splits.values():
        assert part.inputs.shape[1:] == facts.shape
        assert part.targets.shape[1:] == facts.answer and len(part.targets) == len(part.inputs)
        assert part.inputs.dtype == (np.int64 if entry.kind in NUMBERED else np.float32)
        assert part.targets.dtype == (np.float32 if entry.kind == "series" else np.int64)
        assert np.isfinite(part.inputs).all() and np.isfinite(part.targets).all()
        assert part.inputs.flags.c_contiguous
        assert all(len(values) == len(part) for values in part.about.values())
        if data.classes:
            assert set(np.unique(part.targets)) == set(range(len(data.classes)))
        if data.vocabulary:
            check_numbers(part.inputs, part.targets, facts, entry.kind)


def check_numbers(inputs: Any, targets: Any, facts: Facts, kind: str) -> None:
    """Check that numbers have symbols, and that nothing stands behind padding or an end."""
    symbols = facts.vocabulary
    assert len(set(symbols)) == len(symbols) and all(len(symbol) == 1 for symbol in symbols[1:])
    assert symbols[0] == ("\ufffd" if kind == "text" else "")
    for numbers in (inputs, targets) if kind != "string" else (inputs,):
        assert numbers.min() >= 0 and numbers.max() < len(symbols)
    if kind == "text":
        assert np.array_equal(inputs[1:], targets[:-1])
        return
    padded = [inputs, targets] if kind == "pairs" else [inputs]
    for numbers in padded:
        assert (numbers[:, 0] > 0).all()
        assert not ((numbers[:, :-1] == 0) & (numbers[:, 1:] > 0)).any()
    if kind == "pairs":
        assert symbols[START_NUMBER] == "⊢" and symbols[END_NUMBER] == "⊣"
        assert not np.isin(inputs, (START_NUMBER, END_NUMBER)).any()
        assert not (targets == START_NUMBER).any()
        last = (targets > 0).sum(axis=1) - 1
        assert (targets[np.arange(len(targets)), last] == END_NUMBER).all()
        assert ((targets == END_NUMBER).sum(axis=1) == 1).all()


@each(SHUFFLED)
def test_no_example_is_in_two_splits_and_each_seed_splits_anew(entry: DataSource) -> None:
    def rows(data: Dataset, split: Any) -> set[bytes]:
        return {example.tobytes() for example in data.splits[split].inputs}

    data, again, other = loaded(entry), loaded(entry), loaded(entry, split_seed=1)
    parts = [rows(data, split) for split in SPLITS]
    assert not parts[0] & parts[1] | parts[0] & parts[2] | parts[1] & parts[2]
    for split in SPLITS:
        assert np.array_equal(data.splits[split].inputs, again.splits[split].inputs)
        assert np.array_equal(data.splits[split].targets, again.splits[split].targets)
    assert rows(data, "test") != rows(other, "test")


@each([entry for entry in ENTRIES if "subset" in entry.params.model_fields])
def test_fewer_to_train_on_leave_validation_and_test_alone(entry: DataSource) -> None:
    data, few = loaded(entry), loaded(entry, subset=1000 if entry.kind == "text" else 40)
    for split in ("valid", "test"):
        assert np.array_equal(data.splits[split].inputs, few.splits[split].inputs)
        assert np.array_equal(data.splits[split].targets, few.splits[split].targets)
    assert len(few.splits["train"]) < len(data.splits["train"])
    everything = {example.tobytes() for example in data.splits["train"].inputs}
    assert {example.tobytes() for example in few.splits["train"].inputs} <= everything


@each(LABELLED)
def test_validation_and_test_keep_the_truth(entry: DataSource) -> None:
    data, wrong = loaded(entry), loaded(entry, label_noise=1.0)
    for split in ("valid", "test"):
        assert np.array_equal(data.splits[split].targets, wrong.splits[split].targets)
    assert (data.splits["train"].targets != wrong.splits["train"].targets).all()


@each([entry for entry in ENTRIES if entry.kind == "series"])
def test_series_are_split_by_time(entry: DataSource) -> None:
    data = loaded(entry)
    times = np.concatenate([data.splits[split].about["time"] for split in SPLITS])
    assert (times[1:] > times[:-1]).all()


@each([entry for entry in ENTRIES if entry.needs])
def test_what_needs_a_file_says_so(entry: DataSource) -> None:
    with pytest.raises(SpecError, match="no file has been chosen yet") as caught:
        entry.facts(entry.params())
    assert caught.value.problems[0].field.removeprefix("data.") in entry.needs


@each(ENTRIES)
def test_all_say_where_they_come_from(entry: DataSource) -> None:
    assert entry.origin and entry.licence and len(entry.summary) > 60


def test_pages_can_know_the_facts_without_anything_heavy() -> None:
    raw = {entry.name: needed(entry.name) for entry in ENTRIES}
    program = f"""
import sys
from core.catalog.find import source
from core.spec.parameters import parse
for name, raw in {raw!r}.items():
    entry = source(name)
    assert entry.facts(parse(entry.params, raw, "data")).sizes
print(*[name for name in {(*HEAVY, *HEAVY_DATA)!r} if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
