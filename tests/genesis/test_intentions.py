import numpy as np
import pytest

from econsim.draws import Streams
from econsim.errors import ScenarioError
from econsim.genesis.bundles import build_bundles
from econsim.scenario.root import Shocks
from econsim.shocks.gpu_demand.channel import wanted_mask
from econsim.shocks.gpu_demand.shapes import Pulse, Ramp, Step
from tests.genesis.hand_made_market import (
    BLOCK,
    DAY,
    START_HEIGHT,
    arrivals_of,
    intentions_of,
    market_demand,
    tenants_of,
    with_classes,
)

DRAWS = Streams(1, 0)
DAYS_PER_BLOCK = BLOCK / DAY


def drawn(demand, n_epochs, *, tenants=None, streams=DRAWS):
    tenants = tenants_of(demand, streams, n_epochs) if tenants is None else tenants
    return tenants, intentions_of(demand, tenants, streams, n_epochs)


def with_shocks(*shocks, **changes):
    demand = market_demand(**changes)
    named = {f"shock_{number}": shock for number, shock in enumerate(shocks)}
    return demand._replace(shocks=Shocks({**demand.shocks, "gpu_demand": named}))


def wanted(demand, intentions):
    bundles = build_bundles(demand.who)
    days = (intentions.height - START_HEIGHT) * DAYS_PER_BLOCK
    shocks = list(demand.shocks.gpu_demand.values())
    has_gpu = bundles.gpus[intentions.bundle] > 0
    return wanted_mask(shocks, days, intentions.shock, intentions.extra, intentions.demand_uniform, has_gpu)


def rows(intentions, chosen, *, without=("serial",)):
    """Return the chosen rows of all columns, the rank among all intentions left out."""
    return {name: values[chosen] for name, values in intentions.columns().items() if name not in without}


def assert_same(here, there):
    assert here.keys() == there.keys()
    for name in here:
        assert np.array_equal(here[name], there[name]), name


def test_intentions_come_in_order_of_height_below_the_horizon():
    _, intentions = drawn(market_demand(), 20)
    assert np.all(np.diff(intentions.height) >= 0)
    assert intentions.height[0] >= START_HEIGHT
    assert intentions.height[-1] < START_HEIGHT + 20 * 14_400
    assert intentions.serial.tolist() == list(range(len(intentions)))
    assert np.unique(intentions.event_key).size == len(intentions)


def test_intentions_do_not_depend_on_the_horizon():
    _, short = drawn(market_demand(), 10)
    _, long = drawn(market_demand(), 40)
    assert_same(rows(short, slice(None), without=()), rows(long, slice(len(short)), without=()))


def test_intentions_do_not_depend_on_how_far_they_are_described_at_a_time():
    demand = with_shocks(Step(start_day=3.0, size=2.5))
    tenants, at_once = drawn(demand, 20)
    for days in (0.01, 1.0, 7.0):
        in_pages = intentions_of(demand, tenants, DRAWS, 20, days_at_a_time=days)
        assert_same(rows(at_once, slice(None), without=()), rows(in_pages, slice(None), without=()))


def test_what_is_remembered_does_not_grow_with_the_horizon():
    demand = market_demand(adoption_per_day=0.0)
    tenants = tenants_of(demand, DRAWS, 10)
    short, long = (arrivals_of(demand, tenants, DRAWS, epochs) for epochs in (10, 1000))
    assert len(short.processes) == len(long.processes) == 100
    assert short.known.size == long.known.size > 0


def test_one_more_tenant_changes_nobody_elses_intentions():
    demand = market_demand(adoption_per_day=0.0)
    tenants, before = drawn(demand, 20)
    tenants.grow(1)
    tenants.orders_per_day[-1] = 5.0
    _, after = drawn(demand, 20, tenants=tenants)
    assert (after.tenant == 100).any()
    assert_same(rows(before, slice(None)), rows(after, after.tenant < 100))


def test_a_faster_tenant_has_the_same_orders_sooner():
    demand = market_demand(adoption_per_day=0.0)
    tenants, before = drawn(demand, 20)
    tenants.orders_per_day[7] *= 2.0
    _, after = drawn(demand, 20, tenants=tenants)
    slow, fast = (table.event_key[(table.tenant == 7) & (table.is_standing == 0)] for table in (before, after))
    assert np.array_equal(fast[: slow.size], slow)
    assert_same(rows(before, before.tenant != 7), rows(after, after.tenant != 7))


