"""Probe `attention`: what a network looks at in one example, in every layer and head."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.data.alignment import right_answer
from core.data.symbols import encode
from core.networks.attention import AdditiveAttention
from core.networks.transducer import START, Transducer
from core.probes.attention_requests import AttentionRequest, HeadRequest
from core.probes.exemplars import Exemplar, exemplar, without_padding
from core.probes.requests import check_index, refused
from core.probes.snapshots import Snapshot, snapshot
from core.spec.message import N_
from core.spec.parameters import parse

Arrays = dict[str, NDArray[Any]]
_MAPS = ("attention.", "encoder_attention.", "decoder_attention.")


def attention(request: dict[str, Any]) -> Arrays:
    """Return what a run's network answers at one moment, and what it looks at.

    Args:
        request: See `AttentionRequest`.

    Returns:
        `tick`, `step`, `epoch`: the moment. `source`: (time,), the numbers of the symbols read; of
        vectors (time, feature). For each layer i that has it `attention.i`: (head, query, key),
        float32; of an encoder-decoder that is the decoder's to the source, and there may be
        `encoder_attention.i` and `decoder_attention.i`.
        Pairs: `written`: (step,), what the network writes by itself; `confidence`: (step,), how
        likely it found each symbol; `right`: (step,), the right answer, where it is known.
        Classes: `probabilities`: (class,), and `target`, -1 if nobody knows it; of strings
        `by_step`: (time, class), what it would say if the string ended there. Series: `estimate`,
        and `target`. Text: `probabilities`: (time, symbol), of the character after
        each, and `right`: (time,), what came, where it is known.
    """
    asked = parse(AttentionRequest, request, "")
    taken = snapshot(asked)
    example = exemplar(taken.described, asked)
    traced = traces(taken, example)
    answer: Arrays = {name: np.array(value) for name, value in taken.at._asdict().items()}
    answer["source"] = example.inputs
    for name, kept in traced.items():
        if name.startswith(_MAPS):
            answer[name] = kept[0].float().nan_to_num().numpy()
    said = _transcript if example.kind == "pairs" else _spoken
    return answer | said(taken, example, traced, asked.text)


def traces(taken: Snapshot, example: Exemplar) -> dict[str, torch.Tensor]:
    """Return what happens inside a network that reads an example.

    An encoder-decoder writes by itself; `written` (1, step) is what.
    """
    network, batch = taken.network, example.batch()
    with torch.inference_mode():
        if not isinstance(network, Transducer):
            traced: dict[str, torch.Tensor] = network.trace(batch)  # type: ignore[operator]
            return traced
        written = network.write(batch, taken.described.facts.answer[0])
        before = torch.cat((torch.full((1, 1), START), written[:, :-1]), 1)
        return {**network.trace(batch, before), "written": written}


def _transcript(
    taken: Snapshot, example: Exemplar, traced: dict[str, torch.Tensor], text: str | None
) -> Arrays:
    """Return what an encoder-decoder wrote, how sure it was, and what would be right."""
    written = traced["written"][0]
    chances = traced["outputs"][0].double().softmax(-1)
    confidence = chances.gather(-1, written[:, None])[:, 0].nan_to_num()
    told: Arrays = {"written": written.numpy(), "confidence": confidence.float().numpy()}
    right = example.target if text is None else _right(taken, text)
    return told if right is None else told | {"right": right}


def _right(taken: Snapshot, text: str) -> NDArray[np.int64] | None:
    """Return the right answer to what somebody typed, if a rule says it."""
    described = taken.described
    answer = right_answer(described.spec.dataset, text)
    if answer is None:
        return None
    vocabulary = described.facts.vocabulary
    return without_padding(encode([answer], vocabulary, len(answer) + 1, ended=True)[0])


def _spoken(
    taken: Snapshot, example: Exemplar, traced: dict[str, torch.Tensor], text: str | None
) -> Arrays:
    """Return what a network says of a sequence: of its class, of what comes next."""
    outputs, target = traced["outputs"][0].double(), example.target
    if example.kind == "text":
        told = {"probabilities": outputs.softmax(-1).float().nan_to_num().numpy()}
        return told if target is None else told | {"right": target}
    if taken.described.facts.classes:
        chances = outputs.softmax(-1).float().nan_to_num().numpy()
        told = {"probabilities": chances[-1]}
        told["target"] = np.array(-1 if target is None else target)
        return told | {"by_step": chances} if example.kind == "string" else told
    return {"estimate": outputs[-1, 0].float().numpy(), "target": np.asarray(target, np.float32)}


def attention_head(request: dict[str, Any]) -> Arrays:
    """Return the numbers of one head, step by step, for all its queries.

    Args:
        request: See `HeadRequest`.

    Returns:
        `tick`, `step`, `epoch`: the moment. `query`: (query, size); `key`, `value`: (key, size),
        float32, what of each reaches the head; `scores`: (query, key), before the mask; `allowed`:
        (query, key), 1 where one may look; `attention`: (query, key), the softmax of the scores
        over those; `mixed`: (query, size), the sums of the values weighted by it.
        If the head compares by dot products, `dots`: (query, key), the products, which divided by
        `root` are the scores; if it is additive, `weight`: (size,), the v of v . tanh(q + k).
    """
    asked = parse(HeadRequest, request, "")
    taken = snapshot(asked)
    traced = traces(taken, example := exemplar(taken.described, asked))
    layers = sum(name.startswith("scores.") for name in traced)
    if not layers:
        raise refused("layer", N_("this network has no attention that could be taken apart"))
    check_index("layer", asked.layer, layers)
    check_index("head", asked.head, traced[f"scores.{asked.layer}"].shape[1])
    names = ("query", "key", "value", "scores", "attention", "mixed")
    parts = {name: traced[f"{name}.{asked.layer}"][0, asked.head].float() for name in names}
    times = parts["scores"].shape
    # Without padding, the only mask is that a language model may not look ahead.
    allowed = np.tri(*times) if example.kind == "text" else np.ones(times)
    answer: Arrays = {name: np.array(value) for name, value in taken.at._asdict().items()}
    answer |= {name: value.nan_to_num().numpy() for name, value in parts.items()}
    answer["allowed"] = allowed.astype(np.uint8)
    weight = _additive_weight(taken)
    if weight is not None:
        return answer | {"weight": weight.numpy()}
    dots = parts["query"] @ parts["key"].T
    return answer | {
        "dots": dots.nan_to_num().numpy(),
        "root": np.array(parts["query"].shape[-1] ** 0.5, np.float32),
    }


def _additive_weight(taken: Snapshot) -> torch.Tensor | None:
    """Return the vector by which additive attention weighs, or None if there is none of it."""
    for module in taken.network.modules():
        if isinstance(module, AdditiveAttention):
            return module.score.weight[0]
    return None
