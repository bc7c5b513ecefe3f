"""A trader in a whole run: his books, what he takes from the vault, and that looking on changes nothing."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from tests.properties.test_act_at_work import scenario
from tests.properties.watched_run import WatchedRun

EPOCHS, LATE = 10, 5
MEAN = {"chain.oracle.twap_window": "30 minutes", "chain.oracle.max_price_staleness_period": "363 s"}
CHANGES = {
    "run__epochs": EPOCHS,
    "timeline__mainnet_18": {"start_day": 4, "upgrade": "v2.1.0"},
    "timeline__mean": {"start_day": LATE, "set": MEAN},
}


@functools.cache
def watched(kind: str, cash_usd: float = 0.0) -> Any:
    trader = {"kind": kind} if kind == "none" else {"kind": kind, "cash_usd": cash_usd, "required_margin_bps": 0.0}
    run = WatchedRun(scenario(**CHANGES, policies__arbitrage=trader))
    run.run(EPOCHS)
    return run


def test_the_books_balance_and_he_gains_on_falls_and_on_nothing_else() -> None:
    """On a fall he is told more than the market's price, and mints; with no ACT in hand a rise is nothing to him."""
    series = watched("lagging_price", 10_000.0).series
    gained, price = series["trader_gain_usd"].diff().fillna(0.0), series["akt_price_usd"]
    falls = price / price.shift() < 0.996
    late = slice(LATE + 1, None)
    assert falls.iloc[late].any()
    assert not falls.iloc[late].all()
    assert (gained.iloc[late] > 1.0).tolist() == falls.iloc[late].tolist()
    assert series["account_traders__wallet_uakt"].eq(0).all()
    held = series["account_traders__wallet_uusdc"] + series["account_traders__wallet_uact"] - 10_000 * 10**6
    assert held.iloc[-1] / 1e6 == pytest.approx(series["trader_gain_usd"].iloc[-1])


def test_what_he_gains_is_akt_that_was_handed_out_beyond_what_he_locked() -> None:
    series = watched("lagging_price", 10_000.0).series
    bought, sold = (series[f"{way}_by_traders_uakt"] * series["akt_price_usd"] for way in ("bought", "sold"))
    assert ((sold - bought).sum() / 1e6) == pytest.approx(series["trader_gain_usd"].iloc[-1], rel=1e-6)


def test_a_trader_without_cash_changes_nothing_to_the_bit() -> None:
    with_him, without = watched("lagging_price").series, watched("none").series
    assert with_him.equals(without)
    assert without["trader_gain_usd"].eq(0.0).all()
