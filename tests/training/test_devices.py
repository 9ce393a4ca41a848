"""Which device a run gets, and what it is told when it is another one."""

from typing import Any

import pytest
import torch

from core.catalog.build import build_spec
from core.spec.message import Message, SpecError
from core.training import devices
from tests.fixtures.playing import play_in_store, small_raw


@pytest.fixture
def no_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that there is no accelerator."""
    monkeypatch.setattr(devices, "available", lambda: ["cpu"])


@pytest.fixture
def two_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that there are two graphics cards."""
    monkeypatch.setattr(devices, "available", lambda: ["cpu", "cuda:0", "cuda:1"])


@pytest.mark.parametrize("name", ["gpu", "cuda:", "cuda:-1", "cuda:100", "CPU", "", "cuda:0 "])
def test_an_unknown_device_is_an_error(name: str) -> None:
    with pytest.raises(SpecError) as raised:
        build_spec(small_raw("random_forest", "digits") | {"device": name})
    (problem,) = raised.value.problems
    assert problem.field == "device"
    assert "auto, cpu, cuda, cuda:0" in problem.worded()


@pytest.mark.usefixtures("no_cards")
@pytest.mark.parametrize("name", ["cuda", "cuda:0", "cuda:3", "mps"])
def test_an_absent_device_falls_back_and_says_so(name: str) -> None:
    used, message = devices.choose(name)
    assert used == "cpu"
    assert message is not None
    assert f"{name} was asked for" in message.worded()


@pytest.mark.usefixtures("no_cards")
def test_a_run_on_an_absent_device_finishes_and_says_so() -> None:
    run = play_in_store(build_spec(small_raw("cnn", "digits") | {"device": "cuda"}))
    assert run.status == "finished"
    assert run.device == "cpu"
    assert run.spec["device"] == "cuda"
    assert run.message is not None
    assert "uses cpu" in Message.from_json(run.message).worded()


@pytest.mark.usefixtures("two_cards")
@pytest.mark.parametrize(
    ("name", "used"),
    [("auto", "cuda:0"), ("cuda", "cuda:0"), ("cuda:1", "cuda:1"), ("cpu", "cpu")],
)
def test_a_present_device_is_used_without_a_word(name: str, used: Any) -> None:
    assert devices.choose(name) == (used, None)


@pytest.mark.usefixtures("two_cards")
def test_a_third_card_falls_back_to_the_first() -> None:
    used, message = devices.choose("cuda:2")
    assert used == "cuda:0"
    assert message is not None


def test_every_machine_has_its_processor() -> None:
    assert devices.available()[0] == "cpu"
    assert all(torch.device(name) for name in devices.available())
