"""What a foundation does with its stake: nothing, or a programme of delegation to validators that keep to its caps."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from econsim import sources
from econsim.columns import Own, cut
from econsim.compiled import njit
from econsim.contracts import Policy, Public, parameter
from econsim.draws import Draws
from econsim.policies.delegators.decisions import StakingMessages
from econsim.units import SECONDS_PER_DAY, UAKT_PER_AKT, BoolArray, IntArray
from econsim.world.delegations import FOUNDATION


class Paused(Policy):
    """Leave the foundation's stake where it is."""

    kind: ClassVar[str] = "paused"
    decides: ClassVar[str] = "foundation"
    looks_at: ClassVar[tuple[str, ...]] = ()

    def decide(self, own: Own, public: Public, draws: Draws) -> StakingMessages:
        """Send no message."""
        return StakingMessages()


class Programme(Policy):
    """Take stake from validators that break a cap, and what is above the largest amount, to those that keep to all.

    A validator takes part that is in the set, not captive, charges at most so much, is not among the largest and has at
    most such a share of stake. Those with the least of the foundation's stake get more first, until all have the same
    or the largest amount; what nobody may take stays. The chain may refuse to move what has moved in the last 21 days.
    """

    kind: ClassVar[str] = "programme"
    decides: ClassVar[str] = "foundation"

    most_commission_rate: float = parameter(
        "highest commission rate of who takes part",
        unit="fraction",
        source="assumption; 3 % in 2021 (forum.akash.network/t/738), when there was no floor",
        status="assumed",
        default=0.05,
        ge=0.0,
        le=1.0,
    )
    largest_left_out: int = parameter(
        "so many of the largest validators take no part",
        unit="validators",
        source="25 in 2021 (forum.akash.network/t/738)",
        status="assumed",
        default=25,
        ge=0,
        le=10_000,
    )
    most_stake_share: float = parameter(
        "highest share of bonded stake of who takes part",
        unit="fraction",
        source="5 % in 2021 (forum.akash.network/t/738)",
        status="assumed",
        default=0.05,
        ge=0.0,
        le=1.0,
    )
    most_akt_each: float = parameter(
        "largest amount with one validator",
        unit="AKT",
        source="500,000 AKT in 2025; 2 million in 2021 (forum.akash.network/t/738)",
        status="assumed",
        default=500_000.0,
        ge=0.0,
        le=1e10,
    )
    review_every_days: float = parameter(
        "time between two reviews, from the start of the run on",
        unit="days",
        source=sources.ASSUMPTION,
        status="assumed",
        default=1.0,
        gt=0.0,
        le=10_000.0,
    )
    paused_from_day: float | None = parameter(
        "day of the run from which on it does nothing more; null: never (a pause was announced in 2026)",
        unit="days",
        source=sources.ASSUMPTION,
        status="assumed",
        default=None,
        ge=0.0,
        le=100_000.0,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> StakingMessages:
        """Return the redelegations of a review."""
        if not self._is_review(public):
            return StakingMessages()
        whose = np.flatnonzero(own.operates == FOUNDATION)
        if not whose.size:
            return StakingMessages()
        mine, most = cut(own, whose), int(self.most_akt_each * UAKT_PER_AKT)
        validator, held = mine.held_validator, mine.held_uakt
        takes_part = self.takes_part(public)
        kept = np.where(takes_part[validator], np.minimum(held, most), 0)
        if not (held - kept).any():
            return StakingMessages()
        kept_each = np.zeros(takes_part.size, dtype=np.int64)
        kept_each[validator] = kept
        taking = np.flatnonzero(takes_part)
        given = _level(kept_each[taking], int((held - kept).sum()), most)
        source, target, amount = _matched(validator, held - kept, taking, given)
        return StakingMessages(
            redelegate_delegator=np.full(amount.size, own.ids[whose[0]]),
            redelegate_source=source,
            redelegate_destination=target,
            redelegate_uakt=amount,
        )

    def takes_part(self, public: Public) -> BoolArray:
        """Return which validators keep to all caps."""
        validators = public.validators
        is_competing = validators.is_bonded & ~validators.is_captive
        by_stake = np.argsort(-np.where(validators.is_bonded, validators.stake_uakt, -1), kind="stable")
        is_competing[by_stake[: self.largest_left_out]] = False
        is_cheap = validators.commission_rate <= self.most_commission_rate
        return np.asarray(is_competing & is_cheap & (validators.stake_share <= self.most_stake_share))

    def _is_review(self, public: Public) -> bool:
        begin, end = public.seconds / SECONDS_PER_DAY, (public.seconds + public.epoch_seconds) / SECONDS_PER_DAY
        is_paused = self.paused_from_day is not None and begin >= self.paused_from_day
        return not is_paused and np.ceil(begin / self.review_every_days) * self.review_every_days < end


def _level(kept: IntArray, total: int, most: int) -> IntArray:
    """Return what each is given of a total, the least first, so that all rise to one level, at most the largest."""
    if not kept.size or total == 0:
        return np.zeros(kept.size, dtype=np.int64)
    ascending = np.sort(kept)
    levels = (total + np.cumsum(ascending)) // np.arange(1, kept.size + 1)
    n_rising = int(np.searchsorted(levels[:-1] <= ascending[1:], True)) + 1 if kept.size > 1 else 1
    return np.maximum(min(int(levels[n_rising - 1]), most) - kept, 0)


@njit
def _matched(
    source: IntArray, taken: IntArray, target: IntArray, given: IntArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Return source, target and amount of the moves by which what is taken becomes what is given, in order."""
    upto_taken, upto_given = np.cumsum(taken), np.cumsum(given)
    moves = np.empty((3, taken.size + given.size), np.int64)
    n, moved, place, other = 0, 0, 0, 0
    while True:
        while place < taken.size and upto_taken[place] <= moved:
            place += 1
        while other < given.size and upto_given[other] <= moved:
            other += 1
        if place == taken.size or other == given.size:
            return moves[0, :n].copy(), moves[1, :n].copy(), moves[2, :n].copy()
        upto = min(upto_taken[place], upto_given[other])
        moves[0, n], moves[1, n], moves[2, n] = source[place], target[other], upto - moved
        n, moved = n + 1, upto
