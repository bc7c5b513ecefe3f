"""The market in the words of the vectors: every op and key, with values by hand from the Go code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from econsim.verification.compare import first_difference
from econsim.verification.conformance.fields import Unsupported
from econsim.verification.conformance.market import CASES

ORDER = {"op": "create_order", "o": 1, "max_price": "100"}
BID_A = {"op": "create_bid", "o": 1, "b": "A", "price": "50"}
BID_B = {"op": "create_bid", "o": 1, "b": "B", "price": "60"}
LEASE = {"op": "create_lease", "o": 1, "b": "A"}
STATE = {"op": "state", "label": "s"}


def check(steps: list[dict[str, Any]], expected: Mapping[str, Any]) -> None:
    assert first_difference(expected, CASES["market_state"]({"steps": steps})) is None


def test_closing_a_group_closes_all_but_lost_bids() -> None:
    check(
        [ORDER, BID_A, BID_B, LEASE, {"op": "close_group", "h": 44, "label": "a"}, STATE],
        {
            "a": {"ok": True},
            "s": {
                "order": "closed", "bids": {"A": "closed", "B": "lost"}, "lease": "closed", "lease_closed_on": 44,
                "group": "open",
            },
        },
    )  # fmt: skip


def test_closing_a_group_without_a_lease_closes_open_bids() -> None:
    check(
        [ORDER, BID_A, {"op": "close_group", "h": 44}, STATE],
        {"s": {"order": "closed", "bids": {"A": "closed"}, "lease": None, "lease_closed_on": None, "group": "open"}},
    )


def test_a_lease_was_closed_at_zero_while_it_is_active() -> None:
    check([ORDER, BID_A, LEASE, STATE], {"s": {"lease": "active", "lease_closed_on": 0, "group": "open"}})


def test_before_anything_there_is_nothing() -> None:
    check([STATE], {"s": {"order": None, "bids": {}, "lease": None, "lease_closed_on": None, "group": "open"}})


def test_refused_operations_leave_everything_as_it_was() -> None:
    check(
        [
            ORDER,
            {**ORDER, "o": 2, "label": "second order"},
            BID_A,
            {**BID_A, "label": "same bid"},
            {**BID_B, "price": "100.000000000000000001", "label": "over"},
            {**BID_B, "price": "100", "label": "equal"},
            LEASE,
            {**LEASE, "label": "leased"},
            {**LEASE, "b": "B", "label": "lost"},
            {"op": "close_bid", "o": 1, "b": "B", "label": "close lost"},
            {"op": "close_bid", "o": 1, "b": "Z", "label": "close unknown"},
            {**BID_B, "b": "C", "label": "late bid"},
            STATE,
        ],
        {
            "second order": {"ok": False},
            "same bid": {"ok": False},
            "over": {"ok": False},
            "equal": {"ok": True},
            "leased": {"ok": False},
            "lost": {"ok": False},
            "close lost": {"ok": False},
            "close unknown": {"ok": False},
            "late bid": {"ok": False},
            "s": {"order": "active", "bids": {"A": "active", "B": "lost"}, "lease": "active", "lease_closed_on": 0},
        },
    )


def test_closing_an_open_bid_does_not_touch_the_group() -> None:
    check(
        [ORDER, BID_A, {"op": "close_bid", "o": 1, "b": "A", "label": "a"}, STATE],
        {"a": {"ok": True}, "s": {"order": "open", "bids": {"A": "closed"}, "lease": None, "group": "open"}},
    )


def test_a_paused_group_takes_no_lease() -> None:
    check(
        [
            ORDER,
            BID_A,
            LEASE,
            {"op": "close_bid", "o": 1, "b": "A"},
            {**ORDER, "o": 2, "label": "order"},
            {**BID_A, "o": 2, "b": "C", "label": "bid"},
            {"op": "create_lease", "o": 2, "b": "C", "label": "lease"},
            STATE,
        ],
        {
            "order": {"ok": True},
            "bid": {"ok": True},
            "lease": {"ok": False},
            "s": {"order": "closed", "bids": {"A": "closed", "C": "open"}, "lease": "closed", "group": "paused"},
        },
    )


def test_a_lease_record_is_closed_alone_and_only_if_there_is_one() -> None:
    record = {"op": "close_lease_record", "h": 7, "label": "a"}
    check([ORDER, BID_A, record], {"a": {"ok": False}})
    check(
        [ORDER, BID_A, LEASE, record, {**record, "h": 9}, {"op": "close_bid", "o": 1, "b": "A", "label": "b"}, STATE],
        {
            "a": {"ok": True},
            "b": {"ok": False},
            "s": {"order": "active", "bids": {"A": "active"}, "lease": "closed", "lease_closed_on": 7},
        },
    )


def test_twenty_one_bids_fit() -> None:
    bids = [{**BID_A, "b": f"P{number}", "label": str(number)} for number in range(1, 23)]
    check([ORDER, *bids], {"21": {"ok": True}, "22": {"ok": False}})


def test_an_unknown_op_is_unsupported() -> None:
    with pytest.raises(Unsupported, match="open_group"):
        check([{"op": "open_group"}], {})
