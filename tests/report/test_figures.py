"""Figures: functions of data and axes, deterministic SVG, baseline grey."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from econsim.analysis.compare import compared
from econsim.report.figures import GREY, OKABE_ITO, plot_time_path, svg, time_path
from tests.analysis.hand_made import EPOCHS, hand_made_arms


@pytest.fixture(scope="module")
def data():
    return time_path(compared(hand_made_arms(shifts={"net_apr": -0.002})), "net_apr")


def test_a_plot_draws_on_the_axes_it_is_given_and_returns_them(data) -> None:
    axes = Figure().subplots()
    assert plot_time_path(data, axes) is axes


def test_a_plot_makes_its_own_axes_in_a_notebook(data) -> None:
    with mpl.rc_context({"backend": "agg"}):
        from matplotlib import pyplot as plt

        axes = plot_time_path(data)
        assert isinstance(axes, Axes)
        plt.close("all")


def test_baseline_is_grey_and_the_variant_is_in_okabe_itos_colours(data) -> None:
    axes = plot_time_path(data, Figure().subplots())
    lines = {line.get_label(): to_hex(line.get_color()) for line in axes.get_lines()}
    assert (lines["mainnet6"], lines["mainnet7"]) == (GREY, OKABE_ITO[0])


def test_each_line_is_labelled_beside_it_and_the_upgrade_is_marked(data) -> None:
    texts = [text.get_text() for text in plot_time_path(data, Figure().subplots()).texts]
    assert {"mainnet6", "mainnet7", "mainnet_7 (v0.26.0)"} <= set(texts)


def test_values_are_drawn_in_the_unit_shown(data) -> None:
    """A yield of 9 % a year is drawn as 9."""
    assert data.unit == "% a year"
    assert 8.0 < np.nanmean(data.arms["mainnet6"].mean) < 10.0
    assert len(data.dates) == EPOCHS


def test_svg_is_the_same_bytes_every_time_and_has_no_address(data) -> None:
    drawing = svg(data, "net_apr")
    assert drawing == svg(data, "net_apr")
    assert drawing.startswith("<svg")
    assert "://" not in drawing
    assert "xmlns" not in drawing
    assert "metadata" not in drawing
