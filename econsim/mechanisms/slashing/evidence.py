"""Double signs, in compiled code: kept until a block holds the evidence, then slashed and punished for ever."""

from __future__ import annotations

import math

from econsim.compiled import njit_borrowing as njit
from econsim.mechanisms.slashing.jail import power_at, put_in_jail, votes_counted
from econsim.mechanisms.slashing.slash import Infraction, Slashable, slash
from econsim.mechanisms.slashing.terms import Terms, seconds_at
from econsim.mechanisms.staking.money import SLASHED_DOUBLE_SIGN, UNBONDING_SLASHED_DOUBLE_SIGN, Record
from econsim.mechanisms.staking.records import Queue
from econsim.units import IntArray
from econsim.world.validators import UNBONDED, UNBONDING

_INFRACTION_BEFORE = 1  # blocks that the chain reckons the infraction before the block that was signed twice
_FOR_EVER = math.inf


@njit
def note_double_signs(of: Slashable, pending: Queue, double_signs: IntArray, terms: Terms) -> None:
    """Note the double signs of an epoch by validators whose vote on that block is counted."""
    for row in range(double_signs.shape[0]):
        number, height = double_signs[row, 0], terms.height + double_signs[row, 1]
        validator = of.stake.validators[number]
        first, last = votes_counted(terms, validator)
        if first <= height + 1 <= last:
            entry = _new_entry(pending, height + double_signs[row, 2])
            entry.validator = number
            entry.height = height
            entry.seconds = seconds_at(terms, height)
            entry.power = power_at(terms, validator, height + 1)
            entry.evidence_height = height + double_signs[row, 2]


@njit
def _new_entry(pending: Queue, evidence_height: int) -> Record:
    """Make room for an entry among those that wait, by the height of the evidence; return it."""
    place = pending.size[0]
    while place > 0 and pending.rows[place - 1].evidence_height > evidence_height:
        pending.rows[place] = pending.rows[place - 1]
        place -= 1
    pending.size[0] += 1
    return pending.rows[place]


@njit
def handle_evidence(of: Slashable, pending: Queue, terms: Terms) -> int:
    """Handle the evidence that the blocks of an epoch hold; return how many validators are tombstoned."""
    n_held, n_tombstoned, last = 0, 0, terms.height + terms.n_blocks
    while n_held < pending.size[0] and pending.rows[n_held].evidence_height <= last:
        entry = pending.rows[n_held]
        if _counts(of, entry, terms):
            _slash_and_tombstone(of, entry, terms)
            n_tombstoned += 1
        n_held += 1
    for place in range(n_held, pending.size[0]):
        pending.rows[place - n_held] = pending.rows[place]
    pending.size[0] -= n_held
    return n_tombstoned


@njit
def _counts(of: Slashable, entry: Record, terms: Terms) -> bool:
    """Return whether evidence is young enough, and its validator neither unbonded nor tombstoned already."""
    validator, age_blocks = of.stake.validators[entry.validator], entry.evidence_height - entry.height
    age_seconds = seconds_at(terms, entry.evidence_height) - entry.seconds
    is_too_old = age_seconds > terms.max_age_seconds and age_blocks > terms.max_age_blocks
    return not (is_too_old or validator.is_tombstoned or _has_unbonded(validator, entry.evidence_height, terms))


@njit
def _has_unbonded(validator: Record, height: int, terms: Terms) -> bool:
    """Return whether a validator is unbonded, or was due to be by the end of the block before a height."""
    is_due = validator.status == UNBONDING and validator.unbonding_seconds <= seconds_at(terms, height - 1)
    return bool(validator.status == UNBONDED or is_due)


@njit
def _slash_and_tombstone(of: Slashable, entry: Record, terms: Terms) -> None:
    infraction = Infraction(
        entry.validator,
        entry.height - _INFRACTION_BEFORE,
        entry.power,
        terms.slash_fraction_double_sign_dec18,
        seconds_at(terms, entry.evidence_height),
        SLASHED_DOUBLE_SIGN,
        UNBONDING_SLASHED_DOUBLE_SIGN,
    )
    slash(of, infraction)
    validator = of.stake.validators[entry.validator]
    put_in_jail(terms, validator, entry.evidence_height)
    validator.jailed_until_seconds = _FOR_EVER
    validator.is_tombstoned = True
