"""What providers sell and how many bid deposits they want to have."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from econsim.columns import Own
from econsim.policies.providers.decisions import RevenueUse
from econsim.policies.providers.revenue import Keep, Sell
from tests.policies.hand_made import draws_of, public


def decided(policy: Any, bid_min_deposit: int = 5_000_000) -> RevenueUse:
    law = SimpleNamespace(market=SimpleNamespace(bid_min_deposit=bid_min_deposit))
    own = Own(np.arange(3), {"wallet_uakt": np.zeros(3, dtype=np.int64)})
    return policy.decide(own, replace(public(), law=law), draws_of("provider_revenue", 3))


def test_keep_sells_nothing_and_buys_nothing() -> None:
    use = decided(Keep())
    assert use.sold_share.tolist() == [0.0, 0.0, 0.0]
    assert use.kept_for_deposits_uakt.tolist() == [0, 0, 0]


def test_sell_sells_nine_tenths_and_wants_thirty_deposits_of_5_akt() -> None:
    use = decided(Sell())
    assert use.sold_share.tolist() == [0.9, 0.9, 0.9]
    assert use.kept_for_deposits_uakt.tolist() == [150_000_000] * 3


def test_deposits_wanted_follow_the_law() -> None:
    assert decided(Sell(deposits_kept=2), bid_min_deposit=500).kept_for_deposits_uakt.tolist() == [1_000] * 3
    assert decided(Sell(buys_deposits=False, sold_share=0.5)).kept_for_deposits_uakt.tolist() == [0, 0, 0]


def test_deposits_beyond_all_akt_still_fit_into_64_bits() -> None:
    use = decided(Sell(deposits_kept=100_000), bid_min_deposit=9 * 10**15)
    assert (use.kept_for_deposits_uakt == 2**62).all()
    assert use.kept_for_deposits_uakt.dtype == np.int64


def test_a_share_above_1_is_refused() -> None:
    with pytest.raises(ValidationError, match="sold_share"):
        Sell(sold_share=1.1)
