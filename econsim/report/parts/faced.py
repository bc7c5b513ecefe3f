"""Which variants a page tells one by one: those that face the baseline, each of several that come to the same once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import listed
from econsim.analysis.verdicts import NO_NUMBER
from econsim.report.document import Paragraph
from econsim.report.parts.chips import stands


def without_pairs(comparison: Comparison) -> Comparison:
    """Return the comparison without the variants of pairs that share a belief: none of them faces the baseline."""
    finds = [one for claim in comparison.numbers.claims or () for one in claim.finds]
    paired = {name for one in finds if one.against for name in (one.variant, one.against)}
    return _without(comparison, paired - {one.variant for one in finds if not one.against})


def told_once(comparison: Comparison) -> Comparison:
    """Return the comparison without the variants that come to the same as one before them."""
    return _without(comparison, _twins(comparison))


def alike_lines(comparison: Comparison) -> tuple[Paragraph, ...]:
    """Return a sentence for each variant that comes to the same as one before it."""
    return tuple(Paragraph((_sentence(comparison, *pair),)) for pair in _twins(comparison).items())


def _sentence(comparison: Comparison, name: str, other: str) -> str:
    lacks = [one.metric.heading for one in stands(comparison, name) if one.standing == NO_NUMBER]
    but = f" ({name} has no {listed(lacks)})" if lacks else ""
    words = "every number that both have is equal in every run, so it is told once"
    return f"{name} comes to the same as {other}: {words}{but}."


def _twins(comparison: Comparison) -> dict[str, str]:
    """Return, by variant, the one before it that comes to the same, where both are here."""
    known, here = comparison.background.same_as or {}, comparison.variants
    return {name: other for name, other in known.items() if name in here and other in here}


def _without(comparison: Comparison, names: Collection[str]) -> Comparison:
    left = tuple(one for one in comparison.numbers.variants if one.name not in names)
    if not names or not left:
        return comparison
    arms = tuple(one for one in comparison.background.arms if one.label not in names)
    numbers, told = replace(comparison.numbers, variants=left), replace(comparison.background, arms=arms)
    return replace(comparison, numbers=numbers, background=told)
