"""Proposals that are open or have passed, and the votes on those that are being voted on.

What a proposal says stands in the scenario, under the number that it has on the list there. A proposal that is dropped
or rejected is forgotten; what came of it is in the journal of its last epoch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from econsim.units import BoolArray, FloatArray, IntArray
from econsim.world.tables import Table, column

IN_DEPOSIT, IN_VOTING, PASSED = 0, 1, 2  # states of a proposal
YES, ABSTAIN, NO, NO_WITH_VETO = range(4)  # in the order of the chain's codes
OPTIONS = ("yes", "abstain", "no", "no_with_veto")
NO_VOTE = -1

# whose stake counts: that of operators' own accounts, of delegators who vote, of those who follow their validator
VALIDATORS, LARGE, SMALL, FOLLOWERS = range(4)
HOLDERS = ("validators", "large", "small", "followers")


class Proposals(Table):
    """One row a proposal that is open or has passed, in the order in which they were submitted."""

    number: IntArray = column("number on the scenario's list")
    state: IntArray = column("0 in its deposit period, 1 being voted on, 2 passed", np.int8)
    is_expedited: BoolArray = column("takes the short vote with the high threshold", np.bool_)
    deposit_uakt: IntArray = column("deposits that the module holds [uakt; ledger account]")
    deposit_end_seconds: FloatArray = column("when the deposit period is over [s since start]", np.float64)
    voting_begin_seconds: FloatArray = column("when voting has begun [s since start]", np.float64)
    voting_end_seconds: FloatArray = column("when voting is over [s since start]", np.float64)
    enacted_epoch: IntArray = column("epoch from whose beginning on it is in force, once it has passed")

    def row_of(self, number: int) -> int:
        """Return the row of a proposal, -1 where it is neither open nor passed."""
        found = np.flatnonzero(self.number == number)
        return int(found[0]) if found.size else -1

    @property
    def enacted(self) -> list[tuple[int, int]]:
        """Return the numbers of those that have passed, each with its epoch, in the order in which they passed."""
        return [(int(self.number[row]), int(self.enacted_epoch[row])) for row in self.in_state(PASSED)]

    def in_state(self, state: int) -> list[int]:
        """Return the rows of the proposals in a state."""
        return np.flatnonzero(self.state == state).tolist() if len(self) else []


class Votes(Table):
    """One row a vote on a proposal that is being voted on: the last one of its voter."""

    number: IntArray = column("number of the proposal on the scenario's list")
    voter: IntArray = column("delegator id of the account that votes")
    option: IntArray = column("0 yes, 1 abstain, 2 no, 3 no with veto", np.int8)


@dataclass(frozen=True)
class OpenVote:
    """A proposal that is being voted on, as everybody sees it.

    `law` is the law in force had it passed, `commission_rate` the validators' rates then (its migrations included).
    """

    number: int
    name: str
    begin_seconds: float
    end_seconds: float
    law: Any
    commission_rate: FloatArray
    count: Callable[[], IntArray] = field(repr=False, compare=False)  # of `counted_uakt`

    @cached_property
    def counted_uakt(self) -> IntArray:
        """Return the stake that stands behind each option so far, as a tally would count it now [uakt]."""
        return self.count()
