"""The set of plots: what each draws, and one line about what it cannot draw."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import econsim as es
from econsim.analysis.compare import compared
from econsim.analysis.outcomes import BeliefRow, Finding, WhatIf
from econsim.analysis.sweep_result import PointMetric, Sweep, SweepPoint
from econsim.errors import UsageError
from econsim.networks.targets import JudgedTarget, targets
from econsim.plots.curves import _curve, _gini
from econsim.plots.pictures import svg
from econsim.simulation.invariants import InvariantLog
from tests.analysis.hand_made import EPOCHS, hand_made_arms

PATH, OTHER = "chain.staking.max_validators", "chain.distribution.community_tax"


@pytest.fixture(scope="module")
def comparison():
    return compared(hand_made_arms(shifts={"net_apr": -0.002}))


@pytest.fixture(scope="module")
def model():
    return es.AkashModel("mainnet6", epochs=3).run(3)


def axes() -> Axes:
    return Figure().subplots()


def texts(drawn: Axes) -> list[str]:
    return [drawn.get_title(loc="left"), *(text.get_text() for text in drawn.texts)]


def sweep_of(values, others=(None,)) -> Sweep:
    """Return a sweep whose APR at a point is a percent for each place on the first path, and ten on the second."""
    points = []
    for row, value in enumerate(values):
        for column, other in enumerate(others):
            mean = 0.01 * (row + 1) + 0.1 * column
            found = PointMetric("1/year", mean, mean - 0.001, mean + 0.001, mean - 0.01, mean - 0.011, mean, "higher")
            at = {PATH: value} | ({OTHER: other} if len(others) > 1 else {})
            points.append(SweepPoint(len(points), at, None, None, {"net_apr": found}))
    swept = {PATH: tuple(values)} | ({OTHER: tuple(others)} if len(others) > 1 else {})
    return Sweep("s", None, None, "", None, 1, 4, 9, None, swept, 0, 0, tuple(points), InvariantLog(), 1.0)


def test_every_plot_is_a_public_word() -> None:
    assert set(es.plots.__all__) >= {
        "fan", "forest", "heat", "lorenz", "model_against_observed", "sweep", "time_path",
    }  # fmt: skip
    assert all(callable(getattr(es.plots, name)) for name in es.plots.__all__)


@pytest.mark.parametrize("metric", ["net_apr", "commission_accrued_uakt", "minted_uakt"])
def test_time_paths_are_drawn_of_comparisons_and_runs_by_date(comparison, metric: str) -> None:
    for thing, n_lines in ((comparison, 2), (comparison.runs["mainnet7"], 1)):
        drawn = es.plots.time_path(thing, metric, axes())
        lines = [line for line in drawn.get_lines() if not line.get_label().startswith("_")]
        assert len(lines) == n_lines
        dates = np.asarray(lines[0].get_xdata(), dtype="datetime64[s]")
        assert dates[0] == np.datetime64("2023-08-31T15:45:00")
        assert len(dates) == EPOCHS


def test_a_time_path_of_a_model_is_its_series_in_the_unit_shown(model) -> None:
    drawn = es.plots.time_path(model, "supply_uakt", axes())
    (line,) = [line for line in drawn.get_lines() if line.get_label() == "mainnet6"]
    assert np.allclose(line.get_ydata(), model.series["supply_uakt"] / 1e6)
    assert texts(drawn)[0] == "Supply in mainnet6"


def test_a_fan_of_a_comparison_is_of_the_pairs(comparison) -> None:
    """The shift is the same in every replicate: nothing is left of chance."""
    drawn = es.plots.fan(comparison, "net_apr", axes())
    (line,) = [line for line in drawn.get_lines() if line.get_label() == "mainnet7"]
    assert np.allclose(line.get_ydata(), [0.0] * 27 + [-0.2] * (EPOCHS - 27))
    ends = [band.get_paths()[0].vertices[:, 1] for band in drawn.collections]
    assert all(np.isclose(band, 0.0).sum() + np.isclose(band, -0.2).sum() == len(band) for band in ends)


def test_a_fan_of_a_run_is_of_its_replicates(comparison) -> None:
    run = comparison.runs["mainnet6"]
    drawn = es.plots.fan(run, "net_apr", axes())
    (line,) = [line for line in drawn.get_lines() if line.get_label() == "mainnet6"]
    by_hand = 100 * run.series["net_apr"].unstack("replicate").median(axis="columns")
    assert np.allclose(line.get_ydata(), by_hand)


@pytest.mark.parametrize(
    ("amounts", "gini"), [([1, 1, 1, 1], 0.0), ([0, 0, 0, 1], 0.75), ([1, 3], 0.25), ([0, 0], 0.0)]
)
def test_the_gini_coefficient_is_that_of_textbooks(amounts, gini: float) -> None:
    assert _gini(_curve(np.array(amounts, dtype=np.float64))) == pytest.approx(gini, abs=1e-3)


def test_lorenz_curves_are_drawn_of_each_arm_and_of_a_model(comparison, model) -> None:
    drawn = es.plots.lorenz(comparison, "delegator.income_uakt", axes())
    assert {"mainnet6", "mainnet7"} <= {line.get_label() for line in drawn.get_lines()}
    assert texts(drawn)[0] == "Income of delegators: Gini coefficients 0.40 and 0.40"  # 1/10 and 9/10 of two
    assert es.plots.lorenz(model, "validator.income_uakt", axes()).get_lines()


def test_a_forest_has_a_row_for_each_variant_and_belief(comparison) -> None:
    base = BeliefRow("base", "as compared", {}, {})
    belief = Finding(-0.004, -0.005, -0.003, "worse", True)
    dearer = BeliefRow("dearer", "AKT costs twice as much", {}, {"mainnet7": {"net_apr": belief}})
    asked = WhatIf(6, (base, dearer), ())
    told = dataclasses.replace(comparison, numbers=dataclasses.replace(comparison.numbers, what_if=asked))
    drawn = es.plots.forest(told, "net_apr", axes())
    assert [label.get_text() for label in drawn.get_yticklabels()] == ["mainnet7", "if AKT costs twice as much"]
    points = [line for line in drawn.get_lines() if line.get_marker() == "o"]
    assert [float(line.get_xdata()[0]) for line in points] == [pytest.approx(-0.2), pytest.approx(-0.4)]


def test_a_tornado_has_a_bar_for_each_doubt_from_the_lowest_to_the_highest_difference(comparison) -> None:
    """As compared -.002; prices of .5 and 3.5 make it -.004 and -.001, a share of .9 -.0025: the widest first."""

    def row(name, difference, changes):
        return BeliefRow(
            name, name, changes, {"mainnet7": {"net_apr": Finding(difference, None, None, "worse", False)}}
        )

    price, share = "shocks.akt_price", "population.delegators.large_stake_share"
    rows = (
        row("base", -0.002, {}),
        row("large", -0.0025, {share: 0.9}),
        row("low", -0.004, {price: 0.5}),
        row("high", -0.001, {price: 3.5}),
        row("same", -0.002, {"policies.bonding": "fixed"}),
    )
    drawn = es.plots.tornado(_asked(comparison, rows), "net_apr", axes())
    assert [label.get_text() for label in drawn.get_yticklabels()] == ["AKT price", "delegators, large stake share"]
    ends = [
        (bar.get_y() + 0.3, bar.get_x() + bar.get_width())
        for bar in drawn.patches
        if abs(bar.get_height() - 0.6) < 1e-9
    ]
    assert [(round(y), round(x, 6)) for y, x in ends] == [(0, -0.4), (0, -0.1), (1, -0.25), (1, -0.2)]
    with pytest.raises(UsageError, match="no other belief moves"):
        es.plots.tornado(_asked(comparison, rows[:1]), "net_apr", axes())
    with pytest.raises(UsageError, match="made under no other beliefs"):
        es.plots.tornado(comparison, "net_apr", axes())


def _asked(comparison, rows):
    return dataclasses.replace(comparison, numbers=dataclasses.replace(comparison.numbers, what_if=WhatIf(6, rows, ())))


def test_a_forest_of_a_sweep_has_a_row_for_each_point() -> None:
    drawn = es.plots.forest(sweep_of([85, 100, 120]), "net_apr", axes())
    assert [label.get_text() for label in drawn.get_yticklabels()] == ["85", "100", "120"]


def test_a_sweep_is_drawn_over_the_swept_numbers_with_a_line_for_each_other_value() -> None:
    drawn = es.plots.sweep(sweep_of([85, 100, 120], [0.05, 0.25]), "net_apr", axes())
    lines = {line.get_label(): line for line in drawn.get_lines() if not line.get_label().startswith("_")}
    assert list(lines) == ["0.05", "0.25"]
    assert list(lines["0.25"].get_xdata()) == [85, 100, 120]
    assert np.allclose(lines["0.25"].get_ydata(), [11, 12, 13])
    assert texts(drawn)[0] == "Delegators' net APR: 1.00 to 13.00 % a year"


def test_values_that_are_no_numbers_stand_side_by_side() -> None:
    drawn = es.plots.sweep(sweep_of(["14 days", "21 days"]), "net_apr", axes())
    assert [label.get_text() for label in drawn.get_xticklabels()] == ["14 days", "21 days"]


@pytest.mark.parametrize("others", [(None,), (0.05, 0.25)])
def test_a_field_of_colours_has_a_number_for_each_point(others) -> None:
    drawn = es.plots.heat(sweep_of([85, 100], others), "net_apr", axes())
    numbers = ["1.00", "2.00"] if len(others) == 1 else ["1.00", "2.00", "11.00", "12.00"]
    assert [text for text in texts(drawn) if text in numbers] == numbers


def test_a_picture_in_a_page_tells_points_to_a_tenth_of_a_point_of_print() -> None:
    """A line that rises by a third of the height and falls again does so in the picture, to a tenth of a point."""

    def draw(ax: Axes) -> None:
        ax.plot([0.0, 1.0, 2.0], [1 / 3, 2 / 3, 1 / 3])
        ax.set(ylim=(0.0, 1.0))

    shapes = re.findall(r' d="([^"]+)"', svg(draw, "line"))
    assert not any(re.search(r"\.\d\d", shape) for shape in shapes)
    (line,) = (shape for shape in shapes if shape.count("L") == 2)
    frame = max((shape for shape in shapes if shape.endswith("z")), key=len)
    heights = [float(number) for number in frame.split()[2::3]]
    first, top, last = (float(number) for number in line.split()[2::3])
    assert first == last
    assert first - top == pytest.approx((max(heights) - min(heights)) / 3, abs=0.1)


def test_the_axes_of_a_sweep_name_the_parameters_with_their_units() -> None:
    assert es.plots.sweep(sweep_of([85, 100]), "net_apr", axes()).get_xlabel() == "maximum validators"
    drawn = es.plots.heat(sweep_of([85, 100], (0.05, 0.25)), "net_apr", axes())
    assert (drawn.get_xlabel(), drawn.get_ylabel()) == ("maximum validators", "community tax, fraction")


def test_the_model_stands_against_what_was_observed(comparison) -> None:
    first = next(one for one in targets() if one.low and one.low == one.high and not one.is_of_the_scenario)
    fields = {field.name: getattr(first, field.name) for field in dataclasses.fields(first)}
    judged = JudgedTarget(**fields, mean=1.5 * first.low, z=9.0, verdict="too high")
    rows = {comparison.baseline: dataclasses.replace(comparison.background.targets["mainnet6"], rows=(judged,))}
    told = dataclasses.replace(comparison, background=dataclasses.replace(comparison.background, targets=rows))
    for asked in (None, first.name):
        drawn = es.plots.model_against_observed(told, asked, axes())
        (point,) = [line for line in drawn.get_lines() if line.get_marker() == "o"]
        assert point.get_xdata()[0] == pytest.approx(150.0)
        assert texts(drawn)[0] == "0 of 1 observations are met"
    with pytest.raises(UsageError, match=rf"^stake_hhi: no such target.*; in the days of this run are {first.name}$"):
        es.plots.model_against_observed(told, "stake_hhi", axes())


@pytest.mark.parametrize("plot", es.plots.__all__)
def test_a_wrong_thing_is_refused_in_one_line_that_says_what_is_drawn(plot: str) -> None:
    with pytest.raises(UsageError, match=rf"^{plot} draws .*econsim\..*; got list$"):
        getattr(es.plots, plot)([1], "net_apr")


@pytest.mark.parametrize("plot", ["time_path", "fan", "forest"])
def test_a_wrong_metric_is_refused_with_the_nearest_name(comparison, plot: str) -> None:
    with pytest.raises(UsageError, match=r"^net_aprr: no such metric.*did you mean net_apr\?$"):
        getattr(es.plots, plot)(comparison, "net_aprr", axes())


def test_a_wrong_column_of_agents_is_refused_with_the_nearest_name(comparison) -> None:
    with pytest.raises(UsageError, match=r"^validator.incom_uakt: .*did you mean validator.income_uakt\?$"):
        es.plots.lorenz(comparison, "validator.incom_uakt", axes())


def test_a_column_without_its_population_is_told_with_every_population_that_has_it(comparison) -> None:
    with pytest.raises(UsageError, match=r"did you mean validator.income_uakt or delegator.income_uakt( or .*)?\?$"):
        es.plots.lorenz(comparison, "income_uakt", axes())


def test_numbers_beside_an_axis_have_thousands_apart(comparison) -> None:
    drawn = es.plots.time_path(comparison, "supply_uakt", axes())
    drawn.set_ylim(-1_500_000, 1_500_000)
    drawn.set_yticks([-1_200_000, 0, 1_000_000])
    drawn.figure.draw_without_rendering()
    assert [label.get_text() for label in drawn.get_yticklabels()] == ["−1,200,000", "0", "1,000,000"]


def test_a_variant_that_is_not_there_is_refused_with_the_nearest_name(comparison) -> None:
    with pytest.raises(UsageError, match=r"^no such variant 'mainnet8'; there are mainnet7; did you mean mainnet7\?$"):
        es.plots.winners(comparison, "mainnet8", axes())
