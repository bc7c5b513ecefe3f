"""What the report of a calibration says: what is left of each prior, what it predicts, how far that can be trusted."""

from __future__ import annotations

from matplotlib.axes import Axes

from econsim.analysis.calibration.matching import ONE_ALONE, allowed
from econsim.analysis.calibration.result import FOUND, CalibratedParameter, CalibratedTarget, Calibration, Spread
from econsim.analysis.proposal import in_words
from econsim.analysis.report_data import Versions
from econsim.plots.calibrated import calibrated, is_expected, title_of
from econsim.report.document import (
    Badge,
    Badges,
    Code,
    Command,
    Document,
    Figure,
    Items,
    Paragraph,
    Quantity,
    Row,
    Section,
    Table,
    Text,
)
from econsim.report.parts.glossary import explained
from econsim.report.parts.size import about, dates, title
from econsim.report.parts.sources import Sources
from econsim.report.parts.tables import columns
from econsim.scenario.schema import Scenario
from econsim.scenario.values import counted

_TRUSTED, _FEW_DRAWS = 0.95, 100


def document(made: Calibration, scenario: Scenario, command: str, versions: Versions) -> Document:
    """Return the report of a calibration; `command` makes it again, `versions` are those it was made with."""
    sources = Sources()
    told = Document(
        title=title(scenario),
        subtitle=(
            f"{about(scenario)}, {counted(len(made.parameters), 'parameter')} held against "
            f"{counted(len(made.targets), 'observation')}; simulated {dates(scenario, made.epochs)}, ",
            Quantity(made.simulations, "", 0),
            " runs",
        ),
        first_page=(
            Badges(_badges(made)),
            Paragraph((_capital(made.told), "."), "answer"),
            Section("parameters", "What is believed now", (_parameters(made),)),
            Section("targets", "What it predicts", (_figure(made), _targets(made, sources))),
            Section("sure", "How sure", (Items(_sureness(made)),)),
            Section("reproduce", "Make it again", (Command(command),)),
        ),
        sections=(Section("waves", "Waves", (_waves(made),)), _again(made, command, versions)),
        notes=sources.notes(),
        date=f"{scenario.run.start:%Y-%m-%d}",
    )
    return explained(told)


def _badges(made: Calibration) -> tuple[tuple[Badge, Text], ...]:
    found: list[tuple[Badge, Text]] = []
    if made.outcome != FOUND:
        found.append((Badge(made.outcome, "bad"), ()))
    elif made.draws < _FEW_DRAWS:
        found.append((Badge("few draws, do not cite", "warning"), ()))
    if made.waves[-1].left_out_share < _TRUSTED:
        found.append((Badge("the emulators cannot be trusted", "warning"), ("simulate more points",)))
    return tuple(found)


def _parameters(made: Calibration) -> Table:
    heads = columns(
        "parameter", "prior, middle 90 %", "posterior, middle 90 %", "posterior mean", "sd over the prior's",
        numbers=range(1, 5),
    )  # fmt: skip
    return Table(heads, tuple(_parameter(path, one) for path, one in made.parameters.items()), (), (_HELD,))


_HELD: Text = (
    "The last column is the posterior's standard deviation over the prior's, which need not be the ratio of the two "
    "ranges; 1 means that the observations say nothing of a parameter. Parameters may depend on each other; the draws "
    "in posterior.csv hold how. Of 200 truths that were made up in a small world such a middle 90 %, by four sets of "
    "simulations, held 86.0 to 92.0 % of two parameters of stake and 89.5 to 96.0 % of two of the market "
    "(docs/calibration.md).",
)


def _parameter(path: str, one: CalibratedParameter) -> Row:
    narrowed = "" if one.narrowed is None else f"{one.narrowed:.2f}"
    mean = "" if one.posterior is None else _short(one.posterior.mean)
    named: Text = (f"{in_words(path)} ", Code(path))
    return Row((named, (_middle(one.prior),), (_middle(one.posterior),), (mean,), (narrowed,)))


def _figure(made: Calibration) -> Figure:
    def draw(axes: Axes) -> object:
        return calibrated(made, axes)

    said = "; ".join(f"{one.label}: {_expected(one)}" for one in made.targets.values())
    subtitle = "standard deviations from what was observed; middle 90 % of runs"
    height = 1.2 + len(made.targets) / 2.5
    return Figure("targets", title_of(made), subtitle, f"Bands of prior and posterior. {said}.", draw, (6.4, height))


