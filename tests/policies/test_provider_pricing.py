import math
from pathlib import Path
from types import MappingProxyType, SimpleNamespace

import numpy as np
import pytest
from scipy.optimize import brentq

from econsim.columns import Own
from econsim.contracts import Public
from econsim.decisions import COST_KNOTS
from econsim.draws import Draws, Streams
from econsim.errors import ScenarioError
from econsim.networks.catalogue import load_scenario
from econsim.policies.providers.capacity_aware import CapacityAware
from econsim.policies.providers.equilibrium import Equilibrium
from econsim.policies.providers.learning import Learning
from econsim.policies.providers.pricing import CostPlus, PriceScript

# bundle 0: 16 threads, 32 GiB, 360 GiB of storage; bundle 1: one A100 with 8 threads, 32 GiB, 100 GiB
BUNDLES = {
    "gpu_model": [-1, 0],
    "gpus": [0, 1],
    "threads": [16, 8],
    "memory_gib": [32, 32],
    "storage_gib": [360, 100],
    "open_market_usd_per_hour": [0.25, 1.69],
    "typical_gpu_ask_usd_per_hour": [0.0, 0.79],
}
A100_USD_PER_MONTH = 40.40 + 0.79 * 730.5  # by the list: 8 x 1.60 + 32 x 0.80 + 100 x 0.02 = 40.40 for the host


def decided(
    policy,
    *,
    ask_factor=1.0,
    akt_price_usd=1.0,
    uakt_take=2,
    default_take=20,
    seconds_per_block=6.0,
    days=1.0,
    going_price_ratio=math.nan,
    bids_per_order=math.nan,
    **own_of_a100,
):
    """Return what one provider decides; of itself it sees the same for either kind of bundle."""
    bundles = Own(
        np.arange(2),
        MappingProxyType(
            {name: np.array(values) for name, values in BUNDLES.items()}
            | {"going_price_ratio": np.full(2, going_price_ratio), "bids_per_order": np.full(2, bids_per_order)}
        ),
    )
    take = SimpleNamespace(denom_take_rates={"uakt": uakt_take}, default_take_rate=default_take)
    public = Public(
        epoch=0,
        seconds=0.0,
        epoch_seconds=days * 86_400.0,
        seconds_per_block=seconds_per_block,
        law=SimpleNamespace(take=take),
        release=None,
        akt_price_usd=akt_price_usd,
        inflation=0.0,
        supply_uakt=0,
        count_free_stake=lambda: 0,
        real_yield=0.0,
        outside_uakt=0,
        validators=bundles,
        bundles=bundles,
    )
    seen = {"utilisation": 0.5, "bids": 0, "wins": 0, "markup": math.nan} | own_of_a100
    own = Own(
        np.arange(1),
        MappingProxyType(
            {"ask_factor": np.array([ask_factor]), "is_audited": np.array([False])}
            | {name: np.full((1, 2), value) for name, value in seen.items()}
        ),
    )
    return policy.decide(own, public, Draws(Streams(1, 0), "provider_pricing", 0, 1))


def asks(policy, **seen):
    schedule = decided(policy, **seen)
    for column in (schedule.ask_micro_uakt_per_block, schedule.ask_micro_uusdc_per_block):
        assert column.shape == (1, 2)
        assert column.dtype == np.int64
    return schedule.ask_micro_uakt_per_block[0].tolist(), schedule.ask_micro_uusdc_per_block[0].tolist()


def test_the_script_gives_the_check_value_quoted_in_it():
    # 16 x 1.60 + 32 x 0.80 + 360 x 0.04 = 65.60 USD a month; / 429,909 blocks = 152.590432 uakt at 1 USD
    in_uakt, _ = asks(PriceScript(storage_gib_usd_per_month=0.04))
    assert in_uakt[0] == 152_590_432


def test_the_script_follows_the_akt_price_in_uakt_and_keeps_the_usd_target_in_uusdc():
    # 16 x 1.60 + 32 x 0.80 + 360 x 0.02 = 58.40 USD a month; 58.4e12 / 429,909 = 135,842,701.6
    in_uakt, in_uusdc = asks(PriceScript(), akt_price_usd=2.0)
    assert in_uusdc[0] == 135_842_702
    assert in_uakt[0] == 67_921_351  # 67,921,350.8 to the nearest at six decimals


