"""Queues at the end of a block, in compiled code: what was waiting until a time, and whose time has come."""

from __future__ import annotations

from econsim.compiled import njit
from econsim.mechanisms.distribution.withdrawals import close_if_gone
from econsim.mechanisms.staking import money
from econsim.mechanisms.staking.principal import put_away
from econsim.mechanisms.staking.records import Records, Stake
from econsim.units import IntArray
from econsim.world.validators import UNBONDED, UNBONDING


@njit
def pay_out_due(
    stake: Stake, entries: Records, size: IntArray, away: Records, n_away: IntArray, seconds: float
) -> None:
    """Pay out the unbondings that are due; what leaves for good goes on to `outside`, the rest is principal away.

    There must be room for as many rows more in `away`. The entries that still stand move up in their order.
    """
    kept = 0
    for place in range(size[0]):
        entry = entries[place]
        if entry.completion_seconds > seconds:
            if kept < place:
                entries[kept] = entry
            kept += 1
            continue
        delegator = stake.delegators[entry.delegator]
        paid = money.pay_out(stake.books, entry, delegator)
        if entry.is_leaving:
            money.leave_staking(stake.books, stake.pots, delegator, paid)
        elif paid > 0:
            put_away(away, n_away, entry.delegator, entry.validator, paid)
    size[0] = kept


@njit
def forget_complete(entries: Records, size: IntArray, seconds: float) -> None:
    """Drop the redelegations that are complete; the rest move up in their order."""
    kept = 0
    for place in range(size[0]):
        if entries[place].completion_seconds > seconds:
            if kept < place:
                entries[kept] = entries[place]
            kept += 1
    size[0] = kept


@njit
def let_be_unbonded(stake: Stake, seconds: float) -> None:
    """Let validators whose unbonding time is over be unbonded; those without shares are removed."""
    for number in range(stake.validators.size):
        validator = stake.validators[number]
        if validator.status == UNBONDING and validator.unbonding_seconds <= seconds:
            validator.status = UNBONDED
            close_if_gone(stake, number)
