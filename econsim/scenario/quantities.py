"""A number and its unit, as in '21 days' or '5 AKT': read exactly, and guessed at where it was mistyped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from econsim.scenario.slips import point_for_comma
from econsim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

_SECONDS_PER_MINUTE, _DAYS_PER_WEEK = 60, 7
WRITTEN = {"day": SECONDS_PER_DAY, "hour": SECONDS_PER_HOUR, "minute": _SECONDS_PER_MINUTE}  # back into scenarios
_READ = {**WRITTEN, "week": _DAYS_PER_WEEK * SECONDS_PER_DAY}
SECONDS = {**_READ, **{f"{unit}s": seconds for unit, seconds in _READ.items()}, "s": 1}
TIME_MEANT = {
    **{unit: unit for unit in SECONDS},
    "w": "weeks",
    "d": "days",
    **dict.fromkeys(("h", "hr", "hrs"), "hours"),
    **dict.fromkeys(("m", "min", "mins"), "minutes"),
    **dict.fromkeys(("sec", "secs", "second", "seconds"), "s"),
}
_QUANTITY = re.compile(r"([0-9]+(?:\.[0-9]+)?) +([A-Za-z]+)")


def quantity(text: str) -> tuple[str, str] | None:
    """Return the number, as it is written, and the unit of '21 days'; None for anything else."""
    match = _QUANTITY.fullmatch(text)
    return None if match is None else (match[1], match[2])


def seconds_in(text: str) -> Decimal | None:
    """Return the seconds of a number with a unit of time, None for anything else."""
    found = quantity(text)
    return Decimal(found[0]) * SECONDS[found[1]] if found and found[1] in SECONDS else None


def quantity_meant(value: Any, units: Mapping[str, str]) -> str:
    """Return '; did you mean ...?' for a number and a unit with a comma, no space between, or another spelling.

    `units` holds spellings in small letters with what is to be written.
    """
    if not isinstance(value, str):
        return ""
    text = re.sub(r"(?<=[0-9]) *(?=[A-Za-z])", " ", point_for_comma(value) or value.strip()[:80], count=1)
    found = quantity(text)
    unit = units.get(found[1].lower()) if found is not None else None
    if found is None or unit is None:
        return ""
    is_one = found[0] == "1" and unit.endswith("s") and unit != "s"
    return f"; did you mean '{found[0]} {unit[:-1] if is_one else unit}'?"


def zone_meant(value: Any) -> str:
    """Return how a time is written that has no time zone, nothing for what is no time."""
    try:
        moment = datetime.fromisoformat(value.strip()) if isinstance(value, str) else value
    except ValueError:
        return ""
    if not isinstance(moment, datetime) or moment.tzinfo is not None or moment != moment:
        return ""
    if isinstance(value, str) and ":" not in value:
        return ""
    if isinstance(value, str):
        return f"; it has no time zone, in UTC it is {moment.isoformat()}Z"
    return "; it has no time zone, give it one: tz='UTC' of pandas, tzinfo=UTC of datetime"
