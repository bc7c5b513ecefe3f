"""The preset's market is neither idle nor full: each GPU model and each tenant class over its first year."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.analysis.calibrate_market import _STAKING_ASIDE
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario


@pytest.fixture(scope="module")
def scenario():
    return load_scenario("mainnet7").with_changes(_STAKING_ASIDE)


@pytest.fixture(scope="module")
def year(scenario):
    return AkashModel(scenario, seed=1).run(365).series


def test_no_gpu_model_is_idle_or_full_all_year(scenario, year) -> None:
    for model in scenario.population.providers.gpu_models:
        use = year[f"gpus_in_use_{model}"].sum() / year[f"gpus_{model}"].sum()
        assert 0.02 < use < 0.98, model


def test_no_tenant_class_finds_nothing_or_everything_all_year(scenario, year) -> None:
    for kind in scenario.population.tenants.classes:
        fill = year[f"fill_ratio_{kind}"]
        assert 0.02 < fill.mean() < 0.98, kind


def test_some_weeks_have_gpu_orders_that_become_no_lease(year) -> None:
    unfilled = (year["gpu_orders_all"] * (1.0 - year["gpu_fill_ratio_all"])).fillna(0.0)
    weekly = unfilled.groupby(np.arange(len(year)) // 7).sum()
    assert (weekly > 0.5).mean() > 0.25
    assert year["unfilled_no_room"].sum() > 0
