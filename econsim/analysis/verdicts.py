"""The words of a verdict, the same on every page, in every table and in JSON; docs/reports.md has them as a table.

Two things are said of a difference. *Which way* it goes, by its 95 % interval alone: higher, lower, no detectable
difference, identical. *Whether it matters*, held against the smallest effect that does: better or worse (of an
objective), matters (of any other metric), no difference that matters, cannot be said yet, identical, no number. What
was not found is never called equal: that a difference is smaller than what matters has to be shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final, Literal

WayWord = Literal["higher", "lower", "no detectable difference", "identical"]
StandingWord = Literal[  # of an objective
    "better", "worse", "no difference that matters", "cannot be said yet", "identical", "no number"
]
CallWord = StandingWord | Literal["matters"]

HIGHER: Final = "higher"
LOWER: Final = "lower"
UNDETECTED: Final = "no detectable difference"
IDENTICAL: Final = "identical"
BETTER: Final = "better"
WORSE: Final = "worse"
MATTERS: Final = "matters"
NO_MATTER: Final = "no difference that matters"
OPEN: Final = "cannot be said yet"
NO_NUMBER: Final = "no number"

DECIDED = (BETTER, WORSE)  # an objective that differs
NO_MORE_THAN_THAT = (NO_MATTER, IDENTICAL)  # shown to differ by less than what matters
STANDINGS: tuple[StandingWord, ...] = (BETTER, WORSE, NO_MATTER, OPEN, IDENTICAL, NO_NUMBER)  # as a page counts
OF_AN_OBJECTIVE = "of an objective: "
_REACHES = "the difference found is at least the smallest effect that matters"

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        BETTER: f"{OF_AN_OBJECTIVE}{_REACHES}, and that it goes the wanted way is beyond chance",
        WORSE: f"{OF_AN_OBJECTIVE}{_REACHES}, and that it goes the other way is beyond chance",
        MATTERS: f"of any other metric: {_REACHES}, and that it is not 0 is beyond chance",
        NO_MATTER: "it is shown to differ by less than the smallest effect that matters (its 90 % interval lies within "
        "that)",
        OPEN: "these runs show neither, which does not say that nothing differs; more runs would tell",
        IDENTICAL: "no run differs",
        NO_NUMBER: "one of the arms has no such number, so there is nothing to compare",
        HIGHER: "the 95 % interval of the difference lies above 0, whatever its size",
        LOWER: "the 95 % interval of the difference lies below 0, whatever its size",
        UNDETECTED: "the 95 % interval of the difference holds 0, or there is none (one run a side, an arm without the "
        "number), which does not say that nothing differs",
    }
)


def called(
    difference: float | None, low: float | None, high: float | None, smallest_effect: float, *, is_identical: bool
) -> CallWord:
    """Return whether a difference matters, by its 95 % interval alone, in the unit of the smallest effect.

    It matters if it reaches the smallest effect and its interval leaves out 0; it is too small if the whole interval
    lies within +- the smallest effect; else these runs do not tell, as one run never does.
    """
    if is_identical:
        return IDENTICAL
    if difference is None:
        return NO_NUMBER
    if low is None or high is None:
        return OPEN
    if -smallest_effect < low and high < smallest_effect:
        return NO_MATTER
    return MATTERS if abs(difference) >= smallest_effect and not low <= 0.0 <= high else OPEN


def strongest(calls: Collection[CallWord]) -> CallWord:
    """Return what is said of several things together: what matters of any, else what is open of any, and so on."""
    order: tuple[CallWord, ...] = (BETTER, WORSE, MATTERS, OPEN, NO_MATTER, IDENTICAL, NO_NUMBER)
    return min(calls, key=order.index)
