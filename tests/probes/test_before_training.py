"""What is told of a run before there is one: its time, and its augmented pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.catalog.build import build_spec, network_rows
from core.catalog.descriptions import implementation
from core.catalog.find import recipe, source
from core.networks.build import has_network
from core.probes import step_time as module
from core.probes.augmented import VARIANTS, augmented
from core.probes.datasets import as_bytes
from core.probes.step_time import step_time
from core.spec.message import SpecError
from core.training.learner import Setup
from tests.fixtures.pairs import each_way
from tests.fixtures.playing import small_raw
from tests.probes.test_look import examples

SMALL = small_raw("cnn", "digits") | {"training": {"epochs": 3, "batch_size": 100}}


def changed(**values: Any) -> dict[str, Any]:
    """Return the small run with other values of its training."""
    return SMALL | {"training": SMALL["training"] | values}


def test_the_time_is_that_of_all_steps_and_of_scoring() -> None:
    told = step_time(SMALL)
    assert told["steps"] == 3 * 11  # 1077 examples
    assert told["seconds_per_step"] > 0
    training = float(told["steps"] * told["seconds_per_step"])
    assert training < told["seconds"] < 10 * training


@each_way
def test_every_network_of_the_catalog_is_measured(name: str, data: str) -> None:
    raw = small_raw(name, data)
    try:
        spec = build_spec(raw)
    except SpecError:
        pytest.skip("these data need a file")
    assert bool(network_rows(spec)) == (recipe(name).layers is not None)
    if not has_network(spec) or "epochs" not in type(spec.training).model_fields:
        with pytest.raises(SpecError):
            step_time(raw)
        return
    told = step_time(raw)
    assert 0 < told["seconds_per_step"] < 60
    assert told["steps"] >= 1
    setup = Setup(
        spec, implementation(source(data).loader)(spec.data), "cpu", np.random.default_rng(0)
    )
    learner = implementation(recipe(name).learner)(setup)
    assert told["steps"] == learner.progress().steps
    assert told["parameters"] == learner.parameter_count()


def test_it_is_measured_once_for_what_takes_equally_long(monkeypatch: pytest.MonkeyPatch) -> None:
    first = step_time(SMALL)
    monkeypatch.setattr(module, "_measure", None)
    longer = step_time(changed(epochs=30) | {"seed": 7})
    assert longer["steps"] == 10 * first["steps"]
    assert longer["seconds_per_step"] == first["seconds_per_step"]
    with pytest.raises(TypeError):  # another batch size must be measured anew
        step_time(changed(batch_size=50))


def test_large_steps_are_measured_on_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    make = module._learner
    monkeypatch.setattr(
        module, "_learner", lambda spec, batch, rest: sizes.append(batch) or make(spec, batch, rest)
    )
    layers = [{"type": "convolution", "channels": 128}, {"type": "convolution", "channels": 128}]
    raw = SMALL | {"params": {"layers": [*layers, {"type": "flatten"}]}}
    told = step_time(raw | {"training": {"batch_size": 4096, "epochs": 1}})
    assert sizes[0] < 1077
    assert told["steps"] == 1
    whole = step_time(raw | {"training": {"batch_size": sizes[0], "epochs": 1}})
    ratio = told["seconds_per_step"] / whole["seconds_per_step"]
    assert ratio == pytest.approx(1077 / sizes[0], rel=0.6)


def test_what_has_no_even_steps_has_no_time() -> None:
    with pytest.raises(SpecError, match="random_forest"):
        step_time({"recipe": "random_forest", "dataset": "digits"})
    for odd in (None, 3, [], {"recipe": "nothing"}, changed(epochs=-1)):
        with pytest.raises(SpecError):
            step_time(odd)  # type: ignore[arg-type]


def test_variants_are_made_from_the_pictures_beside_them(run) -> None:
    told = augmented(changed(shift=1))
    before, after = told["before"], told["after"]
    assert len(after) == VARIANTS * len(before)
    train = as_bytes(examples(run, "train").inputs)
    for picture in before:
        assert (train == picture).all(axis=(1, 2, 3)).any()
    for index, variant in enumerate(after):
        original = before[index % len(before)]
        moved = [
            np.array_equal(variant[0, 1:7, 1:7], original[0, 1 - y : 7 - y, 1 - x : 7 - x])
            for y in (-1, 0, 1)
            for x in (-1, 0, 1)
        ]
        assert any(moved)
    assert any(not np.array_equal(one, other) for one, other in zip(after, before, strict=False))


def test_without_augmentation_pictures_stay_as_they_are() -> None:
    told = augmented(SMALL)
    for index, picture in enumerate(told["after"]):
        np.testing.assert_array_equal(picture, told["before"][index % len(told["before"])])
    with pytest.raises(SpecError, match="random_forest"):
        augmented({"recipe": "random_forest", "dataset": "digits"})
