"""States packed into a few tensors, and taken out again."""

import pickle
import zlib
from typing import Any

import pytest
import torch

from core.training.packing import MALFORMED, pack, packed_bytes, unpack

STATE: dict[str, Any] = {
    "weights": {"first": torch.arange(6.0).reshape(2, 3), "second": torch.tensor(True)},
    "counts": {0: torch.arange(4), 1: (1, 2.5, None, "word", [float("inf")])},
}


def same(one: Any, other: Any) -> bool:
    """Return whether two states are equal, their tensors in shape and type as well."""
    if isinstance(one, torch.Tensor):
        return one.dtype == other.dtype and torch.equal(one, other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return type(one) is type(other) and bool(one == other)


def test_a_packed_state_is_what_it_was() -> None:
    packed = pack(STATE)
    assert same(unpack(packed), STATE)
    assert same(unpack(packed, "weights"), STATE["weights"])
    assert packed_bytes(packed) == 6 * 4 + 1 + 4 * 8 + len(packed["structure"])


def test_nothing_is_shared_with_what_was_packed() -> None:
    weights = torch.zeros(3)
    packed = pack({"weights": weights})
    weights += 1
    taken = unpack(packed)["weights"]
    taken += 2
    assert torch.equal(unpack(packed)["weights"], torch.zeros(3))


def test_a_state_of_an_older_version_is_read() -> None:
    # Its structure lies there as it is, instead of in bytes.
    tensors = {"torch.float32 cpu": torch.arange(6.0)}
    structure = {"weights": {"\0tensor": ("torch.float32 cpu", 2, (2, 2))}, "tick": 5}
    taken = unpack({"structure": structure, "tensors": tensors})
    assert same(taken, {"weights": torch.arange(2.0, 6.0).reshape(2, 2), "tick": 5})


class Harmful:
    """Would print when unpickled."""

    def __reduce__(self) -> Any:
        return print, ("harm",)


@pytest.mark.parametrize("content", [pickle.dumps(Harmful()), b"", b"garbage", b"\x80\x04K\x05."])
def test_what_is_no_structure_is_refused(
    content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    structure = torch.tensor(list(content), dtype=torch.uint8)
    packed = {"structure": structure, "checksum": zlib.crc32(content), "tensors": {}}
    with pytest.raises(MALFORMED):
        unpack(packed, "learner")
    assert capsys.readouterr().out == ""


def test_a_damaged_structure_is_not_even_read() -> None:
    packed = pack(STATE)
    # Nine bytes that would ask for a gigabyte.
    packed["structure"] = torch.tensor(list(b"\x80\x04Nr\xff\xff\xff\x03."), dtype=torch.uint8)
    with pytest.raises(pickle.UnpicklingError, match="damaged"):
        unpack(packed)
