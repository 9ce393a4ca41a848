"""A list of layers: what each makes of an example, and how to mend a list that does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, get_args

from pydantic import Field

from core.spec.layers.general import Activation, BatchNorm, Dense, Dropout, Flatten, LayerNorm
from core.spec.layers.layer import (
    Impossible,
    LayerBase,
    Measured,
    NeedsImage,
    NeedsVector,
    Shape,
)
from core.spec.layers.spatial import (
    AveragePool,
    Convolution,
    GlobalAveragePool,
    MaxPool,
    ResidualBlock,
)
from core.spec.message import N_, Message

MAX_LAYERS = 60

Layer = Annotated[
    Convolution
    | MaxPool
    | AveragePool
    | BatchNorm
    | LayerNorm
    | Activation
    | Dropout
    | ResidualBlock
    | Flatten
    | GlobalAveragePool
    | Dense,
    Field(discriminator="type"),
]

LAYERS: dict[str, type[LayerBase]] = {
    kind.model_fields["type"].default: kind for kind in get_args(get_args(Layer)[0])
}
"""Every kind of layer by its type, in the order in which a menu shows them."""


@dataclass(frozen=True)
class Row:
    """One line of a network's table: the layer and what it does to one example."""

    layer: LayerBase
    measured: Measured


@dataclass(frozen=True)
class Fix:
    """A change that mends a problem.

    Attributes:
        label: What it does, as a button says it.
        layers: The whole list of layers afterwards, without the fixed ending.
    """

    label: Message
    layers: tuple[LayerBase, ...]


@dataclass(frozen=True)
class StackProblem:
    """What keeps a list of layers from being a network.

    Attributes:
        index: Which layer cannot follow, counted through list and ending; None if each can but
            all together are too large.
        message: Why.
        fix: A change that helps, if there is one. After it that layer is valid, or the first
            problem comes later, or the network is small enough.
    """

    index: int | None
    message: Message
    fix: Fix | None


@dataclass(frozen=True)
class Followed:
    """The layers that an example can pass through, and the problem that ended its way, if any."""

    rows: list[Row]
    problem: StackProblem | None = None


def follow(layers: Sequence[LayerBase], shape: Shape, ending: Sequence[LayerBase] = ()) -> Followed:
    """Follow one example of `shape` through the layers.

    Args:
        layers: The layers that somebody chose, in order.
        shape: Shape of one example before the first.
        ending: Layers that come after them by themselves, such as the output layer.

    Returns:
        One row for each layer up to the first that cannot follow.
    """
    rows, error = _passed([*layers, *ending], shape)
    if error is None:
        return Followed(rows)
    message, fix = _message(error, len(rows), layers), _fix(layers, shape, rows, error)
    return Followed(rows, StackProblem(len(rows), message, fix))


def _passed(layers: Sequence[LayerBase], shape: Shape) -> tuple[list[Row], Impossible | None]:
    """Return a row for each layer that an example passes, and why it does not pass the next."""
    rows: list[Row] = []
    for layer in layers:
        try:
            rows.append(Row(layer, layer.measure(shape)))
        except Impossible as error:
            return rows, error
        shape = rows[-1].measured.output
    return rows, None


def _message(error: Impossible, index: int, layers: Sequence[LayerBase]) -> Message:
    """Return what is said of a layer; one of the ending is nothing that anybody put there."""
    if index < len(layers) or not isinstance(error, NeedsVector):
        return error.message
    return Message(
        N_(
            "the output layer needs a flat vector, but after the last layer the data are still an "
            "image; put a flatten layer at the end"
        )
    )


def _fix(
    layers: Sequence[LayerBase], shape: Shape, rows: Sequence[Row], error: Impossible
) -> Fix | None:
    """Return what helps the layer after `rows`, which failed with `error`."""
    index = len(rows)
    if isinstance(error, NeedsVector):
        return _flattened(layers, min(index, len(layers)))
    if index >= len(layers):
        return None
    if isinstance(error, NeedsImage):
        return _moved(layers, shape, rows)
    return _replaced(layers, rows[-1].measured.output if rows else shape, index, error)


def _flattened(layers: Sequence[LayerBase], index: int) -> Fix:
    """Return the layers with a flatten layer before the one at `index`."""
    if len(layers) < MAX_LAYERS:
        label = Message(N_("Put a flatten layer before it"))
        return Fix(label, (*layers[:index], Flatten(), *layers[index:]))
    index = max(index - 1, 0)
    text = N_("Put a flatten layer in the place of layer {number}, {layer}")
    values = {"number": index + 1, "layer": Message(layers[index].title)}
    return Fix(Message(text, values), (*layers[:index], Flatten(), *layers[index + 1 :]))


def _moved(layers: Sequence[LayerBase], shape: Shape, rows: Sequence[Row]) -> Fix:
    """Return the layers with the one after `rows` where the data are still an image, or without."""
    index = len(rows)
    shapes = [shape, *(row.measured.output for row in rows)]
    flat = next(place for place, each in enumerate(shapes) if len(each) != 3)
    without = (*layers[:index], *layers[index + 1 :])
    if flat > 0:
        place = flat - 1
        moved = (*without[:place], layers[index], *without[place:])
        if _passed(moved[: index + 1], shape)[1] is None:
            text = N_("Move it before layer {number}, {layer}")
            values = {"number": place + 1, "layer": Message(layers[place].title)}
            return Fix(Message(text, values), moved)
    return Fix(Message(N_("Remove it")), without)


def _replaced(
    layers: Sequence[LayerBase], shape: Shape, index: int, error: Impossible
) -> Fix | None:
    """Return the layers with the one at `index` set so that it can take `shape`, or without."""
    labels: list[Message] = []
    put: tuple[LayerBase, ...] = ()
    while error.instead is not None:
        labels.append(error.instead.label)
        if error.instead.layer is None:
            put = ()
            break
        put = (error.instead.layer,)
        try:
            error.instead.layer.measure(shape)
            break
        except Impossible as another:
            error = another
    if not labels:
        return None
    label = labels[0]
    for following in labels[1:]:
        label = Message(N_("{first}; {second}"), {"first": label, "second": following})
    return Fix(label, (*layers[:index], *put, *layers[index + 1 :]))
