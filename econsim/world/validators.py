"""Validators: stake, commission, and the rewards the distribution module holds for them."""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.compiled import njit
from econsim.units import UAKT_PER_POWER, BoolArray, FloatArray, IntArray
from econsim.world.tables import Table, column

BONDED, UNBONDING, UNBONDED = 0, 1, 2
NEVER_BONDED = -1  # the first height in the set of one that was never in it
STATUS = ("bonded", "unbonding", "unbonded")
NEVER = -1  # an epoch


class Validators(Table):
    """One row a validator, active or waiting; id = ascending operator address, so the lower id wins a tie."""

    operator: IntArray = column("delegator id of the operator's own account")
    tokens_uakt: IntArray = column("stake, its own and delegated [uakt; ledger account]")
    delegator_shares: IntArray = column("delegation shares outstanding; worth tokens / shares each")
    commission_rate_dec18: IntArray = column("commission rate, scaled by 10^18")
    max_rate_dec18: IntArray = column("highest rate it may ever set, scaled by 10^18")
    max_change_rate_dec18: IntArray = column("largest raise in one edit, scaled by 10^18")
    commission_updated_seconds: FloatArray = column("time of the last change of rate [s since start]", np.float64)
    status: IntArray = column("0 bonded, 1 unbonding, 2 unbonded", np.int8)
    unbonding_seconds: FloatArray = column("when an unbonding validator matures [s since start]", np.float64)
    unbonding_height: IntArray = column("height at which it began to unbond")
    bonded_height: IntArray = column("height at which it last entered the set")
    first_bonded_height: IntArray = column("height at which it first did, -1 if never")
    min_self_delegation_uakt: IntArray = column("least that its operator has to have with it, or it is jailed [uakt]")
    is_jailed: BoolArray = column("may not be in the set until its operator asks for it", np.bool_)
    is_tombstoned: BoolArray = column("has signed two blocks of one height: jailed for ever", np.bool_)
    jailed_until_seconds: FloatArray = column("before that it may not be unjailed [s since start]", np.float64)
    power: IntArray = column("voting power of which consensus was told at the last boundary; kept where faults occur")
    power_before: IntArray = column("the one at the boundary before")
    n_votes: IntArray = column("votes counted since its window of signatures began; kept where faults occur")
    is_offline: BoolArray = column("was offline when the last epoch ended", np.bool_)
    outstanding_uakt: IntArray = column("rewards not yet withdrawn, commission included [uakt; ledger account]")
    allocated_fraction_dec18: IntArray = column("allocated but below a whole uakt, carried [1e-18 uakt]")
    commission_uakt: IntArray = column("accumulated commission, whole part [uakt], an entitlement to outstanding")
    commission_fraction_dec18: IntArray = column("accumulated commission, fraction [1e-18 uakt]")
    reward_index_dec18: IntArray = column("cumulative reward of one share [1e-18 uakt] (F1)")
    pool_fraction_dec18: IntArray = column("fractions of withdrawals owed to the community pool [1e-18 uakt]")
    allocated_uakt: FloatArray = column("allocated in the last epoch: commission and rewards [uakt]", np.float64)
    commission_accrued_uakt: FloatArray = column("commission that accrued in the last epoch [uakt]", np.float64)
    rewards_accrued_uakt: FloatArray = column("rewards that its delegators accrued in it [uakt]", np.float64)
    commission_income_uakt: FloatArray = column("commission of the last epoch that is over [uakt]", np.float64)
    commission_earned_uakt: IntArray = column("commission withdrawn since the start [uakt]")
    rebate_share: FloatArray = column("part of its commission that it hands back to its delegators", np.float64)
    rebates_uakt: IntArray = column("commission handed back since the start [uakt]")
    operating_cost_usd_per_month: FloatArray = column("cost of operation [USD a month]", np.float64)
    saved_share: FloatArray = column("part of that cost that its operator saves", np.float64)
    days_covered: FloatArray = column("days on end that commission has paid it; below 0: that it has not", np.float64)
    blocks_offline: IntArray = column("blocks for which it was offline since the start, in the set or not")
    remembered_downtime: FloatArray = column("part of the time offline, of late more than of old", np.float64)
    rank: IntArray = column("rank by stake at genesis, 1 = largest")
    is_captive: BoolArray = column("charges captive_rate or more at genesis; for life", np.bool_)
    lifted_epoch: IntArray = column("epoch at which it was last lifted to the floor; -1: never")
    is_below_floor_at_start: BoolArray = column("belongs to the 29 that Mainnet 7 lifted", np.bool_)

    @property
    def is_bonded(self) -> BoolArray:
        """Return which validators are in the active set."""
        return np.asarray(self.status == BONDED)

    @property
    def eligible_uakt(self) -> IntArray:
        """Return the stake that counts for a seat: none of a jailed validator's [uakt]."""
        return np.where(self.is_jailed, 0, self.tokens_uakt)


@njit
def bonded_tokens(validators: Any) -> int:
    """Return the stake of the active set [uakt]."""
    total = 0
    for number in range(validators.size):
        if validators[number].status == BONDED:
            total += validators[number].tokens_uakt
    return total


def active_set(tokens_uakt: IntArray, max_validators: int) -> IntArray:
    """Return the ids of the validators with the most power (tokens // 10^6, above 0), strongest first.

    Ties go to the lower id, as on the chain to the lower operator address.
    """
    power = tokens_uakt // UAKT_PER_POWER
    strongest = np.argsort(-power, kind="stable")[:max_validators]
    return strongest[power[strongest] > 0]
