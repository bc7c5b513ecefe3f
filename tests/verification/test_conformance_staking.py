"""The validator set and commissions in the words of the vectors: what public.json leaves out, by hand."""

from __future__ import annotations

import pytest

from tests.verification.made_by_hand import check


@pytest.mark.parametrize(("max_validators", "size"), [(5, 2), (2, 2), (1, 1), (0, 0)])
def test_only_validators_with_power_are_admitted(max_validators: int, size: int) -> None:
    inputs = {"sequence": [[0, 3_000_000, 2_999_999, 999_999]], "max_validators": max_validators}
    check("stk_power_order", inputs, {"order_prefix": [[1, 2]], "active_size": size})


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


def test_equal_power_is_a_tie_whatever_the_tokens() -> None:
    inputs = {"sequence": [[1_000_000, 1_999_999], [2_000_000, 2_999_999, 3_000_000]]}
    check("stk_power_order", inputs, {"order_prefix": [[0, 1], [2, 0, 1]]})


def test_those_that_leave_the_set_come_last_in_ascending_order() -> None:
    steps = [
        *({"op": "set_tokens", "validator": v, "tokens": t * 1_000_000} for v, t in ((0, 6), (1, 5), (2, 1), (3, 2))),
        {"op": "apply", "label": "a"},
        *({"op": "set_tokens", "validator": v, "tokens": t * 1_000_000} for v, t in ((2, 7), (3, 8))),
        {"op": "apply", "label": "b"},
    ]
    expected = {
        "a": {"updates": [[0, 6], [1, 5]], "bonded": [0, 1], "status": {"2": "unbonded"}},
        "b": {"updates": [[3, 8], [2, 7], [0, 0], [1, 0]], "bonded": [3, 2], "n_updates": 4, "n_bonded": 2},
    }
    check("stk_valset", {"max_validators": 2, "steps": steps}, expected)
