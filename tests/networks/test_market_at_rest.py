"""A market that has lived for a while before its start is at rest when nothing moves it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import econsim
from benchmarks.at_rest import MOST_Z, WALLETS, at_rest, drift_of, drifts, judged
from econsim.errors import ScenarioError
from econsim.world.arrivals import STANDING


def scenario(days: int, warm_up: Any, **changes: Any) -> Any:
    return at_rest(econsim.load_scenario("mainnet7"), days, warm_up).with_changes(changes)


def test_a_market_that_has_lived_for_a_year_does_not_drift() -> None:
    found = drifts(scenario(365, "365 days"), range(6))
    assert {name: drift for name, drift in found.items() if name not in WALLETS and not drift.is_rest} == {}
    # by hand, docs/verification.md: trust lacks d = .9 x (1 - .1 x .11) x (1 - .145 x .14) d + .045 x .14 = .049
    assert found["trust_mean_web"].level == pytest.approx(0.951, abs=0.012)


def test_a_market_that_opens_on_the_first_day_is_seen_to_drift() -> None:
    """GPUs are empty and everybody trusts it: trust falls by what nodes that fail cost it."""
    found = drifts(scenario(120, "0 s"), range(8))
    assert found["trust_mean_web"].mean < 0.0
    assert not found["trust_mean_web"].is_rest


def test_a_drift_is_the_slope_times_the_days_and_its_error_that_of_the_mean() -> None:
    days = np.arange(10.0)
    drift = drift_of(np.stack([3.0 + 0.2 * days, 3.0 + 0.4 * days]))
    assert drift.level == pytest.approx(3.0 + 0.3 * 4.5)
    assert (drift.mean, drift.standard_error) == pytest.approx((3.0, 1.0))
    assert drift.z == pytest.approx(1.267, abs=1e-3)  # t of 3 at 1 degree of freedom: p = .2048
    assert drift.is_rest
    far = drift_of(np.stack([3.0 + 0.3 * days + wiggle for wiggle in (0.0, 1e-3 * days, -1e-3 * days)]))
    assert far.z > MOST_Z
    assert not far.is_rest


def test_what_is_judged_are_sixteen_series() -> None:
    assert len(judged(scenario(1, "0 s"))) == 16


def test_the_market_begins_the_run_with_leases_on_gpus_and_books_that_balance() -> None:
    begun = econsim.AkashModel(scenario(1, "60 days"))
    world = begun.world
    assert world.epoch == 0
    running = world.market.leases.rate_micro_per_block > 0
    assert (world.bundles.gpus[world.market.leases.bundle[running]] > 0).any()
    assert world.ledger.imbalance("uakt") == world.ledger.imbalance("uusdc") == 0
    assert world.ledger.total("community_pool_uakt") == begun.inputs.genesis.community_pool_uakt
    assert world.ledger.total("community_pool_uusdc") == 0
    assert not world.providers.earned.any()
    assert not world.tenants.spent_usd.any()
    assert (begun.run(1).world.market.leases.start[running] < world.start_height).any()


def test_the_chain_does_not_live_before_the_start() -> None:
    with_it, without = (econsim.AkashModel(scenario(1, span)) for span in ("30 days", "0 s"))
    assert with_it.world.supply_uakt == without.world.supply_uakt
    assert with_it.world.validators.rows.tobytes() == without.world.validators.rows.tobytes()
    assert with_it.world.delegations.rows.tobytes() == without.world.delegations.rows.tobytes()


def test_who_comes_later_and_shocks_of_demand_are_not_there_before_the_start() -> None:
    changes = {
        "population.tenants.adoption_per_day": 100.0,
        "shocks.gpu_demand": {"boom": {"kind": "step", "start_day": 0, "size": 3.0}},
    }
    world = econsim.AkashModel(scenario(5, "30 days", **changes)).world
    late = world.tenants.adoption_seconds > 0.0
    assert late.any()
    assert not world.tenants.n_busy[late].any()
    processes = world.arrivals.processes
    assert (processes.since[processes.kind >= 0] >= 0.0).all()
    assert (world.tenants.trust[late] == 1.0).all()


def test_the_cpu_leases_that_stand_are_taken_over_at_the_beginning_of_the_warm_up() -> None:
    model = econsim.AkashModel(scenario(1, "10 days"))
    assert not (model.world.arrivals.known["kind"] == STANDING).any()
    assert model.world.market.n_leases > 100


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("-1 day", "-1 day"),
        ("4000 days", "4000 days"),
        ("3 days", "3 epochs; 4 at least"),
        ("12 hours", "0.5 epochs; 4 at least"),
    ],
)
def test_a_warm_up_that_cannot_be_is_refused_in_one_line(given: Any, says: str) -> None:
    with pytest.raises(ScenarioError, match=r"genesis\.market_warm_up") as refused:
        scenario(1, given)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_warm_up_of_too_many_epochs_is_refused_in_one_line() -> None:
    with pytest.raises(ScenarioError) as refused:
        scenario(1, "100 days").with_changes({"run.epoch_length": "1 minute"})
    (line,) = str(refused.value).splitlines()
    assert "genesis.market_warm_up: makes 144,000 epochs before the start; 100,000 at most, so shorten it" in line
