"""Scripts of slashes in the words of the vectors: who asks for more than a slash has left gets what there is."""

from __future__ import annotations

from typing import Any

import pytest

from econsim.verification.compare import first_difference
from econsim.verification.conformance.staking_slash import stk_slash

M = 1_000_000
SLASHED_BY_HALF = [
    {"op": "delegate", "height": 1, "delegator": 9, "validator": 0, "tokens": 10 * M},
    {"op": "slash", "height": 2, "infraction_height": 2, "validator": 0, "power": 20, "fraction": "0.5"},
]


def run(last: dict[str, Any]) -> Any:
    validators = [{"tokens": 10 * M, "delegator_shares": "10000000", "status": "bonded"} for _ in range(2)]
    steps = [*SLASHED_BY_HALF, {"height": 3, "delegator": 9, **last}]
    return stk_slash({"validators": validators, "unbonding_time": 100, "steps": steps})["steps"][-1]


@pytest.mark.parametrize("tokens", [5 * M, 5 * M + 1, 10 * M])
def test_more_than_all_is_all(tokens: int) -> None:
    undelegated = run({"op": "undelegate", "validator": 0, "tokens": tokens})
    expected: dict[str, Any] = {"unbonding_balance": [5 * M], "delegation_shares": {"9@0": "0"}, "tokens": {"0": 5 * M}}
    assert first_difference(expected, undelegated) is None
    redelegated = run({"op": "redelegate", "src": 0, "dst": 1, "tokens": tokens})
    expected = {"delegation_shares": {"9@0": "0", "9@1": "5000000"}, "tokens": {"0": 5 * M, "1": 15 * M}}
    assert first_difference(expected, redelegated) is None


def test_without_a_delegation_nothing_moves() -> None:
    result = run({"op": "undelegate", "validator": 1, "tokens": 5})
    assert first_difference({"unbonding_balance": [], "tokens": {"0": 10 * M, "1": 10 * M}}, result) is None


def test_stake_that_moves_from_an_unbonding_validator_is_followed_like_any_other() -> None:
    """Half of power 10: 2 of the 4 that moved are burned at their destination, 3 of the 6 that stayed."""
    steps = [
        {"op": "redelegate", "height": 5, "delegator": 9, "src": 0, "dst": 1, "tokens": 4 * M},
        {"op": "slash", "height": 6, "infraction_height": 4, "validator": 0, "power": 10, "fraction": "0.5"},
    ]
    inputs = {
        "validators": [
            {"tokens": 10 * M, "delegator_shares": "10000000", "status": "unbonding"},
            {"tokens": 10 * M, "delegator_shares": "10000000", "status": "bonded"},
        ],
        "delegations": [{"delegator": 9, "validator": 0, "shares": "10000000"}],
        "unbonding_time": 100,
        "steps": steps,
    }
    expected = {"bonded_burned": 5 * M, "tokens": {"0": 3 * M, "1": 12 * M}, "delegation_shares": {"9@1": "2000000"}}
    assert first_difference(expected, stk_slash(inputs)["steps"][1]) is None
