"""Fit the market's numbers to the targets marked `fitted`: offered orders, their mix and length, growth, prices.

What may be turned, from where and how far stands in data/calibration/market.yaml. The residuals are the misses of the
fitted targets, ln(model / observed) / tolerance, and, so that nothing moves farther than the observations pull, each
knob's ln(factor) in halves of its range. Every point meets the same draws.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from ruamel.yaml import YAML

from econsim.analysis.display import significant
from econsim.analysis.secant import least_squares
from econsim.analysis.targets import against_targets, observed
from econsim.model_version import PACKAGE
from econsim.networks.targets import CHECK, FITTED, JudgedTarget, Target
from econsim.runs.run import run
from econsim.scenario.origin import Mistakes, bare
from econsim.scenario.read import read_file
from econsim.scenario.schema import Scenario
from econsim.units import FloatArray

MOST_EVALUATIONS = 150
_DIGITS = 4  # of a fitted number: it is rounded before it is judged, so what is written is what was tried
_STAKING_ASIDE = {  # no order, ask or price depends on staking, so it is kept small
    "population.delegators.accounts": 1_000,
    "policies.delegation": {"kind": "sticky"},
}
Told = Callable[[int, float], None]


@dataclass(frozen=True)
class Knob:
    """Numbers that one factor multiplies, by dotted path; `entry` names the share that it lifts instead."""

    name: str
    low: float
    high: float
    start: Mapping[str, Any]
    entry: str = ""

    def changes(self, factor: float) -> dict[str, Any]:
        """Return every number at a factor."""
        return {path: self._turned(value, factor) for path, value in self.start.items()}

    def _turned(self, value: Any, factor: float) -> Any:
        if not self.entry:
            return float(f"{value * factor:.{_DIGITS}g}")
        lifted = {name: share * (factor if name == self.entry else 1.0) for name, share in value.items()}
        shares = {name: round(share / math.fsum(lifted.values()), _DIGITS) for name, share in lifted.items()}
        others = math.fsum(share for name, share in shares.items() if name != self.entry)
        return shares | {self.entry: round(1.0 - others, _DIGITS)}


@dataclass(frozen=True)
class Calibration:
    """The fitted numbers by dotted path, the factor of each knob, how the targets are met, and the search's length."""

    scenario: Scenario
    changes: Mapping[str, Any]
    factors: Mapping[str, float]
    rows: Sequence[JudgedTarget]
    evaluations: int

    def missed(self, mark: str) -> list[JudgedTarget]:
        """Return the targets of a mark that are not met."""
        return [row for row in self.rows if row.mark == mark and row.verdict not in ("met", None)]


@cache
def knobs() -> tuple[Knob, ...]:
    """Return what may be turned."""
    file, mistakes = PACKAGE / "data" / "calibration" / "market.yaml", Mistakes()
    node = read_file(file, file.name, 0, mistakes)
    mistakes.raise_if_any()
    return tuple(Knob(name, **fields) for name, fields in bare(node).items())


def calibrate(scenario: Scenario, evaluations: int, workers: int | None, told: Told) -> Calibration:
    """Fit a scenario's market with at most so many evaluations, each of its own replicates, epochs and seed.

    `told` hears the number and the sum of squares of each. One evaluation judges the numbers from which the search
    begins; to search takes two more than there are knobs.
    """
    turned = knobs()
    low, high = (np.log([getattr(knob, end) for knob in turned]) for end in ("low", "high"))
    judged: dict[bytes, tuple[JudgedTarget, ...]] = {}

    def residuals(point: FloatArray) -> FloatArray:
        tried = scenario.with_changes(_STAKING_ASIDE | _changes(turned, np.exp(point)))
        rows = judged[point.tobytes()] = against_targets(run(tried, workers=workers))
        misses = [_miss(row, row.mean) for row in counted(rows) if row.mean is not None]
        found = np.array([*misses, *(2.0 * point / (high - low))])
        told(len(judged), float(found @ found))
        return found

    found = least_squares(residuals, low, high, evaluations)
    factors = np.exp(found.point)
    return Calibration(
        scenario,
        _changes(turned, factors),
        {knob.name: float(factor) for knob, factor in zip(turned, factors, strict=True)},
        judged[found.point.tobytes()],
        found.evaluations,
    )


def counted(rows: Sequence[JudgedTarget]) -> list[JudgedTarget]:
    """Return the fitted rows that count: a quotient of two series that are fitted themselves is no second one."""
    fitted = [row for row in rows if row.mark == FITTED]
    alone = {row.series for row in fitted if not row.over}
    return [row for row in fitted if not (row.over and {row.series, row.over} <= alone)]


def yaml_of(fit: Calibration, extends: str, command: str) -> str:
    """Return the fitted numbers as a scenario of its own that extends another; what is missed stands in comments."""
    head = [f"fitted by {command} ({fit.evaluations} evaluations of {fit.scenario.run.replicates} replicates)"]
    head += [f"  {name}: {factor:.3g} times where the search begins" for name, factor in fit.factors.items()]
    for mark, what in ((FITTED, "fitted and still missed"), (CHECK, "not fitted and missed")):
        head += [f"{what}: {miss_text(row)}" for row in fit.missed(mark)] or [f"{what}: none"]
    content: dict[str, Any] = {"schema": 1, "name": "fitted_market", "extends": extends}
    content["run"] = {name: getattr(fit.scenario.run, name) for name in ("replicates", "seed")}
    for path, value in fit.changes.items():
        *holders, name = path.split(".")
        inside = content
        for holder in holders:
            inside = inside.setdefault(holder, {})
        inside[name] = dict(value) if isinstance(value, Mapping) else value
    yaml, text = YAML(typ="safe", pure=True), io.StringIO()
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.dump(content, text)
    return "".join(f"# {line}\n" for line in head) + text.getvalue()


def miss_text(row: JudgedTarget) -> str:
    """Return a target in one line: what the model has for what was observed, and by how much it misses it."""
    why = f" ({row.reason})" if row.reason else ""
    there = "nothing" if row.mean is None or row.z is None else significant(row.mean)
    tolerances = "" if row.z is None else f", {row.z:+.1f} tolerances"
    return f"{row.label}: {there} for {observed(row)} {row.unit}{tolerances}{why}"


def _changes(turned: Sequence[Knob], factors: FloatArray) -> dict[str, Any]:
    return {path: value for knob, f in zip(turned, factors, strict=True) for path, value in knob.changes(f).items()}


def _miss(row: Target, mean: float) -> float:
    """Return ln(model / end of the observed interval) in tolerances, 0 inside; a model that has none is very low."""
    end = row.missed_end(mean)
    return 0.0 if end is None else math.log(max(mean, 1e-9) / end) / row.tolerance
