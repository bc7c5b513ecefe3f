"""The law: every number of the chain that governance could change, under the chain's own key in snake_case.

Parameter values have no default here; they live in scenarios. A parameter may stand here before a mechanism reads it
(`econsim list params` says so): the law is the whole law.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from econsim.contracts import parameter
from econsim.scenario import sources
from econsim.scenario.chain_gov import Gov
from econsim.scenario.chain_slashing import Slashing
from econsim.scenario.releases import Release, known_release, release
from econsim.scenario.values import FROZEN, Akt, Denom, Fraction, Inconsistent, MoneyByDenom, Seconds, Section, plain
from econsim.units import dec18

_HELD = f"{sources.GENESIS_2020}, taken to hold"
_Percent = Annotated[int, Field(ge=0, le=100)]


class Mint(Section):
    """x/mint: how much is issued, and how inflation follows the bonded ratio."""

    inflation_min: float = parameter(
        "lowest inflation",
        unit="1/year",
        source=sources.PROP_211,
        status="from code",
        chain_key="mint/InflationMin",
        ge=0.0,
        le=1.0,
    )
    inflation_max: float = parameter(
        "highest inflation",
        unit="1/year",
        source="forum.akash.network/t/4546 (25 -> 15 %), unchanged until Props 240 and 241",
        status="from code",
        chain_key="mint/InflationMax",
        ge=0.0,
        le=1.0,
    )
    inflation_rate_change: float = parameter(
        "most that inflation moves in a year: at nothing bonded",
        unit="1/year",
        source="forum.akash.network/t/410; the supply data of 2023 exclude 0.13; " + sources.COIN_METRICS,
        status="from code",
        chain_key="mint/InflationRateChange",
        ge=0.0,
        le=1.0,
    )
    goal_bonded: float = parameter(
        "bonded ratio at which inflation rests",
        unit="fraction",
        source=f"{sources.GENESIS_2020}; forum.akash.network/t/410",
        status="from code",
        chain_key="mint/GoalBonded",
        ge=0.01,
        le=1.0,
    )
    blocks_per_year: int = parameter(
        "blocks over which a year's inflation is spread (nominal, 6.0 s each)",
        unit="blocks",
        source=f"{sources.GENESIS_2020}; fits the supply data of 2023, {sources.COIN_METRICS}",
        status="from code",
        chain_key="mint/BlocksPerYear",
        ge=100_000,
        le=10**9,
    )
    mint_denom: Literal["uakt"] = parameter(
        "denom that is minted",
        unit="denom",
        source=sources.GENESIS_2020,
        status="from code",
        chain_key="mint/MintDenom",
    )

    @model_validator(mode="after")
    def _bounds_in_order(self) -> Self:
        if self.inflation_min > self.inflation_max:
            raise Inconsistent("inflation_min", f"is {self.inflation_min}; above inflation_max {self.inflation_max}")
        return self


class Distribution(Section):
    """x/distribution: who gets what is minted."""

    community_tax: float = parameter(
        "part of every block's reward that goes to the community pool",
        unit="fraction",
        source=sources.PROP_211,
        status="from code",
        chain_key="distribution/communitytax",
        ge=0.0,
        le=1.0,
    )
    base_proposer_reward: Fraction = parameter(
        "part of a block's reward that goes to its proposer whoever signed",
        unit="fraction",
        source=_HELD,
        status="inferred",
        chain_key="distribution/baseproposerreward",
    )
    bonus_proposer_reward: Fraction = parameter(
        "part that goes to the proposer on top when everybody signed, in proportion to the power that did",
        unit="fraction",
        source=_HELD,
        status="inferred",
        chain_key="distribution/bonusproposerreward",
    )

    @cached_property
    def community_tax_dec18(self) -> int:
        """Return the tax as the chain holds it [1e-18]."""
        return dec18(self.community_tax)

    @model_validator(mode="after")
    def _something_is_left_for_voters(self) -> Self:
        proposer = self.base_proposer_reward + self.bonus_proposer_reward
        if self.community_tax + proposer > 1.0 + 1e-12:
            message = f"is {self.community_tax}; with the proposer rewards, {proposer:g}, it is above 1"
            raise Inconsistent("community_tax", message)
        return self


class Staking(Section):
    """x/staking, and the commission floor of Akash's own x/astaking."""

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


