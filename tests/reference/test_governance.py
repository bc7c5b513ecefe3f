"""Deposits and periods, by hand from x/gov/keeper/deposit.go and x/gov/abci.go, and under random operations."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from econsim.reference.decimal18 import Dec
from econsim.reference.failures import Refused
from econsim.reference.governance import DepositParams, Governance, minimum_initial_deposit
from econsim.reference.tally import Tally

PARAMS = DepositParams(min_deposit=100, max_deposit_period=50, voting_period=30)
BURNED, REFUNDED = Tally(False, True, {}), Tally(True, False, {})


def nobody(_proposal: int) -> Tally:
    raise AssertionError("nothing is to be tallied")


@pytest.mark.parametrize(
    ("rate", "min_deposit", "needed"),
    [
        ("0.40", 1_000_000_000, 400_000_000),
        ("0.5", 3, 2),  # 1.5 to the even 2
        ("0.5", 5, 2),  # 2.5 to the even 2
        ("0.3", 5, 2),  # 1.5
        ("0.33", 10, 3),
        ("0", 10, 0),
        ("1", 10, 10),
    ],
)
def test_the_smallest_initial_deposit_is_rounded_half_even(rate: str, min_deposit: int, needed: int) -> None:
    assert minimum_initial_deposit(Dec.parse(rate), min_deposit) == needed


def test_voting_starts_when_the_total_reaches_the_minimum_and_ends_a_period_later() -> None:
    chain = Governance(PARAMS)
    chain.submit(1, now=0)
    chain.deposit(1, depositor=7, amount=99, now=10)
    assert chain.proposals[1].voting_end is None
    chain.deposit(1, depositor=8, amount=1, now=20)
    assert chain.proposals[1].voting_end == 50
    chain.deposit(1, depositor=7, amount=5, now=40)  # while voting: accepted, and moves no date
    assert chain.proposals[1].voting_end == 50
    assert chain.proposals[1].deposits == {7: 104, 8: 1}
    assert chain.end_block(49, nobody) == ([], [])
    assert chain.end_block(50, lambda _: REFUNDED) == ([], [1])
    assert (chain.refunded, chain.burned, chain.module_balance) == ({7: 104, 8: 1}, 0, 0)


def test_a_proposal_without_its_deposit_expires_at_the_end_of_the_period_and_burns_it() -> None:
    chain = Governance(PARAMS)
    chain.submit(1, now=3)
    chain.deposit(1, depositor=7, amount=99, now=3)
    assert chain.end_block(52, nobody) == ([], [])
    assert chain.end_block(53, nobody) == ([1], [])
    assert (chain.burned, chain.refunded, chain.module_balance) == (99, {}, 0)
    with pytest.raises(Refused):
        chain.deposit(1, depositor=7, amount=1, now=54)


def test_a_late_deposit_still_saves_a_proposal_before_the_end_of_its_block() -> None:
    chain = Governance(PARAMS)
    chain.submit(1, now=0)
    chain.deposit(1, depositor=7, amount=100, now=60)
    assert chain.end_block(60, nobody) == ([], [])
    assert chain.end_block(90, lambda _: BURNED) == ([], [1])
    assert chain.burned == 100


def test_each_proposal_has_its_own_dates_and_its_own_outcome() -> None:
    chain = Governance(PARAMS)
    for proposal, now in ((1, 0), (2, 5), (3, 5)):
        chain.submit(proposal, now)
    chain.deposit(1, depositor=7, amount=100, now=25)
    chain.deposit(2, depositor=7, amount=100, now=25)
    chain.deposit(3, depositor=8, amount=40, now=25)
    assert chain.end_block(55, lambda proposal: BURNED if proposal == 1 else REFUNDED) == ([3], [1, 2])
    assert (chain.burned, chain.refunded) == (140, {7: 100})


def test_a_proposal_is_submitted_once() -> None:
    chain = Governance(PARAMS)
    chain.submit(1, now=0)
    with pytest.raises(Refused):
        chain.submit(1, now=1)


class GovernanceMachine(RuleBasedStateMachine):
    """gov/module-account of x/crisis: what the module holds is the sum of open deposits."""

    def __init__(self) -> None:
        super().__init__()
        self.chain = Governance(PARAMS)
        self.now, self.n_proposals, self.deposited = 0, 0, 0

    @rule()
    def submit(self) -> None:
        self.n_proposals += 1
        self.chain.submit(self.n_proposals, self.now)

    @rule(back=st.integers(0, 2), depositor=st.integers(0, 2), amount=st.integers(1, 70))
    def deposit(self, back: int, depositor: int, amount: int) -> None:
        with suppress(Refused):
            self.chain.deposit(self.n_proposals - back, depositor, amount, self.now)
            self.deposited += amount

    @rule(seconds=st.integers(0, 40), burns=st.booleans())
    def end_block(self, seconds: int, burns: bool) -> None:
        self.now += seconds
        self.chain.end_block(self.now, lambda _: BURNED if burns else REFUNDED)

    @invariant()
    def the_module_holds_the_open_deposits(self) -> None:
        assert self.chain.module_balance == sum(proposal.total for proposal in self.chain.proposals.values())

    @invariant()
    def every_deposit_is_open_refunded_or_burned(self) -> None:
        gone = sum(self.chain.refunded.values()) + self.chain.burned
        assert self.deposited == self.chain.module_balance + gone

    @invariant()
    def what_is_voted_on_has_found_its_deposit(self) -> None:
        for proposal in self.chain.proposals.values():
            if proposal.voting_end is not None:
                assert proposal.total >= PARAMS.min_deposit


TestGovernanceMachine = GovernanceMachine.TestCase
TestGovernanceMachine.settings = settings(max_examples=30, stateful_step_count=20)
