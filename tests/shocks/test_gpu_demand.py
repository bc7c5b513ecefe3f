import numpy as np
import pytest
from pydantic import ValidationError

from econsim.errors import ScenarioError
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.shocks.gpu_demand.channel import Demand, wanted_mask
from econsim.shocks.gpu_demand.shapes import Exponential, Pulse, Ramp, Step
from econsim.world.due import due_intentions

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
    classes = np.zeros(5, dtype=np.int64)
    found = demand.wanted(np.ones(5), shock, extra, np.full(5, 0.5), model, classes, ("a100", "h100"), ("one",))
    assert found.tolist() == [1.0, 0.0, 1.0, 0.0, 1.0]


def test_a_shock_of_one_class_reaches_what_that_class_wants_of_the_model_alone():
    shock = Step(start_day=0.0, size=-1.0, gpu_model="h100", tenant_class="training")
    model, tenant_class = np.array([-1, 0, 1, -1, 0, 1]), np.array([0, 0, 0, 1, 1, 1])
    found = shock.reaches(model, tenant_class, ("a100", "h100"), ("inference", "training"))
    assert found.tolist() == [False] * 5 + [True]
    assert shock.told() == "training h100 demand 0 times its base from then on"


@pytest.mark.parametrize(
    ("named", "line"),
    [
        ("ai_train", "is 'ai_train'; .*did you mean ai_training"),
        ("batch", "is 'batch', which wants no GPUs; name one of"),
    ],
)
def test_a_class_that_is_not_there_or_wants_no_gpus_is_refused(named, line):
    boom = {"kind": "step", "start_day": 1, "size": 1.0, "tenant_class": named}
    with pytest.raises(ScenarioError, match=rf"shocks\.gpu_demand\.boom\.tenant_class {line}"):
        load_scenario("mainnet7").with_changes({"shocks.gpu_demand": {"boom": boom}})


COLUMNS = ("height", "tenant", "bundle", "duration_blocks", "max_price_ratio", "thinning", "denom_uniform", "event_key")


def come_up(size: float | None) -> tuple[list[tuple], list[tuple]]:
    """Return what comes up in two days of the class whose demand moves on day 1, and of all others."""
    boom = {"kind": "step", "start_day": 1, "size": size, "tenant_class": "ai_inference"}
    changes = {"population.tenants.classes.ai_inference.orders_per_day": 400.0, "population.delegators.accounts": 100}
    if size is not None:
        changes["shocks.gpu_demand"] = {"boom": boom}
    run = AkashModel(load_scenario("mainnet7").with_changes(changes), epochs=2, seed=1)
    found = []
    for _ in range(2):
        due = due_intentions(run.world, run.nature.reservation_price, run.nature.outside_price)
        wanted = run.nature.gpu_demand.wanted(*due, run.world.gpu_models, run.world.tenant_classes)
        rows = run.world.intentions.rows[run.world.market.due(run.world.intentions, run.world.height_at(run.epoch + 1))]
        found += list(
            zip(*(rows[name].tolist() for name in COLUMNS), due.tenant_class.tolist(), wanted.tolist(), strict=True)
        )
        run.step()
    kind = run.world.tenant_classes.index("ai_inference")
    return [row for row in found if row[-2] == kind], [row for row in found if row[-2] != kind]


def test_demand_of_a_class_moves_its_own_intentions_and_no_others():
    """400 orders a day, each of 2 intentions, doubled for one day of two: 1,600 become 2,400, sd 49, or 800, sd 28."""
    base, others = come_up(None)
    more, same = come_up(1.0)
    none, alike = come_up(-1.0)
    assert others == same == alike
    n_base, n_more, n_none = (sum(row[-1] for row in rows) for rows in (base, more, none))
    assert n_more / n_base == pytest.approx(1.5, abs=0.07)
    assert n_none / n_base == pytest.approx(0.5, abs=0.05)
    assert set(base) <= set(more)
