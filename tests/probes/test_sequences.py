"""What probes show of networks for sequences is what those compute; and what the data hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from core.catalog.build import build_spec
from core.catalog.descriptions import implementation
from core.catalog.find import source
from core.data import python_docs, sine_mix
from core.networks.reach import gradient_reach
from core.probes.fading import fading
from core.probes.forecast import forecast
from core.probes.recurrence import MOST_UNITS, unrolled
from core.probes.registry import PROBES, RUN_PROBES
from core.probes.requests import MomentRequest
from core.probes.sequences import sequences, series, text
from core.probes.snapshots import snapshot
from core.probes.writing import surprise, writing
from core.spec.message import SpecError
from core.store import arrays
from core.store.runs import Run
from tests.fixtures.playing import play_in_store, small_raw

Trained = Callable[..., Run]


@pytest.fixture(scope="module")
def trained(home_of_probes: Path) -> Trained:
    """Trains small runs in the probes' data folder, each once."""
    done: dict[str, Run] = {}

    def train(recipe: str, dataset: str, **sections: dict[str, Any]) -> Run:
        raw = small_raw(recipe, dataset)
        for name, values in sections.items():
            raw[name] = raw.get(name, {}) | values
        if str(raw) not in done:
            done[str(raw)] = play_in_store(build_spec(raw))
        return done[str(raw)]

    return train


def network_of(run: Run) -> Any:
    return snapshot(MomentRequest(run=run.id, tick="live")).network


def data_of(run: Run) -> Any:
    spec = build_spec(run.spec)
    return implementation(source(spec.dataset).loader)(spec.data)


@pytest.mark.parametrize("cell", ["elman", "lstm", "gru"])
@pytest.mark.parametrize("dataset", ["digit_rows", "names"])
def test_the_last_step_says_what_the_network_answers(
    trained: Trained, cell: str, dataset: str
) -> None:
    params = {"cell": cell, "layers": 2, "bidirectional": dataset == "names"}
    run = trained("rnn", dataset, params=params)
    part = data_of(run).splits["valid"]
    told = unrolled({"run": run.id, "tick": "live", "split": "valid", "index": 3, "layer": 1})
    batch = torch.from_numpy(part.inputs[3:4])
    with torch.inference_mode():
        expected = network_of(run)(batch)[0].softmax(-1).numpy()
    assert told["said"][-1] == pytest.approx(expected, abs=1e-5)
    assert told["said"].sum(1) == pytest.approx(np.ones(len(told["said"])), abs=1e-5)
    assert told["target"].tolist() == [part.targets[3]]
    steps = int((part.inputs[3] != 0).sum()) if dataset == "names" else 8
    assert len(told["inputs"]) == len(told["said"]) == len(told["hidden"]) == steps
    assert told["units"] == told["hidden"].shape[1] == 8
    for name, values in told.items():
        if "_gate" in name:
            assert 0 <= values.min() <= values.max() <= 1
    assert ("hidden_backward" in told) == (dataset == "names")
    assert ("cell" in told) == (cell == "lstm") and ("update_gate" in told) == (cell == "gru")


def test_an_lstms_numbers_add_up_as_its_formula_says(trained: Trained) -> None:
    run = trained("rnn", "digit_rows", params={"cell": "lstm"})
    told = unrolled({"run": run.id, "tick": 0, "split": "train", "index": 0})
    kept = told["forget_gate"][1:] * told["cell"][:-1]
    written = told["input_gate"][1:] * told["candidate"][1:]
    assert told["cell"][1:] == pytest.approx(kept + written, abs=1e-6)
    assert told["hidden"] == pytest.approx(told["output_gate"] * np.tanh(told["cell"]), abs=1e-6)


def test_what_is_typed_is_read_and_has_no_truth(trained: Trained) -> None:
    run = trained("rnn", "names")
    told = unrolled({"run": run.id, "tick": "live", "text": "rossi"})
    assert told["inputs"].shape == (5,) and told["target"].tolist() == [-1]
    batch = torch.from_numpy(told["inputs"])[None]
    with torch.inference_mode():
        expected = network_of(run)(batch)[0].softmax(-1).numpy()
    assert told["said"][-1] == pytest.approx(expected, abs=1e-5)


def test_of_a_series_each_step_has_its_forecast(trained: Trained) -> None:
    run = trained("rnn", "sine_mix")
    told = unrolled({"run": run.id, "tick": "live", "split": "test", "index": 2})
    assert told["said"].shape == (24,)
    kept = arrays.load(run.id, "predictions")
    assert kept is not None
    assert told["said"][-1] == pytest.approx(kept["test.values"][2], rel=1e-4)
    assert told["target"] == pytest.approx([kept["test.targets"][2]])


