"""How a validator is run."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.policies.validators.operation import Delayed, Steady
from econsim.policies.validators.unprofitable import (
    CutCornersWhenUnprofitable,
    EnterAndLeave,
    LeaveWhenUnprofitable,
)
from econsim.policies.validators.view import own_validators
from tests.mechanisms.staking_worlds import AKT, DAY, set_clock, staking_world
from tests.policies.hand_made import draws_of, public, validators

DRAWS = draws_of("validator_operation", 10)


def operated(policy, seen=None, **columns):
    """Return what operators do who are in the set, up, and not in jail, unless told otherwise."""
    own = validators(
        **({"is_bonded": True, "is_jailed": False, "may_be_released": False, "is_offline": False} | columns)
    )
    return policy.decide(own, public() if seen is None else seen, DRAWS)


@pytest.mark.parametrize(("policy", "asked"), [(Steady(), [1, 5]), (Delayed(reaction_hours=24.0), [5])])
def test_an_operator_asks_when_its_validator_is_up_and_may_come_out_for_so_long(policy, asked):
    """Not jailed; out since now; in a second; down; tombstoned; out since the day before."""
    world = staking_world({(v, v): AKT for v in range(6)}, n_validators=6)
    set_clock(world, DAY)
    validators = world.validators
    validators.is_jailed = [False, True, True, True, True, True]
    validators.jailed_until_seconds = [0.0, DAY, DAY + 1, 0.0, np.inf, 0.0]
    validators.is_offline[3] = True
    answer = policy.decide(own_validators(world), None, None).is_unjailing
    assert np.flatnonzero(answer).tolist() == asked


@pytest.mark.parametrize(
    ("exponent", "spending"),
    [(1.0, [1.0, 1.0, 0.25, 0.0]), (0.5, [1.0, 1.0, 0.5, 0.0]), (0.0, [1.0, 1.0, 1.0, 1.0])],
)
def test_who_cuts_corners_spends_a_power_of_income_over_cost(exponent, spending) -> None:
    """At 2 USD an AKT, 5 % net and 30.4375 USD a month: a USD a day is 10 AKT of rewards; 20, 10, 2.5 and none."""
    answer = operated(
        CutCornersWhenUnprofitable(exponent=exponent),
        public(akt_price_usd=2.0),
        allocated_uakt_per_day=[20e6, 10e6, 2.5e6, 0.0],
        net_commission_rate=0.05,
        operating_cost_usd_per_month=30.4375,
    )
    np.testing.assert_allclose(answer.spending, spending, rtol=1e-12)


def test_who_cuts_corners_spends_all_out_of_the_set_and_where_operation_costs_nothing() -> None:
    answer = operated(
        CutCornersWhenUnprofitable(),
        allocated_uakt_per_day=0.0,
        net_commission_rate=0.05,
        is_bonded=[False, True],
        operating_cost_usd_per_month=[300.0, 0.0],
    )
    assert answer.spending.tolist() == [1.0, 1.0]


def test_cutting_corners_differs_from_steady_operation_which_spends_as_before() -> None:
    columns = {"allocated_uakt_per_day": 1e6, "net_commission_rate": 0.05}
    assert operated(CutCornersWhenUnprofitable(), **columns).spending < 1.0
    assert np.isnan(operated(Steady(), **columns).spending)


@pytest.mark.parametrize("policy", [LeaveWhenUnprofitable(patience_days=30.0), EnterAndLeave(patience_days=30.0)])
def test_who_has_borne_a_loss_for_as_long_as_its_patience_gives_up(policy) -> None:
    answer = operated(policy, days_covered=[-29.0, -30.0, -31.0, 30.0, -99.0], is_bonded=[1, 1, 1, 1, 0], stake_uakt=1)
    assert answer.is_leaving.tolist() == [False, True, True, False, False]
    assert not operated(Steady(), days_covered=[-99.0]).is_leaving.any()


def test_a_candidate_comes_in_where_the_last_seat_would_have_paid_and_it_can_bring_what_it_lacks() -> None:
    """The last seat has 500 AKT. The third has waited too short, the fourth is in jail, the fifth too poor."""
    columns = {
        "days_covered": [30.0, 40.0, 29.0, 40.0, 40.0],
        "is_bonded": [False, True, False, False, False],
        "is_jailed": [False, False, False, True, False],
        "stake_uakt": [450 * AKT, 900 * AKT, 450 * AKT, 450 * AKT, 300 * AKT],
    }
    seen = public(
        commission_rate=[0.05] * 3, stake_uakt=[400 * AKT, 500 * AKT, 900 * AKT], is_bonded=[False, True, True]
    )
    entering = EnterAndLeave(patience_days=30.0, most_bond_akt=100.0)
    assert operated(entering, seen, **columns).is_entering.tolist() == [True, False, False, False, False]
    assert not operated(LeaveWhenUnprofitable(), seen, **columns).is_entering.any()
