"""Parameters of x/bme."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Self

import numpy as np
from pydantic import model_validator

from econsim import sources
from econsim.contracts import parameter
from econsim.scenario.values import Inconsistent, Section
from econsim.units import DEC18, IntArray
from econsim.world.money import MoneyByDenom

_SOURCE = sources.SDK_2.format(path="go/node/bme/v1/params.go")
MOST_EPOCH_BLOCKS = 14_400
_BPS_A_STEP, _PERCENT, _MOST_BPS = 10, 100, 10_000


def _bps(meaning: str, most: int) -> Any:
    return parameter(meaning, unit="bps", source=_SOURCE, status="from code", ge=0, le=most)


class Bme(Section):
    """x/bme: AKT is locked to mint ACT, ACT burned for AKT; a breaker stops mints when collateral is thin."""

    circuit_breaker_warn_threshold: int = _bps("collateral ratio up to which mints slow down", _MOST_BPS)
    circuit_breaker_halt_threshold: int = _bps("collateral ratio up to which nothing is minted", _MOST_BPS)
    min_epoch_blocks: int = parameter(
        "blocks between two epochs, at which what is queued is carried out",
        unit="blocks",
        source=_SOURCE,
        status="from code",
        ge=1,
        le=MOST_EPOCH_BLOCKS,
    )
    epoch_blocks_backoff_percent: int = parameter(
        "by how much mint epochs grow longer for every 10 bps that the ratio is below the warning",
        unit="percent",
        source=f"{_SOURCE} (its comment says linear, x/bme reckons a power)",
        status="from code",
        ge=0,
        le=100,
    )
    mint_spread_bps: int = _bps("part of minted ACT that the module keeps", 1000)
    settle_spread_bps: int = _bps("part of AKT handed out for ACT that the module keeps", 1000)
    max_endblocker_records: int = parameter(
        "conversions carried out in a block, burns and mints together",
        unit="count",
        source=_SOURCE,
        status="from code",
        ge=1,
        le=10_000,
    )
    min_mint: MoneyByDenom = parameter(
        "smallest conversion into a denom, before the spread; a denom without one has none",
        unit="uakt, uusdc or uact",
        source=_SOURCE,
        status="from code",
    )
    max_pending_attempts: int = parameter(
        "burn epochs without a price after which a queued burn is returned; a parameter since v2.1.0, before always 1",
        unit="epochs",
        source=sources.SDK_21.format(path="go/node/bme/v1/params.go"),
        status="from code",
        ge=1,
        le=1000,
    )

    @model_validator(mode="after")
    def _warns_before_it_halts(self) -> Self:
        if self.circuit_breaker_warn_threshold <= self.circuit_breaker_halt_threshold:
            raise Inconsistent(
                "circuit_breaker_halt_threshold",
                f"circuit_breaker_halt_threshold {self.circuit_breaker_halt_threshold} must be below "
                f"circuit_breaker_warn_threshold {self.circuit_breaker_warn_threshold}",
            )
        return self

    @cached_property
    def epoch_blocks(self) -> IntArray:
        """Return the blocks between two mint epochs, one entry for every 10 bps that the ratio is below the warning."""
        steps = range(self.circuit_breaker_warn_threshold // _BPS_A_STEP + 1)
        return np.array([_epoch_blocks(self.min_epoch_blocks, self.epoch_blocks_backoff_percent, k) for k in steps])


def _epoch_blocks(least: int, percent: int, steps: int) -> int:
    """Return floor(least x (1 + percent/100)^steps), at most 14,400; the power by squaring, each product rounded."""
    power, base, most = DEC18, DEC18 + percent * (DEC18 // _PERCENT), MOST_EPOCH_BLOCKS * DEC18
    while steps > 0 and power <= most:
        if steps % 2:
            power = _product(power, base)
        base, steps = min(_product(base, base), most * MOST_EPOCH_BLOCKS), steps // 2
    return min(least * power // DEC18, MOST_EPOCH_BLOCKS)


def _product(a: int, b: int) -> int:
    """Return a x b of decimals scaled by 10^18, rounded half to even."""
    quotient, remainder = divmod(a * b, DEC18)
    half = 2 * remainder - DEC18
    return quotient + (half > 0 or (half == 0 and quotient % 2 == 1))
