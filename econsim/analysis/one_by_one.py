"""A proposal of several changes taken apart on the same luck: each change alone, all together, the interaction.

The interaction is what all of them do less the sum of what each does alone, pair by pair; the rows add up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from econsim.analysis.arms import Arm, FinishedArm, Size, finished
from econsim.analysis.metrics import Metric, first_difference, measured
from econsim.analysis.objectives import judged_metrics, objectives_of
from econsim.analysis.outcomes import OneByOne, PairedDifference, SingleEffect
from econsim.analysis.single_changes import SingleChange
from econsim.analysis.statistics import paired
from econsim.runs.progress import Progress, told
from econsim.scenario.schema import Scenario
from econsim.units import FloatArray

Measured = Mapping[str, FloatArray]  # by metric, one number a replicate


def one_by_one(
    arms: Sequence[FinishedArm],
    singles: Mapping[str, Sequence[SingleChange]],
    workers: int | None,
    out: Path | None,
    progress: Progress | None,
) -> Mapping[str, OneByOne]:
    """Return every variant of finished arms, baseline first, taken apart; each of its changes is run alone now.

    `singles` are the changes by variant. All is measured in the windows of the comparison.
    """
    baseline, size = arms[0], Size(arms[0].run.seed, arms[0].run.replicates, arms[0].run.epochs)
    judged = judged_metrics(arms)
    first = first_difference(baseline.run.series, [arm.run.series for arm in arms[1:]])
    n_to_run = baseline.run.replicates * sum(
        single.alone is not None for several in singles.values() for single in several
    )
    with told("each change alone", n_to_run, progress) as tell:

        def alone(scenario: Scenario) -> FinishedArm:
            return finished(Arm(scenario.name, None, scenario), size, workers, out, tell)

        return {arm.label: _apart(judged, baseline, arm, singles[arm.label], first, alone) for arm in arms[1:]}


def _apart(
    judged: Mapping[str, Metric],
    baseline: FinishedArm,
    variant: FinishedArm,
    singles: Sequence[SingleChange],
    first: int | None,
    ran: Callable[[Scenario], FinishedArm],
) -> OneByOne:
    """Return a variant taken apart; `ran` runs a scenario."""
    before, after = (_measured(judged, arm, first) for arm in (baseline, variant))
    added, effects = dict(before), []
    for single in singles:
        folder, metrics = None, {}
        if single.alone is not None:
            arm = ran(single.alone)
            alone = _measured(judged, arm, first)
            folder = None if arm.run.directory is None else str(arm.run.directory)
            metrics = {name: _difference(before[name], alone[name]) for name in judged}
            added = {name: total + (alone[name] - before[name]) for name, total in added.items()}
        effects.append(SingleEffect(single.path, single.words, single.reason, folder, metrics))
    wanted = [known.name for alike in objectives_of(judged).values() for known in alike]
    return OneByOne(
        objectives=tuple(wanted),
        alone=tuple(effects),
        together={name: _difference(before[name], after[name]) for name in judged},
        interaction={name: _difference(added[name], after[name]) for name in judged},
    )


def _measured(judged: Mapping[str, Metric], arm: FinishedArm, first: int | None) -> Measured:
    seconds = float(arm.scenario.run.epoch_length)
    return {name: measured(wanted, arm.run.series, seconds, first) for name, wanted in judged.items()}


def _difference(before: FloatArray, after: FloatArray) -> PairedDifference:
    pair = paired(before, after)
    return PairedDifference(pair.difference, pair.ci_low, pair.ci_high)
