"""The residual block against torchvision's, which is that of He et al. 2016."""

import pytest
import torch
from torch import nn

from core.networks.residual import ResidualBlock
from core.networks.stack import build_stack
from core.networks.vision import torchvision
from core.spec import layers as spec
from core.spec.layers import follow


def theirs(before: int, channels: int, stride: int) -> nn.Module:
    """Return torchvision's basic block, its shortcut projected as its ResNets do it."""
    torchvision()
    from torchvision.models.resnet import BasicBlock

    downsample = None
    if stride > 1 or before != channels:
        downsample = nn.Sequential(
            nn.Conv2d(before, channels, 1, stride, bias=False), nn.BatchNorm2d(channels)
        )
    block: nn.Module = BasicBlock(before, channels, stride, downsample)
    return block


@pytest.mark.parametrize(("before", "channels", "stride"), [(4, 4, 1), (4, 4, 2), (3, 6, 1)])
def test_a_block_computes_what_torchvisions_does(before: int, channels: int, stride: int) -> None:
    torch.manual_seed(0)
    layer = spec.ResidualBlock(channels=channels, stride=stride)
    (ours,) = build_stack(follow([layer], (before, 7, 7)).rows, (before, 7, 7))
    assert isinstance(ours, ResidualBlock)
    peer = theirs(before, channels, stride)
    # Both hold their tensors in the same order: body first, then the shortcut.
    values = list(ours.state_dict().values())
    names = list(peer.state_dict())
    assert len(values) == len(names)
    peer.load_state_dict(dict(zip(names, values, strict=True)))
    images = torch.randn(5, before, 7, 7)
    for training in (True, False):
        ours.train(training), peer.train(training)
        assert torch.equal(ours(images), peer(images))


def test_the_input_passes_unchanged_where_the_body_adds_nothing() -> None:
    block = ResidualBlock(4, 4, 3, 1, projects=False).eval()
    for weight in block.body.parameters():
        nn.init.zeros_(weight)
    images = torch.rand(2, 4, 5, 5)
    assert torch.equal(block(images), images)
