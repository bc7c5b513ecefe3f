"""Stake that comes from outside and stake that leaves for good, against the flow that the yield asks for."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.columns import cut
from econsim.policies.delegators.bonding import Fixed, RequiredYield
from econsim.policies.delegators.bonding_path import ObservedPath
from tests.policies.hand_made import DAY, delegators, draws_of, public

YEAR = 365.25


def decided(policy, own, seen, **draws):
    return policy.decide(own, seen, draws_of("bonding", len(own), epoch=seen.epoch, **draws))


def flowing(real_yield, n=20_000, supply_uakt=1_000_000, **fields):
    """Return the flow of n holders of 30 uakt each with a response of 20 and a required yield of 2 %."""
    seen = public(real_yield=real_yield, supply_uakt=supply_uakt, free_stake_uakt=30 * n, **fields)
    own = delegators([0] * n, held_uakt=30, genesis_share=[1.0])
    return decided(RequiredYield(bonding_response_per_year=20.0, required_real_yield=0.02), own, seen)


@pytest.mark.parametrize("days", [1.0, 7.0])
def test_below_the_required_yield_the_expected_flow_leaves(days) -> None:
    # 20 x (.005 - .02) x 10^6 uakt x days / 365.25 from a free stake of 600,000
    flow = flowing(0.005, epoch_seconds=days * DAY)
    wanted = -20 * 0.015 * 1_000_000 * days / YEAR
    assert flow.wanted_uakt.tolist() == [round(wanted)]
    assert flow.join_uakt.size == 0
    probability = -wanted / 600_000
    assert abs(flow.leave_uakt.size - 20_000 * probability) < 4 * np.sqrt(20_000 * probability)
    assert set(flow.leave_uakt) == {30}


def test_above_the_required_yield_outside_holders_send_what_the_tranche_is_worth() -> None:
    flow = flowing(0.05)
    wanted = 20 * 0.03 * 1_000_000 / YEAR
    assert flow.wanted_uakt.tolist() == [round(wanted)]
    assert flow.leave_uakt.size == 0
    probability = wanted / 600_000
    assert abs(flow.join_uakt.size - 20_000 * probability) < 4 * np.sqrt(20_000 * probability)
    assert set(flow.join_uakt) == {30}
    assert set(flow.join_validator) == {0}


@pytest.mark.parametrize("real_yield", [1e300, -1e300])
def test_nobody_wants_to_move_more_than_the_supply(real_yield) -> None:
    assert flowing(real_yield).wanted_uakt.tolist() == [1_000_000 if real_yield > 0 else -1_000_000]


@pytest.mark.parametrize(("outside_uakt", "wanted"), [(10_100, 100), (10_000, 0), (0, 0)])
def test_outside_holders_keep_a_part_of_supply_liquid_however_much_stake_yields(outside_uakt, wanted) -> None:
    """A hundredth of 1,000,000 uakt stays; leaving is not held back."""
    flow = flowing(5.0, outside_uakt=outside_uakt)
    assert flow.wanted_uakt.tolist() == [wanted]
    assert flowing(-5.0, outside_uakt=outside_uakt).wanted_uakt[0] < 0


@pytest.mark.parametrize("policy", [Fixed(), RequiredYield(bonding_response_per_year=0.0)])
def test_without_a_response_nothing_flows_at_any_yield(policy) -> None:
    own = delegators([0] * 100, held_uakt=30, genesis_share=[1.0])
    for real_yield in (-0.5, 0.5):
        flow = decided(policy, own, public(real_yield=real_yield, supply_uakt=10**9))
        assert flow.leave_uakt.size == flow.join_uakt.size == flow.wanted_uakt.sum() == 0


def test_what_is_not_free_takes_no_part() -> None:
    # an operator; a holder of the captive validator; one of a validator that is not bonded; a free one
    own = delegators([3, 0, 1, 2], held_uakt=30, operates=[0, -1, -1, -1], genesis_share=[0.25] * 4)
    seen = public(
        commission_rate=[1.0, 0.05, 0.05, 0.05],
        is_captive=[True, False, False, False],
        is_bonded=[True, False, True, True],
        real_yield=-1.0,
        supply_uakt=10**6,
        free_stake_uakt=30,
    )
    flow = decided(RequiredYield(), own, seen)
    np.testing.assert_array_equal(flow.leave_delegator, [3])
    np.testing.assert_array_equal(flow.leave_validator, [2])


def test_tranches_act_apart_and_leave_together() -> None:
    n = 4_000
    own = delegators([0] * n, held_uakt=7, held_tranches=2, genesis_share=[1.0])
    seen = public(real_yield=-0.02, supply_uakt=round(0.3 * 7 * n * YEAR / (20 * 0.04)), free_stake_uakt=7 * n)
    taken = decided(RequiredYield(), own, seen).leave_uakt
    counts = np.bincount(taken, minlength=8)
    assert counts.sum() == taken.size == counts[[3, 4, 7]].sum()
    for uakt, probability in ((3, 0.21), (4, 0.21), (7, 0.09)):
        assert abs(counts[uakt] - n * probability) < 4 * np.sqrt(n * probability)


def test_a_part_of_the_holders_carries_its_part_of_the_flow() -> None:
    own = cut(delegators([0] * 2_000, held_uakt=30, genesis_share=[1.0]), np.arange(1_000))
    flow = decided(RequiredYield(), own, public(real_yield=0.0, supply_uakt=10**6, free_stake_uakt=60_000))
    assert flow.wanted_uakt.tolist() == [round(-20 * 0.02 * 1e6 / YEAR / 2)]


@pytest.mark.parametrize(("epoch", "ratio"), [(0, 0.585), (4, 0.545), (11, 0.5375)])
def test_a_path_wants_what_leads_onto_it_by_the_middle_of_the_next_epoch(epoch, ratio) -> None:
    """Down by .01 a day to day 10, then up by .015; the supply of 10^8 grows by a tenth in a year.

    Ten times as many act as would make the flow alone, all of them at most, with a tenth of what they hold, or what it
    takes; within 4 standard errors.
    """
    policy, n, held = ObservedPath(days=(0, 10, 20), bonded_ratios=(0.6, 0.5, 0.65)), 2_000, 30_000
    own = delegators([0] * n, held_uakt=held, genesis_share=[1.0])
    seen = public(epoch=epoch, supply_uakt=10**8, stake_uakt=n * held, free_stake_uakt=n * held)
    flow = decided(policy, own, seen)
    wanted = ratio * 10**8 * (1 + 0.1 * 0.5 / YEAR) - n * held
    assert abs(flow.wanted_uakt[0] - wanted) <= 1
    part = abs(wanted) / (n * held)
    acts = min(1.0, 10 * part)
    assert abs(flow.leave_uakt.size - n * acts) <= 4 * np.sqrt(n * acts * (1 - acts))
    assert set(flow.leave_uakt.tolist()) <= {round(held * part / acts), int(held * part / acts)}


def test_after_its_last_knot_a_path_is_the_required_yield() -> None:
    own = delegators([0] * 20_000, held_uakt=30, genesis_share=[1.0])
    seen = public(epoch=30, real_yield=0.005, supply_uakt=10**6, free_stake_uakt=600_000)
    path = decided(ObservedPath(days=(0, 10), bonded_ratios=(0.6, 0.5)), own, seen)
    assert path.wanted_uakt.tolist() == decided(RequiredYield(), own, seen).wanted_uakt.tolist()
