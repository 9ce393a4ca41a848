"""One example as a network with attention reads it: of the data, or typed."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from core.catalog.descriptions import Kind
from core.catalog.find import source
from core.data.symbols import encode_typed
from core.probes.attention_requests import AttentionRequest
from core.probes.datasets import examples
from core.probes.exemplar_bounds import PASSAGE, TYPED
from core.probes.requests import check_index, refused
from core.probes.snapshots import Described
from core.spec.message import N_


class Exemplar(NamedTuple):
    """One example without padding; `target` is None if nobody knows the answer.

    Attributes:
        kind: Of the data.
        inputs: (time,) numbers of symbols, int64, or (time, feature), float32.
        target: A label, a number, or the numbers of symbols (time,).
    """

    kind: Kind
    inputs: NDArray[Any]
    target: NDArray[Any] | None

    def batch(self) -> torch.Tensor:
        """Return the inputs as a batch of one."""
        return torch.from_numpy(np.ascontiguousarray(self.inputs))[None]


def exemplar(described: Described, asked: AttentionRequest) -> Exemplar:
    """Return the example that a request means.

    Raises:
        SpecError: If there is none of that number, or what was typed does not fit the data.
    """
    kind = source(described.spec.dataset).kind
    if asked.text is not None:
        return Exemplar(kind, _typed(described, kind, asked.text), None)
    assert asked.split is not None and asked.index is not None
    part = examples(described.spec.dataset, described.spec.data, asked.split)
    if kind == "text":
        check_index("index", asked.index, max(1, len(part) // PASSAGE))
        start = asked.index * PASSAGE
        span = slice(start, start + _at_once(described))
        return Exemplar(kind, part.inputs[span], part.targets[span])
    check_index("index", asked.index, len(part))
    inputs, target = part.inputs[asked.index], np.asarray(part.targets[asked.index])
    if kind in ("string", "pairs"):
        inputs = without_padding(inputs)
    return Exemplar(kind, inputs, without_padding(target) if kind == "pairs" else target)


def without_padding(symbols: NDArray[Any]) -> NDArray[Any]:
    """Return numbers of symbols up to the last that is one; at least the first."""
    return symbols[: max(1, int(np.count_nonzero(symbols)))]


def _typed(described: Described, kind: Kind, text: str) -> NDArray[np.int64]:
    if kind not in TYPED:
        raise refused("text", N_("these data cannot be typed; choose an example"))
    facts = described.facts
    if kind != "text":
        return encode_typed(text, facts.vocabulary, facts.shape[0], "text")
    return encode_typed(text, facts.vocabulary, None, "text")[-_at_once(described) :]


def _at_once(described: Described) -> int:
    """Return how many characters of a text are looked at together: no more than it can read."""
    return min(PASSAGE, int(getattr(described.spec.params, "context", PASSAGE)))
