"""Money as scenarios write it: whole micro-units, an amount with its symbol, or a coin as the chain prints it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from econsim.scenario.chain_forms import coin_of
from econsim.scenario.quantities import quantity, quantity_meant
from econsim.scenario.values import LARGEST_MICRO_UNITS, Refused, shown, text_like
from econsim.units import MICRO

_DECIMALS, _DIGITS = 6, 12  # of an amount in whole units


def micro_units_of(value: Any, symbol: str) -> int:
    """Return whole micro-units of a number of them, an amount '5 ABC' (exact, six decimals), a coin '5000000uabc'."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = value.strip() if isinstance(value, str) else ""
    coin = coin_of(text, f"u{symbol.lower()}")
    if coin is not None:
        return coin
    match = quantity(text)
    if match is None:
        expected = f"expected a whole number of u{symbol.lower()} or an amount '5 {symbol}'"
        raise Refused(f"is {shown(value)}; {expected}{_meant(value, text, symbol)}", "not-an-amount")
    number, unit = match
    if unit != symbol:
        raise Refused(f"is {shown(value)}; expected {symbol}{_meant(value, text, symbol)}", "not-an-amount")
    whole, _, decimals = number.partition(".")
    if len(decimals.rstrip("0")) > _DECIMALS or len(whole) > _DIGITS:
        message = f"is {shown(value)}; {symbol} has six decimals at most, and {_DIGITS} digits before them"
        raise Refused(message, "not-an-amount")
    return int(whole) * MICRO + int(f"{decimals:0<{_DECIMALS}}"[:_DECIMALS])


def _meant(value: Any, text: str, symbol: str) -> str:
    """Return what to write for a number in quotes, a coin with a space in it, or a symbol spelt in another way."""
    if text.isdecimal() and text.isascii():
        return f"; write {int(text)} without quotes"
    denom = f"u{symbol.lower()}"
    coin = coin_of(text.lower().replace(" ", ""), denom)
    return quantity_meant(value, {symbol.lower(): symbol}) if coin is None else f"; did you mean {coin}{denom}?"


def amount(symbol: str) -> BeforeValidator:
    """Return how money of one symbol is read."""
    return BeforeValidator(lambda value: micro_units_of(value, symbol), json_schema_input_type=_amount(symbol))


def amounts(symbols: Mapping[str, str], denom: Any) -> BeforeValidator:
    """Return how a map of denoms with amounts is read; `symbols` by denom, `denom` the type of its keys."""
    map_of: Any = Mapping
    written = map_of[denom, _amount(f"({'|'.join(symbols.values())})")]
    return BeforeValidator(lambda value: _money_by_denom(value, symbols), json_schema_input_type=written)


def _money_by_denom(value: Any, symbols: Mapping[str, str]) -> Any:
    """Return a map of denoms with its amounts in micro-units, each in the unit of its own denom."""
    if not isinstance(value, Mapping):
        return value
    found, mistakes = {}, []
    for denom, given in value.items():
        try:
            found[denom] = micro_units_of(given, symbols[denom]) if denom in symbols else 0
        except Refused as error:
            problem = PydanticCustomError("money", "{reason}", {"reason": str(error)})
            mistakes.append(InitErrorDetails(type=problem, loc=(denom,), input=given))
    if mistakes:
        raise ValidationError.from_exception_data("money", mistakes)
    return found


def _amount(symbol: str) -> Any:
    whole = Annotated[int, Field(ge=0, le=LARGEST_MICRO_UNITS)]
    return whole | text_like(rf"([0-9]+(\.[0-9]+)? +{symbol}|[0-9]+u{symbol.lower()})")
