"""`pictures`: an uploaded ZIP of one folder a class."""

from __future__ import annotations

from core.catalog.descriptions import DataSource, Facts
from core.data import ingest
from core.data.brought import tenths
from core.data.dataset import Dataset, split_stratified
from core.data.decoding import CHANNELS, Colour
from core.data.folders import FIELD
from core.data.images import ImageParams, image_dataset, image_facts
from core.data.uploads import path_of
from core.spec.message import N_
from core.spec.parameters import setting


class PicturesParams(ImageParams):
    """Which file, and what its pictures are made into."""

    file: str = setting(
        "",
        N_("ZIP file of pictures"),
        N_(
            "A ZIP file that holds one folder a class, each with its pictures: its path, or the "
            "name of an upload. Ten pictures a class are a start; a hundred learn far better."
        ),
        max_length=1000,
        upload=("zip",),
    )
    side: int = setting(
        28,
        N_("Side"),
        N_(
            "Every picture is cut to a square and made so many pixels wide and high. Larger ones "
            "show more and train slower: twice the side is four times the work."
        ),
        ge=8,
        le=128,
        step=4,
        unit="px",
    )
    colour: Colour = setting(
        "grey",
        N_("Colour"),
        N_("Whether the network sees brightness alone or red, green and blue."),
        choices={"grey": N_("Grey"), "colour": N_("Red, green and blue")},
    )


def facts(params: PicturesParams) -> Facts:
    """Return what was found in the ZIP; the first time it is read, which may take a while."""
    found = ingest.summary(path_of(params.file, FIELD), params.side, params.colour)
    shape = (CHANNELS[params.colour], params.side, params.side)
    return image_facts(params, shape, found.classes, tenths(found.counts), found.notes)


def load(params: PicturesParams) -> Dataset:
    """Return the pictures: (example, channel, side, side), float32 in [0, 1]."""
    path = path_of(params.file, FIELD)
    found = ingest.summary(path, params.side, params.colour)
    images, labels = ingest.pictures(path, params.side, params.colour)
    sizes = tenths(found.counts)
    parts = split_stratified(
        labels, valid=sizes["valid"], test=sizes["test"], seed=params.split_seed
    )
    return image_dataset("pictures", found.classes, images, labels, parts, params)


SOURCE = DataSource(
    name="pictures",
    title=N_("Your own pictures"),
    summary=N_(
        "A ZIP file with one folder for each class, such as cats and dogs. A tenth is held back "
        "for validation and a tenth for the test."
    ),
    kind="image",
    task="classification",
    loader="core.data.pictures:load",
    facts=facts,
    params=PicturesParams,
    origin=N_("A file that you bring"),
    licence=N_("That of the pictures"),
    needs=("file",),
)
