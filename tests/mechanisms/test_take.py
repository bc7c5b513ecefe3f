"""The take fee: conformance vectors and hand arithmetic."""

from __future__ import annotations

from typing import Any

import pytest

from econsim.mechanisms.take.rules import take_fee, take_rates
from econsim.units import UAKT, UUSDC
from tests.mechanisms.chain_vectors import vectors
from tests.mechanisms.market_worlds import law


@pytest.mark.parametrize(("inputs", "expected"), vectors("take_fee"))
def test_the_take_fee_agrees_with_the_chain(inputs: Any, expected: Any) -> None:
    rate = inputs["take"].get(inputs["denom"], inputs["take"]["default"])
    fee = take_fee(inputs["amount"], rate)
    assert {"fee": fee, "earnings": inputs["amount"] - fee} == expected


def test_a_withdrawal_below_50_uakt_pays_no_fee() -> None:
    assert [take_fee(amount, 2) for amount in (0, 49, 50, 99, 100)] == [0, 0, 1, 1, 2]


def test_the_fee_is_exact_where_the_product_would_leave_64_bits() -> None:
    amount = 9 * 10**18 + 99
    assert take_fee(amount, 20) == amount * 20 // 100


def test_a_denom_without_its_own_rate_pays_the_default() -> None:
    assert take_rates(law(take={"default": 20, "uakt": 2}).take)[UUSDC] == 20
    assert take_rates(law(take={"default": 20, "uakt": 2}).take)[UAKT] == 2
    assert take_rates(law(take={"default": 20, "uakt": 2, "uusdc": 4}).take)[UUSDC] == 4
