"""Validators at genesis: rates of a network's table, costs of a draw, and the set that the law of day 0 bonds.

The old rates of those that a floor lifted before the day of the table are not recorded and are drawn; max change
rates are drawn from those of another day. Their stake is placed by `delegators.py`. Assumptions: `old_rates`,
`max_change_rates`, `captive_stake`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from econsim.draws import Streams
from econsim.policies.validators.population import ValidatorPopulation
from econsim.units import UAKT_PER_POWER, BoolArray, FloatArray, IntArray, dec18
from econsim.world.commission import LONG_AGO_SECONDS
from econsim.world.tables import empty
from econsim.world.validators import BONDED, NEVER, NEVER_BONDED, UNBONDED, Validators, active_set


class ValidatorTable(NamedTuple):
    """The active validators of a network on one day, in the order of their stake, and what they are drawn with."""

    commission_rate: FloatArray
    max_rate: FloatArray
    was_lifted: BoolArray  # to a floor, before that day: the old rate is not recorded
    stake_share: FloatArray
    fitted_share: FloatArray  # by which tranches fall with each
    max_change_rates: FloatArray  # of validators of another day, from which theirs are drawn


def build_validators(who: ValidatorPopulation, table: ValidatorTable, streams: Streams) -> Validators:
    """Return the validators of the table, then the waiting candidates, all without stake yet."""
    n_active = table.commission_rate.size
    n = n_active + who.waiting_candidates
    validators: Validators = empty(Validators, n)
    draws = {name: streams(f"genesis.validators.{name}").random(n) for name in ("rate", "change")}

    validators.operator = np.arange(n)
    validators.is_below_floor_at_start[:n_active] = table.was_lifted
    old_rates = np.array([dec18(rate) for rate in who.lifted_old_rates])
    drawn = old_rates[(draws["rate"] * old_rates.size).astype(np.int64)]
    validators.commission_rate_dec18 = _rates(table.commission_rate, who.waiting_candidates)
    validators.max_rate_dec18 = _rates(table.max_rate, who.waiting_candidates)
    lifted = validators.is_below_floor_at_start
    validators.commission_rate_dec18[lifted] = drawn[lifted]
    np.maximum(validators.max_rate_dec18, validators.commission_rate_dec18, out=validators.max_rate_dec18)
    validators.is_captive = validators.commission_rate_dec18 >= dec18(who.captive_rate)

    changes = np.array([dec18(rate) for rate in table.max_change_rates.tolist()])
    validators.max_change_rate_dec18 = np.minimum(
        changes[(draws["change"] * changes.size).astype(np.int64)], validators.max_rate_dec18
    )
    validators.commission_updated_seconds[:] = LONG_AGO_SECONDS
    validators.lifted_epoch[:] = NEVER
    normal = streams("genesis.validators.cost").standard_normal(n)
    validators.operating_cost_usd_per_month = who.operating_cost_usd_per_month * np.exp(
        who.operating_cost_log_sd * normal
    )
    return validators


def _rates(of_table: FloatArray, n_waiting: int) -> IntArray:
    """Return rates scaled by 10^18; candidates who wait have the most frequent one, the lowest of those."""
    values, counts = np.unique(of_table, return_counts=True)
    typical = float(values[counts.argmax()])
    return np.array([dec18(rate) for rate in [*of_table.tolist(), *[typical] * n_waiting]])


def seat(validators: Validators, tokens_uakt: IntArray, max_validators: int) -> None:
    """Give validators their stake, their rank by it, and the strongest of them their place in the set of day 0.

    Consensus knows their power: who signs two blocks among the first pays by it.
    """
    validators.tokens_uakt, validators.delegator_shares = tokens_uakt, tokens_uakt.copy()
    validators.rank[np.argsort(-tokens_uakt, kind="stable")] = np.arange(1, len(validators) + 1)
    validators.status[:] = UNBONDED
    validators.status[active_set(tokens_uakt, max_validators)] = BONDED
    validators.first_bonded_height[~validators.is_bonded] = NEVER_BONDED
    validators.power = np.where(validators.is_bonded, tokens_uakt // UAKT_PER_POWER, 0)
