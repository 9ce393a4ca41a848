"""Intervals and tests where neighbours are alike: by hand, and how often they are wrong."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from core.metrics.blocks import (
    FEWEST_BLOCKS,
    TEXT_BLOCK,
    BlockFlip,
    autocorrelation,
    block_flip,
    block_interval,
    in_words,
    series_block,
    text_block,
)
from core.metrics.error_uncertainty import flip_p_value


def sticky(count: int, likeness: float, random: np.random.Generator) -> NDArray[np.float64]:
    """Return numbers around 0, each so much like the one before it."""
    values = np.zeros(count + 50)
    for place in range(1, len(values)):
        values[place] = likeness * values[place - 1] + random.normal()
    return values[50:]


def test_autocorrelation_by_hand() -> None:
    # Off the mean by 1, 1, -1, -1: products one step apart 1, -1, 1; two apart -1, -1.
    assert autocorrelation(np.array([3.0, 3, 1, 1]), 2).tolist() == [1, 1 / 4, -2 / 4]
    assert autocorrelation(np.full(5, 2.0), 3).tolist() == [0, 0, 0, 0]


def test_blocks_are_as_long_as_neighbours_are_alike() -> None:
    random = np.random.default_rng(0)
    apart = np.mean([series_block(sticky(400, 0.0, random)) for _ in range(20)])
    alike = np.mean([series_block(sticky(400, 0.9, random)) for _ in range(20)])
    assert apart == pytest.approx(math.ceil(400 ** (1 / 3)), abs=1)
    assert 20 < alike <= 400 / FEWEST_BLOCKS
    assert series_block(np.arange(80.0)) == 80 // FEWEST_BLOCKS, "so that some blocks remain"
    assert series_block(np.ones(3)) == 1


def test_blocks_of_text() -> None:
    assert text_block(23_000) == TEXT_BLOCK
    assert text_block(800) == 800 // FEWEST_BLOCKS
    assert text_block(3) == text_block(1) == 1


def test_a_worked_interval() -> None:
    # Blocks of 2 on the circle 0, 4, 8, 4 have means of 2, 6, 6, 2; two are drawn.
    values = np.array([0.0, 4, 8, 4])
    assert block_interval(values, 2) == (2, 6)
    assert block_interval(values, 2, level=0.4) == (4, 4), "half of all draws have one of each"
    assert block_interval(values, 4) == (4, 4), "one block says nothing of any other"
    assert block_interval(np.array([3.0]), 1) == (3, 3)


def test_a_worked_flip() -> None:
    # Of 9 numbers, blocks of 3: sums of differences 3, 6 and 0; 4 of 8 ways reach 9.
    second = np.zeros(9)
    first = np.array([1.0, 1, 1, 2, 2, 2, 1, 0, -1])
    test = block_flip("mae", first, second, 3)
    assert test == BlockFlip("mae", 1.0, 0.0, 4 / 8, 3, 3)
    # One that does not fill a block goes to a neighbour; no example is left out.
    test = block_flip("mae", np.append(first, 6.0), np.zeros(10), 3)
    assert (test.blocks, test.first) == (3, 1.5)
    assert block_flip("mae", first, first, 3).p_value == 1


def test_blocks_of_one_are_the_test_of_single_examples() -> None:
    random = np.random.default_rng(0)
    first, second = random.normal(size=(2, 40))
    assert block_flip("mae", first, second, 1).p_value == flip_p_value(first - second)


def test_neighbours_that_are_alike_are_no_evidence() -> None:
    # Two models that are equally good: a test at 5 % should find a difference in 5 % of cases.
    random = np.random.default_rng(1)
    blocks = single = covered = 0
    trials = 120
    for _ in range(trials):
        values = sticky(600, 0.7, random)
        length = series_block(values)
        blocks += block_flip("mae", values, np.zeros(600), length).p_value < 0.05
        single += flip_p_value(values, flips=500) < 0.05
        low, high = block_interval(values, length, resamples=300)
        covered += low < 0 < high
    assert single / trials > 0.25, "taken one by one, chance looks like a finding"
    assert blocks / trials < 0.15
    assert covered / trials > 0.8


@pytest.mark.parametrize(
    ("test", "words"),
    [
        (
            BlockFlip("mae", 12.3456, 14, 0.3, 12, 5),
            ("A is off by 12.346 on average, B by 14.", "12 blocks of about 5", "within chance"),
        ),
        (
            BlockFlip("bits_per_character", 1.91234, 2.5, 0.001, 115, 200),
            ("A needs 1.912 bits for a character, B 2.5.", "115 blocks of about 200", "more than"),
        ),
    ],
)
def test_a_test_is_put_in_words(test: BlockFlip, words: tuple[str, ...]) -> None:
    sentence = in_words(test, "A", "B").worded()
    assert all(part in sentence for part in words), sentence
