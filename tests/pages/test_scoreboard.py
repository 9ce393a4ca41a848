"""The scoreboard of either task: what ranks, which interval, and the verdict in words."""

import pytest
from streamlit.testing.v1 import AppTest

from core.store import arrays
from core.store.runs import Run
from pages._ui.score_entries import Entry
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
    ("deep", "data", "classical", "test"),
    [
        ("mlp", "diabetes", "dummy", "Sign-flip test of the absolute test errors, of"),
        ("mlp", "iris", "dummy", "McNemar"),
        ("rnn", "sine_mix", "last_value", "Sign-flip test of the absolute test errors in blocks"),
        ("rnn_lm", "python_docs", "ngram_lm", "Sign-flip test of the bits in blocks"),
        ("rnn", "names", "ngram_bayes", "McNemar"),
    ],
)
def test_the_best_network_is_tested_against_the_best_classical_model(
    deep: str, data: str, classical: str, test: str
) -> None:
    for name in (deep, classical):
        scored(name, data)
    app = opened()
    words = " ".join(item.value for item in (*app.markdown, *app.caption))
    assert "Does the network beat the best classical model?" in words
    assert test in words and "luck alone" in words
    assert ("One test example more or less" in words) == (data in ("iris", "names"))
    assert ("latest values" in words) == (data == "sine_mix")
    assert ("What sets them apart" in words) == (deep != "mlp")
    assert ("characters of the test text" in words) == (data == "python_docs")


def test_a_run_whose_predictions_are_lost_has_no_interval() -> None:
    run = scored("dummy", "diabetes")
    arrays.save(run.id, "predictions", {})
    assert opened().dataframe[0].value["interval"][0] is None


def test_language_models_are_ranked_by_their_bits() -> None:
    trained = [scored(name, "python_docs") for name in ("rnn_lm", "ngram_lm")]
    table = opened().dataframe[0].value
    bits = [run.scores["test"]["bits_per_character"] for run in trained]
    assert list(table["bits_per_character"]) == sorted(bits)
    assert {"perplexity", "accuracy"} <= set(table) and "f1_macro" not in table
    low, high = map(float, table["interval"][0].split(" – "))
    assert low < min(bits) < high


def test_strings_are_ranked_by_exact_match_and_have_no_classical_model() -> None:
    run = scored("seq2seq", "reverse")
    app = AppTest.from_function(page_of_setup, default_timeout=30).run()
    assert not app.exception
    table = app.dataframe[0].value
    assert list(table["exact_match"]) == [run.scores["test"]["exact_match"]]
    words = " ".join(item.value for item in app.caption)
    assert "No classical model here learns this" in words
    assert "One string more or less" in words
    assert not [button for button in app.button if button.key == "compare-classical"]


def page_of_setup() -> None:
    """Draw the scoreboard of the newest run's setup, with what may be trained besides."""
    from core.catalog.build import build_spec
    from core.store import runs
    from pages._ui.scoreboard import scoreboard

    newest = runs.find()[0]
    scoreboard(build_spec(newest.spec), newest)


def test_pictures_and_their_rows_share_a_scoreboard() -> None:
    trained = [
        scored("naive_bayes", "digits"),
        scored("naive_bayes", "digit_rows"),
        scored("rnn", "digit_rows"),
    ]
    assert len({run.data_hash for run in trained}) == 1
    app = AppTest.from_function(page_of_setup, default_timeout=30).run()
    assert not app.exception
    table = app.dataframe[0].value
    assert sorted(table["accuracy"]) == sorted(run.scores["test"]["accuracy"] for run in trained)
    words = " ".join(item.value for item in (*app.markdown, *app.caption))
    assert "Does the network beat the best classical model?" in words


def test_what_makes_examples_is_ranked_by_its_distance_from_real_ones() -> None:
    trained = [scored(name, "ring") for name in ("pca_sampling", "kernel_density", "gan")]
    app = opened()
    table = app.dataframe[0].value
    distances = [run.scores["test"]["frechet_distance"] for run in trained]
    assert list(table["frechet_distance"]) == sorted(distances)
    assert "interval" not in table and "accuracy" not in table
    words = " ".join(item.value for item in (*app.markdown, *app.caption))
    assert "Does the network beat the best classical model?" in words
    assert "Of points this distance compares centre and spread alone" in words
    assert "1000 samples of each model beside the 500 test examples" in words
    floor = trained[0].scores["test"]["frechet_floor"]
    assert f"a Fréchet distance of {floor:.3g} from those" in words
    assert "luck alone" not in words


@pytest.mark.parametrize(
    ("deep", "classical", "said"),
    [
        (0.9, 1.2, "cannot tell which is better"),
        (2.0, 1.0, "are farther from real examples"),
        (1.0, 2.0, "are nearer to real examples"),
    ],
)
def test_the_verdict_on_samples_knows_how_far_apart_real_ones_are(
    deep: float, classical: float, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pca_sampling", "gan"):
        scored(name, "ring")

    def mean(entry: Entry, metric: str) -> float:
        if metric == "frechet_floor":
            return 1.0
        return deep if entry.family == "deep" else classical

    monkeypatch.setattr(Entry, "mean", mean)
    assert said in " ".join(item.value for item in opened().markdown)


def test_models_that_do_different_things_with_the_same_data_do_not_mix() -> None:
    classifier, generator = scored("naive_bayes", "moons"), scored("pca_sampling", "moons")
    assert classifier.data_hash == generator.data_hash
    table = opened().dataframe[0].value  # of the newest run
    assert list(table["model"]) == ["PCA sampling"]
    scored("dummy", "moons")
    table = opened().dataframe[0].value
    assert set(table["model"]) == {"Naive Bayes (Gaussian)", "Always the same answer"}
