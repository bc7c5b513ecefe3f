"""Comparisons of runs that are really simulated, small ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from econsim.analysis.compare import compare
from econsim.analysis.cuts import by_group
from econsim.analysis.winners import winners
from econsim.networks.catalogue import load_scenario
from econsim.policies.population import Population
from econsim.report.write import write_report
from econsim.runs.run import run
from econsim.runs.run_result import RunResult

EPOCHS = 12


@pytest.fixture(scope="module")
def made() -> RunResult:
    return run(load_scenario("mainnet6"), replicates=2, epochs=EPOCHS, seed=1, workers=1)


def test_a_placebo_changes_nothing_at_all(made: RunResult) -> None:
    """An upgrade that lies beyond the end of the run (epoch 27) cannot matter."""
    copy = run(load_scenario("mainnet7"), replicates=2, epochs=EPOCHS, seed=1, workers=1)
    comparison = compare(made, copy)
    assert {row.verdict for row in comparison.outcomes("mainnet7").values()} == {"identical"}
    assert {row.difference for row in comparison.outcomes("mainnet7").values()} == {0.0}


def test_what_is_left_of_the_mint_is_what_the_ledger_says_the_pool_received(made: RunResult) -> None:
    """The pool grows by its part of the mint and by take fees; every agent's income was rounded down to whole uakt."""
    row = next(row for row in winners(made, made, by_group(made, made)) if row.who == "community pool")
    by_replicate = made.series.groupby(level="replicate")
    grown = by_replicate["community_pool_uakt"].last() - made.scenario.genesis.community_pool_uakt
    from_the_mint = (grown - by_replicate["take_fee_uakt"].sum()).mean()
    rounded_rows = len(made.agents) / made.replicates
    assert row.baseline == pytest.approx(from_the_mint, abs=5 * rounded_rows)


def test_surplus_rent_and_fees_are_the_value_of_use_less_what_gpus_cost_in_every_epoch(made: RunResult) -> None:
    of = made.series
    shared = of["tenant_surplus_usd"] + of["provider_rent_usd"] + of["take_fee_usd"]
    cost = of["gpu_cost_usd_power"] + of["gpu_cost_usd_rent"] + of["gpu_cost_usd_machines"]
    assert np.abs(shared - (of["use_value_usd"] - cost)).max() < 1e-9
    assert np.abs(shared - of["value_created_usd"]).max() < 1e-9
    for name in ("use_value_usd", "spend_usd", "tenant_surplus_usd", "outside_payments_usd"):
        by_class = [f"{name}_{kind}" for kind in made.scenario.part(Population).tenants.classes]
        assert np.allclose(of[by_class].sum(axis=1), of[name], rtol=1e-12, atol=1e-9)


def test_rent_paid_covers_payouts_and_take_fees(made: RunResult) -> None:
    rows = [row for row in winners(made, made, by_group(made, made)) if row.table == "market"]
    assert sum(row.baseline for row in rows) == pytest.approx(0.0, abs=1e-6)
    assert rows[-1].who == "take fees, and rent not yet withdrawn"
    assert rows[-1].baseline > 0.0


def test_a_changed_scenario_is_compared_and_reported_from_end_to_end(tmp_path: Path) -> None:
    scenario = load_scenario("mainnet6").with_changes({"chain.distribution.community_tax": 0.0})
    comparison = compare("mainnet6", scenario, replicates=2, epochs=EPOCHS, workers=1, out=tmp_path)
    found = comparison.outcomes("mainnet6#2")
    assert found["net_apr"].verdict == "higher"
    assert found["community_pool_uakt"].verdict == "lower"
    assert write_report(comparison)[0].is_file()
    assert comparison.numbers.invariants.violations == 0
