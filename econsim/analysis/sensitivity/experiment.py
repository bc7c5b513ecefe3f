"""Arms at the points of a design, on shared luck: the paired difference of every metric at each point.

What is asked twice is run once, so the dummy costs nothing. A point that fails stops no other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from econsim.analysis.arms import Arm, FinishedArm, Size, all_finished
from econsim.analysis.metrics import first_difference, measured
from econsim.analysis.objectives import judged_metrics
from econsim.analysis.sensitivity.factors import SEED, SEEDS, Factor
from econsim.analysis.sensitivity.kept_points import KeptPoints, Observed
from econsim.analysis.statistics import paired
from econsim.errors import RunError
from econsim.runs.digests import joined_digest
from econsim.runs.progress import Progress
from econsim.scenario.schema import Scenario
from econsim.simulation.invariants import InvariantLog


@dataclass(frozen=True)
class Question:
    """What is changed at a point in both arms, by dotted path, and the seed of its draws."""

    changes: Mapping[str, Any]
    seed: int

    @property
    def key(self) -> str:
        """Return what tells it from other questions."""
        return json.dumps([self.changes, self.seed], sort_keys=True)


def question(quantiles: Mapping[Factor, float], scenario: Scenario, seed: int) -> Question:
    """Return what a point asks at which factors stand at quantiles; the scenario is an arm without changes."""
    changes: dict[str, Any] = {}
    for factor, quantile in quantiles.items():
        if factor.name == SEED:
            seed += round(quantile * (SEEDS - 1))
        changes |= factor.changes(quantile, scenario)
    return Question(changes, seed)


@dataclass
class Experiment:
    """Arms of the size of `size`, baseline first, that can be asked at points.

    `kept` is what is known of them from before, where that is kept; a point that failed is asked again.
    """

    arms: Sequence[Arm | FinishedArm]
    size: Size
    workers: int | None
    kept: KeptPoints | None
    tell: Progress
    _known: dict[str, tuple[Observed, ...]] = field(default_factory=dict)

    def at(self, asked: Question) -> Observed:
        """Return what comes of a point in the first variant."""
        return self.of_each(asked)[0]

    def of_each(self, asked: Question) -> tuple[Observed, ...]:
        """Return what comes of a point in each variant."""
        if asked.key not in self._known:
            self._known[asked.key] = self._kept(asked) or self._run(asked)
        return self._known[asked.key]

    def _kept(self, asked: Question) -> tuple[Observed, ...] | None:
        found = None if self.kept is None else self.kept.known.get(asked.key)
        if found is not None:
            self.tell(len(self.arms) * (self.size.replicates or 0))
        return found

    def _run(self, asked: Question) -> tuple[Observed, ...]:
        try:
            arms = ran(self.arms, scenarios_at(self.arms, asked), self._size(asked), self.workers, None, self.tell)
        except RunError as error:
            return (Observed({}, "", InvariantLog(), str(error)),) * (len(self.arms) - 1)
        found = tuple(observed(arms[0], arm) for arm in arms[1:])
        if self.kept is not None:
            self.kept.add(asked.key, found)
        return found

    def _size(self, asked: Question) -> Size:
        return Size(asked.seed, self.size.replicates, self.size.epochs)

    @property
    def observations(self) -> list[Observed]:
        """Return everything that was asked of the first variant, each once, in order."""
        return [found[0] for found in self._known.values()]


def scenarios_at(arms: Sequence[Arm | FinishedArm], asked: Question) -> list[Scenario]:
    """Return the arms' scenarios at a point; raises ScenarioError where that makes none."""
    return [arm.scenario.with_changes({**asked.changes, "run.seed": asked.seed}) for arm in arms]


def ran(
    arms: Sequence[Arm | FinishedArm],
    scenarios: Sequence[Scenario],
    size: Size,
    workers: int | None,
    out: Path | None,
    progress: Progress | None,
) -> list[FinishedArm]:
    """Run arms with other scenarios in their place."""
    asked = [Arm(arm.label, arm.given, scenario) for arm, scenario in zip(arms, scenarios, strict=True)]
    return all_finished(asked, size, workers, out, progress)


def observed(before: FinishedArm, after: FinishedArm) -> Observed:
    """Return the paired differences of two finished arms; NaN where a replicate has no number."""
    arms, seconds = (before, after), float(before.scenario.run.epoch_length)
    first = first_difference(before.run.series, [after.run.series])
    return Observed(
        {
            name: paired(*(measured(wanted, arm.run.series, seconds, first) for arm in arms))
            for name, wanted in judged_metrics(arms).items()
        },
        joined_digest(arm.run.results_digest for arm in arms),
        before.run.invariants + after.run.invariants,
    )
