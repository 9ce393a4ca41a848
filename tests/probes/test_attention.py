"""What the probes say of attention: what the network computes, taken apart, and aimed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from core.data.alignment import right_answer, right_places
from core.data.symbols import decode, encode
from core.probes.aim import _aim, attention_aim
from core.probes.attention import attention, attention_head
from core.probes.datasets import examples
from core.probes.exemplar_bounds import PASSAGE
from core.probes.pairs import pairs
from core.probes.requests import MomentRequest
from core.probes.snapshots import Snapshot, snapshot
from core.spec.message import SpecError
from core.store.runs import Run
from tests.fixtures.playing import play_in_store, small_spec

KINDS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "scaled_dot": ("seq2seq", "reverse", {"attention": "scaled_dot"}),
    "additive": ("seq2seq", "sort", {"attention": "additive"}),
    "none": ("seq2seq", "reverse", {"attention": "none"}),
    "body": ("seq2seq", "reverse", {"body": "transformer", "layers": 2, "heads": 2}),
    "rotary": ("transformer", "digit_rows", {"heads": 2, "positions": "rotary"}),
    "series": ("transformer", "sine_mix", {}),
    "string": ("transformer", "names", {}),
    "text": ("transformer_lm", "python_docs", {}),
}
WITH = [name for name in KINDS if name != "none"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("attention")


@pytest.fixture(autouse=True)
def own_home(home: Path, shared_home: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_HOME", str(home))


@pytest.fixture(scope="module")
def trained(home: Path) -> Callable[[str], Run]:
    """Return what trains each kind of network once, and briefly."""
    kept: dict[str, Run] = {}

    def one(name: str) -> Run:
        recipe, data, params = KINDS[name]
        if name not in kept:
            few = {"count": 600} if recipe == "seq2seq" else {}
            spec = small_spec(recipe, data, params=params, training={"epochs": 1}, data=few)
            kept[name] = play_in_store(spec)
        return kept[name]

    return one


def of_data(run: Run, index: int = 3, **more: Any) -> dict[str, Any]:
    return {"run": run.id, "tick": "live", "split": "valid", "index": index, **more}


def taken(run: Run) -> Snapshot:
    return snapshot(MomentRequest(run=run.id, tick="live"))


@pytest.mark.parametrize("name", WITH)
def test_every_query_looks_somewhere_and_the_maps_are_all_there(trained, name: str) -> None:
    answer = attention(of_data(trained(name)))
    maps = {key: value for key, value in answer.items() if "attention." in key}
    layers, heads = (2, 2) if name == "body" else (1, 2 if name == "rotary" else 1)
    assert len(maps) == layers * (3 if name == "body" else 1)
    for weights in maps.values():
        assert len(weights) == heads
        np.testing.assert_allclose(weights.sum(-1), 1, atol=1e-5)
    if name == "text":
        assert np.triu(maps["attention.0"], 1).max() == 0, "it cannot look ahead"


def test_what_it_writes_is_what_it_scores(trained) -> None:
    run = trained("scaled_dot")
    part = examples("reverse", taken(run).described.spec.data, "valid")
    network = taken(run).network
    written = network.write(torch.from_numpy(part.inputs[3:4]), part.targets.shape[1])
    answer = attention(of_data(run))
    vocabulary = taken(run).described.facts.vocabulary
    spelled = [decode(numbers, vocabulary) for numbers in (answer["written"], written[0].tolist())]
    assert spelled[0] == spelled[1]
    assert decode(answer["right"], vocabulary) == decode(answer["source"], vocabulary)[::-1]
    # The likeliest symbol was written each time, given those that it had written before.
    before = [1, *answer["written"][:-1]]
    batch = torch.tensor([before])
    logits = network(torch.from_numpy(answer["source"])[None], batch)[0].softmax(-1)
    assert logits.argmax(-1).tolist() == answer["written"].tolist()
    np.testing.assert_allclose(answer["confidence"], logits.amax(-1).numpy(), atol=1e-5)


def test_what_somebody_types_is_answered_and_judged(trained) -> None:
    run = trained("scaled_dot")
    typed = attention({"run": run.id, "tick": "live", "text": "abcab"})
    vocabulary = taken(run).described.facts.vocabulary
    assert decode(typed["source"], vocabulary) == "abcab"
    assert decode(typed["right"], vocabulary) == "bacba"
    assert typed["attention.0"].shape[2] == 5
    sorted_ = attention({"run": trained("additive").id, "tick": "live", "text": "cab"})
    assert decode(sorted_["right"], vocabulary) == "abc"


def test_sequences_are_answered_as_the_network_does(trained) -> None:
    for name in ("rotary", "series", "text", "string"):
        run = trained(name)
        answer = attention(of_data(run))
        inputs = torch.from_numpy(answer["source"])[None]
        with torch.inference_mode():
            said = taken(run).network(inputs)[0]
        if name == "string":
            expected, told = said.softmax(-1), answer["by_step"][-1]
            assert len(answer["by_step"]) == len(answer["source"])
        elif name == "rotary":
            expected, told = said.softmax(-1), answer["probabilities"]
            part = examples("digit_rows", taken(run).described.spec.data, "valid")
            assert answer["target"] == part.targets[3]
        elif name == "series":
            expected, told = said[0], answer["estimate"]
        else:
            expected, told = said.softmax(-1), answer["probabilities"]
            assert len(answer["source"]) == min(PASSAGE, 32)
            assert answer["right"][:-1].tolist() == answer["source"][1:].tolist()
        np.testing.assert_allclose(told, expected.numpy(), rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("name", WITH)
def test_taken_apart_the_numbers_add_up_to_what_the_network_used(trained, name: str) -> None:
    run = trained(name)
    layer, head = (1, 1) if name == "body" else (0, 0)
    told = attention_head(of_data(run, layer=layer, head=head))
    query, key, value = (told[part].astype(float) for part in ("query", "key", "value"))
    if name == "additive":
        both = np.tanh(query[:, None] + key[None])
        np.testing.assert_allclose(both @ told["weight"], told["scores"], rtol=1e-3, atol=1e-4)
    else:
        np.testing.assert_allclose(query @ key.T, told["dots"], rtol=1e-3, atol=1e-4)
        assert told["root"] == pytest.approx(np.sqrt(query.shape[1]))
        np.testing.assert_allclose(told["dots"] / told["root"], told["scores"], atol=1e-4)
    scores = told["scores"].astype(float)
    powers = np.exp(scores - scores.max(1, keepdims=True)) * told["allowed"]
    shares = powers / powers.sum(1, keepdims=True)
    np.testing.assert_allclose(shares, told["attention"], atol=1e-4)
    np.testing.assert_allclose(shares @ value, told["mixed"], atol=1e-3)
    whole = attention(of_data(run))[f"attention.{layer}"][head]
    np.testing.assert_allclose(told["attention"], whole, atol=1e-6)


def test_without_attention_it_says_so(trained) -> None:
    run = trained("none")
    answer = attention(of_data(run))
    assert "written" in answer and not any("attention" in key for key in answer)
    with pytest.raises(SpecError, match="no attention that could be taken apart"):
        attention_head(of_data(run))
    with pytest.raises(SpecError, match="no attention in this setup"):
        attention_aim({"run": run.id, "tick": "live"})


@pytest.mark.parametrize(
    ("name", "request_", "said"),
    [
        ("scaled_dot", {"text": "ab!"}, "do not occur in the data: '!'"),
        ("scaled_dot", {"text": ""}, "nothing has been typed"),
        ("scaled_dot", {"text": "abcabcabc"}, "8 is the most"),
        ("scaled_dot", {"split": "valid", "index": 100}, "from 0 to 99"),
        ("scaled_dot", {"split": "valid"}, "either a split with an index, or a text"),
        ("scaled_dot", {"split": "valid", "index": 0, "text": "a"}, "either a split"),
        ("rotary", {"text": "abc"}, "cannot be typed"),
        ("text", {"split": "valid", "index": 10**6}, "it must be from 0 to"),
    ],
)
def test_nonsense_is_refused_in_a_sentence(trained, name: str, request_: Any, said: str) -> None:
    with pytest.raises(SpecError) as refused:
        attention({"run": trained(name).id, "tick": "live", **request_})
    assert said in refused.value.worded()


@pytest.mark.parametrize("change", [{"layer": 1}, {"head": 1}, {"layer": -1}])
def test_only_heads_that_are_there_are_taken_apart(trained, change: dict[str, int]) -> None:
    with pytest.raises(SpecError, match=r"from 0 to 0|0 or more"):
        attention_head(of_data(trained("scaled_dot"), **change))


def test_right_places_are_known_for_reversing_and_sorting() -> None:
    vocabulary = ("", "⊢", "⊣", "a", "b", "c")
    source = encode(["abc", "cb"], vocabulary, 3)
    target = encode(["cba", "bc"], vocabulary, 4, ended=True)
    right, steps = right_places("reverse", source, target)
    assert steps.tolist() == [[True, True, True, False], [True, True, False, False]]
    assert right[0].argmax(-1).tolist()[:3] == [2, 1, 0] and right[1].argmax(-1)[0] == 1
    assert (right.sum(-1) == steps).all(), "one place for each symbol that is written"
    source, target = encode(["bab"], vocabulary, 3), encode(["abb"], vocabulary, 4, ended=True)
    right, _ = right_places("sort", source, target)
    expected = [[False, True, False], [True, False, True], [True, False, True], [False] * 3]
    assert right[0].tolist() == expected, "equal letters are equally right"
    assert right_answer("sort", "bab") == "abb" and right_answer("dates", "x") is None


def test_aim_counts_the_largest_weights_on_right_places() -> None:
    right = np.zeros((1, 4, 5), bool)
    right[0, [0, 1, 2], [4, 3, 2]] = True
    steps = np.array([[True, True, True, False]])
    weights = np.full((1, 1, 4, 5), 0.05)
    for step, place in enumerate([4, 4, 0, 0]):  # right, one behind it, two before it; not counted
        weights[0, 0, step, place] = 0.8
    told = _aim(weights, right, steps)
    assert told["share"] == pytest.approx([1 / 3])
    assert told["weight"] == pytest.approx([(0.8 + 0.05 + 0.05) / 3])
    assert told["offsets"][0].tolist() == pytest.approx([0, 1 / 3, 0, 1 / 3, 1 / 3, 0, 0])


@pytest.mark.parametrize("name", ["scaled_dot", "additive", "body"])
def test_aim_is_told_of_each_head(trained, name: str) -> None:
    told = attention_aim({"run": trained(name).id, "tick": "live"})
    layers, heads = (2, 2) if name == "body" else (1, 1)
    assert told["examples"] == 100 and told["steps"] > 400
    for layer in range(layers):
        assert told[f"share.{layer}"].shape == (heads,)
        np.testing.assert_allclose(told[f"offsets.{layer}"].sum(-1), 1, rtol=1e-5)
        np.testing.assert_allclose(told[f"offsets.{layer}"][:, 3], told[f"share.{layer}"])


def test_where_to_look_is_not_known_of_everything(trained) -> None:
    with pytest.raises(SpecError, match="known only for reversing and sorting"):
        attention_aim({"run": trained("text").id, "tick": "live"})


def test_pairs_are_spelled_out() -> None:
    told = pairs({"dataset": "sort", "data": {}, "split": "train", "count": 20})
    assert len(told["source"]) == 20
    assert ["".join(sorted(text)) for text in told["source"]] == told["target"].tolist()
    with pytest.raises(SpecError, match="holds no pairs"):
        pairs({"dataset": "digit_rows", "data": {}, "split": "train", "count": 1})
