"""Queues at the end of a block, in compiled code: what was waiting until a time, and whose time has come."""

from __future__ import annotations

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.distribution.withdrawals import close, is_gone
from econsim.mechanisms.staking import money
from econsim.mechanisms.staking.principal import put_away
from econsim.mechanisms.staking.records import Records, Stake
from econsim.mechanisms.staking.standing import places_of
from econsim.units import IntArray
from econsim.world.validators import UNBONDED, UNBONDING


@njit
def mature_queues(
    stake: Stake,
    unbondings: Records,
    n_unbondings: IntArray,
    away: Records,
    n_away: IntArray,
    redelegations: Records,
    n_redelegations: IntArray,
    seconds: float,
) -> None:
    """Pay out what is due, drop complete redelegations, let validators be unbonded."""
    _pay_out_due(stake, unbondings, n_unbondings, away, n_away, seconds)
    _forget_until(redelegations, n_redelegations, seconds)
    for number in range(stake.validators.size):
        validator = stake.validators[number]
        if validator.status == UNBONDING and validator.unbonding_seconds <= seconds:
            validator.status = UNBONDED
            if is_gone(validator):
                close(stake.books, stake.pots, number, validator, stake.delegators[validator.operator])


@njit
def _pay_out_due(
    stake: Stake, entries: Records, size: IntArray, away: Records, n_away: IntArray, seconds: float
) -> None:
    """Pay out the unbondings that are due; what leaves for good goes on to `outside`, the rest is principal away."""
    n_due, is_paid = 0, np.zeros(stake.delegators.size, np.bool_)
    for place in range(size[0]):
        if entries[place].completion_seconds <= seconds:
            is_paid[entries[place].delegator] = True
            n_due += 1
    if n_due == 0:
        return
    places, n_places = places_of(away, n_away, is_paid, n_due)
    for place in range(size[0]):
        entry = entries[place]
        if entry.completion_seconds <= seconds:
            delegator = stake.delegators[entry.delegator]
            paid = money.pay_out(stake.books, entry, delegator)
            if entry.is_leaving:
                money.leave_staking(stake.books, stake.pots, delegator, paid)
            elif paid > 0:
                n_places = put_away(away, n_away, places, n_places, entry, paid)
    _forget_until(entries, size, seconds)


@njit
def _forget_until(entries: Records, size: IntArray, seconds: float) -> None:
    """Drop the entries that are complete; the rest move up in their order."""
    kept = 0
    for place in range(size[0]):
        if entries[place].completion_seconds > seconds:
            if kept < place:
                entries[kept] = entries[place]
            kept += 1
    size[0] = kept
