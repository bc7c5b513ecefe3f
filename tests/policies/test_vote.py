"""How accounts vote, on incomes worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from econsim.columns import Own
from econsim.policies.voters.income import yearly_income, yearly_yield
from econsim.policies.voters.voting import Abstain, FollowMajority, OwnInterest
from econsim.units import DAYS_PER_YEAR, SECONDS_PER_DAY
from econsim.world.proposals import ABSTAIN, NO, YES, OpenVote
from tests.policies.hand_made import draws_of, public

SECONDS_PER_BLOCK = 6.0
BLOCKS_PER_YEAR = DAYS_PER_YEAR * SECONDS_PER_DAY / SECONDS_PER_BLOCK
STAKE = np.array([500_000_000, 300_000_000, 200_000_000])
RATES = np.array([0.0, 0.10, 0.05])
EVERYBODY = {"turnout_validators": 1.0, "turnout_large": 1.0, "turnout_small": 1.0}


def law_of(*, tax: float = 0.2, seats: int = 3, low: float = 0.1, high: float = 0.1, change: float = 0.0) -> Any:
    mint = SimpleNamespace(
        inflation_min=low,
        inflation_max=high,
        inflation_rate_change=change,
        goal_bonded=0.5,
        blocks_per_year=BLOCKS_PER_YEAR,
    )
    return SimpleNamespace(
        mint=mint,
        distribution=SimpleNamespace(community_tax=tax),
        staking=SimpleNamespace(max_validators=seats),
    )


def everybody_sees(law: Any = None, *votes: OpenVote, epoch: int = 0, epoch_seconds: float = 7 * 86_400.0) -> Any:
    """Return a chain with half of its two thousand AKT bonded, with three validators."""
    seen = public(epoch=epoch, epoch_seconds=epoch_seconds, commission_rate=RATES, supply_uakt=2_000_000_000)
    validators = Own(np.arange(3), {"stake_uakt": STAKE, "commission_rate": RATES})
    return replace(seen, law=law or law_of(), validators=validators, proposals=votes)


def vote_on(law: Any = None, rates: Any = RATES, *, name: str = "it", counted: Any = (0, 0, 0, 0)) -> OpenVote:
    return OpenVote(
        number=3,
        name=name,
        begin_seconds=0.0,
        end_seconds=7 * 86_400.0,
        law=law or law_of(),
        commission_rate=np.array(rates),
        count=lambda: np.array(counted),
    )


def accounts(n_more: int = 0) -> Own:
    """Return the operators of the three, then one delegator with each, then as many more with the last."""
    validator = np.array([0, 1, 2, 0, 1, 2, *[2] * n_more])
    n = validator.size
    return Own(
        np.arange(n),
        {
            "operates": np.array([0, 1, 2, *[-1] * (n - 3)]),
            "is_large": np.arange(n) == 3,
            "held_row": np.arange(n),
            "held_validator": validator,
            "held_uakt": np.full(n, 10_000_000),
        },
    )


def said(policy: Any, seen: Any, own: Own | None = None, seed: int = 1) -> dict[int, int]:
    own = own or accounts()
    votes = policy.decide(own, seen, draws_of("vote", len(own), epoch=seen.epoch, seed=seed))
    assert set(votes.number.tolist()) <= {3}
    return dict(zip(votes.voter.tolist(), votes.option.tolist(), strict=True))


def test_a_year_s_income_is_that_of_the_formula():
    """10 % of 2,000 AKT less a fifth on 1,000 AKT of stake: 16 % gross; 0, 10 and 5 % of it are kept."""
    earned = yearly_yield(everybody_sees(), law_of(), RATES)
    assert earned.delegated == pytest.approx([0.16, 0.144, 0.152])
    assert earned.commission == pytest.approx([0.0, 0.016, 0.008])
    income = yearly_income(accounts(), everybody_sees(), earned)
    assert income[3:] == pytest.approx([1_600_000, 1_440_000, 1_520_000])
    assert income[:3] == pytest.approx([1_600_000, 1_440_000 + 4_800_000, 1_520_000 + 1_600_000])


def test_inflation_of_the_year_drifts_by_half_of_what_it_may_and_keeps_within_its_bounds():
    """A quarter bonded is half of the goal: it rises by half of the rate of change in a year, a quarter on average."""
    seen = replace(everybody_sees(), supply_uakt=4_000_000_000)
    free = yearly_yield(seen, law_of(tax=0.0, low=0.0, high=1.0, change=0.2), np.zeros(3))
    assert free.delegated == pytest.approx([0.15 * 4] * 3)
    held = yearly_yield(seen, law_of(tax=0.0, low=0.0, high=0.12, change=0.2), np.zeros(3))
    assert held.delegated == pytest.approx([0.12 * 4] * 3)


def test_who_gains_says_yes_who_loses_no_and_who_is_indifferent_abstains():
    """A floor of 5 % that lifts: the first operator gains, its delegator loses, nobody else is touched."""
    seen = everybody_sees(None, vote_on(rates=[0.05, 0.10, 0.05]))
    assert said(OwnInterest(**EVERYBODY), seen) == {0: YES, 1: ABSTAIN, 2: ABSTAIN, 3: NO, 4: ABSTAIN, 5: ABSTAIN}


@pytest.mark.parametrize(
    ("law", "option"),
    [(law_of(tax=0.3), NO), (law_of(tax=0.1), YES), (law_of(low=0.2, high=0.2), YES), (law_of(), ABSTAIN)],
)
def test_everybody_likes_a_lower_tax_and_higher_inflation(law, option):
    assert set(said(OwnInterest(**EVERYBODY), everybody_sees(None, vote_on(law))).values()) == {option}


def test_a_lost_seat_is_a_loss_to_who_holds_with_it_and_a_gain_to_the_others():
    found = said(OwnInterest(**EVERYBODY), everybody_sees(None, vote_on(law_of(seats=2))))
    assert found == {0: YES, 1: YES, 2: NO, 3: YES, 4: YES, 5: NO}


@pytest.mark.parametrize(("counted", "option"), [((5, 9, 4, 0), YES), ((4, 0, 5, 9), NO), ((4, 1, 4, 1), ABSTAIN)])
def test_a_follower_votes_with_the_majority_so_far(counted, option):
    assert set(said(FollowMajority(**EVERYBODY), everybody_sees(None, vote_on(counted=counted))).values()) == {option}


def test_a_follower_waits_for_the_last_epoch_and_others_vote_all_along():
    days = [everybody_sees(None, vote_on(), epoch=day, epoch_seconds=86_400.0) for day in range(7)]
    own = accounts(1_000)
    following = [len(said(FollowMajority(**EVERYBODY), day, own)) for day in days]
    assert following == [0] * 6 + [1_006]
    abstaining = [said(Abstain(**EVERYBODY), day, own) for day in days]
    assert all(100 < len(each) < 190 for each in abstaining)
    assert sum(len(each) for each in abstaining) == 1_006
    assert {option for each in abstaining for option in each.values()} == {ABSTAIN}


def test_who_turns_out_is_drawn_by_kind_of_account():
    own = accounts(5_000)
    found = said(
        Abstain(turnout_validators=1.0, turnout_large=1.0, turnout_small=0.05), everybody_sees(None, vote_on()), own
    )
    assert {0, 1, 2, 3} <= found.keys()
    assert len(found) - 4 == pytest.approx(250, abs=4 * np.sqrt(5_000 * 0.05 * 0.95))


def test_turnout_is_drawn_anew_for_each_proposal_and_the_same_for_every_policy_and_other_turnout():
    own = accounts(2_000)

    def voters(policy: Any, name: str) -> set[int]:
        return set(said(policy, everybody_sees(None, vote_on(name=name)), own))

    half = {"turnout_small": 0.5}
    assert voters(Abstain(**half), "it") == voters(OwnInterest(**half), "it") == voters(FollowMajority(**half), "it")
    assert voters(Abstain(turnout_small=0.25), "it") < voters(Abstain(**half), "it") != voters(Abstain(**half), "other")


def test_nobody_votes_where_nothing_is_voted_on():
    assert said(OwnInterest(**EVERYBODY), everybody_sees()) == {}
