"""Layers that work on images: convolutions, pooling, residual blocks."""

from __future__ import annotations

from math import gcd
from typing import ClassVar, Literal

from core.spec.layers.layer import (
    Impossible,
    Instead,
    LayerBase,
    Measured,
    Purpose,
    Shape,
    image,
)
from core.spec.message import N_, Message
from core.spec.parameters import setting


class Convolution(LayerBase):
    """2-D convolution (cross-correlation) with bias."""

    title: ClassVar[str] = N_("Convolution")
    purpose: ClassVar[Purpose] = "look"
    help: ClassVar[str] = N_(
        "Slides small learned filters over the image; each draws a map of where its pattern occurs."
    )

    type: Literal["convolution"] = "convolution"
    channels: int = setting(
        16,
        N_("Channels"),
        N_("How many filters the layer learns, and so how many maps it draws."),
        ge=1,
        le=512,
    )
    kernel: int = setting(
        3,
        N_("Kernel"),
        N_("Side of the window that slides over the image."),
        unit="px",
        ge=1,
        le=15,
    )
    stride: int = setting(
        1,
        N_("Stride"),
        N_("How far the window moves each time. 2 halves the image."),
        unit="px",
        ge=1,
        le=8,
    )
    padding: int = setting(
        1,
        N_("Padding"),
        N_("Zeros added on every side. Half the kernel, rounded down, keeps the image's size."),
        unit="px",
        ge=0,
        le=7,
    )
    dilation: int = setting(
        1,
        N_("Dilation"),
        N_("Distance between the pixels that the window looks at. 1 means neighbours."),
        unit="px",
        ge=1,
        le=8,
        advanced=True,
    )
    groups: int = setting(
        1,
        N_("Groups"),
        N_(
            "Into how many parts the channels are split, each convolved by itself. It must divide "
            "the channels before and after."
        ),
        ge=1,
        le=512,
        advanced=True,
    )

    def measure(self, shape: Shape) -> Measured:
        """See `LayerBase.measure`."""
        channels, *sides = image(shape, self)
        self._check_groups(channels)
        span = self.dilation * (self.kernel - 1) + 1
        room = min(sides) + 2 * self.padding
        if span > room:
            raise self._too_wide(span, room)
        height, width = ((side + 2 * self.padding - span) // self.stride + 1 for side in sides)
        weights = self.channels * (channels // self.groups) * self.kernel**2
        return Measured(
            (self.channels, height, width), weights + self.channels, weights * height * width
        )

    def _check_groups(self, channels: int) -> None:
        """Raise Impossible unless the groups divide the channels before and after."""
        common = gcd(channels, self.channels)
        if common % self.groups == 0:
            return
        divisors = (number for number in range(1, common + 1) if common % number == 0)
        nearest = min(divisors, key=lambda number: abs(number - self.groups))
        text = N_(
            "{layer}: {groups} groups must divide both the {before} channels that come in and the "
            "{after} that go out; {nearest} would do"
        )
        values = {
            "layer": Message(self.title),
            "groups": self.groups,
            "before": channels,
            "after": self.channels,
            "nearest": nearest,
        }
        label = Message(N_("Set its groups to {groups}"), {"groups": nearest})
        instead = self.model_copy(update={"groups": nearest})
        raise Impossible(Message(text, values), Instead(label, instead))

    def _too_wide(self, span: int, room: int) -> Impossible:
        """Return what is said of a window wider than the image with its padding."""
        if self.dilation > 1 and self.kernel <= room:
            dilation = (room - 1) // (self.kernel - 1)
            label = Message(N_("Set its dilation to {dilation}"), {"dilation": dilation})
            instead = self.model_copy(update={"dilation": dilation})
        else:
            label = Message(N_("Make its window {kernel} x {kernel}"), {"kernel": room})
            instead = self.model_copy(update={"kernel": room, "dilation": 1})
        return Impossible(too_wide(self, span, room), Instead(label, instead))


def too_wide(layer: LayerBase, span: int, room: int) -> Message:
    """Return the sentence about a window of `span` pixels that has only `room`."""
    text = N_(
        "{layer}: a {span} x {span} window does not fit into an image that is {room} pixels wide "
        "here (with padding); take a smaller window, or make the image shrink less before it"
    )
    return Message(text, {"layer": Message(layer.title), "span": span, "room": room})


class Pooling(LayerBase):
    """Sliding window without weights."""

    kernel: int = setting(2, N_("Window"), N_("Side of the window."), unit="px", ge=1, le=8)
    stride: int | None = setting(
        None,
        N_("Stride"),
        N_("How far the window moves each time. Empty means as far as it is wide: no overlap."),
        empty=N_("as the window"),
        unit="px",
        ge=1,
        le=8,
    )
    padding: int = setting(
        0,
        N_("Padding"),
        N_("Pixels added on every side, which never count; at most half the window."),
        unit="px",
        ge=0,
        le=4,
        advanced=True,
    )

    def measure(self, shape: Shape) -> Measured:
        """See `LayerBase.measure`."""
        channels, *sides = image(shape, self)
        self._check_padding()
        room = min(sides) + 2 * self.padding
        if self.kernel > room:
            raise self._too_wide(min(sides), room)
        stride = self.stride or self.kernel
        height, width = ((side + 2 * self.padding - self.kernel) // stride + 1 for side in sides)
        return Measured((channels, height, width), 0, 0)

    def _check_padding(self) -> None:
        """Raise Impossible if a window could lie beside the image altogether."""
        most = self.kernel // 2
        if self.padding <= most:
            return
        text = N_(
            "{layer}: a padding of {padding} is more than half of the {kernel} x {kernel} window; "
            "{most} is the most"
        )
        values = {
            "layer": Message(self.title),
            "padding": self.padding,
            "kernel": self.kernel,
            "most": most,
        }
        label = Message(N_("Set its padding to {padding}"), {"padding": most})
        instead = self.model_copy(update={"padding": most})
        raise Impossible(Message(text, values), Instead(label, instead))

    def _too_wide(self, side: int, room: int) -> Impossible:
        """Return what is said of a window wider than the image with its padding."""
        if side > 1:
            label = Message(N_("Make its window {kernel} x {kernel}"), {"kernel": side})
            smaller = self.model_copy(update={"kernel": side, "padding": 0})
            instead = Instead(label, smaller)
        else:
            # A window of a single pixel would do nothing.
            instead = Instead(Message(N_("Remove this pooling layer")), None)
        return Impossible(too_wide(self, self.kernel, room), instead)


class MaxPool(Pooling):
    """Keeps the largest value of each window."""

    title: ClassVar[str] = N_("Max pooling")
    purpose: ClassVar[Purpose] = "shrink"
    help: ClassVar[str] = N_(
        "Keeps the largest value of each window: the image shrinks, what was found stays."
    )

    type: Literal["max_pool"] = "max_pool"


class AveragePool(Pooling):
    """Keeps the mean of each window; padding does not count."""

    title: ClassVar[str] = N_("Average pooling")
    purpose: ClassVar[Purpose] = "shrink"
    help: ClassVar[str] = N_("Keeps the mean of each window: the image shrinks and gets smoother.")

    type: Literal["average_pool"] = "average_pool"


class GlobalAveragePool(LayerBase):
    """Averages each channel over the whole image."""

    title: ClassVar[str] = N_("Global average pooling")
    purpose: ClassVar[Purpose] = "shrink"
    help: ClassVar[str] = N_(
        "Averages each channel over the whole image: one number a channel, wherever things were."
    )

    type: Literal["global_average_pool"] = "global_average_pool"

    def measure(self, shape: Shape) -> Measured:
        """See `LayerBase.measure`."""
        return Measured((image(shape, self)[0],), 0, 0)


class ResidualBlock(LayerBase):
    """Two convolutions beside a shortcut that is added to them (He et al. 2016, figure 2).

    The first convolution strides; each is followed by batch normalisation, and ReLU comes after
    the first and after the sum. Where the shape changes, the shortcut is a 1 x 1 convolution with
    batch normalisation (option B of the paper), else it is the input itself.
    """

    title: ClassVar[str] = N_("Residual block")
    purpose: ClassVar[Purpose] = "look"
    help: ClassVar[str] = N_(
        "Two convolutions whose result is added to what came in, so that even very deep networks "
        "learn."
    )

    type: Literal["residual_block"] = "residual_block"
    channels: int = setting(
        16, N_("Channels"), N_("How many filters each convolution learns."), ge=1, le=512
    )
    # An even window has no middle, so its result could not be laid over the shortcut's.
    kernel: Literal[1, 3, 5, 7] = setting(
        3,
        N_("Kernel"),
        N_("Side of the windows; padding keeps the image's size."),
        unit="px",
        choices={1: "1", 3: "3", 5: "5", 7: "7"},
    )
    stride: int = setting(
        1,
        N_("Stride"),
        N_("How far the first window moves each time. 2 halves the image."),
        unit="px",
        ge=1,
        le=8,
    )

    def changes(self, shape: Shape) -> bool:
        """Return whether the output has another shape, so that the shortcut needs weights."""
        return self.stride > 1 or self.channels != shape[0]

    def measure(self, shape: Shape) -> Measured:
        """See `LayerBase.measure`."""
        channels, *sides = image(shape, self)
        height, width = (-(-side // self.stride) for side in sides)
        weights = (channels + self.channels) * self.channels * self.kernel**2
        normalised = 2
        if self.changes(shape):
            weights += channels * self.channels
            normalised += 1
        pixels = height * width
        return Measured(
            (self.channels, height, width),
            weights + normalised * 2 * self.channels,
            weights * pixels + normalised * self.channels * pixels,
        )
