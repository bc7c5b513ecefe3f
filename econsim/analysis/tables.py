"""The table of outcomes in the terminal and in notebooks: what differs, row by row; what is identical, in one line."""

from __future__ import annotations

from statistics import median

from econsim.analysis.display import MISSING, number, over, span, words_of
from econsim.analysis.outcomes import Numbers, Outcome
from econsim.analysis.report_data import Background
from econsim.analysis.statistics import HIGHER, IDENTICAL, LOWER
from econsim.analysis.text_table import TextTable
from econsim.scenario.values import counted

_MOST_NAMED = 6
_WORDS = {HIGHER: "higher", LOWER: "lower"}
_HOW_MUCH = {True: "", False: " (small)", None: " (size open)"}


def outcome_table(numbers: Numbers, background: Background, variant: str) -> TextTable:
    """Return one variant's outcomes; identical metrics are named in a note instead of a row."""
    heading = ["metric", "over", numbers.baseline, variant, "difference", "95 % interval", "verdict"]
    rows, same = [], []
    outcomes = numbers.variant(variant).metrics
    for metric in background.metrics:
        found = outcomes[metric.name]
        if found.verdict == IDENTICAL:
            same.append(metric.heading)
            continue
        words = words_of(metric, found.window_days)
        rows.append(
            [
                f"{metric.heading}, {words}" if words else metric.heading,
                over(metric, found.window_days),
                number(metric, found.baseline),
                number(metric, found.variant),
                number(metric, found.difference, signed=True),
                span(metric, found.ci_low, found.ci_high),
                _verdict(found),
            ]
        )
    return TextTable(heading, rows, _notes(numbers, background, variant, same), range(1, len(heading) - 1))


def _verdict(found: Outcome) -> str:
    return _WORDS[found.verdict] + _HOW_MUCH[found.material] if found.verdict in _WORDS else MISSING


def _notes(numbers: Numbers, background: Background, variant: str, same: list[str]) -> list[str]:
    undecided = _undecided(numbers, background, variant)
    return [
        *([f"Identical in every replicate: {', '.join(same)}."] if same else []),
        *background.price.beyond,
        f"{counted(numbers.replicates, 'paired replicate')} of {counted(numbers.epochs, 'epoch')}, "
        f"seed {numbers.seed}. "
        f"The interval is chance inside the model; doubt about the world is elsewhere."
        f"{_gain(numbers, background, variant)} {background.price.interval} "
        f"“{MISSING}” = no detectable difference; “small” = less than matters; "
        "“size open” = the interval straddles what matters. "
        "“over”: the last days of the run that a metric looks at, or its end."
        f"{_pace(numbers, background, variant)}",
        *([undecided] if undecided else []),
    ]


def _pace(numbers: Numbers, background: Background, variant: str) -> str:
    """Say what a number a year is in a run that is shorter than one."""
    found = numbers.variant(variant).metrics
    if not any("at this pace" in words_of(known, found[known.name].window_days) for known in background.metrics):
        return ""
    return " “a year at this pace”: the amount of these days, carried on for a year."


def _undecided(numbers: Numbers, background: Background, variant: str) -> str:
    """Return of which objectives it cannot be said yet how they stand, and how many replicates would settle it."""
    found = numbers.variant(variant).metrics
    runs = [(found[known.name].settling_runs, known.heading) for known in background.metrics]
    needed = sorted((replicates, heading) for replicates, heading in runs if replicates is not None)
    if not needed:
        return ""
    listed = ", ".join(f"{heading} {replicates:,}" for replicates, heading in needed[:_MOST_NAMED])
    more = f" and {len(needed) - _MOST_NAMED} more" if len(needed) > _MOST_NAMED else ""
    return (
        f"Of these objectives it cannot be said yet how they stand; replicates that would settle it if the difference "
        f"is the one found (power 80 %): {listed}{more}."
    )


def _gain(numbers: Numbers, background: Background, variant: str) -> str:
    """Return what pairing leaves of the variance where there is a difference that matters or may matter."""
    extras = background.statistics[variant]
    ratios = [
        extras[name].variance_ratio
        for name, found in numbers.variant(variant).metrics.items()
        if found.verdict in _WORDS and found.material is not False
    ]
    known = [ratio for ratio in ratios if ratio is not None]
    if not known:
        return ""
    return f" Pairing leaves {100 * median(known):.2g} % of the variance (median of the metrics that differ)."
