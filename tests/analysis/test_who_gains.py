"""Who gains and who pays: groups of people whose transfers sum to zero, AKT a year, better and worse off."""

from __future__ import annotations

import pytest

from econsim.analysis.cuts import by_group
from econsim.analysis.who_gains import LARGE, SMALL, who_gains
from econsim.analysis.winners import winners
from econsim.networks.catalogue import load_scenario
from tests.analysis.hand_made import DIFFER_FROM, EPOCHS, MINTED_UAKT, hand_made_run

MOVED_UAKT = 50_000_000
WINDOW_DAYS = EPOCHS - DIFFER_FROM


def found(moved_uakt: int = MOVED_UAKT, minted: int = MINTED_UAKT):
    baseline, variant = hand_made_run(), hand_made_run(load_scenario("mainnet7"), moved_uakt=moved_uakt)
    variant.series["minted_uakt"] = minted
    return who_gains(baseline, variant, by_group(baseline, variant), DIFFER_FROM)


def of(groups, who: str):
    return next(group for group in groups if group.who == who)


def test_what_one_group_gains_another_pays_and_the_sum_is_zero() -> None:
    """50 AKT in 13 days, from the largest tenth of delegators to a lifted validator: 50 x 365.25 / 13 a year."""
    made = found()
    a_year = 50 * 365.25 / WINDOW_DAYS
    assert of(made.groups, LARGE).moved == pytest.approx(-a_year)
    assert of(made.groups, "validators the proposal lifts").moved == pytest.approx(a_year)
    assert sum(group.moved for group in made.groups) == pytest.approx(0.0, abs=1e-9)
    assert sum(group.moved for group in made.parties) == pytest.approx(0.0, abs=1e-9)
    assert [of(made.groups, who).moved for who in (SMALL, "validators it leaves alone")] == [0.0, 0.0]


def test_more_minting_is_apart_and_the_groups_still_sum_to_zero() -> None:
    """10 % more of 1,000 AKT a day in 40 days is 4,000 AKT, all of it for the pool."""
    made = found(moved_uakt=0, minted=MINTED_UAKT * 11 // 10)
    assert made.created.moved == pytest.approx(4_000 * 365.25 / WINDOW_DAYS)
    assert sum(group.moved for group in made.groups) == pytest.approx(0.0, abs=1e-6)


def test_dollars_are_akt_at_the_mean_price() -> None:
    """The AKT price of the hand-made runs is that of their series; both arms have the same."""
    made = found()
    for group in made.groups:
        assert group.usd == pytest.approx(group.moved * made.akt_price_usd)


def test_one_replicate_has_no_interval() -> None:
    baseline = hand_made_run(replicates=1)
    variant = hand_made_run(load_scenario("mainnet7"), replicates=1, moved_uakt=MOVED_UAKT)
    made = who_gains(baseline, variant, by_group(baseline, variant), DIFFER_FROM)
    assert of(made.groups, LARGE).ci_low is None


def test_the_share_of_a_group_that_is_better_off_counts_agents() -> None:
    """Of the delegators in decile 10 the only one loses 50 AKT; that of decile 2 gets the same."""
    baseline, variant = hand_made_run(), hand_made_run(load_scenario("mainnet7"), moved_uakt=MOVED_UAKT * 10)
    rows = winners(baseline, variant, by_group(baseline, variant))
    assert (of(rows, "delegators, decile 10").better, of(rows, "delegators, decile 10").worse) == (0.0, 1.0)
    assert (of(rows, "delegators, decile 2").better, of(rows, "delegators, decile 2").worse) == (0.0, 0.0)
    assert of(rows, "validators, rank 11-33").better == 1.0
    assert of(rows, "tenants, web").better is None


def test_agents_that_are_not_the_same_are_not_held_against_each_other() -> None:
    baseline, variant = hand_made_run(), hand_made_run(load_scenario("mainnet7"), moved_uakt=MOVED_UAKT)
    for agents in variant.agents_by_replicate:
        agents["id"] += 1
    rows = winners(baseline, variant, by_group(baseline, variant))
    assert all(row.better is None and row.worse is None for row in rows)


def test_tenants_are_told_gpu_hours_and_their_price() -> None:
    """A GPU in use in an epoch of a day is used for 24 hours."""
    run = hand_made_run()
    rows = [row for row in winners(run, run, by_group(run, run)) if row.table == "tenants"]
    by_replicate = run.series["gpus_in_use_all"].groupby("replicate").sum()
    assert rows[0].baseline == pytest.approx(24 * by_replicate.mean())
    assert [row.verdict for row in rows] == ["identical", "identical"]
