"""Series over time: drawn on axes that are given, the baseline grey, lines labelled, events marked, bytes that stay."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from econsim.analysis.compare import compared
from econsim.plots import time_path
from econsim.plots.path_data import Marked, path_data
from econsim.plots.paths import mark_all
from econsim.plots.pictures import png, svg
from econsim.plots.style import GREY, OKABE_ITO
from tests.analysis.hand_made import EPOCHS, hand_made_arms


@pytest.fixture(scope="module")
def comparison():
    return compared(hand_made_arms(shifts={"net_apr": -0.002}))


@pytest.fixture(scope="module")
def data(comparison):
    return path_data(comparison, "net_apr")


def test_a_plot_draws_on_the_axes_it_is_given_and_returns_them(comparison) -> None:
    axes = Figure().subplots()
    assert time_path(comparison, "net_apr", axes) is axes


def test_a_plot_makes_its_own_axes_in_a_notebook(comparison) -> None:
    with mpl.rc_context({"backend": "agg"}):
        from matplotlib import pyplot as plt

        axes = time_path(comparison, "net_apr")
        assert isinstance(axes, Axes)
        plt.close("all")


def test_baseline_is_grey_and_the_variant_is_in_okabe_itos_colours(comparison) -> None:
    axes = time_path(comparison, "net_apr", Figure().subplots())
    lines = {line.get_label(): to_hex(line.get_color()) for line in axes.get_lines()}
    assert (lines["mainnet6"], lines["mainnet7"]) == (GREY, OKABE_ITO[0])


def test_each_line_is_labelled_beside_it_and_the_upgrade_is_marked(comparison) -> None:
    texts = [text.get_text() for text in time_path(comparison, "net_apr", Figure().subplots()).texts]
    assert {"mainnet6", "mainnet7", "mainnet 7"} <= set(texts)


def test_names_of_events_on_one_day_stand_below_each_other_however_many() -> None:
    """The fourth is not drawn over the first; a name far to the right is at the top again."""
    axes = Figure().subplots()
    begin = datetime.fromisoformat("2023-08-31")
    axes.plot([begin, begin + timedelta(days=730)], [0.0, 1.0])
    days = (7, 8, 8, 8, 8 + 460)
    mark_all(axes, [Marked(f"event {day}", begin + timedelta(days=day)) for day in days])
    heights = [text.xyann[1] for text in axes.texts]
    assert heights == sorted(set(heights), reverse=True)[:4] + heights[:1]


def test_values_are_drawn_in_the_unit_shown(data) -> None:
    """A yield of 9 % a year is drawn as 9."""
    assert data.unit == "% a year"
    assert 8.0 < np.nanmean(data.arms["mainnet6"].mean) < 10.0
    assert len(data.dates) == EPOCHS


def test_what_flows_is_drawn_a_day_and_says_so(comparison) -> None:
    """A metric a year has a series of what flowed in an epoch, here a day: its path is not a year's."""
    name = "validator_income_usd_per_year"
    band = comparison.background.paths["net_apr"]
    background = dataclasses.replace(comparison.background, paths={name: band})
    clock = dataclasses.replace(background.clock, epoch_seconds=43_200.0)
    whole, half = (
        path_data(dataclasses.replace(comparison, background=one), name)
        for one in (background, dataclasses.replace(background, clock=clock))
    )
    assert (whole.unit, whole.subtitle.partition(";")[0]) == ("USD a day", "USD a day")
    assert half.arms["mainnet6"].mean == pytest.approx(2.0 * whole.arms["mainnet6"].mean, nan_ok=True)


def test_svg_is_the_same_bytes_every_time_and_has_no_address(comparison) -> None:
    def draw(axes: Axes) -> None:
        time_path(comparison, "net_apr", axes)

    drawing = svg(draw, "net_apr")
    assert drawing == svg(draw, "net_apr")
    assert drawing.startswith("<svg")
    assert "://" not in drawing
    assert "xmlns" not in drawing
    assert "metadata" not in drawing
    assert "a year" in drawing
    assert "a year" not in svg(draw, "net_apr", has_title=False)


def test_png_is_the_same_bytes_every_time_and_as_large_as_asked(comparison) -> None:
    def draw(axes: Axes) -> None:
        time_path(comparison, "net_apr", axes)

    picture = png(draw, (4.0, 2.0))
    assert picture == png(draw, (4.0, 2.0))
    assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (576, 288)
