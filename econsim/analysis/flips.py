"""Where along the most doubtful assumptions the answer of a comparison flips: switching values for every variant.

What is scanned is what the arms call uncertain, and the factors of doubts.yaml that say so. All arms are run at every
point, on the luck of the comparison; what is known of a point is kept in the folder of the comparison.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from econsim.analysis.arms import Arm, FinishedArm, Size
from econsim.analysis.objectives import judged_metrics, wanted
from econsim.analysis.outcomes import LeftOut
from econsim.analysis.sensitivity.experiment import Experiment, Question, question, scenarios_at
from econsim.analysis.sensitivity.factors import Factor, scanned_factors
from econsim.analysis.sensitivity.kept_points import POINTS, KeptPoints, known_points
from econsim.analysis.sensitivity.scans import scans
from econsim.analysis.sensitivity.switching import SwitchingValues, scan
from econsim.analysis.statistics import Paired
from econsim.errors import UsageError
from econsim.runs.digests import question_digest
from econsim.runs.progress import Progress
from econsim.scenario.schema import Scenario

Flips = Mapping[str, tuple[SwitchingValues, ...]]  # by variant


def flips(
    arms: Sequence[Arm | FinishedArm], size: Size, workers: int | None, folder: Path | None, tell: Progress
) -> tuple[Flips, tuple[LeftOut, ...]]:
    """Return what the scans show of every variant, and what cannot be scanned; `folder` keeps what is known."""
    scenarios = [arm.scenario for arm in arms]
    factors, left_out = scanned_factors(scenarios)
    kept = None if folder is None else KeptPoints(folder / POINTS, _key(scenarios, size))
    experiment = Experiment(arms, size, workers, kept, tell)
    metrics, found = wanted(judged_metrics(arms)), {}
    for place, arm in enumerate(arms[1:]):

        def ask(factor: Factor, quantile: float, place: int = place) -> Mapping[str, Paired]:
            asked = question({factor: quantile}, scenarios[0], size.seed or 0)
            return experiment.of_each(asked)[place].pairs

        found[arm.label] = tuple(scans(factors, scenarios[0], metrics, ask))
    return found, tuple(left_out)


def scenarios_to_scan(
    arms: Sequence[Arm | FinishedArm], size: Size, folder: Path | None = None
) -> list[tuple[str, list[Scenario]]]:
    """Return the points of the scans, what they change in words and the arms as they make them.

    What is known of points in the folder is left out. Where a scan finds a crossing, a few points more follow. Raises
    UsageError where nothing can be scanned.
    """
    scenarios = [arm.scenario for arm in arms]
    factors, left_out = scanned_factors(scenarios)
    if not factors:
        raise UsageError(f"--switching: nothing is left to scan: {'; '.join(one.words for one in left_out)}")
    known = {} if folder is None else known_points(folder / POINTS, _key(scenarios, size))
    asked: dict[str, tuple[str, Question]] = {}
    for factor in factors:
        for quantile in scan():
            one = question({factor: quantile}, scenarios[0], size.seed or 0)
            asked.setdefault(one.key, (f"{factor.name} at {quantile:.3g} of its prior", one))
    sized = {"run.replicates": size.replicates} if size.replicates else {}
    return [
        (words, [scenario.with_changes(sized) for scenario in scenarios_at(arms, one)])
        for key, (words, one) in asked.items()
        if key not in known
    ]


def _key(scenarios: Sequence[Scenario], size: Size) -> str:
    return question_digest(scenarios, size.seed or 0, size.replicates, size.epochs or 0)
