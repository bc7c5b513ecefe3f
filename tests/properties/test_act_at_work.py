"""Runs through Mainnet 17: leases become ACT, tenants mint, providers burn, and the money adds up."""

from __future__ import annotations

import functools
import pickle
from typing import Any

import numpy as np
import pytest

import econsim
from econsim.networks.akash_model import AkashModel
from econsim.units import UACT
from tests.properties.watched_run import WatchedRun

EPOCHS, UPGRADE = 8, 3
CHANGES = {
    "run.epochs": EPOCHS,
    "population.delegators.accounts": 80,
    "population.tenants.accounts": 30,
    "population.tenants.act.console_target": "500 ACT",
    "timeline.mainnet_14": {"date": "2023-09-01T15:45:00Z", "upgrade": "v1.0.0"},
    "timeline.mainnet_15": {"date": "2023-09-02T15:45:00Z", "upgrade": "v1.1.0"},
    "timeline.mainnet_17": {"date": "2023-09-03T15:45:00Z", "upgrade": "v2.0.0"},
}


def scenario(**more: Any) -> Any:
    changes = {name.replace("__", "."): value for name, value in more.items()}
    return econsim.load_scenario("mainnet6").with_changes(CHANGES | changes)


@functools.cache
def watched() -> Any:
    run = WatchedRun(scenario())
    run.run(EPOCHS)
    return run


def test_the_books_balance_through_the_upgrade_and_every_lease_is_in_act_from_then_on() -> None:
    series, leases = watched().series, watched().world.market.leases
    assert (leases.denom[leases.rate_micro_per_block > 0] == UACT).all()
    assert series["spend_uakt"].iloc[:UPGRADE].gt(0).all()
    assert not series[["spend_uakt", "spend_uusdc", "escrow_uakt", "escrow_uusdc"]].iloc[UPGRADE:].any().any()
    assert series["spend_uact"].iloc[UPGRADE:].gt(0).all()
    assert series["unfilled_no_act"].iloc[UPGRADE + 1 :].sum() == 0
    assert series["orders_filled"].iloc[UPGRADE + 1 :].gt(0).all()


def test_what_is_in_escrow_at_the_upgrade_becomes_act_at_that_price_with_nothing_behind_it() -> None:
    series = watched().series
    burned, price = series["escrow_migrated_uakt"].iloc[UPGRADE], series["oracle_price_usd"].iloc[UPGRADE]
    assert burned == series["escrow_uakt"].iloc[UPGRADE - 1]
    minted = series["act_minted_unbacked_uact"].iloc[UPGRADE]
    assert burned * price - 1_000 < minted <= burned * price  # less than a uact an account is lost
    assert series["remint_credits_uakt"].iloc[UPGRADE] <= series["act_mint_asked_uakt"].iloc[UPGRADE]


def test_all_act_is_in_somebodys_account() -> None:
    """The spread is a 400th of all mints, kept by the module; credits are what mints brought less what burns took."""
    series = watched().series
    held = [
        "tenants_uact",
        "providers_uact",
        "console_uact",
        "escrow_uact",
        "account_bme_uact",
        "account_escrow_dust_uact",
    ]
    assert np.array_equal(series[held].sum(axis=1), series["act_supply_uact"])
    minted, n = series["act_minted_uact"].sum(), series["conversions"].sum()
    assert minted / 400 - n <= series["act_trapped_uact"].iloc[-1] <= minted / 400
    credits = series["act_mint_asked_uakt"] - series["act_settled_uakt"] + series["act_fresh_mint_uakt"]
    assert credits.sum() == series["remint_credits_uakt"].iloc[-1] + series["act_pending_uakt"].iloc[-1]


def test_providers_burn_every_day_what_they_were_paid_the_day_before() -> None:
    series = watched().series
    burned, held = series["act_burned_uact"].iloc[UPGRADE + 1 :], series["providers_uact"].iloc[UPGRADE:-1]
    assert np.array_equal(burned, held)


def test_who_hoards_burns_nothing_and_sells_no_akt() -> None:
    run = AkashModel(scenario(policies__provider_burn={"kind": "hoard"})).run(EPOCHS).replicate()
    assert run.series["act_burned_uact"].sum() == 0
    assert run.series["sold_by_providers_uakt"].iloc[UPGRADE + 1 :].sum() == 0
    assert run.series["providers_uact"].is_monotonic_increasing


def test_a_run_that_is_taken_up_again_goes_on_like_one_that_was_not() -> None:
    """Also with conversions that wait, deposits set aside and orders that wait for a mint."""
    split = WatchedRun(scenario())
    split.run(UPGRADE + 2)
    again = pickle.loads(pickle.dumps(split.world))
    assert again.bme.state_rows.tobytes() == split.world.bme.state_rows.tobytes()
    split.world = again
    split.run(EPOCHS - UPGRADE - 2)
    assert split.series.equals(watched().series)


@pytest.mark.parametrize("share", [0.0, 0.95])
def test_card_or_own_mints_tenants_are_served_alike(share: float) -> None:
    run = WatchedRun(scenario(population__tenants__act__card_share=share))
    run.run(EPOCHS)
    lent = run.series["lent_by_console_uact"].sum()
    assert (lent > 0) == (share > 0)
    assert run.series["leases_overdrawn"].sum() == watched().series["leases_overdrawn"].sum() or share == 0.95
