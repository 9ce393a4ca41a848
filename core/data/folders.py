"""From an archive of one folder a class to an array of pictures with labels and notes."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.data.archive import Archive, Entry
from core.data.brought import check_amount, check_classes, problem
from core.data.decoding import CHANNELS, MOST_PIXELS, SUFFIXES, Colour, TooManyPixels, decode
from core.spec.message import N_, Message
from core.spec.parameters import shown

FIELD = "data.file"
MOST_PICTURES = 50_000
MOST_CLASSES = 200
_MOST_PIXELS_IN_ALL = 10_000_000_000  # some minutes of decoding
_SPLITS = {"train", "training", "valid", "validation", "val", "test", "testing"}


class Found(NamedTuple):
    """What was found in an archive.

    Attributes:
        images: (example, channel, side, side), uint8.
        labels: (example,), int64.
        classes: Class names in label order.
        notes: What was done to the pictures.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    classes: tuple[str, ...]
    notes: tuple[Message, ...]


class Sorted(NamedTuple):
    """Pictures with the folder that is their class.

    Attributes:
        pairs: Each picture with its class.
        stray: How many lie in no class folder.
        pooled: Whether there were folders of splits, such as train and test, above the classes.
    """

    pairs: list[tuple[Entry, str]]
    stray: int
    pooled: bool


def read_pictures(archive: Archive, side: int, colour: Colour) -> Found:
    """Decode all pictures of an archive; raises SpecError."""
    pictures = [entry for entry in archive.entries if entry.name.lower().endswith(SUFFIXES)]
    if not pictures:
        raise problem(FIELD, N_("there are no pictures, such as PNG or JPEG, in the ZIP file"))
    if len(pictures) > MOST_PICTURES:
        text = N_("there are {count} pictures in the ZIP file; {most} is the most")
        values = {"count": f"{len(pictures):,}", "most": f"{MOST_PICTURES:,}"}
        raise problem(FIELD, text, **values)
    check_amount(FIELD, len(pictures), (CHANNELS[colour], side, side))
    found = by_folder(pictures)
    names = sorted({name for _, name in found.pairs})
    if not names:
        text = N_("the pictures lie in no folders; give each class a folder with its pictures")
        raise problem(FIELD, text)
    if len(names) > MOST_CLASSES:
        text = N_("there are {count} folders of pictures, so as many classes; {most} is the most")
        raise problem(FIELD, text, count=f"{len(names):,}", most=MOST_CLASSES)
    images, labels, sizes = _decode_all(archive, found.pairs, names, side, colour)
    counts = np.bincount(labels, minlength=len(names))
    if not len(labels):
        raise problem(FIELD, N_("none of the files in the ZIP file could be read as a picture"))
    there = np.flatnonzero(counts)
    classes = tuple(names[label] for label in there)
    check_classes(FIELD, classes, counts[there].tolist())
    left_out = len(archive.entries) - found.stray - len(labels)
    notes = _notes(sizes, side, left_out, found)
    return Found(images, np.searchsorted(there, labels), classes, notes)


def by_folder(pictures: list[Entry]) -> Sorted:
    """Say for each picture which of its folders is the class.

    That is the first one below what all of them have in common; folders of splits do not count,
    since the playground draws a split of its own.
    """
    left = [(entry, entry.folders) for entry in pictures]
    pooled = False
    while True:
        deeper = [(entry, folders) for entry, folders in left if folders]
        tops = {folders[0] for _, folders in deeper}
        splits = bool(tops) and {top.lower() for top in tops} <= _SPLITS
        below = [(entry, folders[1:]) for entry, folders in deeper]
        # A folder with nothing but pictures in it is a class, also where it is the only one.
        if not (splits or len(tops) == 1) or not any(folders for _, folders in below):
            break
        left, pooled = below, pooled or splits
    pairs = [(entry, folders[0]) for entry, folders in deeper]
    return Sorted(pairs, len(pictures) - len(pairs), pooled)


def _decode_all(
    archive: Archive, pairs: list[tuple[Entry, str]], names: list[str], side: int, colour: Colour
) -> tuple[NDArray[np.uint8], NDArray[np.int64], Counter[tuple[int, int]]]:
    """Return images, labels, and how many pictures had each size; unreadable ones are left out."""
    number = {name: label for label, name in enumerate(names)}
    images = np.empty((len(pairs), CHANNELS[colour], side, side), np.uint8)
    labels = np.empty(len(pairs), np.int64)
    sizes: Counter[tuple[int, int]] = Counter()
    pixels = 0
    for entry, name in pairs:
        try:
            picture = decode(archive.read(entry), side, colour)
        except TooManyPixels:
            text = N_("the picture {name} has more than {most} million pixels; make it smaller")
            values = {"name": shown(entry.name), "most": MOST_PIXELS // 10**6}
            raise problem(FIELD, text, **values) from None
        if picture is None:
            continue
        pixels += picture.width * picture.height
        if pixels > _MOST_PIXELS_IN_ALL:
            text = N_("the pictures have more than {most} million pixels in all; make them smaller")
            raise problem(FIELD, text, most=f"{_MOST_PIXELS_IN_ALL // 10**6:,}")
        images[sizes.total()], labels[sizes.total()] = picture.pixels, number[name]
        sizes[picture.width, picture.height] += 1
    return images[: sizes.total()], labels[: sizes.total()], sizes


def _notes(
    sizes: Counter[tuple[int, int]], side: int, left_out: int, found: Sorted
) -> tuple[Message, ...]:
    """Say what was done to the pictures that whoever brought them may not expect."""
    notes = []
    if len(sizes) > 1:
        text = N_(
            "The pictures have {count} different sizes; each was cut to a square and made "
            "{side} x {side} pixels."
        )
        notes.append(Message(text, {"count": len(sizes), "side": side}))
    elif (side, side) not in sizes:
        (width, height) = next(iter(sizes))
        text = N_(
            "The pictures have {width} x {height} pixels; each was cut to a square and made "
            "{side} x {side} pixels."
        )
        notes.append(Message(text, {"width": width, "height": height, "side": side}))
    if left_out:
        text = N_("Files that are not pictures, or cannot be read, were left out: {count}.")
        notes.append(Message(text, {"count": left_out}))
    if found.stray:
        text = N_("Pictures that lie in no class folder were left out: {count}.")
        notes.append(Message(text, {"count": found.stray}))
    if found.pooled:
        text = N_("Folders such as train and test were put together; the split is drawn anew.")
        notes.append(Message(text))
    return tuple(notes)
