"""`RunSpec`: one run, whole, as data."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from pydantic import SerializeAsAny, field_validator

from core.spec.message import N_, Message, Problem, SpecError
from core.spec.parameters import Parameters, setting, shown

SCHEMA_VERSION = 1
DEVICE_PATTERN = re.compile(r"auto|cpu|mps|cuda(:\d{1,2})?")


class RunSpec(Parameters):
    """What to train, on what, how and from which seed. Frozen; equal specs hash equally.

    `params`, `data` and `training` are of the types that the recipe and the data source declare;
    `core.catalog.build_spec` makes one from plain data and validates everything.
    """

    version: int = SCHEMA_VERSION
    recipe: str
    params: SerializeAsAny[Parameters]
    dataset: str
    data: SerializeAsAny[Parameters]
    training: SerializeAsAny[Parameters]
    device: str = setting(
        "auto",
        N_("Device"),
        N_("Where the numbers are crunched. Automatic takes a graphics card when there is one."),
    )
    seed: int = setting(
        0,
        N_("Seed"),
        N_(
            "The number that all randomness of this run starts from. The same seed gives the same "
            "run; other seeds show how much is luck."
        ),
        ge=0,
        le=2**32 - 1,
    )

    @field_validator("device")
    @classmethod
    def _known_device(cls, device: str) -> str:
        if not DEVICE_PATTERN.fullmatch(device):
            text = N_("the device must be auto, cpu, cuda, cuda:0, cuda:1, ... or mps, not {value}")
            raise SpecError([Problem("device", Message(text, {"value": shown(device)}))])
        return device

    def to_json(self) -> dict[str, Any]:
        """Return plain data from which `core.catalog.build_spec` makes an equal spec."""
        return self.model_dump(mode="json")

    def hash(self) -> str:
        """Return 16 hexadecimal digits that depend on every setting and on nothing else."""
        return digest(self.to_json())

    def data_hash(self) -> str:
        """Return a hash of the data and its split alone: equal means scores are comparable.

        Data that are another dataset's examples in another form say so by `examples_of`.
        """
        dataset = self.data.examples_of or self.dataset
        return digest({"dataset": dataset, "data": self.data.model_dump(mode="json")})

    def group_hash(self) -> str:
        """Return a hash of everything but the seed: runs that share it are one experiment."""
        return digest({**self.to_json(), "seed": None})


def digest(value: Any) -> str:
    """Return a stable 16-digit hash of JSON-able `value`, whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def migrate(raw: dict[str, Any]) -> dict[str, Any]:
    """Bring stored spec data of any earlier schema version to the current one.

    Args:
        raw: What `RunSpec.to_json` of some version wrote.

    Returns:
        Data for the current version.

    Raises:
        SpecError: If the data come from a newer playground than this one.
    """
    version = raw.get("version", SCHEMA_VERSION)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        text = N_("it must be a whole number from 1 to {newest}, not {value}")
        values = {"newest": SCHEMA_VERSION, "value": shown(version)}
        raise SpecError([Problem("version", Message(text, values))])
    if version > SCHEMA_VERSION:
        text = N_(
            "this setup was made by a newer playground (version {value}); this one reads up "
            "to version {newest}"
        )
        values = {"newest": SCHEMA_VERSION, "value": shown(version)}
        raise SpecError([Problem("version", Message(text, values))])
    for upgrade in _UPGRADES[version - 1 :]:
        raw = upgrade(raw)
    return {**raw, "version": SCHEMA_VERSION}


# _UPGRADES[v - 1] turns data of version v into data of version v + 1.
_UPGRADES: list[Any] = []
