"""Values as the chain prints them are taken where nothing else can be meant; elsewhere it is told what to write."""

from __future__ import annotations

import pytest

from econsim.errors import ScenarioError
from econsim.networks.catalogue import load_scenario


@pytest.mark.parametrize(
    ("change", "value"),
    [
        (
            "chain.staking.min_commission_rate='0.100000000000000000'",
            lambda law: law.staking.min_commission_rate == 0.1,
        ),
        ("chain.mint.inflation_min='0.080000000000000000'", lambda law: law.mint.inflation_min == 0.08),
        ("chain.staking.unbonding_time=1209600s", lambda law: law.staking.unbonding_time == 14 * 86_400),
        ("chain.staking.unbonding_time=336h0m0s", lambda law: law.staking.unbonding_time == 14 * 86_400),
        ("chain.slashing.downtime_jail_duration=1h0m30s", lambda law: law.slashing.downtime_jail_duration == 3_630),
        ("chain.slashing.downtime_jail_duration=10m0.5s", lambda law: law.slashing.downtime_jail_duration == 600.5),
        ("chain.staking.unbonding_time=1 week", lambda law: law.staking.unbonding_time == 7 * 86_400),
        ("chain.staking.unbonding_time=2 weeks", lambda law: law.staking.unbonding_time == 14 * 86_400),
        ("chain.market.bid_min_deposit=7000000uakt", lambda law: law.market.bid_min_deposit == 7_000_000),
        (
            "chain.market.bid_min_deposit=7000000.000000000000000000uakt",
            lambda law: law.market.bid_min_deposit == 7 * 10**6,
        ),
        (
            "chain.deployment.min_deposits.uusdc=5000000uusdc",
            lambda law: law.deployment.min_deposits["uusdc"] == 5 * 10**6,
        ),
    ],
)
def test_what_the_chain_prints_is_taken(change, value):
    assert value(load_scenario("mainnet6", [change]).chain)


def test_a_list_of_rates_as_the_chain_prints_them_is_taken():
    scenario = load_scenario("mainnet6", ["population.validators.lifted_old_rates=['0.010000000000000000']"])
    assert scenario.population.validators.lifted_old_rates == (0.01,)


def test_events_set_what_the_chain_prints():
    event = "{date: 2023-12-01, set: {chain.staking.min_commission_rate: '0.100000000000000000'}}"
    scenario = load_scenario("mainnet6", [f"timeline.x={event}"])
    assert scenario.chain.with_changes(scenario.timeline[1].set).staking.min_commission_rate == 0.1


def test_a_block_time_with_nanoseconds_is_taken():
    assert load_scenario("mainnet6", ["run.start=2023-08-31T15:45:00.123456789Z"]).run.start.microsecond == 123_456


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ("chain.staking.min_commission_rate='5.000000000000000000'", "is 5; expected 0 to 1; did you mean 0.05?"),
        ("chain.staking.max_validators='85.000000000000000000'", "is 85.0; expected a whole number; write 85"),
        ("chain.mint.blocks_per_year='5256000'", "is '5256000'; expected a whole number; write 5256000 without quotes"),
        ("chain.staking.unbonding_time=1814400000000000", "in nanoseconds that is '21 days'"),
        ("chain.staking.unbonding_time='1814400000000000'", "in nanoseconds that is '21 days'"),
        ("chain.staking.unbonding_time=21days", "did you mean '21 days'?"),
        ("chain.staking.unbonding_time=21d", "did you mean '21 days'?"),
        ("chain.staking.unbonding_time=504h", "did you mean '504 hours'?"),
        ("chain.staking.unbonding_time=1w", "did you mean '1 week'?"),
        ("chain.staking.unbonding_time=3 Weeks", "did you mean '3 weeks'?"),
        ("chain.staking.unbonding_time=30 min", "did you mean '30 minutes'?"),
        ("chain.staking.unbonding_time=600 seconds", "did you mean '600 s'?"),
        ("chain.staking.unbonding_time=1 month", "expected a duration with its unit, such as '21 days' or '600 s'"),
        ("chain.market.bid_min_deposit=5AKT", "did you mean '5 AKT'?"),
        ("chain.market.bid_min_deposit=5 akt", "expected AKT; did you mean '5 AKT'?"),
        ("chain.market.bid_min_deposit=5000000 uakt", "expected AKT; did you mean 5000000uakt?"),
        ("chain.market.bid_min_deposit='5000000'", "or an amount '5 AKT'; write 5000000 without quotes"),
        ("chain.staking.min_commission_rate='.05'", "expected a number; write 0.05 without quotes"),
        ("chain.staking.min_commission_rate=50000000000000000", "expected 0 to 1; with 18 decimals that is 0.05"),
        ("chain.staking.min_commission_rate='1000000000000000000'", "a number; with 18 decimals that is 1"),
        ("chain.staking.min_commission_rate=1000000000000000001", "expected 0 to 1"),
        ("chain.take.denom_take_rates.uusdc='0.2'", "expected a whole number; did you mean 20?"),
        ("chain.market.bid_min_deposit=5000000uusdc", "expected a whole number of uakt or an amount '5 AKT'"),
    ],
)
def test_what_could_be_something_else_is_told_with_what_to_write(change, complaint):
    with pytest.raises(ScenarioError) as caught:
        load_scenario("mainnet6", [change])
    (line,) = caught.value.mistakes
    assert line.startswith(f"--set #1 {change.partition('=')[0]} ")
    assert line.endswith(complaint)
