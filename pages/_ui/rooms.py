"""Which page a setup or a run belongs on, by the data it learns from and how it learns."""

from __future__ import annotations

from dataclasses import dataclass

from core.catalog.descriptions import DataSource, Kind, Recipe, Task
from core.catalog.find import recipes, sources
from core.store.runs import Run


@dataclass(frozen=True)
class Room:
    """A studio's place.

    Attributes:
        file: Its page.
        kinds: Of the data that are learned from there.
        attends: Whether it is the one for models with attention; they are shown nowhere else.
        task: What is done there, if it is not what the data ask.
    """

    file: str
    kinds: tuple[Kind, ...]
    attends: bool = False
    task: Task | None = None

    def takes(self, recipe: Recipe) -> bool:
        """Return whether a recipe is offered there."""
        generates = "generation" in recipe.tasks
        return self.attends == recipe.attends and generates == (self.task == "generation")

    def holds(self, source: DataSource) -> bool:
        """Return whether data are offered there."""
        return bool(source.kinds.intersection(self.kinds))

    def sources(self) -> list[DataSource]:
        """Return the data offered there, those of its first kind first."""
        found = [source for source in sources().values() if self.holds(source)]
        return sorted(
            found,
            key=lambda source: min(
                place for place, kind in enumerate(self.kinds) if kind in source.kinds
            ),
        )


_IN_TIME: tuple[Kind, ...] = ("sequence", "string", "series", "text")

ROOMS = {
    "images": Room("images.py", ("image",)),
    "tables": Room("tables.py", ("tabular",)),
    "sequences": Room("sequences.py", _IN_TIME),
    "attention": Room("attention.py", ("pairs", *_IN_TIME), attends=True),
    "generative": Room("generative.py", ("points", "image"), task="generation"),
    "agents": Room("agents.py", ("environment", "game"), task="control"),
}
"""By the name of the page."""


def room_for(recipe: str, dataset: str) -> str | None:
    """Return the page of a setup; None if its recipe or its data are not known any more."""
    entry, source = recipes().get(recipe), sources().get(dataset)
    if entry is None or source is None:
        return None
    fitting = (name for name, room in ROOMS.items() if room.holds(source) and room.takes(entry))
    return next(fitting, None)


def room_of(run: Run) -> str:
    """Return the page that shows a run; what belongs nowhere is shown on the first."""
    return room_for(run.recipe, run.dataset) or next(iter(ROOMS))
