"""`backtest`: a scenario run past a date with what was known on it, scored by what was observed later.

The law is that of the whole timeline: votes after the date are taken as known. What is not known is the price: where
the scenario reads the record, it reads it as it was on the date, and what follows is what the scenario says follows,
the random walk with jumps where it says nothing. Nothing is fitted here; a scenario whose numbers were fitted to later
observations has seen them, which only who chose it can know. Where something is uncertain, each replicate draws its
own values from the priors.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from econsim.analysis.backtest.forecasts import of_drift, of_last_value, of_model
from econsim.analysis.backtest.observations import SHIPPED, Observation, measure_of, read_observations
from econsim.analysis.backtest.result import NUMBERS, SCORES, Backtest, Scored, metric_score
from econsim.analysis.extras import need_calibrate_extra
from econsim.analysis.points import changes_at, values_at
from econsim.analysis.targets import epochs_of, values_of
from econsim.analysis.typed_json import json_of
from econsim.atomic_files import write_json, write_text
from econsim.draws import Streams
from econsim.errors import UsageError
from econsim.networks.catalogue import scenario_of
from econsim.networks.targets import Target
from econsim.runs.digests import digest_of, question_digest
from econsim.runs.manifest import BACKTEST, MANIFEST, manifest
from econsim.runs.progress import Progress, told
from econsim.runs.replicates import Job, simulate_all
from econsim.scenario.asked import of_run
from econsim.scenario.asked import workers as number_of_workers
from econsim.scenario.schema import Scenario
from econsim.simulation.recorder import ReplicateResult
from econsim.units import FloatArray


def backtest(
    given: Scenario | str | Path,
    train_until: date,
    file: Path | str | None = None,
    *,
    replicates: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    out: Path | str | None = None,
    progress: Progress | None = None,
    command: str | None = None,
) -> Backtest:
    """Return how well a scenario forecasts what was observed after a date, beside last value and drift.

    `file` holds observations (see observations.py), those that ship when None; what is known on the date is taken from
    both. `out` is the folder in which the scores are kept (nothing is written when None).
    """
    need_calibrate_extra("a backtest")
    scenario, begin = scenario_of(given), time.perf_counter()
    size = of_run(scenario.run, replicates=replicates, seed=seed)
    if size["replicates"] < 2:
        raise UsageError("a forecast has 2 replicates or more: one alone has no spread")
    _check_date(scenario, train_until)
    scenario = as_known(scenario, train_until).with_changes({f"run.{name}": number for name, number in size.items()})
    first = _simulated(scenario, [0], 1, 1)[0]
    files = SHIPPED if file is None else (Path(file), *SHIPPED)
    read = read_observations(files, list(first.series.columns))
    known, later = _split(read.found, train_until)
    scored = [one for one in later if one.metric in known]
    passed = list(read.passed_over) if file is not None else []
    passed += [
        f"{one.metric} of {one.end}: nothing is known of it on {train_until}" for one in later if one not in scored
    ]
    if not scored:
        last = max((one.end for one in read.found), default=None)
        told_last = f"the last observation is of {last}" if last else "nothing in it has a series"
        raise UsageError(f"{file or 'what ships'}: nothing to score after {train_until}: {told_last}")
    epochs = _epochs_to(scenario, max(one.end for one in scored))
    with told(scenario.name, size["replicates"], progress) as tell:
        results = _simulated(scenario, range(size["replicates"]), epochs, number_of_workers(workers), tell)
    series = pd.concat([one.series for one in results], keys=[one.number for one in results], names=["replicate"])
    scores = []
    for seen in scored:
        draws = _draws(seen, scenario, series, epochs)
        if draws is None:
            passed.append(f"{seen.metric} of {seen.end}: {scenario.name} does not record it on those days")
        else:
            scores.append(_scored(seen, known[seen.metric], draws, scenario.run.seed))
    if not scores:
        raise UsageError(
            f"{file or 'what ships'}: {scenario.name} records nothing that was observed after {train_until}"
        )
    question = question_digest([scenario], size["seed"], size["replicates"], epochs)
    key = digest_of(json.dumps([question, str(train_until), [json_of(one) for one in scores]]))
    folder = None if out is None else Path(out) / f"{scenario.name}-backtest-{key[:12]}"
    names = dict.fromkeys(one.metric for one in scores)
    made = Backtest(
        scenario=scenario.name,
        dir=None if folder is None else str(folder),
        digest=key,
        seed=size["seed"],
        replicates=size["replicates"],
        epochs=epochs,
        train_until=str(train_until),
        metrics={name: _of_metric(name, scores, size["seed"]) for name in names},
        scores=tuple(scores),
        passed_over=tuple(passed),
        wall_seconds=time.perf_counter() - begin,
    )
    if folder is not None:
        _keep(made, scenario, folder, command or f"econsim backtest --train-until {train_until}")
    return made


def as_known(scenario: Scenario, day: date) -> Scenario:
    """Return a scenario that reads the price record as it was at the end of a day."""
    price = scenario.shocks.akt_price
    if price.kind != "history":
        return scenario
    until = datetime.combine(day, datetime.min.time(), UTC) + timedelta(days=1, seconds=-1)
    then: Mapping[str, Any] = {} if price.then is not None else {"shocks.akt_price.then": {"kind": "gbm_jumps"}}
    return scenario.with_changes({"shocks.akt_price.until": until.isoformat().replace("+00:00", "Z")} | dict(then))


def _check_date(scenario: Scenario, day: date) -> None:
    start = scenario.run.start.date()
    if day < start:
        raise UsageError(f"--train-until is {day}; {scenario.name} starts on {start}: give that day or a later one")


def _split(found: Sequence[Observation], day: date) -> tuple[dict[str, list[Observation]], list[Observation]]:
    """Return what was known on a day, by metric, and what was observed of later days."""
    known: dict[str, list[Observation]] = {}
    for one in found:
        if one.end <= day:
            known.setdefault(one.metric, []).append(one)
    return known, [one for one in found if one.start > day]


def _epochs_to(scenario: Scenario, day: date) -> int:
    """Return the epochs from the start of a scenario to the end of a day."""
    end = datetime.combine(day, datetime.min.time(), UTC) + timedelta(days=2)
    return int(np.ceil((end - scenario.run.start).total_seconds() / scenario.run.epoch_length))


def _simulated(
    scenario: Scenario, numbers: Sequence[int], epochs: int, workers: int | None, tell: Progress = lambda n: None
) -> list[ReplicateResult]:
    """Return replicates in their order, each with parameters of its own where something is uncertain."""
    scenario = scenario.with_changes({"run.epochs": epochs})
    seed, results = scenario.run.seed, dict[int, ReplicateResult]()
    jobs = []
    for number in numbers:
        its = scenario
        if scenario.uncertain:
            even = Streams(seed, number)("backtest/prior").random((1, len(scenario.uncertain)))
            its = scenario.with_changes(changes_at(scenario, values_at(scenario, even)[0]))
        jobs.append(Job(its, seed, number, epochs))

    def done(result: ReplicateResult) -> None:
        results[result.number] = result
        tell(1)

    simulate_all(jobs, workers, done)
    return [results[number] for number in numbers]


def _draws(seen: Observation, scenario: Scenario, series: pd.DataFrame, epochs: int) -> FloatArray | None:
    """Return what each replicate has for an observation; a level of one day is that of 00:00 UTC."""
    measure = measure_of(seen.metric, list(series.columns))
    assert measure is not None, "observations are of what is recorded"
    is_moment = measure.aggregation == "last" and seen.start == seen.end
    days = [seen.start - timedelta(days=1)] * 2 if is_moment else [seen.start, seen.end]
    target = Target(
        name=seen.metric, label=seen.metric, mark="", series=measure.series, aggregation=measure.aggregation,
        over=measure.over, over_aggregation=measure.over_aggregation, factor=measure.factor,
        period_start=days[0].isoformat(), period_end=days[1].isoformat(), value="", low=None, high=None, unit="",
        kind="", confidence="", tolerance=0.0, source="", note="", reason="",
    )  # fmt: skip
    if epochs_of(target, scenario.run, epochs) is None:
        return None
    return values_of(target, scenario, series, epochs)


def _scored(seen: Observation, known: list[Observation], draws: FloatArray, seed: int) -> Scored:
    errors = Streams(seed, 0)(f"backtest/error/{seen.metric}/{seen.end}").standard_normal(draws.size)
    draws = draws + seen.standard_error * errors
    low, high = np.percentile(draws, (10, 90))
    return Scored(
        metric=seen.metric,
        start=seen.start.isoformat(),
        end=seen.end.isoformat(),
        value=seen.value,
        model=of_model(draws, seen),
        last_value=of_last_value(known, seen),
        drift=of_drift(known, seen),
        is_in_80=bool(low <= seen.value <= high),
    )


def _of_metric(name: str, scores: Sequence[Scored], seed: int) -> Any:
    return metric_score([one for one in scores if one.metric == name], Streams(seed, 0)(f"backtest/skill/{name}"))


def _keep(made: Backtest, scenario: Scenario, folder: Path, command: str) -> None:
    """Write what a backtest leaves in its folder, the numbers last."""
    told_in = {name: getattr(made, name) for name in ("seed", "replicates", "epochs", "digest")}
    told_in |= {"name": made.scenario, "results_digest": made.digest}
    write_json(folder / MANIFEST, manifest(BACKTEST, command, {scenario.name: scenario}, made.digest, told_in))
    rows = pd.json_normalize([json_of(one) for one in made.scores], sep="_")
    write_text(folder / SCORES, rows.to_csv(index=False))
    write_json(folder / NUMBERS, json_of(made))
