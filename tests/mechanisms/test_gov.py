"""Proposals by hand: deposits, periods, votes and what they leave behind, by x/gov of the chain."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.mechanisms.gov.parameters import Gov
from econsim.mechanisms.gov.rules import (
    cast_votes,
    decide,
    deposit,
    drop_unfunded,
    minimum_initial_deposit,
    submit,
    voted_on,
)
from econsim.mechanisms.gov.tally import tally
from econsim.mechanisms.gov.terms import terms_of
from econsim.world.ledger import Account
from econsim.world.proposals import ABSTAIN, IN_DEPOSIT, IN_VOTING, NO, NO_WITH_VETO, PASSED, YES
from econsim.world.world import World
from tests.mechanisms.chain_vectors import vectors
from tests.mechanisms.changed_law import changed_law
from tests.mechanisms.staking_worlds import AKT, DAY, slash, staking_world

LIMITS = {
    "min_deposit": 1_000 * AKT,
    "max_deposit_period": 14 * DAY,
    "voting_period": 7 * DAY,
    "quorum": 0.334,
    "threshold": 0.5,
    "veto_threshold": 0.334,
    "burn_vote_quorum": True,
    "burn_vote_veto": True,
    "burn_proposal_deposit_prevote": True,
    "min_initial_deposit_rate": 0.4,
    "expedited_min_deposit": 2_000 * AKT,
    "expedited_voting_period": DAY,
    "expedited_threshold": 0.667,
}

SEATS = 100


def gov_law(**changes) -> Gov:
    return changed_law(gov=LIMITS | changes).gov


def voters(*stakes: int) -> World:
    """Return validators, each with its operator's own stake alone [AKT], and ten million AKT outside."""
    world = staking_world({(v, v): stake * AKT for v, stake in enumerate(stakes)}, n_validators=len(stakes))
    world.ledger.mint(Account("outside_uakt"), 10**7 * AKT, "set up")
    return world


def in_voting(world: World, law: Gov, **options) -> World:
    assert submit(world, law, 0, terms_of(law, bool(options)).min_deposit, **options)
    return world


def say(world: World, votes: dict[int, int], number: int = 0) -> list[bool]:
    voter, option = (np.array(list(column), np.int64) for column in (votes.keys(), votes.values()))
    return cast_votes(world, np.full(voter.size, number), voter, option).tolist()


def after(world: World, days: float) -> World:
    world.epoch += round(days * DAY / world.epoch_seconds)
    return world


@pytest.mark.parametrize(("inputs", "expected"), vectors("akash_gov_min_initial_deposit"))
def test_the_initial_deposit_is_that_of_the_vectors(inputs, expected):
    law = gov_law(min_deposit=int(inputs["min_deposit"]), min_initial_deposit_rate=float(inputs["rate"]))
    assert minimum_initial_deposit(law) == int(expected["min_initial_deposit"])


def test_a_proposal_that_brings_too_little_is_refused_and_costs_nothing():
    world, law = voters(1), gov_law()
    assert not submit(world, law, 0, 400 * AKT - 1)
    assert len(world.proposals) == 0
    assert world.ledger.total("outside_uakt") == 10**7 * AKT


def test_voting_begins_when_the_deposit_is_there_and_deposits_are_taken_while_it_lasts():
    world, law = voters(1), gov_law()
    assert submit(world, law, 0, 400 * AKT)
    assert world.proposals.state.tolist() == [IN_DEPOSIT]
    assert deposit(after(world, 3), law, 0, 600 * AKT)
    assert world.proposals.state.tolist() == [IN_VOTING]
    assert world.proposals.voting_end_seconds.tolist() == [10 * DAY]
    assert deposit(world, law, 0, 5 * AKT)
    assert world.proposals.deposit_uakt.tolist() == [1_005 * AKT]
    assert world.ledger.imbalance("uakt") == 0


