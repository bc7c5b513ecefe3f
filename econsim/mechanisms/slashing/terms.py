"""What is the same for all votes of an epoch: its blocks, and the law in force."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from econsim.compiled import njit_borrowing as njit
from econsim.units import DEC18, dec18
from econsim.world.world import World


class Terms(NamedTuple):
    """The blocks of an epoch and the law in force.

    The vote on a block is counted in the one after: those on the epoch's blocks at heights height + 1 to
    height + n_blocks.
    """

    height: int  # of the epoch's first block
    n_blocks: int
    seconds: float  # of that block [s since start]
    seconds_per_block: float
    window: int  # [votes]
    most_missed: int
    jail_seconds: float
    unbonding_time: float  # [s]
    slash_fraction_downtime_dec18: int
    slash_fraction_double_sign_dec18: int
    max_age_seconds: float
    max_age_blocks: int
    grace_at_each_bonding: bool
    votes_in_jail_counted: bool


@njit
def seconds_at(terms: Terms, height: int) -> float:
    """Return the time of a block [s since start]."""
    return terms.seconds + (height - terms.height) * terms.seconds_per_block


def terms_of(world: World, law: Any) -> Terms:
    """Return the blocks of this epoch and the law in force."""
    height = world.height
    return Terms(
        height=height,
        n_blocks=world.n_blocks,
        seconds=(height - world.start_height) * world.seconds_per_block,
        seconds_per_block=world.seconds_per_block,
        window=law.slashing.signed_blocks_window,
        most_missed=most_missed(law.slashing.signed_blocks_window, law.slashing.min_signed_per_window),
        jail_seconds=float(law.slashing.downtime_jail_duration),
        unbonding_time=float(law.staking.unbonding_time),
        slash_fraction_downtime_dec18=law.slashing.slash_fraction_downtime_dec18,
        slash_fraction_double_sign_dec18=law.slashing.slash_fraction_double_sign_dec18,
        max_age_seconds=float(law.evidence.max_age_duration),
        max_age_blocks=law.evidence.max_age_num_blocks,
        grace_at_each_bonding=law.software.rules.grace_at_each_bonding,
        votes_in_jail_counted=law.software.rules.votes_in_jail_counted,
    )


@cache
def most_missed(window: int, min_signed_per_window: float) -> int:
    """Return how many blocks of the window may be missed: all but RoundInt(min_signed x window), half-even."""
    signed, rest = divmod(dec18(min_signed_per_window) * window, DEC18)
    return window - signed - (2 * rest > DEC18 or (2 * rest == DEC18 and signed % 2 == 1))
