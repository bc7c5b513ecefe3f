"""Validators at the start."""

from __future__ import annotations

from econsim import sources
from econsim.contracts import parameter
from econsim.policies.validators.table import TableOfValidators
from econsim.scenario.values import Fraction, Section
from econsim.world.money import Akt


class ValidatorPopulation(Section):
    """Validators: brands, rates and max rates of the 100 of the table are data; the rest is here."""

    table: TableOfValidators = TableOfValidators()
    waiting_candidates: int = parameter(
        "validators below the active set",
        unit="validators",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=0,
        le=500,
    )
    waiting_size_exponent: float | None = parameter(
        "candidates have delegated stake by Zipf's law: the k-th largest has (n / k)^this of what the last of a table "
        "of n has, on average; none: their operators' stake alone, at even steps below the last",
        unit="1",
        source="assumption: top fifty of public chains lie between .5 and 1.5; of those below a set nothing is known",
        status="assumed",
        default=None,
        ge=0.0,
        le=5.0,
    )
    lifted_old_rates: tuple[Fraction, ...] = parameter(
        "commission rates, equally likely, of the 29 validators that Mainnet 7 lifted",
        unit="fraction",
        source="assumption: the foundation delegated only to validators at 3 % or less in 2021 "
        f"(forum.akash.network/t/738); who was lifted: {sources.VALIDATORS_2024}",
        status="assumed",
        min_length=1,
    )
    captive_rate: float = parameter(
        "commission rate at genesis from which on a validator is captive: nobody chooses it, its holders stay",
        unit="fraction",
        source=f"assumption: one of 100 charges more than 15 %, it charges 100 %; {sources.VALIDATORS_2024}",
        status="assumed",
        ge=0.0,
        le=1.0,
    )
    self_bond_uakt: Akt = parameter(
        "stake of an operator with its own validator of the table (at most half of an equal part of bonded stake)",
        unit="uakt",
        source=sources.GENESIS_2020,
        status="assumed",
    )
    min_self_delegation_uakt: Akt = parameter(
        "least stake of an operator with its own validator, or the chain jails it (its own bond at most)",
        unit="uakt",
        source="akash-network/net akashnet-1/gentxs @9448a0799b8c4f4751448126c53a80b9709a15e0: 1 in the five read",
        status="assumed",
    )
    operating_cost_usd_per_month: float = parameter(
        "cost of operation, median of a lognormal",
        unit="USD/month",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=0.0,
        le=1_000_000.0,
    )
    operating_cost_log_sd: float = parameter(
        "spread of the cost of operation, standard deviation of its logarithm",
        unit="1",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=0.0,
        le=3.0,
    )
