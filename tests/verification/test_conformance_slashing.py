"""Liveness and double signing in the words of the vectors: what public.json leaves out, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.verification.made_by_hand import check

PARAMS = {"window": 4, "min_signed": "0.5", "fraction_downtime": "0.01", "fraction_double_sign": "0.05"}


def liveness(*steps: Any) -> Any:
    return {"params": PARAMS, "tokens": 2_500_000, "power": 2, "start_height": 10, "steps": list(steps)}


def test_nobody_is_jailed_until_a_whole_window_has_passed() -> None:
    """Four of four missed at height 14 = 10 + 4 do nothing yet; power 2, not the tokens, is what 1 % is taken of."""
    inputs = liveness(
        {"op": "sign", "frm": 11, "to": 14, "signed": False, "label": "a"},
        {"op": "sign", "frm": 15, "to": 15, "signed": False, "label": "b"},
    )
    expected = {
        "a": {"missed": 4, "index_offset": 4, "jailed": False, "tokens": 2_500_000},
        "b": {"missed": 0, "index_offset": 0, "jailed": True, "tokens": 2_480_000},
    }
    check("slash_liveness", inputs, expected)


def test_the_window_moves_on_and_forgets() -> None:
    """Two of the last four may be missed; at 17 the place of height 13 is signed again."""
    inputs = liveness(
        {"op": "sign", "frm": 11, "to": 12, "signed": True},
        {"op": "sign", "frm": 13, "to": 14, "signed": False},
        {"op": "sign", "frm": 15, "to": 16, "signed": True, "label": "a"},
        {"op": "sign", "frm": 17, "to": 17, "signed": True, "label": "b"},
        {"op": "unjail", "label": "c"},
    )
    expected = {
        "a": {"missed": 2, "index_offset": 6, "jailed": False},
        "b": {"missed": 1, "index_offset": 7},
        "c": {"missed": 1, "jailed": False, "tokens": 2_500_000},
    }
    check("slash_liveness", inputs, expected)


def test_who_is_jailed_goes_on_counting_and_is_not_slashed_again() -> None:
    inputs = liveness(
        {"op": "sign", "frm": 11, "to": 15, "signed": False},
        {"op": "sign", "frm": 16, "to": 30, "signed": False, "label": "jailed"},
        {"op": "unjail"},
        {"op": "sign", "frm": 31, "to": 31, "signed": False, "label": "again"},
    )
    expected = {
        "jailed": {"missed": 4, "index_offset": 15, "tokens": 2_480_000},
        "again": {"missed": 0, "jailed": True, "tokens": 2_460_000},
    }
    check("slash_liveness", inputs, expected)


@pytest.mark.parametrize(
    ("submissions", "too_old", "fraction", "expected"),
    [
        (1, False, "0.05", {"jailed": True, "tombstoned": True, "tokens_decreased": True, "can_unjail": False}),
        (3, False, "0.05", {"second_submission_no_effect": True, "can_unjail": False}),
        (1, False, "0", {"tombstoned": True, "tokens_decreased": False, "second_submission_no_effect": True}),
        (2, True, "0.05", {"jailed": False, "tombstoned": False, "tokens_decreased": False}),
    ],
)
def test_evidence_counts_once_and_while_it_is_young(
    submissions: int, too_old: bool, fraction: str, expected: Any
) -> None:
    params = {**PARAMS, "fraction_double_sign": fraction}
    inputs = {"params": params, "tokens": 2_500_000, "power": 2, "submissions": submissions, "too_old": too_old}
    check("slash_double_sign", inputs, expected)
