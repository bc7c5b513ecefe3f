"""Parameters of x/staking, and the commission floor of Akash's own x/astaking."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar, Literal

from econsim import sources
from econsim.contracts import parameter
from econsim.scenario.values import Seconds, Section
from econsim.units import dec18

_HELD = f"{sources.GENESIS_2020}, taken to hold"


class Staking(Section):
    """x/staking, and the commission floor of Akash's own x/astaking."""

    not_read_yet: ClassVar[frozenset[str]] = frozenset({"bond_denom"})

    unbonding_time: Seconds = parameter(
        "time between an undelegation and its payment; a redelegation bars hops for as long",
        unit="s",
        source=sources.GENESIS_2020,
        status="from code",
        chain_key="staking/UnbondingTime",
        ge=1.0,
    )
    max_validators: int = parameter(
        "size of the active set",
        unit="validators",
        source=sources.MEETINGS.format(path="sig-economics/meetings/002-2023-03-01.md"),
        status="from code",
        chain_key="staking/MaxValidators",
        gt=0,
        le=10_000,
    )
    max_entries: int = parameter(
        "unfinished unbondings of one delegator with one validator, or redelegations of one triple",
        unit="entries",
        source=_HELD,
        status="inferred",
        chain_key="staking/MaxEntries",
        gt=0,
        le=1_000,
    )
    bond_denom: Literal["uakt"] = parameter(
        "denom that is staked",
        unit="denom",
        source=sources.GENESIS_2020,
        status="from code",
        chain_key="staking/BondDenom",
    )
    min_commission_rate: float = parameter(
        "lowest commission rate that a message may name; moves no incumbent by itself",
        unit="fraction",
        source=sources.API_STAKING,
        status="from code",
        chain_key="astaking/MinCommissionRate",
        ge=0.0,
        le=1.0,
    )

    @cached_property
    def min_commission_rate_dec18(self) -> int:
        """Return the floor as the chain holds it [1e-18]."""
        return dec18(self.min_commission_rate)
