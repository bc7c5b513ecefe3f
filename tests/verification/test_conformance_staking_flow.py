"""Delegations over time in the words of the vectors: what public.json leaves out, by hand."""

from __future__ import annotations

from typing import Any

from econsim.verification.vectors import run_vector
from tests.verification.made_by_hand import check

UNBONDING_TIME = 100


def flow(*steps: Any) -> Any:
    return {
        "unbonding_time": UNBONDING_TIME,
        "max_entries": 2,
        "validators": [
            {"operator": 0, "self": 10_000_000, "min_self_delegation": 1},
            {"operator": 1, "self": 10_000_000},
        ],
        "steps": list(steps),
    }


def test_a_redelegation_leaves_no_record_when_its_source_is_unbonded() -> None:
    """The operator leaves at 0 and validator 0 unbonds until 100; delegator 5 moves during and after that."""
    move = {"op": "redelegate", "d": 5, "src": 0, "dst": 1}
    inputs = flow(
        {"op": "delegate", "t": 0, "d": 5, "v": 0, "tokens": 4_000_000, "label": "in"},
        {"op": "undelegate", "t": 0, "d": 0, "v": 0, "tokens": 10_000_000, "label": "out"},
        {"op": "endblock", "t": 0, "label": "e"},
        {**move, "t": 1, "tokens": 1_000_000, "label": "unbonding"},
        {"op": "endblock", "t": 99, "label": "before"},
        {"op": "endblock", "t": 100, "label": "after"},
        {**move, "t": 100, "tokens": 1_000_000, "label": "unbonded"},
        {**move, "t": 100, "tokens": 2_000_000, "label": "last"},
    )
    expected = {
        "in": {"ok": True, "delegation_shares": "4000000", "validator_shares": "14000000"},
        "out": {
            "returned": 10_000_000,
            "completion_time": 100,
            "delegation_shares": "0",
            "validator_tokens": 4_000_000,
        },
        "e": {"validator_unbonding_time": {"0": 100}, "jailed": {"0": True, "1": False}, "completed": 0},
        "unbonding": {"entry_created": True, "completion_time": 100, "redelegations": 1},
        "before": {"status": {"0": "unbonding"}, "completed": 0, "unbondings": 1},
        "after": {"status": {"0": "unbonded"}, "completed": 1, "unbondings": 0, "redelegations": 0},
        "unbonded": {"ok": True, "entry_created": False, "redelegations": 0},
        "last": {"status": {"0": "removed", "1": "bonded"}},
    }
    check("stk_flow", inputs, expected)


def test_a_refused_step_reports_nothing_else_and_changes_nothing() -> None:
    undelegate = {"op": "undelegate", "t": 0, "d": 1, "v": 1}
    inputs = flow(
        {**undelegate, "tokens": 10_000_001, "label": "too much"},
        {**undelegate, "tokens": 0, "label": "nothing"},
        {**undelegate, "d": 5, "tokens": 1, "label": "nobody"},
        {"op": "delegate", "t": 0, "d": 1, "v": 9, "tokens": 1, "label": "nowhere"},
        {"op": "redelegate", "t": 0, "d": 1, "src": 1, "dst": 0, "tokens": 0, "label": "no move"},
        {"op": "redelegate", "t": 0, "d": 1, "src": 1, "dst": 0, "tokens": 1, "label": "move"},
        {"op": "redelegate", "t": 0, "d": 1, "src": 0, "dst": 1, "tokens": 1, "label": "transitive"},
        {"op": "endblock", "t": 0, "label": "e"},
    )
    refused = ("too much", "nothing", "nobody", "nowhere", "no move", "transitive")
    expected: Any = {label: {"ok": False} for label in refused}
    expected["move"] = {"ok": True}
    expected["e"] = {"ok": True, "unbondings": 0, "redelegations": 1, "validator_tokens": {"0": 10_000_001}}
    check("stk_flow", inputs, expected)
    result = run_vector(
        {"id": "x", "mechanism": "stk_flow", "inputs": inputs, "expected": {"nothing": {"unbondings": 0}}}
    )
    assert result.detail == "nothing.unbondings is not reported"


def test_a_source_that_is_unbonding_can_come_back_into_the_set() -> None:
    """Nobody jailed validator 1: with a token of power again it bonds at the next end of block."""
    inputs = flow(
        {"op": "undelegate", "t": 0, "d": 1, "v": 1, "tokens": 10_000_000},
        {"op": "endblock", "t": 0, "label": "empty"},
        {"op": "delegate", "t": 1, "d": 1, "v": 1, "tokens": 1_000_000},
        {"op": "endblock", "t": 1, "label": "back"},
    )
    expected = {
        "empty": {"status": {"1": "unbonding"}, "jailed": {"1": False}, "validator_unbonding_time": {"1": 100}},
        "back": {"status": {"1": "bonded"}},
    }
    check("stk_flow", inputs, expected)


def test_the_limits_of_a_delegator_bind_nobody_else_and_no_other_pair() -> None:
    """Two entries for a pair; a redelegation into a validator only stops its own delegator from leaving it."""
    move = {"op": "redelegate", "t": 0, "d": 0, "src": 0, "dst": 1, "tokens": 1}
    leave = {"op": "undelegate", "t": 0, "d": 1, "v": 1, "tokens": 1}
    inputs = flow(
        *(move, move, {**move, "label": "third move"}),
        {**move, "d": 1, "src": 1, "dst": 0, "label": "another's move"},
        *(leave, leave, {**leave, "label": "third"}),
        {**leave, "d": 0, "label": "another's"},
        {**leave, "d": 0, "v": 0, "label": "another pair"},
    )
    outcomes = {"third move": False, "another's move": True, "third": False, "another's": True, "another pair": True}
    check("stk_flow", inputs, {label: {"ok": ok} for label, ok in outcomes.items()})


def test_a_self_delegation_of_exactly_its_minimum_is_enough() -> None:
    inputs = flow(
        {"op": "undelegate", "t": 0, "d": 0, "v": 0, "tokens": 9_999_999},
        {"op": "endblock", "t": 0, "label": "e"},
    )
    check("stk_flow", inputs, {"e": {"jailed": {"0": False}, "validator_tokens": {"0": 1}}})
