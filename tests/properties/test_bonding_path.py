"""Bonded stake follows minting, restaking and the flow; it falls and rises with what it yields."""

from __future__ import annotations

import numpy as np
import pytest

from tests.properties.bonding_path import (
    BLOCKS_A_DAY,
    BLOCKS_A_YEAR_BY_LAW,
    DAYS_A_YEAR,
    LAWS,
    Entries,
    by_arithmetic,
    mean_commission,
    stepped,
)

FINE = {"population.delegators.tranche_ratio": 0.0001}  # small tranches: a path near its mean
DAYS = 150


@pytest.fixture(scope="module")
def paths():
    """Return the series under each law."""
    return {law: stepped("mainnet7", DAYS, 0, changes | FINE) for law, (changes, _) in LAWS.items()}


@pytest.mark.parametrize("law", LAWS)
def test_the_bonded_path_follows_its_arithmetic(law, paths) -> None:
    """The furthest day of one path is .006 to .012 away (16 paths); on one day its standard deviation is .005."""
    expected = by_arithmetic(DAYS, **LAWS[law][1])
    others = [stepped("mainnet7", DAYS, replicate, LAWS[law][0] | FINE) for replicate in (1, 2, 3)]
    mean = np.mean([series["bonded_ratio"] for series in (paths[law], *others)], axis=0)
    np.testing.assert_allclose(mean, expected, atol=0.01)
    assert np.ptp(expected) > 0.02


def test_by_day_60_a_fall_to_62_percent_is_due(paths) -> None:
    assert by_arithmetic(60)[-1] == pytest.approx(0.618, abs=0.005)
    assert paths["base"]["bonded_ratio"].iloc[59] == pytest.approx(0.618, abs=0.01)


def test_stake_answers_inflation_and_tax_with_the_right_sign(paths) -> None:
    last = {law: float(series["bonded_ratio"].iloc[-30:].mean()) for law, series in paths.items()}
    assert last["inflation 0"] < last["base"] - 0.02
    assert last["inflation 13-20 %"] > last["base"] + 0.008
    assert last["inflation 13-20 %, tax 40 %"] < last["base"]
    assert last["tax 0"] > last["base"]


def test_the_flow_done_is_the_flow_wanted_in_the_mean(paths) -> None:
    for series in paths.values():
        wanted, done = series["bonding_flow_wanted_uakt"], series["bonding_flow_done_uakt"]
        spread = np.sqrt((done.astype(float) ** 2).sum())
        assert abs(done.sum() - wanted.sum()) < 4 * spread
        assert spread < 0.2 * abs(wanted).sum()


def test_no_holding_of_the_preset_ever_has_as_many_unbonding_entries_as_the_law_admits(monkeypatch) -> None:
    entries = Entries(monkeypatch)
    stepped("mainnet7", 100, 0)
    assert 0 < entries.most < 7


def test_no_response_is_the_fixed_policy_to_the_bit() -> None:
    none, fixed = (
        stepped("mainnet7", 40, 0, {"policies.bonding": policy})
        for policy in ({"kind": "required_yield", "bonding_response_per_year": 0.0}, {"kind": "fixed"})
    )
    assert none.equals(fixed)
    assert (fixed["bonding_flow_done_uakt"] == 0).all()
    answering = stepped("mainnet7", 40, 0)
    assert not answering["bonded_ratio"].equals(fixed["bonded_ratio"])


def test_mainnet_7_rests_below_the_ratio_at_which_stake_yields_what_is_required() -> None:
    """At 15 % inflation real yield is .020 with .617 bonded; what the supply grows by beyond what is restaked has to
    come from outside, which takes a yield of .0235: the ratio rests at .605.
    """
    minted, after_commission = 0.15 * BLOCKS_A_DAY / BLOCKS_A_YEAR_BY_LAW, 0.75 * (1 - mean_commission(0.05))

    def real_yield(ratio: float) -> float:
        return ((1 + minted * after_commission / ratio) / (1 + minted)) ** DAYS_A_YEAR - 1

    at_rest = by_arithmetic(1_500)[-1]
    assert real_yield(0.6174) == pytest.approx(0.020, abs=5e-5)
    assert at_rest == pytest.approx(0.605, abs=0.001)
    with_away = 1 + 0.02 + 30 * 0.02 / 21  # what unbonds and what is away grow with stake
    from_outside = 20 * (real_yield(at_rest) - 0.020) * (1 + minted) / DAYS_A_YEAR
    assert from_outside + 0.2 * minted * after_commission == pytest.approx(at_rest * with_away * minted, rel=0.01)


def test_where_nothing_is_minted_there_is_no_bonded_ratio_at_rest() -> None:
    """At .08 to .15 the ratio settles near .605; at 0 stake earns nothing however little of it there is."""
    assert np.ptp(by_arithmetic(1_000)[-200:]) < 1e-3
    falling = by_arithmetic(400, **LAWS["inflation 0"][1])
    assert (np.diff(falling[30:]) < -0.0005).all()