def test_a_class_posts_its_orders_per_day_and_grows_with_adoption():
    # over 100 days: rate x (100 + adoption / accounts x 100^2 / 2), adoption 1 a day to 2,000 accounts
    demand = market_demand(accounts=2000, adoption_per_day=1.0, activity_log_sd=0.0)
    _, intentions = drawn(demand, 100)
    new = intentions.is_standing == 0
    has_gpu = build_bundles(demand.who).gpus[intentions.bundle] > 0
    for chosen, rate in ((new & ~has_gpu, 40.0), (new & has_gpu, 60.0)):
        expected = rate * (100 + 100**2 / 2 / 2000)
        assert chosen.sum() == pytest.approx(expected, abs=4 * expected**0.5)


def test_gaps_of_a_tenant_are_exponential():
    demand = market_demand(accounts=2, adoption_per_day=0.0)
    _, intentions = drawn(demand, 1000)
    mine = (intentions.tenant == 0) & (intentions.is_standing == 0)
    gaps = np.diff(intentions.height[mine])
    assert gaps.std() / gaps.mean() == pytest.approx(1.0, abs=0.03)
    assert (gaps < gaps.mean()).mean() == pytest.approx(1 - np.exp(-1), abs=0.01)


def test_bundles_are_asked_for_as_often_as_stated():
    _, intentions = drawn(market_demand(adoption_per_day=0.0), 200)
    counts = np.bincount(intentions.bundle[intentions.is_standing == 0], minlength=6)
    assert counts[:2] / counts[:2].sum() == pytest.approx([0.75, 0.25], abs=0.02)
    assert counts[2:] / counts[2:].sum() == pytest.approx([0.4, 0.1, 0.4, 0.1], abs=0.02)


def test_leases_have_the_mean_length_of_their_class_and_its_share_of_short_ones():
    demand = market_demand(adoption_per_day=0.0)
    _, intentions = drawn(demand, 400)
    has_gpu = build_bundles(demand.who).gpus[intentions.bundle] > 0
    for chosen, mean, share in ((~has_gpu, 4.0, 0.25), (has_gpu, 2.0, 0.10)):
        days = intentions.duration_blocks[chosen & (intentions.is_standing == 0)] * DAYS_PER_BLOCK
        assert days.mean() == pytest.approx(mean, abs=4 * days.std() / days.size**0.5)
        # shorter than 2 hours: 1 - e^-2 of the short ones, next to none of the long ones
        assert (days < 2 / 24).mean() == pytest.approx(share * (1 - np.exp(-2)), abs=0.01)
    assert intentions.duration_blocks.min() >= 1


def test_a_mean_length_that_the_short_leases_exceed_is_refused():
    demand = market_demand(short_lease_hours=800.0)
    with pytest.raises(ScenarioError, match=r"tenants\.classes\.web: lease_days 4\.0 .* lower short_share"):
        drawn(demand, 10)


def test_a_lease_for_ever_is_still_a_whole_number_of_blocks():
    # the others last 10^16 days on average
    demand = with_classes(market_demand(), short_share=1.0 - 2.0**-53, lease_log_sd=5.0)
    _, intentions = drawn(demand, 10)
    assert intentions.duration_blocks.min() >= 1
    assert intentions.duration_blocks.max() <= 2**62


def test_reservation_prices_are_the_demand_curve():
    # P(ratio > r) = (0.4 / r)^1.2
    _, intentions = drawn(market_demand(), 100)
    assert intentions.max_price_ratio.min() >= 0.4
    for ratio in (0.5, 1.0, 3.0):
        above = (intentions.max_price_ratio > ratio).mean()
        assert above == pytest.approx((0.4 / ratio) ** 1.2, abs=0.02)


def test_leases_run_at_the_start_as_in_the_steady_state():
    demand = with_classes(market_demand(accounts=2000, adoption_per_day=0.0), orders_per_day=4000.0)
    _, intentions = drawn(demand, 1)
    standing = intentions.is_standing == 1
    # taken over evenly in the first day of 14,400 blocks
    assert intentions.height[standing].max() < START_HEIGHT + 14_400
    assert (intentions.height[standing] - START_HEIGHT).mean() == pytest.approx(7_200, abs=4 * 14_400 / 12**0.5 / 126)
    # Little: 4,000 a day x 4 days
    assert standing.sum() == pytest.approx(16_000, abs=4 * 16_000**0.5)
    # the mean rest is E[S^2] / (2 E[S]); E[S^2] = .25 x 2 x (1/24)^2 + .75 x long^2 x e^(.6^2)
    long = (4 - 0.25 / 24) / 0.75
    second = 0.25 * 2 / 24**2 + 0.75 * long**2 * np.exp(0.36)
    rest = intentions.duration_blocks[standing] * DAYS_PER_BLOCK
    assert rest.mean() == pytest.approx(second / (2 * 4), abs=4 * rest.std() / rest.size**0.5)
    # its density begins at 1 / E[S]: about .1 / 4 have less than .1 day left, less the few short ones that ended
    ended = 0.25 * (1 / 24) * (1 - np.exp(-2.4)) / 4 + 0.75 * 0.1 / 4
    assert (rest < 0.1).mean() == pytest.approx(ended, abs=4 * (ended / rest.size) ** 0.5)


