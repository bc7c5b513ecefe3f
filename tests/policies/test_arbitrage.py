"""On which moves the trader trades: what earns the spreads and his margin, by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from econsim.policies.traders.arbitrage import LaggingPrice, NoArbitrage

OWN: Any = np.zeros(1)


def decided(policy: Any, mint_spread_bps: int = 25, settle_spread_bps: int = 0) -> Any:
    bme = SimpleNamespace(mint_spread_bps=mint_spread_bps, settle_spread_bps=settle_spread_bps)
    return policy.decide(OWN, SimpleNamespace(law=SimpleNamespace(bme=bme)), None)


def test_nobody_trades_by_default() -> None:
    nothing = decided(NoArbitrage())
    assert (nothing.cash_uusdc.tolist(), nothing.mints_above.tolist(), nothing.burns_below.tolist()) == ([0], [0], [0])


@pytest.mark.parametrize(
    ("margin", "mint", "settle", "above"),
    [(0.0, 25, 0, 1 / 0.9975), (25.0, 25, 0, 1.0025 / 0.9975), (100.0, 0, 50, 1.01 / 0.995), (0.0, 0, 0, 1.0)],
)
def test_a_mint_must_earn_both_spreads_and_the_margin(margin: float, mint: int, settle: int, above: float) -> None:
    """Of a dollar of AKT he is paid r (1 - s) ACT, and for these (1 - t) dollars of AKT."""
    found = decided(LaggingPrice(required_margin_bps=margin), mint, settle)
    assert found.mints_above.tolist() == pytest.approx([above])
    assert found.burns_below.tolist() == [1.0]


def test_who_keeps_act_burns_it_where_a_rise_pays_for_the_burn_too() -> None:
    found = decided(LaggingPrice(required_margin_bps=100.0, keeps_act=True), 25, 50)
    assert found.burns_below.tolist() == pytest.approx([0.995 / 1.01])


def test_he_brings_his_cash_and_asks_when_he_says() -> None:
    assert decided(LaggingPrice(cash_usd=12.5)).cash_uusdc.tolist() == [12_500_000]
    assert [decided(LaggingPrice(asks_at_once=once)).asks_at_once.tolist() for once in (False, True)] == [[0], [1]]
