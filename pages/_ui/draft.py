"""The setup that a visitor edits: kept in the session, and in the address, which is thus a link.

Widgets are drawn from it and written back to it, so that it survives what widgets do not: a tab
that is not open, another page, a reload. What was set for one model or dataset is kept while
another one is tried.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.catalog.find import recipe as find_recipe
from core.catalog.find import source as find_source
from core.spec.message import N_, Message, Problem, SpecError
from core.spec.parameters import parse
from core.spec.run_spec import RunSpec, migrate
from pages._ui.rooms import room_for

ADDRESS = "setup"
MOST_SEEDS = 32
MOST_CHARACTERS = 20_000
MOST_BYTES = 200_000
SECTIONS = ("params", "training", "data")
Values = dict[str, Any]

ELSEWHERE = N_("this address holds a setup for data of another kind; open it on their page")
UNREADABLE = N_(
    "this address holds a setup that cannot be read, perhaps because a part of it was cut off; "
    "ask for the link again"
)


class Draft:
    """A setup being edited on one page.

    Attributes:
        page: The page's name, which its widgets' keys begin with.
        recipe, dataset: Catalog names.
        seed, device: As in a `RunSpec`.
        seeds: How many runs to start, with one seed after the other.
        left: The model chosen before, as long as another one stands in for it since it does not
            suit the data; else None.
    """

    def __init__(self, page: str, recipe: str, dataset: str) -> None:
        self.page, self.recipe, self.dataset = page, recipe, dataset
        self.seed, self.seeds, self.device = 0, 1, "auto"
        self.left: str | None = None
        self._values: dict[tuple[str, str], Values] = {}

    def section(self, name: str) -> Values:
        """Return the values of `params`, `training` or `data`, to be read and changed."""
        entry = self._entry(name)
        if (name, entry) not in self._values:
            self._values[name, entry] = self.defaults(name)
        return self._values[name, entry]

    def prefix(self, name: str) -> str:
        """Return what the keys of a section's widgets begin with."""
        return f"{self.page}.{name}.{self._entry(name)}"

    def _entry(self, name: str) -> str:
        """Return whose values a section holds: of a recipe that suits itself to data, for each."""
        if name == "data":
            return self.dataset
        return f"{self.recipe}.{self.dataset}" if find_recipe(self.recipe).suited else self.recipe

    def defaults(self, name: str) -> Values:
        """Return a section as it is when nothing is set."""
        starting = find_recipe(self.recipe).starting(name, self.dataset)
        return self._kind(name)(**starting).model_dump(mode="json")

    def started(self, name: str, data: Mapping[str, Any]) -> Any:
        """Return a section that `data` tells of, and beside it what suits the dataset."""
        told = data.get(name, {})
        starting = find_recipe(self.recipe).starting(name, self.dataset)
        return {**starting, **told} if isinstance(told, Mapping) else told

    def _kind(self, name: str) -> Any:
        if name == "data":
            return find_source(self.dataset).params
        return getattr(find_recipe(self.recipe), name)

    def raw(self) -> dict[str, Any]:
        """Return the setup as plain data, for `build_spec`."""
        return {
            "recipe": self.recipe,
            "dataset": self.dataset,
            **{name: dict(self.section(name)) for name in SECTIONS},
            "seed": self.seed,
            "device": self.device,
        }

    def take(self, raw: Any) -> None:
        """Become a setup, as from an address or a run.

        Layers that do not fit each other are taken over: the editor shows what to mend.

        Raises:
            SpecError: Naming what is wrong; nothing is changed then.
        """
        if not isinstance(raw, Mapping):
            raise SpecError([Problem(ADDRESS, Message(UNREADABLE))])
        data = migrate({key: value for key, value in raw.items() if key != "seeds"})
        seeds = raw.get("seeds", 1)
        taken = Draft(self.page, data.get("recipe", ""), data.get("dataset", ""))
        outer = parse(
            RunSpec,
            {key: data[key] for key in ("recipe", "dataset", "seed", "device") if key in data}
            | {name: {} for name in SECTIONS},
            "",
        )
        values = {
            name: parse(taken._kind(name), taken.started(name, data), name).model_dump(mode="json")
            for name in SECTIONS
        }
        if room_for(outer.recipe, outer.dataset) != self.page:
            raise SpecError([Problem(ADDRESS, Message(ELSEWHERE))])
        self.recipe, self.dataset, self.left = outer.recipe, outer.dataset, None
        self.seed, self.device = outer.seed, outer.device
        self.seeds = seeds if isinstance(seeds, int) and 1 <= seeds <= MOST_SEEDS else 1
        for name in SECTIONS:
            self.section(name).update(values[name])
        self.redraw()

    def redraw(self) -> None:
        """Have every widget that sets something be drawn anew from this draft."""
        sections = tuple(f"{self.page}.{name}." for name in SECTIONS)
        single = [
            f"{self.page}.{name}" for name in ("recipe", "dataset", "seed", "seeds", "device")
        ]
        for key in list(st.session_state):
            kept = str(key).endswith((".file", ".kept"))  # an uploader holds what it was given
            if key in single or (str(key).startswith(sections) and not kept):
                del st.session_state[key]

    @property
    def usual_recipe(self) -> str:
        """What a new visitor finds chosen."""
        usual: str = st.session_state[f"{self.page}.start"]["recipe"]
        return usual

    def link(self) -> str:
        """Return the setup as one short word for the address; empty if nothing is set."""
        start = st.session_state[f"{self.page}.start"]
        raw = self.raw()
        told = {key: raw[key] for key in ("recipe", "dataset", "seed", "device")}
        told["seeds"] = self.seeds
        for name in SECTIONS:
            defaults = self.defaults(name)
            changed = {key: value for key, value in raw[name].items() if value != defaults[key]}
            if changed:
                told[name] = changed
        return "" if told == start else pack(told)

    def remember(self) -> None:
        """Put the setup into the address."""
        link = self.link()
        if link:
            # Even if it seems to be there: a rerun knows the address of a moment ago.
            st.query_params[ADDRESS] = link
        elif not link and ADDRESS in st.query_params:
            del st.query_params[ADDRESS]


def draft_of(page: str, recipe: str, dataset: str) -> Draft:
    """Return the draft that this session edits on a page; a new session reads the address."""
    key = f"{page}.draft"
    if key in st.session_state:
        kept: Draft = st.session_state[key]
        return kept
    made = Draft(page, recipe, dataset)
    st.session_state[f"{page}.start"] = {
        "recipe": recipe,
        "dataset": dataset,
        "seed": made.seed,
        "seeds": made.seeds,
        "device": made.device,
    }
    st.session_state[key] = made
    word = st.query_params.get(ADDRESS)
    if word:
        made.take(unpack(word))
    return made


def pack(raw: Mapping[str, Any]) -> str:
    """Return plain data as letters, digits, `-` and `_`."""
    text = json.dumps(raw, separators=(",", ":"), sort_keys=True).encode()
    return base64.urlsafe_b64encode(zlib.compress(text, 9)).decode().rstrip("=")


def unpack(word: str) -> Any:
    """Return what `pack` was given; raises SpecError for anything else."""
    problem = SpecError([Problem(ADDRESS, Message(UNREADABLE))])
    if len(word) > MOST_CHARACTERS:
        raise problem
    try:
        content = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
        unpacked = zlib.decompressobj().decompress(content, MOST_BYTES)
        return json.loads(unpacked)
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        raise problem from None
