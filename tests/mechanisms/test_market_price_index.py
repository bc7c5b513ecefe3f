"""The price index by hand: two models, three GPUs of one and one of the other in the basket."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import econsim
from econsim.mechanisms.market.prices import note_gpu_prices
from econsim.mechanisms.market.tally import BY_MODEL
from econsim.units import MICRO, UAKT_PER_AKT
from econsim.world.tables import records
from tests.mechanisms.market_worlds import series_of

HOUR_BLOCKS = 600


def world_of(basket: list[int]) -> Any:
    return SimpleNamespace(
        law=None,
        seconds_per_block=6.0,
        akt_price_usd=2.0,
        basket_gpus=np.array(basket),
        gpu_price_usd_per_hour=np.array([5.0, 7.0]),
    )


def epoch(world: Any, hours: list[float], usd_per_hour: list[float]) -> float:
    """Let GPUs be leased for some hours at some prices, half in AKT, the rest in USDC and ACT; return the index."""
    spent_usd = np.array([*(np.array(hours) * usd_per_hour), 3.0])  # the last is rent of leases without GPUs
    in_akt, in_usd = spent_usd / 2 / world.akt_price_usd * UAKT_PER_AKT, spent_usd / 4 * MICRO
    by_model = records(BY_MODEL, 3)
    by_model["gpu_blocks"] = [*(round(each * HOUR_BLOCKS) for each in hours), 0]
    by_model["spent_units"] = np.stack([in_akt, in_usd, in_usd]).T
    tally: Any = SimpleNamespace(by_model=by_model)
    note_gpu_prices(world, tally)
    name = "gpu_price_index_usd_per_hour"
    return series_of(world, tally, name)[name]


def test_the_index_weighs_prices_by_the_basket_and_not_by_what_is_in_use() -> None:
    """(3 x 1 + 1 x 4) / 4 = 1.75 USD, whoever leases how much: the mean over GPUs in use goes from 1.3 to 3.7."""
    world = world_of([3, 1])
    assert epoch(world, [900.0, 100.0], [1.0, 4.0]) == pytest.approx(1.75)
    assert epoch(world, [100.0, 900.0], [1.0, 4.0]) == pytest.approx(1.75)


def test_the_index_moves_with_prices() -> None:
    world = world_of([3, 1])
    assert epoch(world, [10.0, 10.0], [2.0, 8.0]) == pytest.approx(3.5)


def test_a_model_that_nobody_leases_keeps_its_last_price_and_begins_with_its_typical_ask() -> None:
    """Typical asks 5 and 7: (3 x 1 + 7) / 4 = 2.5, then (3 x 1 + 4) / 4, then (3 x 2 + 4) / 4 = 2.5."""
    world = world_of([3, 1])
    assert epoch(world, [10.0, 0.0], [1.0, 0.0]) == pytest.approx(2.5)
    assert epoch(world, [0.0, 10.0], [0.0, 4.0]) == pytest.approx(1.75)
    assert epoch(world, [10.0, 0.0], [2.0, 0.0]) == pytest.approx(2.5)


def test_without_a_basket_there_is_no_index() -> None:
    assert math.isnan(epoch(world_of([0, 0]), [10.0, 10.0], [1.0, 4.0]))


def test_the_basket_is_the_same_in_an_arm_that_installs_more() -> None:
    """180 GPUs as in the preset, also where 40 more A100 stand."""
    base = econsim.load_scenario("mainnet6")
    more = base.with_changes({"population.providers.gpu_models.a100.gpus": 80})
    worlds = [econsim.AkashModel(scenario, epochs=1).world for scenario in (base, more)]
    assert [world.basket_gpus.tolist() for world in worlds] == [[40, 20, 30, 30, 30, 20, 10]] * 2
    assert [int(world.nodes.gpus.sum()) for world in worlds] == [180, 220]


def test_the_market_tells_the_price_of_an_epoch_to_the_index() -> None:
    """At the end of a run the index is the mean of the last prices recorded, by hand over the seven models."""
    model = econsim.AkashModel("mainnet6", epochs=60).run(60)
    prices = [model.series[f"gpu_price_usd_per_hour_{name}"].dropna().iloc[-1] for name in model.world.gpu_models]
    by_hand = sum(n * price for n, price in zip([40, 20, 30, 30, 30, 20, 10], prices, strict=True)) / 180
    assert model.series["gpu_price_index_usd_per_hour"].iloc[-1] == pytest.approx(by_hand)
