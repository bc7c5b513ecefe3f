"""Where numbers come from: changes with their chain source, and everything that is only assumed."""

from __future__ import annotations

import pytest

from econsim.analysis.display import between, plain, with_unit
from econsim.analysis.provenance import assumptions, changes, event_sources, sources_of
from econsim.networks.catalogue import load_scenario


@pytest.fixture(scope="module")
def mainnet6():
    return load_scenario("mainnet6")


@pytest.fixture(scope="module")
def mainnet7():
    return load_scenario("mainnet7")


def test_mainnet_7_is_one_event_and_its_source_is_the_upgrade_handler(mainnet6, mainnet7) -> None:
    found = changes(mainnet6, mainnet7)
    assert [change.path for change in found] == ["timeline.mainnet_7"]
    assert found[0].variant == {"date": "2023-09-27T16:08:02Z", "upgrade": "v0.26.0"}
    source = sources_of(mainnet6, mainnet7)["timeline.mainnet_7"]
    assert "upgrades/software/v0.26.0/upgrade.go" in source
    assert "@6952ec25c2f6494439d947e03ff9aaacc592598d" in source


def test_a_parameter_that_changes_brings_its_chain_source(mainnet6) -> None:
    other = mainnet6.with_changes({"chain.take.denom_take_rates.uakt": 4})
    (change,) = changes(mainnet6, other)
    assert (change.baseline, change.variant) == (2, 4)
    assert "akash-api" in sources_of(mainnet6, other)[change.path]


def own(folder, text: str, name: str = "proposal.yaml"):
    file = folder / name
    file.write_text(f"schema: 1\nextends: mainnet7\n{text}\n", encoding="utf-8")
    return load_scenario(file)


def test_a_proposals_own_number_is_from_its_line_and_the_old_one_from_the_chain(tmp_path, mainnet7) -> None:
    mine = own(tmp_path, "chain:\n  distribution:\n    community_tax: 0.0")
    old, new = sources_of(mainnet7, mine)["chain.distribution.community_tax"].split("; new value: ")
    assert old.startswith("old value: Prop 211; ")
    assert new == f"this proposal, {tmp_path / 'proposal.yaml'}:5"


def test_an_event_of_a_proposal_is_from_its_line_and_what_it_changes_from_the_chain(tmp_path, mainnet7) -> None:
    event = "{date: 2023-10-10, set: {chain.staking.min_commission_rate: 0.1, chain.distribution.community_tax: 0.0}}"
    mine = own(tmp_path, f"timeline:\n  proposal: {event}")
    here = f"this proposal, {tmp_path / 'proposal.yaml'}:4"
    old, new = sources_of(mainnet7, mine)["timeline.proposal"].split("; new value: ")
    assert new == here
    assert "old value: chain.staking.min_commission_rate akash-network/akash-api" in old
    assert "chain.distribution.community_tax Prop 211" in old
    assert event_sources(mine)["proposal"] == here


def test_a_value_of_a_variant_or_of_set_is_a_proposals_own(tmp_path, mainnet7) -> None:
    text = "variants:\n  bold: {chain.distribution.community_tax: 0.4}"
    bold = sources_of(mainnet7, own(tmp_path, text).variant("bold"))["chain.distribution.community_tax"]
    assert bold.endswith(f"new value: this proposal, variant bold ({tmp_path / 'proposal.yaml'}:4)")
    changed = load_scenario("mainnet7", ["chain.distribution.community_tax=0.4"])
    assert sources_of(mainnet7, changed)["chain.distribution.community_tax"].endswith("this proposal, --set #1")


def test_an_upgrade_that_is_taken_out_has_its_old_source_alone(tmp_path, mainnet6, mainnet7) -> None:
    without = own(tmp_path, "timeline: {mainnet_7: null}")
    assert sources_of(mainnet7, without) == sources_of(mainnet6, mainnet7)


