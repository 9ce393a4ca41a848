"""Methods with a table of values, with their default settings, where the best is known."""

from typing import Any

import pytest

from core.catalog.build import build_spec
from core.catalog.descriptions import Facts
from core.catalog.find import recipe
from core.recipes.heuristic import check_known
from core.spec.message import SpecError
from tests.fixtures.playing import play


def scores(name: str, data: str, seed: int = 0, **sections: Any) -> dict[str, Any]:
    """Return the test scores of a run."""
    raw = {"recipe": name, "dataset": data, "seed": seed, "device": "cpu", **sections}
    return play(build_spec(raw))[0].scores["test"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("double", [False, True])
def test_q_learning_comes_near_the_optimum_of_the_lake(seed: int, double: bool) -> None:
    found = scores("q_learning", "FrozenLake-v1", seed, params={"double": double})
    assert found["success_rate"] >= 0.71


@pytest.mark.slow
def test_q_learning_walks_along_the_edge_and_sarsa_keeps_away() -> None:
    assert scores("q_learning", "CliffWalking-v1")["length_mean"] == 13
    assert scores("sarsa", "CliffWalking-v1")["length_mean"] == 17


@pytest.mark.slow
def test_planning_in_the_head_saves_real_steps() -> None:
    plain = {"learning_rate": 0.1, "decay": False, "exploration": 0.1, "last_exploration": 0.1}
    short: dict[str, Any] = {"params": plain, "training": {"steps": 20_000, "epochs": 80}}
    real = scores("q_learning", "CliffWalking-v1", **short)["solved_steps"]
    assert scores("dyna_q", "CliffWalking-v1", **short)["solved_steps"] <= real / 4


def test_a_rule_of_thumb_is_refused_where_none_is_known() -> None:
    spec = build_spec({"recipe": "heuristic", "dataset": "CartPole-v1"})
    check_known(spec, Facts((4,)))
    stranger = spec.model_copy(update={"dataset": "Elsewhere-v0"})
    with pytest.raises(SpecError, match="no rule of thumb is known for Elsewhere-v0"):
        check_known(stranger, Facts((4,)))


def test_tables_are_for_finitely_many_actions() -> None:
    for name in ("q_learning", "sarsa", "expected_sarsa", "monte_carlo", "dyna_q"):
        assert recipe(name).accepts == {"discrete"}
        with pytest.raises(SpecError, match="cannot learn from Pendulum-v1"):
            build_spec({"recipe": name, "dataset": "Pendulum-v1"})
