"""What probes tell of a dataset before anything is trained on it."""

import numpy as np
import pytest

from core.data.digits import load
from core.data.images import ImageParams
from core.data.uploads import keep
from core.probes.balance import balance
from core.probes.ingest import ingest
from core.probes.registry import PROBES
from core.probes.samples import samples
from core.spec.message import SpecError
from tests.fixtures.files import needed, png, zip_bytes


def test_they_are_probes() -> None:
    assert {"samples", "balance", "ingest"} <= set(PROBES)


def test_samples_deal_the_classes_out_in_turn() -> None:
    request = {"dataset": "digits", "data": {"split_seed": 2}, "split": "valid", "count": 25}
    found = samples(request)
    assert found["targets"].tolist() == [*range(10), *range(10), *range(5)]
    examples = load(ImageParams(split_seed=2)).splits["valid"]
    second_three = np.flatnonzero(examples.targets == 3)[1]
    assert np.array_equal(found["inputs"][13], examples.inputs[second_three])
    assert np.array_equal(samples(request)["inputs"], found["inputs"])


def test_samples_come_in_colour_too() -> None:
    data = {**needed("pictures"), "side": 8, "colour": "colour"}
    found = samples({"dataset": "pictures", "data": data, "split": "train", "count": 4})
    assert found["inputs"].shape == (4, 3, 8, 8)


def test_the_balance_counts_each_class_in_each_split() -> None:
    found = balance({"dataset": "digits", "data": {}})
    # As often as each digit is in the whole set.
    whole = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert sum(found.values()).tolist() == whole
    assert {split: int(counts.sum()) for split, counts in found.items()} == {
        **{"train": 1077, "valid": 360},
        "test": 360,
    }
    few = balance({"dataset": "digits", "data": {"subset": 10}})
    assert few["train"].tolist() == [1] * 10
    assert few["test"].tolist() == found["test"].tolist()


def test_what_was_brought_is_read_to_its_end() -> None:
    found = ingest({"dataset": "pictures", "data": {**needed("pictures"), "side": 8}})
    assert found["shape"].tolist() == [1, 8, 8]
    assert found["sizes"].tolist() == [480, 60, 60]


def test_what_is_wrong_with_it_is_the_answer() -> None:
    one = {f"cat/{number}.png": png(np.zeros((8, 8), np.uint8)) for number in range(9)}
    data = {"file": keep(zip_bytes(one), "cats.zip")}
    with pytest.raises(SpecError, match="all pictures are of one class, cat"):
        ingest({"dataset": "pictures", "data": data})


@pytest.mark.parametrize(
    "request_",
    [{}, {"dataset": "nothing", "data": {}}, {"dataset": "digits", "data": {"noise": 7}}],
)
def test_a_wrong_request_is_refused(request_: dict[str, object]) -> None:
    with pytest.raises(SpecError):
        balance(request_)
