"""Stake that answers to yield and an inflation that answers to stake swing as their differential equations do."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from econsim.mechanisms.law import Law
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from tests.networks.bonding_loop import DAYS, Loop

TAX, BONDED = 0.02, 0.656
GPUS = ("a100", "a6000", "rtx4090", "rtx3090", "t4", "v100", "h100")
ALMOST_NO_MARKET = {
    "population.tenants.accounts": 2,
    "population.tenants.adoption_per_day": 0.0,
    "population.providers.accounts": 1,
    "population.providers.gpu_providers": 0,
    **{f"population.providers.gpu_models.{model}.gpus": 0 for model in GPUS},
}
STAY = {"policies.delegation": [{"kind": "sticky", "share": 1.0}], "population.delegators.tranche_ratio": 0.0001}


def swings(n_days, i, bounds=(0.0, 1.0), tax=TAX, **wanted):
    """Return a run, and its loop with the mean commission that the run had."""
    law = {"k": 20.0, "y0": 0.01, "r": 1.0, "goal": 0.67} | wanted
    bonding = {"kind": "required_yield", "bonding_response_per_year": law["k"], "required_real_yield": law["y0"]}
    changes = ALMOST_NO_MARKET | STAY
    changes |= {"chain.mint.inflation_min": bounds[0], "chain.mint.inflation_max": bounds[1]}
    changes |= {"chain.mint.inflation_rate_change": law["r"], "chain.mint.goal_bonded": law["goal"]}
    changes |= {"chain.distribution.community_tax": tax, "genesis.inflation": i, "genesis.bonded_ratio": BONDED}
    changes |= {"policies.bonding": [bonding | {"share": 1.0}]}
    scenario = load_scenario("mainnet7").with_changes(changes)
    series = AkashModel(scenario, seed=1, epochs=n_days).run(n_days).series
    commission = float(series["commission_rate_mean"].mean())
    blocks_per_year = scenario.part(Law).mint.blocks_per_year
    return series, Loop(**law, tax=tax, commission=commission, blocks_per_year=blocks_per_year)


@pytest.mark.parametrize(
    ("law", "i"),
    [({"k": 20.0, "y0": 0.01}, 0.05), ({"k": 15.0, "y0": 0.01, "goal": 0.6}, 0.035)],
    ids=["of the goal of today", "of a lower goal"],
)
def test_inflation_swings_with_the_period_of_the_eigenvalues(law, i) -> None:
    series, loop = swings(4 * 365, i, **law)
    inflation = series["inflation_rate"].to_numpy()
    half_period = math.pi / abs(loop.eigenvalues()[0].imag) * DAYS
    assert loop.half_period_of(inflation) == pytest.approx(half_period, rel=0.1)
    assert loop.half_period_of(inflation) == pytest.approx(loop.half_period_of(loop.path(i, BONDED, 4 * 365)), rel=0.05)


def test_a_strongly_damped_swing_is_that_of_the_differential_equations() -> None:
    """k = 40: damped to a fortieth a period; the path of two years within .004, and it bends where they do."""
    series, loop = swings(2 * 365, 0.09, k=40.0, y0=0.02)
    inflation, law = series["inflation_rate"].to_numpy(), loop.path(0.09, BONDED, 2 * 365)
    assert np.abs(inflation - law).max() < 0.004
    assert abs(int(inflation.argmin()) - int(law.argmin())) < 40
    assert inflation.min() < loop.rest_within_bounds() < inflation[-1] + 0.004


def test_at_the_bounds_of_the_presets_stake_rests_where_its_flows_cancel() -> None:
    """Mainnet 7: 15 % at most and a tax of .25; the mean of the sixth year."""
    series, loop = swings(6 * 365, 0.12, bounds=(0.08, 0.15), tax=0.25, k=20.0, y0=0.02)
    assert series["inflation_rate"].iloc[-365:].eq(0.15).all()
    assert series["bonded_ratio"].iloc[-365:].mean() == pytest.approx(loop.rest_at_bound(0.15), abs=0.005)


def test_the_formula_of_the_eigenvalues_is_the_small_swing_of_the_differential_equations() -> None:
    loop = Loop(k=20.0, y0=0.01, r=1.0, goal=0.67, tax=TAX, commission=0.066, blocks_per_year=5_256_000)
    nearly = loop.path(loop.rest_within_bounds() * 1.01, 0.67, 4 * 365)
    half_period = math.pi / abs(loop.eigenvalues()[0].imag) * DAYS
    assert loop.half_period_of(nearly) == pytest.approx(half_period, rel=2e-3)
    slower = replace(loop, r=0.5).eigenvalues()
    assert abs(slower[0].imag) < abs(loop.eigenvalues()[0].imag)
