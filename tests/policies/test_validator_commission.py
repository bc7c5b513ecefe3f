"""Which rate a validator asks for."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.policies.validators.commission import FollowFloor, Hold, LandGrab
from tests.policies.hand_made import draws_of, public, validators

NOTHING = np.nan
DRAWS = draws_of("validator_commission", 100)


def asked(policy, own, **world):
    return policy.decide(own, public(**world), DRAWS).commission_rate


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