def test_nobody_votes_or_pays_on_what_is_not_there_and_nobody_votes_before_the_deposit():
    world, law = voters(1), gov_law()
    assert say(world, {0: YES}) == [False]
    assert not deposit(world, law, 0, AKT)
    submit(world, law, 0, 400 * AKT)
    assert say(world, {0: YES}) == [False]
    deposit(world, law, 0, 600 * AKT)
    assert say(world, {0: YES}) == [True]
    assert say(world, {0: 4}) == [False]
    assert len(world.votes) == 1


def test_the_last_vote_of_an_account_stands():
    world, law = in_voting(voters(3, 4), gov_law()), gov_law()
    say(world, {0: YES, 1: NO})
    say(world, {0: NO})
    assert tally(world, 0, terms_of(law).majorities, SEATS).results_uakt == (0, 0, 7 * AKT, 0)


def test_a_proposal_without_its_deposit_is_dropped_at_the_end_of_the_period_and_burns_it():
    world, law = voters(1), gov_law()
    submit(world, law, 0, 400 * AKT)
    assert drop_unfunded(after(world, 13), law) == []
    assert drop_unfunded(after(world, 1), law) == [0]
    assert len(world.proposals) == 0
    assert world.supply_uakt == (10**7 + 1 - 400) * AKT


def test_a_deposit_may_come_in_the_block_in_which_its_period_ends_and_not_later():
    """Messages come before the end of a block, which drops what is over by then; days 2 and 3 are boundaries here."""
    law = gov_law(max_deposit_period=2 * DAY)
    world = voters(1)
    submit(world, law, 0, 400 * AKT)
    assert deposit(after(world, 2), law, 0, 600 * AKT)
    world = voters(1)
    submit(world, law, 0, 400 * AKT)
    assert not deposit(after(world, 3), law, 0, 600 * AKT)
    assert drop_unfunded(world, law) == [0]
    assert world.supply_uakt == (10**7 + 1 - 400) * AKT


@pytest.mark.parametrize(
    ("stakes", "votes", "passes", "burns"),
    [
        ((334, 666), {0: YES}, True, False),  # the quorum itself is enough
        ((333, 667), {0: YES}, False, True),
        ((500, 500), {0: ABSTAIN, 1: ABSTAIN}, False, False),
        ((200, 800), {0: ABSTAIN}, False, True),
        ((334, 666), {0: NO_WITH_VETO, 1: YES}, True, False),  # the veto threshold itself is not
        ((335, 665), {0: NO_WITH_VETO, 1: YES}, False, True),
        ((500, 500), {0: YES, 1: NO}, False, False),
        ((501, 499), {0: YES, 1: NO}, True, False),
        ((300, 700), {0: YES, 1: ABSTAIN}, True, False),
    ],
)
def test_what_votes_come_to_and_what_becomes_of_the_deposit(stakes, votes, passes, burns):
    world, law = in_voting(voters(*stakes), gov_law()), gov_law()
    say(world, votes)
    before = world.supply_uakt
    assert voted_on(after(world, 6)) == []
    assert voted_on(after(world, 1)) == [0]
    found = decide(world, law, 0, SEATS)
    assert (found.passes, found.burns_deposits) == (passes, burns)
    assert before - world.supply_uakt == burns * 1_000 * AKT
    assert world.proposals.state.tolist() == [PASSED] * passes
    assert world.proposals.enacted == [(0, 7)] * passes
    assert len(world.votes) == 0


@pytest.mark.parametrize(
    ("votes", "switch"),
    [({0: YES}, "burn_vote_quorum"), ({0: NO_WITH_VETO, 1: YES, 2: YES}, "burn_vote_veto")],
)
def test_a_deposit_comes_back_where_the_law_does_not_burn_it(votes, switch):
    """A third of the stake says yes, less than the quorum; or more than the threshold of vetoes says no."""
    for burns in (True, False):
        law = gov_law(**{switch: burns, "quorum": 0.4, "veto_threshold": 0.3})
        world = in_voting(voters(300, 300, 300), law)
        say(world, votes)
        before = world.supply_uakt
        assert decide(after(world, 7), law, 0, SEATS).passes is False
        assert before - world.supply_uakt == burns * 1_000 * AKT


