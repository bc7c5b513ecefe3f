"""Winners and losers: transfers sum to zero, and every group's gain is the one that was put in."""

from __future__ import annotations

import pytest

from econsim.analysis.cuts import by_group
from econsim.analysis.report_data import Gain
from econsim.analysis.winners import winners
from econsim.networks.catalogue import load_scenario
from tests.analysis.hand_made import CAPTIVE_UAKT, EPOCHS, MINTED_UAKT, TAX_UAKT, hand_made_run

MOVED_UAKT = 5_000_000


@pytest.fixture(scope="module")
def rows() -> tuple[Gain, ...]:
    return winners_of(hand_made_run(), hand_made_run(load_scenario("mainnet7"), moved_uakt=MOVED_UAKT))


def winners_of(baseline, variant) -> tuple[Gain, ...]:
    return winners(baseline, variant, by_group(baseline, variant))


def of(rows: tuple[Gain, ...], who: str) -> Gain:
    return next(row for row in rows if row.who == who)


def test_what_is_minted_is_handed_out_to_somebody(rows: tuple[Gain, ...]) -> None:
    shares = [row for row in rows if row.table == "mint"]
    assert sum(row.baseline for row in shares) == MINTED_UAKT * EPOCHS
    assert sum(row.variant for row in shares) == MINTED_UAKT * EPOCHS


def test_transfers_sum_to_zero_when_minting_is_equal(rows: tuple[Gain, ...]) -> None:
    assert of(rows, "minted in all").verdict == "identical"
    assert sum(row.difference for row in rows if row.table == "mint") == 0.0
    assert sum(row.transfer for row in rows if row.table == "mint") == 0.0


def test_who_gains_and_who_loses_is_found_to_the_uakt(rows: tuple[Gain, ...]) -> None:
    assert of(rows, "validators, rank 11-33").difference == MOVED_UAKT
    assert of(rows, "delegators, decile 10").difference == -MOVED_UAKT
    assert of(rows, "validators the proposal lifts").difference == MOVED_UAKT
    assert of(rows, "validators it leaves alone").verdict == "identical"


def test_transfers_sum_to_zero_when_more_is_minted_too() -> None:
    """The variant mints 10 % more, all of it for the pool, whose share rises from 1/4 to .35 / 1.1."""
    baseline, variant = hand_made_run(), hand_made_run(load_scenario("mainnet7"))
    variant.series["minted_uakt"] = MINTED_UAKT * 11 // 10
    rows = winners_of(baseline, variant)
    assert of(rows, "minted in all").difference == MINTED_UAKT * EPOCHS / 10
    transfers = [row.transfer for row in rows if row.table == "mint"]
    assert sum(transfers) == pytest.approx(0.0, abs=1.0)
    to_the_pool = (0.35 / 1.1 - 0.25) * 1.05 * MINTED_UAKT * EPOCHS
    assert of(rows, "community pool").transfer == pytest.approx(to_the_pool)


def test_swapping_the_arms_flips_the_sign_of_every_transfer() -> None:
    baseline, variant = hand_made_run(), hand_made_run(load_scenario("mainnet7"), moved_uakt=MOVED_UAKT)
    variant.series["minted_uakt"] = MINTED_UAKT * 11 // 10
    there, back = winners_of(baseline, variant), winners_of(variant, baseline)
    for row in there:
        if row.table == "mint":
            assert of(back, row.who).transfer == pytest.approx(-row.transfer)


def test_captive_validators_have_a_row_of_their_own(rows: tuple[Gain, ...]) -> None:
    captive = of(rows, "validators, captive")
    assert (captive.members, captive.baseline, captive.verdict) == (1, CAPTIVE_UAKT, "identical")
    assert of(rows, "validators, rank 11-33").members == 1
    assert of(rows, "validators captive").baseline == CAPTIVE_UAKT


def test_the_community_pool_gets_the_rest(rows: tuple[Gain, ...]) -> None:
    pool = of(rows, "community pool")
    assert (pool.baseline, pool.verdict) == (TAX_UAKT * EPOCHS, "identical")


def test_the_market_sums_to_zero_in_both_arms(rows: tuple[Gain, ...]) -> None:
    market = [row for row in rows if row.table == "market"]
    assert sum(row.baseline for row in market) == pytest.approx(0.0)
    assert of(rows, "tenants, web").baseline == pytest.approx(-1_002.5)  # 1,000 + replicate, six replicates


def test_deciles_stand_in_the_order_of_their_numbers(rows: tuple[Gain, ...]) -> None:
    deciles = [row.who for row in rows if "decile" in row.who]
    assert deciles == ["delegators, decile 2", "delegators, decile 10"]


def test_ranks_stand_before_those_who_wait() -> None:
    run = hand_made_run()
    for agents in run.agents_by_replicate:
        agents.loc[agents["id"] == 0, "group"] = "waiting"
    rows = [row for row in winners_of(run, run) if row.table == "mint"]
    tiers = [row.who for row in rows if row.who.startswith("validators")]
    assert tiers == ["validators, rank 11-33", "validators, captive", "validators, waiting"]
