"""The market of a preset, with all that its scenario says, against the naive twin: one epoch of two days."""

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


def test_two_days_of_the_market_of_mainnet7_equal_those_of_its_naive_twin(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def both(world: Any, *given: Any) -> Any:
        *law, schedules, wanted, outages = given
        twin = NaiveMarket(copy.deepcopy(world), MarketLaw(*law), schedules.habits)
        theirs = twin.run(world.height_at(1), schedules.pricing, schedules.choice, wanted, outages)
        world.journal.begin()
        tally = open_the_market(world, *given)
        compare_all(world, twin, tally, theirs)
        seen.append(theirs)
        return tally

    monkeypatch.setattr(akash, "open_the_market", both)
    changes = {
        "run.epochs": 1,
        "run.epoch_length": "2 days",
        "population.delegators.accounts": 100,
        "population.tenants.accounts": 100,
    }
    econsim.AkashModel(econsim.load_scenario("mainnet7").with_changes(changes), seed=3, epochs=1).run(1)
    assert seen[0]["orders_filled"] > 10
    assert seen[0]["retries"] > 0
    assert seen[0]["node_blocks_down"] > 0
