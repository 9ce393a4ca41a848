"""In which order examples are seen."""

import pytest
import torch

from core.training.data_order import DataOrder


def epoch(order: DataOrder) -> list[int]:
    """Return the example numbers of the next whole epoch."""
    return torch.cat([order.next() for _ in range(order.batches_per_epoch)]).tolist()


@pytest.mark.parametrize(("size", "batch_size"), [(10, 3), (12, 4), (5, 100), (1, 1), (7, 1)])
def test_each_epoch_covers_each_example_once(size: int, batch_size: int) -> None:
    order = DataOrder(size, batch_size, seed=0)
    epochs = [epoch(order) for _ in range(3)]
    assert all(sorted(numbers) == list(range(size)) for numbers in epochs)
    assert (order.epoch, order.position) == (3, 0)


def test_the_last_batch_is_what_is_left() -> None:
    order = DataOrder(10, 4, seed=0)
    assert [len(order.next()) for _ in range(6)] == [4, 4, 2, 4, 4, 2]
    assert order.steps == 6


def test_the_order_depends_on_seed_and_epoch_alone() -> None:
    one, same, other = DataOrder(50, 8, 1), DataOrder(50, 8, 1), DataOrder(50, 8, 2)
    torch.manual_seed(99)
    first = epoch(one)
    assert epoch(same) == first
    assert epoch(other) != first
    assert epoch(one) != first


def test_drawing_batches_leaves_global_randomness_alone() -> None:
    before = torch.get_rng_state()
    epoch(DataOrder(50, 8, 1))
    assert torch.equal(torch.get_rng_state(), before)


def test_a_position_is_enough_to_go_on() -> None:
    order = DataOrder(50, 8, 1)
    for _ in range(10):
        order.next()
    again = DataOrder(50, 8, 1)
    again.load_state_dict(order.state_dict())
    assert epoch(again) == epoch(order)
    assert again.steps == order.steps == 17
