"""How accounts vote: who turns out, when, and for what."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np

from econsim.columns import Own, cut
from econsim.compiled import njit
from econsim.contracts import Policy, Public, parameter
from econsim.draws import Draws
from econsim.policies.voters.decisions import Votes
from econsim.policies.voters.income import yearly_income, yearly_yield
from econsim.units import BoolArray, FloatArray, IntArray
from econsim.world.proposals import ABSTAIN, NO, YES, OpenVote

_INDIFFERENT = 1e-9  # of income: less is rounding


def _turnout(who: str, share: float) -> float:
    found: float = parameter(
        f"part of {who} that votes on a proposal by itself",
        unit="fraction of heads",
        source="assumption, swept from half of it to twice",
        status="assumed",
        default=share,
        ge=0.0,
        le=1.0,
    )
    return found


class Voter(Policy):
    """Some accounts vote, each at a moment of its own while voting lasts.

    Whether an account votes on a proposal, and when, is drawn once for each account and proposal, by its name.
    """

    decides: ClassVar[str] = "vote"

    turnout_validators: float = _turnout("operators", 0.8)
    turnout_large: float = _turnout("large delegators", 0.2)
    turnout_small: float = _turnout("small delegators", 0.05)

    def decide(self, own: Own, public: Public, draws: Draws) -> Votes:
        """Return the votes that fall into this epoch."""
        cast = [self._cast(own, public, draws, vote) for vote in public.proposals]
        cast = [(vote, voter, option) for vote, voter, option in cast if voter.size]
        if not cast:
            return Votes.none(len(own))
        return Votes(
            number=np.concatenate([np.full(voter.size, vote.number) for vote, voter, _ in cast]),
            voter=np.concatenate([voter for _, voter, _ in cast]),
            option=np.concatenate([option for _, _, option in cast]),
        )

    @abstractmethod
    def option(self, own: Own, public: Public, vote: OpenVote) -> IntArray:
        """Return what accounts that turn out vote now; `own` is theirs alone."""

    def moment(self, draws: Draws, vote: OpenVote) -> FloatArray:
        """Return the moment at which each account votes, as a part of the time to vote."""
        return draws.lasting_uniform(f"moment {vote.name}")

    def _cast(self, own: Own, public: Public, draws: Draws, vote: OpenVote) -> tuple[OpenVote, IntArray, IntArray]:
        """Return who votes on a proposal in this epoch, and what."""
        lasts, end = vote.end_seconds - vote.begin_seconds, public.seconds + public.epoch_seconds
        now = cut(own, _within(self.moment(draws, vote), vote.begin_seconds, lasts, public.seconds, end))
        voting = cut(now, np.flatnonzero(self._turns_out(now, draws(now.ids), vote)))
        option = self.option(voting, public, vote) if len(voting) else np.zeros(0, np.int64)
        return vote, voting.ids, option

    def _turns_out(self, own: Own, draws: Draws, vote: OpenVote) -> BoolArray:
        delegators = np.where(own.is_large, self.turnout_large, self.turnout_small)
        likely = np.where(own.operates >= 0, self.turnout_validators, delegators)
        return np.asarray(draws.lasting_uniform(f"turnout {vote.name}") < likely)


class OwnInterest(Voter):
    """Vote for what earns more in a year: yes for more under the new law, no for less, abstain for the same.

    Income is that of income.py, with the own stake where it is. Only what stake earns counts: a proposal that changes
    nothing of it, such as one that spends of the pool, leaves this voter indifferent.
    """

    kind: ClassVar[str] = "own_interest"

    def option(self, own: Own, public: Public, vote: OpenVote) -> IntArray:
        """Compare the two incomes."""
        rates = public.validators.commission_rate
        before = yearly_income(own, public, yearly_yield(public, public.law, rates))
        after = yearly_income(own, public, yearly_yield(public, vote.law, vote.commission_rate))
        gain = after - before
        is_same = np.abs(gain) <= _INDIFFERENT * np.maximum(before, after)
        return np.where(is_same, ABSTAIN, np.where(gain > 0, YES, NO))


class FollowMajority(Voter):
    """Wait until voting is about to end, then vote as most of the stake that was counted so far: yes or no.

    Who finds no majority abstains.
    """

    kind: ClassVar[str] = "follow_majority"

    def moment(self, draws: Draws, vote: OpenVote) -> FloatArray:
        """Return the last moment."""
        last = np.nextafter(1.0, 0.0)
        return np.full_like(super().moment(draws, vote), last)

    def option(self, own: Own, public: Public, vote: OpenVote) -> IntArray:
        """Look at what was counted."""
        yes, no = vote.counted_uakt[YES], vote.counted_uakt[NO]
        says = ABSTAIN if yes == no else YES if yes > no else NO
        return np.full(len(own), says)


class Abstain(Voter):
    """Turn out, for the quorum, and abstain."""

    kind: ClassVar[str] = "abstain"

    def option(self, own: Own, public: Public, vote: OpenVote) -> IntArray:
        """Abstain."""
        return np.full(len(own), ABSTAIN)


@njit
def _within(moments: FloatArray, begin: float, lasts: float, first: float, end: float) -> IntArray:
    """Return the rows whose moment, a part of what lasts from a beginning on, lies from a first time to an end."""
    found, n = np.empty(moments.size, np.int64), 0
    for row in range(moments.size):
        seconds = begin + moments[row] * lasts
        found[n] = row
        n += first <= seconds < end
    return found[:n].copy()
