"""Changed copies of images, so that a network sees no picture twice (Simard et al. 2003)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import torch

from core.networks.vision import torchvision
from core.spec.training import ImageTraining


def augment(images: torch.Tensor, training: ImageTraining) -> torch.Tensor:
    """Return each image changed at random, differently from the others.

    What a change moves in from outside is black. The random numbers are those of torch's global
    generator, which checkpoints keep.

    Args:
        images: (example, channel, height, width), float32 in [0, 1].
        training: How far images are shifted, turned and zoomed, and whether they are mirrored.

    Returns:
        Images of the same shape and type.
    """
    if not training.augments:
        return images
    transform = _transform(training, images.shape[2], images.shape[3])
    # One call draws once for all that it is given.
    return torch.stack([transform(image) for image in images])


@lru_cache(maxsize=8)
def _transform(
    training: ImageTraining, height: int, width: int
) -> Callable[[torch.Tensor], torch.Tensor]:
    """Return torchvision's transform of a single image."""
    torchvision()  # or the next line fails beside a torch that it was not built for
    from torchvision.transforms import v2

    steps: list[Any] = []
    if training.flip:
        steps.append(v2.RandomHorizontalFlip())
    if training.shift or training.rotation or training.zoom:
        steps.append(
            v2.RandomAffine(
                training.rotation,
                # As fractions; torchvision rounds to whole pixels.
                translate=(min(training.shift / width, 1), min(training.shift / height, 1)),
                scale=(1 - training.zoom, 1 + training.zoom),
                interpolation=v2.InterpolationMode.BILINEAR,
            )
        )
    transform: Callable[[torch.Tensor], torch.Tensor] = v2.Compose(steps)
    return transform
