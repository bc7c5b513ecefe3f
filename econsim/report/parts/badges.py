"""Badges: warnings and assurances about the whole comparison, each where it applies."""

from __future__ import annotations

from econsim.analysis.comparison import Comparison
from econsim.analysis.event_data import ENDS_BEFORE, HELD_FIXED, LIFTS_NOBODY, NOTHING_DIFFERS, TRIAL_RUN, Flag
from econsim.report.document import Badge, Badges, Text, Tone
from econsim.report.parts.faced import without_pairs
from econsim.report.parts.heading import extent
from econsim.simulation.invariants import InvariantLog

_TONES: dict[str, Tone] = {
    TRIAL_RUN: "warning",
    ENDS_BEFORE: "warning",
    LIFTS_NOBODY: "warning",
    HELD_FIXED: "plain",
    NOTHING_DIFFERS: "plain",
}


def badges(comparison: Comparison) -> Badges:
    """Return the badges of a comparison; the books come last.

    A belief that two variants share proposes nothing: that it changes nothing by itself is no warning.
    """
    faced = without_pairs(comparison).variants
    flags = [flag for flag in comparison.background.flags if flag.name != NOTHING_DIFFERS or flag.variant in faced]
    found = [_badge(comparison, flag) for flag in flags]
    return Badges((*dict.fromkeys(found), books(comparison.numbers.invariants)))


def _badge(comparison: Comparison, flag: Flag) -> tuple[Badge, Text]:
    """Return the badge of a flag, with the name of the variant where there are several."""
    words: list[str] = [extent(comparison)] if flag.name == TRIAL_RUN else []
    if flag.variant is not None and len(comparison.variants) > 1:
        words.append(flag.variant)
    return Badge(flag.words, _TONES[flag.name]), tuple(words)


def books(log: InvariantLog) -> tuple[Badge, Text]:
    """Return the badge of the books: by how much they are out, if they are."""
    if log.violations:
        return Badge(f"books broken by up to {log.max_imbalance_uakt} uakt", "bad"), ()
    return Badge("books 0 uakt", "good"), ()
