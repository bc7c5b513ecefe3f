"""calibrate market: knobs are what they say, and a market whose answer is known is found again."""

from __future__ import annotations

import dataclasses
import json
import math
from functools import reduce
from operator import getitem

import pytest

from econsim.analysis import calibrate_market
from econsim.analysis.calibrate_market import calibrate, counted, knobs, yaml_of
from econsim.cli import call
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.networks.targets import CHECK, FITTED, JudgedTarget, targets
from tests.scenario.scenario_files import written

MARKET = ("orders", "orders_filled", "leases_active", "gpus_in_use_all", "spend_usd", "spend_uusdc", "akt_price_usd")


@pytest.fixture(scope="module")
def history():
    return load_scenario("history_2023_24")


def test_every_end_of_every_knob_is_a_scenario(history) -> None:
    for knob in knobs():
        assert knob.low < 1.0 < knob.high
        for factor in (knob.low, 1.0, knob.high):
            history.with_changes(knob.changes(factor))
        assert knob.changes(1.0) == dict(knob.start)


def test_no_number_is_turned_by_two_knobs() -> None:
    paths = [path for knob in knobs() for path in knob.start]
    assert len(paths) == len(set(paths))


@pytest.mark.parametrize(("name", "entry"), [("a100_mix", "a100"), ("web_size", "8")])
def test_a_lifted_share_gains_in_odds_and_the_others_keep_their_proportions(name, entry) -> None:
    (knob,) = (knob for knob in knobs() if knob.name == name)
    assert knob.entry == entry
    for path, turned in knob.changes(2.0).items():
        start = knob.start[path]
        odds = {shares[entry] / (1 - shares[entry]): shares for shares in (start, turned)}
        assert max(odds) / min(odds) == pytest.approx(2.0, abs=2e-3)
        others = [turned[option] / start[option] for option in start if option != entry]
        assert max(others) / min(others) == pytest.approx(1.0, abs=4e-3)
        assert math.fsum(turned.values()) == pytest.approx(1.0, abs=1e-12)


def test_what_ships_is_what_each_knob_makes_of_its_start_by_one_factor_within_its_range(history) -> None:
    content = history.content()
    for knob in knobs():
        shipped = {path: reduce(getitem, path.split("."), content) for path in knob.start}
        path, start = next(iter(knob.start.items()))
        if knob.entry:
            shipped = {path: {str(option): share for option, share in it.items()} for path, it in shipped.items()}
            odds = [shares[knob.entry] / (1 - shares[knob.entry]) for shares in (shipped[path], start)]
            factor = odds[0] / odds[1]
        else:
            factor = shipped[path] / start
        assert knob.low <= factor <= knob.high, knob.name
        for path, turned in knob.changes(factor).items():
            assert shipped[path] == pytest.approx(turned, rel=2e-3, abs=2e-4), path


def test_setting_staking_aside_changes_nothing_in_the_market(history) -> None:
    aside = history.with_changes(calibrate_market._STAKING_ASIDE)
    here, there = (AkashModel(one, seed=1, epochs=5).run(5).series for one in (history, aside))
    for name in MARKET:
        assert here[name].equals(there[name]), name


def test_a_quotient_of_fitted_rows_counts_no_second_time() -> None:
    left_out = {row.name for row in targets() if row.mark == FITTED} - {row.name for row in counted(targets())}
    assert left_out == {"avg_fee_per_lease_2024", "mean_lease_duration_2024"}


def row(name: str, mark: str, mean: float, observed: float) -> JudgedTarget:
    z = (mean - observed) / (0.05 * observed)
    verdict = "met" if abs(z) <= 1 else "too high" if z > 0 else "too low"
    empty = dict.fromkeys((field.name for field in dataclasses.fields(JudgedTarget)), "")
    told = {"name": name, "series": name, "label": name, "unit": "count", "tolerance": 0.05, "mark": mark}
    return JudgedTarget(**empty | told | {"mean": mean, "low": observed, "high": observed, "z": z, "verdict": verdict})


