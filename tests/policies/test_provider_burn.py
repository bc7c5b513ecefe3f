"""Which providers burn their ACT, when and how much."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from econsim.policies.providers.burning import BurnAtOnce, BurnDaily, BurnOnPriceView, Hoard

OWN: Any = np.zeros(3)
DAY = 86_400.0


def public(seconds: float = 0.0, epoch_seconds: float = DAY, akt_price_usd: float = 1.0) -> Any:
    return SimpleNamespace(seconds=seconds, epoch_seconds=epoch_seconds, akt_price_usd=akt_price_usd)


def burned(policy: Any, **seen: Any) -> list[float]:
    return list(np.broadcast_to(policy.decide(OWN, public(**seen), None).burned_share, 3))


def test_who_hoards_burns_nothing() -> None:
    assert burned(Hoard()) == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("kind", [Hoard, BurnDaily, BurnOnPriceView])
def test_who_may_keep_act_burns_for_its_costs_as_much_as_it_likes(kind: Any) -> None:
    assert kind(covers_costs=1.5).decide(OWN, public(), None).covers_costs.tolist() == [1.5] * 3


def test_at_once_is_also_in_the_block_of_each_payment() -> None:
    decided = BurnAtOnce().decide(OWN, public(), None)
    assert decided.burned_share.tolist() == [1.0] * 3
    assert decided.burns_at_once.all()


@pytest.mark.parametrize("hour", range(48))
def test_once_a_day_is_in_the_hour_in_which_a_day_begins(hour: int) -> None:
    found = burned(BurnDaily(share=0.5), seconds=hour * 3_600.0, epoch_seconds=3_600.0)
    assert found == [0.5 if hour in (0, 24) else 0.0] * 3
    assert not BurnDaily().decide(OWN, public(), None).burns_at_once


def test_with_epochs_of_a_day_it_is_every_epoch() -> None:
    assert [burned(BurnDaily(), seconds=day * DAY)[0] for day in range(4)] == [1.0] * 4


@pytest.mark.parametrize(("price", "share"), [(0.5, 0.75), (1.0, 0.5), (2.0, 0.0), (3.0, 0.0)])
def test_who_has_a_view_of_the_price_burns_more_the_lower_it_is(price: float, share: float) -> None:
    assert burned(BurnOnPriceView(holds_above_usd=2.0), akt_price_usd=price) == [share] * 3
    assert burned(BurnOnPriceView(), seconds=3_600.0, epoch_seconds=3_600.0, akt_price_usd=price) == [0.0] * 3


@pytest.mark.parametrize(("below", "shares"), [(2.0, [1.0, 1.0, 0.0]), (1.0, [1.0, 0.5, 0.0]), (9.0, [1.0, 1.0, 0.0])])
def test_below_a_second_price_everything_is_burned(below: float, shares: list[float]) -> None:
    policy = BurnOnPriceView(holds_above_usd=2.0, burns_all_below_usd=below)
    assert [burned(policy, akt_price_usd=price)[0] for price in (0.5, 1.5, 2.0)] == shares
