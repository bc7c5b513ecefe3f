"""The market of a preset with everything in it that is new to it does not depend on how long an epoch is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import econsim

DAYS = 14
CHANGES: dict[str, Any] = {
    # what is decided or quoted once an epoch stands still
    "shocks.akt_price": {"kind": "constant", "usd": 1.0},
    "policies.provider_revenue": {"kind": "keep"},
    "policies.provider_pricing": [
        {"kind": "price_script", "share": 0.5},
        {"kind": "cost_plus", "share": 0.2, "cost_law": "lognormal"},
        {"kind": "equilibrium", "share": 0.3, "rivals": "fixed"},
    ],
    # and what is not in the preset, or seldom happens in it, is there
    "policies.tenant_choice": [
        {"kind": "logit", "trust_weight": 1.0, "share": 0.5},
        {"kind": "tier_first", "share": 0.3},
        {"kind": "random", "share": 0.2},
    ],
    "population.tenants.classes.batch.one_at_a_time": True,
    "population.tenants.classes.ai_training.least_uptime": 0.97,
    "population.tenants.classes.trial.patience": {"kind": "endless"},
    "population.tenants.classes.ai_inference.reopen_share": 0.7,
    "population.tenants.classes.ai_inference.orders_per_day": 60.0,
    "population.tenants.accounts": 100,
    "population.tenants.adoption_per_day": 3.0,
    "population.delegators.accounts": 100,
    "shocks.node_outages": {
        "kind": "renewal",
        "cpu_node_mtbf_hours": 500.0,
        "data_centre_mtbf_gpu_hours": 2000.0,
        "maintenance_interval_days": 10.0,
        "jurisdiction_share": 0.1,
        "weibull_shape": 0.7,
    },
    "shocks.gpu_demand": {"boom": {"kind": "pulse", "start_day": 5.3, "days": 7.1, "size": 2.0}},
    "shocks.exclusion": {
        "eu": {"kind": "jurisdiction", "jurisdiction": "EU", "start_day": 6.4, "days": 2.2},
        "batch": {"kind": "workload", "tenant_class": "batch", "start_day": 8.1, "days": 3.3},
    },
    "chain.deployment.min_deposits.uusdc": "5 USDC",
}
HAPPENS = (
    *("orders_retried", "orders_second_choice", "orders_reopened", "orders_gave_up", "intentions_busy"),
    *("leases_ended_provider", "leases_ended_failure", "leases_ended_tenant", "unfilled_no_room", "gpu_hours_lost_all"),
    *("leases_ended_exclusion", "intentions_excluded"),
)


def played(epoch_length: str, epochs: int) -> Any:
    clock = {"run.epoch_length": epoch_length, "run.epochs": epochs}
    return econsim.AkashModel(econsim.load_scenario("mainnet7").with_changes(CHANGES | clock), seed=2).run(epochs)


def test_at_an_hour_a_day_and_a_week_every_account_and_count_is_the_same() -> None:
    day = played("1 day", DAYS)
    for model in (played("1 hour", 24 * DAYS), played("7 days", DAYS // 7)):
        for name in ("tenants", "providers", "nodes"):
            one, other = (getattr(each.world, name).rows for each in (day, model))
            for column in one.dtype.names:
                if column != "changed_at":
                    np.testing.assert_array_equal(one[column], other[column], err_msg=f"{name}.{column}")
        for name in HAPPENS:
            assert model.series[name].sum() == pytest.approx(day.series[name].sum(), rel=1e-9), name
            assert day.series[name].sum() > 0, name
