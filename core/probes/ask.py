"""Asking the probe process, from a page; imports nothing heavy."""

from __future__ import annotations

import http.client
import io
import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.spec.message import Message, Problem, SpecError
from core.store.home import home


class ProbeUnavailable(Exception):
    """The probe process is not there yet, or did not answer."""


class ProbeBusy(ProbeUnavailable):
    """The probe process did not answer in time; it will have the answer sooner the next time."""


class ProbeBroken(ProbeUnavailable):
    """The probe process could not work the answer out; its log says why."""


def card() -> dict[str, Any]:
    """Return where the probe is and which devices the machine has; empty before it is up."""
    try:
        found: dict[str, Any] = json.loads((home() / "probe.json").read_text())
    except (OSError, ValueError):
        return {}
    return found


def ask(name: str, request: dict[str, Any], seconds: float = 10.0) -> dict[str, NDArray[Any]]:
    """Return the arrays that probe `name` answers with.

    Raises:
        ProbeUnavailable: If there is no answer within `seconds`.
        SpecError: If the probe refuses the request.
    """
    content = fetch(name, json.dumps(request).encode(), "application/octet-stream", seconds)
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return {key: arrays[key] for key in arrays.files}


def fetch(name: str, body: bytes, accept: str, seconds: float = 10.0, *, run: str = "") -> bytes:
    """Return the answer of probe `name` to a JSON request, as the media type `accept`.

    With `run` the request is about that run, whatever else it says.

    Raises:
        ProbeUnavailable: If there is no answer within `seconds`.
        SpecError: If the probe refuses the request.
    """
    where = card()
    if not where:
        raise ProbeUnavailable("the probe process has not started yet")
    headers = {
        "Authorization": where["token"],
        "Content-Type": "application/json",
        "Accept": accept,
    }
    address = f"/{name}?run={run}" if run else f"/{name}"
    connection = http.client.HTTPConnection("127.0.0.1", where["port"], timeout=seconds)
    try:
        connection.request("POST", address, body, headers)
        reply = connection.getresponse()
        content = reply.read()
    except TimeoutError as error:
        raise ProbeBusy(f"probe {name} took longer than {seconds:g} s") from error
    except (OSError, http.client.HTTPException) as error:
        raise ProbeUnavailable(str(error)) from error
    finally:
        connection.close()
    if reply.status == 422:
        raise _refusal(content)
    if reply.status != 200:
        raise ProbeBroken(f"probe {name} answered with status {reply.status}")
    return content


def _refusal(content: bytes) -> SpecError:
    """Return the error that the probe raised."""
    return SpecError(
        [
            Problem(problem["field"], Message.from_json(problem["message"]))
            for problem in json.loads(content)["problems"]
        ]
    )
