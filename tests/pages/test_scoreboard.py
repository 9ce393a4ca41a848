"""The scoreboard of either task: what ranks, which interval, and the verdict in words."""

import pytest
from streamlit.testing.v1 import AppTest

from core.store import arrays
from core.store.runs import Run
from tests.fixtures.playing import play_in_store, small_spec


def page() -> None:
    """Draw the scoreboard of the newest run's data."""
    from core.store import runs
    from pages._ui.scoreboard import scoreboard

    newest = runs.find()[0]
    scoreboard(None, newest)


def scored(recipe: str, data: str) -> Run:
    """Train a small run and return it."""
    return play_in_store(small_spec(recipe, data))


def opened() -> AppTest:
    app = AppTest.from_function(page, default_timeout=30).run()
    assert not app.exception
    return app


def test_regressors_are_ranked_by_their_mean_absolute_error() -> None:
    trained = [scored(name, "diabetes") for name in ("dummy", "mlp", "ridge")]
    table = opened().dataframe[0].value
    maes = [run.scores["test"]["mae"] for run in trained]
    assert list(table["mae"]) == sorted(maes)
    assert "accuracy" not in table
    for metric in ("mse", "rmse", "r2"):
        found = dict(zip(table["model"], table[metric], strict=True))
        assert found["Ridge regression"] == trained[2].scores["test"][metric]
    low, high = map(float, table["interval"][0].split(" – "))
    assert low < min(maes) < high


@pytest.mark.parametrize(
    ("data", "classical", "test"),
    [("diabetes", "dummy", "Sign-flip"), ("iris", "dummy", "McNemar")],
)
def test_the_best_network_is_tested_against_the_best_classical_model(
    data: str, classical: str, test: str
) -> None:
    for name in ("mlp", classical):
        scored(name, data)
    app = opened()
    words = " ".join(item.value for item in (*app.markdown, *app.caption))
    assert "Does the network beat the best classical model?" in words
    assert test in words and "luck alone" in words
    assert ("One test example more or less" in words) == (data == "iris")


def test_a_run_whose_predictions_are_lost_has_no_interval() -> None:
    run = scored("dummy", "diabetes")
    arrays.save(run.id, "predictions", {})
    assert opened().dataframe[0].value["interval"][0] is None
