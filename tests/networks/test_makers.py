"""Halves of networks that make examples: shapes, and what normalises them."""

from __future__ import annotations

from typing import Any, cast

import pytest
import torch
from torch import nn

from core.networks.makers import (
    Body,
    Unit,
    maker,
    one_after_the_other,
    reader,
    sizes,
    with_labels,
)
from core.spec.layers import Shape

SHAPES: list[Shape] = [(2,), (1, 8, 8), (3, 32, 32), (1, 28, 28), (2, 5, 9)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("normalisation", ["none", "batch", "layer", "spectral"])
@pytest.mark.parametrize("convolutional", [False, True])
def test_examples_come_out_in_their_shape_and_go_in(
    shape: Shape, normalisation: Any, convolutional: bool
) -> None:
    body = Body(convolutional, 3, 32, normalisation, dropout=0.2)
    made = maker(5, shape, body)(torch.randn(4, 5))
    assert made.shape == (4, *shape)
    assert reader(shape, 7, body)(made).shape == (4, 7)


def test_only_pictures_are_convolved_and_halved_up_to_one_pixel() -> None:
    body = Body(convolutional=True, depth=3, width=32)
    assert not any(isinstance(part, nn.Conv2d) for part in maker(5, (2,), body).modules())
    convolved = [part for part in reader((1, 8, 8), 1, body) if isinstance(part, nn.Conv2d)]
    assert [part.out_channels for part in convolved] == [8, 8, 16, 32]
    assert sizes((1, 7, 3), 3) == [(7, 3), (4, 2), (2, 1), (1, 1)]


@pytest.mark.parametrize("convolutional", [False, True])
def test_spectral_normalisation_makes_the_largest_singular_value_one(convolutional: bool) -> None:
    torch.manual_seed(0)
    network = reader((1, 8, 8), 1, Body(convolutional, 2, 32, "spectral")).train()
    for _ in range(200):  # each pass iterates once more towards the largest singular value
        network(torch.randn(2, 1, 8, 8))
    weighed = [part for part in network.eval() if isinstance(part, nn.Linear | nn.Conv2d)]
    assert len(weighed) == (4 if convolutional else 3)
    for part in weighed:
        values = torch.linalg.svdvals(part.weight.detach().flatten(1))
        assert values[0] == pytest.approx(1, abs=1e-3)
        assert values[-1] < values[0] or len(values) == 1


def test_what_is_made_at_first_is_as_varied_as_what_it_is_made_from() -> None:
    torch.manual_seed(0)
    made = maker(16, (2,), Body(False, 4, 256))(torch.randn(2000, 16))
    assert 0.5 < made.std().item() < 3


def test_points_are_standardised_and_pictures_go_from_minus_one_to_one() -> None:
    points = torch.tensor([[10.0, 0.0], [30.0, 0.5]])
    unit = Unit((2,))
    unit.measure(points)
    assert unit.enter(points).mean(0).tolist() == pytest.approx([0, 0], abs=1e-6)
    assert unit.enter(points).std(0, correction=0).tolist() == pytest.approx([1, 1])
    assert torch.allclose(unit.leave(unit.enter(points)), points)
    pictures = Unit((1, 2, 1))
    pictures.measure(torch.rand(3, 1, 2, 1))
    assert pictures.enter(torch.tensor([0.0, 0.5, 1.0])).tolist() == [-1, 0, 1]
    assert pictures.leave(torch.tensor([-1.0, 0.0, 1.0])).tolist() == [0, 0.5, 1]


def test_classes_are_told_as_ones_behind_the_code() -> None:
    codes = torch.tensor([[5.0], [6.0], [7.0]])
    labels = one_after_the_other(3, 2, codes)
    assert labels.tolist() == [0, 1, 0]
    told = cast(list[list[float]], with_labels(codes, labels, 2).tolist())
    assert told == [[5, 1, 0], [6, 0, 1], [7, 1, 0]]
