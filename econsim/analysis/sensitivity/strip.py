"""A strip of two factors: the difference at every combination of five quantiles of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from econsim.analysis.statistics import Paired

STEPS = 5  # of each factor


@dataclass(frozen=True)
class Strip:
    """Differences over two factors: their names and values, and by metric a row for each value of the second one.

    A value is that of the factor's first path; None where there is no difference.
    """

    across: str
    down: str
    across_values: tuple[float, ...]
    down_values: tuple[float, ...]
    differences: Mapping[str, tuple[tuple[float | None, ...], ...]]


def steps() -> list[float]:
    """Return the quantiles of each factor."""
    return [float(quantile) for quantile in np.linspace(0.0, 1.0, STEPS)]


def strip_of(
    names: tuple[str, str],
    values: tuple[Sequence[float], Sequence[float]],
    metrics: Sequence[str],
    ask: Callable[[float, float], Mapping[str, Paired]],
) -> Strip:
    """Ask at every combination; `values` are those at the quantiles of each factor."""
    asked = [[ask(across, down) for across in steps()] for down in steps()]
    differences = {
        metric: tuple(tuple(_difference(pairs.get(metric)) for pairs in row) for row in asked) for metric in metrics
    }
    return Strip(*names, tuple(values[0]), tuple(values[1]), differences)


def _difference(pair: Paired | None) -> float | None:
    return None if pair is None else pair.difference
