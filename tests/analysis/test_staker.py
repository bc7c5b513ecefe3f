"""My stake, my yield, before and after: by hand, with everybody's reward the same every day."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import econsim as es
from econsim.analysis.compare import compared
from econsim.errors import UsageError
from tests.analysis.hand_made import DIFFER_FROM, EPOCHS, MINTED_UAKT, hand_made_arms

SUPPLY, PRICE = 10**15, 2.0
WINDOW = EPOCHS - DIFFER_FROM


def arm(of, earned_akt: float):
    """Return an arm in which an AKT with validator 1 earns that much in all, a thousandth more in each replicate."""
    series = of.run.series.assign(gross_apr=0.1, akt_price_usd=PRICE)
    epochs = series.index.get_level_values("epoch").to_numpy()
    series["supply_uakt"] = SUPPLY + (epochs + 1) * MINTED_UAKT
    agents = []
    for number, table in enumerate(of.run.agents_by_replicate):
        is_validator = (table["population"] == "validator").to_numpy()
        earned = np.where(is_validator, earned_akt * (1.0 + number / 1_000), 0.0)
        ranks = np.where(is_validator, np.cumsum(is_validator), 0)
        told = {"rank": ranks, "rewards_uakt_per_akt": earned * 1e6, "rewards_usd_per_akt": earned * PRICE}
        agents.append(table.assign(**told))
    return dataclasses.replace(of, run=dataclasses.replace(of.run, series=series, agents_by_replicate=agents))


@pytest.fixture(scope="module")
def comparison():
    baseline, variant = hand_made_arms(shifts={"net_apr": -0.002})
    return compared([arm(baseline, 0.010), arm(variant, 0.009)])


def test_a_run_is_told_as_a_year_of_the_whole(comparison) -> None:
    """A hundredth in 40 days is .0913125 a year, a thousandth of it more for each replicate: 2.5 on average."""
    found = es.staker(comparison.runs["mainnet6"], 1_000, validator=1)
    apr = 0.010 * 1.0025 * 365.25 / EPOCHS
    assert found.loc["yield", "mean"] == pytest.approx(apr)
    assert found.loc["AKT", "mean"] == pytest.approx(1_000 * apr)
    assert found.loc["USD", "mean"] == pytest.approx(1_000 * apr * PRICE)
    grown = (1.0 + EPOCHS * MINTED_UAKT / SUPPLY) ** (365.25 / EPOCHS)
    assert found.loc["yield after inflation", "mean"] == pytest.approx((1.0 + apr) / grown - 1.0)
    assert found.loc["AKT", "ci_low"] < found.loc["AKT", "mean"] < found.loc["AKT", "ci_high"]


def test_a_comparison_is_told_as_a_year_of_the_days_on_which_arms_differ(comparison) -> None:
    """Of a hundredth in 40 equal days, 27 bring .00675 in both arms; the rest is of the 13 days after."""
    found = comparison.staker(1_000, validator=1).loc["mainnet7"]
    a_year = 365.25 / WINDOW
    before = 0.010 * DIFFER_FROM / EPOCHS
    mean = 1.0025
    assert found.loc["AKT", "baseline"] == pytest.approx(1_000 * (0.010 - before) * mean * a_year)
    assert found.loc["AKT", "mean"] == pytest.approx(1_000 * (0.009 - before) * mean * a_year)
    assert found.loc["AKT", "difference"] == pytest.approx(-1_000 * 0.001 * mean * a_year)
    assert found.loc["USD", "difference"] == pytest.approx(-1_000 * 0.001 * mean * a_year * PRICE)
    assert set(found["verdict"]) == {"lower"}


def test_swapping_the_arms_flips_the_sign(comparison) -> None:
    baseline, variant = hand_made_arms(shifts={"net_apr": -0.002})
    swapped = compared([arm(variant, 0.009), arm(baseline, 0.010)])
    there = swapped.staker(1_000, validator=1).loc["mainnet6"]
    here = comparison.staker(1_000, validator=1).loc["mainnet7"]
    for name, other in (("difference", "difference"), ("difference_ci_low", "difference_ci_high")):
        assert there.loc["AKT", name] == pytest.approx(-here.loc["AKT", other])


@pytest.mark.parametrize("validator", [1, np.int64(1), "rank 1", "id 0", "1-10"])
def test_a_validator_is_named_by_rank_id_or_group(comparison, validator) -> None:
    run = comparison.runs["mainnet6"]
    assert es.staker(run, 1.0, validator=validator).equals(es.staker(run, 1.0, validator=1))


@pytest.mark.parametrize(
    ("akt", "validator", "told"),
    [
        (1.0, 9, r"^rank 9: no such validator; there are ranks 1 to 3, ids 0 to 2 and the groups 1-10, 11-33$"),
        (1.0, "11-34", r"^11-34: no such validator; .*; did you mean 11-33\?$"),
        (-1.0, 1, r"^akt is -1.0; expected an amount of AKT above 0$"),
        (True, 1, r"^akt is True; "),
        (
            1.0,
            "5",
            r"^validator is '5'; expected a rank, which is a whole number such as 5, or text: 'rank 5', 'id 5' or",
        ),
        (1.0, 5.0, r"^validator is 5.0; expected a rank, which is a whole number"),
        (1.0, True, r"^validator is true; expected a rank"),
    ],
)
def test_what_is_not_there_is_refused_in_one_line(comparison, akt, validator, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        comparison.staker(akt, validator=validator)


def test_a_wrong_thing_is_refused_in_one_line() -> None:
    with pytest.raises(UsageError, match=r"^staker reads a comparison or a run; got str$"):
        es.staker("mainnet6", 1.0, validator=1)


def test_an_average_akt_earns_the_mean_apr() -> None:
    """Weighted with stake, which moves by a per cent or so in six days, validators' yields are the mean APR."""
    run = es.run("mainnet6", epochs=6, replicates=1, workers=1)
    validators = run.agents[run.agents["population"] == "validator"]
    weights = validators["stake_uakt"] * (validators["rewards_uakt_per_akt"] > 0)
    earned = (validators["rewards_uakt_per_akt"] * weights).sum() / weights.sum() / 1e6
    assert earned * 365.25 / 6 == pytest.approx(run.series["net_apr"].mean(), rel=0.02)