def test_of_a_text_each_step_has_the_chances_of_the_next_character(trained: Trained) -> None:
    run = trained("rnn_lm", "python_docs", params={"hidden": MOST_UNITS + 4})
    told = unrolled({"run": run.id, "tick": "live", "split": "valid", "index": 0})
    assert told["hidden"].shape[1] == MOST_UNITS and told["units"] == MOST_UNITS + 4
    part = data_of(run).splits["valid"]
    assert told["target"].tolist() == part.targets[: len(told["inputs"])].tolist()
    kept = arrays.load(run.id, "predictions")
    assert kept is not None
    chances = told["said"][np.arange(len(told["target"])), told["target"]]
    logarithms = kept["valid.log_likelihoods"][: len(chances)]
    assert np.log(chances) == pytest.approx(logarithms, abs=1e-4)


def test_the_gradient_is_that_of_the_networks_loss(trained: Trained) -> None:
    run = trained("rnn", "digit_rows", params={"cell": "elman"})
    told = fading({"run": run.id, "tick": "live", "count": 5})
    part = data_of(run).splits["valid"]
    inputs, targets = torch.from_numpy(part.inputs[:5]), torch.from_numpy(part.targets[:5])
    norms = gradient_reach(network_of(run), inputs, targets)
    assert told["norms"] == pytest.approx(norms.numpy(), rel=1e-5)
    assert told["norms"].shape == (8,) and told["examples"] == 5 and told["norms"].min() > 0
    language = trained("rnn_lm", "python_docs")
    assert fading({"run": language.id, "tick": 0, "count": 4})["norms"].shape == (100,)


def test_forecasts_are_those_that_were_scored(trained: Trained) -> None:
    run = trained("rnn", "sine_mix")
    told = forecast({"run": run.id, "tick": "live", "free": True})
    kept = arrays.load(run.id, "predictions")
    assert kept is not None
    for split in ("valid", "test"):
        assert told[split] == pytest.approx(kept[f"{split}.values"], rel=1e-4, abs=1e-4)
    assert told["free"][0] == pytest.approx(told["test"][0], rel=1e-4)
    assert len(told["free"]) == len(told["test"]) + len(told["test"]) // 2
    window = data_of(run).splits["test"].inputs[1:2].copy()
    window[0, -1, 0] = told["free"][0]
    with torch.inference_mode():
        second = float(network_of(run)(torch.from_numpy(window)))
    assert told["free"][1] == pytest.approx(second, rel=1e-4)
    untrained = forecast({"run": run.id, "tick": 0})
    assert "free" not in untrained and not np.allclose(untrained["valid"], told["valid"])


def test_far_ahead_a_model_cannot_go_on_by_itself(trained: Trained) -> None:
    run = trained("rnn", "sine_mix", data={"horizon": 3})
    assert "free" not in forecast({"run": run.id, "tick": "live", "free": True})


@pytest.mark.parametrize("recipe", ["rnn_lm", "transformer_lm", "ngram_lm"])
def test_the_same_dice_write_the_same(trained: Trained, recipe: str) -> None:
    run = trained(recipe, "python_docs")
    asked = {"run": run.id, "tick": "live", "prompt": "The ", "count": 60, "seed": 3}
    first, again = writing(asked), writing(asked)
    assert first["text"].tolist() == again["text"].tolist() and len(first["text"]) == 64
    assert first["prompt"] == 4
    other = writing({**asked, "seed": 4})
    assert other["text"].tolist() != first["text"].tolist()
    assert other["text"][:4].tolist() == first["text"][:4].tolist()
    assert len(writing({**asked, "prompt": "T"})["bits"]) == 60, "nothing comes before the first"
    boldest = writing({**asked, "temperature": 0})
    assert boldest["candidates"][3:, 0].tolist() == boldest["text"][4:].tolist()
    chances = np.exp2(-first["bits"].astype(float))
    found = first["candidates"] == first["text"][1:, None]
    assert first["chances"][found] == pytest.approx(chances[found.any(1)], rel=1e-4)


