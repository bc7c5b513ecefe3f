"""Values as the chain prints them: decimals as text with 18 places, Go's durations, coins.

Source: cosmos/cosmos-sdk types/decimal.go (Dec.String), types/coin.go (Coin.String) @9abd946; Go's time.Duration.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

GO_DURATION = r"([0-9]{1,9}h)?([0-9]{1,9}m)?[0-9]{1,12}(\.[0-9]{1,9})?s"
_GO = re.compile(r"(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?([0-9]{1,12}(?:\.[0-9]{1,9})?)s")
_DEC18 = re.compile(r"-?[0-9]{1,20}\.[0-9]{18}")
_COIN = re.compile(r"([0-9]{1,18})(?:\.0{18})?([a-z]+)")
_NANO = 10**9
_MINUTES_AN_HOUR = _SECONDS_A_MINUTE = 60


def without_decimal_texts(given: Any) -> Any:
    """Return what was given with "0.050000000000000000" as the number 0.05, also in the lists of a map."""
    if isinstance(given, Mapping):
        return {name: _number(entry) for name, entry in given.items()}
    return given


def _number(given: Any) -> Any:
    if isinstance(given, tuple | list):
        return type(given)(map(_number, given))
    return float(given) + 0.0 if isinstance(given, str) and _DEC18.fullmatch(given) else given


def go_seconds(text: str) -> Decimal | None:
    """Return the seconds of "1814400s", "24h0m0s" or "10m0s", None for anything else."""
    match = _GO.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds = (Decimal(part or 0) for part in match.groups())
    return (hours * _MINUTES_AN_HOUR + minutes) * _SECONDS_A_MINUTE + seconds


def coin_of(text: str, denom: str) -> int | None:
    """Return the amount of a coin such as "5000000uatom", None for anything else and for another denom."""
    match = _COIN.fullmatch(text)
    return int(match[1]) if match is not None and match[2] == denom else None


def seconds_in_nanoseconds(value: Any) -> Decimal | None:
    """Return the seconds of a whole number that can only be nanoseconds, as the chain's older JSON has them."""
    is_digits = isinstance(value, str) and re.fullmatch(r"[0-9]{10,19}", value)
    if isinstance(value, bool) or not (is_digits or (isinstance(value, int) and value >= _NANO)):
        return None
    return Decimal(int(value)) / _NANO
