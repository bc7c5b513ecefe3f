"""What providers sell and buy, to the uakt: by hand, and against the market's own flows in every epoch of a run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import econsim
from econsim.errors import BrokenBooks
from econsim.mechanisms.exchange import messages
from econsim.mechanisms.exchange.messages import buy_bid_deposits, sell_revenue
from econsim.mechanisms.exchange.rules import (
    BOUGHT_BY_PROVIDERS,
    SOLD_BY_PROVIDERS,
    buy_for_providers,
    sell_for_providers,
)
from econsim.policies.providers.decisions import RevenueUse
from tests.mechanisms.market_worlds import AKT, one_room_world

TRADED = ("uakt", "uusdc")  # ACT is sent to nobody


def wanting(sold_share: list[float], kept_for_deposits_uakt: list[int]) -> Any:
    return RevenueUse(np.array(sold_share), np.array(kept_for_deposits_uakt))


def world_of(*wallets_uakt: int) -> Any:
    return one_room_world([], n_providers=len(wallets_uakt), provider_uakt=list(wallets_uakt))


# --- by hand -------------------------------------------------------------------------------------------------


def test_a_share_of_what_was_withdrawn_is_sold_rounded_down_in_either_denom() -> None:
    """.9 x 1,234,567 = 1,111,110.3; .9 x 9 = 8.1; .5 x 3 = 1.5."""
    world = world_of(2_000_000, 2_000_000)
    outside = {denom: world.ledger.total(f"outside_{denom}") for denom in TRADED}
    world.providers.wallet[1] = [10, 3]
    world.ledger.supply["uusdc"] += 13
    sell_revenue(world, wanting([0.9, 0.5], [0, 0]), np.array([[1_234_567, 0], [9, 3]]))
    assert world.providers.wallet.tolist() == [[888_890, 2_000_000], [2, 2], [0, 0]]
    sold = [world.ledger.journal.money[SOLD_BY_PROVIDERS, denom] for denom in TRADED]
    assert sold == [1_111_110, 9]
    assert world.ledger.total("outside_uakt") - outside["uakt"] == 1_111_110
    assert world.ledger.total("outside_uusdc") - outside["uusdc"] == 9
    assert world.ledger.imbalance("uakt") == world.ledger.imbalance("uusdc") == 0


def test_nobody_sells_what_bid_deposits_have_taken_from_the_wallet() -> None:
    world = world_of(50)
    sell_revenue(world, wanting([0.9], [0]), np.array([[100], [0]]))
    assert (world.journal.money[SOLD_BY_PROVIDERS, "uakt"], world.providers.wallet_uakt.tolist()) == (50, [0])


def test_a_wallet_below_the_deposits_wanted_buys_up_to_them_and_no_other_one_buys() -> None:
    world = world_of(20 * AKT, 150 * AKT, 151 * AKT)
    buy_bid_deposits(world, wanting([0.9] * 3, [150 * AKT] * 3))
    assert world.providers.wallet_uakt.tolist() == [150 * AKT, 150 * AKT, 151 * AKT]
    assert world.ledger.journal.money[BOUGHT_BY_PROVIDERS, "uakt"] == 130 * AKT
    assert world.ledger.imbalance("uakt") == 0


def test_what_outside_does_not_hold_is_not_bought_in_part() -> None:
    world = world_of(0, 0, 0)
    left = world.ledger.total("outside_uakt")
    buy_for_providers(world, np.array([left - 10, 10, 1]))
    assert world.providers.wallet_uakt.tolist() == [left - 10, 10, 0]
    buy_for_providers(world, np.array([2**62, 0, 0]))
    assert world.providers.wallet_uakt.tolist() == [left - 10, 10, 0]
    assert world.journal.money[BOUGHT_BY_PROVIDERS, "uakt"] == left


def test_a_negative_purchase_is_refused() -> None:
    with pytest.raises(BrokenBooks, match="bought by providers"):
        buy_for_providers(world_of(0), np.array([-1]))


# --- in a run ------------------------------------------------------------------------------------------------


def stepped(policy: dict[str, Any], epochs: int, **changes: Any) -> Any:
    few = {"population.delegators.accounts": 100, "population.tenants.accounts": 300}
    dotted = {name.replace("__", "."): value for name, value in changes.items()}
    scenario = econsim.load_scenario("mainnet7").with_changes(few | {"policies.provider_revenue": policy} | dotted)
    return econsim.AkashModel(scenario, seed=5, replicate=0, epochs=epochs)


def held(world: Any, denom: str) -> int:
    """Return what tenants, providers, escrow (dust included) and bid deposits hold."""
    names = [f"tenants.wallet_{denom}", f"providers.wallet_{denom}", f"leases.escrow_{denom}", f"escrow_dust_{denom}"]
    names += ["orders.bid_deposit_uakt", "leases.bid_deposit_uakt"] if denom == "uakt" else []
    return sum(world.ledger.total(name) for name in names)


@pytest.mark.parametrize(
    "policy",
    [
        {"kind": "keep"},
        {"kind": "sell", "sold_share": 0.0},
        {"kind": "sell"},
        {"kind": "sell", "sold_share": 1.0, "deposits_kept": 500},
        {"kind": "sell", "sold_share": 0.37, "buys_deposits": False},
    ],
)
def test_in_every_epoch_bought_less_sold_is_the_take_fees_and_what_the_market_holds_more(policy: Any) -> None:
    """Money enters and leaves the market by trade and leaves it as take fees, to the uakt and uusdc."""
    model = stepped(policy, 20, population__providers__wallet_uakt="150 AKT")
    moved = dict.fromkeys(TRADED, 0)
    for _ in range(20):
        before = {denom: held(model.world, denom) for denom in TRADED}
        row = model.run(1).series.iloc[-1]
        for denom in TRADED:
            bought = int(row[f"bought_{denom}"]) + (int(row["bought_by_providers_uakt"]) if denom == "uakt" else 0)
            sold = int(row[f"sold_by_providers_{denom}"])
            more = held(model.world, denom) - before[denom]
            assert bought - sold == int(row[f"take_fee_{denom}"]) + more
            stakers = int(row["sold_uakt"]) if denom == "uakt" else 0
            assert int(row[f"net_sold_{denom}"]) == stakers + sold - bought
            moved[denom] += bought
    assert min(moved.values()) > 0


def test_providers_sell_nine_tenths_of_what_they_earn_over_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Floors lose less than a uakt a provider and epoch; nobody is short of the AKT that it sells."""
    model = stepped({"kind": "sell"}, 20)
    sold = np.zeros_like(model.world.providers.wallet)  # by denom and provider: what sales take from the wallets

    def watched(world: Any, amounts: Any) -> None:
        before = world.providers.wallet.copy()
        sell_for_providers(world, amounts)
        sold[:] += before - world.providers.wallet

    monkeypatch.setattr(messages, "sell_for_providers", watched)
    earned = model.run(20).world.providers.earned
    assert (0.9 * earned - 20 <= sold).all()
    assert (sold <= 0.9 * earned).all()
    assert sold.min() >= 0
    assert (sold[:2].sum(axis=1) > 0).all()
    assert not sold[2].any()
