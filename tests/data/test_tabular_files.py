"""Tables that people bring: what becomes of each column, and what is said about it."""

import subprocess
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from core.catalog.descriptions import Facts, implementation
from core.catalog.find import source
from core.data import csv
from core.data.csv import CsvParams
from core.data.dataset import SPLITS, Dataset
from core.data.sheets import ingest
from core.data.sheets.ingest import glances
from core.data.uploads import keep, path_of
from core.spec.message import SpecError
from core.spec.parameters import parse
from tests.fixtures.tables import columns, parquet_bytes, right_columns, rows, text, xlsx

PENGUINS = Path(__file__).parents[3] / "shared" / "data" / "penguins.csv"
COUNT = 100
random = np.random.default_rng(0)
HALF = random.permutation(["x", "y"] * (COUNT // 2)).tolist()
SMOOTH = random.normal(size=COUNT).round(4).tolist()


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process, which is quicker."""
    monkeypatch.setattr(ingest, "_read_elsewhere", ingest.read)


def settings(content: str | bytes, **data: Any) -> CsvParams:
    """Return settings that name an upload of this content."""
    raw = content.encode() if isinstance(content, str) else content
    return parse(CsvParams, {"path": keep(raw, "mine.csv"), **data}, "data")


def read(content: str | bytes, **data: Any) -> tuple[Facts, Dataset]:
    """Return what is known of a table, and what was loaded."""
    params = settings(content, **data)
    return csv.facts(params), csv.load(params)


def said(facts: Facts) -> str:
    """Return all notes as one text."""
    return " ".join(note.worded() for note in facts.notes)


def column(data: Dataset, name: str) -> list[float]:
    """Return the values of a feature, in the order of the file."""
    place = data.features.index(name)
    parts = [data.splits[split] for split in SPLITS]
    order = np.argsort(np.concatenate([part.about["row"] for part in parts]))
    values: list[float] = np.concatenate([part.inputs[:, place] for part in parts])[order].tolist()
    return values


@pytest.mark.skipif(not PENGUINS.exists(), reason="the shared data are not there")
def test_penguins_need_no_hand_work(here: None) -> None:
    facts, data = read(PENGUINS.read_bytes(), target="species")
    assert facts.task == "classification"
    assert facts.classes == ("Adelie", "Chinstrap", "Gentoo")
    assert facts.sizes == {"train": 206, "valid": 69, "test": 69}
    assert data.features == (
        *("island = Biscoe", "island = Dream", "island = Torgersen"),
        *("bill_length_mm", "bill_length_mm is missing"),
        *("bill_depth_mm", "bill_depth_mm is missing"),
        *("flipper_length_mm", "flipper_length_mm is missing"),
        *("body_mass_g", "body_mass_g is missing"),
        *("sex = FEMALE", "sex = MALE", "sex = missing"),
    )
    assert sum(column(data, "sex = missing")) == 11
    gone = np.flatnonzero(column(data, "body_mass_g is missing"))
    assert len(gone) == 2
    train = data.splits["train"].inputs
    whole = train[train[:, data.features.index("body_mass_g is missing")] == 0]
    median = float(np.median(whole[:, data.features.index("body_mass_g")]))
    assert np.array(column(data, "body_mass_g"))[gone].tolist() == [median, median]
    facts, _ = read(PENGUINS.read_bytes(), target="body_mass_g")
    assert facts.task == "regression" and facts.classes == ()
    assert facts.sizes == {"train": 204, "valid": 69, "test": 69}
    assert "left out: 2." in said(facts)


def test_categories_are_one_hot_and_rare_ones_share_a_column(here: None) -> None:
    colours = ["red"] * 40 + ["blue"] * 40 + [""] * 19 + ["mauve"]
    facts, data = read(columns(colour=[*colours, *colours[:-1], "red"], t=HALF * 2))
    assert data.features == tuple(
        f"colour = {level}" for level in ("blue", "red", "other", "missing")
    )
    assert column(data, "colour = red")[:100] == [1.0] * 40 + [0.0] * 60
    assert column(data, "colour = other")[:100] == [0.0] * 99 + [1.0]
    assert sum(part.inputs.sum() for part in data.splits.values()) == 200
    assert "Rare categories" in said(facts) and "No value is a category of its own" in said(facts)
    many = [f"w{number % 25:02}" for number in range(COUNT)]
    _, data = read(columns(word=many, t=HALF))
    assert len(data.features) == 21 and data.features[-1] == "word = other"


def test_dates_become_their_parts(here: None) -> None:
    days = [date(2023, 11, 5) + timedelta(days=3 * number) for number in range(COUNT)]
    random.shuffle(days)
    _, data = read(columns(when=days, t=HALF))
    assert data.features == (
        *("when: year", "when: month", "when: day of week", "when: days since 2023-11-05"),
    )
    assert column(data, "when: year") == [day.year for day in days]
    assert column(data, "when: month") == [day.month for day in days]
    assert column(data, "when: day of week") == [day.isoweekday() for day in days]
    since = [(day - date(2023, 11, 5)).days for day in days]
    assert column(data, "when: days since 2023-11-05") == since


@pytest.mark.parametrize(
    "form",
    [
        *("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d.%m.%y", "%m/%d/%Y", "%d/%m/%Y", "%d-%m-%Y"),
        *("%d %b %Y", "%d-%b-%Y", "%Y年%m月%d日", "%Y-%m-%dT%H:%M:%SZ", "%d.%m.%Y %H:%M"),
    ],
)
def test_dates_are_read_in_many_forms(here: None, form: str) -> None:
    days = [date(2019, 12, 13) + timedelta(days=number % 19) for number in range(COUNT)]
    facts, data = read(columns(when=[day.strftime(form) for day in days], t=HALF))
    found = column(data, "when: days since 2019-12-13")
    assert found == [(day - days[0]).days for day in days]
    assert "01/02/2020" not in said(facts)  # since some days are beyond the 12th


@pytest.mark.parametrize(
    "write",
    ["{:.3f}", "{:+.2f}", "{:.2e}", '"{:,.2f}"', "$ {:.2f}", "{:.1f} %", "{:.0f}"],
)
def test_numbers_are_read_in_many_forms(here: None, write: str) -> None:
    values = [10_000 * value for value in SMOOTH]
    _, data = read(columns(a=[write.format(value) for value in values], t=HALF))
    plain = [float(write.strip('"$ %').format(value).replace(",", "")) for value in values]
    assert column(data, "a") == pytest.approx(plain, rel=1e-6)


def test_decimal_commas_are_read(here: None) -> None:
    values = [f"{value * 1e4:.2f}".replace(".", ",") for value in SMOOTH]
    table = text([["a", "t"], *map(list, zip(values, HALF, strict=True))], ";")
    _, data = read(table)
    assert column(data, "a") == pytest.approx([round(v * 1e4, 2) for v in SMOOTH], rel=1e-6)


KINDS = {
    "smooth": (SMOOTH, "number"),
    "few": ([number % 7 for number in range(COUNT)], "number"),
    "counted": (list(range(500, 500 + COUNT)), "identifier"),
    "shuffled": (random.permutation(COUNT).tolist(), "identifier"),
    "customer_id": ([7919 * number % 10_007 for number in range(COUNT)], "identifier"),
    "paid": ([7919 * number % 10_007 for number in range(COUNT)], "number"),
    "name": ([f"n{number}" for number in range(COUNT)], "identifier"),
    "remark": (
        [f"this is what customer {n} had to say about it all" for n in range(COUNT)],
        "text",
    ),
    "street": ([f"street {number // 2 * 2 - number % 3}" for number in range(COUNT)], "text"),
    "zip": ([f"0{1000 + number % 5}" for number in range(COUNT)], "category"),
    "yes": (["yes", "no"] * (COUNT // 2), "category"),
    "day": ([f"2024-01-{1 + number % 30:02}" for number in range(COUNT)], "date"),
    "same": ([3] * COUNT, "constant"),
    "ticked": (["x", "", "", "", ""] * (COUNT // 5), "category"),
    "none": (["", "NA"] * (COUNT // 2), "empty"),
}


def test_what_columns_are_is_guessed(here: None) -> None:
    params = settings(columns(**{name: values for name, (values, _) in KINDS.items()}, t=HALF))
    found = {glance.name: glance for glance in glances(path_of(params.path, "data.path"))}
    assert {name: glance.kind for name, glance in found.items()} == {
        **{name: kind for name, (_, kind) in KINDS.items()},
        "t": "category",
    }
    assert found["ticked"].missing == 80 and found["ticked"].distinct == 1
    assert found["few"].first[:9] == ("0", "1", "2", "3", "4", "5", "6", "0", "1")
    notes = said(csv.facts(params))
    assert "number or name the rows: 'counted', 'shuffled', 'customer_id', 'name'." in notes
    assert "free text: 'remark', 'street'." in notes
    assert "always the same: 'same'." in notes
    assert "can be read: 'none'." in notes


def test_parquet_says_what_its_columns_are(here: None) -> None:
    noon = datetime(2024, 5, 1, 12)
    stored = {
        "whole": (pa.array([number % 9 for number in range(COUNT)], pa.int16()), "number"),
        "half": (pa.array(SMOOTH, pa.float16()), "number"),
        "exact": (pa.array([Decimal(number % 9) / 4 for number in range(COUNT)]), "number"),
        "nan": (pa.array([float("nan"), 1.5, 2.5, 3.5] * 25), "number"),
        "true": (pa.array([True, False, None, False] * 25), "category"),
        "day": (pa.array([date(2024, 1, 1 + number % 9) for number in range(COUNT)]), "date"),
        "when": (pa.array([noon + timedelta(days=number % 9) for number in range(COUNT)]), "date"),
        "zoned": (
            pa.array([noon] * 99 + [noon + timedelta(days=1)], pa.timestamp("us", "Asia/Tokyo")),
            "date",
        ),
        "coded": (pa.array(["p", "q"] * 50).dictionary_encode(), "category"),
        "large": (pa.array(["p", "q"] * 50, pa.large_string()), "category"),
        "view": (pa.array(["1", "2"] * 50, pa.string_view()), "number"),
        "bytes": (pa.array([b"p", b"q"] * 50), "empty"),
        "clock": (pa.array([time(3), time(4)] * 50), "empty"),
        "group": (pa.array([{"a": 1}, {"a": 2}] * 50), "empty"),
        "gone": (pa.nulls(COUNT), "empty"),
    }
    params = settings(parquet_bytes({name: values for name, (values, _) in stored.items()}))
    found = glances(path_of(params.path, "data.path"))
    assert {glance.name: glance.kind for glance in found} == {
        name: kind for name, (_, kind) in stored.items()
    }
    missing = {glance.name: glance.missing for glance in found}
    assert missing["nan"] == missing["true"] == 25 and missing["bytes"] == COUNT
    assert csv.facts(params).classes == ("1", "2")  # of the last column that can be predicted


def test_guesses_can_be_corrected(here: None) -> None:
    table = columns(
        code=[10 + number % 3 for number in range(COUNT)],
        year=list(range(1900, 1900 + COUNT)),
        when=[20_240_101 + number % 20 for number in range(COUNT)],
        zip=[f"0{1 + number % 5}" for number in range(COUNT)],
        extra=SMOOTH,
        t=HALF,
    )
    facts, data = read(table)
    assert data.features[:2] == ("code", "when") and "year" not in data.features
    types = {"code": "category", "year": "number", "extra": "drop", "zip": "number"}
    facts, data = read(table, types=types)
    assert data.features == ("code = 10", "code = 11", "code = 12", "year", "when", "zip")
    assert column(data, "zip")[:5] == [1, 2, 3, 4, 5]
    assert "only number or name" not in said(facts)


def test_the_target_is_guessed_and_said(here: None) -> None:
    table = columns(a=SMOOTH, t=HALF, id=range(COUNT), same=["k"] * COUNT)
    facts, data = read(table)
    assert data.target == "t" and facts.classes == ("x", "y")
    assert "No target was named, so the last column that can be predicted, 't', is." in said(facts)
    for name in ("a", "A", " a "):
        facts, data = read(table, target=name)
        assert data.target == "a" and "No target" not in said(facts)
        assert data.splits["train"].targets.dtype == np.float32


@pytest.mark.parametrize(
    ("values", "task"),
    [
        ([number % 10 for number in range(COUNT)], "classification"),
        ([number % 20 for number in range(COUNT)], "classification"),
        ([number % 21 for number in range(COUNT)], "regression"),
        ([0.5 * (number % 10) for number in range(COUNT)], "classification"),
        ([0.5 * (number % 11) for number in range(COUNT)], "regression"),
        ([f"w{number % 20}" for number in range(COUNT)], "classification"),
    ],
)
def test_many_different_numbers_are_predicted_as_numbers(
    here: None, values: list[Any], task: str
) -> None:
    facts, _ = read(columns(a=SMOOTH, t=random.permutation(values).tolist()))
    assert facts.task == task
    assert ("different numbers" in said(facts)) == (not isinstance(values[0], str))


def test_classes_that_are_numbers_are_in_their_order(here: None) -> None:
    facts, _ = read(columns(a=SMOOTH, t=[(10, 9, 2.5, -1)[n % 4] for n in range(COUNT)]))
    assert facts.classes == ("-1", "2.5", "9", "10")
    facts, _ = read(columns(a=SMOOTH, t=[number % 12 for number in range(COUNT)]))
    assert facts.classes == tuple(map(str, range(12)))


LABELS = [number % 3 for number in range(COUNT)]
WORDS = [f"k{label}" for label in LABELS]
GAPPED = [None if number % 5 == 0 else label for number, label in enumerate(LABELS)]


@pytest.mark.parametrize(
    ("leak", "target", "found"),
    [
        (WORDS, WORDS, "leak"),
        (LABELS, WORDS, "leak"),
        ([label == 1 for label in LABELS], WORDS, "leak"),
        (["" if value is None else value for value in GAPPED], WORDS, "leak"),
        (["" if label else "2024-01-01" for label in LABELS], WORDS, "leak"),
        ([f"{word}{number % 2}" for number, word in enumerate(WORDS)], WORDS, "determined"),
        ([*WORDS[:-1], "k1"], WORDS, ""),
        (HALF, WORDS, ""),
        (SMOOTH, SMOOTH, "leak"),
        ([round(2.54 * value + 7, 2) for value in SMOOTH], SMOOTH, "leak"),
        ([-np.exp(value) for value in SMOOTH], SMOOTH, "leak"),
        ([round(value) for value in SMOOTH], SMOOTH, "leak"),
        ([value + 0.2 * (number % 2) for number, value in enumerate(SMOOTH)], SMOOTH, ""),
        ([int(value == max(SMOOTH)) for value in SMOOTH], SMOOTH, ""),
        (HALF, SMOOTH, ""),
    ],
)
def test_columns_that_follow_from_the_answer_are_found(
    here: None, leak: list[Any], target: list[Any], found: str
) -> None:
    other = random.normal(size=COUNT).tolist()
    table = columns(other=other, leak=leak, t=target)
    facts, data = read(table, target="t")
    assert any(name.startswith("leak") for name in data.features) == (found != "leak")
    sentences = {
        "leak": "follow from 't' and would give it away: 'leak'.",
        "determined": "occurs with one 't' only: 'leak'.",
    }
    for kind, sentence in sentences.items():
        assert (sentence in said(facts)) == (kind == found)
    if found == "leak":
        facts, data = read(table, target="t", keep_leaks=True)
        assert any(name.startswith("leak") for name in data.features)
        assert "These columns follow from 't' and give it away: 'leak'." in said(facts)


def test_imbalance_is_pointed_out(here: None) -> None:
    for rare, told in ((20, True), (21, False)):
        target = ["no"] * (COUNT - rare) + ["yes"] * rare
        facts, _ = read(columns(a=SMOOTH, t=target))
        assert ("% of the rows are of class 'no'" in said(facts)) == told
    assert "80 %" in said(read(columns(a=SMOOTH, t=["no"] * 80 + ["yes"] * 20))[0])


def test_all_forms_of_a_file_are_read_alike(here: None) -> None:
    table = rows(COUNT)
    _, plain = read(text(table))
    for content in (
        text(table, "\t").encode("utf-16"),
        xlsx([table[0], *([float(row[0]), float(row[1]), *row[2:]] for row in table[1:])]),
        parquet_bytes(right_columns(COUNT)),
    ):
        _, other = read(content)
        assert other.features == plain.features and other.classes == plain.classes
        for split in SPLITS:
            assert np.array_equal(other.splits[split].inputs, plain.splits[split].inputs)
            assert np.array_equal(other.splits[split].targets, plain.splits[split].targets)


def test_long_tables_are_thinned_and_said(here: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.data.sheets.sheet.MOST_ROWS", 60)
    facts, data = read(columns(a=SMOOTH, t=HALF))
    assert sum(facts.sizes.values()) == 60
    assert "Of 100 rows only 60, chosen at random, are used." in said(facts)
    expected = np.float32(SMOOTH).tolist()
    found = column(data, "a")
    assert found == [value for value in expected if value in found]  # in their order


def test_a_file_is_read_once_and_then_only_arranged(
    playground_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: (calls.append(a), run(*a, **k))[1])
    content = columns(a=SMOOTH, b=HALF, t=HALF[::-1])
    params = settings(content)
    found = csv.facts(params)
    assert csv.facts(params) == found
    csv.load(params)
    assert len(calls) == 1
    assert calls[0][0][:3] == [sys.executable, "-m", "core.data.sheets.ingest"]
    glances(path_of(params.path, "data.path"))
    csv.load(params.model_copy(update={"split_seed": 5, "noise": 0.1}))
    assert len(calls) == 1
    # Another target needs the file no more: what was read of it is kept.
    (playground_home / "uploads" / params.path).write_text("gone")
    assert csv.facts(params.model_copy(update={"target": "b"})).classes == ("x", "y")
    assert len(calls) == 2


def test_a_path_is_read_anew_when_its_content_changes(here: None, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(columns(a=SMOOTH, t=HALF))
    params = CsvParams(path=str(path))
    assert csv.facts(params).classes == ("x", "y")
    path.write_text(columns(a=SMOOTH, t=WORDS))
    assert csv.facts(params).classes == ("k0", "k1", "k2")


def test_a_reader_that_dies_or_hangs_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    params = settings(text())
    with monkeypatch.context() as patch:
        patch.setattr(ingest, "MOST_SECONDS", 0.01)
        with pytest.raises(SpecError, match="took longer than"):
            csv.facts(params)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(SpecError, match="could not be read within the memory"):
        csv.facts(params)


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer", "diabetes"])
@pytest.mark.parametrize("unscaled", [False, True])
def test_the_tables_of_textbooks_are_scikit_learn_s(name: str, unscaled: bool) -> None:
    from sklearn import datasets

    told = {"scaled": not unscaled} if name == "diabetes" else {}
    bunch = getattr(datasets, f"load_{name}")(**told)
    params = source(name).params(**({"unscaled": unscaled} if told else {}))
    data = implementation(source(name).loader)(params)
    for part in data.splits.values():
        index = part.about["row"]
        assert np.array_equal(part.inputs, bunch.data[index].astype(np.float32))
        assert np.array_equal(part.targets, bunch.target[index].astype(part.targets.dtype))
    if name in ("iris", "breast_cancer"):
        assert data.features == tuple(bunch.feature_names)
        assert data.classes == tuple(bunch.target_names)
    assert data.unit == ("points" if name == "diabetes" else "")
