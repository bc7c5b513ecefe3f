"""Each event is said plainly: what it sets, whom it lifts by the law and in a run, when it takes effect."""

from __future__ import annotations

import pytest

from econsim.networks.catalogue import load_scenario
from econsim.networks.deeds import deeds
from econsim.networks.seen import Effect, Seen
from econsim.scenario.event_words import event_sentences

NOBODY = Seen(0.0, 0.0)
LIFT = "migrations: [lift_to_floor]"
ONLY_EDITS = "changes what edits may name, lifts nobody"


def does(written: str, parent: str = "mainnet7", seen=None) -> str:
    scenario = load_scenario(parent, [f"timeline.proposal={{date: 2023-10-10, {written}}}"])
    return deeds(scenario, None if seen is None else {"proposal": seen})["proposal"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("chain.distribution.community_tax: 0.0", "sets community_tax to 0 % (before 25 %)"),
        ("chain.distribution.community_tax: 0.25", "keeps community_tax at 25 %"),
        ("chain.mint.inflation_max: 0.2", "sets inflation_max to 20 % a year (before 15 % a year)"),
        ("chain.take.denom_take_rates.uakt: 4", "sets denom_take_rates.uakt to 4 % (before 2 %)"),
        ("chain.take.default_take_rate: 25", "sets default_take_rate to 25 % (before 20 %)"),
        ("chain.deployment.min_deposits.uakt: 0.5 AKT", "sets min_deposits.uakt to 0.5 AKT (before 5 AKT)"),
        (
            "chain.deployment.min_deposits: {uakt: 1 AKT}",
            "sets min_deposits to {uakt: 1 AKT} (before {uakt: 5 AKT, uusdc: 5 USDC})",
        ),
        ("chain.deployment.min_deposits.uusdc: null", "removes min_deposits.uusdc (before 5 USDC)"),
        ("chain.staking.max_validators: 85", "sets max_validators to 85 (before 100)"),
        ("chain.staking.unbonding_time: 14 days", "sets unbonding_time to 14 days (before 21 days)"),
        ("chain.staking.min_commission_rate: 0.0", "sets min_commission_rate to 0 % (before 5 %)"),
        ("chain.staking.min_commission_rate: 0.1", f"sets min_commission_rate to 10 % (before 5 %), {ONLY_EDITS}"),
    ],
)
def test_what_is_set_is_told_with_its_unit_and_with_what_it_was(written: str, said: str) -> None:
    assert does(f"set: {{{written}}}") == said


def test_a_floor_that_a_later_event_enforces_lifts_nobody_until_then() -> None:
    scenario = load_scenario(
        "mainnet7", ["timeline.early={date: 2023-09-10, set: {chain.staking.min_commission_rate: 0.1}}"]
    )
    assert deeds(scenario)["early"].endswith(f"{ONLY_EDITS} until mainnet_7")
    assert deeds(scenario)["mainnet_7"] == "brings release v0.26.0, lifts every validator below 10 % to it"


def test_the_migration_of_mainnet_6_is_said_to_lift_nobody() -> None:
    scenario = load_scenario("mainnet5", ["timeline.m6={start_day: 3, upgrade: v0.24.0}"])
    told = deeds(scenario)["m6"]
    assert told.startswith("brings release v0.24.0, sets min_commission_rate to 5 % (before 0 %), ")
    assert told.endswith(f"raises max rates (no rate) below 5 % to it, {ONLY_EDITS}")


@pytest.mark.parametrize(
    ("lifted", "said"),
    [
        (Seen(24.0, 0.3125), "lifts 24 validators with 31.2 % of stake to 10 %"),
        (Seen(1.0, 0.02), "lifts 1 validator with 2 % of stake to 10 %"),
        (Seen(28.75, 0.5), "lifts about 29 validators with 50 % of stake to 10 %"),
        (Seen(0.25, 0.001), "lifts on average 0.2 validators with 0.1 % of stake to 10 %"),
        (NOBODY, "lifts nobody: nobody was below 10 %"),
    ],
)
def test_whom_a_run_has_seen_lifted_is_told_with_its_stake(lifted: Seen, said: str) -> None:
    written = f"set: {{chain.staking.min_commission_rate: 0.1}}, {LIFT}"
    assert does(written, seen=Effect(lifted, NOBODY)) == f"sets min_commission_rate to 10 % (before 5 %), {said}"


def test_whom_a_run_has_seen_stay_below_a_floor_that_lifts_nobody_is_told() -> None:
    told = does("set: {chain.staking.min_commission_rate: 0.1}", seen=Effect(None, Seen(61.0, 0.74)))
    assert told.endswith(f"{ONLY_EDITS}, leaves 61 validators with 74 % of stake below it")


def test_the_boundary_at_which_an_event_acts_is_told_beside_its_own_date() -> None:
    """Runs begin on 31 August 2023 at 15:45; 10 October 00:00 is 39.34 days later."""
    scenario = load_scenario("mainnet7", ["timeline.x={date: 2023-10-10, set: {chain.distribution.community_tax: 0}}"])
    told = "takes effect at epoch 39 (2023-10-09 15:45 UTC), the boundary nearest to 2023-10-10 00:00 UTC"
    assert event_sentences(scenario)["x"] == f"sets community_tax to 0 % (before 25 %); {told}"
    late = "dated 2023-10-10 00:00 UTC, after the end of the run (39 epochs): nothing of it is seen here"
    assert event_sentences(scenario, 39)["x"].endswith(f"; {late}")
    assert event_sentences(scenario, 40)["x"].endswith(told)


def test_an_event_on_a_boundary_has_one_date() -> None:
    scenario = load_scenario("mainnet7", ["timeline.x={start_day: 3, set: {chain.distribution.community_tax: 0}}"])
    assert event_sentences(scenario)["x"].endswith("; takes effect at epoch 3 (2023-09-03 15:45 UTC)")