class Take(Section):
    """x/take: the fee on payouts to providers, paid into the community pool."""

    default_take_rate: int = parameter(
        "fee on payouts in a denom that has no rate of its own",
        unit="whole percent of a payout",
        source=f"{sources.API_TAKE}; {sources.AEP_24}",
        status="from code",
        chain_key="take/DefaultTakeRate",
        ge=0,
        le=100,
    )
    denom_take_rates: Annotated[Mapping[Denom, _Percent], FROZEN] = parameter(
        "fee on payouts in a denom, by denom",
        unit="whole percent of a payout",
        source=f"{sources.API_TAKE}; {sources.AEP_24}, item 2 (4 % was announced, 2 % shipped)",
        status="from code",
        chain_key="take/DenomTakeRates",
    )

    @model_validator(mode="after")
    def _has_uakt(self) -> Self:
        if "uakt" not in self.denom_take_rates:
            raise Inconsistent("denom_take_rates", "has no uakt; the chain requires a rate for it")
        return self


class Deployment(Section):
    """x/deployment: what a tenant locks."""

    min_deposits: MoneyByDenom = parameter(
        "smallest escrow deposit of a deployment by denom; a denom without one is not accepted",
        unit="uakt or uusdc",
        source=f"{sources.API_DEPLOYMENT} (uakt); {sources.PROP_228}, "
        f"{sources.DOCS.format(path='guides/stable-payment-deployments.md')} (axlUSDC)",
        status="from code",
        chain_key="deployment/MinDeposits",
    )


class Market(Section):
    """x/market: what a provider locks, and how many may bid."""

    bid_min_deposit: Akt = parameter(
        "deposit locked with every bid, in AKT whatever the order is paid in",
        unit="uakt",
        source=sources.API_MARKET,
        status="from code",
        chain_key="market/BidMinDeposit",
    )
    order_max_bids: int = parameter(
        "bids beyond which an order takes no more (the test is count > maximum, so one more fits)",
        unit="bids",
        source=f"{sources.API_MARKET}; {sources.NODE_24.format(path='x/market/handler/server.go')}",
        status="from code",
        chain_key="market/OrderMaxBids",
        gt=0,
        le=500,
    )


class ChainParams(Section):
    """All chain parameters in force at one time."""

    release: Annotated[str, AfterValidator(known_release)] = parameter(
        "software at the start: its ante rules hold, and its handler has run on the validators",
        unit="version",
        source="data/upgrades",
        status="choice",
    )
    mint: Mint
    distribution: Distribution
    staking: Staking
    slashing: Slashing
    gov: Gov
    take: Take
    deployment: Deployment
    market: Market

    @cached_property
    def software(self) -> Release:
        """Return the release in force: its rules are what no parameter says."""
        return release(self.release)

    def with_changes(self, changes: Mapping[str, Any]) -> ChainParams:
        """Return the law with some values changed, checked anew; None removes an entry of a map.

        `changes` has dotted paths, with or without the leading `chain.`, and values as a scenario writes them.
        Raises pydantic's ValidationError for what is not allowed.
        """
        content = plain(self)
        for path, value in changes.items():
            *holders, name = path.removeprefix("chain.").split(".")
            place = content
            for holder in holders:
                place[holder] = place = place[holder] if isinstance(place.get(holder), dict) else {}
            place[name] = plain(value)
            if value is None and len(holders) > 1:
                del place[name]
        return ChainParams.model_validate(content)
