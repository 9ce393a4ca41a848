"""Who judges made examples: a classifier trained on the same data, or the places that are known."""

from pathlib import Path

import numpy as np
import pytest
import torch

from core.catalog.descriptions import implementation
from core.catalog.find import source
from core.data.dataset import Dataset, Examples
from core.training import judging_network
from core.training.judge import Judge, judge_of


def loaded(name: str, **settings: object) -> Dataset:
    described = source(name)
    data: Dataset = implementation(described.loader)(described.params(**settings))
    return data


@pytest.fixture(scope="module")
def digits() -> Dataset:
    return loaded("digits")


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process know no judge yet, and train one in three steps."""
    monkeypatch.setattr(judging_network, "_known", {})
    quick = {side: plan._replace(steps=3) for side, plan in judging_network._PLANS.items()}
    monkeypatch.setattr(judging_network, "_PLANS", quick)


def squares(count: int = 12) -> Dataset:
    """Return a few pictures of bright or dark squares."""
    random = np.random.default_rng(0)
    labels = np.arange(count) % 2
    pictures = random.random((count, 1, 4, 4), np.float32) / 2 + labels[:, None, None, None] / 2
    examples = Examples(pictures.astype(np.float32), labels)
    return Dataset(
        "squares", ("dark", "bright"), dict.fromkeys(("train", "valid", "test"), examples)
    )


def test_it_recognises_real_digits_and_no_noise(digits: Dataset) -> None:
    judge = judge_of(digits)
    held = digits.splits["valid"]
    seen = judge.look(held.inputs)
    assert seen.features.shape == (360, judging_network.FEATURES)
    assert seen.sure.mean() >= 0.93
    assert (seen.labels == held.targets)[seen.sure].mean() >= 0.98
    noise = np.random.default_rng(0).random((360, 1, 8, 8), np.float32)
    assert judge.look(noise).sure.mean() < 0.5


def test_features_tell_noise_from_digits(digits: Dataset) -> None:
    judge, random = judge_of(digits), np.random.default_rng(0)
    real = judge.look(digits.splits["train"].inputs).normal
    held = digits.splits["valid"].inputs
    grainy = np.clip(held + 0.2 * random.standard_normal(held.shape, np.float32), 0, 1)
    apart = [real.frechet(judge.look(each).normal) for each in (held, grainy)]
    assert apart[1] > 3 * apart[0]


def test_it_is_trained_once_and_then_read(
    forgetful: None, playground_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = squares()
    first = judge_of(data).look(data.splits["train"].inputs)
    (kept,) = (playground_home / "judges").iterdir()
    assert kept.suffix == ".pt"
    judging_network._known.clear()
    monkeypatch.setattr(judging_network, "_train", lambda *given: pytest.fail("trained again"))
    again = judge_of(data).look(data.splits["train"].inputs)
    assert (first.features == again.features).all()


def test_a_damaged_file_is_replaced(forgetful: None, playground_home: Path) -> None:
    data = squares()
    first = judge_of(data).look(data.splits["train"].inputs)
    (kept,) = (playground_home / "judges").iterdir()
    kept.write_bytes(kept.read_bytes()[:100])
    judging_network._known.clear()
    again = judge_of(data).look(data.splits["train"].inputs)
    assert (first.features == again.features).all()
    assert kept.stat().st_size > 100


def test_other_labels_have_another_judge(forgetful: None, playground_home: Path) -> None:
    data = squares()
    judge_of(data)
    train = data.splits["train"]
    judge_of(Dataset("squares", data.classes, {"train": Examples(train.inputs, 1 - train.targets)}))
    assert len(list((playground_home / "judges").iterdir())) == 2


def test_training_it_leaves_the_run_s_random_state_alone(forgetful: None) -> None:
    torch.manual_seed(3)
    expected = torch.rand(1)
    torch.manual_seed(3)
    judge_of(squares())
    assert torch.rand(1) == expected


def test_a_process_keeps_the_judges_that_it_needed_last(
    forgetful: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging_network, "_train", lambda *given: None)
    data = [squares(count) for count in range(2, 3 + judging_network._ROOM)]
    for each in data:
        judge_of(each)
    assert len(judging_network._known) == judging_network._ROOM
    assert judge_of(data[1]).network is judge_of(data[1]).network


def test_it_is_trained_even_where_no_gradients_are_wanted(forgetful: None) -> None:
    with torch.no_grad():
        first = judge_of(squares()).look(squares().splits["train"].inputs)
    judging_network._known.clear()
    assert (
        judge_of(squares()).look(squares().splits["train"].inputs).features == first.features
    ).all()


@pytest.mark.parametrize("side", [4, 16, 17, 32, 33, 200])
def test_pictures_of_any_size_have_features(side: int) -> None:
    network = judging_network.JudgingNetwork(3, side, 5).eval()
    features, logits = network(torch.rand(2, 3, side // 2, side))
    assert (features.shape, logits.shape) == ((2, judging_network.FEATURES), (2, 5))


def test_of_clouds_it_knows_the_places() -> None:
    data = loaded("ring", modes=4, noise=0.1)
    judge = judge_of(data)
    points = np.array([[0.8, 0.0], [0.0, 0.8], [-0.8, 0.29], [-0.8, 0.31]], np.float32)
    seen = judge.look(points)
    assert judge.classes == 4
    assert seen.labels.tolist() == [0, 1, 2, 2]
    assert seen.sure.tolist() == [True, True, True, False]
    assert (seen.features == points).all()
    assert judge.look(data.splits["test"].inputs).sure.mean() > 0.97


def test_of_other_clouds_it_knows_nothing_but_the_points() -> None:
    judge = judge_of(loaded("moons"))
    assert judge.classes == 0
    assert judge.look(np.zeros((3, 2), np.float32)).sure.size == 0


@pytest.mark.parametrize("shape", [(2,), (1, 8, 8)])
def test_distances_are_root_mean_squares_to_the_nearest(shape: tuple[int, ...]) -> None:
    random = np.random.default_rng(0)
    train, other = (random.random((each, *shape), np.float32) for each in (700, 600))
    data = Dataset("some", (), {"train": Examples(train, np.zeros(700))})
    found = Judge(data, None).distances(np.concatenate([other, train[:1]]))
    apart = (other[:, None].astype(np.float64) - train).reshape(600, 700, -1)
    assert found[:-1] == pytest.approx(np.sqrt(np.square(apart).mean(2)).min(1), abs=1e-4)
    assert found[-1] < 1e-3
