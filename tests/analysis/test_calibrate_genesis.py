"""The fit of genesis preferences: made anew it ships, and what it gives is the table of 20 February 2024."""

from __future__ import annotations

import math

import numpy as np
import pytest

from econsim.analysis.calibrate_genesis import csv_of, fit_preferences
from econsim.networks.akash_validators import FITTED, akash_validators
from econsim.networks.catalogue import load_scenario


@pytest.fixture(scope="module")
def fit():
    return fit_preferences(load_scenario("mainnet6"), seed=1)


def test_the_shipped_table_is_what_the_command_makes(fit):
    np.testing.assert_allclose(fit.preferences, akash_validators().fitted_share, atol=1e-6)
    shipped = FITTED.read_text("utf-8")
    assert shipped == csv_of(akash_validators().fitted_share, 1)
    assert "fitted by econsim calibrate genesis --seed 1" in shipped.splitlines()[1]


def test_placed_tranches_have_on_average_the_concentration_of_the_table(fit):
    """The table by hand: sums over its 100 shares, their squares, and their order."""
    shares = akash_validators().stake_share
    shares = shares / shares.sum()
    by_hand = {
        "HHI": math.fsum(share * share for share in shares),
        "Gini": math.fsum((101 - 2 * rank) * share for rank, share in enumerate(shares, start=1)) / 100,
        "top ten": math.fsum(shares[:10]),
        "Nakamoto": 6,
    }
    tolerance = {"HHI": 0.0008, "Gini": 0.006, "top ten": 0.007, "Nakamoto": 0.5}
    for name, (table, placed, error) in fit.measures.items():
        assert table == pytest.approx(by_hand[name], abs=1e-9)
        assert placed == pytest.approx(table, abs=tolerance[name])
        assert error < tolerance[name] / 4
    assert np.abs(fit.ranked - fit.table).max() < 0.0025


def test_placing_by_the_table_itself_is_not_enough(fit):
    """The largest of many random shares is above the share it has on average: fit is flatter than the table."""
    assert (fit.preferences**2).sum() < (fit.table**2).sum() - 0.0008
    assert fit.preferences[-1] > 2 * fit.table[-1]