def test_a_deposit_that_did_not_come_together_comes_back_where_the_law_does_not_burn_it():
    world, law = voters(1), gov_law(burn_proposal_deposit_prevote=False)
    submit(world, law, 0, 400 * AKT)
    assert drop_unfunded(after(world, 14), law) == [0]
    assert world.ledger.total("outside_uakt") == 10**7 * AKT


def test_nobody_votes_through_validators_beyond_the_seats_that_the_law_has_left():
    """The chain counts the max_validators strongest; what is bonded with the others still counts for the quorum."""
    world, law = in_voting(voters(300, 500, 200), gov_law()), gov_law()
    say(world, {0: YES, 1: NO, 2: YES})
    majorities = terms_of(law).majorities
    assert tally(world, 0, majorities, 2).results_uakt == (300 * AKT, 0, 500 * AKT, 0)
    assert tally(world, 0, majorities, 1).results_uakt == (0, 0, 500 * AKT, 0)
    assert tally(world, 0, majorities, 1).bonded_uakt == 1_000 * AKT
    world.validators.is_jailed[1] = True  # takes no seat
    assert tally(world, 0, majorities, 2).results_uakt == (500 * AKT, 0, 0, 0)


def test_a_validator_without_power_that_has_a_seat_still_is_voted_through():
    """Half an AKT is no power, and is bonded all the same until the set is formed anew: of three two are counted."""
    world, law = in_voting(voters(5, 1, 1), gov_law()), gov_law()
    for without_power in (1, 2):
        slash(world, without_power, AKT // 2)
    say(world, {0: YES, 1: NO, 2: NO_WITH_VETO})
    majorities = terms_of(law).majorities
    assert tally(world, 0, majorities, 2).results_uakt == (5 * AKT, 0, AKT // 2, 0)
    assert tally(world, 0, majorities, 1).results_uakt == (5 * AKT, 0, 0, 0)


def test_an_expedited_proposal_needs_more_and_goes_on_as_an_ordinary_one_where_it_fails():
    """60 % yes: below two thirds after a day, enough after seven, if those who voted vote again."""
    law = gov_law()
    assert minimum_initial_deposit(law, is_expedited=True) == 800 * AKT
    world = in_voting(voters(60, 40), law, is_expedited=True)
    say(world, {0: YES, 1: NO})
    assert voted_on(after(world, 1)) == [0]
    assert decide(world, law, 0, SEATS) is None
    assert world.proposals.state.tolist() == [IN_VOTING]
    assert len(world.votes) == 0  # the chain has counted them away
    assert world.proposals.voting_begin_seconds.tolist() == [DAY]  # so that all may vote again
    say(world, {0: YES, 1: NO})
    assert voted_on(world) == []
    assert voted_on(after(world, 6)) == [0]
    assert decide(world, law, 0, SEATS).passes


def test_where_an_epoch_is_as_long_as_a_vote_an_expedited_proposal_that_fails_is_voted_on_anew_all_the_same():
    """The first boundary after its day is that of a week: six days of voting are left, of seven less one."""
    law, world = gov_law(), voters(60, 40)
    in_voting(world, law, is_expedited=True)
    say(world, {0: YES, 1: NO})
    assert decide(after(world, 7), law, 0, SEATS) is None
    assert voted_on(world) == []
    assert world.proposals.voting_end_seconds.tolist() == [13 * DAY]
    say(world, {0: YES, 1: NO})
    assert voted_on(after(world, 7)) == [0]
    assert decide(world, law, 0, SEATS).passes


def test_an_expedited_proposal_with_two_thirds_passes_after_a_day():
    law = gov_law()
    world = in_voting(voters(70, 30), law, is_expedited=True)
    say(world, {0: YES, 1: NO})
    assert voted_on(after(world, 1)) == [0]
    assert decide(world, law, 0, SEATS).passes
