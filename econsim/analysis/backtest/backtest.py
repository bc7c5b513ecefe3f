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

from econsim.analysis.backtest.asked import asked_of, key_of, nothing_to_score
from econsim.analysis.backtest.forecasts import is_in_middle, of_drift, of_last_value, of_model
from econsim.analysis.backtest.observations import Observation
from econsim.analysis.backtest.replicates import draws_of
from econsim.analysis.backtest.result import FORECASTS, NUMBERS, SCORES, Backtest, Scored, metric_score
from econsim.analysis.extras import need_calibrate_extra
from econsim.analysis.typed_json import json_of
from econsim.atomic_files import remove_leftovers, write_json, write_text
from econsim.draws import Streams
from econsim.errors import UsageError
from econsim.networks.catalogue import scenario_of
from econsim.runs.digests import digest_of
from econsim.runs.manifest import BACKTEST, MANIFEST, manifest
from econsim.runs.progress import Progress, told
from econsim.scenario.asked import of_run, results_folder
from econsim.scenario.asked import workers as number_of_workers
from econsim.scenario.schema import Scenario
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

    `file` holds the observations that are scored (see observations.py), those that ship when None; what is known on
    the date is taken from both. `out` is the folder in which the scores are kept (nothing is written when None): a
    backtest that was stopped goes on from there. Raises UsageError where there is nothing to score.
    """
    need_calibrate_extra("a backtest")
    scenario, begin = scenario_of(given), time.perf_counter()
    size = of_run(scenario.run, replicates=replicates, seed=seed)
    if size["replicates"] < 2:
        raise UsageError("a forecast has 2 replicates or more: one alone has no spread")
    _check_date(scenario, train_until)
    scenario = as_known(scenario, train_until).with_changes({f"run.{name}": number for name, number in size.items()})
    asked = asked_of(scenario, train_until, file)
    key = key_of(scenario, train_until, asked)
    root = results_folder(out)
    folder = None if root is None else root / f"{scenario.name}-backtest-{key[:12]}"
    if folder is not None:
        remove_leftovers(folder)
    kept = None if folder is None else folder / FORECASTS
    with told(scenario.name, size["replicates"], progress) as tell:
        draws = draws_of(asked.measures, scenario, asked.epochs, number_of_workers(workers), kept, tell)
    scored, passed = [], list(asked.passed_over)
    for seen, column in zip(asked.scored, draws.T, strict=True):
        if np.isfinite(column).all():
            scored.append(_scored(seen, asked.known[seen.metric], column))
        else:
            passed.append(f"{seen.metric} of {seen.days}: not every replicate has such a number")
    if not scored:
        raise nothing_to_score(file, train_until, passed)
    scores = tuple(scored)
    names = dict.fromkeys(one.metric for one in scores)
    metrics = {name: _of_metric(name, scores, size["seed"]) for name in names}
    made = Backtest(
        scenario=scenario.name,
        dir=None if folder is None else str(folder),
        digest=key,
        results_digest=digest_of(json.dumps([json_of(scores), json_of(metrics)])),
        seed=size["seed"],
        replicates=size["replicates"],
        epochs=asked.epochs,
        train_until=str(train_until),
        metrics=metrics,
        scores=scores,
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


def _scored(seen: Observation, known: list[Observation], draws: FloatArray) -> Scored:
    return Scored(
        metric=seen.metric,
        start=seen.start.isoformat(),
        end=seen.end.isoformat(),
        value=seen.value,
        standard_error=seen.standard_error,
        model=of_model(draws, seen),
        last_value=of_last_value(known, seen),
        drift=of_drift(known, seen),
        is_in_80=is_in_middle(draws, seen, 0.8),
    )


def _of_metric(name: str, scores: Sequence[Scored], seed: int) -> Any:
    return metric_score([one for one in scores if one.metric == name], Streams(seed, 0)(f"backtest/skill/{name}"))


def _keep(made: Backtest, scenario: Scenario, folder: Path, command: str) -> None:
    """Write what a backtest leaves in its folder, the numbers last."""
    numbers = ("seed", "replicates", "epochs", "digest", "results_digest", "train_until")
    told_in = {"name": made.scenario} | {name: getattr(made, name) for name in numbers}
    write_json(folder / MANIFEST, manifest(BACKTEST, command, {scenario.name: scenario}, made.digest, told_in))
    rows = pd.json_normalize([json_of(one) for one in made.scores], sep="_")
    write_text(folder / SCORES, rows.to_csv(index=False))
    write_json(folder / NUMBERS, json_of(made))
