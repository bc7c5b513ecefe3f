"""The take fee by hand: whole percent, cut to whole units."""

from __future__ import annotations

import pytest

from econsim.reference.take import TakeRates, subtract_fees

RATES = TakeRates(default=20, by_denom={"uakt": 2, "free": 0, "all": 100})


@pytest.mark.parametrize(
    ("amount", "denom", "fee"),
    [
        (0, "uakt", 0), (49, "uakt", 0), (50, "uakt", 1), (99, "uakt", 1), (100, "uakt", 2),
        (4, "ibc/usdc", 0), (5, "ibc/usdc", 1), (9, "ibc/usdc", 1),
        (1234, "free", 0), (1234, "all", 1234), (10**30 + 49, "uakt", 2 * 10**28),
    ],
)  # fmt: skip
def test_the_fee_is_cut_and_the_provider_has_the_rest(amount: int, denom: str, fee: int) -> None:
    assert subtract_fees(amount, denom, RATES) == (amount - fee, fee)