@pytest.mark.parametrize("recipe", ["rnn_lm", "transformer_lm", "ngram_lm"])
def test_surprise_is_what_was_scored(trained: Trained, recipe: str) -> None:
    run = trained(recipe, "python_docs")
    kept = arrays.load(run.id, "predictions")
    assert kept is not None
    told = surprise({"run": run.id, "tick": "live", "split": "valid", "start": 0, "count": 48})
    expected = -kept["valid.log_likelihoods"][:48] / np.log(2)
    assert told["bits"] == pytest.approx(expected, abs=1e-3)
    assert told["text"].tolist() == kept["valid.targets"][:48].tolist()
    later = surprise({"run": run.id, "tick": "live", "split": "valid", "start": 700, "count": 9})
    assert later["text"].tolist() == kept["valid.targets"][700:709].tolist()


@pytest.mark.parametrize(
    ("probe", "data", "more", "sentence"),
    [
        ("unrolled", "digit_rows", {"split": "valid", "index": 0, "layer": 1}, "from 0 to 0"),
        ("unrolled", "digit_rows", {"split": "valid", "index": 10**6}, "from 0 to 359"),
        ("unrolled", "digit_rows", {"text": "5"}, "cannot be typed"),
        ("unrolled", "names", {"text": "Rossi7"}, "'R', '7'"),
        ("unrolled", "names", {"text": ""}, "nothing has been typed"),
        ("unrolled", "names", {"text": "a", "split": "valid"}, "either a split"),
        ("forecast", "names", {}, "does not forecast"),
        ("writing", "names", {"prompt": "a"}, "not trained to write"),
        ("surprise", "names", {}, "not trained to write"),
        ("writing", "sine_mix", {"prompt": "a"}, "not trained to write"),
        ("writing", "python_docs", {"prompt": ""}, "nothing has been typed"),
        ("writing", "python_docs", {"prompt": "本"}, "do not occur in the data"),
        ("surprise", "python_docs", {"start": 10**7}, "from 0 to"),
        ("fading", "reverse", {}, "no state whose gradient"),
        ("unrolled", "reverse", {"split": "valid", "index": 0}, "keeps no state"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_a_sentence(
    trained: Trained, probe: str, data: str, more: dict[str, Any], sentence: str
) -> None:
    recipe = {"python_docs": "rnn_lm", "reverse": "seq2seq", "sine_mix": "ridge"}.get(data, "rnn")
    request = {"run": trained(recipe, data).id, "tick": "live", **more}
    assert probe in RUN_PROBES
    with pytest.raises(SpecError, match=sentence):
        implementation(PROBES[probe])(request)


def test_a_network_without_steps_is_refused(run: Run) -> None:
    for probe, more in (("unrolled", {"split": "valid", "index": 0}), ("fading", {})):
        with pytest.raises(SpecError, match="choose a"):
            implementation(PROBES[probe])({"run": run.id, "tick": "live", **more})


def test_examples_of_each_class() -> None:
    told = sequences({"dataset": "names", "each": 3})
    assert told["strings"].shape == told["targets"].shape == (30,)
    assert told["targets"].tolist() == sorted(told["targets"]) and "" not in told["strings"]
    sounds = sequences({"dataset": "tones", "data": {"count": 240}, "each": 1})
    assert len(sounds["sound"]) == len(sounds["inputs"]) == 8
    assert np.abs(sounds["sound"]).max() <= 1


def test_a_series_comes_back_whole() -> None:
    told = series({"dataset": "sine_mix", "data": {"length": 300, "noise": 0}})
    time = np.concatenate([told[f"time.{split}"] for split in ("train", "valid", "test")])
    values = np.concatenate([told[f"values.{split}"] for split in ("train", "valid", "test")])
    assert time.tolist() == list(range(24, 300))
    wave = np.sin(2 * np.pi * time / 24) + 0.5 * np.sin(2 * np.pi * time / 7)
    assert values == pytest.approx(wave, abs=1e-6)
    assert not told["dates"] and told["step"] == 1
    assert str(told["target"]) == sine_mix._series(sine_mix.SineMixParams()).target
    weekly = series({"dataset": "co2"})
    assert weekly["dates"] and weekly["step"] == 7
    assert np.datetime64(int(weekly["time.test"][-1]), "D") == np.datetime64("2001-12-29")


def test_a_piece_of_a_text_and_its_characters() -> None:
    told = text({"dataset": "python_docs", "split": "train", "start": 4})
    data = python_docs.load(python_docs.SOURCE.params())
    numbers = data.splits["train"].inputs[4:40]
    assert str(told["excerpt"]).startswith("".join(data.vocabulary[one] for one in numbers))
    symbols = told["symbols"].tolist()
    assert told["counts.train"][symbols.index(" ")] > told["counts.train"][symbols.index("e")] > 0
    with pytest.raises(SpecError, match="shown in another way"):
        text({"dataset": "names"})
