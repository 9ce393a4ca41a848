"""Recurrent layers computed step by step, so that each gate can be seen.

The equations are those of torch's RNN, LSTM and GRU, whose weights these are; torch's own loops
compute the same much faster and keep none of it.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import nn

Step = dict[str, torch.Tensor]
"""What one layer has in one step, by name: (batch, units) each. `hidden` and, in an LSTM, `cell`
are the state; the rest are gates and what they let through."""

_STATE = {"hidden", "cell"}


class Unrolled(NamedTuple):
    """What happened in recurrent layers.

    Attributes:
        steps: (batch, time, width), states of the last layer, both directions side by side.
        seen: By `NAME.LAYER`, such as `forget_gate.0`: (batch, time, units). The direction that
            reads backwards has names of its own: `hidden_backward.0`. After the end of a sequence
            a state stays as it is, and gates are 0.
    """

    steps: torch.Tensor
    seen: dict[str, torch.Tensor]


def unroll(
    layers: nn.RNNBase, vectors: torch.Tensor, lengths: torch.Tensor | None = None
) -> Unrolled:
    """Read sequences with the weights of torch's layers, without dropout.

    Args:
        layers: An RNN with tanh, an LSTM or a GRU, batch first.
        vectors: (batch, time, feature).
        lengths: (batch,), how many steps of each count; None for all of them.
    """
    seen: dict[str, torch.Tensor] = {}
    for layer in range(layers.num_layers):
        directions = []
        for suffix in ("", "_reverse")[: 1 + layers.bidirectional]:
            steps = _read(layers, f"l{layer}{suffix}", vectors, lengths)
            directions.append(steps["hidden"])
            told = "_backward" if suffix else ""
            seen |= {f"{name}{told}.{layer}": values for name, values in steps.items()}
        vectors = torch.cat(directions, -1)
    return Unrolled(vectors, seen)


def _read(
    layers: nn.RNNBase, name: str, vectors: torch.Tensor, lengths: torch.Tensor | None
) -> dict[str, torch.Tensor]:
    """Read with one layer in one direction: (batch, time, units) of everything in a `Step`."""
    weights, biases = getattr(layers, f"weight_hh_{name}"), getattr(layers, f"bias_hh_{name}")
    inputs = nn.functional.linear(
        vectors, getattr(layers, f"weight_ih_{name}"), getattr(layers, f"bias_ih_{name}")
    )
    batch, time, _ = vectors.shape
    zeros = vectors.new_zeros(batch, layers.hidden_size)
    state = {"hidden": zeros, "cell": zeros}
    kept: list[Step] = [{}] * time
    order = reversed(range(time)) if name.endswith("_reverse") else range(time)
    for place in order:
        recurrent = nn.functional.linear(state["hidden"], weights, biases)
        step = _STEPS[layers.mode](inputs[:, place], recurrent, state)
        if lengths is not None:
            goes_on = (place < lengths).unsqueeze(1)
            step = {
                key: torch.where(goes_on, value, state[key] if key in _STATE else zeros)
                for key, value in step.items()
            }
        kept[place], state = step, step
    return {key: torch.stack([step[key] for step in kept], 1) for key in kept[0]}


def _elman(inputs: torch.Tensor, recurrent: torch.Tensor, state: Step) -> Step:
    return {"hidden": (inputs + recurrent).tanh()}


def _lstm(inputs: torch.Tensor, recurrent: torch.Tensor, state: Step) -> Step:
    opened, kept, new, shown = (inputs + recurrent).chunk(4, -1)
    step = {
        "input_gate": opened.sigmoid(),
        "forget_gate": kept.sigmoid(),
        "candidate": new.tanh(),
        "output_gate": shown.sigmoid(),
    }
    cell = step["forget_gate"] * state["cell"] + step["input_gate"] * step["candidate"]
    return {"hidden": step["output_gate"] * cell.tanh(), "cell": cell, **step}


def _gru(inputs: torch.Tensor, recurrent: torch.Tensor, state: Step) -> Step:
    gates = [part.chunk(3, -1) for part in (inputs, recurrent)]
    (reset_in, update_in, new_in), (reset_back, update_back, new_back) = gates
    reset, update = (reset_in + reset_back).sigmoid(), (update_in + update_back).sigmoid()
    candidate = (new_in + reset * new_back).tanh()
    hidden = (1 - update) * candidate + update * state["hidden"]
    return {"hidden": hidden, "reset_gate": reset, "update_gate": update, "candidate": candidate}


_STEPS = {"RNN_TANH": _elman, "LSTM": _lstm, "GRU": _gru}
