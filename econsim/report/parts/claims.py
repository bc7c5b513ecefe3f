"""What a scenario claims, or answers in words, with what the runs say filled in: no finding is written by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import MISSING, unit_of
from econsim.analysis.metrics import Metric
from econsim.analysis.outcomes import ClaimFinding, JudgedClaim
from econsim.analysis.verdicts import HIGHER, IDENTICAL, LOWER, NO_MATTER, NO_NUMBER, OPEN, CallWord, WayWord, called
from econsim.report.document import Inline, Interval, Paragraph, Quantity, Row, Section, Strong, Table, Text
from econsim.report.parts.chips import stands
from econsim.report.parts.quantities import change, interval, joined, level
from econsim.report.parts.tables import columns
from econsim.scenario.claims import BASELINE, Gap, gaps_in

_GAPS = re.compile(r"\{[^{}]*\}")
_HEADS = ("what it says", "what the code says", "what the model finds if it were so")
_ROUGH_FROM = 1_000
_NOTES: dict[CallWord, Text] = {NO_MATTER: (NO_MATTER,), OPEN: (f"whether it matters {OPEN}",)}
_OF_BELIEFS = ("metric", "before", "after", "difference", "95 % interval", "that is")


def short_sections(comparison: Comparison) -> tuple[Section, ...]:
    """Return the answer in one sentence, its gaps filled by the runs; none where the scenario gives none.

    What differs and is no objective has its interval here.
    """
    written = comparison.background.answer
    if not written or any(not _is_here(comparison, gap) for gap in gaps_in(written)):
        return ()
    filled = [_filled(comparison, gap) for gap in gaps_in(written)]
    words = _GAPS.split(written)
    parts = tuple(chain.from_iterable(((word,), *filled[place : place + 1]) for place, word in enumerate(words)))
    text = tuple(part for several in parts for part in (several if isinstance(several, tuple) else (several,)))
    return (Section("short", "In short", (Paragraph(tuple(part for part in text if part), "answer"),)),)


def claims_sections(comparison: Comparison) -> tuple[Section, ...]:
    """Return the table of what is claimed, what the code says and what the runs say; none without claims.

    Where the code says nothing of any they are beliefs, and the table is of what is found under each.
    """
    claims = comparison.numbers.claims
    if not claims:
        return ()
    if any(one.code for one in claims):
        note: Text = ("Differences are paired, with their 95 % interval; levels before and after stand in brackets.",)
        found = [(one, _finding(comparison, one.finds, one.note)) for one in claims]
        rows = tuple(Row(((one.says,), (one.code,), words)) for one, words in found)
        return (Section("claims", "Claim by claim", (Table(columns(*_HEADS), rows, note),)),)
    return (Section("claims", "The same under other beliefs", (_beliefs(comparison, claims),)),)


def _beliefs(comparison: Comparison, claims: Sequence[JudgedClaim]) -> Table:
    """Return a group of rows for each belief: its metrics in the two arms that share it."""
    rows, notes = list[Row](), list[Text]()
    for claim in claims:
        arms = dict.fromkeys(f"{one.variant} against {one.against or comparison.baseline}" for one in claim.finds)
        rows.append(Row(((f"{claim.says.rstrip('.')}: {', '.join(arms)}" if arms else claim.says,),), "group"))
        rows += [_belief(comparison.metrics[one.metric], one) for one in claim.finds]
        notes += [(claim.note,)] if claim.note else []
    return Table(columns(*_OF_BELIEFS, numbers=range(1, 5)), tuple(rows), notes=tuple(notes))


def _belief(metric: Metric, one: ClaimFinding) -> Row:
    unit = unit_of(metric.unit).level
    levels = [(level(metric, value, has_unit=False),) for value in (one.before, one.after)]
    found: tuple[Text, Text] = (change(metric, one.difference),), (interval(metric, one.ci_low, one.ci_high),)
    if one.verdict == IDENTICAL:
        found = (IDENTICAL,), ("",)
    name = f"{metric.heading}, {unit}" if unit else metric.heading
    return Row(((name,), *levels, *found, (_word(metric, one),)))


def _word(metric: Metric, one: ClaimFinding) -> CallWord:
    """Return the verdict on what was looked at, by its interval."""
    is_same = one.verdict == IDENTICAL
    return called(one.difference, one.ci_low, one.ci_high, metric.smallest_effect, is_identical=is_same)


def _is_here(comparison: Comparison, gap: Gap) -> bool:
    """Return whether the arms are the file's own, of which the sentence speaks."""
    known = (*comparison.variants, BASELINE)
    return gap.variant in known and gap.metric in comparison.metrics


