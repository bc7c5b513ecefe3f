"""The tally, by hand from x/gov/keeper/tally.go: whose stake counts for whom, and the order of the outcomes."""

from __future__ import annotations

import pytest

from econsim.reference.decimal18 import ONE, Dec
from econsim.reference.tally import Tally, TallyParams, Validator, tally

M = 1_000_000
PARAMS = TallyParams(Dec.parse("0.334"), Dec.parse("0.5"), Dec.parse("0.334"))


def validator(
    operator: int, delegations: dict[int, int], *, is_bonded: bool = True, is_jailed: bool = False
) -> Validator:
    tokens = sum(delegations.values())
    shares = {who: Dec.whole(amount) for who, amount in delegations.items()}
    return Validator(operator, tokens, Dec.whole(tokens), shares, is_bonded, is_jailed)


def count(validators: list[Validator], **votes: str) -> Tally:
    """Tally votes given as v0="yes"."""
    return tally(validators, {int(who[1:]): {option: ONE} for who, option in votes.items()}, PARAMS)


def test_delegators_who_do_not_vote_follow_their_validator() -> None:
    outcome = count([validator(0, {0: 5 * M, 9: 3 * M}), validator(1, {1: 7 * M})], v0="yes")
    assert outcome == Tally(True, False, {"yes": 8 * M, "abstain": 0, "no": 0, "no_with_veto": 0})


def test_a_delegator_who_votes_takes_the_stake_away_from_every_validator() -> None:
    validators = [validator(0, {0: 5 * M, 9: 3 * M}), validator(1, {1: 5 * M, 9: 4 * M})]
    outcome = count(validators, v0="yes", v1="no", v9="abstain")
    assert outcome.results == {"yes": 5 * M, "abstain": 7 * M, "no": 5 * M, "no_with_veto": 0}


def test_a_delegator_of_a_validator_that_does_not_vote_counts_alone() -> None:
    outcome = count([validator(0, {0: 5 * M, 9: 6 * M})], v9="yes")
    assert outcome == Tally(True, False, {"yes": 6 * M, "abstain": 0, "no": 0, "no_with_veto": 0})


def test_an_operator_votes_with_what_it_has_delegated_elsewhere_too() -> None:
    outcome = count([validator(0, {0: 5 * M}), validator(1, {1: 5 * M, 0: 2 * M})], v0="no", v1="yes")
    assert outcome.results == {"yes": 5 * M, "abstain": 0, "no": 7 * M, "no_with_veto": 0}


def test_a_vote_without_stake_counts_nothing() -> None:
    outcome = count([validator(0, {0: 5 * M})], v7="yes")
    assert outcome == Tally(False, True, {"yes": 0, "abstain": 0, "no": 0, "no_with_veto": 0})


def test_a_jailed_validator_counts_in_the_quorum_only() -> None:
    """4 of 12 million is below a quorum of 0.334; without the jailed validator it would be 4 of 4."""
    validators = [validator(0, {0: 4 * M}), validator(1, {1: 6 * M, 9: 2 * M}, is_jailed=True)]
    outcome = count(validators, v0="yes", v1="yes", v9="yes")
    assert outcome == Tally(False, True, {"yes": 4 * M, "abstain": 0, "no": 0, "no_with_veto": 0})


def test_the_operator_of_a_jailed_validator_still_votes_with_other_stake() -> None:
    validators = [validator(0, {0: 4 * M, 1: 3 * M}), validator(1, {1: 6 * M}, is_jailed=True)]
    assert count(validators, v1="yes").results["yes"] == 3 * M


def test_an_unbonded_validator_counts_nowhere() -> None:
    validators = [validator(0, {0: 4 * M}), validator(1, {1: 999_999}, is_bonded=False)]
    outcome = count(validators, v0="yes", v1="no")
    assert outcome == Tally(True, False, {"yes": 4 * M, "abstain": 0, "no": 0, "no_with_veto": 0})


def test_with_nothing_bonded_the_deposits_go_back() -> None:
    outcome = count([validator(0, {0: 10}, is_bonded=False)], v0="yes")
    assert (outcome.passes, outcome.burn_deposits) == (False, False)


@pytest.mark.parametrize(
    ("stakes", "votes", "passes", "burns"),
    [
        ((334, 666), {"v0": "yes"}, True, False),  # the quorum itself is enough
        ((333, 667), {"v0": "yes"}, False, True),  # below it
        ((500, 500), {"v0": "abstain", "v1": "abstain"}, False, False),  # nobody but abstains
        ((200, 800), {"v0": "abstain"}, False, True),  # the quorum comes before that
        ((334, 666), {"v0": "no_with_veto", "v1": "yes"}, True, False),  # the veto threshold itself is not enough
        ((335, 665), {"v0": "no_with_veto", "v1": "yes"}, False, True),  # above it
        ((500, 500), {"v0": "yes", "v1": "no"}, False, False),  # half is not enough
        ((501, 499), {"v0": "yes", "v1": "no"}, True, False),
        ((300, 700), {"v0": "yes", "v1": "abstain"}, True, False),  # abstention counts for the quorum, not against
        ((250, 400, 350), {"v0": "no_with_veto", "v1": "abstain", "v2": "yes"}, True, False),  # veto is of all: 0.25
        ((335, 335, 330), {"v0": "no_with_veto", "v1": "abstain", "v2": "yes"}, False, True),
        ((500, 500), {"v0": "no", "v1": "no"}, False, False),
    ],
)  # fmt: skip
def test_outcomes_in_the_order_of_the_checks(
    stakes: tuple[int, ...], votes: dict[str, str], passes: bool, burns: bool
) -> None:
    outcome = count([validator(who, {who: stake * M}) for who, stake in enumerate(stakes)], **votes)
    assert (outcome.passes, outcome.burn_deposits) == (passes, burns)


def test_a_divided_vote_is_divided_by_weight() -> None:
    votes = {0: {"yes": Dec.parse("0.7"), "no": Dec.parse("0.3")}}
    outcome = tally([validator(0, {0: M + 1})], votes, PARAMS)
    assert outcome == Tally(True, False, {"yes": 700_000, "abstain": 0, "no": 300_000, "no_with_veto": 0})


def test_power_is_shares_at_the_validator_s_own_rate() -> None:
    """A validator slashed by half: 3 of 4 million shares are worth 1.5 of its 2 million tokens."""
    slashed = Validator(0, 2 * M, Dec.whole(4 * M), {0: Dec.whole(M), 9: Dec.whole(3 * M)}, True, False)
    assert count([slashed], v0="yes", v9="no").results == {
        "yes": M // 2, "abstain": 0, "no": 3 * M // 2, "no_with_veto": 0,
    }  # fmt: skip
