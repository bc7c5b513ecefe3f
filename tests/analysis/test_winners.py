"""Winners and losers: transfers sum to zero, and every group's gain is the one that was put in."""

from __future__ import annotations

import pytest

from econsim.analysis.winners import winners
from econsim.catalogue import load_scenario
from tests.analysis.hand_made import EPOCHS, MINTED_UAKT, TAX_UAKT, hand_made_run

MOVED_UAKT = 5_000_000


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    return winners(hand_made_run(), hand_made_run(load_scenario("mainnet7"), moved_uakt=MOVED_UAKT))


def of(rows: list[dict], who: str) -> dict:
    return next(row for row in rows if row["who"] == who)


def test_what_is_minted_is_handed_out_to_somebody(rows: list[dict]) -> None:
    shares = [row for row in rows if row["table"] == "mint"]
    assert sum(row["baseline"] for row in shares) == MINTED_UAKT * EPOCHS
    assert sum(row["variant"] for row in shares) == MINTED_UAKT * EPOCHS


def test_transfers_sum_to_zero_when_minting_is_equal(rows: list[dict]) -> None:
    assert of(rows, "minted in all")["verdict"] == "identical"
    assert sum(row["difference"] for row in rows if row["table"] == "mint") == 0.0
    assert sum(row["transfer"] for row in rows if row["table"] == "mint") == 0.0


def test_who_gains_and_who_loses_is_found_to_the_uakt(rows: list[dict]) -> None:
    assert of(rows, "validators, rank 11-33")["difference"] == MOVED_UAKT
    assert of(rows, "delegators, decile 10")["difference"] == -MOVED_UAKT
    assert of(rows, "validators below the floor at the start")["difference"] == MOVED_UAKT
    assert of(rows, "validators not below it")["verdict"] == "identical"


def test_transfers_sum_to_zero_when_more_is_minted_too() -> None:
    """The variant mints 10 % more, all of it for the pool; without transfers everybody would have had 10 % more."""
    baseline, variant = hand_made_run(), hand_made_run(load_scenario("mainnet7"))
    variant.series["minted_uakt"] = MINTED_UAKT * 11 // 10
    rows = winners(baseline, variant)
    assert of(rows, "minted in all")["difference"] == MINTED_UAKT * EPOCHS / 10
    transfers = [row["transfer"] for row in rows if row["table"] == "mint"]
    assert sum(transfers) == pytest.approx(0.0, abs=1.0)
    everybody_else = 0.1 * (MINTED_UAKT - TAX_UAKT) * EPOCHS
    assert of(rows, "community pool")["transfer"] == pytest.approx(everybody_else)


def test_the_community_pool_gets_the_rest(rows: list[dict]) -> None:
    pool = of(rows, "community pool")
    assert (pool["baseline"], pool["verdict"]) == (TAX_UAKT * EPOCHS, "identical")


def test_the_market_sums_to_zero_in_both_arms(rows: list[dict]) -> None:
    market = [row for row in rows if row["table"] == "market"]
    assert sum(row["baseline"] for row in market) == pytest.approx(0.0)
    assert of(rows, "tenants, web")["baseline"] == pytest.approx(-1_002.5)  # 1,000 + replicate, six replicates


def test_deciles_stand_in_the_order_of_their_numbers(rows: list[dict]) -> None:
    deciles = [row["who"] for row in rows if "decile" in row["who"]]
    assert deciles == ["delegators, decile 2", "delegators, decile 10"]


def test_ranks_stand_before_those_who_wait() -> None:
    run = hand_made_run()
    for agents in run.agents_by_replicate:
        agents.loc[agents["id"] == 0, "group"] = "waiting"
    tiers = [row["who"] for row in winners(run, run) if row["table"] == "mint" and row["who"].startswith("validators")]
    assert tiers == ["validators, rank 11-33", "validators, waiting"]


def test_validators_in_profit_are_those_whose_income_covers_their_cost(rows: list[dict]) -> None:
    assert of(rows, "in profit, rank 1-10")["baseline"] == 1.0
    assert of(rows, "in profit, rank 11-33")["baseline"] == 0.0
