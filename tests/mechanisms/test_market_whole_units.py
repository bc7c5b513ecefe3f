"""From v1.1.0 on escrow settles whole units: what a settlement drops, how long accounts last, what is owed."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.naive.market import NaiveMarket
from econsim.mechanisms.escrow.rules import depletion_in_whole_units, settlement_in_whole_units
from econsim.policies.providers.decisions import PricingSchedule
from econsim.units import MICRO
from econsim.world.build import hand_out
from econsim.world.ledger import Account
from tests.mechanisms.changed_law import changed_law
from tests.mechanisms.market_features import Featured, featured, random_edges
from tests.mechanisms.market_twins import let_pass, run_both
from tests.mechanisms.market_worlds import (
    AKT,
    RANDOM_HABITS,
    cheapest,
    flat_asks,
    habits,
    law_of,
    one_room_world,
    open_for,
    random_schedules,
    random_world,
)
from tests.mechanisms.test_market_late import Opened

DAYS = 12


# akash-network/node x/escrow/keeper/keeper_settle_test.go @009fab027eb177e5d7ef0367f6df85d1fb212779
# (TestSettleFullBlocks): an account, the rates of its payments, blocks; then what each is paid, what is left or lacking
@pytest.mark.parametrize(
    ("deposit", "rates", "blocks", "paid", "left"),
    [
        (100, (1, 2), 5, (5, 10), 85),
        (100, (10, 10), 5, (50, 50), 0),
        (100, (10, 10), 6, (60, 40), -20),
        (200, (10, 10), 6, (60, 60), 80),
        (200, (10, 10), 10, (100, 100), 0),
        (200, (10, 10), 11, (110, 90), -20),
    ],
)
def test_payments_served_in_turn_get_what_the_chain_pays(
    deposit: int, rates: tuple[int, ...], blocks: int, paid: tuple[int, ...], left: int
) -> None:
    """A lease here has one payment; the chain serves those of an account in turn, each by the same rule."""
    balance, found, lacking = deposit * MICRO, [], 0
    for rate in (rate * MICRO for rate in rates):
        amount, is_overdrawn = settlement_in_whole_units(balance, rate, blocks)
        lacking += rate * blocks // MICRO - amount // MICRO if is_overdrawn else 0
        found.append(amount // MICRO)
        balance -= amount
    assert tuple(found) == paid
    assert balance // MICRO - lacking == left


@given(st.integers(0, 10**12), st.integers(1, 10**9), st.integers(1, 10**5))
def test_an_account_is_overdrawn_exactly_after_its_depletion_height(balance: int, rate: int, elapsed: int) -> None:
    paid, is_overdrawn = settlement_in_whole_units(balance, rate, elapsed)
    assert is_overdrawn == (1_000 + elapsed > depletion_in_whole_units(1_000, balance, rate))
    assert is_overdrawn or (rate * elapsed - paid in range(MICRO) and paid % MICRO == 0)


def test_who_is_settled_more_often_gets_less() -> None:
    """1.7 uakt a block for 300 blocks: 510 at once, 500 in hundred settlements of 3 blocks (5.1 is cut to 5)."""
    for period, expected in ((300, 510), (3, 500)):
        world = one_room_world([(0, 300)], take={"default": 0, "uakt": 0})
        world.law = changed_law(world.law, "v1.1.0")
        seen = open_for(
            world,
            400,
            flat_asks(world, 1_700_000),
            cheapest(world),
            habits(bid_wait_blocks=0, withdrawal_blocks=period),
        )
        assert seen.payout.tolist() == [expected, 0, 0]
        assert seen.spent_micro.sum() == expected * MICRO
        assert seen.leases_ended == 1


def test_what_an_account_lacks_is_a_debt() -> None:
    """5 AKT at 2 uakt a block last 2,500,000 blocks; nobody tops up, and a look 99 blocks later finds 198 uakt owed."""
    longer = 3_000_000
    world = one_room_world([(0, longer)], take={"default": 0, "uakt": 0})
    world.law = changed_law(world.law, "v1.1.0")
    spans = {"deposit_blocks": 1, "withdrawal_blocks": 10**7, "monitor_blocks": 2_500_099}
    ours = habits(bid_wait_blocks=0, forget_top_up_ratio=1.0, **spans)
    seen = open_for(world, longer, flat_asks(world, 2_000_000), cheapest(world), ours)
    assert seen.payout.tolist() == [5 * AKT, 0, 0]
    assert seen.tally.counts["unsettled"].tolist() == [198 * MICRO, 0, 0]
    assert seen.unpaid_blocks == 99


def test_a_lease_that_runs_when_the_release_comes_runs_dry_by_its_arithmetic() -> None:
    """105 uakt at 1.05 a block, withdrawn every 10 blocks; a look at block 103 would find 100 paid blocks over.

    To block 40 four withdrawals of 10.5 leave 63 uakt. From v1.1.0 at block 50 on each takes 10: 3 are left at block
    100, which pay floor(1.05 x 3), so that nobody finds it dry at 103. At 110 it owes 10 for 10 blocks and has 3.
    """
    world = one_room_world([(0, 300)], take={"default": 0, "uakt": 0})
    world.law = changed_law(world.law, "v1.0.0", deployment={"min_deposits": {"uakt": 1}})
    spans = {"deposit_blocks": 100, "withdrawal_blocks": 10, "monitor_blocks": 103}
    ours = habits(bid_wait_blocks=0, forget_top_up_ratio=1.0, **spans)
    open_for(world, 50, flat_asks(world, 1_050_000), cheapest(world), ours)
    world.law = changed_law(world.law, "v1.1.0")
    seen = open_for(world, 400, flat_asks(world, 1_050_000), cheapest(world), ours)
    assert seen.leases_overdrawn == 1
    assert (seen.tally.counts["unsettled"].tolist(), seen.unpaid_blocks) == ([7 * MICRO, 0, 0], 7)


@pytest.mark.parametrize("seed", range(200, 206))
def test_with_everything_on_the_market_equals_its_naive_twin(seed: int) -> None:
    """In odd seeds the release comes in the middle, with fractions in the accounts of leases that run."""
    market = featured(seed, days=DAYS)
    if seed % 2 == 0:
        market.world.law = changed_law(market.world.law, "v1.1.0")
    assert market.later is not None
    law, *schedules = market.later
    happened = run_both(market._replace(later=(changed_law(law, "v1.1.0"), *schedules)), random_edges(seed, DAYS))
    assert happened["ended", "planned"] > 0


@pytest.mark.parametrize("over_ask", [1.0, 2e-7])
def test_where_the_release_comes_in_the_middle_and_nobody_watches_the_market_equals_its_naive_twin(
    over_ask: float,
) -> None:
    """Withdrawals made late were planned for accounts that settle by the millionth."""
    world = random_world(1, days=DAYS, orders_per_day=40.0)
    world.law = changed_law(world.law, "v1.0.0", deployment={"min_deposits": {"uakt": 1, "uusdc": 1}})
    hand_out(world, Account("providers.wallet_uakt", np.arange(len(world.providers))), 10**6 * AKT)
    pricing, choice = random_schedules(world, 1)
    both = (pricing.ask_micro_uakt_per_block, pricing.ask_micro_uusdc_per_block)
    asks = PricingSchedule(*((ask * over_ask).astype(np.int64) for ask in both))
    later = changed_law(world.law, "v1.1.0"), asks, choice
    market = Featured(world, asks, choice, habits(**RANDOM_HABITS), later=later)
    assert run_both(market, random_edges(1, DAYS), is_watched=False)["ended", "planned"] > 0


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("over_ask", [1.0, 2e-7])
def test_a_market_that_nobody_watches_equals_its_naive_twin(
    seed: int, over_ask: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Withdrawals made late drop the fractions of those on time; also where half a day at the ask is below a unit."""
    seen = Opened(monkeypatch)
    world = random_world(seed, days=DAYS, orders_per_day=40.0)
    world.law = changed_law(world.law, "v1.1.0", deployment={"min_deposits": {"uakt": 1, "uusdc": 1}})
    hand_out(world, Account("providers.wallet_uakt", np.arange(len(world.providers))), 10**6 * AKT)
    pricing, choice = random_schedules(world, seed)
    both = (pricing.ask_micro_uakt_per_block, pricing.ask_micro_uusdc_per_block)
    asks = ((ask * over_ask).astype(np.int64) for ask in both)
    market = Featured(world, PricingSchedule(*asks), choice, habits(**RANDOM_HABITS))
    twin, happened = NaiveMarket(world, law_of(world), market.habits), []
    for since, until in pairwise(random_edges(seed, DAYS)):
        happened.append(let_pass(world, twin, market, since, until, is_watched=False))
    assert all(seen.paid_late())
    total: Any = sum(happened[1:], happened[0])
    assert total["ended", "planned"] > 0
    if over_ask == 1.0:
        assert total["ended", "dry"] > 0
        assert sum(total[f"unsettled_{denom}_micro"] for denom in ("uakt", "uusdc")) > 0
