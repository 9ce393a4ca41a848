"""What models say over a plane, what neurons compute there, and what an edited weight changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from core.catalog.build import build_spec, network_rows
from core.networks.stack import build_stack
from core.probes import snapshots
from core.probes.boundary import boundary, refitted_boundary
from core.probes.neurons import neurons
from core.spec.message import SpecError
from core.store import recording
from core.store.home import run_folder
from core.store.recording import Moment
from core.store.runs import Run
from core.training.checkpoints import CheckpointFolder
from core.training.player import Player
from tests.fixtures.playing import MemoryJournal, play_in_store

HIDDEN, SECOND, OUTPUT = 1, 2, 3


def trained(home: Path, recipe: str, dataset: str, **sections: Any) -> Run:
    """Play a small run in the probes' data folder."""
    raw = {"recipe": recipe, "dataset": dataset, "device": "cpu", **sections}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_HOME", str(home))
        return play_in_store(build_spec(raw))


SMALL = {"params": {"depth": 2, "width": 6}, "training": {"epochs": 3}}


@pytest.fixture(scope="module")
def moons(home_of_probes: Path) -> Run:
    """Return a network that tells moons apart."""
    return trained(home_of_probes, "mlp", "moons", **SMALL)


def network_of(run: Run) -> torch.nn.Sequential:
    """Build a run's last network by hand."""
    last = recording.checkpoints_of(run.id)[-1]["tick"]
    state = CheckpointFolder(run_folder(run.id)).read(last)
    spec = build_spec(run.spec)
    network = build_stack(network_rows(spec), (2,))
    network.load_state_dict(state["learner"]["network"])
    return network.eval()


def points_of(answer: dict[str, Any]) -> torch.Tensor:
    """Return the points of an answer's plane, x varying fastest: (point, 2)."""
    rows = [(x, y) for y in answer["y"] for x in answer["x"]]
    return torch.tensor(np.array(rows, dtype=np.float32))


def test_a_classifiers_plane_holds_the_networks_own_probabilities(moons: Run) -> None:
    answer = boundary({"run": moons.id, "tick": "live", "resolution": 7})
    assert answer["scores"].shape == (2, 7, 7)
    assert answer["probabilistic"] == 1
    with torch.inference_mode():
        expected = network_of(moons)(points_of(answer)).softmax(1).numpy()
    np.testing.assert_allclose(answer["scores"].reshape(2, -1).T, expected, atol=1e-6)
    known = Player(build_spec(moons.spec), MemoryJournal()).setup.data.splits["train"].inputs
    assert answer["x"][0] < known[:, 0].min() and answer["x"][-1] > known[:, 0].max()
    assert answer["y"][0] < known[:, 1].min() and answer["y"][-1] > known[:, 1].max()


def test_a_margin_classifiers_plane_holds_decision_values(home_of_probes: Path) -> None:
    params = SMALL["params"] | {"loss": "hinge"}
    run = trained(home_of_probes, "mlp", "moons", params=params, training={"epochs": 1})
    answer = boundary({"run": run.id, "tick": "live", "resolution": 5})
    assert answer["probabilistic"] == 0
    with torch.inference_mode():
        expected = network_of(run)(points_of(answer)).numpy()
    np.testing.assert_allclose(answer["scores"].reshape(2, -1).T, expected, atol=1e-5)


def test_a_checkpoint_that_was_dropped_meanwhile_is_no_trouble(moons: Run, monkeypatch) -> None:
    last = recording.checkpoints_of(moons.id)[-1]["tick"]
    gone = [{last + 7: Moment(last + 7, 1, 1)}]
    known = snapshots._moments
    monkeypatch.setattr(snapshots, "_moments", lambda run: gone.pop() if gone else known(run))
    assert boundary({"run": moons.id, "tick": "live"})["tick"] == last
    gone.append({last + 7: Moment(last + 7, 1, 1)})
    with pytest.raises(SpecError, match="cannot be read"):
        boundary({"run": moons.id, "tick": last + 7})


def test_a_regressors_plane_is_in_the_targets_unit(home_of_probes: Path) -> None:
    run = trained(home_of_probes, "mlp", "diabetes", training={"epochs": 3})
    answer = boundary({"run": run.id, "tick": "live", "resolution": 9, "axes": [2, 8]})
    assert answer["values"].shape == (9, 9)
    assert 25 < answer["values"].mean() < 346  # the range of the targets


@pytest.mark.parametrize("recipe", ["logistic_regression", "random_forest", "rbf_svm", "sgd"])
def test_a_classical_models_plane_is_that_of_the_same_fit(
    home_of_probes: Path, recipe: str
) -> None:
    run = trained(home_of_probes, recipe, "moons")
    answer = refitted_boundary({"run": run.id, "tick": "live", "resolution": 6})
    player = Player(build_spec(run.spec), MemoryJournal())
    player.play()
    learner: Any = player.learner
    rows = points_of(answer).numpy()
    rows = learner._scaler(rows) if learner.scaled else rows
    if answer["probabilistic"]:
        expected = learner.model.predict_proba(rows)
    else:
        values = learner.model.decision_function(rows)
        expected = np.stack([-values, values], axis=1)
    np.testing.assert_allclose(answer["scores"].reshape(2, -1).T, expected, atol=1e-5)


