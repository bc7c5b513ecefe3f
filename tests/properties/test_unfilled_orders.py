"""Why orders find no lease, as a law of the market: dearer asks never make room scarcer, more demand never less scarce.

Totals of four random markets over sixty days; nobody loses trust, so that every intention comes up in every arm.
"""

from __future__ import annotations

import numpy as np
import pytest

from econsim.contracts import PricingSchedule
from econsim.world.ledger import Account
from tests.mechanisms.market_worlds import (
    AKT,
    DAY_BLOCKS,
    RANDOM_HABITS,
    cheapest,
    habits,
    open_for,
    random_schedules,
    random_world,
)

DAYS = 60


def totals(*, asks: float = 1.0, wanted: float = 1.0, pays: float = 1.0) -> dict[str, int]:
    """Return counts of four markets at asks and reservation prices so many times as high, a share of orders wanted."""
    found = []
    for seed in range(4):
        world = random_world(seed, days=DAYS, orders_per_day=25.0)
        world.intentions.max_price_ratio *= pays
        wallets = Account("providers.wallet_uakt", np.arange(len(world.providers)))
        world.ledger.move(Account("outside_uakt"), wallets, 100_000 * AKT, "for bid deposits")
        list_price, _ = random_schedules(world, seed)
        dearer = [
            (each * asks).astype(np.int64)
            for each in (list_price.ask_micro_uakt_per_block, list_price.ask_micro_uusdc_per_block)
        ]
        ours = habits(**RANDOM_HABITS, trust_loss=0.0)
        found.append(open_for(world, DAYS * DAY_BLOCKS, PricingSchedule(*dearer), cheapest(world), ours, wanted))

    def total(name: str) -> int:
        return sum(int(np.sum(getattr(tally, name))) for tally in found)

    names = ("orders", "orders_filled", "unfilled_no_room", "unfilled_too_dear", "unfilled_no_deposit", "thread_blocks")
    return {name: total(name) for name in names}


def test_asks_up_never_raise_the_number_of_orders_without_room() -> None:
    """They raise the number of those that are too dear, and what is not leased leaves room."""
    arms = [totals(asks=factor) for factor in (0.5, 1.0, 2.0, 4.0)]
    assert len({arm["orders"] for arm in arms}) == 1
    no_room, too_dear = ([arm[f"unfilled_{why}"] for arm in arms] for why in ("no_room", "too_dear"))
    assert no_room == sorted(no_room, reverse=True)
    assert no_room[0] > 2 * no_room[-1] > 0
    assert too_dear == sorted(too_dear)
    assert [arm["unfilled_no_deposit"] for arm in arms] == [0] * 4


@pytest.mark.parametrize("asks", [1.0, 4.0])
def test_when_everybody_can_pay_more_use_never_makes_room_less_scarce(asks: float) -> None:
    arms = [totals(asks=asks, wanted=share, pays=1e6) for share in (0.1, 0.25, 0.5, 1.0)]
    no_room, use = ([arm[name] for arm in arms] for name in ("unfilled_no_room", "thread_blocks"))
    assert use == sorted(use)
    assert no_room == sorted(no_room)
    assert no_room[0] < no_room[-1]
    assert [arm["unfilled_too_dear"] for arm in arms] == [0] * 4


def test_whom_an_ask_turns_away_lacks_money_and_not_room() -> None:
    """Where nobody would pay any ask all nodes stand empty, and every order is too dear."""
    arm = totals(pays=1e-9)
    assert (arm["unfilled_too_dear"], arm["orders_filled"]) == (arm["orders"], 0)
