"""Networks that are too large for this playground, and how to make them smaller."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

from core.spec.layers.general import BatchNorm, Flatten
from core.spec.layers.layer import LayerBase, Shape
from core.spec.layers.spatial import GlobalAveragePool, ResidualBlock
from core.spec.layers.stack import Fix, Followed, Row, StackProblem, follow
from core.spec.layers.tabular import Hidden
from core.spec.message import N_, Message

MAX_PARAMETERS = 50_000_000
MAX_ACTIVATIONS = 2**28
"""Most numbers that the layers' outputs may hold for one batch: 1 GiB, and as much again for
their gradients."""
_BYTES = 4
_MOST_TIMES_THINNER = 4096


def inspect(
    layers: Sequence[LayerBase],
    shape: Shape,
    ending: Sequence[LayerBase] = (),
    batch_size: int = 1,
) -> Followed:
    """Follow one example through the layers as `follow` does, and see whether all is too large.

    Args:
        layers: The layers that somebody chose, in order.
        shape: Shape of one example before the first.
        ending: Layers that come after them by themselves.
        batch_size: How many examples the network sees at once while it trains.
    """
    followed = follow(layers, shape, ending)
    if followed.problem is not None:
        return followed
    message = _too_large(followed.rows, batch_size)
    if message is None:
        return followed
    fitting = (
        fix for fix in _smaller(layers, shape, ending) if _fits(fix, shape, ending, batch_size)
    )
    return Followed(followed.rows, StackProblem(None, message, next(fitting, None)))


def _too_large(rows: Sequence[Row], batch_size: int) -> Message | None:
    """Return what is said of a network that is too large; None if it is not."""
    parameters = sum(row.measured.parameters for row in rows)
    if parameters > MAX_PARAMETERS:
        text = N_(
            "the network has {total} parameters; {most} is the most this playground takes. "
            "Use fewer channels or units, or pool more"
        )
        return Message(text, {"total": f"{parameters:,}", "most": f"{MAX_PARAMETERS:,}"})
    activations = batch_size * sum(prod(row.measured.output) for row in rows)
    if activations > MAX_ACTIVATIONS:
        text = N_(
            "the outputs of all layers for a batch of {batch} fill {size} GB of memory; {most} GB "
            "is the most. Use a smaller batch or fewer channels, or pool earlier"
        )
        values = {
            "batch": batch_size,
            "size": f"{activations * _BYTES / 1e9:.1f}",
            "most": f"{MAX_ACTIVATIONS * _BYTES / 1e9:.1f}",
        }
        return Message(text, values)
    return None


def lonely_batch(rows: Sequence[Row], examples: int, batch_size: int) -> Message | None:
    """Return what is said if batch normalisation would have to average over a single value.

    Args:
        rows: The network.
        examples: How many examples an epoch has.
        batch_size: How many of them each batch has, but for the last one, which has the rest.
    """
    if not any(_averages(row.layer) and prod(row.measured.output[1:]) == 1 for row in rows):
        return None

    def lonely(size: int) -> bool:
        return (examples % size or size) == 1

    if not lonely(batch_size):
        return None
    others = (size for size in range(2, examples + 1) if not lonely(size))
    text = N_(
        "with batches of {value}, one batch of the {examples} training examples holds only one of "
        "them, and batch normalisation cannot work on a single value; {other} would do"
    )
    values = {
        "value": batch_size,
        "examples": examples,
        "other": min(others, key=lambda size: abs(size - batch_size), default=2),
    }
    return Message(text, values)


def _averages(layer: LayerBase) -> bool:
    """Return whether a layer brings values to a mean and spread over the batch."""
    if isinstance(layer, Hidden):
        return layer.normalisation == "batch"
    return isinstance(layer, BatchNorm | ResidualBlock)


def _fits(fix: Fix, shape: Shape, ending: Sequence[LayerBase], batch_size: int) -> bool:
    followed = follow(fix.layers, shape, ending)
    return followed.problem is None and _too_large(followed.rows, batch_size) is None


def _smaller(
    layers: Sequence[LayerBase], shape: Shape, ending: Sequence[LayerBase]
) -> Iterator[Fix]:
    """Yield smaller networks, the least change first."""
    times = 2
    while times <= _MOST_TIMES_THINNER:
        text = N_("Use {times} times fewer channels and units in every layer")
        thinner = _mended([_thinner(layer, times) for layer in layers], shape, ending)
        yield Fix(Message(text, {"times": times}), thinner)
        times *= 2
    if any(isinstance(layer, Flatten) for layer in layers):
        text = N_("Put global average pooling in the place of the flatten layer")
        pooled = [GlobalAveragePool() if isinstance(layer, Flatten) else layer for layer in layers]
        yield Fix(Message(text), _mended(pooled, shape, ending))


def _thinner(layer: LayerBase, times: int) -> LayerBase:
    """Return a layer with so many times fewer channels or units, and at least one."""
    return layer.model_copy(
        update={
            name: max(1, getattr(layer, name) // times)
            for name in ("channels", "units")
            if name in type(layer).model_fields
        }
    )


def _mended(
    layers: Sequence[LayerBase], shape: Shape, ending: Sequence[LayerBase]
) -> tuple[LayerBase, ...]:
    """Apply fixes until there is none to apply, as where groups no longer divide channels."""
    while (problem := follow(layers, shape, ending).problem) and problem.fix:
        layers = problem.fix.layers
    return tuple(layers)
