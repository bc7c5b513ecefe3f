"""Reservation prices: each law is its formula, and demand of the market follows it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.shocks.reservation_price.curves import IsoElastic, LogLogistic

UNIFORM = (np.arange(100_000) + 0.5) / 100_000
ON_CPUS, ON_GPUS = np.zeros(UNIFORM.size, dtype=bool), np.ones(UNIFORM.size, dtype=bool)


def log_logistic(**changes: float) -> LogLogistic:
    given = {"price_elasticity": 1.2, "paying_share_at_reference": 0.5}
    ratios = {"gpu_reference_price_ratio": 0.47, "cpu_reference_price_ratio": 0.76}
    return LogLogistic(**{**given, **ratios, **changes})


@pytest.mark.parametrize("share", [0.22, 0.5, 0.75])
@pytest.mark.parametrize("price", [0.1, 0.47, 1.0, 3.0])
def test_the_share_that_pays_a_price_is_log_logistic(share: float, price: float) -> None:
    found = (log_logistic(paying_share_at_reference=share).price_ratio(UNIFORM, ON_GPUS) >= price).mean()
    assert found == pytest.approx(1 / (1 + (1 - share) / share * (price / 0.47) ** (1.2 / (1 - share))), abs=2e-5)


@pytest.mark.parametrize("share", [0.22, 0.5, 0.75])
def test_orders_at_the_reference_price_do_not_depend_on_the_share_that_pays_it(share: float) -> None:
    law = log_logistic(paying_share_at_reference=share)
    for has_gpu, reference in ((ON_GPUS, 0.47), (ON_CPUS, 0.76)):
        pay = (law.price_ratio(UNIFORM, has_gpu) >= reference).mean()
        assert law.intentions_per_order * pay == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("share", [0.22, 0.5, 0.75])
def test_the_elasticity_at_the_reference_price_is_the_parameter(share: float) -> None:
    prices = log_logistic(paying_share_at_reference=share, price_elasticity=1.7).price_ratio(UNIFORM, ON_GPUS)
    above, below = ((prices >= 0.47 * factor).mean() for factor in (1.01, 0.99))
    assert math.log(below / above) / math.log(1.01 / 0.99) == pytest.approx(1.7, abs=0.01)


def test_iso_elastic_demand_has_one_elasticity_above_its_lowest_price() -> None:
    prices = IsoElastic(tail_elasticity=1.2, lowest_price_ratio=0.56).price_ratio(UNIFORM, ON_GPUS)
    assert prices.min() >= 0.56
    for price in (0.6, 1.0, 3.0):
        assert (prices >= price).mean() == pytest.approx((0.56 / price) ** 1.2, abs=2e-5)

    # one multiplication and one power, in this order: to the bit what the law was before it had a kind
    law = IsoElastic(tail_elasticity=1.2, lowest_price_ratio=0.56)
    assert np.array_equal(law.price_ratio(UNIFORM, ON_CPUS), 0.56 * (1.0 - UNIFORM) ** (-1.0 / 1.2))
    assert law.intentions_per_order == 1.0


GPU_ONLY = {
    "accounts_share": 1.0, "orders_per_day": 4000, "lease_days": 0.5, "lease_log_sd": 0.0, "short_share": 0.0,
    "gpus": {1: 1.0}, "gpu_models": {"a100": 1.0}, "threads_per_gpu": 1, "memory_gib_per_gpu": 1,
    "storage_gib_per_gpu": 1,
}  # fmt: skip
ROOM_FOR_EVERYBODY = {
    "run.epochs": 6,
    "population.delegators.accounts": 200,
    "population.providers.accounts": 3,
    "population.providers.gpu_providers": 3,
    "population.providers.wallet_uakt": "1000000 AKT",
    "population.providers.ask_log_sd": 0.0,
    "population.tenants.trust_loss": 0.0,
    "population.tenants.adoption_per_day": 0.0,
    "population.tenants.classes": dict.fromkeys(("web", "batch", "trial", "ai_training", "ai_inference", "enterprise"))
    | {"gpu_only": GPU_ONLY},
    # the host is free and a month has its own blocks, so that ask over open-market price is what the model's asks say
    "policies.provider_pricing": {
        "kind": "price_script", "thread_usd_per_month": 0.0, "memory_gib_usd_per_month": 0.0,
        "storage_gib_usd_per_month": 0.0, "blocks_per_month": 434_893,
    },
    "shocks.akt_price": {"kind": "constant", "usd": 1.0},
}  # fmt: skip


def hours_and_revenue(factor: float) -> tuple[float, float]:
    """Return GPU-hours and rent of six days with asks at a factor times the reference price, the same draws each."""
    model = {"gpus": 10_000, "ask_usd_per_hour": factor * 0.47 * 1.69, "open_market_usd_per_hour": 1.69}
    scenario = load_scenario("mainnet6").with_changes(
        {**ROOM_FOR_EVERYBODY, "population.providers.gpu_models.a100": model}
    )
    series = AkashModel(scenario, seed=1, epochs=6).run(6).series
    assert series["gpu_utilisation_a100"].max() < 0.5
    return 24.0 * float(series["gpus_in_use_a100"].sum()), float(series["spend_gpu_usd"].sum())


def test_demand_of_the_market_is_kinked_where_the_formula_says() -> None:
    """Of all intentions 1 / (1 + f^2.4) pay f times the reference price; k = 1.2 / (1 - .5)."""

    def pay(factor: float) -> float:
        return 1 / (1 + factor**2.4)

    hours, revenue = zip(*(hours_and_revenue(factor) for factor in (0.9, 1.1, 1.0, 2.0, 0.5)), strict=True)
    elasticity = math.log(hours[0] / hours[1]) / math.log(1.1 / 0.9)
    assert math.log(pay(0.9) / pay(1.1)) / math.log(1.1 / 0.9) == pytest.approx(1.19, abs=0.005)
    assert elasticity == pytest.approx(1.19, abs=0.04)
    assert (2 * pay(2) / pay(1), 0.5 * pay(0.5) / pay(1)) == pytest.approx((0.64, 0.84), abs=0.005)
    assert revenue[3] / revenue[2] == pytest.approx(0.64, abs=0.03)
    assert revenue[4] / revenue[2] == pytest.approx(0.84, abs=0.03)
