"""What every dataset promises; new ones are covered unasked."""

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from core.catalog.build import build_spec
from core.catalog.descriptions import DataSource, implementation
from core.catalog.find import recipes, sources
from core.data.dataset import SPLITS, Dataset, SplitName
from core.spec.message import SpecError
from core.spec.parameters import parse
from tests.contracts.test_imports import HEAVY, ROOT
from tests.fixtures.files import needed
from tests.fixtures.playing import SMALL_DATA

IMAGES = [entry for entry in sources().values() if entry.kind == "image"]
THERE = [entry for entry in IMAGES if not entry.download]
each_image_source = pytest.mark.parametrize("entry", THERE, ids=lambda entry: entry.name)
CHANGES: list[dict[str, Any]] = [{}, {"split_seed": 3}, {"subset": 50}, {"noise": 0.3}]


def loaded(entry: DataSource, **changes: Any) -> Dataset:
    """Load a small version of a dataset."""
    raw = SMALL_DATA.get(entry.name, {}) | needed(entry.name) | changes
    data: Dataset = implementation(entry.loader)(parse(entry.params, raw, "data"))
    return data


@each_image_source
@pytest.mark.parametrize("changes", CHANGES, ids=str)
def test_facts_are_what_is_loaded(entry: DataSource, changes: dict[str, Any]) -> None:
    raw = SMALL_DATA.get(entry.name, {}) | needed(entry.name) | changes
    facts = entry.facts(parse(entry.params, raw, "data"))
    data = loaded(entry, **changes)
    assert data.name == entry.name
    assert data.classes == facts.classes
    assert {name: len(part) for name, part in data.splits.items()} == facts.sizes
    for part in data.splits.values():
        assert part.inputs.shape[1:] == facts.shape
        assert part.inputs.dtype == np.float32
        assert part.inputs.flags.c_contiguous
        assert part.inputs.min() >= 0 and part.inputs.max() <= 1
        assert part.targets.dtype == np.int64
        assert set(np.unique(part.targets)) == set(range(len(facts.classes)))
        assert all(len(values) == len(part) for values in part.about.values())


@each_image_source
def test_no_example_is_in_two_splits_and_each_seed_splits_anew(entry: DataSource) -> None:
    def rows(data: Dataset, split: SplitName) -> set[bytes]:
        return {image.tobytes() for image in data.splits[split].inputs}

    data = loaded(entry)
    parts = [rows(data, split) for split in SPLITS]
    assert not parts[0] & parts[1] | parts[0] & parts[2] | parts[1] & parts[2]
    again, other = loaded(entry), loaded(entry, split_seed=1)
    for split in SPLITS:
        one = data.splits[split]
        assert np.array_equal(one.inputs, again.splits[split].inputs)
        assert np.array_equal(one.targets, again.splits[split].targets)
    assert rows(data, "test") != rows(other, "test")


@each_image_source
def test_all_images_can_be_made_harder(entry: DataSource) -> None:
    assert {"split_seed", "noise", "label_noise", "subset"} <= set(entry.params.model_fields)


@pytest.mark.parametrize(
    "entry", [entry for entry in IMAGES if entry.needs], ids=lambda entry: entry.name
)
def test_what_needs_a_file_says_so(entry: DataSource) -> None:
    for recipe in recipes().values():
        if recipe.takes(entry):
            with pytest.raises(SpecError, match="no file has been chosen yet") as caught:
                build_spec({"recipe": recipe.name, "dataset": entry.name})
            assert caught.value.problems[0].field.removeprefix("data.") in entry.needs


def test_pages_can_know_the_facts_without_anything_heavy() -> None:
    raw = {entry.name: SMALL_DATA.get(entry.name, {}) | needed(entry.name) for entry in IMAGES}
    program = f"""
import sys
from core.catalog.find import source
from core.spec.parameters import parse
for name, raw in {raw!r}.items():
    entry = source(name)
    params = parse(entry.params, raw, "data")
    assert entry.facts(params).classes
    entry.unavailable(params)
print(*[name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
