"""Checks asked for with `--fail-if`: a condition on a metric that must not hold.

    METRIC OPERATOR NUMBER                the mean over replicates (in a comparison: of each variant)
    difference(METRIC) OPERATOR NUMBER    in a comparison: the mean paired difference of each variant to the baseline

In a sweep, of each point and to the baseline point.

OPERATOR is one of < <= > >= == !=, NUMBER is in the metric's own unit. A metric without a value fails the check: what
could not be measured was not found to be in order.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from econsim.errors import EconsimError, UsageError

if TYPE_CHECKING:
    from econsim.analysis.metrics import Level
    from econsim.analysis.outcomes import Variant
    from econsim.analysis.sweep_result import SweepPoint

_OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
}
_GRAMMAR = re.compile(
    r"(?P<outer>difference\s*\()?\s*(?P<metric>\w+)\s*(?P<closing>\))?\s*"
    r"(?P<operator><=|>=|==|!=|<|>)\s*(?P<bound>[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)"
)
_MOST_LINES = 20
_EXAMPLES = "'net_apr < 0.1' or 'difference(net_apr) < 0', with one of < <= > >= == !="


class CheckFailed(EconsimError):
    """All was done, and a check asked for with `--fail-if` failed."""


@dataclass(frozen=True)
class Check:
    """One condition that must not hold."""

    text: str
    metric: str
    is_difference: bool
    operator: str
    bound: float

    def value_in(self, variant: Variant) -> float | None:
        """Return what the condition is about; None where there is no such number."""
        found = variant.metrics.get(self.metric)
        if found is None:
            return None
        return found.difference if self.is_difference else found.variant

    def value_at(self, point: SweepPoint) -> float | None:
        """Return what the condition is about at a point of a sweep; None where there is no such number."""
        found = point.metrics.get(self.metric)
        if found is None:
            return None
        return found.difference if self.is_difference else found.mean

    def failure(self, value: float | None, where: str) -> str | None:
        """Return what is to be said if the check fails with a value, None if it is in order."""
        if value is None:
            return f"check failed: {self.text}: it has no value in {where}"
        if _OPERATORS[self.operator](value, self.bound):
            return f"check failed: {self.text}: it is {value:.6g} in {where}"
        return None


def checks_of(texts: Sequence[str], *, of_comparison: bool) -> list[Check]:
    """Return the checks that were asked for; raises UsageError before anything is run."""
    return [_check(number, text, of_comparison) for number, text in enumerate(texts, start=1)]


def raise_if_run_fails(checks: Sequence[Check], name: str, metrics: Mapping[str, Level]) -> None:
    """Raise CheckFailed, naming every check that fails for the metrics of a run."""
    found = {metric: level.mean for metric, level in metrics.items()}
    _raise(check.failure(found.get(check.metric), name) for check in checks)


def raise_if_comparison_fails(checks: Sequence[Check], variants: Sequence[Variant]) -> None:
    """Raise CheckFailed, naming every check that fails for a variant of a comparison."""
    _raise(check.failure(check.value_in(one), one.name) for check in checks for one in variants)


def failed_in_sweep(checks: Sequence[Check], points: Sequence[SweepPoint]) -> list[str]:
    """Return a line for every check that fails and point at which it does; points that failed are passed over."""
    for_each = ((check, point) for check in checks for point in points if point.metrics)
    failures = (check.failure(check.value_at(point), f"point {point.point}") for check, point in for_each)
    found = [line for line in failures if line is not None]
    more = [f"... and {len(found) - _MOST_LINES:,} more"] if len(found) > _MOST_LINES else []
    return [*found[:_MOST_LINES], *more]


def _check(number: int, text: str, of_comparison: bool) -> Check:
    from econsim.analysis.metrics import metric

    found = _GRAMMAR.fullmatch(text.strip())
    if found is None or bool(found["outer"]) != bool(found["closing"]) or not math.isfinite(float(found["bound"])):
        hint = "; write 5 % as 0.05" if "%" in text else ""
        raise UsageError(f"--fail-if #{number} is '{text}'; expected METRIC < NUMBER, such as {_EXAMPLES}{hint}")
    if found["outer"] and not of_comparison:
        raise UsageError(f"--fail-if #{number} is '{text}'; a run has no difference, econsim compare has")
    try:
        name = metric(found["metric"]).name
    except UsageError as error:
        raise UsageError(f"--fail-if #{number} {error}") from None
    return Check(text.strip(), name, bool(found["outer"]), found["operator"], float(found["bound"]))


def _raise(failures: Iterable[str | None]) -> None:
    lines = [line for line in failures if line is not None]
    if lines:
        raise CheckFailed("\n".join(lines))
