"""Positions against the formulas of their papers."""

from __future__ import annotations

import math

import pytest
import torch

from core.networks.attention import dot_products
from core.networks.positions import Positions, rotated, sinusoidal
from core.spec.attention import PositionName

CPU = torch.device("cpu")


@pytest.mark.parametrize("width", [2, 8, 7])
def test_sinusoidal_positions_follow_vaswani(width: int) -> None:
    table = sinusoidal(50, width, CPU)
    assert table.shape == (50, width)
    for position in (0, 1, 17, 49):
        for i in range(width):
            angle = position / 10000 ** (2 * (i // 2) / width)
            wave = math.cos(angle) if i % 2 else math.sin(angle)
            assert table[position, i].item() == pytest.approx(wave, abs=1e-5)


def test_rotary_positions_follow_su() -> None:
    torch.manual_seed(0)
    size = 6
    vectors = torch.randn(2, 3, 9, size)
    turned = rotated(vectors)
    for time in (0, 1, 8):
        for i in range(size // 2):
            angle = time / 10000 ** (2 * i / size)
            turn = torch.tensor(
                [[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]
            )
            pair = vectors[..., time, 2 * i : 2 * i + 2] @ turn.T
            torch.testing.assert_close(turned[..., time, 2 * i : 2 * i + 2], pair)
    assert torch.equal(turned[..., 0, :], vectors[..., 0, :])
    torch.testing.assert_close(turned.norm(dim=-1), vectors.norm(dim=-1))


def test_scores_of_rotary_positions_depend_on_the_distance_alone() -> None:
    torch.manual_seed(0)
    query, key = torch.randn(2, 8, dtype=torch.float64)
    scores = dot_products(rotated(query.expand(12, 8)), rotated(key.expand(12, 8)))
    for distance in range(-11, 12):
        diagonal = scores.diagonal(distance)
        torch.testing.assert_close(diagonal, diagonal[:1].expand_as(diagonal))
    by_distance = torch.stack([scores.diagonal(distance)[0] for distance in range(-11, 12)])
    assert by_distance.std() > 0.01


@pytest.mark.parametrize("name", ["none", "rotary"])
def test_some_positions_add_nothing(name: PositionName) -> None:
    vectors = torch.randn(2, 5, 4)
    assert torch.equal(Positions(name, 5, 4)(vectors), vectors)
    assert not list(Positions(name, 5, 4).parameters())


def test_learned_positions_are_a_table_of_their_own_for_each_place() -> None:
    positions = Positions("learned", 5, 4)
    (table,) = positions.parameters()
    vectors = torch.zeros(2, 3, 4)
    added = positions(vectors)
    assert torch.equal(added[1], table[:3])
    added.sum().backward()
    assert table.grad is not None
    assert table.grad[:3].all() and not table.grad[3:].any()


def test_sinusoidal_positions_are_added() -> None:
    vectors = torch.randn(2, 5, 4)
    expected = vectors + sinusoidal(5, 4, CPU)
    assert torch.equal(Positions("sinusoidal", 5, 4)(vectors), expected)
