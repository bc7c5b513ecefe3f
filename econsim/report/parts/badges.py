"""Badges: warnings and assurances about the whole comparison, each where it applies."""

from __future__ import annotations

from econsim.analysis.comparison import Comparison
from econsim.networks.caveats import SUPPLY_HELD_FIXED
from econsim.report.document import Badge, Badges, Text
from econsim.report.parts.heading import extent

FEWEST_RUNS, SHORTEST_DAYS = 10, 90  # less is a trial
_LATE, _NOBODY = "after the end of this run", "it lifts nobody"


def badges(comparison: Comparison) -> Badges:
    """Return the badges of a comparison; the books come last."""
    found: list[tuple[Badge, Text]] = []
    if comparison.numbers.replicates < FEWEST_RUNS or comparison.days < SHORTEST_DAYS:
        found.append((Badge("trial run, do not cite", "warning"), (extent(comparison),)))
    if _ends_before(comparison):
        found.append((Badge("the run ends before the proposal acts", "warning"), ()))
    elif comparison.background.clock.first_difference is None:
        found.append((Badge("the arms are identical"), ()))
    if _is_said(comparison, _NOBODY):
        found.append((Badge("this lifts nobody", "warning"), ()))
    if _is_said(comparison, SUPPLY_HELD_FIXED):
        found.append((Badge("supply held fixed"), ()))
    return Badges((*found, _books(comparison)))


def _ends_before(comparison: Comparison) -> bool:
    """Return whether arms that ask for different things never differ, as what they change comes after the end."""
    has_changes = any(variant.changes for variant in comparison.numbers.variants)
    never = comparison.background.clock.first_difference is None
    return has_changes and never and _is_said(comparison, _LATE)


def _is_said(comparison: Comparison, words: str) -> bool:
    return any(words in caveat for caveat in comparison.background.caveats)


def _books(comparison: Comparison) -> tuple[Badge, Text]:
    log = comparison.numbers.invariants
    if log.violations:
        return Badge(f"books broken by up to {log.max_imbalance_uakt} uakt", "bad"), ()
    return Badge("books 0 uakt", "good"), ()