def test_no_gpu_is_let_at_the_start():
    demand = market_demand()
    _, intentions = drawn(demand, 5)
    assert not (build_bundles(demand.who).gpus[intentions.bundle[intentions.is_standing == 1]] > 0).any()
    assert (intentions.tenant[intentions.is_standing == 1] < 100).all()


def test_late_tenants_want_nothing_before_they_adopt():
    tenants, intentions = drawn(market_demand(), 60)
    seconds = (intentions.height - START_HEIGHT + 1) * BLOCK
    assert (intentions.tenant >= 100).any()
    assert np.all(seconds > tenants.adoption_seconds[intentions.tenant])


def test_a_shock_moves_no_base_intention():
    _, calm = drawn(market_demand(), 30)
    demand = with_shocks(Step(start_day=5.0, size=1.5), Pulse(start_day=10.0, days=3.0, size=-0.5))
    _, shaken = drawn(demand, 30)
    assert_same(rows(calm, slice(None)), rows(shaken, shaken.shock < 0))
    assert set(shaken.shock.tolist()) == {-1, 0}


def test_extra_demand_is_in_proportion_to_the_excess():
    demand = with_shocks(Step(start_day=100.0, size=1.5), adoption_per_day=0.0)
    _, intentions = drawn(demand, 200)
    extra = (intentions.shock == 0) & wanted(demand, intentions)
    assert intentions.height[extra].min() >= START_HEIGHT + 100 * 14_400
    assert extra.sum() == pytest.approx(60 * 1.5 * 100, abs=4 * 9000**0.5)
    assert (build_bundles(demand.who).gpus[intentions.bundle[extra]] > 0).all()


def test_a_stronger_shock_keeps_the_orders_of_a_weaker_one():
    weak, strong = (with_shocks(Step(start_day=5.0, size=size)) for size in (0.4, 2.0))
    few, many = (drawn(demand, 30)[1] for demand in (weak, strong))
    here, there = (
        set(table.event_key[wanted(demand, table)].tolist()) for demand, table in ((weak, few), (strong, many))
    )
    assert here < there


def test_a_fall_leaves_its_share_of_gpu_orders_and_all_others():
    demand = with_shocks(Step(start_day=0.0, size=-0.5), adoption_per_day=0.0)
    _, intentions = drawn(demand, 200)
    has_gpu = build_bundles(demand.who).gpus[intentions.bundle] > 0
    kept = wanted(demand, intentions)
    assert kept[~has_gpu].all()
    assert kept[has_gpu].mean() == pytest.approx(0.5, abs=0.02)


def test_what_is_wanted_under_a_ramp_does_not_depend_on_the_horizon():
    demand = with_shocks(Ramp(start_day=2.0, days=30.0, size=3.0))
    _, short = drawn(demand, 10)
    _, long = drawn(demand, 40)
    early = long.height < START_HEIGHT + 10 * 14_400
    assert_same(rows(short, wanted(demand, short)), rows(long, early & wanted(demand, long)))


def test_shocks_draw_from_streams_of_their_own():
    demand = with_shocks(Step(start_day=0.0, size=1.0), Step(start_day=0.0, size=1.0))
    _, intentions = drawn(demand, 20)
    first, second = (intentions.height[intentions.shock == number] for number in (0, 1))
    assert np.intersect1d(first, second).size < min(first.size, second.size) / 10


def test_uniforms_of_one_intention_have_nothing_to_do_with_each_other():
    _, intentions = drawn(market_demand(), 60)
    names = ("thinning", "demand_uniform", "denom_uniform", "forget_uniform")
    together = np.corrcoef([getattr(intentions, name) for name in names])
    assert np.abs(together - np.eye(4)).max() < 4 / len(intentions) ** 0.5
