"""Parameters of x/bme."""

from __future__ import annotations

from typing import Any, Self

from pydantic import model_validator

from econsim import sources
from econsim.contracts import parameter
from econsim.scenario.values import Inconsistent, Section
from econsim.world.money import Act, MoneyByDenom

_SOURCE = sources.SDK_2.format(path="go/node/bme/v1/params.go")
_NOT_SHIPPED = "a counterfactual: AEP-76's design page has it, no chain has run it; 0: as shipped"
MOST_EPOCH_BLOCKS = 14_400  # no parameter of the chain
_MOST_BPS = 10_000


def _bps(key: str, meaning: str, most: int) -> Any:
    limits = {"ge": 0, "le": most}
    return parameter(meaning, unit="bps", source=_SOURCE, status="from code", chain_key=f"bme/{key}", **limits)


class Bme(Section):
    """x/bme: AKT is locked to mint ACT, ACT burned for AKT; a breaker stops mints when collateral is thin."""

    circuit_breaker_warn_threshold: int = _bps(
        "circuit_breaker_warn_threshold", "collateral ratio up to which mints slow down", _MOST_BPS
    )
    circuit_breaker_halt_threshold: int = _bps(
        "circuit_breaker_halt_threshold", "collateral ratio up to which nothing is minted", _MOST_BPS
    )
    min_epoch_blocks: int = parameter(
        "blocks between two epochs, at which what is queued is carried out",
        unit="blocks",
        source=_SOURCE,
        status="from code",
        chain_key="bme/min_epoch_blocks",
        ge=1,
        le=MOST_EPOCH_BLOCKS,
    )
    epoch_blocks_backoff_percent: int = parameter(
        "by how much mint epochs grow longer for every 10 bps that the ratio is below the warning",
        unit="percent",
        source=f"{_SOURCE} (its comment says linear, x/bme reckons a power)",
        status="from code",
        chain_key="bme/epoch_blocks_backoff_percent",
        ge=0,
        le=100,
    )
    mint_spread_bps: int = _bps("mint_spread_bps", "part of minted ACT that the module keeps", 1000)
    settle_spread_bps: int = _bps("settle_spread_bps", "part of AKT handed out for ACT that the module keeps", 1000)
    max_endblocker_records: int = parameter(
        "conversions carried out in a block, burns and mints together",
        unit="count",
        source=_SOURCE,
        status="from code",
        chain_key="bme/max_endblocker_records",
        ge=1,
        le=10_000,
    )
    min_mint: MoneyByDenom = parameter(
        "smallest conversion into a denom, before the spread; a denom without one has none",
        unit="uakt, uusdc or uact",
        source=_SOURCE,
        status="from code",
        chain_key="bme/min_mint",
    )
    max_pending_attempts: int = parameter(
        "burn epochs without a price after which a queued burn is returned; a parameter since v2.1.0, before always 1",
        unit="epochs",
        source=sources.SDK_21.format(path="go/node/bme/v1/params.go"),
        status="from code",
        chain_key="bme/max_pending_attempts",
        ge=1,
        le=1000,
    )

    restart_threshold: int = parameter(
        "collateral ratio above which a halt for the ratio ends; 0: above the halt threshold",
        unit="bps",
        source=f"{_NOT_SHIPPED} (9300 in the design)",
        status="choice",
        ge=0,
        le=_MOST_BPS,
    )
    burn_backoff_percent: int = parameter(
        "by how much burn epochs grow longer for every 10 bps that the ratio is below the warning",
        unit="percent",
        source=f"{_NOT_SHIPPED} (a throttle of refunds, no number)",
        status="choice",
        ge=0,
        le=100,
    )
    max_burn: Act = parameter(
        "ACT burned in a burn epoch at most while the ratio is not above the warning; 0: as much as there is",
        unit="uact",
        source=f"{_NOT_SHIPPED} (of mints a cap a block, no number)",
        status="choice",
        ge=0,
    )

    @model_validator(mode="after")
    def _restarts_above_the_halt(self) -> Self:
        if 0 < self.restart_threshold <= self.circuit_breaker_halt_threshold:
            raise Inconsistent(
                "restart_threshold",
                f"restart_threshold {self.restart_threshold} must be above circuit_breaker_halt_threshold "
                f"{self.circuit_breaker_halt_threshold}, or 0 for none",
            )
        return self

    @model_validator(mode="after")
    def _warns_before_it_halts(self) -> Self:
        if self.circuit_breaker_warn_threshold <= self.circuit_breaker_halt_threshold:
            raise Inconsistent(
                "circuit_breaker_halt_threshold",
                f"circuit_breaker_halt_threshold {self.circuit_breaker_halt_threshold} must be below "
                f"circuit_breaker_warn_threshold {self.circuit_breaker_warn_threshold}",
            )
        return self
