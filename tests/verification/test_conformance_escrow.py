"""Escrow in the words of the vectors: every op and key, with values by hand from the Go code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from econsim.reference.escrow import Escrow
from econsim.reference.failures import Halted
from econsim.verification.compare import first_difference
from econsim.verification.conformance.escrow import CASES
from econsim.verification.conformance.fields import Malformed, Unsupported

TAKE = {"default": 20, "uakt": 2}
OPEN = {"op": "create", "h": 0, "owner": "o", "depositor": "o", "amount": 1000}
PAY = {"op": "payment_create", "h": 0, "pid": "p", "rate": "10"}


def check(mechanism: str, inputs: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    assert first_difference(expected, CASES[mechanism](inputs)) is None


def lifecycle(steps: list[dict[str, Any]], expected: Mapping[str, Any], denom: str = "uakt") -> None:
    check("escrow_lifecycle", {"denom": denom, "take": TAKE, "steps": steps}, expected)


def test_a_payment_is_closed() -> None:
    lifecycle(
        [
            OPEN,
            PAY,
            {"op": "payment_close", "h": 7, "pid": "p", "label": "a"},
            {"op": "payment_close", "h": 8, "pid": "p", "label": "b"},
            {"op": "payment_withdraw", "h": 8, "pid": "p", "label": "c"},
            {"op": "close", "h": 9, "label": "d"},
        ],
        {
            "a": {
                "ok": True, "state": "open", "settled_at": 7, "balance": "930", "funds": "0", "transferred": "70",
                "withdrawn": 70, "payment_balance": "0", "payment_state": "closed",
            },
            "b": {"ok": False, "settled_at": 7, "payment_state": "closed"},
            "c": {"ok": False},
            "d": {"ok": True, "state": "closed", "settled_at": 9, "balance": "0", "paid": {"o": 930}},
        },
    )  # fmt: skip


def test_a_payment_closed_by_an_overdrawing_settlement_is_overdrawn() -> None:
    lifecycle(
        [OPEN, PAY, {"op": "payment_close", "h": 101, "pid": "p", "label": "a"}],
        {"a": {"ok": True, "state": "overdrawn", "withdrawn": 1000, "payment_state": "overdrawn"}},
    )


def test_refunds_go_to_the_owner_and_to_the_first_depositor() -> None:
    lifecycle(
        [
            {**OPEN, "depositor": "g"},
            {"op": "deposit", "h": 0, "depositor": "o", "amount": 300},
            {"op": "deposit", "h": 2, "depositor": "x", "amount": 11, "label": "a"},
            {**PAY, "rate": "1.5"},
            {"op": "close", "h": 5, "label": "b"},
            {"op": "close", "h": 6, "label": "c"},
            {"op": "deposit", "h": 6, "depositor": "o", "amount": 1, "label": "d"},
        ],
        {
            "a": {"ok": True, "balance": "300", "funds": "1011", "settled_at": 0},
            "b": {"ok": True, "state": "closed", "funds": "0.5", "paid": {"o": 300, "g": 1003}},
            "c": {"ok": False, "state": "closed", "funds": "0.5", "paid": {"o": 0, "g": 0}},
            "d": {"ok": False, "funds": "0.5", "balance": "0"},
        },
    )


def test_a_close_that_overdraws_refunds_nobody() -> None:
    lifecycle(
        [OPEN, PAY, {"op": "close", "h": 500, "label": "a"}],
        {"a": {"ok": True, "state": "overdrawn", "balance": "0", "transferred": "1000", "paid": {"o": 0}}},
    )


def test_a_close_in_the_block_of_a_settlement_leaves_the_payment_open() -> None:
    lifecycle(
        [
            OPEN,
            PAY,
            {**PAY, "pid": "q"},
            {"op": "payment_withdraw", "h": 3, "pid": "p"},
            {"op": "close", "h": 3, "label": "a"},
            {"op": "payment_withdraw", "h": 4, "pid": "q", "label": "b"},
        ],
        {
            "a": {"ok": True, "state": "closed", "paid": {"o": 940}},
            "b": {"ok": False, "payment_state": "open", "payment_balance": "30", "withdrawn": 0, "settled_at": 3},
        },
    )


def test_a_refused_payment_leaves_everything_as_it_was() -> None:
    lifecycle(
        [
            OPEN,
            PAY,
            {**PAY, "h": 5, "label": "again"},
            {**PAY, "h": 101, "pid": "q", "label": "overdraws"},
            {**PAY, "h": 5, "pid": "q", "rate": "0", "label": "free"},
            {"op": "payment_withdraw", "h": 5, "pid": "q", "label": "unknown"},
        ],
        {
            "again": {"ok": False, "settled_at": 0, "balance": "1000", "payment_balance": "0", "payment_state": "open"},
            "overdraws": {"ok": False, "state": "open", "settled_at": 0, "balance": "1000"},
            "free": {"ok": False, "settled_at": 0},
            "unknown": {"ok": False, "settled_at": 0},
        },
    )


def test_three_equal_payments_that_cannot_share_the_rest_block_every_settlement() -> None:
    lifecycle(
        [
            {**OPEN, "amount": 1001},
            *({**PAY, "pid": pid} for pid in "pqr"),
            {"op": "payment_withdraw", "h": 40, "pid": "q", "label": "a"},
            {"op": "close", "h": 41, "label": "b"},
        ],
        {"a": {"ok": False, "state": "open", "settled_at": 0, "withdrawn": 0}, "b": {"ok": False, "paid": {"o": 0}}},
    )


def test_an_account_exists_once_and_nothing_is_done_without_one() -> None:
    lifecycle(
        [
            {"op": "deposit", "h": 0, "depositor": "o", "amount": 5, "label": "a"},
            {"op": "close", "h": 0, "label": "b"},
            OPEN,
            {**OPEN, "label": "c"},
        ],
        {"a": {"ok": False}, "b": {"ok": False}, "c": {"ok": False, "balance": "1000"}},
    )


def test_withdrawn_counts_the_fee_in() -> None:
    for denom in ("uakt", "ibc/usdc"):
        lifecycle(
            [OPEN, PAY, {"op": "payment_withdraw", "h": 9, "pid": "p", "label": "a"}],
            {"a": {"withdrawn": 90, "payment_balance": "0"}},
            denom,
        )


def test_what_the_chain_panics_over_is_null() -> None:
    check(
        "escrow_settle_weighted",
        {"balance": "2", "remaining": "2", "rates": ["1", "1", "1"]},
        {"payments": ["0.666666666666666667"] * 3, "balance": None, "remaining": None},
    )
    check(
        "escrow_settle_weighted",
        {"balance": "1", "remaining": "1", "rates": ["1", "1", "1"]},
        {
            "payments": ["0.333333333333333333"] * 3,
            "balance": "0.000000000000000001",
            "remaining": "0.000000000000000001",
        },
    )


def test_the_whole_block_phase_reports_what_is_left_in_the_balance() -> None:
    check(
        "escrow_settle_fullblocks",
        {"blocks": 7, "balance": "20", "funds": "45", "rates": ["10"]},
        {"payments": ["60"], "balance": "5", "funds": "0", "overdrawn": True, "remaining": "5"},
    )


def test_a_fee_needs_a_default_rate() -> None:
    check("take_fee", {"denom": "x", "amount": 10, "take": {"default": 0}}, {"fee": 0, "earnings": 10})
    with pytest.raises(Malformed, match="default"):
        CASES["take_fee"]({"denom": "uakt", "amount": 10, "take": {"uakt": 2}})


def test_an_unknown_op_is_unsupported() -> None:
    with pytest.raises(Unsupported, match="payment_pause"):
        lifecycle([OPEN, {"op": "payment_pause", "h": 0}], {})


def test_the_module_s_books_are_checked_after_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Escrow, "_pay", lambda *_: None)  # money that is paid and stays
    with pytest.raises(Halted, match="balance"):
        lifecycle([OPEN, PAY, {"op": "payment_withdraw", "h": 9, "pid": "p"}], {})