def test_an_ask_beyond_64_bits_is_one_that_the_market_refuses():
    in_uakt, in_uusdc = asks(PriceScript(), akt_price_usd=1e-100)
    assert in_uakt[0] == 2**62
    assert in_uusdc[0] == 135_842_702


def test_the_script_takes_the_operators_override_for_gpus():
    # 8 x 1.60 + 32 x 0.80 + 100 x 0.02 = 40.40; 0.79 x 730.5 = 577.095 USD a month
    _, usual = asks(PriceScript())
    _, dear = asks(PriceScript(), ask_factor=1.5)
    assert usual[1] == round((40.40 + 577.095) * 1e12 / 429_909)
    assert dear[1] == round((40.40 + 1.5 * 577.095) * 1e12 / 429_909)
    assert dear[0] == usual[0]


def test_the_script_is_blind_to_the_take_fee_and_to_the_time_of_a_block():
    usual = asks(PriceScript())
    assert asks(PriceScript(), uakt_take=0, default_take=0) == usual
    assert asks(PriceScript(), seconds_per_block=7.0) == usual


def test_cost_plus_is_paid_the_same_in_every_denom_after_the_take_fee():
    in_uakt, in_uusdc = asks(CostPlus())
    assert np.array(in_uakt) * 0.98 == pytest.approx(np.array(in_uusdc) * 0.80, abs=1)


def test_cost_plus_asks_its_marked_up_cost():
    # 1.25 x 0.8 x 58.40 USD over 730.5 h x 600 blocks, no fee
    in_uakt, in_uusdc = asks(CostPlus(markup=0.25), uakt_take=0, default_take=0)
    assert in_uusdc[0] == round(58.40e12 / (730.5 * 600))
    assert in_uakt == in_uusdc
    _, cheap = asks(CostPlus(markup=0.25), ask_factor=0.5, uakt_take=0, default_take=0)
    assert np.array(cheap) == pytest.approx(np.array(in_uusdc) / 2, abs=1)


def test_cost_plus_does_not_bid_where_the_whole_payout_is_taken():
    in_uakt, in_uusdc = asks(CostPlus(), default_take=100)
    assert in_uusdc == [0, 0]
    assert min(in_uakt) > 0


def test_the_two_policies_decide_differently():
    assert asks(CostPlus()) != asks(PriceScript())


def test_cost_plus_may_draw_a_cost_for_each_order_and_marks_every_one_up_alike():
    schedule = decided(CostPlus(markup=0.25, cost_law="uniform", cost_low=0.5, cost_high=1.5))
    middle = np.searchsorted(COST_KNOTS, 0.5)
    assert COST_KNOTS[middle] == pytest.approx(0.5)
    # half of all costs lie below the level: its cost is 1 / 1.25 of its ask then, and it bids its ask
    assert schedule.cost_over_ask[0, middle] == pytest.approx(0.8)
    assert schedule.bid_over_ask[0, :, middle] == pytest.approx([1.0, 1.0])
    assert schedule.bid_over_ask[0, 1] == pytest.approx(1.25 * schedule.cost_over_ask[0])
    assert asks(CostPlus(markup=0.25, cost_law="uniform")) == asks(CostPlus(markup=0.25))


# --- capacity_aware: ask = list x (1 + slope x (utilisation - target)), its cost at least ---------------------------


def a100_ask(policy, **seen):
    """Return what is asked for the A100 in USDC, over the list."""
    return asks(policy, **seen)[1][1] / (A100_USD_PER_MONTH * 1e12 / 429_909)


def test_capacity_aware_asks_the_list_at_its_target_and_more_the_fuller_it_is():
    assert asks(CapacityAware(), utilisation=0.5) == asks(PriceScript())
    assert a100_ask(CapacityAware(), utilisation=1.0) == pytest.approx(1.0 + 1.0 * (1.0 - 0.5))
    assert a100_ask(CapacityAware(slope=2.0, target=0.6), utilisation=0.9) == pytest.approx(1.0 + 2.0 * (0.9 - 0.6))


