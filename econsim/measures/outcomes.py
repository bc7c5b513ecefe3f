"""What each agent got out of a run: income, cost and what it owns at the end, one row an agent.

docs/measures.md describes the columns.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from econsim.compiled import njit
from econsim.measures.locked import locked_in_the_market
from econsim.units import (
    DAYS_PER_MONTH,
    DEC18,
    DENOMS,
    MICRO,
    SECONDS_PER_DAY,
    UACT,
    UAKT,
    UAKT_PER_AKT,
    UUSDC,
    ColumnUnits,
    FloatArray,
    IntArray,
    mul_div,
)
from econsim.world.delegations import FOUNDATION, NOBODY
from econsim.world.holdings import stake_of_delegations
from econsim.world.tables import record_type, records, sum_by
from econsim.world.validators import BONDED, NEVER
from econsim.world.world import World

TIERS = ((10, "1-10"), (33, "11-33"), (66, "34-66"), (100, "67-100"))


UNITS = ColumnUnits(
    {
        "income_uakt": "uakt",
        "income_usd": "USD",
        "cost_usd": "USD",
        "net_worth_uakt": "uakt",
        "net_worth_uusdc": "uusdc",
        "stake_uakt": "uakt",
        "rebates_uakt": "uakt",
        "blocks_offline": "blocks",
        "rewards_uakt_per_akt": "uakt/AKT",
        "rewards_usd_per_akt": "USD/AKT",
    }
)
_OF_A_VALIDATOR = record_type(
    income_usd=np.float64,
    cost_usd=np.float64,
    index_dec18=np.int64,
    index_at_start_dec18=np.int64,
    usd_a_share=np.float64,
    usd_a_share_in_all=np.float64,
)


class Incomes:
    """Running sums of income and cost in USD at the price of the day."""

    def __init__(self, world: World) -> None:
        """Start from nothing."""
        self._of_validators = records(_OF_A_VALIDATOR, len(world.validators))
        for name in ("index_dec18", "index_at_start_dec18"):
            self._of_validators[name] = world.validators.reward_index_dec18
        self._delegators_usd = np.zeros(len(world.delegators))
        self._providers_usd, self._earned = np.zeros(len(world.providers)), world.providers.rows["earned"].copy()
        self._spent_usd = _spent_usd(world)  # before the first epoch

    def add(self, world: World) -> None:
        """Add one epoch's incomes at its price."""
        usd_per_uakt = world.akt_price_usd / UAKT_PER_AKT
        months = world.epoch_seconds / SECONDS_PER_DAY / DAYS_PER_MONTH
        _add_to_validators(self._of_validators, world.validators.rows, usd_per_uakt, months)
        _add_to_delegators(self._delegators_usd, self._of_validators, world.delegations.rows)
        self._make_room_for_providers(len(world.providers))
        _add_paid(self._providers_usd, self._earned, world.providers.rows["earned"], usd_per_uakt)

    def _make_room_for_providers(self, n_providers: int) -> None:
        """Let providers that have come in begin from nothing."""
        if missing := n_providers - self._providers_usd.size:
            self._providers_usd = np.append(self._providers_usd, np.zeros(missing))
            self._earned = np.concatenate([self._earned, np.zeros((missing, len(DENOMS)), np.int64)])

    def frame(self, world: World) -> pd.DataFrame:
        """Return one row an agent: population, id, group, income, cost and net worth at the end."""
        locked = locked_in_the_market(world)
        staking = (self._validators(world), self._delegators(world))
        market = (self._providers(world, locked.providers), self._tenants(world, locked.tenants))
        agents = pd.concat([*staking, *market], ignore_index=True)
        agents.attrs["units"] = UNITS
        return agents

    def _validators(self, world: World) -> pd.DataFrame:
        validators = world.validators
        group = np.array([_tier(int(rank)) for rank in validators.rank], dtype=object)
        income = validators.commission_earned_uakt + validators.commission_uakt
        risen_dec18 = validators.reward_index_dec18 - self._of_validators["index_at_start_dec18"]
        return _rows(
            "validator",
            group,
            income_uakt=income,
            income_usd=self._of_validators["income_usd"],
            cost_usd=self._of_validators["cost_usd"],
            net_worth_uakt=validators.commission_uakt,
            stake_uakt=validators.tokens_uakt,
            rebates_uakt=validators.rebates_uakt,
            rank=validators.rank,
            rewards_uakt_per_akt=risen_dec18 * (UAKT_PER_AKT / DEC18),
            rewards_usd_per_akt=self._of_validators["usd_a_share_in_all"] * UAKT_PER_AKT,
            lifted_epoch=validators.lifted_epoch,
            blocks_offline=validators.blocks_offline,
            is_captive=validators.is_captive,
        )

    def _delegators(self, world: World) -> pd.DataFrame:
        delegators, held = world.delegators, world.delegations
        n = len(delegators)
        risen = world.validators.reward_index_dec18[held.validator] - held.start_index_dec18
        pending = sum_by(held.delegator, mul_div(held.shares, risen, DEC18), n)
        stake = sum_by(held.delegator, stake_of_delegations(world), n)
        unbonding = sum_by(world.unbondings.delegator, world.unbondings.balance_uakt, n)
        return _rows(
            "delegator",
            _deciles(delegators.stake_at_start_uakt, delegators.operates),
            income_uakt=delegators.rewards_uakt + pending,
            income_usd=self._delegators_usd,
            cost_usd=np.zeros(n),
            net_worth_uakt=delegators.wallet_uakt + stake + unbonding + pending,
            stake_uakt=stake,
        )

    def _providers(self, world: World, locked: IntArray) -> pd.DataFrame:
        providers = world.providers
        has_gpu, has_any = (
            np.bincount(world.nodes.provider, installed, len(providers)) > 0
            for installed in (world.nodes.gpus, world.nodes.is_listed)
        )
        return _rows(
            "provider",
            np.where(has_gpu, "gpu", np.where(has_any, "cpu", "none listed")),
            income_uakt=providers.earned[UAKT],
            income_usd=self._providers_usd,
            cost_usd=np.zeros(len(providers)),
            net_worth_uakt=providers.wallet_uakt + locked[UAKT],
            net_worth_uusdc=_in_dollars(providers.wallet + locked),
        )

    def _tenants(self, world: World, locked: IntArray) -> pd.DataFrame:
        tenants = world.tenants
        spent_usd = _spent_usd(world)
        spent_usd[: self._spent_usd.size] -= self._spent_usd
        return _rows(
            "tenant",
            np.array(world.tenant_classes, dtype=object)[tenants.tenant_class],
            income_uakt=np.zeros(len(tenants), dtype=np.int64),
            income_usd=np.zeros(len(tenants)),
            cost_usd=spent_usd,
            net_worth_uakt=tenants.wallet_uakt + locked[UAKT],
            net_worth_uusdc=_in_dollars(tenants.wallet + locked),
        )


