"""The points of a sweep: a grid of the values in a scenario's `sweep:`, or a design over what it says is uncertain.

A grid is every combination, the last path fastest. A design is the scenario itself, point 0, and points spread over the
priors of `uncertain:`, drawn by `scipy.stats.qmc` from the scenario's seed. Points hold values; the scenario of a point
is made where it is run.
"""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from econsim.analysis.branching import NEVER, apart
from econsim.analysis.designs import design_points
from econsim.errors import ScenarioError, UsageError
from econsim.runs.digests import digest_of, question_digest
from econsim.scenario.content import classes_from_outside
from econsim.scenario.run import SETTING, SIZE
from econsim.scenario.schema import Scenario
from econsim.scenario.values import plain

MOST_POINTS = 100_000


@dataclass(frozen=True, slots=True)
class Point:
    """One point: its number from 0 and the values at the swept paths."""

    number: int
    values: Mapping[str, Any]

    @property
    def label(self) -> str:
        """Return how messages call it: `point 2 (chain.mint.goal_bonded=0.7)`."""
        return f"point {self.number} ({', '.join(f'{path}={plain(value)}' for path, value in self.values.items())})"


@dataclass(frozen=True)
class Grid:
    """All points of a sweep, in order.

    `baseline` is the number of the point that is the scenario itself, the first point where none is; `outside` are the
    classes from outside econsim that points use; `apart` holds, by path and value, the epoch at which the value may
    make a difference (see `branching.apart`); `design` is how points were drawn, None for a grid.
    """

    scenario: Scenario
    swept: tuple[str, ...]
    points: tuple[Point, ...]
    baseline: int
    outside: frozenset[type]
    apart: Mapping[tuple[str, str], int]
    design: str | None = None

    def changes(self, point: Point) -> Mapping[str, Any]:
        """Return what a point changes in the scenario: nothing in the first point of a design."""
        return {} if self.design is not None and point.number == 0 else point.values

    def scenario_at(self, point: Point) -> Scenario:
        """Return the scenario of a point; raises ScenarioError where its values make none together."""
        return self.scenario.with_changes(self.changes(point))

    @cached_property
    def first(self) -> int:
        """Return the first epoch at which points may differ: 0, or that of the first swept dated event."""
        return min((epoch for epoch in self.apart.values() if epoch < self.scenario.run.epochs), default=0)

    def apart_at(self, point: Point) -> int:
        """Return the epoch before which a point is as the scenario itself."""
        if point.number == self.baseline and self.is_itself:
            return max((epoch for epoch in self.apart.values() if epoch < self.scenario.run.epochs), default=0)
        return min(self.apart.get((path, repr(value)), 0) for path, value in point.values.items())

    @property
    def is_itself(self) -> bool:
        """Return whether the baseline point is the scenario itself."""
        values = self.points[self.baseline].values
        return self.design is not None or all(self.apart[path, repr(value)] == NEVER for path, value in values.items())

    @property
    def values(self) -> dict[str, tuple[Any, ...]]:
        """Return the values of each swept path, each once, in the order of the points."""
        found: dict[str, dict[str, Any]] = {path: {} for path in self.swept}
        for point in self.points:
            for path, value in point.values.items():
                found[path].setdefault(repr(value), plain(value))
        return {path: tuple(values.values()) for path, values in found.items()}

    @cached_property
    def key(self) -> str:
        """Return the name of the question without the number of replicates."""
        return digest_of(self._question(None))

    @property
    def digest(self) -> str:
        """Return the name of the question."""
        return digest_of(self._question(self.scenario.run.replicates))

    @property
    def folder_name(self) -> str:
        """Return `<name>-sweep-<key>`."""
        return f"{re.sub(r'[^A-Za-z0-9_.-]+', '_', self.scenario.name)}-sweep-{self.key[:12]}"

    def _question(self, replicates: int | None) -> str:
        size = self.scenario.run
        asked = question_digest([self.scenario], size.seed, replicates, size.epochs)
        return json.dumps([asked, self.design, [plain(dict(point.values)) for point in self.points]])


def grid_of(scenario: Scenario) -> Grid:
    """Return the grid of a scenario; raises ScenarioError where a value makes no scenario by itself.

    Values that make none together are a point that fails when it is run.
    """
    swept = scenario.sweep
    if not swept:
        raise UsageError(f"{scenario.name} has nothing to sweep: give it a section sweep: {{PATH: {{values: [...]}}}}")
    shared = [path for path in (f"run.{name}" for name in (*SIZE, *SETTING)) if path in swept]
    if shared:
        raise UsageError(f"a sweep cannot go over {shared[0]}: all its points share it")
    _refuse_too_many(scenario, math.prod(map(len, swept.values())))
    apart, outside = _each_alone(scenario, swept)
    own = [[value for value in swept[path] if apart[path, repr(value)] == NEVER] for path in swept]
    itself = dict(zip(swept, (values[0] for values in own), strict=True)) if all(own) else None
    combined = (dict(zip(swept, values, strict=True)) for values in itertools.product(*swept.values()))
    points = tuple(Point(number, values) for number, values in enumerate(combined))
    baseline = next((point.number for point in points if point.values == itself), 0)
    return Grid(scenario, tuple(swept), points, baseline, outside, apart)


def design_of(scenario: Scenario, kind: str, n_points: int) -> Grid:
    """Return the scenario and a design of some points over what it says is uncertain.

    `kind` is `sobol` or `latin_hypercube`; the points follow from the seed of the scenario. Raises UsageError where
    nothing is uncertain, or for a number of points that the design does not have.
    """
    _refuse_too_many(scenario, n_points)
    own, drawn = design_points(scenario, kind, n_points)
    points = tuple(Point(number, values) for number, values in enumerate((own, *drawn)))
    return Grid(scenario, tuple(own), points, 0, frozenset(classes_from_outside(scenario)), {}, kind)


def _refuse_too_many(scenario: Scenario, n_points: int) -> None:
    if n_points > MOST_POINTS:
        raise UsageError(f"{scenario.name} sweeps over {n_points:,} points; expected {MOST_POINTS:,} at most")


def _each_alone(
    scenario: Scenario, swept: Mapping[str, tuple[Any, ...]]
) -> tuple[dict[tuple[str, str], int], frozenset[type]]:
    """Return when each value of each path may first make a difference, and the classes from outside that are used."""
    found: dict[tuple[str, str], int] = {}
    mistakes: list[str] = []
    codes: list[str] = []
    outside: set[type] = set()
    for path, value in ((path, value) for path, values in swept.items() for value in values):
        try:
            made = scenario.with_changes({path: value})
        except ScenarioError as error:
            mistakes += [f"{path}={plain(value)}: {line.removeprefix('with_changes ')}" for line in error.mistakes]
            codes += error.codes
            continue
        outside |= classes_from_outside(made)
        found[path, repr(value)] = apart(scenario, made)
    if mistakes:
        raise ScenarioError(mistakes, codes)
    return found, frozenset(outside)
