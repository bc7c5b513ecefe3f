"""The module registered, no message, no migration: nothing else of the run changes. And how releases bring it."""

from __future__ import annotations

import pytest

import econsim
from econsim.mechanisms.bme import series as module

OWN = {series.name for series in module.SERIES}


def run(name: str, *sets: str, epochs: int = 14):
    return econsim.AkashModel(econsim.load_scenario(name, list(sets)), seed=3, epochs=epochs).run(epochs)


@pytest.fixture(scope="module")
def without():
    return run("mainnet7", epochs=30)


def test_a_module_that_nobody_asks_changes_no_other_series_to_the_bit(without) -> None:
    with_it = run("mainnet7", "timeline.opens={date: 2023-09-12, migrations: [register_bme]}", epochs=30).series
    others = [name for name in with_it if name not in OWN]
    assert with_it[others].equals(without.series[others])
    assert with_it["bme_blocks_halt_cr"].iloc[-1] > 14_000  # there, and halted: nothing is in the vault
    assert without.series["bme_blocks_halt_cr"].sum() == 0


def test_a_silent_feed_changes_nothing_where_nobody_asks(without) -> None:
    with_it = run("mainnet7", "shocks.price_feed={kind: outages, days_between: 1, mean_hours: 5}", epochs=30).series
    assert with_it.equals(without.series)


def test_mainnet_17_takes_the_seed_from_the_pool_and_mainnet_18_goes_by_time(without) -> None:
    late = run(
        "mainnet6",
        "timeline.mainnet_17={date: 2023-09-06, upgrade: v2.0.0}",
        "timeline.mainnet_18={date: 2023-09-09, upgrade: v2.1.0}",
        "shocks.price_feed={kind: outage, start_day: 10.5, hours: 3}",
    ).series
    funded = late["vault_funded_uakt"]
    assert funded.sum() == funded.max() == 300_000 * 10**6
    assert late["free_reserve_uakt"].iloc[-1] == 300_000 * 10**6
    of_others = late["remint_credits_uakt"] + late["act_pending_uakt"] + late["free_reserve_uakt"]
    assert (late["bme_vault_uakt"] == of_others).all()
    pool = (without.series["account_community_pool_uakt"] - late["account_community_pool_uakt"]).iloc[5]
    assert pool >= 300_000 * 10**6
    begins = int(funded.to_numpy().argmax())
    assert late["bme_blocks_halt_cr"].iloc[begins] == 2  # until a second quote is there
    silent = late["bme_blocks_halt_oracle"]
    assert int(silent.to_numpy().argmax()) == 10
    assert silent.sum() == silent.iloc[10] == pytest.approx(3 * 3600 / 6.047, abs=8)