def _filled(comparison: Comparison, gap: Gap) -> Text:
    metric = comparison.metrics[gap.metric]
    variant = comparison.variants[0] if gap.variant == BASELINE else gap.variant
    found = comparison.outcomes(variant)[gap.metric]
    if gap.is_level:
        return (_rough(level(metric, found.baseline if gap.variant == BASELINE else found.variant)),)
    is_objective = gap.metric in {one.metric.name for one in stands(comparison, variant)}
    its_interval: Text = () if is_objective else ("95 %: ", interval(metric, found.ci_low, found.ci_high))
    return told(metric, found.difference, found.verdict, found.call, its_interval, is_named=False)


def told(
    metric: Metric,
    difference: float | None,
    way: WayWord,
    word: CallWord,
    beside: Text = (),
    *,
    is_named: bool = True,
) -> Text:
    """Return how a metric differs, to follow on `is`: `0.5 points lower`, `unchanged to within 0.5 points`.

    beside: stands in brackets behind a difference. A unit that the metric's name has said is left out where it
    `is_named` before.
    """
    if way == IDENTICAL:
        return (f"{IDENTICAL} in every run",)
    if difference is not None and way in (HIGHER, LOWER):
        notes: Text = joined([note for note in (beside, _NOTES.get(word, ())) if note], "; ", "; ")
        return (_size(metric, abs(difference), is_named), f" {way}", *((" (", *notes, ")") if notes else ()))
    if word == NO_NUMBER:
        return (NO_NUMBER,)
    if word == NO_MATTER:
        return ("unchanged to within ", _size(metric, metric.smallest_effect, is_named))
    return (f"unclear (which way {OPEN})",)


def _size(metric: Metric, value: float, is_named: bool) -> Quantity:
    """Return the size of a difference as a sentence tells it, without a unit that the metric's name has said."""
    is_said = is_named and unit_of(metric.unit).difference in metric.heading.split()
    return _rough(change(metric, value, has_unit=not is_said, is_signed=False))


def _rough(told: Quantity) -> Quantity:
    """Return a quantity as a sentence tells it: large ones to three digits."""
    return replace(told, decimals=None) if told.value is not None and abs(told.value) >= _ROUGH_FROM else told


def _finding(comparison: Comparison, finds: tuple[ClaimFinding, ...], note: str) -> Text:
    found = [_found(comparison.metrics[one.metric], one) for one in finds]
    words: tuple[Inline, ...] = joined(found, "; ", "; ")
    return (*words, *((". " if words else "", note) if note else ())) or (MISSING,)


def _found(metric: Metric, one: ClaimFinding) -> Text:
    if one.over is not None and one.difference is not None and one.ci_low is not None and one.ci_high is not None:
        ratio, low, high = (Quantity(value / one.over, "", 4) for value in (one.difference, one.ci_low, one.ci_high))
        return (
            Strong(one.called or metric.heading),
            " ",
            ratio,
            f" under {one.variant} (95 %: ",
            Interval(low, high),
            ")",
        )
    against = f" against {one.against}" if one.against else ""
    head = (
        Strong(metric.heading),
        " ",
        *told(metric, one.difference, one.verdict, _word(metric, one)),
        f" under {one.variant}{against}",
    )
    if one.verdict == IDENTICAL or one.before is None or one.after is None:
        return head
    levels: Text = ("from ", level(metric, one.before, has_unit=False), " to ", level(metric, one.after))
    return (*head, " (95 %: ", interval(metric, one.ci_low, one.ci_high), "; ", *levels, ")")
