"""Probes `writing` and `surprise`: a language model writes on, and is surprised by a text."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import numpy as np
import torch
from numpy.typing import NDArray

from core.catalog.build import task_of
from core.data.symbols import encode_typed
from core.networks.build import has_network
from core.networks.language_model import LanguageModel, reading, written
from core.probes.counted import CountedModel
from core.probes.datasets import examples
from core.probes.refitted import refitted
from core.probes.requests import MomentRequest, check_index, refused
from core.probes.sequence_requests import SurpriseRequest, WritingRequest
from core.probes.snapshots import Described, described, snapshot
from core.spec.message import N_
from core.spec.parameters import parse
from core.store.recording import Moment

CANDIDATES = 10
"""Characters of which it is told how likely each is to come next."""
READ_BEFORE = 256
"""Characters of the text before a passage that are read first, so that it begins with a memory."""
_LOG_2 = float(np.log(2))

Arrays = dict[str, NDArray[Any]]


def writing(request: dict[str, Any]) -> Arrays:
    """Return how a run's language model goes on from what somebody wrote.

    Args:
        request: See `WritingRequest`. The same seed, prompt and weights write the same.

    Returns:
        `tick`, `step`, `epoch`: the moment. `text`: (character,), int64, the prompt and what
        follows it; `prompt`: how many of them are the prompt. For each character but the first
        `candidates` and `chances`: (character - 1, candidate), the likeliest characters in its
        place and their probabilities, given all before it; `bits`: (character - 1,), float32,
        minus the binary logarithm of that of the one that stands there. All are told before the
        temperature changes them.
    """
    asked = parse(WritingRequest, request, "")
    taken = _model_of(asked)
    prompt = torch.from_numpy(
        encode_typed(asked.prompt, taken.described.facts.vocabulary, None, "prompt")
    )
    random = torch.Generator().manual_seed(asked.seed)
    symbols, believed = written(taken.model, prompt, asked.count, asked.temperature, random)
    with torch.inference_mode():
        of_prompt = torch.cat(list(reading(taken.model, prompt)))[:-1]
    logits = torch.cat((of_prompt, believed))
    text = torch.cat((prompt, symbols))
    return {
        **taken.moment(),
        "text": text.numpy(),
        "prompt": np.array(len(prompt)),
        **_judged(logits, text[1:]),
    }


def surprise(request: dict[str, Any]) -> Arrays:
    """Return how many bits each character of a passage costs a run's language model.

    Args:
        request: See `SurpriseRequest`.

    Returns:
        `tick`, `step`, `epoch`: the moment. `text`: (character,), int64, the passage; `bits`,
        `candidates` and `chances` as in `writing`, of all its characters.
    """
    asked = parse(SurpriseRequest, request, "")
    taken = _model_of(asked)
    part = examples(taken.described.spec.dataset, taken.described.spec.data, asked.split)
    check_index("start", asked.start, len(part))
    first = max(0, asked.start - READ_BEFORE)
    span = slice(first, asked.start + asked.count)
    inputs, targets = (torch.from_numpy(each[span]) for each in (part.inputs, part.targets))
    with torch.inference_mode():
        logits = torch.cat(list(reading(taken.model, inputs)))[asked.start - first :]
    came = targets[asked.start - first :]
    return {**taken.moment(), "text": came.numpy(), **_judged(logits, came)}


class _Model(NamedTuple):
    """A run's language model at one moment, of weights or of counts."""

    described: Described
    at: Moment
    model: LanguageModel

    def moment(self) -> Arrays:
        return {name: np.array(value) for name, value in self.at._asdict().items()}


def _model_of(asked: MomentRequest) -> _Model:
    """Return the language model that a request is about; raises SpecError."""
    known = described(asked.run)
    if task_of(known.spec) != "language_modelling":
        text = N_("this model was not trained to write; choose a run that learned from a text")
        raise refused("run", text)
    if not has_network(known.spec):
        fitted = refitted(asked)
        return _Model(known, fitted.at, CountedModel(fitted.learner.model))
    taken = snapshot(asked)
    return _Model(known, taken.at, cast(LanguageModel, taken.network))


def _judged(logits: torch.Tensor, came: torch.Tensor) -> Arrays:
    """Return how likely characters (character,) were by logits (character, symbol)."""
    logs = logits.double().log_softmax(-1)
    chances, candidates = logs.exp().topk(min(CANDIDATES, logs.shape[-1]))
    bits = -logs.gather(1, came[:, None])[:, 0] / _LOG_2
    return {
        "candidates": candidates.numpy(),
        "chances": chances.float().nan_to_num().numpy(),
        "bits": bits.float().nan_to_num().numpy(),
    }
