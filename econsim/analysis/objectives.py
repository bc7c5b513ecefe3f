"""What better means: the objectives of the scenarios, laid over the directions of metrics.csv."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from econsim.analysis.arms import Arm, FinishedArm
from econsim.analysis.metrics import Metric, metric, metrics
from econsim.errors import UsageError


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
