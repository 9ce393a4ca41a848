"""Garbage in, sentences out: no specification, however odd, raises anything but SpecError."""

import random
from typing import Any

import pytest

from core.catalog.build import build_spec
from core.spec.message import SpecError

NESTED: Any = None
for _ in range(3000):
    NESTED = [NESTED]

HUGE = -(10**5000)  # more digits than Python agrees to print

JUNK: list[Any] = [
    None,
    True,
    -1,
    0,
    2.5,
    10**30,
    HUGE,
    float("nan"),
    float("inf"),
    "",
    "x" * 100_000,
    "\ud800",
    "line\nline",
    "{value} {0} {",
    "'; DROP TABLE runs; --",
    "🦉",
    b"bytes",
    [],
    [[]],
    NESTED,
    {},
    {"a": {"b": [1, {"c": None}]}},
    {1: 2},
    {"\ud800": 1},
    {"a\nb": 1},
    {"k" * 10_000: 1},
    object(),
    1 + 2j,
]
# Every place in a specification where junk may stand; the last two are names nobody knows.
PLACES = [
    ("recipe",),
    ("dataset",),
    ("version",),
    ("seed",),
    ("device",),
    ("params",),
    ("data",),
    ("training",),
    ("params", "layers"),
    ("params", "dropout"),
    ("params", "layers", 0),
    ("params", "layers", 0, "type"),
    ("params", "layers", 0, "channels"),
    ("params", "layers", 1, "rate"),
    ("data", "split_seed"),
    ("training", "epochs"),
    ("training", "batch_size"),
    ("training", "optimiser"),
    ("training", "learning_rate"),
    ("params", "no_such_setting"),
    ("no_such_setting",),
]
# Junk that happens to be right where it stands. A switch counts as the number 1, as in Python.
VALID = [
    *((name, {}) for name in ("params", "data", "training")),
    *((name, 0) for name in ("seed", "split_seed", "dropout", "rate")),
    *((name, True) for name in ("seed", "split_seed", "channels", "epochs", "batch_size")),
    ("learning_rate", True),
    ("learning_rate", 2.5),
    ("layers", []),
]


def fits(junk: Any, place: tuple[Any, ...]) -> bool:
    """Return whether pydantic can be asked about junk at a place at all.

    It spells out the type of a layer, which Python refuses for these two, and complains on
    stderr. JSON can hold neither.
    """
    return place[-1] != "type" or not (junk is NESTED or junk is HUGE)


def sound() -> dict[str, Any]:
    """Return a specification that is right."""
    return {
        "version": 1,
        "recipe": "cnn",
        "dataset": "digits",
        "params": {
            "layers": [
                {"type": "convolution", "channels": 4},
                {"type": "dropout", "rate": 0.1},
                {"type": "flatten"},
            ],
            "dropout": 0.1,
        },
        "data": {"split_seed": 3},
        "training": {"epochs": 3, "batch_size": 32, "optimiser": "adam", "learning_rate": 0.01},
        "device": "cpu",
        "seed": 5,
    }


def put(raw: Any, place: tuple[Any, ...], value: Any) -> None:
    """Set what stands at a place."""
    for part in place[:-1]:
        raw = raw[part]
    raw[place[-1]] = value


def check_sentences(error: SpecError, *, fields: set[str] | None = None) -> None:
    """Check that each problem is one short printable line that names a field."""
    assert error.problems
    for problem in error.problems:
        sentence = problem.worded()
        assert problem.field
        assert sentence.startswith(f"{problem.field}: ")
        assert len(sentence) > len(problem.field) + 5
        assert len(sentence) < 1500
        assert len(sentence.splitlines()) == 1
        sentence.encode("utf-8")
        if fields is not None:
            assert any(problem.field.startswith(field) for field in fields), sentence
    assert len(error.worded().splitlines()) == 1


def test_the_specification_that_garbage_is_put_into_is_right() -> None:
    build_spec(sound())


