"""Who is there at the start: totals of the chain, validators and delegators."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from econsim.contracts import parameter
from econsim.scenario import sources
from econsim.scenario.merge import closest
from econsim.scenario.provider_population import ProviderPopulation
from econsim.scenario.tenant_population import TenantPopulation
from econsim.scenario.values import MOST_AGENTS, Akt, Fraction, Inconsistent, Section


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


class ValidatorPopulation(Section):
    """Validators: brands, rates and max rates of the 100 of the table are data; the rest is here."""

    waiting_candidates: int = parameter(
        "validators below the active set",
        unit="validators",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=0,
        le=500,
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


class DelegatorPopulation(Section):
    """Delegators: how many, and how unequal."""

    accounts: int = parameter(
        "delegator accounts besides the operators' own",
        unit="accounts",
        source=sources.ASSUMPTION,
        status="assumed",
        gt=0,
        le=MOST_AGENTS,
    )
    large_heads_share: float = parameter(
        "part of the delegators that counts as large",
        unit="fraction",
        source=sources.DELEGATION_EVIDENCE,
        status="estimated elsewhere",
        ge=0.001,
        le=0.5,
    )
    large_stake_share: float = parameter(
        "part of delegated stake that large delegators hold (70 to 90 % seen)",
        unit="fraction",
        source=sources.DELEGATION_EVIDENCE,
        status="estimated elsewhere",
        ge=0.001,
        le=0.999,
    )
    mean_delegations: float = parameter(
        "validators a delegator uses, mean of a geometric number",
        unit="validators",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=1.0,
        le=100.0,
    )
    most_delegations: int = parameter(
        "validators a delegator uses at most",
        unit="validators",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=1,
        le=1_000,
    )
    idle_ratio: float = parameter(
        "AKT of delegators that is neither staked nor unbonding, over bonded stake, and their part of heads",
        unit="fraction",
        source="assumption: keeps exits and returns in balance",
        status="assumed",
        ge=0.0,
        lt=1.0,
    )

    tranche_ratio: float = parameter(
        "size of a tranche over bonded stake: a larger holding is moved in equal tranches of at most this",
        unit="fraction",
        source="assumption: with whole holdings no stationary law has the concentration of the table of 2024",
        status="assumed",
        ge=0.00001,
        le=1.0,
    )

    @model_validator(mode="after")
    def _large_ones_hold_more(self) -> Self:
        if self.large_stake_share < self.large_heads_share:
            message = (
                f"is {self.large_stake_share}; the large hold more than their part of heads, {self.large_heads_share}"
            )
            raise Inconsistent("large_stake_share", message)
        return self


class Population(Section):
    """The four populations."""

    fixed: bool = parameter(
        "true: the same agents in every replicate", unit="flag", source=sources.OURS, status="choice"
    )
    validators: ValidatorPopulation
    delegators: DelegatorPopulation
    providers: ProviderPopulation
    tenants: TenantPopulation

    @model_validator(mode="after")
    def _models_asked_for_exist(self) -> Self:
        models = self.providers.gpu_models
        for name, kind in self.tenants.classes.items():
            for model in kind.gpu_models or ():
                if model not in models:
                    at = f"tenants.classes.{name}.gpu_models.{model}"
                    known = ", ".join(models) or "none"
                    hint = closest(model, models)
                    raise Inconsistent(at, f"no such GPU model; providers.gpu_models has {known}{hint}")
        return self
