"""Which rate a validator asks for."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.policies.validators.commission import FollowFloor, Hold, LandGrab
from econsim.policies.validators.costs import ProfitTarget, Rebate
from econsim.policies.validators.rivals import BestResponse, FollowMarket, Undercut
from tests.policies.hand_made import draws_of, public, validators

NOTHING = np.nan
DRAWS = draws_of("validator_commission", 100)


def asked(policy, own, **world):
    return policy.decide(own, public(**world), DRAWS).commission_rate


def asked_by_all(policy, rates, **world):
    """Return what validators of these rates, who see each other, ask for."""
    columns = {name: world.pop(name) for name in ("hours_since_change", "max_rate", "max_change_rate") if name in world}
    shares = world.get("stake_share", np.full(len(rates), 1.0 / len(rates)))
    own = validators(commission_rate=rates, stake_share=shares, **columns)
    return asked(policy, own, commission_rate=rates, **world)


def test_hold_asks_for_nothing_at_any_rate() -> None:
    assert np.isnan(asked(Hold(), validators(commission_rate=[0.0, 0.05, 1.0]))).all()


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"commission_rate": 0.04}, 0.05),  # one point below, may move one point
        ({"commission_rate": 0.0, "max_change_rate": 0.05}, 0.05),
        ({"commission_rate": 0.02}, NOTHING),  # locked in: three points below, may move one
        ({"commission_rate": 0.05}, NOTHING),
        ({"commission_rate": 0.10}, NOTHING),
        ({"commission_rate": 0.04, "hours_since_change": 23.9}, NOTHING),
        ({"commission_rate": 0.04, "max_rate": 0.045}, NOTHING),
    ],
)
def test_follow_floor_rises_to_the_floor_only_when_one_change_can_reach_it(columns, expected) -> None:
    np.testing.assert_array_equal(asked(FollowFloor(), validators(**columns), floor=0.05), [expected])


def test_follow_floor_differs_from_hold() -> None:
    own = validators(commission_rate=[0.04, 0.02])
    np.testing.assert_array_equal(asked(FollowFloor(), own), [0.05, NOTHING])
    np.testing.assert_array_equal(asked(Hold(), own), [NOTHING, NOTHING])


def test_follow_floor_rests_where_there_is_no_floor() -> None:
    assert np.isnan(asked(FollowFloor(), validators(commission_rate=[0.0, 0.04]), floor=0.0)).all()


@pytest.mark.parametrize(
    ("columns", "world", "expected"),
    [
        ({"commission_rate": 0.10}, {}, 0.05),  # cuts to the floor in one step: decreases are not limited
        ({"commission_rate": 0.10}, {"is_edit_below_floor_refused": False}, 0.0),
        ({"commission_rate": 0.10}, {"floor": 0.0}, 0.0),
        ({"commission_rate": 0.05}, {}, NOTHING),  # already there
        ({"commission_rate": 0.02}, {}, NOTHING),  # below the floor and content
        ({"commission_rate": 0.10, "hours_since_change": 12.0}, {}, NOTHING),
        ({"commission_rate": 0.05, "stake_share": 0.06}, {}, 0.06),  # has its share of the market: climbs
        ({"commission_rate": 0.05}, {"epoch": 90}, 0.06),  # the campaign is over: climbs
        ({"commission_rate": 0.05, "max_change_rate": 0.2}, {"epoch": 90}, 0.10),
        ({"commission_rate": 0.05, "max_rate": 0.055}, {"epoch": 90}, 0.055),
        ({"commission_rate": 0.10}, {"epoch": 90}, NOTHING),
        ({"commission_rate": 0.02}, {"epoch": 90}, NOTHING),  # 0.03 would be refused: locked in
        ({"commission_rate": 0.02}, {"epoch": 90, "is_edit_below_floor_refused": False}, 0.03),
    ],
)
def test_land_grab_cuts_to_the_lowest_legal_rate_and_climbs_afterwards(columns, world, expected) -> None:
    policy = LandGrab(grab_days=90.0, target_stake_share=0.05, target_rate=0.10)
    np.testing.assert_array_equal(asked(policy, validators(**columns), **world), [expected])


def test_land_grab_reaches_its_target_rate_by_one_point_a_day() -> None:
    policy, rate, path = LandGrab(grab_days=2.0, target_rate=0.10), 0.10, []
    for epoch in range(9):
        wanted = asked(policy, validators(commission_rate=rate), epoch=epoch)[0]
        rate = rate if np.isnan(wanted) else wanted
        path.append(rate)
    assert path == [0.05, 0.05, 0.06, 0.07, 0.08, 0.09, 0.10, 0.10, 0.10]


def test_undercut_goes_a_step_below_the_cheapest_and_the_cheapest_rests() -> None:
    rates = asked_by_all(Undercut(step=0.01), [0.10, 0.08, 0.20])
    np.testing.assert_array_equal(rates, [0.07, NOTHING, 0.07])


def test_two_equally_cheap_ones_undercut_each_other() -> None:
    np.testing.assert_array_equal(asked_by_all(Undercut(step=0.02), [0.10, 0.10]), [0.08, 0.08])


@pytest.mark.parametrize(
    ("policy", "world", "expected"),
    [
        (Undercut(step=0.01), {}, 0.05),  # the floor ends the race
        (Undercut(step=0.01), {"floor": 0.0}, 0.045),
        (Undercut(step=0.01), {"is_edit_below_floor_refused": False}, 0.045),
        (Undercut(step=0.01, least_rate=0.07), {}, 0.07),
        (Undercut(step=0.01, least_rate=0.12), {}, NOTHING),
        (Undercut(step=0.01), {"hours_since_change": 23.0}, NOTHING),
        (Undercut(step=0.01), {"is_bonded": [True, False]}, NOTHING),  # who is not in the set is no rival
        (Undercut(step=0.01), {"is_captive": [False, True]}, NOTHING),
    ],
)
def test_undercut_stops_at_the_floor_at_its_least_rate_and_without_rivals(policy, world, expected) -> None:
    assert asked_by_all(policy, [0.10, 0.055], **world)[0] == pytest.approx(expected, abs=1e-12, nan_ok=True)


def test_undercut_differs_from_hold() -> None:
    own = validators(commission_rate=[0.10, 0.06])
    assert asked(Undercut(), own, commission_rate=[0.10, 0.06])[0] == 0.05
    assert np.isnan(asked(Hold(), own)).all()


def test_follow_market_moves_to_the_rate_up_to_which_half_of_the_stake_lies() -> None:
    rates, shares = [0.02, 0.05, 0.10], [0.2, 0.45, 0.35]
    np.testing.assert_array_equal(
        asked_by_all(FollowMarket(), rates, stake_share=shares, max_change_rate=0.5), [0.05, NOTHING, 0.05]
    )


@pytest.mark.parametrize(
    ("policy", "world", "expected"),
    [
        (FollowMarket(), {"floor": 0.0}, 0.03),  # a point at a time, on the way to 5 %
        (FollowMarket(), {}, NOTHING),  # 3 % would be refused: locked in
        (FollowMarket(tolerance=0.04), {"floor": 0.0}, NOTHING),
        (FollowMarket(), {"floor": 0.0, "is_captive": [False, True]}, NOTHING),  # then it is the market itself
        (FollowMarket(), {"floor": 0.0, "is_bonded": [False, False]}, NOTHING),
    ],
)
def test_follow_market_climbs_by_its_max_change_rate_where_the_law_lets_it(policy, world, expected) -> None:
    rates = asked_by_all(policy, [0.02, 0.05], stake_share=[0.1, 0.9], **world)
    np.testing.assert_array_equal(rates[:1], [expected])


def test_best_response_rests_at_the_equilibrium_of_equals() -> None:
    rate = 1.0 / (10.0 * (1.0 - 1.0 / 4))
    assert np.isnan(asked_by_all(BestResponse(believed_sensitivity=10.0), [rate] * 4)).all()


def test_best_response_asks_for_the_rate_that_earns_most_while_rivals_stay() -> None:
    """Held against a search: c s(c) with s(c) = .3 e^-20(c - .1) / (.3 e^-20(c - .1) + .7)."""
    rates = np.linspace(0.0, 1.0, 1_000_001)
    weight = 0.3 * np.exp(-20.0 * (rates - 0.1))
    best = rates[np.argmax(rates * weight / (weight + 0.7))]
    own = validators(commission_rate=0.1, stake_share=0.3)
    wanted = asked(BestResponse(believed_sensitivity=20.0), own, floor=0.0)[0]
    assert wanted == pytest.approx(best, abs=1e-6)


@pytest.mark.parametrize(
    ("columns", "world", "expected"),
    [
        ({"commission_rate": 0.02}, {"floor": 0.0}, 0.03),  # wants 1 / 20: a point at a time
        ({"commission_rate": 0.20}, {"floor": 0.08}, 0.08),  # the floor lies above what it wants
        ({"commission_rate": 0.20}, {"floor": 0.08, "is_edit_below_floor_refused": False}, 0.05),
        ({"commission_rate": 0.02, "max_rate": 0.02}, {"floor": 0.0}, NOTHING),
        ({"commission_rate": 0.20, "hours_since_change": 1.0}, {}, NOTHING),
        ({"commission_rate": 0.0502}, {}, NOTHING),  # too little to send a message for
        ({"commission_rate": 0.05, "stake_share": 1.0, "max_change_rate": 1.0, "max_rate": 0.3}, {}, 0.3),  # alone
    ],
)
def test_best_response_minds_the_floor_its_own_limits_and_the_24_hours(columns, world, expected) -> None:
    own = validators(**({"stake_share": 0.0} | columns))
    np.testing.assert_array_equal(asked(BestResponse(believed_sensitivity=20.0), own, **world), [expected])


@pytest.mark.parametrize(
    ("columns", "world", "expected"),
    [
        # 300 USD a month are 9.8563 a day; 1.2 of it over 200 AKT a day is 5.914 %: rounded up to 6 %
        ({}, {}, 0.06),
        ({"commission_rate": 0.06}, {}, NOTHING),
        ({"commission_rate": 0.10}, {}, 0.06),
        ({"commission_rate": 0.02}, {"floor": 0.0}, 0.03),  # a point at a time
        ({"commission_rate": 0.02}, {}, NOTHING),  # locked in
        ({}, {"akt_price_usd": 3.0}, NOTHING),  # 1.97 %, and the floor is 5 %
        ({}, {"akt_price_usd": 3.0, "is_edit_below_floor_refused": False}, 0.02),
        ({"max_change_rate": 1.0}, {"akt_price_usd": 0.001}, 1.0),  # more than all it cannot ask for
        ({"allocated_uakt_per_day": 0.0}, {}, NOTHING),
        ({"hours_since_change": 2.0}, {}, NOTHING),
    ],
)
def test_profit_target_asks_for_the_rate_that_pays_cost_and_margin(columns, world, expected) -> None:
    own = validators(**({"commission_rate": 0.05} | columns))
    np.testing.assert_allclose(asked(ProfitTarget(margin=0.2), own, **world), [expected], rtol=1e-12)


def test_profit_target_of_next_to_no_income_asks_for_all_it_may() -> None:
    """The rate that pays is some 10^300: in silence, as warnings are errors here."""
    own = validators(commission_rate=[0.05], max_rate=[0.05 + 1e-6], allocated_uakt_per_day=[1e-290])
    np.testing.assert_allclose(asked(ProfitTarget(step=1e-6), own, akt_price_usd=1e-5), [0.05 + 1e-6], rtol=1e-9)


def test_profit_target_differs_from_hold() -> None:
    own = validators(commission_rate=[0.10])
    assert asked(ProfitTarget(), own) == [0.06]
    assert np.isnan(asked(Hold(), own)).all()


def test_rebate_hands_back_what_the_rate_has_risen_by_and_asks_for_no_other() -> None:
    own = validators(commission_rate=[0.05, 0.05, 0.05, 0.02], rate_at_genesis=[0.02, 0.05, 0.0, 0.03])
    whole, half = (Rebate(handed_back=part).decide(own, public(), DRAWS) for part in (1.0, 0.5))
    np.testing.assert_allclose(whole.rebate_share, [0.6, 0.0, 1.0, 0.0], atol=1e-12)
    np.testing.assert_allclose(half.rebate_share, [0.3, 0.0, 0.5, 0.0], atol=1e-12)
    assert np.isnan(whole.commission_rate).all()
    assert np.isnan(Hold().decide(own, public(), DRAWS).rebate_share).all()


@pytest.mark.parametrize("policy", [Undercut(), FollowMarket(), BestResponse()], ids=lambda policy: policy.kind)
def test_a_captive_validator_answers_no_rival(policy) -> None:
    own = validators(commission_rate=[1.0, 1.0], stake_share=0.1, is_captive=[True, False])
    rates = asked(policy, own, commission_rate=[1.0, 1.0, 0.05], is_captive=[True, False, False])
    assert np.isnan(rates).tolist() == [True, False]
