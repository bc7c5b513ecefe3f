"""The same numbers however they are computed."""

from __future__ import annotations

import pytest

from econsim.errors import RunError, UsageError
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.runs.replicates import simulate
from econsim.runs.run import run


def test_one_worker_and_two_give_the_same_results_digest():
    scenario = load_scenario("mainnet7")
    one, two = (run(scenario, replicates=3, epochs=30, workers=workers) for workers in (1, 2))
    assert one.results_digest == two.results_digest
    assert one.digest == two.digest
    assert one.invariants.violations == 0
    assert one.invariants.checked > 0


def test_another_seed_or_replicate_gives_other_numbers():
    scenario = load_scenario("mainnet6")
    first, other = (run(scenario, replicates=1, epochs=5, seed=seed, workers=1) for seed in (1, 2))
    assert first.results_digest != other.results_digest
    pair = run(scenario, replicates=2, epochs=5, workers=1).series
    assert not pair.loc[0].equals(pair.loc[1])


def test_fewer_replicates_are_a_part_of_more():
    scenario = load_scenario("mainnet6")
    few, many = (run(scenario, replicates=n, epochs=5, workers=1).series for n in (1, 2))
    assert many.loc[[0]].equals(few)


def test_a_longer_horizon_begins_with_the_shorter_one():
    scenario = load_scenario("mainnet6")
    short, long = (AkashModel(scenario, epochs=epochs).run(10).series for epochs in (10, 40))
    assert long.equals(short)


def test_a_failing_replicate_names_scenario_seed_replicate_and_epoch(monkeypatch):
    from econsim.networks import akash_model as model_module

    def broken(model):
        if model.epoch == 2:
            raise ZeroDivisionError("on purpose")
        model.world.epoch += 1

    monkeypatch.setattr(model_module.AkashModel, "one_epoch", broken)
    with pytest.raises(RunError, match=r"mainnet6, seed 1, replicate 4, epoch 2: ZeroDivisionError"):
        simulate(load_scenario("mainnet6"), 1, 4, 5)


def test_a_name_or_a_path_stands_for_its_scenario(tmp_path):
    copy = tmp_path / "copy.yaml"
    copy.write_text("schema: 1\nextends: mainnet6\n", "utf-8")
    digests = {run(given, epochs=1, replicates=1, workers=1).results_digest for given in ("mainnet6", copy)}
    assert len(digests) == 1
    assert AkashModel("mainnet6", epochs=1).inputs.name == "mainnet6"


def test_what_is_no_scenario_is_refused():
    with pytest.raises(UsageError, match="wanted a scenario, its name or its path; got 5"):
        run(5)
    with pytest.raises(UsageError, match="expected 1 to 100000"):
        run(load_scenario("mainnet6"), replicates=0)
