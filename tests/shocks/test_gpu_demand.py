import numpy as np
import pytest
from pydantic import ValidationError

from econsim.shocks.gpu_demand.channel import Demand, wanted_mask
from econsim.shocks.gpu_demand.shapes import Exponential, Pulse, Ramp, Step

DAYS = np.array([0.0, 9.99, 10.0, 15.0, 20.0, 30.0])


def test_a_pulse_begins_and_ends():
    assert Pulse(start_day=10.0, days=10.0, size=1.0).multiplier(DAYS).tolist() == [1, 1, 2, 2, 1, 1]


def test_a_step_stays():
    assert Step(start_day=10.0, size=-0.5).multiplier(DAYS).tolist() == [1, 1, 0.5, 0.5, 0.5, 0.5]


def test_a_ramp_rises_evenly_and_stays():
    assert Ramp(start_day=10.0, days=10.0, size=3.0).multiplier(DAYS).tolist() == [1, 1, 1, 2.5, 4, 4]


def test_exponential_growth_is_the_same_factor_every_year_and_ends():
    """A year is 365.25 days; 4 times a year is 2 times in half of one."""
    days = np.array([10.0, 10.0 + 182.625, 10.0 + 365.25, 1_000.0])
    found = Exponential(start_day=10.0, days=365.25, factor_per_year=4.0).multiplier(days)
    assert found.tolist() == pytest.approx([1.0, 2.0, 4.0, 4.0], rel=1e-12)


def test_exponential_collapse_thins_demand():
    shocks = [Exponential(start_day=0.0, days=730.5, factor_per_year=0.5)]
    assert not wanted(shocks, days=365.25, demand_uniform=0.51)
    assert wanted(shocks, days=365.25, demand_uniform=0.49)


def test_demand_cannot_fall_below_nothing():
    with pytest.raises(ValidationError, match="greater than or equal to -1"):
        Step(start_day=0.0, size=-1.5)


def wanted(shocks, **columns):
    table = {"days": 15.0, "shock": -1, "extra": 0.0, "demand_uniform": 0.5, "has_gpu": True} | columns
    return bool(wanted_mask(shocks, *(np.array([value]) for value in table.values()))[0])


def test_without_shocks_all_base_demand_is_wanted():
    assert wanted([])
    assert wanted([], demand_uniform=0.999999)


def test_extra_demand_is_wanted_up_to_the_excess_of_its_own_shock():
    shocks = [Step(start_day=10.0, size=0.5), Pulse(start_day=0.0, days=5.0, size=1.0)]
    assert wanted(shocks, shock=0, extra=0.5)
    assert not wanted(shocks, shock=0, extra=0.51)
    assert not wanted(shocks, shock=0, extra=0.1, days=9.0)
    assert not wanted(shocks, shock=1, extra=0.1)
    assert wanted(shocks, shock=1, extra=0.1, days=4.0)


def test_more_demand_leaves_base_demand_alone():
    assert wanted([Step(start_day=10.0, size=2.0)], demand_uniform=0.999999)


def test_falls_thin_demand_for_gpus_by_their_product():
    shocks = [Step(start_day=10.0, size=-0.5), Step(start_day=10.0, size=-0.2)]
    assert wanted(shocks, demand_uniform=0.39)
    assert not wanted(shocks, demand_uniform=0.41)
    assert wanted(shocks, demand_uniform=0.41, days=9.0)


def test_a_fall_thins_extra_demand_as_well():
    shocks = [Step(start_day=10.0, size=1.0), Step(start_day=10.0, size=-0.5)]
    assert wanted(shocks, shock=0, extra=0.3, demand_uniform=0.49)
    assert not wanted(shocks, shock=0, extra=0.3, demand_uniform=0.51)


def test_demand_without_gpus_knows_no_gpu_shock():
    assert wanted([Step(start_day=10.0, size=-1.0)], has_gpu=False, demand_uniform=0.999999)
    assert not wanted([Step(start_day=10.0, size=-1.0)], has_gpu=True, demand_uniform=0.0)


def test_a_shock_of_one_model_leaves_the_others_alone():
    demand = Demand((Step(start_day=0.0, size=1.0, gpu_model="h100"), Step(start_day=0.0, size=-1.0, gpu_model="a100")))
    model = np.array([-1, 0, 1, 0, 1])
    shock, extra = np.array([-1, -1, -1, 0, 0]), np.array([0.0, 0.0, 0.0, 0.5, 0.5])
    found = demand.wanted(np.ones(5), shock, extra, np.full(5, 0.5), model, ("a100", "h100"))
    assert found.tolist() == [1.0, 0.0, 1.0, 0.0, 1.0]
