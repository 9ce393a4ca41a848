"""What the layer editor does to a list of layers."""

from typing import Any

import pytest

from core.catalog.descriptions import Facts
from core.spec.layers import LAYERS, Convolution, Dense, Flatten, Followed, follow
from pages._ui.layer_editor import _answers, _form, changed

NOTHING = Followed([])


def layers() -> list[dict[str, Any]]:
    """Return three layers to change."""
    return [{"type": "convolution"}, {"type": "flatten"}, {"type": "dense"}]


def kinds(after: list[dict[str, Any]]) -> list[str]:
    """Return the layers' types."""
    return [layer["type"] for layer in after]


@pytest.mark.parametrize(
    ("action", "expected", "selected"),
    [
        ({"do": "select", "index": 2}, ["convolution", "flatten", "dense"], 2),
        ({"do": "delete", "index": 0}, ["flatten", "dense"], 0),
        ({"do": "delete", "index": 2}, ["convolution", "flatten"], 1),
        ({"do": "duplicate", "index": 1}, ["convolution", "flatten", "flatten", "dense"], 2),
        ({"do": "move", "index": 0, "to": 2}, ["flatten", "dense", "convolution"], 2),
        ({"do": "move", "index": 2, "to": 0}, ["dense", "convolution", "flatten"], 0),
        (
            {"do": "add", "type": "dropout", "index": 1},
            ["convolution", "dropout", "flatten", "dense"],
            1,
        ),
    ],
)
def test_an_action_changes_the_list(
    action: dict[str, Any], expected: list[str], selected: int
) -> None:
    after = layers()
    assert changed(after, action, NOTHING, []) == selected
    assert kinds(after) == expected


def test_a_setting_is_changed_and_nonsense_is_not_taken() -> None:
    after = layers()
    act = {"do": "set", "index": 0, "type": "convolution", "name": "channels", "value": 12}
    assert changed(after, act, NOTHING, []) == 0
    assert after[0] == Convolution(channels=12).model_dump(mode="json")
    for wrong in (
        {"value": 0},
        {"value": None},
        {"value": "many"},
        {"name": "type", "value": "dense"},
        {"name": "magic"},
        {"type": "dense"},  # of a list that has changed since
    ):
        changed(after, act | wrong, NOTHING, [])
        assert after[0]["channels"] == 12 and after[0]["type"] == "convolution"


@pytest.mark.parametrize("kind", LAYERS)
def test_every_setting_of_a_layer_can_be_drawn(kind: str) -> None:
    form = _form({"type": kind}, 0)
    assert form["title"] and form["help"]
    for field in form["fields"]:
        assert field["label"] and field["help"] and field["name"] in form["values"]
        assert field["kind"] in ("int", "float", "bool", "choice")
        assert all(word for _, word in field["choices"])
        if field["kind"] in ("int", "float"):
            bounds = (field["minimum"], field["maximum"])
            assert None not in bounds and all(f"{bound:g}" in field["rule"] for bound in bounds)


@pytest.mark.parametrize(
    "action",
    [
        {"do": "delete", "index": 3},
        {"do": "delete", "index": -1},
        {"do": "delete", "index": None},
        {"do": "move", "index": 0, "to": 9},
        {"do": "add", "type": "magic", "index": 0},
        {"do": "explode", "index": 0},
        {"do": "fix"},
        {"do": "undo"},
        {},
    ],
)
def test_nonsense_does_nothing(action: dict[str, Any]) -> None:
    after = layers()
    assert changed(after, action, NOTHING, []) is None
    assert after == layers()


def test_a_duplicate_is_no_alias() -> None:
    after = layers()
    changed(after, {"do": "duplicate", "index": 0}, NOTHING, [])
    after[1]["channels"] = 99
    assert "channels" not in after[0]


def test_the_fix_of_the_first_problem_is_applied() -> None:
    broken = follow([Dense(units=4)], (1, 8, 8))
    after = [Dense(units=4).model_dump(mode="json")]
    assert changed(after, {"do": "fix"}, broken, []) == 0
    assert after == [Flatten().model_dump(mode="json"), Dense(units=4).model_dump(mode="json")]


def test_undo_brings_back_what_was_there() -> None:
    after, history = layers()[:1], [layers()]
    changed(after, {"do": "undo"}, NOTHING, history)
    assert after == layers()
    assert history == []


@pytest.mark.parametrize(
    ("facts", "output", "said"),
    [
        (Facts((1, 8, 8), classes=("cat", "dog")), (2,), "one number for each of 2 classes"),
        (Facts((4,), actions=("left", "right")), (2,), "one value for each of 2 actions"),
        (Facts((4,), actions=("left", "right")), (), "one value for each of 2 actions"),
        (
            Facts((4,), actions=("left", "right")),
            (3,),
            "the state's value, and what each of 2 actions adds",
        ),
    ],
)
def test_it_says_what_comes_out(facts: Facts, output: tuple[int, ...], said: str) -> None:
    assert _answers(facts, output) == said
