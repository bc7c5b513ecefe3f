"""The module registered, no message, no migration: nothing else of the run changes. And how releases bring it."""

from __future__ import annotations

import pytest

import econsim
from econsim.mechanisms.bme import series as module

OWN = {series.name for series in module.SERIES}
EPOCHS = 12


def run(*sets: str):
    scenario = econsim.load_scenario("mainnet7", ["run.start=2023-09-20", *sets])
    return econsim.AkashModel(scenario, seed=3, epochs=EPOCHS).run(EPOCHS)


@pytest.fixture(scope="module")
def without():
    return run()


def test_a_module_that_nobody_asks_changes_no_other_series_to_the_bit(without) -> None:
    with_it = run("timeline.opens={date: 2023-09-22, migrations: [register_bme]}").series
    others = [name for name in with_it if name not in OWN]
    assert with_it[others].equals(without.series[others])
    assert with_it["bme_blocks_halt_cr"].iloc[-1] > 14_000  # there, and halted: nothing is in the vault
    assert without.series["bme_blocks_halt_cr"].sum() == 0


def test_a_silent_feed_changes_nothing_where_nobody_asks(without) -> None:
    with_it = run("shocks.price_feed={kind: outages, days_between: 1, mean_hours: 5}").series
    assert with_it.equals(without.series)


def test_mainnet_17_takes_the_seed_from_the_pool_and_mainnet_18_goes_by_time(without) -> None:
    late = run(
        "timeline.mainnet_17={date: 2023-09-28, upgrade: v2.0.0}",
        "timeline.mainnet_18={date: 2023-09-30, upgrade: v2.1.0}",
        "shocks.price_feed={kind: outage, start_day: 10.5, hours: 3}",
    ).series
    funded = late["vault_funded_uakt"]
    assert funded.sum() == funded.max() == 300_000 * 10**6
    assert late["bme_vault_uakt"].iloc[-1] == late["free_reserve_uakt"].iloc[-1] == 300_000 * 10**6
    assert late["remint_credits_uakt"].iloc[-1] == 0
    pool = (without.series["account_community_pool_uakt"] - late["account_community_pool_uakt"]).iloc[7]
    assert pool >= 300_000 * 10**6
    begins = int(funded.to_numpy().argmax())
    assert late["bme_blocks_halt_cr"].iloc[begins] == 2  # until a second quote is there
    silent = late["bme_blocks_halt_oracle"]
    assert int(silent.to_numpy().argmax()) == 10
    assert silent.sum() == silent.iloc[10] == pytest.approx(3 * 3600 / 6.047, abs=8)


def test_a_proposal_funds_the_vault_out_of_the_pool_or_fails() -> None:
    proposal = "governance.seed={submitted: 2023-09-21, spend: {amount: 5000 AKT, to: vault}, by: outside}"
    fails = run(proposal, "chain.gov.voting_period=1 day").series
    assert fails["vault_funded_uakt"].sum() == 0
    opens = "timeline.opens={date: 2023-09-20, migrations: [register_bme]}"
    passes = run(proposal, opens, "chain.gov.voting_period=1 day").series
    assert passes["vault_funded_uakt"].sum() == passes["bme_vault_uakt"].iloc[-1] == 5000 * 10**6
