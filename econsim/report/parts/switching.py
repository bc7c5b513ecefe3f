"""Where the answer flips: the values of what is doubted at which an objective changes sides or begins to matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import MISSING, about, unit_of
from econsim.analysis.metrics import Metric
from econsim.analysis.outcomes import Outcome
from econsim.analysis.proposal import in_words
from econsim.analysis.sensitivity.switching import Crossing, SwitchingValues
from econsim.analysis.verdicts import DECIDED, NO_MORE_THAN_THAT, OPEN, called
from econsim.report.document import Code, Inline, Interval, Link, Quantity, Row, Section, Strong, Table, Text
from econsim.report.parts.quantities import joined
from econsim.report.parts.tables import columns
from econsim.scenario.values import counted

_HEAD = Strong("Where it would flip: ")
_NOTE = (
    "A scan of 9 points over the whole prior, then brackets halved on the same luck. The interval holds every "
    "value at which the 95 % interval of the difference holds that level; “beyond” lies outside the prior."
)


def switching_table(found: Iterable[SwitchingValues], metrics: Mapping[str, Metric]) -> Table:
    """Return where each scanned factor makes an objective change sides or begin to matter, or that it nowhere does."""
    rows = tuple(row for one in found for row in _rows(one, metrics[one.metric]))
    heads = columns("factor", "objective", "what happens", "at", "95 % interval", numbers=range(3, 5))
    return Table(heads, rows, notes=((_NOTE,),))


def flips_sections(comparison: Comparison) -> tuple[Section, ...]:
    """Return the table of every variant, where that was asked."""
    asked = comparison.numbers.what_if
    found = {} if asked is None or asked.switching is None else asked.switching
    return tuple(
        Section(f"switching-{place}", _title(name, comparison), (switching_table(found[name], comparison.metrics),))
        for place, name in enumerate(comparison.variants, 1)
        if found.get(name)
    )


def where_it_flips(comparison: Comparison) -> Text:
    """Return in a few sentences at which values of what is doubted a verdict of the first page would fall."""
    asked = comparison.numbers.what_if
    if asked is None or asked.switching is None:
        command = f"{comparison.background.asked or comparison.background.command} --switching"
        return (_HEAD, "at which values of the most doubtful assumptions was not asked. To ask: ", Code(command), ".")
    told: list[Text] = []
    for place, name in enumerate(comparison.variants, 1):
        verdicts = _verdicts(comparison, name, asked.switching[name])
        head = (f"{name}: ",) if len(comparison.variants) > 1 and verdicts else ()
        link: Text = (" ", Link("All values", f"#switching-{place}"), ".") if verdicts else ()
        told += [(*head, *joined(verdicts, " ", " "), *link)] if verdicts else []
    return (_HEAD, *(joined(told, " ", " ") or ("no verdict rests on what was scanned.",)))


def _verdicts(comparison: Comparison, variant: str, found: Sequence[SwitchingValues]) -> list[Text]:
    outcomes = comparison.outcomes(variant)
    by_metric: dict[str, list[SwitchingValues]] = {}
    for one in found:
        by_metric.setdefault(one.metric, []).append(one)
    asked = [name for name in by_metric if outcomes[name].standing in (*DECIDED, *NO_MORE_THAN_THAT)]
    return [_verdict(comparison.metrics[name], outcomes[name], by_metric[name], name == asked[0]) for name in asked]


def _verdict(metric: Metric, outcome: Outcome, found: Sequence[SwitchingValues], is_first: bool) -> Text:
    """Return where the verdict about one objective falls; after the first, what leaves it is not listed again."""
    levels, becomes = _levels(metric, outcome), "begins" if outcome.standing in NO_MORE_THAN_THAT else "ceases"
    crossed = [(one, [each for each in one.crossings if each.level in levels]) for one in found]
    falls: list[Text] = [text for one, several in crossed for text in _falls(one, several, outcome)]
    still = [one for one, several in crossed if not several]
    never = [_range(one) for one in still if not _is_held(one, levels, outcome)]
    held = [(one, _n_open(one, metric)) for one in still if _is_held(one, levels, outcome)]
    holds = [_range(one) for one, n_open in held if not n_open]
    opens = [_range(one, f", at {n_open} of {len(one.points)}") for one, n_open in held if n_open]
    parts: list[Text] = []
    if falls:
        parts.append((f"{becomes} to matter for ", *joined(falls, ", or ", ", or ")))
    if len(holds) > 1 and not never and not opens and not is_first:
        parts.append((f"stands at every value tried of {'the others' if falls else 'them all'}",))
    elif holds:
        parts.append(("stands at every value tried of ", *joined(holds)))
    if opens:
        parts.append((f"{OPEN} at some values tried of ", *joined(opens)))
    if never:
        parts.append(("stands at no value tried of ", *joined(never)))
    return (f"{metric.heading[:1].upper()}{metric.heading[1:]} ({outcome.standing}) ", *joined(parts, "; ", "; "), ".")


def _levels(metric: Metric, outcome: Outcome) -> tuple[float, ...]:
    """Return what the difference must cross for the verdict to fall."""
    effect = metric.smallest_effect
    if outcome.standing in NO_MORE_THAN_THAT:
        return (-effect, effect)
    return (effect if (outcome.difference or 0.0) > 0.0 else -effect,)


def _is_held(found: SwitchingValues, levels: tuple[float, ...], outcome: Outcome) -> bool:
    """Return whether the difference lies at the points of the scan where the verdict has it."""
    known = [point.difference for point in found.points if point.difference is not None]
    if outcome.standing in NO_MORE_THAN_THAT:
        return all(abs(one) < max(levels) for one in known)
    sign = 1.0 if levels[0] > 0.0 or (outcome.difference or 0.0) > 0.0 else -1.0
    return all(sign * one >= abs(levels[0]) for one in known)


def _n_open(found: SwitchingValues, metric: Metric) -> int:
    """Return at how many points of the scan the runs do not tell whether the difference matters."""
    effect = metric.smallest_effect
    words = [
        called(one.difference, one.ci_low, one.ci_high, effect, is_identical=one.ci_low == one.ci_high == 0.0)
        for one in found.points
    ]
    return words.count(OPEN)


def _falls(found: SwitchingValues, crossings: Sequence[Crossing], outcome: Outcome) -> list[Text]:
    """Return on which side of which values the verdict is another one; values that share an interval together."""
    told: list[Text] = [(f"{_side(one, outcome)} ", _value(found, one.value)) for one in crossings]
    if len({(one.low, one.high, one.others) for one in crossings}) == 1:
        return [(f"{_called(found)} ", *joined(told, ", ", " or "), *_within(found, crossings[0]))]
    return [(f"{_called(found)} ", *of_one, *_within(found, one)) for of_one, one in zip(told, crossings, strict=True)]


def _side(one: Crossing, outcome: Outcome) -> str:
    """Return on which side of a crossing the verdict is another one."""
    if outcome.standing in NO_MORE_THAN_THAT:
        is_above = one.rises == (one.level > 0.0)
    else:
        is_above = one.rises != ((outcome.difference or 0.0) > 0.0)
    return "above" if is_above else "below"


def _called(found: SwitchingValues) -> str:
    return f"“{found.words}”"


def _within(found: SwitchingValues, one: Crossing) -> Text:
    """Return the interval of a crossing, and what moves along with the factor."""
    others: list[Text] = [
        (f"{in_words(path)} ", Quantity(value)) for path, value in zip(found.other_paths, one.others, strict=True)
    ]
    beside: Text = (", with ", *joined(others)) if others else ()
    return (" (95 % interval ", *_interval(found, one), *beside, ")")


def _range(found: SwitchingValues, more: str = "") -> Text:
    low, high = (_value(found, found.points[place].value) for place in (0, -1))
    return (f"{_called(found)} (", Interval(low, high), f"{more})")


def _value(found: SwitchingValues, value: float) -> Quantity:
    if found.unit in ("", "1"):
        return Quantity(value)
    unit = unit_of(found.unit)
    return Quantity(value * unit.factor, unit.level)


def _interval(found: SwitchingValues, one: Crossing) -> Text:
    ends: list[Inline] = ["beyond" if end is None else _value(found, end) for end in (one.low, one.high)]
    return (ends[0], " to ", ends[1])


def _title(name: str, comparison: Comparison) -> str:
    return "Where the answer changes" + (f": {name}" if len(comparison.variants) > 1 else "")


def _rows(found: SwitchingValues, metric: Metric) -> list[Row]:
    head: tuple[Text, ...] = ((found.words,), (metric.heading,))
    rows = [
        Row((*head, (_happens(metric, one),), (_value(found, one.value),), _interval(found, one)))
        for one in found.crossings
    ]
    if found.is_in_range:
        return rows
    missing = sum(point.difference is None for point in found.points)
    undefined = f"; undefined at {missing} of {counted(len(found.points), 'point')}" if missing else ""
    low, high = (_value(found, found.points[place].value) for place in (0, -1))
    nowhere: Text = (f"{_nowhere(found)}, ", Interval(low, high), undefined)
    return [Row((*head, ("changes sides",), nowhere, (MISSING,))), *rows]


def _nowhere(found: SwitchingValues) -> str:
    """Return why no value is known at which the difference changes sides; none in range is what the runs have shown."""
    if not found.is_moved:
        return "the same at every point"
    if found.n_open:
        return f"{OPEN} (sign open at {found.n_open} of {counted(len(found.points), 'point')})"
    return "none in range"


def _happens(metric: Metric, one: Crossing) -> str:
    if one.level == 0.0:
        return f"changes sides: {'higher' if one.rises else 'lower'} above it"
    begins, side = one.rises == (one.level > 0.0), "higher" if one.level > 0.0 else "lower"
    effect = about(abs(one.level) * unit_of(metric.unit).factor)
    return f"{'begins' if begins else 'ceases'} to matter above it ({side} by {effect})"
