"""Liveness, in compiled code: the votes of an epoch are counted, and who has missed too many is slashed and jailed."""

from __future__ import annotations

from typing import NamedTuple

from econsim.compiled import njit_borrowing as njit
from econsim.mechanisms.slashing.jail import power_at, put_in_jail, votes_counted
from econsim.mechanisms.slashing.slash import Infraction, Slashable, slash
from econsim.mechanisms.slashing.terms import Terms, seconds_at
from econsim.mechanisms.slashing.window import NONE, first_too_many
from econsim.mechanisms.staking.money import SLASHED_DOWNTIME, UNBONDING_SLASHED_DOWNTIME, Record
from econsim.mechanisms.staking.records import Records
from econsim.units import IntArray

_INFRACTION_BEFORE = 2  # blocks that the chain reckons an absence before the block in which it is one too many


class Votes(NamedTuple):
    """What is known of votes: runs that windows hold, those that they will hold, the power counted and what is offline.

    power_counted and power_offline: by the height at which votes are counted, less that of the height before.
    """

    held: Records
    absent: IntArray  # world/signing.py, Faults
    fresh: Records
    power_counted: IntArray
    power_offline: IntArray


@njit
def count_votes(of: Slashable, votes: Votes, terms: Terms) -> tuple[int, int, int]:
    """Count the votes on an epoch's blocks; return how many runs are in `fresh`, votes missed, validators jailed."""
    size, n_missed, n_jailed, held, absent = 0, 0, 0, 0, 0
    for number in range(of.stake.validators.size):
        validator, begin = of.stake.validators[number], size
        while held < votes.held.size and votes.held[held].validator == number:
            if votes.held[held].last >= validator.n_votes - terms.window:
                votes.fresh[size] = votes.held[held]
                size += 1
            held += 1
        first_absent = absent
        while absent < votes.absent.shape[0] and votes.absent[absent, 0] == number:
            absent += 1
        first, last = votes_counted(terms, validator)
        if first > last:
            continue
        until = _last_in_window(terms, validator, last)
        size = _add_missed(votes, terms, validator, size, first_absent, absent, first, until)
        vote = NONE
        if not validator.is_jailed:
            grace = max(_begin_of_grace(terms, validator) + terms.window + 1 - first, 0)
            range_of = (validator.n_votes + grace, validator.n_votes + last - first)
            vote = first_too_many(votes.fresh, begin, size, terms.window, terms.most_missed, range_of)
        if vote != NONE:
            height = first + vote - validator.n_votes
            n_missed += _enter(votes, terms, validator, first_absent, absent, first, height)
            _slash_and_jail(of, terms, number, height)
            n_jailed += 1
            validator.n_votes, first = 0, height + 1
            _, last = votes_counted(terms, validator)
            until = _last_in_window(terms, validator, last)
            size = _add_missed(votes, terms, validator, begin, first_absent, absent, first, until)
        n_missed += _enter(votes, terms, validator, first_absent, absent, first, last)
        validator.n_votes += max(until - first + 1, 0)
    return size, n_missed, n_jailed


@njit
def _last_in_window(terms: Terms, validator: Record, last: int) -> int:
    """Return the last height, up to one, at which a vote goes into the window of a validator's signatures."""
    is_over = validator.is_jailed and not terms.votes_in_jail_counted
    return min(last, validator.unbonding_height) if is_over else last


@njit
def _begin_of_grace(terms: Terms, validator: Record) -> int:
    """Return the height at which a validator entered the set, from which on it has a window of grace."""
    first = validator.first_bonded_height
    return int(max(first, validator.bonded_height) if terms.grace_at_each_bonding else first)


@njit
def _add_missed(
    votes: Votes, terms: Terms, validator: Record, size: int, begin: int, end: int, first: int, last: int
) -> int:
    """Add the runs of votes that a validator misses at heights from `first` to `last`; return the size of `fresh`."""
    for place in range(begin, end):
        low = max(terms.height + 1 + votes.absent[place, 1], first)
        high = min(terms.height + 1 + votes.absent[place, 2], last)
        if low <= high:
            run = votes.fresh[size]
            run.validator = votes.absent[place, 0]
            run.first = validator.n_votes + low - first
            run.last = validator.n_votes + high - first
            size += 1
    return size


@njit
def _enter(votes: Votes, terms: Terms, validator: Record, begin: int, end: int, first: int, last: int) -> int:
    """Enter the power of which votes are counted at heights from `first` to `last`, and of it what is offline.

    Returns how many of the votes are missed.
    """
    if first > last:
        return 0
    power, before, n_missed = max(validator.power, validator.power_before), terms.height + 1, 0
    votes.power_counted[first - before] += power
    votes.power_counted[last + 1 - before] -= power
    for place in range(begin, end):
        low, high = max(before + votes.absent[place, 1], first), min(before + votes.absent[place, 2], last)
        if low <= high:
            n_missed += high - low + 1
            votes.power_offline[low - before] += power * votes.absent[place, 3]
            votes.power_offline[high + 1 - before] -= power * votes.absent[place, 3]
    return n_missed


@njit
def _slash_and_jail(of: Slashable, terms: Terms, number: int, height: int) -> None:
    """Slash and jail a validator for the vote that is counted at a height."""
    validator, seconds = of.stake.validators[number], seconds_at(terms, height)
    infraction = Infraction(
        number,
        height - _INFRACTION_BEFORE,
        power_at(terms, validator, height),
        terms.slash_fraction_downtime_dec18,
        seconds,
        SLASHED_DOWNTIME,
        UNBONDING_SLASHED_DOWNTIME,
    )
    slash(of, infraction)
    put_in_jail(terms, validator, height)
    validator.jailed_until_seconds = seconds + terms.jail_seconds


@njit
def power_offline(votes: Votes) -> tuple[int, int, int, int]:
    """Return the power offline and the power counted, summed over an epoch's blocks and in the worst one."""
    n_blocks = votes.power_counted.size - 1
    counted, offline, sum_offline, sum_counted, worst_offline, worst_counted = 0, 0, 0, 0, 0, 1
    for place in range(n_blocks):
        more, more_offline = votes.power_counted[place], votes.power_offline[place]
        if more == 0 and more_offline == 0:
            continue
        counted, offline = counted + more, offline + more_offline
        sum_counted += more * (n_blocks - place)
        sum_offline += more_offline * (n_blocks - place)
        if offline * float(worst_counted) > worst_offline * float(counted):
            worst_offline, worst_counted = offline, counted
    return sum_offline, sum_counted, worst_offline, worst_counted
