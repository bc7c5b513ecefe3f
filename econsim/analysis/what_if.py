"""One at a time: a comparison made again under other beliefs, on the same draws, a row a belief.

`compare --what-if` and `sensitivity --method oat` are this: the beliefs of what_if.yaml, then each parameter that the
arms themselves call uncertain, at the 5 % and the 95 % point of its prior.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from scipy.special import ndtri

from econsim.analysis.arms import Arm, FinishedArm, Size
from econsim.analysis.metrics import first_difference
from econsim.analysis.objectives import Call, calls, judged_metrics, objectives_of
from econsim.analysis.outcomes import BeliefRow, Finding, LeftOut, WhatIf
from econsim.analysis.pairs import pairs
from econsim.analysis.sensitivity.experiment import ran
from econsim.analysis.sensitivity.factors import at, declared
from econsim.analysis.statistics import Paired
from econsim.analysis.verdicts import NO_MORE_THAN_THAT
from econsim.model_version import PACKAGE
from econsim.networks.catalogue import load_scenario
from econsim.runs.progress import Progress
from econsim.scenario.schema import Scenario

REPLICATES = 6
ENDS = (0.05, 0.95)  # of a prior
Findings = Mapping[str, Mapping[str, Finding]]  # by variant and objective


@dataclass(frozen=True)
class Belief:
    """One row of what_if.yaml, which says what each field is."""

    name: str
    words: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    prior_points: Mapping[str, float] = field(default_factory=dict)
    events_of: str = ""
    not_of: str = ""
    needs: str = ""

    def changes_of(self, scenario: Scenario) -> dict[str, Any]:
        """Return what the row changes in a scenario, by dotted path; nothing where it does not apply."""
        content = scenario.content()
        points = {path: _prior_point(content, path, part) for path, part in self.prior_points.items()}
        wanted = {**self.changes, **points, **self._events(scenario)}
        if any(at(content, path) is None for path in (*self.changes, *self.prior_points)):
            return {}
        return {path: value for path, value in wanted.items() if at(content, path) != value}

    def is_asked_of(self, contents: Sequence[Any]) -> bool:
        """Return whether what it doubts has a part in any arm, told by the contents of their scenarios."""
        return not self.needs or any(at(content, self.needs) for content in contents)

    def _events(self, scenario: Scenario) -> dict[str, Any]:
        """Return the events that set parameters, fall into the run and are not in it already."""
        if not self.events_of:
            return {}
        more, less = load_scenario(self.events_of), load_scenario(self.not_of)
        clock, known = scenario.run, {event.name for one in (scenario, less) for event in one.timeline}
        end = clock.start + timedelta(seconds=clock.epochs * float(clock.epoch_length))
        written = more.content()["timeline"]
        votes = [event for event in more.timeline if event.set and event.name not in known]
        events = [event for event in votes if clock.start < event.date < end]
        return {f"timeline.{event.name}": written[event.name] for event in events}


_AS_COMPARED = Belief("base", "as compared")


@functools.cache
def beliefs() -> tuple[Belief, ...]:
    """Return the rows of what_if.yaml."""
    file = PACKAGE / "networks" / "what_if.yaml"
    return tuple(Belief(**row) for row in YAML(typ="safe", pure=True).load(file.read_text("utf-8")))


def under_beliefs(scenarios: Sequence[Scenario], replicates: int = REPLICATES) -> list[tuple[Belief, list[Scenario]]]:
    """Return the rows that change every arm alike, each with the arms as it makes them; none is changed in the first.

    All have the number of replicates of a row.
    """
    contents, found = [scenario.content() for scenario in scenarios], []
    for belief in (_AS_COMPARED, *_asked_of(scenarios)):
        wanted = [belief.changes_of(scenario) for scenario in scenarios]
        agree = all(at(one, path) == at(contents[0], path) for one in contents for path in wanted[0])
        if (wanted[0] or belief is _AS_COMPARED) and agree and all(one == wanted[0] for one in wanted):
            changes = {"run.replicates": replicates, **wanted[0]}
            found.append((belief, [scenario.with_changes(changes) for scenario in scenarios]))
    return found


def what_if(
    arms: Sequence[Arm | FinishedArm],
    size: Size,
    workers: int | None,
    out: Path | None,
    progress: Progress | None,
) -> WhatIf:
    """Return how the objectives stand in each row, and where that is not as in the comparison.

    The first row is the comparison itself, of as many replicates as the others, those of `size`. All rows share its
    seed.
    """
    sized = [arm.scenario.with_changes({"run.epochs": size.epochs}) for arm in arms]
    base: Findings = {}
    rows = []
    for belief, scenarios in under_beliefs(sized, size.replicates or REPLICATES):
        found = _objectives(ran(arms, scenarios, size, workers, out, progress), base)
        base = base or found
        rows.append(BeliefRow(belief.name, belief.words, belief.changes_of(sized[0]), found))
    told = {row.name for row in rows}
    left_out = tuple(LeftOut(one.name, one.words) for one in _asked_of(sized) if one.name not in told)
    return WhatIf(size.replicates or REPLICATES, tuple(rows), left_out)


def _asked_of(scenarios: Sequence[Scenario]) -> list[Belief]:
    """Return the beliefs whose doubt has a part in any arm, then the ends of what the arms call uncertain."""
    contents = [scenario.content() for scenario in scenarios]
    ends = [
        Belief(
            f"{factor.name} at {part:.0%}",
            f"{factor.words} at the {100 * part:.0f} % point of its prior",
            factor.changes(part, scenarios[0]),
        )
        for factor in declared(scenarios)
        for part in ENDS
    ]
    return [one for one in (*beliefs(), *ends) if one.is_asked_of(contents)]


def _objectives(arms: Sequence[FinishedArm], base: Findings) -> Findings:
    """Return what was found of each metric that has a better side; it flips where `base` has it stand otherwise."""
    judged = judged_metrics(arms)
    first = first_difference(arms[0].run.series, [arm.run.series for arm in arms[1:]])
    wanted = {known.name: known for alike in objectives_of(judged).values() for known in alike}
    paired = {arm.label: pairs(wanted, arms[0], arm, first) for arm in arms[1:]}
    called = calls(wanted, paired)
    return {
        label: {name: _finding(pair, called[label][name], base.get(label, {}).get(name)) for name, pair in of.items()}
        for label, of in paired.items()
    }


def _finding(pair: Paired, call: Call, before: Finding | None) -> Finding:
    flips = before is not None and not _stand_alike(call.standing, before.standing)
    return Finding(pair.difference, pair.ci_low, pair.ci_high, call.standing, flips)


def _stand_alike(one: str, other: str) -> bool:
    """Return whether two words answer alike: what is identical differs by less than what matters, too."""
    return one == other or (one in NO_MORE_THAN_THAT and other in NO_MORE_THAN_THAT)


def _prior_point(content: Any, path: str, part: float) -> float | None:
    """Return the value below which a part of a lognormal prior lies: median x exp(spread x normal quantile)."""
    median, log_sd = at(content, path), at(content, f"{path}_log_sd")
    return None if median is None or log_sd is None else float(median * math.exp(log_sd * ndtri(part)))
