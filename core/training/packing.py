"""States with few large tensors instead of many small ones, which are slow to save one by one.

A network's optimiser alone holds three tensors a layer, and each costs a file of its own inside
torch's archive. Packed, all tensors of one type lie in a single one, and the structure says where;
it is pickled here, since torch looks at every number and word of what it saves and loads.
"""

from __future__ import annotations

import io
import pickle
import struct
import zlib
from typing import Any

import torch

_HERE = "\0tensor"  # no state names anything so


def pack(state: Any) -> dict[str, Any]:
    """Return the state's structure in bytes, and its tensors joined by type and device, on the CPU.

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

    structure = pickle.dumps(place(state))
    joined = {kind: torch.cat(tensors).cpu() for kind, tensors in parts.items()}
    return {
        "structure": torch.frombuffer(bytearray(structure), dtype=torch.uint8),
        "checksum": zlib.crc32(structure),
        "tensors": joined,
    }


def packed_bytes(packed: dict[str, Any]) -> int:
    """Return how much memory the tensors of what `pack` returned take, its structure included."""
    tensors: list[torch.Tensor] = [packed["structure"], *packed["tensors"].values()]
    return sum(tensor.nbytes for tensor in tensors)


def unpack(packed: dict[str, Any], *names: str) -> Any:
    """Return the state that `pack` was given, its tensors on the CPU.

    Args:
        packed: What `pack` returned; nothing but plain data is ever unpickled.
        names: Where in the state the part lies that is wanted; all of it without them.

    Raises:
        MALFORMED: One of these, if `packed` is something else.
    """
    wanted = _structure(packed)
    for name in names:
        wanted = wanted[name]
    return _filled(wanted, packed["tensors"])


MALFORMED = (
    pickle.UnpicklingError,
    EOFError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RuntimeError,
    OverflowError,
    AssertionError,
    struct.error,
)
"""What looking for a state in something else may raise."""


def _structure(packed: dict[str, Any]) -> Any:
    structure = packed["structure"]
    if not isinstance(structure, torch.Tensor):  # of a state packed by version 0.8 or before
        return structure
    content = structure.numpy().tobytes()
    # Few wrong bytes can make a pickle ask for any amount of memory.
    if zlib.crc32(content) != packed["checksum"]:
        raise pickle.UnpicklingError("the structure is damaged")
    return _Plain(io.BytesIO(content)).load()


class _Plain(pickle.Unpickler):
    """Reads dictionaries, lists, numbers and words, and nothing that could do anything."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} is no plain data")


def _filled(value: Any, joined: dict[str, torch.Tensor]) -> Any:
    """Return a structure with tensors of its own where it says so."""
    if isinstance(value, dict):
        if _HERE not in value:
            return {key: _filled(inner, joined) for key, inner in value.items()}
        kind, start, shape = value[_HERE]
        return joined[kind][start : start + torch.Size(shape).numel()].reshape(shape).clone()
    if isinstance(value, list | tuple):
        return type(value)(_filled(inner, joined) for inner in value)
    return value
