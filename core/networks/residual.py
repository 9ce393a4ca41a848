"""The residual block of He et al. (2016), figure 2 and section 4.2."""

from __future__ import annotations

import torch
from torch import nn


class ResidualBlock(nn.Module):
    """Two convolutions beside a shortcut, added up: relu(body(x) + shortcut(x)).

    Batch normalisation follows each convolution, so that none needs a bias.
    """

    def __init__(
        self, before: int, channels: int, kernel: int, stride: int, *, projects: bool
    ) -> None:
        """Build the block.

        Args:
            before: Channels that come in.
            channels: Channels that go out, of both convolutions.
            kernel: Side of their windows, odd; the padding keeps the image's size.
            stride: Of the first convolution and of the shortcut.
            projects: Whether the shortcut is a 1 x 1 convolution (option B of the paper) instead
                of the input itself, as it must be where the shape changes.
        """
        super().__init__()
        padding = kernel // 2
        self.body = nn.Sequential(
            nn.Conv2d(before, channels, kernel, stride, padding, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(channels, channels, kernel, 1, padding, bias=False),
            nn.BatchNorm2d(channels),
        )
        self.shortcut = (
            nn.Sequential(
                nn.Conv2d(before, channels, 1, stride, bias=False), nn.BatchNorm2d(channels)
            )
            if projects
            else nn.Identity()
        )

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Map images (batch, before, height, width) to (batch, channels, ...)."""
        added: torch.Tensor = self.body(images) + self.shortcut(images)
        return added.relu()
