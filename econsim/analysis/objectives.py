"""What better means: the objectives of the scenarios, laid over the directions of metrics.csv."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from econsim.analysis.arms import Arm, FinishedArm
from econsim.analysis.metrics import Metric, metric, metrics
from econsim.errors import UsageError
from econsim.networks.topics import BY_DEFINITION, effects

BETTER, WORSE, NO_MATTER, OPEN = "better", "worse", "no difference that matters", "cannot be said yet"


def judged_metrics(arms: Sequence[Arm | FinishedArm]) -> dict[str, Metric]:
    """Return every metric with the direction and smallest effect of the scenarios' objectives, where they name it.

    With objectives, only the metrics they name decide: all others lose their direction. Arms that want different
    things of one metric are refused, so that the order of the arms cannot matter.
    """
    wanted: dict[str, Metric] = {}
    for arm in arms:
        for objective in arm.scenario.objectives:
            known = metric(objective.metric)
            asked = dataclasses.replace(known, better=objective.better, smallest_effect=objective.smallest_effect)
            if wanted.setdefault(known.name, asked) != asked:
                raise UsageError(f"the arms want different things of {known.name}: give them the same objective")
    silent = {name: dataclasses.replace(known, better="-") for name, known in metrics().items()}
    return {name: wanted.get(name, silent[name] if wanted else known) for name, known in metrics().items()}


def objectives_of(judged: Mapping[str, Metric]) -> dict[str, list[Metric]]:
    """Return the metrics that have a better side, by effect; a metric without twins is an effect of its own."""
    found: dict[str, list[Metric]] = {}
    for name, known in judged.items():
        effect = effects().get(name, name)
        if known.better != "-" and effect != BY_DEFINITION:
            found.setdefault(effect, []).append(known)
    return found


def standing(wanted: Metric, verdict: str, material: bool | None) -> str:
    """Return how an objective stands: better, worse, no difference that matters, or cannot be said yet."""
    if material is None:
        return OPEN
    if not material:
        return NO_MATTER
    return BETTER if verdict == wanted.better else WORSE
