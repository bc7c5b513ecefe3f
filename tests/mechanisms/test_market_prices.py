"""Prices of GPU-hours by hand: two providers, one order for two GPUs that cost 4 USD an hour elsewhere."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from econsim.mechanisms.market.prices import open_market_usd_per_gpu_hour
from econsim.policies.providers.decisions import PricingSchedule
from econsim.policies.tenants.decisions import ChoiceSchedule
from econsim.units import SECONDS_PER_HOUR
from econsim.world.market_book import Bundles
from econsim.world.tables import empty
from tests.mechanisms.market_worlds import DAY_BLOCKS, habits, one_room_world, open_for, series_of

ELSEWHERE_USD_PER_HOUR = 4.0
AKT_USD = 1.25
SERIES = ("gpu_bids_per_order", "gpus_leased", "gpu_new_price_usd_per_hour", "gpu_lowest_bid_usd_per_hour")
SERIES += ("gpu_discount_ratio",)


def measured(shares_of_open_market: tuple[float, float], wants: Any = ((0, 100),)) -> tuple[Any, dict[str, float]]:
    """Let the audited provider 1 win at the second price; return the tally and the series."""
    world = one_room_world(
        list(wants),
        n_providers=2,
        akt_price_usd=AKT_USD,
        is_audited=[False, True],
        resources={"gpu_model": 0, "gpus": 2, "open_market_usd_per_hour": ELSEWHERE_USD_PER_HOUR},
        node={"gpu_model": 0, "gpus": 8},
        threads=64,
    )
    micro_per_usd_an_hour = world.seconds_per_block / SECONDS_PER_HOUR * 10**12 / AKT_USD
    asks = np.rint(np.array(shares_of_open_market) * ELSEWHERE_USD_PER_HOUR * micro_per_usd_an_hour)
    column = asks.astype(np.int64)[:, None]
    by_audit = ChoiceSchedule(price_weight=np.zeros(1), audit_weight=np.ones(1), taste_weight=np.zeros(1))
    tally = open_for(world, DAY_BLOCKS, PricingSchedule(column, column), by_audit, habits())
    return tally, series_of(world, tally.tally, *(f"{name}_{{gpu_model}}" for name in SERIES))


def test_the_market_counts_accepted_and_lowest_bids_over_the_open_market_by_gpu() -> None:
    tally, _ = measured((0.25, 0.5))
    assert tally.bids_by_model.tolist() == [2, 0]
    assert tally.gpus_leased_by_model.tolist() == [2, 0]
    assert tally.accepted_bid_ratio_by_model.tolist() == pytest.approx([2 * 0.5, 0.0], rel=1e-9)
    assert tally.lowest_bid_ratio_by_model.tolist() == pytest.approx([2 * 0.25, 0.0], rel=1e-9)


@pytest.mark.parametrize("name", ["model0", "all"])
def test_prices_are_by_gpu_hour_and_the_discount_is_against_the_open_market(name: str) -> None:
    """4 USD for 2 GPUs is 2 USD each: half of it is paid, a quarter was bid."""
    _, series = measured((0.25, 0.5))
    assert series[f"gpu_new_price_usd_per_hour_{name}"] == pytest.approx(1.0, rel=1e-9)
    assert series[f"gpu_lowest_bid_usd_per_hour_{name}"] == pytest.approx(0.5, rel=1e-9)
    assert series[f"gpu_discount_ratio_{name}"] == pytest.approx(0.5, rel=1e-9)
    assert (series[f"gpu_bids_per_order_{name}"], series[f"gpus_leased_{name}"]) == (2.0, 2)


def test_where_the_lowest_bid_wins_it_is_the_price() -> None:
    _, series = measured((0.75, 0.5))
    assert series["gpu_lowest_bid_usd_per_hour_all"] == series["gpu_new_price_usd_per_hour_all"] == pytest.approx(1.0)


def test_without_a_gpu_there_is_no_price() -> None:
    _, series = measured((0.25, 0.5), wants=())
    assert series["gpus_leased_all"] == 0
    assert all(math.isnan(value) for name, value in series.items() if not name.startswith("gpus_leased"))


def test_the_open_market_price_of_a_model_is_that_of_its_bundles_by_gpu() -> None:
    bundles = empty(Bundles, 0)
    bundles.append(gpu_model=[-1, 1, 1], gpus=[0, 1, 4], open_market_usd_per_hour=[0.1, 1.5, 6.0])
    assert open_market_usd_per_gpu_hour(bundles, 3).tolist() == [0.0, 1.5, 0.0, 0.0]
