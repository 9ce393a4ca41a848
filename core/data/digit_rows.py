"""`digit_rows`: the digits of 8 x 8 pixels, read row by row from top to bottom."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from core.catalog.descriptions import DataSource, Facts
from core.data import digits
from core.data.dataset import Dataset
from core.data.images import ImageParams
from core.spec.message import N_


class DigitRowsParams(ImageParams):
    """Settings of `digit_rows`, which are those of `digits`."""

    examples_of: ClassVar[str] = "digits"


def facts(params: DigitRowsParams) -> Facts:
    """Return what is known before loading."""
    found = digits.facts(params)
    return replace(found, shape=found.shape[1:])


def load(params: DigitRowsParams) -> Dataset:
    """Return the digits as rows: (example, 8, 8), float32 in [0, 1]; the first row is the top."""
    images = digits.load(params)
    splits = {
        split: replace(part, inputs=part.inputs[:, 0]) for split, part in images.splits.items()
    }
    return replace(images, name="digit_rows", splits=splits)


SOURCE = DataSource(
    name="digit_rows",
    title=N_("Handwritten digits, row by row"),
    summary=N_(
        "The 1797 handwritten digits, each read from top to bottom: 8 steps of 8 pixels. The same "
        "pictures in the same splits as on the Images page, so that scores may be compared: "
        "networks for pictures reach 0.99, good sequence models 0.96 to 0.98."
    ),
    kind="sequence",
    task="classification",
    loader="core.data.digit_rows:load",
    facts=facts,
    params=DigitRowsParams,
    origin=digits.SOURCE.origin,
    licence=digits.SOURCE.licence,
)
