"""How single values are written in a scenario: durations, dates, money, names; and how they are written back."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, model_validator

from econsim.contracts import Frozen
from econsim.errors import one_line
from econsim.scenario.chain_forms import GO_DURATION, go_seconds, seconds_in_nanoseconds, without_decimal_texts
from econsim.scenario.codes import Code
from econsim.scenario.frozen_map import FrozenMap
from econsim.scenario.quantities import SECONDS, TIME_MEANT, WRITTEN, quantity_meant, seconds_in, zone_meant
from econsim.units import SECONDS_PER_DAY

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,79}")
_CLOCK = r"[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})"
_MOMENT = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}({_CLOCK})?")
_FIRST_YEAR, _LAST_YEAR = 2000, 2999
LONGEST_DAYS = 100_000
MOST_AGENTS = 1_000_000
MOST_ACCOUNTS = 10_000  # of those who are few
LARGEST_WHOLE = 100_000
_LONGEST_SHOWN = 56
_ASTRONOMIC = 10**40
LARGEST_MICRO_UNITS = 9 * 10**15  # below 2^53, so that floats hold sums of stake exactly


class Refused(ValueError):
    """A value that cannot be what it is given for, with the code of the mistake."""

    def __init__(self, message: str, code: Code) -> None:
        """Keep the code beside the message."""
        self.code = code
        super().__init__(message)


class Inconsistent(Refused):
    """Values that are fine each for itself but not together; `at` is the field to look at, dotted."""

    def __init__(self, at: str, message: str, code: Code = "inconsistent") -> None:
        """Keep the place beside the message."""
        self.at = at
        super().__init__(message, code)


def sums_to_one(at: str, shares: Mapping[str, float] | Mapping[int, float], what: str = "") -> None:
    """Refuse shares that do not add up to 1."""
    total = math.fsum(shares.values())
    if abs(total - 1.0) > 1e-9:
        listed = ", ".join(f"{name}: {share:g}" for name, share in shares.items())
        raise Inconsistent(at, f"{what or 'shares'} add up to {total:.10g}; expected 1 ({listed})", "shares")


class Part(Frozen):
    """A part of a scenario that every scenario has, its own or its parent's."""


class Section(Part):
    """A part that holds parameters; it reads decimals of the chain.

    `not_read_yet` names the fields that stand here because they are law, and that no rule reads so far.
    """

    not_read_yet: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="before")
    @classmethod
    def _read_decimals_of_the_chain(cls, given: Any) -> Any:
        return without_decimal_texts(given)


class LawSection(Section):
    """The section that dated events change."""

    def with_changes(self, changes: Mapping[str, Any]) -> Self:
        """Return the law with some values changed, checked anew; None removes an entry of a map.

        `changes` has dotted paths, with or without the name of the section, and values as a scenario writes them.
        Raises pydantic's ValidationError for what is not allowed.
        """
        if not changes:
            return self
        parts = {name: part for name, part in self if isinstance(part, Section)}  # checked before: taken as they are
        content = _plain_fields(self, parts) | parts
        for path, value in changes.items():
            *holders, name = path.split(".")
            if holders and holders[0] not in type(self).model_fields:
                holders = holders[1:]
            first = holders[0] if holders else name
            if first in parts:
                content[first] = plain(parts.pop(first))
            place = content
            for holder in holders:
                place[holder] = place = place[holder] if isinstance(place.get(holder), dict) else {}
            place[name] = plain(value)
            if value is None and len(holders) > 1:
                del place[name]
        return type(self).model_validate(content)


def seconds_of(value: Any) -> float:
    """Return the seconds of a duration such as '21 days', '24 hours', '600 s', or the chain's '1814400s', '24h0m0s'."""
    text = value.strip() if isinstance(value, str) else ""
    exact = seconds_in(text)
    exact = go_seconds(text) if exact is None else exact
    if exact is None:
        expected = "expected a duration with its unit, such as '21 days' or '600 s'"
        raise Refused(f"is {shown(value)}; {expected}{_duration_meant(value)}", "not-a-duration")
    seconds = float(exact)
    if seconds > LONGEST_DAYS * SECONDS_PER_DAY:
        raise Refused(f"is {shown(value)}; expected {LONGEST_DAYS} days at most", "out-of-range")
    return seconds


def _duration_meant(value: Any) -> str:
    """Return how a duration is written whose unit or number is spelt in another way, or that is in nanoseconds."""
    seconds = seconds_in_nanoseconds(value)
    if seconds is not None and seconds <= LONGEST_DAYS * SECONDS_PER_DAY:
        return f"; in nanoseconds that is '{duration_text(float(seconds))}'"
    return quantity_meant(value, TIME_MEANT)


def duration_text(seconds: float) -> str:
    """Return a duration in the largest unit that divides it: 1814400.0 -> '21 days'."""
    for unit, length in WRITTEN.items():
        number = seconds / length
        if number >= 1 and number == int(number):
            return f"{int(number)} {unit}" + ("s" if number != 1 else "")
    return f"{Decimal(repr(seconds)).normalize():f} s"


