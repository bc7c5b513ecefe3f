"""Queues at the end of a block, in compiled code: what was waiting until a time, and whose time has come."""

from __future__ import annotations

from econsim.compiled import njit_borrowing
from econsim.mechanisms.distribution.withdrawals import close, is_gone
from econsim.mechanisms.staking import money
from econsim.mechanisms.staking.principal import put_away
from econsim.mechanisms.staking.records import Entries, Queue, Stake
from econsim.mechanisms.staking.standing import concern, find_concerned
from econsim.world.validators import UNBONDED, UNBONDING


@njit_borrowing
def mature_queues(stake: Stake, unbondings: Queue, away: Entries, redelegations: Queue, seconds: float) -> None:
    """Pay out what is due, drop complete redelegations, let validators be unbonded."""
    _pay_out_due(stake, unbondings, away, seconds)
    _forget_until(redelegations, seconds)
    for number in range(stake.validators.size):
        validator = stake.validators[number]
        if validator.status == UNBONDING and validator.unbonding_seconds <= seconds:
            validator.status = UNBONDED
            if is_gone(validator):
                close(stake.books, stake.pots, number, validator, stake.delegators[validator.operator])


@njit_borrowing
def _pay_out_due(stake: Stake, unbondings: Queue, away: Entries, seconds: float) -> None:
    """Pay out the unbondings that are due; what leaves for good goes on to `outside`, the rest is principal away."""
    is_any_due = False
    for place in range(unbondings.size[0]):
        if unbondings.rows[place].completion_seconds <= seconds:
            concern(away, unbondings.rows[place].delegator)
            is_any_due = True
    if not is_any_due:
        return
    find_concerned(away)
    for place in range(unbondings.size[0]):
        entry = unbondings.rows[place]
        if entry.completion_seconds <= seconds:
            delegator = stake.delegators[entry.delegator]
            paid = money.pay_out(stake.books, entry, delegator)
            if entry.is_leaving:
                money.leave_staking(stake.books, stake.pots, delegator, paid)
            elif paid > 0:
                put_away(away, entry, paid)
    _forget_until(unbondings, seconds)


@njit_borrowing
def _forget_until(queue: Queue, seconds: float) -> None:
    """Drop the entries that are complete; the rest move up in their order."""
    kept = 0
    for place in range(queue.size[0]):
        if queue.rows[place].completion_seconds > seconds:
            if kept < place:
                queue.rows[kept] = queue.rows[place]
            kept += 1
    queue.size[0] = kept
