"""What a scenario has claimed or answered in words, with what the runs say filled in: nothing here is written by hand."""

from __future__ import annotations

import re
from itertools import chain

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import MISSING
from econsim.analysis.metrics import Metric
from econsim.analysis.outcomes import ClaimFinding
from econsim.analysis.statistics import HIGHER, IDENTICAL, LOWER
from econsim.report.document import Inline, Paragraph, Row, Section, Strong, Table, Text
from econsim.report.parts.quantities import change, interval, joined, level
from econsim.report.parts.tables import columns
from econsim.scenario.claims import BASELINE, Gap, gaps_in

_GAPS = re.compile(r"\{[^{}]*\}")
_HEADS = ("what it says", "what the code says", "what the model finds if it were so")
_SAME, _UNTOLD, _SMALL = "the same in every run", "not told from no change", ", too little to matter"


def short_sections(comparison: Comparison) -> tuple[Section, ...]:
    """Return the answer in one sentence, its gaps filled by the runs; none where the scenario gives none."""
    written = comparison.background.answer
    if not written or any(not _is_here(comparison, gap) for gap in gaps_in(written)):
        return ()
    filled = [_filled(comparison, gap) for gap in gaps_in(written)]
    words = _GAPS.split(written)
    told = tuple(chain.from_iterable(((word,), *filled[place : place + 1]) for place, word in enumerate(words)))
    text = tuple(part for several in told for part in (several if isinstance(several, tuple) else (several,)))
    return (Section("short", "In short", (Paragraph(tuple(part for part in text if part), "answer"),)),)


def claims_sections(comparison: Comparison) -> tuple[Section, ...]:
    """Return the table of what is claimed, what the code says and what the runs say; none without claims."""
    claims = comparison.numbers.claims
    if not claims:
        return ()
    rows = (Row(((one.says,), (one.code,), _finding(comparison, one.finds, one.note))) for one in claims)
    note: Text = ("Differences are paired, with their 95 % interval; levels before and after stand in brackets.",)
    return (Section("claims", "Claim by claim", (Table(columns(*_HEADS), tuple(rows), note),)),)


def _is_here(comparison: Comparison, gap: Gap) -> bool:
    """Return whether the arms are the file's own, of which the sentence speaks."""
    known = (*comparison.variants, BASELINE)
    return gap.variant in known and gap.metric in comparison.metrics


def _filled(comparison: Comparison, gap: Gap) -> Text:
    metric = comparison.metrics[gap.metric]
    variant = comparison.variants[0] if gap.variant == BASELINE else gap.variant
    found = comparison.outcomes(variant)[gap.metric]
    if gap.is_level:
        return (level(metric, found.baseline if gap.variant == BASELINE else found.variant),)
    return _told(metric, found.difference, found.verdict, is_small=found.material is False)


def _told(metric: Metric, difference: float | None, verdict: str, *, is_small: bool) -> Text:
    """Return how a metric differs: `0.5 points lower`."""
    if verdict == IDENTICAL:
        return (_SAME,)
    if difference is None or verdict not in (HIGHER, LOWER):
        return (_UNTOLD,)
    return (change(metric, abs(difference), is_signed=False), f" {verdict}{_SMALL if is_small else ''}")


def _finding(comparison: Comparison, finds: tuple[ClaimFinding, ...], note: str) -> Text:
    told = [_found(comparison.metrics[one.metric], one) for one in finds]
    words: tuple[Inline, ...] = joined(told, "; ", "; ")
    return (*words, *((". " if words else "", note) if note else ())) or (MISSING,)


def _found(metric: Metric, one: ClaimFinding) -> Text:
    is_small = metric.smallest_effect > abs(one.difference or 0.0) > 0.0
    told = _told(metric, one.difference, one.verdict, is_small=is_small)
    against = f" against {one.against}" if one.against else ""
    head = (Strong(metric.heading), " ", *told, f" under {one.variant}{against}")
    if one.verdict == IDENTICAL or one.before is None or one.after is None:
        return head
    levels: Text = (level(metric, one.before, has_unit=False), " to ", level(metric, one.after))
    return (*head, " (95 %: ", interval(metric, one.ci_low, one.ci_high), "; ", *levels, ")")
