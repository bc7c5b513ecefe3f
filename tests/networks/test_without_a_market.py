"""Staking alone: `run.market: false` leaves out what is of the market, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from econsim.analysis.compare import compare
from econsim.analysis.lists import list_metrics
from econsim.analysis.metrics import metrics, summary
from econsim.analysis.targets import against_targets
from econsim.errors import UsageError
from econsim.networks.akash_model import AkashModel
from econsim.report.write import write_report
from econsim.runs.run import run
from econsim.scenario.schema import Scenario
from tests.small_world import small

N_EPOCHS = 40


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return small(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def alone(whole: Scenario) -> Scenario:
    return whole.with_changes({"run.market": False})


def test_stake_is_the_same_to_the_last_uakt_with_a_market_and_without(whole: Scenario, alone: Scenario) -> None:
    """Nothing leads from leases to stake: the market pays a fee into the community pool, and that is all."""
    with_market, without = (AkashModel(one, epochs=N_EPOCHS).run(N_EPOCHS) for one in (whole, alone))
    for name in ("supply_uakt", "inflation_rate", "bonded_ratio", "stake_hhi", "restaked_uakt", "redelegated_uakt"):
        np.testing.assert_array_equal(with_market.series[name], without.series[name], err_msg=name)
    fees = with_market.series["take_fee_uakt"].sum()
    pools = [model.series["community_pool_uakt"].iloc[-1] for model in (with_market, without)]
    assert pools[0] - pools[1] == fees


def test_nobody_of_the_market_is_there_and_none_of_its_series_is_recorded(alone: Scenario) -> None:
    model = AkashModel(alone, epochs=2).run(2)
    assert len(model.world.providers) == len(model.world.tenants) == len(model.world.nodes) == 0
    assert set(model.replicate().agents["population"]) == {"validator", "delegator"}
    for one in metrics().values():
        assert (one.series in model.series.columns) == (not one.is_of_the_market), one.name


def test_metrics_of_the_market_are_left_out(alone: Scenario) -> None:
    found = summary(run(alone, workers=1, epochs=2, replicates=1).series, 86_400.0)
    assert set(found) == {name for name, one in metrics().items() if not one.is_of_the_market}
    assert len(found) < len(list_metrics())


def test_targets_of_the_market_are_compared_with_nothing_in_a_run_as_long_as_they_are(alone: Scenario) -> None:
    judged = against_targets(run(alone, workers=1, epochs=489, replicates=1))
    assert {one.verdict for one in judged if not one.is_of_the_scenario} == {None}


def test_a_report_says_that_there_is_no_market(alone: Scenario, tmp_path: Path) -> None:
    made = run(alone, workers=1, epochs=3, replicates=2, out=tmp_path / "run")
    text = write_report(made, tmp_path / "report.md", ["md"])[0].read_text(encoding="utf-8")
    assert "There is no market in these runs" in text
    assert "GPU utilisation" not in text
    assert "posted price of an H100" not in text
    assert "which of them these runs meet" not in text


def test_a_comparison_without_a_market_has_no_row_of_it(alone: Scenario, tmp_path: Path) -> None:
    other = alone.with_changes({"chain.distribution.community_tax": 0.1})
    made = compare(alone, other, workers=1, epochs=3, replicates=2, out=tmp_path / "comparison")
    (variant,) = made.numbers.variants
    assert set(variant.metrics) == {name for name, one in metrics().items() if not one.is_of_the_market}
    text = write_report(made, tmp_path / "report.md", ["md"])[0].read_text(encoding="utf-8")
    assert "There is no market in these runs" in text
    assert "GPU-hours" not in text


def test_arms_with_a_market_and_without_cannot_be_compared(whole: Scenario, alone: Scenario) -> None:
    with pytest.raises(UsageError, match="market"):
        compare(whole, alone, workers=1, epochs=2, replicates=1)


def test_an_objective_of_the_market_is_refused_where_there_is_none(alone: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "wants.yaml"
    path.write_text(
        "schema: 1\nname: wants\nextends: mainnet6\nrun: {market: false}\n"
        "objectives: [{metric: gpu_utilisation, better: higher, smallest_effect: 0.01}]\n",
        encoding="utf-8",
    )
    with pytest.raises(UsageError, match="gpu_utilisation is an objective and there is no market"):
        compare(path, path, workers=1, epochs=2, replicates=1)


def test_a_claim_about_the_market_is_refused_before_anything_is_run(tmp_path: Path) -> None:
    path = tmp_path / "claims.yaml"
    path.write_text(
        "schema: 1\nname: claims\nextends: mainnet6\nrun: {market: false}\n"
        "variants: {few: {chain.staking.max_validators: 90}}\n"
        "claims: [{says: More., finds: [{variant: few, metric: fill_ratio}]}]\n",
        encoding="utf-8",
    )
    with pytest.raises(UsageError, match="a claim names fill_ratio, and there is no market"):
        compare(path, workers=1, epochs=2, replicates=1, out=tmp_path / "results")
    assert not (tmp_path / "results").exists()
