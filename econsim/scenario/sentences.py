"""What pydantic refuses, said plainly: what was given, what is allowed, what may have been meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from econsim.scenario.codes import Code
from econsim.scenario.fields import Spec, root_spec
from econsim.scenario.merge import BEGINNINGS, closest
from econsim.scenario.origin import Mistakes, Node, Path, Words, nearest
from econsim.scenario.slips import meant_as_entry, point_for_comma
from econsim.scenario.values import (
    AS_DURATION,
    Inconsistent,
    Part,
    Refused,
    as_share,
    duration_text,
    number_text,
    shown,
)

Model = TypeVar("Model", bound=BaseModel)
Told = tuple[Path, str, Code]  # where, what, and its code

_EXPECTED = {
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "string_type": "text",
    "tuple_type": "a list",
    "mapping_type": "a map",
    "dict_type": "a map",
    "model_type": "a map",
    "too_short": "one entry at least",
}
_SHORT = 40
_NUMBER = re.compile(r"([+-]?(?:[0-9]{1,15}(?:\.[0-9]{1,15})?|\.[0-9]{1,15}))( ?%)?")
_DEC18 = range(10**12, 10**18 + 1)  # what may be a part of 1 as the chain stores it
_OUT_OF_RANGE = ("greater_than", "greater_than_equal", "less_than", "less_than_equal")


class Several(ValueError):
    """Mistakes of what one validator has made of a value, each with its place in it."""

    def __init__(self, told: list[Told]) -> None:
        """Keep them."""
        self.told = told
        super().__init__("; ".join(message for _, message, _ in told))

    @classmethod
    def of(cls, message: str, code: Code, *where: str) -> Several:
        """Return a single mistake."""
        return cls([(where, message, code)])

    def below(self, name: str) -> list[Told]:
        """Return the mistakes seen from one step further out."""
        return [((name, *where), message, code) for where, message, code in self.told]


def checked(
    model: type[Model], values: Any, path: Path, tree: Node, mistakes: Mistakes, context: Any = None
) -> Model | None:
    """Return the model made of values, or None after noting every mistake at its place in the tree."""
    try:
        return model.model_validate(values, context=context)
    except ValidationError as error:
        for where, message, code in problems(model, error, mistakes.words):
            mistakes.add(nearest(tree, (*path, *where)), (*path, *where), message, code)
        return None


def problems(model: type[BaseModel], error: ValidationError, words: Words) -> list[Told]:
    """Return the path inside the model, a plain sentence and a code for every problem of a validation."""
    told: list[Told] = []
    for details in error.errors(include_url=False):
        cause = details.get("ctx", {}).get("error")
        if isinstance(cause, Several):
            place = tuple(map(str, details["loc"]))
            told += [((*place, *where), message, code) for where, message, code in cause.told]
        elif not _counts_the_refused_as_missing(details):
            told.append(_problem(root_spec(model), details, words))
    return told


def _counts_the_refused_as_missing(details: Any) -> bool:
    """Return whether a list is called too short for entries that are mistakes of their own."""
    return bool(details["type"] == "too_short" and len(details["input"]) >= details["ctx"]["min_length"])


def _problem(root: Spec, details: Mapping[str, Any], words: Words) -> Told:
    kind, given = details["type"], details["input"]
    path = tuple(str(part) for part in details["loc"])
    if path and path[-1] == "[key]":
        return path[:-1], *_about_key(details)
    if kind == "value_error":
        cause = details["ctx"]["error"]
        at = (*path, *cause.at.split(".")) if isinstance(cause, Inconsistent) else path
        return at, str(cause), cause.code if isinstance(cause, Refused) else "inconsistent"
    about = _SENTENCES.get(kind)
    if about is not None:
        return path, *about(root, path, given, words)
    if kind in _EXPECTED:
        code: Code = {"too_short": "empty", "finite_number": "out-of-range"}.get(kind, "wrong-type")  # type: ignore[assignment]
        return path, _wrong_type(given, _EXPECTED[kind], root.walk(path)), code
    if kind == "literal_error":
        return path, f"is {shown(given)}; expected {_one_of(details, given)}", "unknown-value"
    message = details["msg"]
    if kind == "money":
        return path, message, "not-an-amount"
    return path, f"is {shown(given)}; {message[0].lower()}{message[1:]}", "wrong-type"


def _about_key(details: Mapping[str, Any]) -> tuple[str, Code]:
    if details["type"] == "value_error":
        return str(details["ctx"]["error"]), "bad-name"
    if details["type"] == "literal_error":
        return f"is no name that can stand here; expected {_one_of(details, details['input'])}", "unknown-field"
    return "is no name that can stand here; expected a whole number above 0", "bad-name"


def _one_of(details: Mapping[str, Any], given: Any) -> str:
    known = str(details["ctx"]["expected"]).replace("'", "")
    return known + closest(str(given), re.split(", | or ", known))


def _missing(root: Spec, path: Path, given: Any, words: Words) -> tuple[str, Code]:
    holders = [root.walk(path[:depth]) for depth in range(len(path))]
    is_fixed = all(holder is not None and issubclass(holder.model or object, Part) for holder in holders)
    return (words.missing, "missing") if is_fixed else ("missing; give it", "incomplete")


def _no_such_field(root: Spec, path: Path, given: Any, words: Words) -> tuple[str, Code]:
    if path[-1] in words.gone:
        return f"is gone: {words.gone[path[-1]]}", "renamed"
    holder = root.walk(path[:-1])
    known = [] if holder is None or holder.model is None else list(holder.model.model_fields)
    if set(BEGINNINGS) & set(known):  # either way to say when something begins will do
        known += [name for name in BEGINNINGS if name not in known]
    hint = closest(path[-1], known)
    return "no such field" + (
        hint or (f"; there are {', '.join(known)}" if known else "; it takes none")
    ), "unknown-field"


def _out_of_range(root: Spec, path: Path, given: Any, words: Words) -> tuple[str, Code]:
    spec = root.walk(path)
    limits = {} if spec is None else spec.limits
    hint = ""
    if limits.get("le", limits.get("lt")) == 1 and 1 < given <= 100:
        hint = f"; did you mean {number_text(as_share(given))}?"
    if isinstance(given, int):
        hint = hint or _part_of_1(given, limits)
    allowed = spec.range if spec is not None else ""
    is_duration = spec is not None and AS_DURATION in spec.metadata
    told = duration_text(given) if is_duration else number_text(given)
    return f"is {told}; expected {allowed}{hint}", "out-of-range"


def _part_of_1(given: int, limits: Mapping[str, float]) -> str:
    """Return what a whole number is as a part of 1 with 18 decimals and no point, as the chain stores it."""
    is_part = limits.get("le", limits.get("lt")) == 1 and given in _DEC18
    return f"; with 18 decimals that is {number_text(given / 10**18)}" if is_part else ""


def _not_whole(root: Spec, path: Path, given: Any, words: Words) -> tuple[str, Code]:
    spec = root.walk(path)
    if _is_percent(spec) and isinstance(given, float) and 0 < given < 1:
        return f"is {number_text(given)}; expected a whole percentage; did you mean {round(given * 100)}?", "wrong-type"
    return _wrong_type(given, "a whole number", spec), "wrong-type"


def _is_percent(spec: Spec | None) -> bool:
    extra = None if spec is None or spec.field is None else spec.field.json_schema_extra
    return isinstance(extra, dict) and str(extra["unit"]).startswith("whole percent")


_SENTENCES: dict[str, Callable[[Spec, Path, Any, Words], tuple[str, Code]]] = {
    "missing": _missing,
    "int_type": _not_whole,
    "int_from_float": _not_whole,
    "extra_forbidden": _no_such_field,
    **dict.fromkeys(_OUT_OF_RANGE, _out_of_range),
}


def _wrong_type(given: Any, expected: str, spec: Spec | None) -> str:
    hint = ""
    if isinstance(given, str) and expected.endswith("number"):
        hint = _number_in_text(given, spec)
    if isinstance(given, str) and expected == "a list" and given.isprintable() and len(given) < _SHORT:
        hint = f"; write [{given}]"
    if expected == "a map":
        hint = meant_as_entry(given)
    if isinstance(given, float) and given.is_integer() and expected == "a whole number":
        hint = f"; write {int(given)}"
    return f"is {shown(given)}; expected {expected}{hint}"


def _number_in_text(given: str, spec: Spec | None) -> str:
    """Return how a number that was written as text, or with a percent sign, is to be written."""
    pointed = point_for_comma(given)
    if given.isdecimal() and given.isascii() and spec is not None and len(given) <= len(str(_DEC18.stop)):
        meant = _part_of_1(int(given), spec.limits)
        if meant:
            return meant
    match = _NUMBER.fullmatch(pointed or given.strip())
    if match is None:
        return ""
    if pointed and not match[2]:
        return f"; did you mean {pointed}?"
    number, percent = Decimal(match[1]), match[2]
    if not percent and _is_percent(spec) and 0 < number < 1:
        return f"; did you mean {round(number * 100)}?"
    if not percent:
        return f"; write {number_text(float(number))} without quotes"
    return f"; did you mean {number if _is_percent(spec) else (number / 100).normalize():f}?"
