"""What a sensitivity analysis asks: two arms, a method, the factors, and the points at which both arms are run."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import numpy as np

from econsim.analysis.arms import Arm, Given, Size, agreed_size, arms_of
from econsim.analysis.objectives import judged_metrics
from econsim.analysis.outcomes import LeftOut
from econsim.analysis.plan import measured_rate
from econsim.analysis.sensitivity.estimators import morris_design, seed_of, sobol_design
from econsim.analysis.sensitivity.experiment import Question, question, scenarios_at
from econsim.analysis.sensitivity.factors import LUCK, SEEDS, Factor, factors_of
from econsim.analysis.sensitivity.kept_points import POINTS, known_points
from econsim.analysis.sensitivity.strip import steps
from econsim.analysis.sensitivity.switching import scan
from econsim.analysis.typed_json import json_of
from econsim.analysis.what_if import REPLICATES, under_beliefs
from econsim.cores import n_cores, n_lanes
from econsim.errors import ScenarioError, UsageError
from econsim.runs.digests import digest_of, question_digest
from econsim.runs.replicate_files import ReplicateFiles
from econsim.runs.result_store import ResultFolder
from econsim.scenario.asked import checked_sizes
from econsim.scenario.merge import closest
from econsim.scenario.schema import Scenario
from econsim.scenario.values import shown
from econsim.units import FloatArray

Method = Literal["oat", "morris", "sobol"]
METHODS: tuple[Method, ...] = get_args(Method)
TRAJECTORIES, SAMPLES = 10, 64
_REPLICATES = {"oat": REPLICATES, "morris": 4, "sobol": 4}
_MOST_POINTS = 100_000
_BYTES_A_POINT = 100_000  # of its line, at most


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
    switching: tuple[Factor, ...] = ()
    strip: tuple[Factor, ...] = ()

    def asked(self, quantiles: Mapping[Factor, float]) -> Question:
        """Return what a point asks at which some factors stand at quantiles and the others as the arms have them."""
        return question(quantiles, self.arms[0].scenario, self.size.seed or 0)

    @property
    def questions(self) -> list[Question]:
        """Return what each point asks, in order."""
        return [self.asked(dict(zip(self.factors, map(float, point), strict=True))) for point in self.quantiles]

    @property
    def more_questions(self) -> list[Question]:
        """Return what the scans and the strip ask; where a scan finds a crossing, a few points more follow."""
        scans = [self.asked({factor: at}) for factor in self.switching for at in scan()]
        pairs = itertools.product(steps(), steps()) if self.strip else ()
        return scans + [self.asked(dict(zip(self.strip, pair, strict=True))) for pair in pairs]

    @property
    def beliefs(self) -> list[Scenario]:
        """Return the scenarios of the rows of oat, none of the other methods."""
        arms = [arm.scenario for arm in self.arms]
        rows = under_beliefs(arms, arms[0].run.replicates) if self.method == "oat" else []
        return [one for _, several in rows for one in several]

    @property
    def points(self) -> list[Scenario]:
        """Return the scenarios of all points, each once, with its seed, replicates and epochs."""
        asked = {one.key: one for one in (*self.questions, *self.more_questions)}
        return [scenario for one in asked.values() for scenario in scenarios_at(self.arms, one)]

    @property
    def n_runs(self) -> int:
        """Return how many replicates both arms have over all rows and points."""
        return sum(one.run.replicates for one in (*self.beliefs, *self.points))

    @property
    def digest(self) -> str:
        """Return the name of the question: arms, size, model, method, factors with their priors."""
        arms = question_digest([arm.scenario for arm in self.arms], self.size.seed or 0, None, self.size.epochs or 0)
        priors = [
            [one.name, {path: [prior.kind, prior.model_dump()] for path, prior in one.priors.items()}]
            for one in (*self.factors, *self.switching, *self.strip)
        ]
        named = [[one.name for one in several] for several in (self.switching, self.strip)]
        asked = [arms, self.size.replicates, self.method, self.number, priors, named, json_of(self.left_out)]
        return digest_of(json.dumps(asked, sort_keys=True))

    @property
    def folder_name(self) -> str:
        """Return `<baseline>-vs-<variant>-<method>-<key>`."""
        words = f"{self.arms[0].label}-vs-{self.arms[1].label}-{self.method}"
        return f"{re.sub(r'[^A-Za-z0-9_.-]+', '_', words)}-{self.digest[:12]}"


class Estimate(NamedTuple):
    """How many replicates are still to run, about how long that takes [s], and how much is kept of them [bytes]."""

    runs: int
    seconds: float
    bytes: int


def design_of(
    variant: Given,
    baseline: Given,
    *,
    method: str = "oat",
    over: Sequence[str] = (),
    switching: Sequence[str] = (),
    strip: Sequence[str] = (),
    trajectories: int = TRAJECTORIES,
    samples: int = SAMPLES,
    replicates: int | None = None,
    epochs: int | None = None,
    seed: int | None = None,
) -> Design:
    """Return a design; raises UsageError or ScenarioError for what cannot be asked, before anything is run.

    `over` names the factors, all that are uncertain when empty; `switching` those that are scanned, `strip` the two
    of a strip. What else is None is taken from the scenarios, the
    replicates from the method: 6 for oat, as `compare --what-if` has them, else 4.
    """
    chosen = _method(method)
    checked_sizes("", {"replicates": replicates, "epochs": epochs, "seed": seed})
    first, second = arms_of(baseline, [variant])
    size = agreed_size([first, second], Size(seed, replicates or _REPLICATES[chosen], epochs))
    changes = {"run.seed": size.seed, "run.replicates": size.replicates, "run.epochs": size.epochs}
    arms = tuple(Arm(one.label, one.given, one.scenario.with_changes(changes)) for one in (first, second))
    judged_metrics(arms)  # arms that want different things are refused
    scenarios = [arm.scenario for arm in arms]
    scanned = tuple(factors_of(scenarios, switching)[0]) if switching else ()
    both = tuple(factors_of(scenarios, strip)[0]) if strip else ()
    if strip and len(both) != 2:
        raise UsageError(f"a strip is of two factors; got {', '.join(strip)}")
    made = Design((arms[0], arms[1]), size, chosen, 0, (), (), np.empty((0, 0)), scanned, both)
    if chosen == "oat" and over:
        raise UsageError("oat makes every row of compare --what-if; --over is for morris and sobol")
    if chosen != "oat":
        name, number = ("trajectories", trajectories) if chosen == "morris" else ("samples", samples)
        if isinstance(number, bool) or not isinstance(number, int | np.integer):
            raise UsageError(f"{name} is {shown(number)}; expected a whole number")
        made = _over_factors(made, over, int(number))
    _refuse_what_is_no_scenario(made)
    return made


def _over_factors(design: Design, over: Sequence[str], number: int) -> Design:
    found, left_out = factors_of([arm.scenario for arm in design.arms], over)
    factors = (*found, *LUCK)
    if number * len(factors) > _MOST_POINTS:
        raise UsageError(f"that would be more than {_MOST_POINTS:,} points; ask for fewer samples or factors")
    drawn = seed_of(design.size.seed or 0, design.method)
    quantiles = (morris_design if design.method == "morris" else sobol_design)(len(factors), number, drawn)
    return replace(design, number=number, factors=factors, left_out=tuple(left_out), quantiles=quantiles)


def estimate(design: Design, workers: int | None, out: Path) -> Estimate:
    """Return what is still to run and how long it takes about, from a few epochs that are timed here."""
    missing = [_missing(one, out) for one in design.beliefs]
    kept = sum(missing)
    known = known_points(out / design.folder_name / POINTS, design.digest)
    asked = {one.key for one in (*design.questions, *design.more_questions)} - known.keys()
    missing += [design.size.replicates or 0] * (len(design.arms) * len(asked))
    if not any(missing):
        return Estimate(0, 0.0, 0)
    lanes = n_lanes(workers, max(missing))
    rate, epochs = measured_rate(design.arms[0].scenario), design.size.epochs or 0
    turns = sum(-(-number // lanes) for number in missing)
    seconds = max(1.0, lanes / n_cores()) * turns * (rate.genesis_seconds + epochs * rate.epoch_seconds)
    size = kept * (rate.fixed_bytes + epochs * rate.epoch_bytes) + len(asked) * _BYTES_A_POINT
    return Estimate(sum(missing), seconds, size)


def _missing(scenario: Scenario, out: Path) -> int:
    size = scenario.run
    there = set(ReplicateFiles(ResultFolder(out, scenario, size.seed, size.epochs).path, "").numbers())
    return len(set(range(size.replicates)) - there)


def _method(name: str) -> Method:
    for known in METHODS:
        if known == name:
            return known
    raise UsageError(f"{name}: no such method{closest(name, METHODS)}; there are {', '.join(METHODS)}")


def _refuse_what_is_no_scenario(design: Design) -> None:
    for number, asked in enumerate((*design.questions, *design.more_questions)):
        try:
            scenarios_at(design.arms, asked)
        except ScenarioError as error:
            mistake = error.mistakes[0].removeprefix("with_changes ")
            if mistake.startswith("run.seed "):
                raise UsageError(
                    f"the seed {design.size.seed} leaves no room for the luck that is varied, up to {SEEDS - 1} above "
                    "it: ask for a smaller --seed"
                ) from None
            values = ", ".join(f"{path}={value}" for path, value in asked.changes.items())
            raise UsageError(
                f"point {number} of the design is no scenario: {mistake} (with {values}): narrow a prior"
            ) from None
