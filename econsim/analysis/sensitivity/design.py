"""What a sensitivity analysis asks: two arms, a method, the factors, and the points at which both arms are run."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import numpy as np

from econsim.analysis.arms import Arm, Given, Size, agreed_size, arms_of
from econsim.analysis.objectives import judged_metrics
from econsim.analysis.outcomes import LeftOut
from econsim.analysis.plan import measured_rate
from econsim.analysis.sensitivity.estimators import morris_design, seed_of, sobol_design
from econsim.analysis.sensitivity.experiment import Question, question, scenarios_at
from econsim.analysis.sensitivity.factors import Factor, factors_of
from econsim.analysis.typed_json import json_of
from econsim.analysis.what_if import REPLICATES, under_beliefs
from econsim.errors import ScenarioError, UsageError
from econsim.runs.digests import digest_of, question_digest
from econsim.runs.replicate_files import ReplicateFiles
from econsim.runs.result_store import ResultFolder
from econsim.scenario.merge import closest
from econsim.scenario.schema import Scenario
from econsim.units import FloatArray

Method = Literal["oat", "morris", "sobol"]
METHODS: tuple[Method, ...] = get_args(Method)
TRAJECTORIES, SAMPLES = 10, 64
_REPLICATES = {"oat": REPLICATES, "morris": 4, "sobol": 4}
_MOST_POINTS = 100_000


@dataclass(frozen=True)
class Design:
    """Two arms of one size, baseline first, and the points; `oat` has the beliefs of `what_if` for points, no factors.

    `number` is that of trajectories (morris) or samples (sobol), 0 of oat; `quantiles` is of shape (points, factors).
    """

    arms: tuple[Arm, Arm]
    size: Size
    method: Method
    number: int
    factors: tuple[Factor, ...]
    left_out: tuple[LeftOut, ...]
    quantiles: FloatArray

    @property
    def questions(self) -> list[Question]:
        """Return what each point asks, in order."""
        base, seed = self.arms[0].scenario, self.size.seed or 0
        return [question(self.factors, point, base, seed) for point in self.quantiles]

    @property
    def scenarios(self) -> list[Scenario]:
        """Return every scenario that is run, each once, with its seed, replicates and epochs."""
        if self.method == "oat":
            return [one for _, several in under_beliefs(*self._sized) for one in several]
        asked = {one.key: one for one in self.questions}
        return [scenario for one in asked.values() for scenario in scenarios_at(self.arms, one)]

    @property
    def _sized(self) -> tuple[list[Scenario], int]:
        return [arm.scenario for arm in self.arms], self.arms[0].scenario.run.replicates

    @property
    def digest(self) -> str:
        """Return the name of the question: arms, size, model, method, factors with their priors."""
        arms = question_digest([arm.scenario for arm in self.arms], self.size.seed or 0, None, self.size.epochs or 0)
        priors = {
            one.name: {path: [prior.kind, prior.model_dump()] for path, prior in one.priors.items()}
            for one in self.factors
        }
        asked = [arms, self.size.replicates, self.method, self.number, priors, json_of(self.left_out)]
        return digest_of(json.dumps(asked, sort_keys=True))

    @property
    def folder_name(self) -> str:
        """Return `<baseline>-vs-<variant>-<method>-<key>`."""
        words = f"{self.arms[0].label}-vs-{self.arms[1].label}-{self.method}"
        return f"{re.sub(r'[^A-Za-z0-9_.-]+', '_', words)}-{self.digest[:12]}"


class Estimate(NamedTuple):
    """How many replicates are still to run, and about how long that takes [s]."""

    runs: int
    seconds: float


def design_of(
    variant: Given,
    baseline: Given,
    *,
    method: str = "oat",
    over: Sequence[str] = (),
    trajectories: int = TRAJECTORIES,
    samples: int = SAMPLES,
    replicates: int | None = None,
    epochs: int | None = None,
    seed: int | None = None,
) -> Design:
    """Return a design; raises UsageError or ScenarioError for what cannot be asked, before anything is run.

    `over` names the factors, all that are uncertain when empty. What else is None is taken from the scenarios, the
    replicates from the method: 6 for oat, as `compare --what-if` has them, else 4.
    """
    chosen = _method(method)
    first, second = arms_of(baseline, [variant])
    size = agreed_size([first, second], Size(seed, replicates or _REPLICATES[chosen], epochs))
    changes = {"run.seed": size.seed, "run.replicates": size.replicates, "run.epochs": size.epochs}
    arms = tuple(Arm(one.label, one.given, one.scenario.with_changes(changes)) for one in (first, second))
    judged_metrics(arms)  # arms that want different things are refused
    scenarios = [arm.scenario for arm in arms]
    if chosen == "oat":
        if over:
            raise UsageError("oat makes every row of compare --what-if; --over is for morris and sobol")
        return Design((arms[0], arms[1]), size, chosen, 0, (), (), np.empty((0, 0)))
    factors, left_out = factors_of(scenarios, over)
    drawn = seed_of(size.seed or 0, chosen)
    number = trajectories if chosen == "morris" else samples
    if number * len(factors) > _MOST_POINTS:
        raise UsageError(f"that would be more than {_MOST_POINTS:,} points; ask for fewer samples or factors")
    quantiles = (morris_design if chosen == "morris" else sobol_design)(len(factors), number, drawn)
    made = Design((arms[0], arms[1]), size, chosen, number, tuple(factors), tuple(left_out), quantiles)
    _refuse_what_is_no_scenario(made)
    return made


def estimate(design: Design, workers: int | None, out: Path | None) -> Estimate:
    """Return what is still to run and how long it takes about, from a few epochs that are timed here."""
    missing = [_missing(one, out) for one in design.scenarios]
    if not any(missing):
        return Estimate(0, 0.0)
    lanes = min(workers or os.cpu_count() or 1, max(missing))
    rate = measured_rate(design.arms[0].scenario)
    turns = sum(-(-number // lanes) for number in missing)
    one = rate.genesis_seconds + (design.size.epochs or 0) * rate.epoch_seconds
    return Estimate(sum(missing), max(1.0, lanes / (os.cpu_count() or 1)) * turns * one)


def _missing(scenario: Scenario, out: Path | None) -> int:
    size = scenario.run
    if out is None:
        return size.replicates
    there = set(ReplicateFiles(ResultFolder(out, scenario, size.seed, size.epochs).path, "").numbers())
    return len(set(range(size.replicates)) - there)


def _method(name: str) -> Method:
    for known in METHODS:
        if known == name:
            return known
    raise UsageError(f"{name}: no such method{closest(name, METHODS)}; there are {', '.join(METHODS)}")


def _refuse_what_is_no_scenario(design: Design) -> None:
    for number, asked in enumerate(design.questions):
        try:
            scenarios_at(design.arms, asked)
        except ScenarioError as error:
            values = ", ".join(f"{path}={value}" for path, value in asked.changes.items())
            raise UsageError(
                f"point {number} of the design is no scenario: {error.mistakes[0].removeprefix('with_changes ')} "
                f"(with {values}): narrow a prior"
            ) from None
