"""Arrays as bytes: an npz file for Python, JSON for browsers."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Browsers' arrays hold neither 64-bit integers, as numbers, nor truth values.
_NARROWER = {"int64": "int32", "uint64": "int32", "bool": "uint8", "float64": "float32"}
# What a browser computes on from: a small difference at first is a large one in the end.
_EXACT = frozenset({"physics"})


def as_npz(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return arrays as an npz file."""
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def as_json(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return arrays as JSON: each name's shape, type and base64 of its bytes, little endian."""
    told = {}
    for name, array in arrays.items():
        exact = name in _EXACT and array.dtype == np.float64
        kind = array.dtype.name if exact else _NARROWER.get(array.dtype.name, array.dtype.name)
        content = array.astype(np.dtype(kind).newbyteorder("<"), copy=False).tobytes()
        data = base64.b64encode(content).decode()
        told[name] = {"shape": array.shape, "dtype": kind, "data": data}
    return json.dumps(told).encode()
