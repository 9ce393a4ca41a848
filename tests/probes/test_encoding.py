"""Arrays on their way to Python and to browsers."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest

from core.probes import ask
from core.probes.encoding import as_json
from core.probes.look import look
from core.store.runs import Run


def test_a_browser_gets_types_that_it_knows() -> None:
    told = json.loads(
        as_json(
            {
                "wide": np.array([[1, -2], [3, 4]]),
                "double": np.array(0.5),
                "truth": np.array([True, False]),
                "bytes": np.arange(3, dtype=np.uint8),
                "big_endian": np.array([1.5], dtype=">f4"),
                "empty": np.zeros((0, 4), dtype=np.float32),
            }
        )
    )
    assert told["wide"] == {
        "shape": [2, 2],
        "dtype": "int32",
        "data": base64.b64encode(
            bytes([1, 0, 0, 0, 254, 255, 255, 255, 3, 0, 0, 0, 4, 0, 0, 0])
        ).decode(),
    }
    assert told["double"]["dtype"] == "float32"
    assert told["double"]["shape"] == []
    assert told["truth"] == {"shape": [2], "dtype": "uint8", "data": "AQA="}
    assert told["bytes"] == {"shape": [3], "dtype": "uint8", "data": "AAEC"}
    assert told["big_endian"]["data"] == base64.b64encode(np.float32(1.5).tobytes()).decode()
    assert told["empty"] == {"shape": [0, 4], "dtype": "float32", "data": ""}


@pytest.mark.parametrize("accept", ["application/json", "application/octet-stream"])
def test_both_forms_hold_the_same(probe: None, run: Run, accept: str) -> None:
    request = {"run": run.id, "tick": "live", "image": {"split": "test", "index": 2}}
    expected = look(request)
    if accept == "application/json":
        content = ask.fetch("look", json.dumps(request).encode(), accept)
        arrays = {
            name: np.frombuffer(base64.b64decode(told["data"]), told["dtype"]).reshape(
                told["shape"]
            )
            for name, told in json.loads(content).items()
        }
    else:
        arrays = ask.ask("look", request)
    assert arrays.keys() == expected.keys()
    for name, array in expected.items():
        np.testing.assert_array_equal(arrays[name], array)


def test_the_run_of_the_address_goes_before_the_one_of_the_request(probe: None, run: Run) -> None:
    request = {"run": "another", "tick": "live", "image": {"split": "test", "index": 2}}
    content = ask.fetch("look", json.dumps(request).encode(), "application/json", run=run.id)
    assert json.loads(content)["tick"]