def test_capacity_aware_decides_otherwise_than_the_script_where_it_is_full_and_where_it_is_empty():
    assert asks(CapacityAware(), utilisation=0.9)[0][1] > asks(PriceScript())[0][1]
    assert asks(CapacityAware(), utilisation=0.4)[0][1] < asks(PriceScript())[0][1]


def test_capacity_aware_never_asks_less_than_its_cost():
    assert a100_ask(CapacityAware(), utilisation=0.0) == pytest.approx(0.8)  # and not 1 + 1 x (0 - 0.5) = 0.5
    assert a100_ask(CapacityAware(cost_share_of_typical_ask=0.1), utilisation=0.0) == pytest.approx(0.5)


# --- learning: ln(1 + mark-up) up with wins, down with losses above the going price ---------------------------------


def learnt(**seen):
    """Return the mark-up on the A100 that is remembered, one provider and two product lines."""
    schedule = decided(Learning(), **seen)
    assert schedule.markup_row.tolist() == [0, 0]
    assert schedule.markup_model.tolist() == [0, 1]
    return schedule.markup_micro[0] / 1e6


def test_learning_begins_at_its_typical_ask():
    # 1.25 x 0.8 x list, over 730.5 h x 600 blocks, no fee
    _, in_uusdc = asks(Learning(), uakt_take=0, default_take=0)
    assert in_uusdc[1] == pytest.approx(A100_USD_PER_MONTH * 1e12 / (730.5 * 600), abs=1)


def test_learning_raises_its_mark_up_with_what_it_wins():
    assert learnt(bids=4, wins=4, markup=0.25) == pytest.approx(1.25 * math.exp(0.02) - 1.0, abs=1e-6)
    assert learnt(bids=4, wins=1, markup=0.25) == pytest.approx(1.25 * math.exp(0.02 / 4) - 1.0, abs=1e-6)
    assert learnt(bids=4, wins=4, markup=0.25, days=7.0) == pytest.approx(1.25 * math.exp(0.14) - 1.0, abs=1e-6)


def test_learning_lowers_its_mark_up_where_it_loses_above_the_going_price_alone():
    # the A100 at a mark-up of 0.25 is 617.50 / 730.5 = 0.845 USD an hour, half of 1.69
    assert learnt(bids=4, wins=0, markup=0.25, going_price_ratio=0.4) == pytest.approx(
        1.25 * math.exp(-0.02) - 1, abs=1e-6
    )
    assert learnt(bids=4, wins=0, markup=0.25, going_price_ratio=0.6) == pytest.approx(0.25)
    assert learnt(bids=4, wins=1, markup=0.25, going_price_ratio=0.4) == pytest.approx(
        1.25 * math.exp(0.02 * 1 / 4 - 0.02 * 3 / 4) - 1, abs=1e-6
    )


def test_learning_takes_it_for_lost_if_it_makes_no_bid_though_it_has_room():
    assert learnt(bids=0, markup=0.25, utilisation=0.5, going_price_ratio=0.4) < 0.25
    assert learnt(bids=0, markup=0.25, utilisation=1.0, going_price_ratio=0.4) == pytest.approx(0.25)


def test_learning_never_asks_less_than_its_cost():
    assert learnt(bids=4, wins=0, markup=0.001, going_price_ratio=0.1) == 0.0


def test_learning_decides_otherwise_than_the_script_after_a_win():
    assert asks(Learning(), bids=1, wins=1)[0][1] > asks(Learning())[0][1]
    assert asks(PriceScript(), bids=1, wins=1) == asks(PriceScript())


# --- equilibrium -----------------------------------------------------------------------------------------------------


def a100_bids(policy, **seen):
    """Return costs and bids by quantile of the cost, over the cost level, and the probability of a bid."""
    schedule = decided(policy, **seen)
    return schedule.cost_over_ask[0], schedule.bid_over_ask[0, 1], schedule.bids_below[0, 1]


def test_equilibrium_shades_up_from_a_uniform_cost_by_the_law():
    policy = Equilibrium(cost_law="uniform", cost_low=0.5, cost_high=1.5, rivals="fixed", n_rivals=3, reserve_ratio=1e6)
    costs, bids, below = a100_bids(policy)
    assert bids == pytest.approx(costs + (1.5 - costs) / 4, rel=1e-8)  # c + (b - c) / n, n = 4
    assert below == 1.0


