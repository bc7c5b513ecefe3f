"""What is bought and sold moves the AKT price: by hand, against the logistic law, and in whole runs."""

from __future__ import annotations

import math

import numpy as np
import pytest

from econsim.errors import RunError, ScenarioError
from econsim.mechanisms.exchange.impact import move_the_price, net_purchases_usd, price_of_an_epoch
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.world.price_impact import PriceImpact
from tests.mechanisms.staking_worlds import staking_world

AKT = 10**6
DAY = 86_400.0
DEPTH = "population.outside.akt_depth_usd"
FROM_OUTSIDE = "population.outside.akt_purchases_usd_per_day"
CONSTANT = {"shocks.akt_price": {"kind": "constant", "usd": 2.0}}


def world_of(depth_usd: float, outside_usd_per_day: float = 0.0, epoch_seconds: float = DAY):
    world = staking_world({(0, 0): AKT})
    world.price_impact, world.epoch_seconds = PriceImpact(depth_usd, outside_usd_per_day), epoch_seconds
    return world


def prices(world, sold_akt_per_day: float, nature_usd: float, days: int) -> list[float]:
    """Return the price at the beginning of each epoch while stakers sell as much AKT every day."""
    n_epochs = round(days * DAY / world.epoch_seconds)
    found = []
    for _ in range(n_epochs):
        world.journal.begin()
        world.akt_price_usd = price_of_an_epoch(world, nature_usd)
        found.append(world.akt_price_usd)
        world.journal.money["sold by delegators", "uakt"] = round(sold_akt_per_day * AKT * days / n_epochs)
        move_the_price(world)
    return found


def test_a_depth_of_purchases_moves_the_price_by_a_percent_and_of_sales_back_again() -> None:
    """At 2 USD an AKT 100,000 USD are 50,000 AKT; e^.01 = 1.01005."""
    world = world_of(100_000.0)
    world.akt_price_usd = 2.0
    world.journal.money["bought by tenants", "uakt"] = 60_000 * AKT
    world.journal.money["bought by providers", "uakt"] = 15_000 * AKT
    world.journal.money["sold by delegators", "uakt"] = 20_000 * AKT
    world.journal.money["sold by providers", "uakt"] = 5_000 * AKT
    assert net_purchases_usd(world) == 100_000.0
    move_the_price(world)
    assert price_of_an_epoch(world, 2.0) == pytest.approx(2.0 * math.exp(0.01), rel=1e-12)
    world.price_impact.outside_purchases_usd_per_day = -200_000.0
    move_the_price(world)
    assert price_of_an_epoch(world, 3.0) == pytest.approx(3.0, rel=1e-12)


def test_sales_in_akt_and_purchases_in_usd_follow_the_logistic_law() -> None:
    """p' = p (F - S p) / (100 D): F = 30,000 USD and S = 10,000 AKT a day, D = 50,000 USD, from 1 USD up to 3."""
    found = prices(world_of(50_000.0, 30_000.0, epoch_seconds=3_600.0), 10_000.0, 1.0, days=720)
    days = np.arange(len(found)) / 24
    rest, rate = 3.0, 30_000.0 / 5_000_000.0
    law = rest / (1.0 + (rest / 1.0 - 1.0) * np.exp(-rate * days))
    np.testing.assert_allclose(found, law, rtol=2e-4)
    assert found[-1] == pytest.approx(rest, rel=0.03)


def test_how_flows_are_cut_into_epochs_does_not_matter_where_they_are_told_in_usd() -> None:
    by_the_hour, by_the_day = (world_of(1e5, 2_500.0, seconds) for seconds in (3_600.0, DAY))
    last = [prices(world, 0.0, 1.0, days=8)[-1] for world in (by_the_hour, by_the_day)]
    assert last[0] == pytest.approx(math.exp(0.00025 * (8 - 1 / 24)), rel=1e-12)
    assert last[1] == pytest.approx(math.exp(0.00025 * 7), rel=1e-12)


def test_a_price_moved_out_of_reach_is_refused_with_its_cure() -> None:
    world = world_of(1.0, -1e6)
    move_the_price(world)
    with pytest.raises(
        RunError, match=r"akt_depth_usd: trade has moved the price of epoch 0 to 0 USD.*raise the depth"
    ):
        price_of_an_epoch(world, 1.0)


@pytest.mark.parametrize(
    ("changes", "said"),
    [({DEPTH: 0}, "akt_depth_usd"), ({DEPTH: -5}, "akt_depth_usd"), ({FROM_OUTSIDE: 1000}, "unless akt_depth_usd is")],
)
def test_no_depth_and_purchases_that_move_nothing_are_refused(changes, said) -> None:
    with pytest.raises(ScenarioError, match=said):
        load_scenario("mainnet7").with_changes(changes)


# --- in whole runs -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def runs():
    """Thirty days: no depth, an endless one as good as none, one with 1,000 USD a day from outside."""
    changes = ({}, {DEPTH: 1e12}, {DEPTH: 1e5}, {DEPTH: 1e5, FROM_OUTSIDE: 1000})
    return [
        AkashModel(load_scenario("mainnet7").with_changes(CONSTANT | some), seed=1, epochs=30).run(30)
        for some in changes
    ]


def test_the_price_of_every_epoch_is_what_all_flows_before_it_made_it(runs) -> None:
    for model, outside in zip(runs[2:], (0.0, 1000.0), strict=True):
        bought = model.series["akt_bought_usd"].to_numpy() + outside
        moved = np.concatenate([[0.0], np.cumsum(bought)[:-1]]) / (100 * 1e5)
        np.testing.assert_allclose(model.series["akt_price_usd"], 2.0 * np.exp(moved), rtol=1e-12)
        assert model.series["imbalance_uakt"].eq(0).all()


def test_net_purchases_are_less_sales_at_the_price(runs) -> None:
    for model in runs:
        series = model.series
        np.testing.assert_allclose(
            series["akt_bought_usd"], -series["net_sold_uakt"] * series["akt_price_usd"] / 1e6, rtol=1e-12
        )


def test_a_market_of_great_depth_is_one_without(runs) -> None:
    assert runs[0].series["akt_price_usd"].eq(2.0).all()
    np.testing.assert_allclose(runs[1].series["akt_price_usd"], 2.0, rtol=1e-8)


def test_purchases_from_outside_raise_the_price_and_stakers_sell_the_same_akt(runs) -> None:
    """No choice of stakers looks at the price but operators', who sell up to their cost: at a higher price less."""
    without, bought = (model.series for model in runs[2:])
    assert (bought["akt_price_usd"].iloc[1:] > without["akt_price_usd"].iloc[1:]).all()
    assert (bought["sold_uakt"] <= without["sold_uakt"]).all()
    assert bought["rewards_claimed_uakt"].equals(without["rewards_claimed_uakt"])