@pytest.fixture
def known_market(monkeypatch) -> list:
    """Put a market in place whose numbers follow from its orders: GPUs and leases in proportion, a check that fails."""
    tried = []

    def run(scenario, workers):
        tried.append(scenario)
        return scenario

    def against(scenario):
        rate = {name: kind.orders_per_day for name, kind in scenario.population.tenants.classes.items()}
        on_gpus = rate["ai_training"] + rate["ai_inference"]
        on_cpus = rate["web"] + rate["batch"] + rate["trial"]
        rows = [row("gpus", FITTED, 6.0 * on_gpus, 24.0), row("leases", FITTED, on_cpus + on_gpus, 32.0)]
        return (*rows, row("deployments", CHECK, 2.0 * on_cpus, 10_000.0))

    monkeypatch.setattr(calibrate_market, "run", run)
    monkeypatch.setattr(calibrate_market, "against_targets", against)
    return tried


def test_a_market_whose_answer_is_known_is_found_again(history, known_market) -> None:
    """GPUs 6 x 2.9 -> 24 wants 4 orders; leases 25 x f + 4 = 32 wants f = 1.12."""
    fit = calibrate(history, 40, 1, lambda number, squares: None)
    assert fit.factors["gpu_orders"] == pytest.approx(4 / 2.9, abs=0.02)
    assert fit.factors["cpu_orders"] == pytest.approx(28 / 25, abs=0.02)
    assert {name for name, factor in fit.factors.items() if abs(factor - 1) > 0.02} == {"gpu_orders", "cpu_orders"}
    assert fit.changes["population.tenants.classes.ai_inference.orders_per_day"] == pytest.approx(
        2.2 * 4 / 2.9, abs=0.04
    )
    assert len(known_market) == fit.evaluations <= 40
    assert [one.name for one in fit.missed(CHECK)] == ["deployments"]
    assert fit.missed(FITTED) == []


def test_what_is_written_is_a_scenario_that_says_what_it_misses(history, known_market, tmp_path) -> None:
    fit = calibrate(history, 40, 1, lambda number, squares: None)
    text = yaml_of(fit, "history_2023_24", "econsim calibrate market")
    assert text.startswith("# fitted by econsim calibrate market (")
    assert "# not fitted and missed: deployments: " in text
    loaded = load_scenario(written(tmp_path, text))
    assert loaded.run.seed == history.run.seed
    assert (
        loaded.with_changes(calibrate_market._STAKING_ASIDE).content()["population"]
        == (history.with_changes(calibrate_market._STAKING_ASIDE | dict(fit.changes)).content()["population"])
    )


def test_the_search_begins_from_its_own_numbers_whatever_the_scenario_has(history, known_market) -> None:
    other = history.with_changes({"population.tenants.classes.web.orders_per_day": 7})
    fits = [calibrate(one, 30, 1, lambda number, squares: None) for one in (history, other)]
    assert fits[0].changes == fits[1].changes
    assert fits[0].evaluations == fits[1].evaluations


def test_the_command_prints_the_same_scenario_twice(tmp_path, capsys) -> None:
    short = written(tmp_path, "schema: 1\nextends: history_2023_24\nrun: {epochs: 2}\n")
    command = ["calibrate", "market", str(short), "--evaluations", "1", "--replicates", "1", "--workers", "1"]
    printed = []
    for _ in range(2):
        assert call(command) == 0
        printed.append(capsys.readouterr())
    assert printed[0].out == printed[1].out
    assert "evaluation 1: sum of squared misses" in printed[0].err
    assert call([*command, "--json", "--quiet"]) == 0
    assert json.loads(capsys.readouterr().out)["factors"]["gpu_orders"] == 1.0
    assert call(["calibrate", "market", "--evaluations", "151"]) == 2
