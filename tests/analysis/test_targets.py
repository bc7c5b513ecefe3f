"""Targets: every row that was found is there, each judged by hand arithmetic over its own days."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from econsim.analysis.metrics import by_epoch
from econsim.analysis.targets import against_targets, observed
from econsim.networks.catalogue import load_scenario
from econsim.networks.targets import CHECK, FITTED, INPUT, OUTSIDE, JudgedTarget, targets
from tests.analysis.hand_made import hand_made_run

LATEST = date(2024, 12, 31)
SOURCED = 27  # rows of the collection of observations whose period ends by the end of 2024


@pytest.fixture(scope="module")
def history():
    return hand_made_run(load_scenario("history_2023_24"), replicates=2, epochs=489)


def row_of(run, name: str) -> JudgedTarget:
    return next(row for row in against_targets(run) if row.name == name)


def test_every_row_stands_once_with_its_source_and_one_mark() -> None:
    rows = targets()
    assert len(rows) == len({row.name for row in rows}) == SOURCED
    assert {row.mark for row in rows} == {INPUT, FITTED, CHECK, OUTSIDE}
    for row in rows:
        assert row.source
        assert row.low is not None or row.high is not None
        assert bool(row.series) == (row.mark != OUTSIDE)
        assert row.reason or row.mark != OUTSIDE, row.name
        assert not row.period_end or date.fromisoformat(row.period_end) <= LATEST


def test_what_is_the_quotient_of_fitted_rows_is_no_check() -> None:
    """11.23 USD a lease = 1,384,554 / 123,342; 12.74 days = 4,294 / 123,342 x 366."""
    of = {row.name: row for row in targets()}
    assert of["avg_fee_per_lease_2024"].low == pytest.approx(1_384_554 / 123_342, abs=0.01)
    assert of["mean_lease_duration_2024"].low == pytest.approx(4_294 / 123_342 * 366, abs=0.01)
    for name in ("total_spend_2024", "new_leases_2024", "active_deployments_2024_12"):
        assert of[name].mark == FITTED
    for name in ("avg_fee_per_lease_2024", "mean_lease_duration_2024"):
        assert of[name].mark == FITTED


@pytest.mark.parametrize(
    ("value", "z"), [(0.6, 0.0), (0.5, 0.0), (0.7, 0.0), (0.375, -1.0), (0.875, 1.0), (1.05, 2.0), (0.0, -4.0)]
)
def test_a_miss_is_counted_in_tolerances_from_the_nearer_end(value: float, z: float) -> None:
    """Confidence medium: a quarter of .5 below, a quarter of .7 above; inside the interval 0."""
    of = {row.name: row for row in targets()}
    assert of["gpu_utilisation_to_2024_01"].miss(value) == pytest.approx(z)


def test_confidence_high_medium_low_is_a_tolerance_of_5_25_50_percent() -> None:
    found = {(row.confidence, row.tolerance) for row in targets()}
    assert found == {("high", 0.05), ("medium", 0.25), ("low", 0.5)}


def test_the_days_of_a_month_of_a_year_and_of_a_day_are_those_that_begin_in_it(history) -> None:
    """Epoch 0 begins on 31 August 2023: 1 January 2024 is epoch 123, 31 December epoch 488."""
    use, started, active = (by_epoch(history.series, n) for n in ("gpus_in_use_all", "leases_started", "leases_active"))
    assert row_of(history, "gpus_leased_2024_01").mean == pytest.approx(use[:, 123:154].mean())
    assert row_of(history, "new_leases_2024").mean == pytest.approx(started[:, 123:489].sum() / 2)
    assert row_of(history, "new_leases_2024_q4").mean == pytest.approx(started[:, 397:489].sum() / 2)
    assert row_of(history, "active_deployments_2024_12").mean == pytest.approx(active[:, 488].mean())


def test_a_row_with_a_denominator_is_a_ratio_of_sums_in_each_replicate(history) -> None:
    spend, started, akt, price, leases = (
        by_epoch(history.series, n)[:, 123:489]
        for n in ("spend_usd", "leases_started", "spend_uakt", "akt_price_usd", "leases_active")
    )
    fee = (spend.sum(axis=1) / started.sum(axis=1)).mean()
    assert row_of(history, "avg_fee_per_lease_2024").mean == pytest.approx(fee)
    weighted = ((price * akt).sum(axis=1) / akt.sum(axis=1)).mean()
    assert row_of(history, "implied_akt_price_2024").mean == pytest.approx(weighted)
    little = (leases[:, -1] / (started.sum(axis=1) / 366)).mean()
    assert row_of(history, "mean_lease_duration_2024").mean == pytest.approx(little)


def test_posted_prices_are_held_against_the_scenario(history) -> None:
    assert row_of(history, "posted_price_h100").mean == 2.0
    assert row_of(history, "posted_price_a100").verdict == "met"


def test_only_rows_whose_whole_period_is_covered_are_judged() -> None:
    run = hand_made_run()  # 40 days from 31 August 2023
    judged = {row.name for row in against_targets(run) if row.verdict is not None}
    assert judged == {"posted_price_h100", "posted_price_a100"}
    year = hand_made_run(load_scenario("mainnet6"), replicates=2, epochs=366)  # to 30 August 2024
    judged = {row.name for row in against_targets(year) if row.verdict is not None}
    assert "daily_spend_early_2024" in judged
    assert "lifetime_gpu_utilisation" in judged
    assert "total_spend_2024" not in judged


def test_a_run_that_starts_later_has_only_what_follows() -> None:
    scenario = load_scenario("mainnet6").with_changes({"run.start": "2024-03-01", "timeline.axlusdc_accepted": None})
    judged = [r.name for r in against_targets(hand_made_run(scenario)) if r.mean is not None]
    assert judged == ["high_end_gpus_2024_03", "posted_price_h100", "posted_price_a100"]


def test_a_scenario_without_a_model_has_no_row_of_it() -> None:
    run = hand_made_run(load_scenario("history_2023_24"), replicates=2, epochs=489)
    without = dataclasses.replace(run, series=run.series.drop(columns=["gpus_in_use_a100"]))
    assert row_of(without, "a100_utilisation_2024_01").verdict is None


def test_observations_are_written_as_they_were_found() -> None:
    of = {row.name: observed(row) for row in targets()}
    assert of["gpus_on_network"] == "150 to 200"
    assert of["gpu_utilisation_to_2024_01"] == "0.5 to 0.7"
    assert of["total_spend_2024"] == "1,384,554"
    assert of["mean_lease_duration_2024"] == "12.7"
