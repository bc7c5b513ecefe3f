"""The market of a preset, with all that its scenario says, against the naive twin: a day of boom and outages."""

from __future__ import annotations

import copy
from typing import Any

import pytest

import econsim
from benchmarks.naive.market import NaiveMarket
from econsim.mechanisms.market.rules import open_the_market
from econsim.mechanisms.market.terms import MarketLaw
from econsim.networks import akash
from tests.mechanisms.market_twins import compare_all


def test_a_day_of_the_market_of_mainnet7_equals_that_of_its_naive_twin(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def both(world: Any, *given: Any) -> Any:
        *law, schedules, wanted, outages, _ = given
        twin = NaiveMarket(copy.deepcopy(world), MarketLaw(*law), schedules.habits)
        theirs = twin.run(world.height_at(1), schedules.pricing, schedules.choice, wanted, outages)
        world.journal.begin()
        world.track.is_followed = True
        tally = open_the_market(world, *given)
        compare_all(world, twin, tally, theirs)
        seen.append(theirs)
        return tally

    monkeypatch.setattr(akash, "open_the_market", both)
    changes = {
        "run.epochs": 1,
        "run.epoch_length": "1 day",
        "population.delegators.accounts": 100,
        "population.tenants.accounts": 100,
        "population.tenants.classes.ai_inference.orders_per_day": 60.0,
        "shocks.node_outages": {"kind": "renewal", "cpu_node_mtbf_hours": 500.0, "data_centre_mtbf_gpu_hours": 2000.0},
    }
    econsim.AkashModel(econsim.load_scenario("mainnet7").with_changes(changes), seed=3, epochs=1).run(1)
    assert seen[0]["orders_filled"] > 10
    assert min(seen[0][name] for name in ("retries", "second_choices", "gave_up", "node_blocks_down", "reopened")) > 0
