"""Jail: a validator is taken out of the set at a block, in compiled code, and when its votes and powers count.

Consensus takes an update of the set up two heights after the block that made it, and the vote on that height is known
in the block after: a validator that enters at height h is counted from h + 3 on, one that leaves until h + 2.
"""

from __future__ import annotations

from econsim.compiled import njit_borrowing as njit
from econsim.mechanisms.slashing.terms import Terms, seconds_at
from econsim.mechanisms.staking.money import Record
from econsim.mechanisms.staking.records import Records
from econsim.units import UAKT_PER_POWER
from econsim.world.validators import BONDED, NEVER_BONDED, UNBONDING

COUNTED_AFTER = 3  # blocks after an update of the set; until then the powers of before count


@njit
def votes_counted(terms: Terms, validator: Record) -> tuple[int, int]:
    """Return the first and the last height of the epoch at which a vote of a validator is counted."""
    first, last = terms.height + 1, terms.height + terms.n_blocks
    if validator.first_bonded_height == NEVER_BONDED:
        return first, first - 1
    if validator.status != BONDED:
        last = min(last, validator.unbonding_height + COUNTED_AFTER - 1)
    return max(first, validator.bonded_height + COUNTED_AFTER), last


@njit
def power_at(terms: Terms, validator: Record, height: int) -> int:
    """Return the power with which a vote is counted at a height of the epoch."""
    return int(validator.power_before if height < terms.height + COUNTED_AFTER else validator.power)


@njit
def put_in_jail(terms: Terms, validator: Record, height: int) -> None:
    """Jail a validator at a height; one that is in the set leaves it and begins to unbond."""
    validator.is_jailed = True
    if validator.status == BONDED:
        validator.status = UNBONDING
        validator.unbonding_height = height
        validator.unbonding_seconds = seconds_at(terms, height) + terms.unbonding_time


@njit
def tell_powers(validators: Records) -> None:
    """Tell consensus the powers that the end of the boundary's block has left."""
    for number in range(validators.size):
        validator = validators[number]
        validator.power_before = validator.power
        validator.power = validator.tokens_uakt // UAKT_PER_POWER if validator.status == BONDED else 0