def test_equilibrium_does_not_bid_above_the_reserve():
    level = 0.8 * A100_USD_PER_MONTH / 730.5  # USD an hour
    policy = Equilibrium(
        cost_law="uniform", cost_low=0.5, cost_high=1.5, rivals="fixed", n_rivals=0, reserve_ratio=1.2 * level / 1.69
    )
    costs, bids, below = a100_bids(policy)
    assert below == pytest.approx(1.2 - 0.5)
    assert bids == pytest.approx(1.2)  # nobody else is there: the reserve, whatever it costs
    assert costs[0] == pytest.approx(0.5)


def test_equilibrium_bids_more_the_fewer_bids_it_has_seen():
    few, usual, many = (a100_bids(Equilibrium(), bids_per_order=mean)[1] for mean in (0.5, 3.0, 20.0))
    inner = slice(64, -64)
    assert (few[inner] > usual[inner]).all()
    assert (usual[inner] > many[inner]).all()


def test_equilibrium_without_an_order_seen_goes_by_the_number_it_is_given():
    told = decided(Equilibrium(rivals="poisson", n_rivals=5.0, reserve_ratio=1.0))
    unseen = decided(Equilibrium(n_rivals=5.0, reserve_ratio=1.0))
    assert np.array_equal(told.bid_over_ask, unseen.bid_over_ask)


def test_equilibrium_decides_otherwise_than_the_script_the_more_so_the_dearer_the_order_is_to_it():
    costs, bids, _ = a100_bids(Equilibrium())
    assert (np.diff(bids) >= 0.0).all()
    assert (bids[costs < 1.0] > costs[costs < 1.0]).all()
    assert decided(PriceScript()).bid_over_ask.shape == ()


def test_costs_without_a_width_are_refused_in_one_line():
    changes = ["policies.provider_pricing={kind: cost_plus, cost_law: uniform, cost_low: 2.0, cost_high: 1.0}"]
    with pytest.raises(ScenarioError, match=r"^[^\n]*cost_low is 2; lower it below cost_high, 1$"):
        load_scenario("mainnet6", changes)


def test_the_page_on_prices_works_its_examples_out_right():
    page = (Path(__file__).resolve().parents[2] / "docs" / "prices.md").read_text("utf-8")
    fuller = [a100_ask(CapacityAware(), utilisation=use) * A100_USD_PER_MONTH for use in (0.5, 0.9, 1.0, 0.0)]
    moved = [learnt(bids=1, wins=wins, markup=0.25, going_price_ratio=0.1) for wins in (1, 0)]
    usd = [f"{amount:.1f}" for amount in (*fuller, *(0.8 * A100_USD_PER_MONTH * (1 + markup) for markup in moved))]
    assert usd == ["617.5", "864.5", "926.2", "494.0", "630.0", "605.3"]
    assert all(amount in page for amount in (*usd, *(f"{markup:.4f}" for markup in moved)))
    for rivals, bid in ((3.0, "1.125"), (1.0, "1.25")):
        policy = Equilibrium(cost_law="uniform", rivals="fixed", n_rivals=rivals, reserve_ratio=1e6)
        costs, bids, _ = a100_bids(policy)
        assert f"{np.interp(1.0, costs, bids):.4g}" == bid
        assert bid in page


def test_the_page_on_prices_finds_where_price_and_use_agree():
    page = (Path(__file__).resolve().parents[2] / "docs" / "prices.md").read_text("utf-8")

    def without_room(load, servers=10):
        blocking = 1.0
        for server in range(1, servers + 1):
            blocking = load * blocking / (server + load * blocking)
        return blocking

    def paying(price):
        return 2.0 / (1.0 + price**2.4)

    for base in (7.0, 14.0):
        assert f"| {base:.0f} | 1 | {without_room(base):.3f} | {base * (1 - without_room(base)) / 10:.2f} |" in page

        def too_low(price, base=base):
            load = base * paying(price)
            return 0.5 + load * (1 - without_room(load)) / 10 - price

        price = brentq(too_low, 0.5, 1.5)
        load = base * paying(price)
        assert f"| {load:.2f} | {price:.2f} | {without_room(load):.3f} | {price - 0.5:.2f} |" in page
