"""States with few large tensors instead of many small ones, which are slow to save one by one.

A network's optimiser alone holds three tensors a layer, and each costs a file of its own inside
torch's archive. Packed, all tensors of one type lie in a single one, and the state says where.
"""

from __future__ import annotations

from typing import Any

import torch

_HERE = "\0tensor"  # no state names anything so


def pack(state: Any) -> dict[str, Any]:
    """Return the state's structure, and its tensors joined by type and device, on the CPU.

    Args:
        state: Nested dictionaries, lists and tuples of plain data and tensors.
    """
    parts: dict[str, list[torch.Tensor]] = {}
    lengths: dict[str, int] = {}

    def place(value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            kind = f"{value.dtype} {value.device}"
            start = lengths.get(kind, 0)
            lengths[kind] = start + value.numel()
            parts.setdefault(kind, []).append(value.detach().reshape(-1))
            return {_HERE: (kind, start, tuple(value.shape))}
        if isinstance(value, dict):
            return {key: place(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(place(inner) for inner in value)
        return value

    structure = place(state)
    joined = {kind: torch.cat(tensors).cpu() for kind, tensors in parts.items()}
    return {"structure": structure, "tensors": joined}


def packed_bytes(packed: dict[str, Any]) -> int:
    """Return how much memory the tensors of what `pack` returned take."""
    joined: dict[str, torch.Tensor] = packed["tensors"]
    return sum(tensor.nbytes for tensor in joined.values())


def unpack(packed: dict[str, Any]) -> Any:
    """Return the state that `pack` was given, its tensors on the CPU.

    Raises:
        KeyError: If `packed` is something else.
    """
    joined = packed["tensors"]

    def take(value: Any) -> Any:
        if isinstance(value, dict):
            if _HERE not in value:
                return {key: take(inner) for key, inner in value.items()}
            kind, start, shape = value[_HERE]
            return joined[kind][start : start + torch.Size(shape).numel()].reshape(shape).clone()
        if isinstance(value, list | tuple):
            return type(value)(take(inner) for inner in value)
        return value

    return take(packed["structure"])