def test_an_assumption_that_a_study_replaces_does_not_pass_its_source_on(tmp_path, mainnet7) -> None:
    mine = own(tmp_path, "policies: {delegation: {small_commission_sensitivity: 7}}")
    then, now = ({row.path: row.source for row in assumptions([one])} for one in (mainnet7, mine))
    path = "policies.delegation.small_commission_sensitivity"
    assert now[path] == f"instead of: {then[path]}"


def test_size_and_seed_are_no_changes(mainnet6) -> None:
    other = mainnet6.with_changes({"run.epochs": 10, "run.replicates": 3, "run.seed": 9})
    assert changes(mainnet6, other) == ()


def test_an_event_that_ships_has_the_chains_source(mainnet7) -> None:
    assert "Prop 228" in event_sources(mainnet7)["axlusdc_accepted"]


def test_assumptions_leave_out_what_code_or_measurement_settles(mainnet6) -> None:
    found = {row.path: row for row in assumptions([mainnet6])}
    assert "chain.staking.min_commission_rate" not in found
    assert "genesis.total_supply_uakt" not in found
    assert {row.status for row in found.values()}.isdisjoint({"from code", "measured", "choice"})


def test_law_that_no_mechanism_reads_is_no_assumption_of_a_result(mainnet6) -> None:
    """Entries of one pair are counted and their limit is inferred; nobody reads what governance asks of a proposal."""
    found = {row.path: row for row in assumptions([mainnet6])}
    assert found["chain.staking.max_entries"].status == "inferred"
    assert found["chain.slashing.signed_blocks_window"].status == "inferred"
    assert not any(path.startswith("chain.gov") for path in found)


def test_an_assumption_says_its_value_where_it_is_set_and_why(mainnet6) -> None:
    found = {row.path: row for row in assumptions([mainnet6])}
    row = found["population.delegators.accounts"]
    assert (row.value, row.unit, row.status) == ("10,000", "accounts", "assumed")
    assert row.origin.startswith("scenarios/mainnet6.yaml:")
    assert found["policies.delegation.small_commission_sensitivity"].status == "estimated elsewhere"


def test_who_decides_how_is_an_assumption_too(mainnet6) -> None:
    found = {row.path: row.value for row in assumptions([mainnet6])}
    assert found["policies.validator_commission"] == "hold 0.98, follow_floor 0.02"


def test_a_value_set_by_hand_says_so(mainnet6) -> None:
    other = mainnet6.with_changes({"population.delegators.idle_ratio": 0.04})
    found = {row.path: row.origin for row in assumptions([other])}
    assert found["population.delegators.idle_ratio"] == "with_changes"


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "expected"),
    [
        (1234567.0, 0, False, "1,234,567"),
        (-0.25, 2, True, "−0.25"),
        (0.25, 2, True, "+0.25"),
        (0.0, 1, True, "0.0"),
        (-0.0004, 2, True, "less than 0.01 in size"),
        (0.0004, 3, False, "less than 0.001"),
        (0.0006, 3, False, "0.001"),
        (-0.3, 0, True, "0"),
    ],
)
def test_numbers_are_written_as_people_read_them(value: float, decimals: int, signed: bool, expected: str) -> None:
    assert plain(value, decimals, signed=signed) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-0.21, 0.05, "−0.21 to +0.05"),
        (-0.21, -0.001, "−0.21 to just below 0"),
        (0.0002, 0.05, "just above 0 to +0.05"),
        (-0.004, 0.003, "within ±0.01"),
        (0.0, 0.003, "within ±0.01"),
        (0.0, 0.0, "0.00 to 0.00"),
    ],
)
def test_an_end_of_an_interval_is_never_zeros_with_a_sign(low: float, high: float, expected: str) -> None:
    assert between(low, high, 2, signed=True) == expected


def test_a_unit_stands_before_the_words_about_size() -> None:
    assert with_unit(plain(-0.0004, 2, signed=True), "points") == "less than 0.01 points in size"
    assert with_unit(plain(0.25, 2), "%") == "0.25 %"
