"""Hashes that last, and specifications from older playgrounds."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.catalog.build import build_spec
from core.spec import run_spec
from core.spec.message import SpecError
from core.spec.run_spec import digest, migrate

RAW: dict[str, Any] = {
    "recipe": "random_forest",
    "dataset": "digits",
    "params": {"trees": 50, "max_features": "log2"},
    "seed": 3,
}


def reversed_keys(value: Any) -> Any:
    """Return the same data with the keys of every group the other way round."""
    if not isinstance(value, dict):
        return value
    return {key: reversed_keys(value[key]) for key in reversed(value)}


def test_the_hash_of_known_data_is_known() -> None:
    assert digest({"b": [1, 2.5, None], "a": "ä"}) == "4b12564ba8344d19"
    stored = {
        "version": 1,
        "recipe": "random_forest",
        "params": {"trees": 50, "max_depth": None, "max_features": "log2"},
        "dataset": "digits",
        "data": {"split_seed": 0, "noise": 0.0, "label_noise": 0.0, "subset": None},
        "training": {},
        "device": "auto",
        "seed": 3,
    }
    assert build_spec(stored).to_json() == stored
    assert build_spec(stored).hash() == "20eb83625a4b6913"


def test_the_hash_does_not_depend_on_order_or_on_spelt_out_defaults() -> None:
    spec = build_spec(RAW)
    assert build_spec(reversed_keys(RAW)).hash() == spec.hash()
    assert build_spec(spec.to_json()).hash() == spec.hash()
    assert build_spec(reversed_keys(spec.to_json())).hash() == spec.hash()


def test_the_hash_is_the_same_in_another_process() -> None:
    program = "import json, sys; from core.catalog.build import build_spec; "
    program += "print(build_spec(json.loads(sys.argv[1])).hash())"
    hashes = {
        subprocess.run(
            [sys.executable, "-c", program, json.dumps(RAW)],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
            env={"PYTHONHASHSEED": seed},
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert hashes == {build_spec(RAW).hash()}


def test_any_change_changes_the_hash() -> None:
    changes: list[dict[str, Any]] = [
        {},
        {"seed": 4},
        {"device": "cpu"},
        {"params": {"trees": 51, "max_features": "log2"}},
        {"data": {"split_seed": 1}},
    ]
    assert len({build_spec(RAW | change).hash() for change in changes}) == len(changes)


def test_data_and_group_hashes_say_what_is_comparable() -> None:
    spec = build_spec(RAW)
    other_seed = build_spec(RAW | {"seed": 4})
    other_split = build_spec(RAW | {"data": {"split_seed": 1}})
    other_recipe = build_spec({"recipe": "cnn", "dataset": "digits"})
    assert other_seed.group_hash() == spec.group_hash()
    assert other_split.group_hash() != spec.group_hash()
    assert other_recipe.data_hash() == other_seed.data_hash() == spec.data_hash()
    assert other_split.data_hash() != spec.data_hash()


def test_a_spec_cannot_be_changed() -> None:
    spec = build_spec(RAW)
    with pytest.raises(ValueError, match="frozen"):
        spec.seed = 1  # type: ignore[misc]


@pytest.mark.parametrize("version", [0, -1, "1", None, True, 1.0])
def test_a_version_is_a_whole_number(version: Any) -> None:
    with pytest.raises(SpecError, match=r"^version: it must be a whole number from 1 to 1, not"):
        migrate(RAW | {"version": version})


def test_a_newer_version_is_refused_in_words() -> None:
    with pytest.raises(SpecError, match="newer playground"):
        build_spec(RAW | {"version": run_spec.SCHEMA_VERSION + 1})


def test_an_older_version_is_brought_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    def rename_members(raw: dict[str, Any]) -> dict[str, Any]:
        params = dict(raw["params"])
        params["trees"] = params.pop("members")
        return {**raw, "params": params}

    monkeypatch.setattr(run_spec, "SCHEMA_VERSION", 2)
    monkeypatch.setattr(run_spec, "_UPGRADES", [rename_members])
    old = {
        "version": 1,
        "recipe": "random_forest",
        "dataset": "digits",
        "params": {"members": 50, "max_features": "log2"},
        "seed": 3,
    }
    migrated = build_spec(old)
    assert migrated.version == 2
    assert migrated.params == build_spec(RAW).params
    current = migrated.to_json()
    assert build_spec(current) == migrated, "data of the current version stay as they are"
    assert old["params"] == {"members": 50, "max_features": "log2"}, "the original is untouched"
