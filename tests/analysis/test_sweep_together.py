"""Points of a sweep that share a market go together, in as many parts as keep workers busy, to the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import econsim as es
from econsim.analysis import branching, replicate_rows
from econsim.analysis.replicate_rows import RowTask, parts_of
from econsim.errors import RunError
from econsim.networks.catalogue import load_scenario
from econsim.runs.replicates import Job, Past, simulate_together
from econsim.scenario.schema import Scenario
from econsim.simulation.recorder import ReplicateResult
from tests.small_world import as_small

SEATS, TAX, TAKE = "chain.staking.max_validators", "chain.distribution.community_tax", "chain.take.default_take_rate"
SEVERAL = {SEATS: [40, 60, 100], TAX: [0.0, 0.2, 0.4]}


@pytest.fixture(scope="module")
def world() -> Scenario:
    return as_small(load_scenario("mainnet6")).with_changes({"run.epochs": 8, "run.replicates": 2})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let few tasks be enough, and note how many jobs go together."""
    noted: list[int] = []

    def noting(jobs: Sequence[Job]) -> list[ReplicateResult]:
        noted.append(len(jobs))
        return simulate_together(jobs)

    monkeypatch.setattr(replicate_rows, "simulate_together", noting)
    monkeypatch.setattr(replicate_rows, "_PARTS_A_WORKER", 1)
    return noted


def swept(scenario: Scenario, over: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return a sweep together and one point after the other."""
    together = es.sweep(scenario, over, workers=1)
    monkeypatch.setattr(replicate_rows, "_TOGETHER", 1)
    return [together, es.sweep(scenario, over, workers=1)]


def test_points_of_stake_go_together_to_the_numbers_that_each_has_alone(
    world: Scenario, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    together, alone = swept(world, SEVERAL, monkeypatch)
    assert asked == [8, 8], "the ninth point of each replicate goes by itself"
    assert together.results_digest == alone.results_digest
    assert [point.results_digest for point in together.points] == [point.results_digest for point in alone.points]
    assert together.frame().equals(alone.frame())
    assert together.invariants == alone.invariants


def test_points_of_the_market_do_not(world: Scenario, asked: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    together, alone = swept(world, {TAKE: [10, 20, 30], SEATS: [40, 100]}, monkeypatch)
    assert asked == []
    assert together.results_digest == alone.results_digest


def test_a_point_that_fails_stops_no_other_of_its_part(
    world: Scenario, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Together they fail whole; then each goes by itself, and the one says why."""
    simulate = replicate_rows.simulate

    def failing(scenario: Scenario, *rest: Any, **options: Any) -> ReplicateResult:
        if scenario.chain.staking.max_validators == 60:
            raise RunError("on purpose")
        return simulate(scenario, *rest, **options)

    def refusing(jobs: Sequence[Job]) -> list[ReplicateResult]:
        raise RunError("one of them")

    monkeypatch.setattr(replicate_rows, "simulate", failing)
    monkeypatch.setattr(replicate_rows, "simulate_together", refusing)
    found = es.sweep(world, {SEATS: [40, 60, 100]}, workers=1)
    assert [point.error for point in found.points] == [None, "on purpose", None]


def test_a_part_is_of_one_replicate_and_one_past(world: Scenario, asked: list[int]) -> None:
    def task(point: int, replicate: int, past: Past | None = None) -> RowTask:
        return RowTask(world, {SEATS: 40 + point}, point, replicate, (), 0, past)

    pasts = [None, None, Past(world, 3), Past(world, 3), Past(world, 5)]
    tasks = {(point, number): task(point, number, past) for number in (0, 1) for point, past in enumerate(pasts)}
    assert [[point for point, _ in part] for part in parts_of(tasks, 1)] == [[0, 1], [2, 3], [4]] * 2
    assert [len(part) for part in parts_of(tasks, 10)] == [1] * 10, "each worker has one"


def test_a_common_past_is_gone_on_from_together(
    world: Scenario, asked: list[int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(branching, "WORTH_IT", 4)
    late = world.with_changes({"timeline.tax": {"date": "2023-09-04T15:45:00Z", "set": {TAX: 0.5}}})
    over = {"timeline.tax.set": [{TAX: tax} for tax in (0.1, 0.3, 0.9)]}
    together, alone = swept(late, over, monkeypatch)
    assert asked == [3, 3]
    assert together.first_epoch == 4
    assert together.results_digest == alone.results_digest
