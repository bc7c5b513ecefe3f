"""Edits of a commission rate: 24 hours, max rate, max change, and the floor where the release's ante rule knows it."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.mechanisms.staking.commission import (
    edit_commission,
    locked_in,
    lowest_rate_dec18,
    new_rate_is_valid,
)
from econsim.mechanisms.upgrades.releases import release
from econsim.units import dec18
from tests.mechanisms.chain_vectors import vectors
from tests.mechanisms.staking_worlds import AKT, DAY, ids, set_clock, staking_law, staking_world


def law_of(floor=0.05, is_refused=True):
    """Return what an edit is judged by: the floor in force, and whether the release in force refuses what is below."""
    rules = release("v0.24.0" if is_refused else "v0.20.0").rules
    return staking_law(min_commission_rate=floor), rules


def world_at(rate: float, *, max_rate=0.20, max_change=0.01, hours=24.0):
    world = staking_world({(0, 0): AKT}, rates=rate)
    world.validators.max_rate_dec18[:] = dec18(max_rate)
    world.validators.max_change_rate_dec18[:] = dec18(max_change)
    world.validators.commission_updated_seconds[:] = -hours * 3_600
    return world


def asked(world, rate: float, **law) -> bool:
    before = int(world.validators.commission_rate_dec18[0]), float(world.validators.commission_updated_seconds[0])
    accepted = bool(edit_commission(world, *law_of(**law), ids(0), np.array([rate]))[0])
    after = int(world.validators.commission_rate_dec18[0]), float(world.validators.commission_updated_seconds[0])
    assert after == ((dec18(rate), world.seconds) if accepted else before)
    return accepted


@pytest.mark.parametrize(
    ("rate", "new", "is_accepted"),
    [
        (0.05, 0.06, True),
        (0.05, 0.0601, False),  # more than the max change
        (0.20, 0.05, True),  # decreases are unlimited
        (0.19, 0.20, True),  # exactly the max rate
        (0.195, 0.205, False),  # above the max rate
        (0.05, 0.0499, False),  # below the floor
        (0.04, 0.05, True),  # an incumbent may come up to the floor
        (0.02, 0.05, False),  # locked in: three points below, may move one
        (0.02, 0.03, False),  # and every smaller step is below the floor
        (0.02, 0.01, False),  # lowering is refused as well
        (0.05, 0.05, True),  # naming the same rate is an edit like any other
    ],
)
def test_under_the_mainnet6_rule(rate, new, is_accepted):
    assert asked(world_at(rate), new) is is_accepted


@pytest.mark.parametrize(("rate", "new", "is_accepted"), [(0.02, 0.01, True), (0.05, 0.0, True), (0.05, -0.01, False)])
def test_without_the_ante_rule_the_floor_is_a_number_nobody_reads(rate, new, is_accepted):
    assert asked(world_at(rate), new, is_refused=False) is is_accepted


@pytest.mark.parametrize(
    ("limits", "law", "is_locked"),
    [
        ({"rate": 0.02}, {}, True),  # three points below the floor, may move one
        ({"rate": 0.04}, {}, False),  # one point below, may move one
        ({"rate": 0.04, "max_rate": 0.04}, {}, True),  # within reach of the floor, and its max rate lies below
        ({"rate": 0.04, "max_rate": 0.05}, {}, False),
        ({"rate": 0.05}, {}, False),
        ({"rate": 0.02}, {"is_refused": False}, False),
        ({"rate": 0.02, "hours": 1.0, "max_change": 0.05}, {}, False),  # it only has to wait
    ],
)
def test_locked_in_is_whoever_has_no_rate_to_name(limits, law, is_locked):
    """Said by the law in one look, and found by asking for every rate from 0 to 20 % in tenths of a point."""
    who = world_at(**limits).validators
    rates = who.commission_rate_dec18, who.max_rate_dec18, who.max_change_rate_dec18
    assert locked_in(*rates, lowest_rate_dec18(*law_of(**law))).tolist() == [is_locked]
    waited = limits | {"hours": 24.0}
    assert any(asked(world_at(**waited), step / 1000, **law) for step in range(201)) is not is_locked


@pytest.mark.parametrize(("hours", "is_accepted"), [(0.0, False), (23.999, False), (24.0, True), (25.0, True)])
def test_twenty_four_hours_must_pass(hours, is_accepted):
    assert asked(world_at(0.05, hours=hours), 0.06) is is_accepted


def test_an_edit_starts_the_clock_again_so_a_second_one_on_the_same_day_is_refused():
    world = world_at(0.05)
    assert edit_commission(world, *law_of(), ids(0, 0), np.array([0.06, 0.07])).tolist() == [True, False]
    assert world.validators.commission_rate_dec18[0] == dec18(0.06)
    set_clock(world, DAY)
    assert asked(world, 0.07)


def test_a_rate_computed_in_floats_means_its_decimals():
    world = world_at(0.05)
    assert edit_commission(world, *law_of(), ids(0), np.array([0.05 + 0.01])).all()  # 0.060000000000000005
    assert world.validators.commission_rate_dec18[0] == dec18("0.06")


def test_every_validator_is_judged_by_its_own_numbers():
    world = staking_world({(0, v): AKT for v in range(3)}, n_validators=3, rates=[0.05, 0.10, 0.05])
    world.validators.max_change_rate_dec18[:] = dec18(0.01)
    world.validators.commission_updated_seconds[2] = 0.0
    accepted = edit_commission(world, *law_of(), ids(2, 1, 0), np.array([0.06, 0.11, 0.10]))
    assert accepted.tolist() == [False, True, False]
    assert world.validators.commission_rate_dec18.tolist() == [dec18(0.05), dec18(0.11), dec18(0.05)]


NOT_MODELLED = (  # the triple a validator is created with
    *(f"stk.commission.initial.{n}" for n in (0, 1, 2, 3, 5, 6)),
    *(f"stk.commission.validate.{n}" for n in (0, 1, 3, 4, 6)),
)


@pytest.mark.parametrize(("inputs", "expected"), vectors("stk_commission", leave_out=NOT_MODELLED))
def test_a_new_rate_is_judged_as_in_the_vectors(inputs, expected):
    rates = [dec18(inputs[name]) for name in ("new_rate", "rate", "max_rate", "max_change_rate")]
    assert new_rate_is_valid(*rates, inputs["hours_since_update"] * 3_600) is not expected["error"]


CREATE_OR_NO_RATE = ("mincomm.ante.0", "mincomm.ante.4")


@pytest.mark.parametrize(("inputs", "expected"), vectors("akash_min_commission_ante", leave_out=CREATE_OR_NO_RATE))
def test_the_ante_rule_judges_as_in_the_vectors(inputs, expected):
    world = world_at(0.10, max_rate=float(inputs["max_rate"]))
    assert asked(world, float(inputs["rate"]), floor=float(inputs["min_rate"])) is not expected["rejected"]