@pytest.mark.parametrize("place", PLACES, ids=lambda place: ".".join(map(str, place)))
def test_any_junk_in_any_place_is_refused_in_words(place: tuple[Any, ...]) -> None:
    refused = 0
    fitting = [junk for junk in JUNK if fits(junk, place)]
    for junk in fitting:
        raw = sound()
        put(raw, place, junk)
        try:
            build_spec(raw)
        except SpecError as error:
            refused += 1
            check_sentences(error, fields={str(place[0])})
        else:
            assert (place[-1], junk) in VALID
    assert refused >= len(fitting) - 3


@pytest.mark.parametrize("seed", range(200))
def test_random_garbage_in_several_places_at_once(seed: int) -> None:
    generator = random.Random(seed)
    raw = sound()
    for place in generator.sample(PLACES[3:], 3):
        junk = generator.choice([junk for junk in JUNK if fits(junk, place)])
        try:
            put(raw, place, junk)
        except (KeyError, IndexError, TypeError):
            continue  # other junk already stands where this was to go
    put(raw, ("no_such_setting",), generator.choice(JUNK))
    with pytest.raises(SpecError) as raised:
        build_spec(raw)
    check_sentences(raised.value)
    assert "no_such_setting" in [problem.field for problem in raised.value.problems]


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_junk_instead_of_a_specification(junk: Any) -> None:
    with pytest.raises(SpecError) as raised:
        build_spec(junk)
    check_sentences(raised.value)


WRONG: list[tuple[tuple[Any, ...], Any, str]] = [
    (("recipe",), "ccn", "recipe: 'ccn' is not known here; the choices are cnn, "),
    (("dataset",), "digit", "dataset: 'digit' is not known here; the choices are digits, "),
    (("seed",), -1, "seed: it must be 0 or more, not -1"),
    (("seed",), 2**32, "seed: it must be 4294967295 or less, not 4294967296"),
    (("device",), "gpu", "device: the device must be auto, cpu, cuda, cuda:0, cuda:1, ... or mps"),
    (("training", "epochs"), "ten", "training.epochs: it must be a whole number, not 'ten'"),
    (("training", "epochs"), 2.5, "training.epochs: it must be a whole number, not 2.5"),
    (("training", "epochs"), 0, "training.epochs: it must be 1 or more, not 0"),
    (("training", "optimiser"), "adamm", "training.optimiser: it must be one of 'sgd', "),
    (("training", "rate"), 1, "training.rate: there is no such setting; the choices are epochs, "),
    (("params", "dropout"), 1, "params.dropout: it must be less than 1, not 1"),
    (("params", "layers", 1, "type"), "dens", "params.layers.1: the type must be one of "),
    (("version",), 2, "version: this setup was made by a newer playground (version 2)"),
]


@pytest.mark.parametrize(("place", "value", "sentence"), WRONG)
def test_a_single_mistake_is_explained(place: tuple[Any, ...], value: Any, sentence: str) -> None:
    raw = sound()
    put(raw, place, value)
    with pytest.raises(SpecError) as raised:
        build_spec(raw)
    (problem,) = raised.value.problems
    assert problem.worded().startswith(sentence)


def test_all_mistakes_are_told_at_once() -> None:
    raw = sound() | {"seed": -1, "device": "gpu"}
    raw["training"]["epochs"] = 0
    raw["params"]["dropout"] = 2
    with pytest.raises(SpecError) as raised:
        build_spec(raw)
    fields = {problem.field for problem in raised.value.problems}
    assert fields == {"seed", "device", "training.epochs", "params.dropout"}


def test_a_recipe_does_not_take_other_kinds_of_data() -> None:
    with pytest.raises(SpecError) as raised:
        build_spec({"recipe": "cnn", "dataset": "ring_fixture"})
    (problem,) = raised.value.problems
    assert problem.field == "dataset"
    assert "image" in problem.worded() and "points" in problem.worded()
