"""Where numbers come from: changes with their chain source, and everything that is only assumed."""

from __future__ import annotations

import pytest

from econsim.analysis.display import plain
from econsim.analysis.provenance import assumptions, changes, events, sources_of
from econsim.catalogue import load_scenario


@pytest.fixture(scope="module")
def mainnet6():
    return load_scenario("mainnet6")


@pytest.fixture(scope="module")
def mainnet7():
    return load_scenario("mainnet7")


def test_mainnet_7_is_one_event_and_its_source_is_the_upgrade_handler(mainnet6, mainnet7) -> None:
    found = changes(mainnet6, mainnet7)
    assert [change["path"] for change in found] == ["timeline.mainnet_7"]
    assert found[0]["variant"] == {"date": "2023-09-27T16:08:02Z", "upgrade": "v0.26.0"}
    source = sources_of(mainnet6, mainnet7)["timeline.mainnet_7"]
    assert "upgrades/software/v0.26.0/upgrade.go" in source
    assert "@6952ec25c2f6494439d947e03ff9aaacc592598d" in source


def test_a_parameter_that_changes_brings_its_chain_source(mainnet6) -> None:
    other = mainnet6.with_changes({"chain.take.denom_take_rates.uakt": 4})
    (change,) = changes(mainnet6, other)
    assert (change["baseline"], change["variant"]) == (2, 4)
    assert "akash-api" in sources_of(mainnet6, other)[change["path"]]


def test_size_and_seed_are_no_changes(mainnet6) -> None:
    other = mainnet6.with_changes({"run.epochs": 10, "run.replicates": 3, "run.seed": 9})
    assert changes(mainnet6, other) == []


def test_events_say_when_they_act_and_what_they_do(mainnet7) -> None:
    found = {event["name"]: event for event in events(mainnet7)}
    assert found["mainnet_7"]["epoch"] == 27
    assert found["mainnet_7"]["does"] == "upgrade v0.26.0, migration lift_to_floor"
    assert "Prop 228" in found["axlusdc_accepted"]["source"]


def test_assumptions_leave_out_what_code_or_measurement_settles(mainnet6) -> None:
    found = {row["path"]: row for row in assumptions([mainnet6])}
    assert "chain.staking.min_commission_rate" not in found
    assert "genesis.total_supply_uakt" not in found
    assert {row["status"] for row in found.values()}.isdisjoint({"from code", "measured", "choice"})


def test_law_that_no_mechanism_reads_is_no_assumption_of_a_result(mainnet6) -> None:
    """Entries of one pair are counted and their limit is inferred; slashing is inferred and not in the model."""
    found = {row["path"]: row for row in assumptions([mainnet6])}
    assert found["chain.staking.max_entries"]["status"] == "inferred"
    assert not any(path.startswith(("chain.slashing", "chain.gov")) for path in found)


def test_an_assumption_says_its_value_where_it_is_set_and_why(mainnet6) -> None:
    found = {row["path"]: row for row in assumptions([mainnet6])}
    row = found["population.delegators.accounts"]
    assert (row["value"], row["unit"], row["status"]) == ("10,000", "accounts", "assumed")
    assert row["origin"].startswith("scenarios/mainnet6.yaml:")
    assert found["policies.delegation.small_commission_sensitivity"]["status"] == "estimated elsewhere"


def test_who_decides_how_is_an_assumption_too(mainnet6) -> None:
    found = {row["path"]: row["value"] for row in assumptions([mainnet6])}
    assert found["policies.validator_commission"] == "hold 0.98, follow_floor 0.02"


def test_a_value_set_by_hand_says_so(mainnet6) -> None:
    other = mainnet6.with_changes({"population.delegators.idle_ratio": 0.04})
    found = {row["path"]: row["origin"] for row in assumptions([other])}
    assert found["population.delegators.idle_ratio"] == "with_changes"


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "expected"),
    [
        (1234567.0, 0, False, "1,234,567"),
        (-0.25, 2, True, "−0.25"),
        (0.25, 2, True, "+0.25"),
        (0.0, 1, True, "0.0"),
        (-0.0004, 2, True, "−0.00"),
    ],
)
def test_numbers_are_written_as_people_read_them(value: float, decimals: int, signed: bool, expected: str) -> None:
    assert plain(value, decimals, signed=signed) == expected
