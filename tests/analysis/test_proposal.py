"""What a variant changes, row by row: now and proposed, from when, for whom, with the sources of both."""

from __future__ import annotations

from pathlib import Path

import pytest

from econsim.analysis.proposal import proposal
from econsim.networks.catalogue import load_scenario

FLOOR_AND_TAX = """\
schema: 1
name: floor_and_tax
extends: mainnet7
timeline:
  proposal:
    date: 2023-10-10
    set: {chain.staking.min_commission_rate: 0.10, chain.distribution.community_tax: 0.0}
"""


@pytest.fixture
def floor_and_tax(tmp_path: Path):
    file = tmp_path / "floor_and_tax.yaml"
    file.write_text(FLOOR_AND_TAX, "utf-8")
    return load_scenario(file)


def test_what_an_event_sets_is_told_with_the_value_in_force_until_then(floor_and_tax) -> None:
    """Mainnet 7 has a floor of 5 % and, since Prop 211, a community tax of 25 %."""
    floor, tax = proposal(load_scenario("mainnet7"), floor_and_tax)
    assert (floor.words, floor.now, floor.proposed) == ("minimum commission rate", 0.05, 0.1)
    assert floor.since == "2023-10-09 15:45 UTC", "the boundary nearest to its date"
    assert (tax.words, tax.now, tax.proposed) == ("community tax", 0.25, 0.0)


def test_the_old_value_has_the_chains_source_and_the_new_one_the_proposals_line(floor_and_tax) -> None:
    floor, tax = proposal(load_scenario("mainnet7"), floor_and_tax)
    assert floor.now_source.startswith("akash-network/akash-api")
    assert tax.now_source.startswith("Prop 211")
    assert all(row.proposed_source.startswith("this proposal, ") for row in (floor, tax))
    assert all(row.proposed_source.endswith("floor_and_tax.yaml:7") for row in (floor, tax))


def test_a_floor_that_no_migration_follows_lifts_nobody_and_says_so(floor_and_tax) -> None:
    assert proposal(load_scenario("mainnet7"), floor_and_tax)[0].whom == "who edits or joins from then on; lifts nobody"


def test_a_floor_raised_before_mainnet_7_reaches_everybody_on_its_day() -> None:
    baseline = load_scenario("mainnet7")
    (row,) = proposal(baseline, baseline.with_changes({"chain.staking.min_commission_rate": 0.1}))
    assert row.whom == "who edits or joins from then on; every validator below it on 2023-09-27"
    assert row.since == "2023-08-31"


def test_an_upgrade_is_told_by_what_it_does_to_people_first() -> None:
    lift, software = proposal(load_scenario("mainnet6"), load_scenario("mainnet7"))
    assert (lift.now, lift.proposed, lift.since) == ("left as they are", "lifted to it", "2023-09-27")
    assert (software.now, software.proposed) == ("v0.24.0", "v0.26.0")


def test_swapping_the_arms_swaps_now_and_proposed(floor_and_tax) -> None:
    baseline = load_scenario("mainnet7")
    there, back = proposal(baseline, floor_and_tax), proposal(floor_and_tax, baseline)
    assert [(row.now, row.proposed, row.now_source) for row in there] == [
        (row.proposed, row.now, row.proposed_source) for row in back
    ]


def test_a_shock_is_told_in_its_own_words_from_its_own_day() -> None:
    """Day 30 after 31 August is 30 September."""
    baseline = load_scenario("mainnet7")
    shock = {"shocks.gpu_demand": {"boom": {"kind": "step", "start_day": 30, "size": 1.0}}}
    (row,) = proposal(baseline, baseline.with_changes(shock))
    assert (row.now, row.proposed, row.since) == (None, "GPU demand 2 times its base from then on", "2023-09-30")


@pytest.mark.parametrize(
    ("begins", "since"),
    [({"start_day": 62}, "2023-11-01"), ({"date": "2023-11-01"}, "2023-11-01 00:00 UTC")],
)
def test_a_shock_between_boundaries_has_its_time_so_that_a_date_and_a_day_read_apart(begins, since) -> None:
    """A date is midnight; day 62 after 31 August 15:45 is a boundary of epochs, 1 November 15:45."""
    baseline = load_scenario("mainnet7")
    shock = {"shocks.gpu_demand": {"boom": {"kind": "step", **begins, "size": 1.0}}}
    (row,) = proposal(baseline, baseline.with_changes(shock))
    assert row.since == since


def test_an_event_on_the_day_of_its_boundary_has_its_date_alone() -> None:
    baseline = load_scenario("mainnet7")
    for begins in ({"start_day": 61}, {"date": "2023-10-31T20:00:00Z"}):
        event = {"timeline.more": {**begins, "set": {"chain.staking.max_validators": 125}}}
        (row,) = proposal(baseline, baseline.with_changes(event))
        assert row.since == "2023-10-31"


def test_a_copy_changes_nothing() -> None:
    assert proposal(load_scenario("mainnet7"), load_scenario("mainnet7")) == ()


def test_a_second_lift_is_told_beside_the_first(tmp_path: Path) -> None:
    """Mainnet 7 has lifted everybody to 5 % before; who is lifted again was not "left as he is"."""
    file = tmp_path / "floor10.yaml"
    file.write_text(
        "schema: 1\nname: floor10\nextends: mainnet7\ntimeline:\n  floor_10:\n    date: 2024-03-01\n"
        "    set: {chain.staking.min_commission_rate: 0.10}\n    migrations: [lift_to_floor]\n",
        "utf-8",
    )
    rows = {row.words: row for row in proposal(load_scenario("mainnet7"), load_scenario(file))}
    assert rows["validators below the commission floor"].now == "not once more"
    first = {row.words: row for row in proposal(load_scenario("mainnet6"), load_scenario("mainnet7"))}
    assert first["validators below the commission floor"].now == "left as they are"


def test_what_is_put_to_the_vote_is_one_change_in_words() -> None:
    written = {"submitted": "2023-09-10", "set": {"chain.distribution.community_tax": 0.3}}
    scenario = load_scenario("mainnet6").with_changes({"governance.tax": written})
    higher = scenario.with_changes({"governance.tax.set": {"chain.distribution.community_tax": 0.4}})
    (row,) = proposal(scenario, higher)
    assert (row.path, row.words) == ("governance.tax", "put to the vote: tax")
    assert row.since == "2023-09-09 15:45 UTC"
    assert row.now == "proposal: sets community_tax to 30 % (before 25 %)"
    assert row.proposed == "proposal: sets community_tax to 40 % (before 25 %)"
    (gone,) = proposal(scenario, load_scenario("mainnet6"))
    assert (gone.now, gone.proposed) == (row.now, None)
    assert proposal(scenario, scenario) == ()


def test_akt_that_an_event_moves_is_a_change_with_its_amount() -> None:
    """The release v2.0.0 moves 300,000 AKT of the community pool to the vault, an event may move more."""
    baseline = load_scenario("mainnet17")
    refilled = baseline.with_changes({"timeline.refill": {"start_day": 2, "fund_vault": "2000000 AKT"}})
    (row,) = proposal(baseline, refilled)
    assert (row.words, row.unit) == ("AKT of the community pool moved to the vault", "uakt")
    assert (row.now, row.proposed) == (None, 2_000_000 * 10**6)
    (back,) = proposal(refilled, baseline)
    assert (back.now, back.proposed) == (row.proposed, None)
    brought = {row.words: row.proposed for row in proposal(load_scenario("mainnet16"), baseline)}
    assert brought["AKT of the community pool moved to the vault"] == 300_000 * 10**6
