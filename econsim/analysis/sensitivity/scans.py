"""Scans of factors: every objective of a variant along the prior of each, the others as the arms have them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from econsim.analysis.metrics import Metric
from econsim.analysis.provenance import unit_at
from econsim.analysis.sensitivity.factors import Factor
from econsim.analysis.sensitivity.switching import Scanned, SwitchingValues, switching_values
from econsim.analysis.statistics import Paired
from econsim.scenario.schema import Scenario

Ask = Callable[[Factor, float], Mapping[str, Paired]]  # the differences by metric, a factor at a quantile


def scans(factors: Iterable[Factor], base: Scenario, metrics: Iterable[Metric], ask: Ask) -> Iterator[SwitchingValues]:
    """Yield what a scan of each factor shows of each metric that moves anywhere in it; `base` is the baseline."""
    wanted = tuple(metrics)
    for factor in factors:
        scanned = scanned_of(factor, base)
        for metric in wanted:

            def of(quantile: float, factor: Factor = factor, name: str = metric.name) -> Paired | None:
                return ask(factor, quantile).get(name)

            made = switching_values(scanned, metric, of)
            if any(point.difference for point in made.points):
                yield made


def scanned_of(factor: Factor, base: Scenario) -> Scanned:
    """Return a factor as it is scanned."""
    path, *others = factor.priors

    def values_at(quantile: float) -> list[float]:
        return [float(value) for value in factor.values(quantile, base).values()]

    return Scanned(factor.name, factor.words, path, factor.unit or unit_at(base, path), tuple(others), values_at)
