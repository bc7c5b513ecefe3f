"""What the format describes and public.json does not use: each case computed by hand."""

from __future__ import annotations

from typing import Any

import pytest

from econsim.verification.vectors import run_vector

UNBONDING_TIME = 100


def check(mechanism: str, inputs: Any, expected: Any) -> None:
    result = run_vector({"id": "made", "mechanism": mechanism, "inputs": inputs, "expected": expected})
    assert (result.status, result.detail) == ("passed", "")


def test_ceil_goes_toward_plus_infinity() -> None:
    values = ["0", "0.000000000000000001", "1", "-0.5", "-1.000000000000000001", "2.5"]
    check("dec_rounding", {"fn": "ceil", "values": values}, {"results": [0, 1, 1, 0, -1, 3]})


def test_mul_int_is_exact() -> None:
    inputs = {"fn": "mul_int", "values": ["0.000000000000000001", "-1.5", "3"], "ints": [7, 3, 0]}
    check("dec_rounding", inputs, {"results": ["0.000000000000000007", "-4.5", "0"]})


def test_the_reward_of_an_unknown_proposer_goes_to_the_community() -> None:
    """1000 fees, multiplier 0.01 + 0.04 = 0.05: 50 are nobody's; voters 1 - 0.05 - 0.02 = 0.93: 465 each; 20 tax."""
    inputs = {
        "fees": 1000,
        "params": {"community_tax": "0.02", "base_proposer_reward": "0.01", "bonus_proposer_reward": "0.04"},
        "validators": [{"power": 1, "commission_rate": "0.1"}, {"power": 1, "commission_rate": "0"}],
        "total_power": 2,
        "signed_power": 2,
        "proposer": None,
    }
    expected = {
        "outstanding": ["465", "465"],
        "commission": ["46.5", "0"],
        "current_rewards": ["418.5", "465"],
        "community_pool": "70",
        "sum_equals_fees": True,
        "all_non_negative": True,
    }
    check("dist_allocate", inputs, expected)


def test_without_votes_all_fees_go_to_the_community() -> None:
    inputs = {
        "fees": 7,
        "params": {"community_tax": "0.02", "base_proposer_reward": "0.01", "bonus_proposer_reward": "0.04"},
        "validators": [],
        "total_power": 0,
        "signed_power": 0,
        "proposer": None,
    }
    check("dist_allocate", inputs, {"outstanding": [], "community_pool": "7", "sum_equals_fees": True})


def test_commission_is_withdrawn_whole_and_a_count_changes_nothing() -> None:
    """Of 3 at 0.5 the commission is 1.5: 1 is paid, 0.5 stays. References: 1 + delegations + slash events."""
    steps: list[Any] = [
        {"op": "create_validator", "height": 0, "tokens": 10_000_000, "commission_rate": "0.5"},
        {"op": "query", "height": 0, "count_only": True, "label": "one"},
        {"op": "allocate", "height": 1, "tokens": "3"},
        {"op": "withdraw_commission", "height": 1, "label": "paid"},
        {"op": "delegate", "height": 1, "delegator": 4, "tokens": 10_000_000},
        {"op": "query", "height": 1, "count_only": True, "label": "two"},
        {"op": "slash", "height": 2, "power": 10, "fraction": "0.1"},
        {"op": "query", "height": 2, "count_only": True, "label": "slashed"},
        {"op": "query", "height": 2, "label": "all"},
        {"op": "delegate", "height": 3, "delegator": 4, "tokens": 19_000_000},
        {"op": "withdraw", "height": 3, "delegator": 0, "label": "w"},
    ]
    expected = {
        "one": {"historical_reference_count": 2},
        "paid": {},
        "two": {"historical_reference_count": 3},
        "slashed": {"historical_reference_count": 4},
        "all": {"rewards": {"0": "1.5", "4": "0"}, "commission": "0.5", "historical_reference_count": 4},
        "w": {"paid": 1, "historical_reference_count": 4},
    }
    check("dist_f1", {"steps": steps}, expected)


def test_a_validator_slashed_to_nothing_earns_for_the_community() -> None:
    """Nobody can delegate to it, and what it is allocated afterwards is nobody's but the commission's."""
    steps = [
        {"op": "create_validator", "height": 0, "tokens": 10_000_000, "commission_rate": "0.5"},
        {"op": "slash", "height": 1, "power": 10, "fraction": "1"},
        {"op": "delegate", "height": 2, "delegator": 1, "tokens": 5},
        {"op": "allocate", "height": 3, "tokens": "8"},
        {"op": "query", "height": 4, "label": "q"},
    ]
    expected = {"q": {"rewards": {"0": "0"}, "commission": "4", "historical_reference_count": 3}}
    check("dist_f1", {"steps": steps}, expected)


def test_outstanding_rewards_are_summed_by_denomination() -> None:
    inputs = {"outstanding": [{"uakt": "1.5", "usdc": "2"}, {"uakt": "0.25"}]}
    check("dist_withdraw_commission", inputs, {"total": {"uakt": "1.75", "usdc": "2"}})


def test_the_pool_is_not_funded_with_more_than_there_is() -> None:
    inputs = {"fund_amount": 101, "sender_balance": 100, "pool": "0.5"}
    check("dist_withdraw_commission", inputs, {"pool": "0.5", "sender_balance": 100})


@pytest.mark.parametrize(("max_validators", "size"), [(5, 2), (2, 2), (1, 1), (0, 0)])
def test_only_validators_with_power_are_admitted(max_validators: int, size: int) -> None:
    inputs = {"sequence": [[0, 3_000_000, 2_999_999, 999_999]], "max_validators": max_validators}
    check("stk_power_order", inputs, {"order_prefix": [[1, 2]], "active_size": size})


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


@pytest.mark.parametrize(
    ("rate", "hours", "is_refused"),
    [
        ("0.2", 24, False),
        ("0.2", 23, True),
        ("0.200000000000000001", 24, True),
        ("0", 24, False),
        ("-0.000000000000000001", 24, True),
        ("0.1", 24, False),
    ],
)
def test_a_commission_may_rise_by_exactly_its_max_change_after_exactly_24_hours(
    rate: str, hours: int, is_refused: bool
) -> None:
    given = {"rate": "0.1", "max_rate": "0.25", "max_change_rate": "0.1"}
    inputs = {"fn": "new_rate", **given, "new_rate": rate, "hours_since_update": hours}
    check("stk_commission", inputs, {"error": is_refused})


def test_a_commission_may_rise_to_exactly_its_max_rate() -> None:
    given = {"rate": "0.2", "max_rate": "0.25", "max_change_rate": "0.25", "hours_since_update": 48}
    for rate, is_refused in (("0.25", False), ("0.250000000000000001", True)):
        check("stk_commission", {"fn": "new_rate", **given, "new_rate": rate}, {"error": is_refused})


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