def moment_of(value: Any) -> datetime:
    """Return the time of '2023-08-31T15:45:00Z'; a bare date means 00:00 UTC."""
    moment, match = value, _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value if match and match[1] else f"{value}T00:00:00Z") if match else None
        except ValueError:
            moment = None
    elif isinstance(value, date) and not isinstance(value, datetime):
        moment = datetime(value.year, value.month, value.day, tzinfo=UTC)
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise Refused(
            f"is {shown(value)}; expected a time in UTC such as 2023-08-31T15:45:00Z, or a date such as 2023-08-31"
            + ("; this day or hour is in no calendar" if match else zone_meant(value)),
            "not-a-date",
        )
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise Refused(f"is {shown(value)}; expected a year from {_FIRST_YEAR} to {_LAST_YEAR}", "out-of-range")
    return moment.astimezone(UTC)


def moment_text(moment: datetime) -> str:
    """Return a time as it is written in scenarios."""
    return moment.isoformat().replace("+00:00", "Z")


def _count(value: Any) -> Any:
    return int(value) if isinstance(value, str) and re.fullmatch("[1-9][0-9]{0,9}", value) else value


def _name(value: str) -> str:
    problem = name_problem(value)
    if problem:
        raise Refused(problem, "bad-name")
    return value


def name_problem(value: str) -> str:
    """Return what is wrong with a name that a scenario has chosen, or nothing."""
    if _NAME.fullmatch(value):
        return ""
    return f"is {shown(value)}; a name has letters, digits, _ and -, 80 at most, and does not begin with -"


def text_like(pattern: str) -> Any:
    """Return what an editor's JSON Schema says of a value that is written as text."""
    return Annotated[str, Field(pattern=f"^{pattern}$")]


_ANY_DURATION = text_like(rf"([0-9]+(\.[0-9]+)? +({'|'.join(SECONDS)})|{GO_DURATION})")
AS_DURATION = BeforeValidator(seconds_of, json_schema_input_type=_ANY_DURATION)
FROZEN = AfterValidator(FrozenMap)

Seconds = Annotated[float, AS_DURATION]
Moment = Annotated[datetime, BeforeValidator(moment_of, json_schema_input_type=text_like(_MOMENT.pattern))]
Micro = Annotated[int, Field(ge=0, le=LARGEST_MICRO_UNITS)]
Fraction = Annotated[float, Field(ge=0, le=1)]
Name = Annotated[str, AfterValidator(_name)]
Whole = Annotated[int, Field(gt=0, le=LARGEST_WHOLE)]
Count = Annotated[
    Whole, BeforeValidator(_count, json_schema_input_type=text_like("[1-9][0-9]{0,5}"))
]  # as the key of a map


def shown(value: Any) -> str:
    """Return a value as a message quotes it: as YAML would write it, cut when long."""
    if value is None or isinstance(value, bool):
        return {None: "empty", True: "true", False: "false"}[value]
    if isinstance(value, Mapping):
        return "a map"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    if isinstance(value, str):
        return f"'{one_line(value[:_LONGEST_SHOWN])}{'...' if len(value) > _LONGEST_SHOWN else ''}'"
    return number_text(value) if isinstance(value, int) else one_line(str(value)[:_LONGEST_SHOWN])


def plain(value: Any) -> Any:
    """Return checked values as plain maps, lists, numbers and text that load again as the same values."""
    if isinstance(value, BaseModel):
        return _plain_fields(value)
    if isinstance(value, Mapping):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return moment_text(value) if isinstance(value, datetime) else str(value) if isinstance(value, date) else value


def _plain_fields(model: BaseModel, left_out: Collection[str] = ()) -> dict[str, Any]:
    """Return the fields of a model that have values, plain, behind its kind if it has one."""
    kind, are_durations = _fields_of(type(model))
    content: dict[str, Any] = {} if kind is None else {"kind": kind}
    for name, is_duration in are_durations.items():
        value = getattr(model, name)
        if value is not None and name not in left_out:
            content[name] = duration_text(value) if is_duration else plain(value)
    return content


@cache
def _fields_of(model: type[BaseModel]) -> tuple[str | None, Mapping[str, bool]]:
    """Return the kind of a class of models, None if it has none, and of each field whether it is a duration."""
    is_duration = {name: AS_DURATION in field.metadata for name, field in model.model_fields.items()}
    return getattr(model, "kind", None), is_duration


def counted(number: int, thing: str) -> str:
    """Return a number of things: '1 epoch', '20 epochs'."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def as_share(percent: float) -> float:
    """Return a percentage as a part of 1, without the tail that a division of floats leaves."""
    return float(f"{percent / 100:.12g}")


def number_text(number: float) -> str:
    """Return a number without a needless tail: 0.05, 5, 1e-09."""
    if abs(number) >= _ASTRONOMIC:
        return f"about 10^{math.log10(abs(number)):.0f}" if number > 0 else f"about -10^{math.log10(-number):.0f}"
    try:
        text = f"{Decimal(repr(number)).normalize():f}"
    except InvalidOperation:
        return str(number)
    return text if len(text) <= 20 else str(number)
