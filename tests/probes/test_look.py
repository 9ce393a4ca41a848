"""What a network says of one picture, and what every layer makes of it."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest
import torch

from core.catalog.build import build_spec, network_rows
from core.networks.stack import build_stack
from core.probes.filters import filters
from core.probes.look import look
from core.probes.pictures import pictures
from core.store import recording
from core.store.home import run_folder
from core.store.runs import Run
from core.training.checkpoints import CheckpointFolder
from core.training.player import Player
from tests.fixtures.playing import MemoryJournal
from tests.probes.conftest import CONVOLUTION, DENSE, OUTPUT, WIDE


def ticks(run: Run) -> list[int]:
    """Return the moments of a run's checkpoints."""
    return [row["tick"] for row in recording.checkpoints_of(run.id)]


def network_at(run: Run, tick: int) -> torch.nn.Sequential:
    """Build a run's network by hand, with the weights of a checkpoint."""
    state = CheckpointFolder(run_folder(run.id)).read(tick)
    network = build_stack(network_rows(build_spec(run.spec)), (1, 8, 8))
    network.load_state_dict(state["learner"]["network"])
    return network.eval()


def examples(run: Run, split: str) -> Any:
    """Return a split of the data that the run was trained on."""
    return Player(build_spec(run.spec), MemoryJournal()).setup.data.splits[split]


@pytest.mark.parametrize("moment", [0, 1, 2])
def test_the_answer_is_the_networks_own(run: Run, moment: int) -> None:
    tick = ticks(run)[moment]
    answer = look({"run": run.id, "tick": tick, "image": {"split": "test", "index": 7}})
    test = examples(run, "test")
    with torch.inference_mode():
        logits = network_at(run, tick)(torch.from_numpy(test.inputs[7:8]))[0]
    expected = logits.double().softmax(0).numpy()
    np.testing.assert_allclose(answer["probabilities"], expected, atol=1e-6)
    assert answer["tick"] == tick
    assert answer["step"] == tick
    assert answer["epoch"] == moment
    assert answer["target"] == test.targets[7]
    np.testing.assert_array_equal(answer["input"], test.inputs[7])


def test_live_is_the_last_checkpoint_once_a_run_has_ended(run: Run) -> None:
    answer = look({"run": run.id, "tick": "live", "image": {"split": "test", "index": 0}})
    assert answer["tick"] == ticks(run)[-1]


def test_every_layers_maps_are_its_output_to_half_a_step(run: Run) -> None:
    tick = ticks(run)[-1]
    answer = look({"run": run.id, "tick": tick, "image": {"split": "train", "index": 3}})
    value = torch.from_numpy(answer["input"])[None]
    with torch.inference_mode():
        for index, layer in enumerate(network_at(run, tick)):
            value = layer(value)
            maps, (low, high) = answer[f"maps.{index}"], answer[f"range.{index}"]
            true = value[0].numpy()
            assert answer[f"count.{index}"] == len(true)
            shown = true[:32] if true.ndim == 3 else true[None, None, :512]
            assert maps.dtype == np.uint8
            assert maps.shape == shown.shape
            step = (high - low) / 255
            assert np.abs(low + maps * step - shown).max() <= 0.51 * step
    assert answer[f"maps.{WIDE}"].shape == (32, 4, 4)
    assert answer[f"count.{WIDE}"] == 40
    assert answer[f"maps.{DENSE}"].shape == (1, 1, 512)
    assert answer[f"count.{OUTPUT}"] == 10


def test_a_drawing_has_no_label_and_is_fitted(run: Run) -> None:
    drawn = np.zeros((60, 40), np.uint8)
    drawn[10:50, 18:22] = 255
    ink = {"width": 40, "height": 60, "data": base64.b64encode(drawn.tobytes()).decode()}
    answer = look({"run": run.id, "tick": "live", "image": {"ink": ink}})
    assert answer["target"] == -1
    assert answer["input"].shape == (1, 8, 8)
    assert answer["input"].max() == 1
    assert answer["probabilities"].sum() == pytest.approx(1, abs=1e-5)


def test_pictures_are_those_of_the_data(run: Run) -> None:
    answer = pictures({"run": run.id, "split": "valid", "indices": [5, 0, 5]})
    valid = examples(run, "valid")
    np.testing.assert_array_equal(answer["targets"], valid.targets[[5, 0, 5]])
    np.testing.assert_allclose(
        answer["images"] / 255, valid.inputs[[5, 0, 5]], atol=0.5 / 255 + 1e-6
    )
    none = pictures({"run": run.id, "split": "valid", "indices": []})
    assert none["images"].shape == (0, 1, 8, 8)


def test_filters_are_the_layers_weights(run: Run) -> None:
    network: Any = network_at(run, ticks(run)[-1])
    request = {"run": run.id, "tick": "live"}
    first = filters(request | {"layer": CONVOLUTION})
    np.testing.assert_array_equal(first["weights"], network[CONVOLUTION].weight.detach())
    np.testing.assert_array_equal(first["bias"], network[CONVOLUTION].bias.detach())
    dense = filters(request | {"layer": DENSE})
    assert dense["weights"].shape == (64, 16, 4, 4)
    assert list(dense["count"]) == [520, 40]
    flat = network[DENSE].weight.detach().reshape(520, 40, 4, 4)
    np.testing.assert_array_equal(dense["weights"], flat[:64, :16])