def _targets(made: Calibration, sources: Sources) -> Table:
    heads = columns(
        "observation", "observed", "error", "discrepancy", "prior runs", "posterior runs", "expected to be seen", "",
        numbers=range(1, 7),
    )  # fmt: skip
    rows = tuple(_target(one, sources) for one in made.targets.values())
    note = (
        "Error and discrepancy are standard deviations: of what was observed, and of how far the model may be off "
        "with the best parameters. All ranges are the middle 90 %.",
    )
    return Table(heads, rows, (), (note,))


def _target(one: CalibratedTarget, sources: Sources) -> Row:
    source = "; ".join(filter(None, (one.source, one.note)))
    return Row(
        (
            (f"{one.label} {one.unit}".strip(), *(sources.note(source) if source else ())),
            (_short(one.value),),
            (_short(one.standard_error),),
            (_short(one.discrepancy_sd),),
            (_middle(one.prior),),
            (_middle(one.posterior),),
            (_middle(one.observable),),
            (_expected(one),),
        )
    )


def _expected(one: CalibratedTarget) -> str:
    if one.observable is None:
        return f"{one.nearest_implausibility:.1f} standard deviations off at the nearest point"
    return "as expected" if is_expected(one) else "not as expected"


def _sureness(made: Calibration) -> tuple[Text, ...]:
    last = made.waves[-1]
    told = [
        f"Left out one by one, {100 * last.left_out_share:.0f} % of the points that the last emulators were trained on "
        f"lie within {ONE_ALONE:g} standard deviations of what the others say of them.",
        f"A point is implausible from {allowed(len(made.targets)):.3g} on, by the largest implausibility over all "
        f"observations; {100 * last.plausible_share:.3g} % of the priors are left.",
    ]
    if last.held_unwidened is not None and last.held is not None:
        widened = (
            "so that nothing had to be widened."
            if last.widened == 1.0
            else f"and {100 * last.held:.0f} % with the variances of emulators and chance multiplied by "
            f"{last.widened:.2f}, as they are here."
        )
        told.append(
            f"Simulations whose parameters are known, left out in turns and taken for observations: a middle 90 % held "
            f"{100 * last.held_unwidened:.0f} % of their parameters, {widened}"
        )
    else:
        told.append("There were too few points to see whether the intervals hold what they say.")
    shares = [one.emulated_share for one in made.targets.values() if one.emulated_share is not None]
    if made.outcome == FOUND:
        told.append(
            f"{made.draws} draws were kept of {made.tried:,} that were tried. Of those that were simulated, at least "
            f"{100 * min(shares):.0f} % gave each observation within {ONE_ALONE:g} standard deviations of what the "
            "emulators said."
        )
    told.append("Errors and discrepancies are stated, not found: other ones give another answer.")
    told.append("What the scenario does not call uncertain is held, as if it were known.")
    return tuple((one,) for one in told)


def _waves(made: Calibration) -> Table:
    heads = columns(
        "wave", "points", "trained on", "left of the priors", "emulators' part of the doubt", numbers=range(5)
    )
    rows = tuple(
        Row(
            (
                (Quantity(number, "", 0),),
                (Quantity(wave.points, "", 0),),
                (Quantity(wave.trained_on, "", 0),),
                (f"{100 * wave.plausible_share:.3g} %",),
                ("" if wave.emulator_ratio is None else f"{100 * wave.emulator_ratio:.1f} %",),
            )
        )
        for number, wave in enumerate(made.waves, 1)
    )
    return Table(heads, rows)


def _again(made: Calibration, command: str, versions: Versions) -> Section:
    libraries = ", ".join(f"{name} {version}" for name, version in versions.libraries.items())
    told = (
        (f"question {made.digest}; answer {made.results_digest}; seed {made.seed}",),
        (f"econsim {versions.econsim}, model {versions.model_version}, Python {versions.python}; {libraries}",),
    )
    return Section("again", "Make it again: versions and digests", (Command(command), Items(told)), is_folded=True)


def _middle(of: Spread | None) -> str:
    return "" if of is None else f"{_short(of.low_90)} to {_short(of.high_90)}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.4g}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
