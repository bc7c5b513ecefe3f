"""The law of Mainnet 6 with changes: what a theorem or a random world does not name is as it was on chain."""

from __future__ import annotations

from functools import cache
from typing import Any

from econsim.mechanisms.law import Law
from econsim.networks.catalogue import load_scenario


@cache
def mainnet6_law() -> Law:
    """Return the chain parameters of Mainnet 6."""
    return load_scenario("mainnet6").part(Law)


def law_with(**changes: Any) -> Law:
    """Return the law of Mainnet 6 with changes, their dots written as two underscores."""
    return mainnet6_law().with_changes({name.replace("__", "."): value for name, value in changes.items()})
