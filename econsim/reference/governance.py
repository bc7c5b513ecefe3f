"""Governance: the deposits of proposals, and the periods that end them.

Follows cosmos/cosmos-sdk x/gov/keeper/deposit.go and x/gov/abci.go
@9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16), and akash-network/node app/decorators/gov_filter.go
@6952ec25c2f6494439d947e03ff9aaacc592598d (v0.26.0). The votes themselves: tally.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from econsim.reference.decimal18 import Dec
from econsim.reference.failures import Refused
from econsim.reference.tally import Tally


def minimum_initial_deposit(rate: Dec, min_deposit: int) -> int:
    """Return what a proposal must bring along: rate x min_deposit [uakt], half-even [calcMinimumInitialDeposit].

    Asked of a proposal by the ante handler, inside authz messages too, since v0.24.0.
    """
    return rate.mul_int(min_deposit).round_int()


@dataclass(frozen=True)
class DepositParams:
    """When a proposal is voted on: the deposit it needs [uakt], the time to find it and the time to vote [s]."""

    min_deposit: int
    max_deposit_period: int
    voting_period: int


@dataclass
class Proposal:
    """A proposal that is neither decided nor dropped."""

    deposit_end: int
    voting_end: int | None = None  # none in the deposit period
    deposits: dict[int, int] = field(default_factory=dict)  # by depositor

    @property
    def total(self) -> int:
        """Return its total deposit."""
        return sum(self.deposits.values())


@dataclass
class Governance:
    """The module: open proposals, and where their deposits are or went [uakt]."""

    params: DepositParams
    proposals: dict[int, Proposal] = field(default_factory=dict)
    module_balance: int = 0
    refunded: dict[int, int] = field(default_factory=dict)  # by depositor, over all proposals
    burned: int = 0

    def submit(self, proposal: int, now: int) -> None:
        """Open a proposal; its deposit period starts [SubmitProposal]."""
        if proposal in self.proposals:
            raise Refused("proposal exists")
        self.proposals[proposal] = Proposal(deposit_end=now + self.params.max_deposit_period)

    def deposit(self, proposal: int, depositor: int, amount: int, now: int) -> None:
        """Add to a deposit, also while voting; voting starts as soon as the total reaches min_deposit [AddDeposit]."""
        if proposal not in self.proposals:
            raise Refused("unknown proposal")
        found = self.proposals[proposal]
        self.module_balance += amount
        found.deposits[depositor] = found.deposits.get(depositor, 0) + amount
        if found.voting_end is None and found.total >= self.params.min_deposit:
            found.voting_end = now + self.params.voting_period

    def end_block(self, now: int, tally: Callable[[int], Tally]) -> tuple[list[int], list[int]]:
        """Drop what found no deposit in time, then decide what has been voted on; return both lists [EndBlocker].

        The deposits of a dropped proposal are burned; those of a decided one are burned or refunded as its tally says.
        """
        expired = [
            key for key, found in self.proposals.items() if found.voting_end is None and found.deposit_end <= now
        ]
        for key in expired:
            self._burn_deposits(key)
        ended = [
            key for key, found in self.proposals.items() if found.voting_end is not None and found.voting_end <= now
        ]
        for key in ended:
            if tally(key).burn_deposits:
                self._burn_deposits(key)
            else:
                self._refund_deposits(key)
        return expired, ended

    def _burn_deposits(self, proposal: int) -> None:
        total = self.proposals.pop(proposal).total
        self.module_balance -= total
        self.burned += total

    def _refund_deposits(self, proposal: int) -> None:
        for depositor, amount in self.proposals.pop(proposal).deposits.items():
            self.module_balance -= amount
            self.refunded[depositor] = self.refunded.get(depositor, 0) + amount
