"""What a backtest scores: observations after a day of what was known on it, and the name of the whole question."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import compress
from pathlib import Path

import numpy as np

from econsim.analysis.backtest.observations import SHIPPED, Observation, read_observations
from econsim.analysis.backtest.replicates import first_epoch, target_of
from econsim.analysis.calibration.presets import prior_of
from econsim.analysis.targets import epochs_of, is_recorded
from econsim.errors import UsageError
from econsim.networks.targets import Target
from econsim.runs.digests import digest_of, question_digest
from econsim.scenario.schema import Scenario


@dataclass(frozen=True)
class Asked:
    """What is scored: observations and how each is measured, what is known of their metrics, and what is left out."""

    scored: tuple[Observation, ...]
    measures: tuple[Target, ...]
    known: Mapping[str, list[Observation]]
    passed_over: tuple[str, ...]
    epochs: int

    @property
    def all_observed(self) -> list[Observation]:
        """Return what is known and what is scored."""
        return [*(one for those in self.known.values() for one in those), *self.scored]


def asked_of(scenario: Scenario, day: date, file: Path | str | None) -> Asked:
    """Return what is scored of the observations after a day; raises UsageError where it is nothing."""
    recorded = first_epoch(scenario)
    read = read_observations(SHIPPED if file is None else (Path(file), *SHIPPED), recorded)
    known, later = _split(read.found, day)
    scored = [one for one in later if one.metric in known]
    passed = list(read.passed_over) if file is not None else []
    passed += [f"{one.metric} of {one.end}: nothing is known of it on {day}" for one in later if one not in scored]
    if not scored:
        last = max((one.end for one in read.found), default=None)
        told_last = f"the last observation is of {last}" if last else "nothing in it has a series"
        raise UsageError(f"{file or 'what ships'}: nothing to score after {day}: {told_last}")
    epochs = _epochs_to(scenario, max(one.end for one in scored))
    measures = [target_of(one, recorded) for one in scored]
    able = [is_recorded(one, recorded) and epochs_of(one, scenario.run, epochs) is not None for one in measures]
    passed += [
        f"{one.metric} of {one.end}: {scenario.name} does not record it on those days"
        for one, is_able in zip(scored, able, strict=True)
        if not is_able
    ]
    if not any(able):
        raise UsageError(f"{file or 'what ships'}: {scenario.name} records nothing that was observed after {day}")
    return Asked(
        tuple(compress(scored, able)),
        tuple(compress(measures, able)),
        {name: known[name] for name in dict.fromkeys(one.metric for one in compress(scored, able))},
        tuple(passed),
        epochs,
    )


def key_of(scenario: Scenario, day: date, asked: Asked) -> str:
    """Return a hash of what is asked: the scenario, its priors, the day, what was observed before and after it."""
    run = scenario.run
    question = question_digest([scenario], run.seed, run.replicates, asked.epochs)
    priors = {path: prior_of(prior) for path, prior in scenario.uncertain.items()}
    seen = [[one.metric, str(one.start), str(one.end), one.value, one.standard_error] for one in asked.all_observed]
    return digest_of(json.dumps([question, priors, str(day), seen]))


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
