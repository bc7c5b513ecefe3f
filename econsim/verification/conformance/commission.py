"""Conformance vectors of the commission floor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from econsim.reference.commission import (
    create_refused_mainnet6,
    create_refused_mainnet7,
    edit_refused,
    upgrade_to_mainnet6,
    upgrade_to_mainnet7,
)
from econsim.reference.commission_rates import Commission
from econsim.reference.decimal18 import Dec
from econsim.reference.failures import Halted
from econsim.verification.conformance.fields import Fields, Malformed, Unsupported, decimal, field, name_of

BLOCK_TIME = 1  # of the Mainnet 7 upgrade; no vector says


def min_commission_upgrade(inputs: Fields) -> Any:
    """Return a validator's commission after each upgrade handler; the second gives the same after the first."""
    before = Commission(decimal(inputs, "rate"), decimal(inputs, "max_rate"), decimal(inputs, "max_change_rate"))
    min_rate = decimal(inputs, "min_rate")
    after_6 = upgrade_to_mainnet6(before, min_rate)
    after_7 = upgrade_to_mainnet7(before, min_rate, BLOCK_TIME)
    if upgrade_to_mainnet7(after_6, min_rate, BLOCK_TIME) != after_7:
        raise Halted("the Mainnet 7 handler gives another result after Mainnet 6")
    return {"after_mainnet6": _rates(after_6), "after_mainnet7": _rates(after_7)}


def min_commission_ante(inputs: Fields) -> Any:
    """Return whether the ante handler refuses a message; both releases have to agree."""
    rate = None if field(inputs, "rate") is None else decimal(inputs, "rate")
    min_rate = decimal(inputs, "min_rate")
    match name_of(inputs, "msg"):
        case "edit":
            return {"rejected": edit_refused(rate, min_rate)}
        case "create":
            return {"rejected": _create_refused(rate, decimal(inputs, "max_rate"), min_rate)}
        case other:
            raise Unsupported(f"msg {other!r}")


def _create_refused(rate: Dec | None, max_rate: Dec, min_rate: Dec) -> bool:
    if rate is None:
        raise Malformed("'rate' is null; a validator is created with a rate")
    refused = create_refused_mainnet6(rate, min_rate)
    if create_refused_mainnet7(rate, max_rate, min_rate) != refused:
        raise Malformed("the releases differ: 'max_rate' is below 'min_rate' and 'rate' is not")
    return refused


def _rates(commission: Commission) -> dict[str, Dec]:
    return {
        "rate": commission.rate,
        "max_rate": commission.max_rate,
        "max_change_rate": commission.max_change_rate,
    }


CASES: Mapping[str, Callable[[Fields], Any]] = {
    "akash_min_commission_upgrade": min_commission_upgrade,
    "akash_min_commission_ante": min_commission_ante,
}
