"""What each replicate of a forecast has for each observation, kept in a table that a backtest which was stopped goes on
from.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from econsim.analysis.backtest.observations import Observation, measure_of
from econsim.analysis.kept_numbers import KeptNumbers
from econsim.analysis.points import changes_at, values_at
from econsim.analysis.targets import values_of
from econsim.draws import Streams
from econsim.networks.targets import Target
from econsim.runs.progress import Progress
from econsim.runs.replicates import Job, simulate_all
from econsim.scenario.schema import Scenario
from econsim.simulation.recorder import ReplicateResult
from econsim.units import FloatArray


def first_epoch(scenario: Scenario) -> list[str]:
    """Return the names of the series that a scenario records, from one epoch of it."""
    found: list[str] = []
    job = Job(scenario.with_changes({"run.epochs": 1}), scenario.run.seed, 0, 1)
    simulate_all([job], 1, lambda result: found.extend(result.series.columns))
    return found


def target_of(seen: Observation, recorded: Sequence[str]) -> Target:
    """Return how a run is measured for an observation; a level of one day is that of 00:00 UTC."""
    measure = measure_of(seen.metric, recorded)
    assert measure is not None, "observations are of what is recorded"
    is_moment = measure.aggregation == "last" and seen.start == seen.end
    days = [seen.start - timedelta(days=1)] * 2 if is_moment else [seen.start, seen.end]
    return Target(
        name=seen.metric, label=seen.metric, mark="", series=measure.series, aggregation=measure.aggregation,
        over=measure.over, over_aggregation=measure.over_aggregation, factor=measure.factor,
        period_start=days[0].isoformat(), period_end=days[1].isoformat(), value="", low=None, high=None, unit="",
        kind="", confidence="", tolerance=0.0, source="", note="", reason="",
    )  # fmt: skip


def draws_of(
    those: Sequence[Target],
    scenario: Scenario,
    epochs: int,
    workers: int | None,
    file: Path | None,
    tell: Progress,
) -> FloatArray:
    """Return what replicates have for some targets, by (replicate, target); those that a table has are not run.

    Each replicate has parameters of its own where something is uncertain. `file` is the table, None where nothing is
    kept.
    """
    kept = KeptNumbers(file, [f"{number}_{one.name}" for number, one in enumerate(those)])
    seed, replicates = scenario.run.seed, scenario.run.replicates
    scenario = scenario.with_changes({"run.epochs": epochs})
    missing = [number for number in range(replicates) if number not in kept]
    tell(replicates - len(missing))
    jobs = [Job(_drawn(scenario, seed, number), seed, number, epochs) for number in missing]

    def done(result: ReplicateResult) -> None:
        kept.add(result.number, _measured(result, those, scenario, epochs))
        tell(1)

    try:
        simulate_all(jobs, workers, done)
    finally:
        kept.write()
    return np.array([kept[number] for number in range(replicates)])


def _drawn(scenario: Scenario, seed: int, number: int) -> Scenario:
    if not scenario.uncertain:
        return scenario
    even = Streams(seed, number)("backtest/prior").random((1, len(scenario.uncertain)))
    return scenario.with_changes(changes_at(scenario, values_at(scenario, even)[0]))


def _measured(result: ReplicateResult, those: Sequence[Target], scenario: Scenario, epochs: int) -> FloatArray:
    series = pd.concat([result.series], keys=[result.number], names=["replicate"])
    found = []
    for target in those:
        values = values_of(target, scenario, series, epochs)
        assert values is not None, "days and series were looked at before"
        found.append(float(values[0]))
    return np.array(found)
