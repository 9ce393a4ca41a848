"""Parameters as data: bounds, help and label live once and serve widget, validator and CLI."""

from __future__ import annotations

import reprlib
import types
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from core.spec.message import N_, Message, Problem, SpecError


class Parameters(BaseModel):
    """Base of everything that can be set: frozen, no unknown names, no infinities.

    Attributes:
        examples_of: Of a dataset's settings: the dataset whose examples these are in another form,
            in the same splits, so that scores on both are comparable.
    """

    examples_of: ClassVar[str] = ""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True
    )


def setting(
    default: Any,
    label: str,
    help: str,
    *,
    choices: Mapping[Any, str] | None = None,
    unit: str = "",
    step: float | None = None,
    logarithmic: bool = False,
    advanced: bool = False,
    upload: Sequence[str] = (),
    empty: str = N_("off"),
    only_with: Mapping[str, Sequence[Any]] | None = None,
    only_for: Sequence[str] = (),
    **bounds: float,
) -> Any:
    """Declare one setting of a `Parameters` class.

    Args:
        default: The value when the user says nothing.
        label: What it is called, in a learner's words (marked with `N_`).
        help: What it does and what to try (marked with `N_`).
        choices: For `Literal` types: each value's label (marked with `N_`).
        unit: Unit shown beside the value, such as `%` or `px`.
        step: How far one press of the widget's + or - goes.
        logarithmic: Whether sensible values differ by factors (a learning rate).
        advanced: Whether the form shows it only on request.
        upload: For a setting that names a file: the endings it may have; `*` is any.
        empty: For a setting that may be None: what that means, as its empty field says it.
        only_with: Values of other settings of the class, one of which each must have, or this one
            changes nothing and is not offered.
        only_for: The kinds of data that it is about; all if empty.
        bounds: pydantic's `ge`, `gt`, `le`, `lt`.

    Returns:
        A pydantic field.
    """
    extra = {
        "label": label,
        "help": help,
        "choices": dict(choices) if choices else None,
        "unit": unit,
        "step": step,
        "logarithmic": logarithmic,
        "advanced": advanced,
        "upload": list(upload),
        "empty": empty,
        "only_with": {name: list(values) for name, values in (only_with or {}).items()},
        "only_for": list(only_for),
    }
    # Spelled as plain values: pydantic's overloads do not know bounds that are handed on.
    keywords: dict[str, Any] = {"json_schema_extra": {"setting": extra}, **bounds}
    return Field(default, **keywords)


def inherited(kind: type[Parameters], name: str, default: Any) -> Any:
    """Declare the setting `name` of a parent class anew, with another default."""
    info = kind.model_fields[name]
    keywords: dict[str, Any] = {"json_schema_extra": info.json_schema_extra, **_bounds(info)}
    return Field(default, **keywords)


@dataclass(frozen=True)
class Setting:
    """One declared setting, as forms, the CLI and documentation read it."""

    name: str
    kind: Literal["int", "float", "bool", "choice", "text", "list"]
    default: Any
    label: str
    help: str
    choices: Mapping[Any, str]
    unit: str
    step: float | None
    logarithmic: bool
    advanced: bool
    upload: Sequence[str]
    empty: str
    only_with: Mapping[str, Sequence[Any]]
    only_for: Sequence[str]
    optional: bool
    minimum: float | None
    maximum: float | None

    def matters(self, values: Mapping[str, Any], kinds: Collection[str] = ()) -> bool:
        """Return whether it changes anything, beside these values and for data that are these."""
        return (not kinds or not self.only_for or bool({*kinds} & {*self.only_for})) and all(
            values.get(name) in accepted for name, accepted in self.only_with.items()
        )


# fmt: off
_DECLARED = (
    "label", "help", "unit", "step", "logarithmic", "advanced", "upload", "empty", "only_with",
    "only_for",
)
# fmt: on


@cache
def settings_of(parameters: type[Parameters]) -> tuple[Setting, ...]:
    """Return the settings that a parameters class declares, in their order."""
    found = []
    for name, info in parameters.model_fields.items():
        extra = info.json_schema_extra
        declared = extra.get("setting") if isinstance(extra, dict) else None
        if not isinstance(declared, dict):
            continue
        bounds = _bounds(info)
        found.append(
            Setting(
                name=name,
                kind=_kind(info.annotation),
                optional=type(None) in get_args(info.annotation),
                default=info.default,
                minimum=bounds.get("ge", bounds.get("gt")),
                maximum=bounds.get("le", bounds.get("lt")),
                choices=declared["choices"] or {},  # type: ignore[arg-type]
                **{  # type: ignore[arg-type]
                    key: declared[key] for key in _DECLARED
                },
            )
        )
    return tuple(found)


def _bounds(info: FieldInfo) -> dict[str, float]:
    """Return the bounds of a field: `ge`, `gt`, `le`, `lt`, as far as it has them."""
    return {
        key: getattr(item, key)
        for item in info.metadata
        for key in ("ge", "gt", "le", "lt")
        if getattr(item, key, None) is not None
    }