def _spent_usd(world: World) -> FloatArray:
    """Return what each tenant has paid for leases, those that run included."""
    spent_usd, leases = world.tenants.purses.spent_usd.copy(), world.market.leases
    running = np.flatnonzero(leases.rate_micro_per_block > 0)
    np.add.at(spent_usd, leases.tenant[running], world.market.origins.spent_usd[running])
    return spent_usd


def _in_dollars(amounts: IntArray) -> IntArray:
    """Return what is held of denoms that are US dollars, by row: USDC, and ACT, which the chain takes for one."""
    return np.asarray(amounts[UUSDC] + amounts[UACT])


@njit
def _add_to_validators(incomes: Any, validators: Any, usd_per_uakt: float, months: float) -> None:
    """Add an epoch's commission and, of the active set, cost; note what a share has earned since the last epoch."""
    for row in range(validators.size):
        validator, own = validators[row], incomes[row]
        own.income_usd += validator.commission_accrued_uakt * usd_per_uakt
        if validator.status == BONDED:
            own.cost_usd += validator.operating_cost_usd_per_month * months * (1.0 - validator.saved_share)
        own.usd_a_share = (validator.reward_index_dec18 - own.index_dec18) / DEC18 * usd_per_uakt
        own.usd_a_share_in_all += own.usd_a_share
        own.index_dec18 = validator.reward_index_dec18


@njit
def _add_to_delegators(incomes_usd: FloatArray, validators: Any, delegations: Any) -> None:
    """Add what all shares have earned since the last epoch, whoever held them then."""
    for row in range(delegations.size):
        delegation = delegations[row]
        incomes_usd[delegation.delegator] += delegation.shares * validators[delegation.validator].usd_a_share


@njit
def _add_paid(sums_usd: FloatArray, before: IntArray, now: IntArray, usd_per_uakt: float) -> None:
    """Add what came to running sums, by row and denom, since the last epoch, and note the sums of who is there now."""
    for row in range(sums_usd.size):
        uakt, uusdc = now[row, UAKT] - before[row, UAKT], now[row, UUSDC] - before[row, UUSDC]
        uact = now[row, UACT] - before[row, UACT]
        if uakt != 0 or uusdc != 0 or uact != 0:
            sums_usd[row] += uakt * usd_per_uakt + (uusdc + uact) * (1.0 / MICRO)
            for denom in range(before.shape[1]):
                before[row, denom] = now[row, denom]


_OF_SOME = {  # columns with what stands there for agents of whom there is no such thing
    "net_worth_uusdc": np.int64(0),
    "stake_uakt": np.int64(0),
    "rebates_uakt": np.int64(0),
    "rank": np.int64(0),
    "rewards_uakt_per_akt": np.float64(0.0),
    "rewards_usd_per_akt": np.float64(0.0),
    "blocks_offline": np.int64(0),
    "lifted_epoch": np.int64(NEVER),
    "is_captive": np.False_,
}


def _rows(population: str, group: Any, **columns: Any) -> pd.DataFrame:
    size = len(group)
    of_some = {name: columns.pop(name, np.full(size, missing)) for name, missing in _OF_SOME.items()}
    frame = {"population": population, "id": np.arange(size), "group": np.asarray(group, dtype=object)}
    return pd.DataFrame(frame | columns | of_some)


def _tier(rank: int) -> str:
    return next((name for last, name in TIERS if rank <= last), "waiting")


def _deciles(stake: IntArray, operates: IntArray) -> Any:
    """Return the decile of stake at the start of each head that had stake (10 = largest); others by what they are."""
    group = np.full(stake.size, "no stake at start", dtype=object)
    heads = np.flatnonzero((operates == NOBODY) & (stake > 0))
    order = heads[np.argsort(stake[heads], kind="stable")]
    for place, head in enumerate(order):
        group[head] = f"decile {1 + 10 * place // order.size}"
    group[operates > NOBODY], group[operates == FOUNDATION] = "operator", "foundation"
    return group
