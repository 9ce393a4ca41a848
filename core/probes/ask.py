"""Asking the probe process, from a page; imports nothing heavy."""

from __future__ import annotations

import io
import json
import urllib.request
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.store.home import home


class ProbeUnavailable(Exception):
    """The probe process is not there yet, or did not answer."""


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
    """
    where = card()
    if not where:
        raise ProbeUnavailable("the probe process has not started yet")
    call = urllib.request.Request(
        f"http://127.0.0.1:{where['port']}/{name}",
        data=json.dumps(request).encode(),
        headers={"Authorization": where["token"], "Content-Type": "application/json"},
    )
    try:
        # A proxy of the machine is not to be asked about its own loopback.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(call, timeout=seconds) as reply:
            content = reply.read()
    except OSError as error:
        raise ProbeUnavailable(str(error)) from error
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return {key: arrays[key] for key in arrays.files}
