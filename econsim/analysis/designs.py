"""Designs of experiments over what a scenario says is uncertain: points spread evenly over its priors."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from econsim.analysis.points import all_changes, need_uncertain, values_at
from econsim.errors import UsageError
from econsim.scenario.schema import Scenario
from econsim.units import FloatArray

SOBOL, LATIN_HYPERCUBE = "sobol", "latin_hypercube"


def design_points(scenario: Scenario, kind: str, n_points: int) -> tuple[dict[str, Any], list[Mapping[str, Any]]]:
    """Return the scenario's own values of what is uncertain, and those of each point of a design, by dotted path."""
    need_uncertain(scenario)
    if kind not in _DRAWN:
        raise UsageError(f"a sweep has no design {kind!r}: choose among {', '.join(_DRAWN)}")
    if n_points < 1:
        raise UsageError(f"a design has {n_points} points; expected 1 at least")
    own = {path: _own_value(scenario, path) for path in scenario.uncertain}
    values = values_at(scenario, _DRAWN[kind](n_points, len(own), scenario.run.seed))
    return own, [*all_changes(scenario, values)]


def _sobol(n_points: int, n_paths: int, seed: int) -> FloatArray:
    """Return a scrambled Sobol sequence (Owen 1998), shape (points, paths), within (0, 1).

    A power of two of points is balanced; other numbers are its beginning.
    """
    from scipy.stats import qmc

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The balance properties", UserWarning)
        drawn = qmc.Sobol(n_paths, rng=np.random.default_rng(seed)).random(n_points)
    return np.asarray(drawn)


def _latin_hypercube(n_points: int, n_paths: int, seed: int) -> FloatArray:
    """Return a Latin hypercube (McKay, Beckman and Conover 1979), shape (points, paths): each row and column once."""
    from scipy.stats import qmc

    return np.asarray(qmc.LatinHypercube(n_paths, rng=np.random.default_rng(seed)).random(n_points))


_DRAWN: Mapping[str, Callable[[int, int, int], FloatArray]] = {SOBOL: _sobol, LATIN_HYPERCUBE: _latin_hypercube}
DESIGNS = tuple(_DRAWN)


def _own_value(scenario: Scenario, path: str) -> Any:
    """Return what the scenario has at a path, None for a default that is not written."""
    value: Any = scenario.content()
    for name in path.split("."):
        value = value[int(name)] if isinstance(value, list) else (value or {}).get(name)
    return value
