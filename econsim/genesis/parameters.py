"""Totals of the chain at the start."""

from __future__ import annotations

from econsim import sources
from econsim.contracts import parameter
from econsim.scenario.values import Seconds, Section
from econsim.units import DAYS_PER_YEAR, SECONDS_PER_DAY
from econsim.world.money import Akt


class Genesis(Section):
    """Totals of the chain at the start."""

    total_supply_uakt: Akt = parameter(
        "all AKT, the community pool included",
        unit="uakt",
        source=f"{sources.COIN_METRICS}, log-linear between 30 August and 9 September 2023",
        status="measured",
    )
    bonded_ratio: float = parameter(
        "stake of the active set over total supply",
        unit="fraction",
        source=f"slope of inflation in the supply data of September 2023, {sources.COIN_METRICS}",
        status="inferred",
        ge=0.01,
        le=0.99,
    )
    inflation: float = parameter(
        "nominal inflation",
        unit="1/year",
        source=f"growth of supply around the start, {sources.COIN_METRICS}",
        status="inferred",
        chain_key="mint/Minter.inflation",
        ge=0.0,
        le=1.0,
    )
    community_pool_uakt: Akt = parameter(
        "community pool",
        unit="uakt",
        source="1.25M AKT in December 2022 (polkachu.com/gov_proposals/2) plus 10 %, then 25 % of issuance; wide",
        status="inferred",
    )
    unbonding_ratio: float = parameter(
        "unbonding stake over bonded stake, leaving evenly over the unbonding time",
        unit="fraction",
        source="assumption: other Cosmos chains have 1.9 to 3.6 %",
        status="assumed",
        ge=0.0,
        lt=1.0,
    )
    table_days_since_lift: float = parameter(
        "age of the table of validators: days from the lift of Mainnet 7 to 20 February 2024, taken off the table",
        unit="days",
        source=sources.VALIDATORS_2024,
        status="measured",
        ge=0.0,
        le=3_650.0,
    )
    table_moves_per_day: float = parameter(
        "rate at which stake chose anew between the lift and the table: reconsideration .00148 plus exits .02 / 21",
        unit="1/day",
        source="the estimates of policy `logit`; here so that arms of any policy share one genesis",
        status="estimated elsewhere",
        ge=0.0,
        le=1.0,
    )
    table_sensitivity_large: float = parameter(
        "log odds of large stake per unit of ln(1 - commission), between the lift and the table",
        unit="1",
        source=sources.DELEGATION_EVIDENCE,
        status="estimated elsewhere",
        ge=0.0,
        le=200.0,
    )
    table_sensitivity_small: float = parameter(
        "log odds of small delegators per unit of ln(1 - commission), between the lift and the table",
        unit="1",
        source=sources.DELEGATION_EVIDENCE,
        status="estimated elsewhere",
        ge=0.0,
        le=200.0,
    )
    market_warm_up: Seconds = parameter(
        "time that the market has lived before the start, in whole epochs, so that it begins at rest; 0 as in history",
        unit="s",
        source="choice of the scenario's author: Mainnet 6 opened GPUs on the day it began",
        status="choice",
        default=0.0,
        ge=0.0,
        le=10.0 * DAYS_PER_YEAR * SECONDS_PER_DAY,
    )
