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

_REASONS = 4  # that are named where nothing can be scored


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
    """Return what is scored: what a file, or what ships, holds of after a day; raises UsageError where it is nothing.

    What is known on the day is of the file and of what ships; where both have a number of the same days the file's is.
    """
    recorded = first_epoch(scenario)
    shipped = read_observations(SHIPPED, recorded)
    given = shipped if file is None else read_observations([Path(file)], recorded)
    known = _known(given.found, shipped.found, day)
    passed = list(given.passed_over) if file is not None else []
    later = [one for one in given.found if one.end > day]
    scored = [one for one in later if one.start > day and one.metric in known]
    passed += [f"{one.metric} of {one.days}: {_why_not(one, day)}" for one in later if one not in scored]
    epochs = _epochs_to(scenario, max((one.end for one in scored), default=day))
    measures = [target_of(one, recorded) for one in scored]
    able = [is_recorded(one, recorded) and epochs_of(one, scenario.run, epochs) is not None for one in measures]
    passed += [
        f"{one.metric} of {one.days}: {scenario.name} does not record it on those days"
        for one, is_able in zip(scored, able, strict=True)
        if not is_able
    ]
    if not any(able):
        last = max((one.end for one in given.found), default=None)
        early = [f"the last observation is of {last}"] if last and not later else []
        raise nothing_to_score(file, day, [*early, *passed] or ["it holds no observation"])
    return Asked(
        tuple(compress(scored, able)),
        tuple(compress(measures, able)),
        {name: known[name] for name in dict.fromkeys(one.metric for one in compress(scored, able))},
        tuple(passed),
        epochs,
    )


def nothing_to_score(file: Path | str | None, day: date, reasons: Sequence[str]) -> UsageError:
    """Return the complaint that nothing is left to score, with the first of the reasons."""
    more = f"; and {len(reasons) - _REASONS} more" if len(reasons) > _REASONS else ""
    told = "; ".join(reasons[:_REASONS]) + more
    return UsageError(f"{file or 'what ships'}: nothing to score after {day}: {told}")


def key_of(scenario: Scenario, day: date, asked: Asked) -> str:
    """Return a hash of what is asked: the scenario, its priors, the day, what was observed before and after it."""
    run = scenario.run
    question = question_digest([scenario], run.seed, run.replicates, asked.epochs)
    priors = {path: prior_of(prior) for path, prior in scenario.uncertain.items()}
    seen = [[one.metric, str(one.start), str(one.end), one.value, one.standard_error] for one in asked.all_observed]
    return digest_of(json.dumps([question, priors, str(day), seen]))


def _known(given: Sequence[Observation], shipped: Sequence[Observation], day: date) -> dict[str, list[Observation]]:
    """Return what was known on a day, by metric in the order of days."""
    of_days = {(one.metric, one.start, one.end): one for one in (*shipped, *given) if one.end <= day}
    known: dict[str, list[Observation]] = {}
    for one in sorted(of_days.values(), key=lambda one: one.end):
        known.setdefault(one.metric, []).append(one)
    return known


def _why_not(one: Observation, day: date) -> str:
    if one.start <= day:
        return f"it begins by {day} and ends after it, so it is neither known nor forecast"
    return f"nothing is known of it on {day}; add an observation until then"


def _epochs_to(scenario: Scenario, day: date) -> int:
    """Return the epochs from the start of a scenario to the end of a day."""
    end = datetime.combine(day, datetime.min.time(), UTC) + timedelta(days=2)
    return int(np.ceil((end - scenario.run.start).total_seconds() / scenario.run.epoch_length))