def _kind(annotation: Any) -> Any:
    """Map a field's type to the kind of widget that edits it."""
    origin = get_origin(annotation)
    if origin is Literal:
        return "choice"
    if origin in (Union, types.UnionType):
        return _kind(next(arg for arg in get_args(annotation) if arg is not type(None)))
    if origin in (tuple, list):
        return "list"
    names = {bool: "bool", int: "int", float: "float", str: "text"}
    return names.get(annotation, "list")


P = TypeVar("P", bound="Parameters")


def parse(kind: type[P], raw: Any, path: str) -> P:
    """Validate `raw` as parameters of type `kind`.

    Args:
        kind: The parameters class.
        raw: A mapping, as from JSON.
        path: Where it stands in the specification, such as `params`.

    Returns:
        The validated parameters.

    Raises:
        SpecError: One problem for each field at fault.
    """
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        # pydantic's own rendering of inputs may be huge or unprintable; ours is bounded.
        found = [_problem(kind, item, path) for item in error.errors(include_url=False)]
        raise SpecError(found) from None


_SENTENCES: dict[str, str] = {
    "extra_forbidden": N_("there is no such setting; the choices are {choices}"),
    "missing": N_("it is missing"),
    "literal_error": N_("it must be one of {expected}, not {value}"),
    "greater_than_equal": N_("it must be {ge} or more, not {value}"),
    "greater_than": N_("it must be more than {gt}, not {value}"),
    "less_than_equal": N_("it must be {le} or less, not {value}"),
    "less_than": N_("it must be less than {lt}, not {value}"),
    "finite_number": N_("it must be a finite number, not {value}"),
    "too_long": N_("it holds {actual_length} entries; {max_length} is the most"),
    "too_short": N_("it holds {actual_length} entries; {min_length} is the least"),
    "string_too_long": N_("it is longer than {max_length} characters"),
    "union_tag_invalid": N_("the type must be one of {expected_tags}, not {tag}"),
    "union_tag_not_found": N_("each entry needs a {discriminator}"),
}
_KINDS: dict[str, str] = {
    "int": N_("it must be a whole number, not {value}"),
    "float": N_("it must be a number, not {value}"),
    "bool": N_("it must be true or false, not {value}"),
    "string": N_("it must be text, not {value}"),
    "tuple": N_("it must be a list, not {value}"),
    "model": N_("it must be a group of settings, not {value}"),
    "dict": N_("it must be a group of settings, not {value}"),
}
_OTHERWISE = N_("{value} is not accepted here")


def _problem(kind: type[Parameters], error: ErrorDetails, path: str) -> Problem:
    """Word one pydantic error as a field, a rule, the value and what would be accepted."""
    where = ".".join([path, *(_part(part) for part in error["loc"])]).strip(".") or "spec"
    values: dict[str, Any] = {"value": shown(error.get("input"))}
    context = error.get("ctx", {})
    values |= {key: _context(key, value) for key, value in context.items()}
    raised = context.get("error")
    if isinstance(raised, SpecError):
        return Problem(where, raised.problems[0].message)
    code = error["type"]
    if code == "extra_forbidden":
        names = _names_at(kind, error["loc"])
        values["choices"] = ", ".join(names) if names else Message(N_("none"))
    text = _SENTENCES.get(code) or next(
        (sentence for prefix, sentence in _KINDS.items() if code.startswith(prefix)), _OTHERWISE
    )
    return Problem(where, Message(text, values))


def _names_at(kind: type[Parameters], location: tuple[int | str, ...]) -> list[str]:
    """Return the setting names valid beside the unknown one at `location`."""
    if len(location) == 1:
        return list(kind.model_fields)
    inner = kind.model_fields.get(str(location[0]))
    annotation = inner.annotation if inner else None
    if isinstance(annotation, type) and issubclass(annotation, Parameters):
        return _names_at(annotation, location[1:])
    return []


def _part(part: int | str) -> str:
    """Return one step of a field's path; a name that somebody made up may be anything."""
    text = str(part)
    return text if text.isprintable() and 0 < len(text) <= _MOST_SHOWN else shown(part)


def _context(key: str, value: Any) -> str:
    """Return a value of pydantic's error as a sentence says it."""
    if key == "tag":  # the only one that comes from whoever wrote the specification
        return shown(value)
    return f"{value:.12g}" if isinstance(value, float) else str(value)[:200]


_MOST_SHOWN = 60


class _Short(reprlib.Repr):
    """Bounded in length and depth, whatever the value: a full repr could fail or take forever."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = self.maxlong = _MOST_SHOWN

    def repr_int(self, x: int, level: int) -> str:
        """Python refuses to spell out integers of thousands of digits."""
        if x.bit_length() > 1000:
            return f"{'-' if x < 0 else ''}2**{x.bit_length() - 1}..."
        return super().repr_int(x, level)


def shown(value: Any) -> str:
    """Return a short, printable form, on one line, of whatever somebody typed."""
    text = _Short().repr(value).replace("\n", " ")
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 3] + "..."
