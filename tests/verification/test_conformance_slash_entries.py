"""Slashed entries in the words of the vectors: what public.json leaves out, by hand."""

from __future__ import annotations

from typing import Any

from tests.verification.made_by_hand import check


def test_every_step_of_a_slash_script_is_reported_whatever_its_label() -> None:
    """Half of 10 is 5 for the validator; the entry of 4 that left since takes 2 of them; a later one of 0 nothing."""
    inputs = {
        "validators": [{"tokens": 10_000_000, "delegator_shares": "10000000", "status": "bonded"}],
        "delegations": [{"delegator": 3, "validator": 0, "shares": "6000000"}],
        "unbonding_time": 50,
        "now": 0,
        "steps": [
            {"op": "undelegate", "height": 5, "delegator": 3, "validator": 0, "tokens": 4_000_000, "label": "x"},
            {"op": "slash", "height": 6, "validator": 0, "power": 10, "fraction": "0.5", "infraction_height": -3},
            {"op": "slash", "height": 6, "validator": 0, "power": 10, "fraction": "0", "infraction_height": 6},
        ],
    }
    after = {"tokens": {"0": 3_000_000}, "power": {"0": 3}, "status_after_endblock": {"0": "bonded"}}
    expected = [
        {"unbonding_balance": [4_000_000], "tokens": {"0": 6_000_000}, "delegation_shares": {"3@0": "2000000"}},
        {"bonded_burned": 3_000_000, "not_bonded_burned": 2_000_000, "unbonding_balance": [2_000_000], **after},
        {"bonded_burned": 0, "not_bonded_burned": 0, **after},
    ]
    check("stk_slash", inputs, {"steps": expected})


def slash_of_ten(*steps: Any) -> Any:
    return {
        "validators": [{"tokens": 10_000_000, "delegator_shares": "10000000", "status": "bonded"}],
        "delegations": [{"delegator": 3, "validator": 0, "shares": "10000000"}],
        "unbonding_time": 50,
        "now": 0,
        "steps": [{"op": "undelegate", "height": 5, "delegator": 3, "validator": 0, "tokens": 4_000_000}, *steps],
    }


def test_a_slash_for_this_very_block_leaves_entries_alone() -> None:
    step = {"op": "slash", "height": 5, "validator": 0, "power": 6, "fraction": "0.5", "infraction_height": 5}
    expected = {"not_bonded_burned": 0, "bonded_burned": 3_000_000, "unbonding_balance": [4_000_000]}
    check("stk_slash", slash_of_ten(step), {"steps": [{}, expected]})


def test_entries_that_count_for_more_than_the_whole_slash_leave_the_validator_alone() -> None:
    """Half of power 1 is 0.5, and half of the entry 2 already."""
    step = {"op": "slash", "height": 6, "validator": 0, "power": 1, "fraction": "0.5", "infraction_height": 5}
    expected = {"not_bonded_burned": 2_000_000, "bonded_burned": 0, "tokens": {"0": 6_000_000}}
    check("stk_slash", slash_of_ten(step), {"steps": [{}, expected]})


def test_a_slash_in_the_future_reports_an_error_and_changes_nothing() -> None:
    step = {"op": "slash", "height": 6, "validator": 0, "power": 1, "fraction": "0.5", "infraction_height": 7}
    after = {"op": "delegate", "height": 7, "delegator": 4, "validator": 0, "tokens": 1}
    expected = [{}, {"error": True}, {"tokens": {"0": 6_000_001}, "unbonding_balance": [4_000_000]}]
    check("stk_slash", slash_of_ten(step, after), {"steps": expected})


def test_the_shares_slashed_at_a_destination_are_rounded_half_even() -> None:
    """Half of 5.000000000000000003 is 2.5000000000000000015: half-even 2.500000000000000002."""
    shares = "5.000000000000000003"
    inputs = {
        "kind": "redelegation",
        "entry": {"creation_height": 3, "completion_time": 9, "initial_balance": 5, "shares_dst": shares},
        "dst_validator": {"tokens": 10_000_000, "delegator_shares": "10000000", "bonded": False},
        "delegation_shares": shares,
        "infraction_height": 3,
        "now": 8,
        "fraction": "0.5",
    }
    expected = {"slash_amount": 2, "delegation_shares_after": "2.500000000000000001", "bonded_burned": 2}
    check("stk_slash_entry", inputs, expected)
    gone = {**inputs, "delegation_shares": "0"}
    check("stk_slash_entry", gone, {"slash_amount": 2, "delegation_shares_after": "0", "bonded_burned": 0})


def test_an_entry_counts_in_full_however_little_is_left_of_it() -> None:
    """Three quarters of power 10 are 7.5: the entry counts 3, the validator loses 4.5. Of power 2 they are 1.5: the
    entry, of which 1 is left, counts 3 again, and nothing remains for the validator."""
    slash = {"op": "slash", "validator": 0, "fraction": "0.75", "infraction_height": 5}
    expected = [
        {},
        {"not_bonded_burned": 3_000_000, "bonded_burned": 4_500_000, "unbonding_balance": [1_000_000]},
        {"not_bonded_burned": 1_000_000, "bonded_burned": 0, "tokens": {"0": 1_500_000}, "unbonding_balance": [0]},
    ]
    steps = ({**slash, "height": 6, "power": 10}, {**slash, "height": 7, "power": 2})
    check("stk_slash", slash_of_ten(*steps), {"steps": expected})
