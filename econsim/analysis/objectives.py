"""What better means: the objectives of the scenarios, laid over the directions of metrics.csv."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from econsim.analysis.arms import Arm, FinishedArm
from econsim.analysis.metrics import Metric, metric, metrics
from econsim.analysis.multiplicity import holm_levels
from econsim.analysis.outcomes import Outcome
from econsim.analysis.statistics import SIGNIFICANCE, Paired
from econsim.analysis.verdicts import (
    BETTER,
    HIGHER,
    IDENTICAL,
    LOWER,
    NO_MATTER,
    NO_NUMBER,
    OPEN,
    WORSE,
    StandingWord,
)
from econsim.errors import UsageError
from econsim.networks.effects import BY_DEFINITION, effects
from econsim.scenario.schema import Scenario


def judged_metrics(arms: Sequence[Arm | FinishedArm]) -> dict[str, Metric]:
    """Return every metric with the direction and smallest effect of the scenarios' objectives, where they name it.

    Arms without a market have no metric of it. With objectives, only the metrics they name decide: all others lose
    their direction. Arms that want different things of one metric are refused, so that their order cannot matter.
    """
    wanted: dict[str, Metric] = {}
    for arm in arms:
        for objective in arm.scenario.objectives:
            known = metric(objective.metric)
            asked = dataclasses.replace(known, better=objective.better, smallest_effect=objective.smallest_effect)
            if wanted.setdefault(known.name, asked) != asked:
                raise UsageError(f"the arms want different things of {known.name}: give them the same objective")
    all_known = metrics_of(arm.scenario for arm in arms)
    if absent := [name for name in wanted if name not in all_known]:
        raise UsageError(f"{absent[0]} is an objective and there is no market (run.market is false): remove it")
    silent = {name: dataclasses.replace(known, better="-") for name, known in all_known.items()}
    return {name: wanted.get(name, silent[name] if wanted else known) for name, known in all_known.items()}


def metrics_of(scenarios: Iterable[Scenario]) -> dict[str, Metric]:
    """Return the metrics that all of some scenarios have: every one, less the market's where one has no market."""
    has_market = all(scenario.run.market for scenario in scenarios)
    return {name: known for name, known in metrics().items() if has_market or not known.is_of_the_market}


def objectives_of(judged: Mapping[str, Metric]) -> dict[str, list[Metric]]:
    """Return the metrics that have a better side, by effect; a metric without twins is an effect of its own."""
    found: dict[str, list[Metric]] = {}
    for name, known in judged.items():
        effect = effects().get(name, name)
        if known.better != "-" and effect != BY_DEFINITION:
            found.setdefault(effect, []).append(known)
    return found


def wanted(judged: Mapping[str, Metric]) -> list[Metric]:
    """Return the metrics that have a better side, those of one effect together."""
    return [one for alike in objectives_of(judged).values() for one in alike]


@dataclass(frozen=True)
class Standing:
    """Metrics of one effect that stand alike: how, and the pairs that would settle it where it is open."""

    effect: str
    metrics: tuple[Metric, ...]
    standing: StandingWord
    runs: int | None


class Call(NamedTuple):
    """How one objective stands, and the pairs that would settle it where it is open (None: no number can tell)."""

    standing: StandingWord
    runs: int | None = None


Calls = Mapping[str, Mapping[str, Call]]  # by variant and objective


def calls(judged: Mapping[str, Metric], found: Mapping[str, Mapping[str, Paired]]) -> Calls:
    """Return how every objective of every variant stands; `found` are the statistics by variant and metric.

    Identical: no run differs. No difference that matters: the 90 % interval lies within the smallest effect (two
    one-sided tests at 5 %, each objective by itself). Better or worse: the difference reaches the smallest effect and
    is told from 0. That test is Holm's over all objectives of all variants together, an effect of a variant counting
    once: the chance that any of them is called where nothing differs is 5 % at most. All else cannot be said yet, or
    one of the arms has no number. Two twins share what one has.
    """
    groups = [
        (variant, [one for one in twins if one.name in found[variant]])
        for variant in found
        for twins in objectives_of(judged).values()
    ]
    p_values = [[_p_value(found[variant][one.name]) for one in twins] for variant, twins in groups]
    made: dict[str, dict[str, Call]] = {variant: {} for variant in found}
    for (variant, twins), levels in zip(groups, holm_levels(p_values, SIGNIFICANCE), strict=True):
        for one, level in zip(twins, levels, strict=True):
            made[variant][one.name] = _call(one, found[variant][one.name], level)
    return made


def standings(judged: Mapping[str, Metric], outcomes: Mapping[str, Outcome]) -> tuple[Standing, ...]:
    """Return how the objectives of a variant stand, in the order of metrics.csv; twins that stand alike together."""
    found = []
    for effect, twins in objectives_of(judged).items():
        for word in dict.fromkeys(outcomes[one.name].standing for one in twins):
            alike = tuple(one for one in twins if outcomes[one.name].standing == word)
            runs = [outcomes[one.name].settling_runs for one in alike]
            known = [number for number in runs if number is not None]
            found.append(Standing(effect, alike, word or OPEN, max(known) if len(known) == len(runs) else None))
    return tuple(found)


def _p_value(pair: Paired) -> float:
    return 1.0 if pair.p_value is None else pair.p_value


def _call(wanted: Metric, pair: Paired, level: float) -> Call:
    effect = wanted.smallest_effect
    if pair.difference is None:
        return Call(NO_NUMBER)
    if pair.is_within(effect):
        return Call(IDENTICAL if pair.is_identical else NO_MATTER)
    if pair.difference and abs(pair.difference) >= effect and _p_value(pair) <= level:
        side = HIGHER if pair.difference > 0.0 else LOWER
        return Call(BETTER if wanted.better == side else WORSE)
    return Call(OPEN, pair.settling_replicates(effect, level))
