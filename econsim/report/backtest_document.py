"""What the report of a backtest says: skill against last value and drift by metric, every score, what has none."""

from __future__ import annotations

from econsim.analysis.backtest.result import DRIFT, LAST_VALUE, Backtest, MetricScore, Scored, Skill
from econsim.analysis.report_data import Versions
from econsim.report.document import Command, Document, Items, Paragraph, Row, Section, Table, Text
from econsim.report.parts.size import about, dates
from econsim.report.parts.tables import columns
from econsim.scenario.schema import Scenario
from econsim.scenario.values import counted

_SCORED: Text = (
    "CRPS: continuous ranked probability score, in the metric's own unit, lower is better. Skill: 1 − the model's CRPS "
    "/ the benchmark's; above 0 the model is better. The interval holds 90 % of resamplings of the observations, as if "
    "they were independent, which successive ones are not.",
)


def document(made: Backtest, scenario: Scenario, command: str, versions: Versions) -> Document:
    """Return the report of a backtest; `command` makes it again, `versions` are those it was made with."""
    passed = (Section("passed", "Passed over", (Items(tuple((line,) for line in made.passed_over)),)),)
    again = (
        Command(command),
        Paragraph((f"question {made.digest}; seed {made.seed}; econsim {versions.econsim}, {versions.model_version}",)),
    )
    return Document(
        title=f"Forecasts made on {made.train_until}, scored by what was observed later",
        subtitle=(
            f"{about(scenario)}; {counted(made.replicates, 'run')}, {dates(scenario, made.epochs)}; "
            f"{counted(len(made.scores), 'observation')}",
        ),
        first_page=(
            Paragraph((_answer(made),), "answer"),
            Section("skill", "Against last value and drift", (_skills(made),)),
            *(passed if made.passed_over else ()),
            Section("sure", "How sure", (Items(_sureness(made)),)),
            Section("reproduce", "Make it again", again),
        ),
        sections=(Section("scores", "Every observation", (_scores(made),)),),
        notes=(),
        date=made.train_until,
    )


def _answer(made: Backtest) -> str:
    parts = [f"{name}: {one.against[LAST_VALUE].verdict}" for name, one in made.metrics.items()]
    return f"Than the last value held, the model is, by metric: {'; '.join(parts)}."


def _skills(made: Backtest) -> Table:
    heads = columns(
        "metric", "observations", "benchmark", "CRPS of the model", "of the benchmark", "skill", "90 % interval",
        "gain of log score", "in the middle 80 %", "the model is",
        numbers=range(3, 9),
    )  # fmt: skip
    rows = [_skill(name, one, against) for name, one in made.metrics.items() for against in one.against]
    return Table(heads, tuple(rows), (), (_SCORED,))


def _skill(name: str, one: MetricScore, against: str) -> Row:
    found: Skill = one.against[against]
    interval = "" if found.low_90 is None or found.high_90 is None else f"{found.low_90:.2f} to {found.high_90:.2f}"
    cells = (
        name, str(one.observations), against, _short(one.crps), _short(found.crps), _two(found.skill), interval,
        _two(found.log_score_gain), f"{100 * one.held_by_80:.0f} %", found.verdict,
    )  # fmt: skip
    return Row(tuple((cell,) for cell in cells))


def _scores(made: Backtest) -> Table:
    heads = columns(
        "metric", "day", "observed", "model", LAST_VALUE, DRIFT, "CRPS", "in the middle 80 %", numbers=range(2, 7)
    )
    return Table(heads, tuple(map(_score, made.scores)))


def _score(one: Scored) -> Row:
    drift = "" if one.drift is None else _short(one.drift.mean)
    day = one.end if one.start == one.end else f"{one.start} to {one.end}"
    cells = (
        one.metric, day, _short(one.value), _short(one.model.mean), _short(one.last_value.mean), drift,
        _short(one.model.crps), "yes" if one.is_in_80 else "no",
    )  # fmt: skip
    return Row(tuple((cell,) for cell in cells))


def _sureness(made: Backtest) -> tuple[Text, ...]:
    return (
        ("The law is that of the whole timeline; the price record is read as it was on the day.",),
        ("Numbers of the scenario that were fitted to later observations have seen them.",),
        ("The model begins at its own start and is not put right by what was observed until the day.",),
        ("Below four observations a metric has no interval, and nothing is told apart.",),
        (
            "With fewer than three known observations and no stated error a benchmark is a point: its CRPS is its "
            "distance.",
        ),
        ("A stated error of an observation widens every forecast of it by a normal: the model's, last value, drift.",),
        (f"Drawn with seed {made.seed}; amounts are per day.", " The model's log score is that of a normal."),
    )


def _two(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.4g}"
