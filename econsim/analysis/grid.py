"""The grid of a sweep: every combination of the values in a scenario's `sweep:` block, the last path fastest."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from econsim.analysis.arms import Arm, Size, agreed_size
from econsim.analysis.plan import key_of
from econsim.errors import ScenarioError, UsageError
from econsim.scenario.run import SIZE
from econsim.scenario.schema import Scenario
from econsim.scenario.values import plain

MOST_POINTS = 1_000


@dataclass(frozen=True)
class Point:
    """One point: its number from 0, the values at the swept paths, and the scenario they make."""

    number: int
    values: Mapping[str, Any]
    scenario: Scenario

    @property
    def label(self) -> str:
        """Return how messages call it: `point 2 (chain.mint.goal_bonded=0.7)`."""
        return f"point {self.number} ({', '.join(f'{path}={plain(value)}' for path, value in self.values.items())})"


@dataclass(frozen=True)
class Grid:
    """All points of a scenario's sweep, in order."""

    scenario: Scenario
    points: tuple[Point, ...]

    @property
    def baseline(self) -> Point:
        """Return the point that is the scenario as its file has it; the first point where none is."""
        own = self.scenario.digest()
        return next((point for point in self.points if point.scenario.digest() == own), self.points[0])

    @property
    def key(self) -> str:
        """Return the name of the question without the number of replicates."""
        return key_of([point.scenario for point in self.points])

    @property
    def folder_name(self) -> str:
        """Return `<name>-sweep-<key>`."""
        return f"{re.sub(r'[^A-Za-z0-9_.-]+', '_', self.scenario.name)}-sweep-{self.key[:12]}"


def grid_of(scenario: Scenario) -> Grid:
    """Return the grid of a scenario; raises ScenarioError with all points that make no scenario, one line a mistake."""
    swept = scenario.sweep
    if not swept:
        raise UsageError(f"{scenario.name} has nothing to sweep: give it a section sweep: {{PATH: {{values: [...]}}}}")
    sizes = [f"run.{name}" for name in SIZE if f"run.{name}" in swept]
    if sizes:
        raise UsageError(f"a sweep cannot go over {sizes[0]}: all its points share epochs, replicates and seed")
    n_points = math.prod(map(len, swept.values()))
    if n_points > MOST_POINTS:
        raise UsageError(f"{scenario.name} sweeps over {n_points:,} points; expected {MOST_POINTS:,} at most")
    points: list[Point] = []
    mistakes: list[str] = []
    codes: list[str] = []
    for number, values in enumerate(itertools.product(*swept.values())):
        point = Point(number, dict(zip(swept, values, strict=True)), scenario)
        try:
            points.append(replace(point, scenario=scenario.with_changes(point.values)))
        except ScenarioError as error:
            mistakes += [f"{point.label}: {line.removeprefix('with_changes ')}" for line in error.mistakes]
            codes += error.codes
    if mistakes:
        raise ScenarioError(mistakes, codes)
    agreed_size([Arm(point.label, None, point.scenario) for point in points], Size(None, None, None))
    return Grid(scenario, tuple(points))