def test_a_neuron_computes_what_its_weights_say(moons: Run) -> None:
    answer = neurons({"run": moons.id, "tick": "live", "resolution": 5, "layer": HIDDEN, "unit": 4})
    standard = (points_of(answer).numpy() - answer["mean"]) / answer["deviation"]
    sums = standard @ answer[f"weights.{HIDDEN}"][0] + answer[f"bias.{HIDDEN}"][0]
    drawn = answer[f"activation.{HIDDEN}"]
    assert drawn.shape == (1, 5, 5)
    np.testing.assert_allclose(drawn[0].ravel(), np.maximum(sums, 0), atol=1e-5)
    everything = neurons({"run": moons.id, "tick": "live", "resolution": 5})
    assert everything[f"activation.{SECOND}"].shape == (6, 5, 5)
    assert everything[f"weights.{OUTPUT}"].shape == (2, 6)
    np.testing.assert_array_equal(everything[f"activation.{HIDDEN}"][4], drawn[0])


@pytest.mark.parametrize("source", [1, "bias"])
def test_an_edited_weight_changes_exactly_what_it_should(moons: Run, source: Any) -> None:
    request = {"run": moons.id, "tick": "live", "resolution": 8}
    edit = {"layer": SECOND, "unit": 3, "input": source, "value": 2.5}
    before, after = neurons(request), neurons(request | {"edits": [edit]})
    held = before[f"bias.{SECOND}"][3] if source == "bias" else before[f"weights.{SECOND}"][3, 1]
    # Nothing before the neuron and nothing beside it changes, to the last bit.
    for name in (f"activation.{HIDDEN}", f"weights.{HIDDEN}", f"weights.{OUTPUT}"):
        np.testing.assert_array_equal(before[name], after[name])
    beside = [unit for unit in range(6) if unit != 3]
    for name in ("activation", "weights", "bias"):
        layer = f"{name}.{SECOND}"
        np.testing.assert_array_equal(before[layer][beside], after[layer][beside])
    # The neuron's sum changes by the difference times its input; a bias's input is 1.
    sees = before[f"activation.{HIDDEN}"]
    fed = 1.0 if source == "bias" else sees[1]
    weights, bias = before[f"weights.{SECOND}"][3], before[f"bias.{SECOND}"][3]
    sums = np.tensordot(weights, sees, 1) + bias + (2.5 - held) * fed
    np.testing.assert_allclose(
        after[f"activation.{SECOND}"][3], np.maximum(sums, 0), rtol=1e-4, atol=1e-5
    )
    # What follows sees the neuron through its own weight alone.
    moved = after[f"activation.{SECOND}"][3] - before[f"activation.{SECOND}"][3]
    for unit in range(2):
        expected = before[f"weights.{OUTPUT}"][unit, 3] * moved
        changed = after[f"activation.{OUTPUT}"][unit] - before[f"activation.{OUTPUT}"][unit]
        np.testing.assert_allclose(changed, expected, rtol=1e-3, atol=1e-5)
    assert not np.array_equal(
        boundary(request)["scores"], boundary(request | {"edits": [edit]})["scores"]
    )
    np.testing.assert_array_equal(boundary(request)["scores"], boundary(request)["scores"])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"resolution": 81}, "must be 80 or less"),
        ({"axes": [0, 2]}, "must be from 0 to 1, not 2"),
        ({"axes": [1, 1]}, "two different features"),
        ({"edits": [{"layer": 0, "unit": 0, "input": 0, "value": 1}]}, "has no neurons"),
        ({"edits": [{"layer": 1, "unit": 6, "input": 0, "value": 1}]}, "from 0 to 5, not 6"),
        ({"edits": [{"layer": 1, "unit": 0, "input": 2, "value": 1}]}, "from 0 to 1, not 2"),
        ({"edits": [{"layer": 9, "unit": 0, "input": 2, "value": 1}]}, "from 0 to 3, not 9"),
    ],
)
def test_what_there_is_not_is_refused(moons: Run, changes: Any, sentence: str) -> None:
    for probe in (boundary, neurons):
        with pytest.raises(SpecError, match=sentence):
            probe({"run": moons.id, "tick": "live", **changes})


def test_a_plane_needs_a_table_and_a_network(run: Run, moons: Run, home_of_probes: Path) -> None:
    with pytest.raises(SpecError, match="through a table only"):
        boundary({"run": run.id, "tick": "live"})
    with pytest.raises(SpecError, match="only a classical model"):
        refitted_boundary({"run": moons.id, "tick": "live"})
    tree = trained(home_of_probes, "decision_tree", "moons")
    with pytest.raises(SpecError, match="no layers to look into"):
        neurons({"run": tree.id, "tick": "live"})
    with pytest.raises(SpecError, match="not learned anything yet"):
        refitted_boundary({"run": tree.id, "tick": 0})
    with pytest.raises(SpecError, match="layer 0 has no neurons"):
        neurons({"run": moons.id, "tick": "live", "layer": 0})


def test_what_makes_points_has_no_borders(home_of_probes: Path) -> None:
    run = trained(home_of_probes, "pca_sampling", "moons")
    with pytest.raises(SpecError, match="pca_sampling answers nothing about an example"):
        refitted_boundary({"run": run.id, "tick": "live", "resolution": 6})
