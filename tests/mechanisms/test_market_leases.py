"""Leases by hand: every uakt of a lease's life, computed on paper."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from econsim.units import MICRO, UAKT, UUSDC
from tests.mechanisms.changed_law import changed_law
from tests.mechanisms.market_worlds import (
    AKT,
    DAY_BLOCKS,
    cheapest,
    flat_asks,
    habits,
    money_log,
    one_room_world,
    open_for,
)

PAYMENT, FEE, REFUND, DUST = "paid to providers", "take fees", "escrow refunds", "dust left in escrow"
DEPOSIT, PURCHASE = "escrow deposits", "bought by tenants"


def live(world: Any, rate_micro: int, edges: list[int] | None = None, **ours: Any) -> tuple[list[Any], list[Any]]:
    """Run the market to each edge; return the tallies and the movements of money as (height, why, amount)."""
    with money_log() as log:
        tallies = [
            open_for(world, until, flat_asks(world, rate_micro), cheapest(world), habits(**ours))
            for until in edges or [40 * DAY_BLOCKS]
        ]
    assert world.ledger.imbalance("uakt") == world.ledger.imbalance("uusdc") == 0
    return tallies, [(height, why, amount) for height, why, _, _, _, amount in log]


def spent(tally: Any, denom: int) -> float:
    return float(tally.spent_micro[denom].sum() / MICRO)


def test_a_lease_pays_by_the_block_withdraws_daily_and_refunds_the_rest() -> None:
    """347.25 uakt a block x 20,000 blocks = 6,945,000 uakt; the chain's own vector escrow.full.d1 has this rate."""
    world = one_room_world([(100, 20_000)])
    (tally,), log = live(world, 347_250_000)
    assert log == [
        (100, "bid deposits locked", 5 * AKT),
        (110, "deposits of winning bids", 5 * AKT),
        (110, PURCHASE, 34_730_556),  # 7 days = 100,016 blocks x 347.25
        (110, DEPOSIT, 34_730_556),
        (14_398, PAYMENT, 4_862_278),  # 14,288 blocks x 347.25 = 4,961,508, less 2 % rounded down
        (14_398, FEE, 99_230),
        (20_110, REFUND, 27_785_556),  # 34,730,556 - 6,945,000
        (20_110, PAYMENT, 1_943_823),  # 5,712 blocks x 347.25 = 1,983,492
        (20_110, FEE, 39_669),
        (20_110, "bid deposits of closed leases", 5 * AKT),
    ]
    assert (tally.orders, tally.orders_filled, tally.leases_started, tally.leases_ended) == (1, 1, 1, 1)
    assert tally.thread_blocks == 4 * 20_000
    assert spent(tally, UAKT) == 6_945_000
    assert tally.take_fee[UAKT] == world.ledger.total("community_pool_uakt") == 138_899
    assert world.providers.earned[UAKT, 0] == tally.payout[UAKT] == 6_806_101
    assert world.providers.wallet_uakt[0] == 1_000 * AKT + 6_806_101
    assert world.tenants.wallet_uakt[0] == 27_785_556
    assert world.tenants.spent_usd[0] == pytest.approx(6.945 * world.akt_price_usd)
    assert world.nodes.free_threads[0] == world.nodes.threads[0]


def test_a_small_lease_deposits_the_minimum_and_leaves_one_uakt_of_dust() -> None:
    """10 blocks x 0.333333 = 3.33333: 3 withdrawn, 4,999,996 of 4,999,996.66667 refunded, 1 stays in escrow."""
    _, log = live(one_room_world([(0, 10)]), 333_333, bid_wait_blocks=0)
    assert log == [
        (0, "bid deposits locked", 5 * AKT),
        (0, "deposits of winning bids", 5 * AKT),
        (0, PURCHASE, 5 * AKT),
        (0, DEPOSIT, 5 * AKT),
        (10, REFUND, 4_999_996),
        (10, PAYMENT, 3),
        (10, DUST, 1),
        (10, "bid deposits of closed leases", 5 * AKT),
    ]


def test_a_lease_in_uusdc_pays_a_fifth_to_the_pool_and_its_bid_deposit_in_uakt() -> None:
    world = one_room_world([(0, 1_000)], min_deposits={"uakt": 5 * AKT, "uusdc": 4 * AKT})
    (tally,), log = live(world, 2_000_000, uusdc_share=1.0, deposit_blocks=1)
    assert (PURCHASE, 4 * AKT) in {(why, amount) for _, why, amount in log}
    assert tally.take_fee.tolist() == [0, 400, 0]
    assert world.ledger.total("community_pool_uusdc") == 400
    assert world.providers.wallet_uusdc[0] == 1_600
    assert world.providers.wallet_uakt[0] == 1_000 * AKT
    assert spent(tally, UUSDC) == 2_000
    assert tally.bought.tolist() == [0, 4 * AKT, 0]


def test_the_share_in_uusdc_pays_in_uakt_while_the_chain_does_not_accept_it() -> None:
    world = one_room_world([(0, 1_000)], min_deposits={"uakt": 5 * AKT})
    (tally,), _ = live(world, 2_000_000, uusdc_share=1.0)
    assert tally.bought.tolist()[UUSDC] == 0
    assert spent(tally, UAKT) == 2_000


def test_a_tenant_buys_only_what_its_wallet_lacks() -> None:
    world = one_room_world([(0, 100), (1_000, 100)])
    _, log = live(world, 1_000_000, deposit_blocks=1)
    assert [amount for _, why, amount in log if why == PURCHASE] == [5 * AKT, 100]


# --- running dry ---------------------------------------------------------------------------------------------


def dry_world(deposit: int = 1_000, duration: int = 5_000, **changed: Any) -> Any:
    """A lease whose first deposit is all that its tenant ever pays, unless it tops up."""
    return one_room_world([(0, duration)], min_deposits={"uakt": deposit}, forget_uniform=0.5, **changed)


DRY = {"bid_wait_blocks": 0, "deposit_blocks": 1, "forget_top_up_ratio": 1.0}


def test_a_dry_account_is_found_at_the_first_funds_check_after_it() -> None:
    """1,000 uakt at 10 a block last to block 100; checks every 99 blocks find it dry at 198: 98 blocks unpaid."""
    world = dry_world()
    (tally,), log = live(world, 10 * MICRO, **DRY, monitor_blocks=99)
    assert log[-3:] == [(198, PAYMENT, 980), (198, FEE, 20), (198, "bid deposits of closed leases", 5 * AKT)]
    assert (tally.leases_overdrawn, tally.leases_ended, tally.unpaid_blocks) == (1, 0, 98)
    assert tally.thread_blocks == 4 * 198
    assert spent(tally, UAKT) == 1_000
    assert world.ledger.total("leases.escrow_uakt") == 0


def test_a_funds_check_in_the_block_in_which_the_account_reaches_zero_finds_nothing() -> None:
    (tally,), log = live(dry_world(), 10 * MICRO, **DRY, monitor_blocks=100)
    assert log[-1][0] == 200
    assert tally.unpaid_blocks == 100


def test_a_withdrawal_after_depletion_overdraws_the_account_too() -> None:
    """The chain's vector escrow.life.overdraw: 1,000 at 10 a block, withdrawn at 101."""
    (tally,), log = live(dry_world(), 10 * MICRO, **DRY, withdrawal_blocks=101, monitor_blocks=10_000)
    assert log[-3:] == [(101, PAYMENT, 980), (101, FEE, 20), (101, "bid deposits of closed leases", 5 * AKT)]
    assert tally.unpaid_blocks == 1


def test_the_rest_below_a_blocks_price_is_paid_when_an_account_is_overdrawn() -> None:
    (tally,), log = live(dry_world(deposit=1_005), 10 * MICRO, **DRY)
    assert sum(amount for _, why, amount in log if why in {PAYMENT, FEE}) == 1_005
    assert spent(tally, UAKT) == 1_005
    assert tally.unpaid_blocks == 98


def test_a_lease_that_ends_dry_before_any_check_is_overdrawn_as_well() -> None:
    (tally,), log = live(dry_world(duration=150), 10 * MICRO, **DRY, monitor_blocks=1_000)
    assert log[-1][0] == 150
    assert (tally.leases_overdrawn, tally.leases_ended, tally.unpaid_blocks) == (1, 0, 50)


# --- topping up ----------------------------------------------------------------------------------------------


def test_top_ups_cover_a_period_each_and_the_last_one_only_the_rest() -> None:
    """10.000001 uakt a block for 250 blocks cost 2,500.00025: 1,001 + 1,001 + 499 uakt; 1 uakt is left as dust."""
    world = one_room_world([(0, 250)], min_deposits={"uakt": 1})
    _, log = live(world, 10_000_001, bid_wait_blocks=0, deposit_blocks=100, top_up_blocks=100)
    assert [(height, amount) for height, why, amount in log if why == DEPOSIT] == [(0, 1_001), (100, 1_001), (200, 499)]
    assert sum(amount for _, why, amount in log if why in {PAYMENT, FEE}) == 2_500
    assert [amount for _, why, amount in log if why == REFUND] == []
    assert [amount for _, why, amount in log if why == DUST] == [1]


@pytest.mark.parametrize(("uniform", "n_top_ups"), [(0.0, 0), (0.49, 0), (0.51, 1), (0.74, 1), (0.76, 2), (0.88, 3)])
def test_a_tenant_who_forgets_half_its_top_ups_makes_n_of_them_with_probability_half_to_the_n(
    uniform: float, n_top_ups: int
) -> None:
    world = one_room_world([(0, 2_000)], min_deposits={"uakt": 1}, forget_uniform=uniform)
    (tally,), log = live(
        world, MICRO, bid_wait_blocks=0, deposit_blocks=100, top_up_blocks=100, forget_top_up_ratio=0.5
    )
    assert len([why for _, why, _ in log if why == DEPOSIT]) == 1 + n_top_ups
    assert tally.leases_overdrawn == 1
    assert spent(tally, UAKT) == 100 * (1 + n_top_ups)


def test_a_top_up_before_anybody_looked_pays_for_the_dry_blocks_too() -> None:
    """A deposit does not settle: dry from block 50, topped up at 100, nothing is ever unpaid."""
    world = one_room_world([(0, 180)], min_deposits={"uakt": 1})
    tallies, log = live(
        world, 10 * MICRO, [75, 90, 300], bid_wait_blocks=0, deposit_blocks=50, top_up_blocks=100, monitor_blocks=1_000
    )
    assert [(height, amount) for height, why, amount in log if why == DEPOSIT] == [(0, 500), (100, 1_000)]
    assert [spent(tally, UAKT) for tally in tallies] == [500, 0, 1_000]
    assert log[-1][0] == 180
    assert tallies[-1].leases_overdrawn == 1
    assert tallies[-1].unpaid_blocks == 30


def test_a_take_rate_changed_in_mid_lease_acts_on_the_next_withdrawal() -> None:
    world = one_room_world([(0, 3 * DAY_BLOCKS)])
    ours, asks = habits(bid_wait_blocks=0), flat_asks(world, 100 * MICRO)
    before = open_for(world, 2 * DAY_BLOCKS, asks, cheapest(world), ours)
    world.law = changed_law(world.law, take={"denom_take_rates": {"uakt": 4}})
    after = open_for(world, 4 * DAY_BLOCKS, asks, cheapest(world), ours)
    assert before.take_fee[UAKT] == 100 * DAY_BLOCKS * 2 // 100
    assert after.take_fee[UAKT] == 2 * (100 * DAY_BLOCKS * 4 // 100)


def test_spending_falls_in_the_epoch_in_which_the_blocks_do() -> None:
    world = one_room_world([(0, 1_000)])
    tallies, _ = live(world, 7_654_321, [300, 1_000, 2_000], bid_wait_blocks=0)
    assert [tally.spent_micro[UAKT, 0] for tally in tallies] == [300 * 7_654_321, 700 * 7_654_321, 0]
    assert [tally.thread_blocks for tally in tallies] == [1_200, 2_800, 0]
    assert [tally.leases_active for tally in tallies] == [1, 1, 0]


@settings(max_examples=150, deadline=None)
@given(
    rate=st.integers(1, 10**9),
    duration=st.integers(1, 3_000),
    least=st.integers(0, 10**5),
    spans=st.tuples(*[st.integers(1, 2_000)] * 4),
    forget=st.tuples(st.floats(0, 1), st.floats(0, 0.999)),
    edges=st.lists(st.integers(1, 3_500), max_size=3),
)
def test_escrow_conserves_money_in_every_life_of_a_lease(
    rate: int, duration: int, least: int, spans: Any, forget: Any, edges: list[int]
) -> None:
    """Deposits = payouts + fees + refunds + dust (chain invariants E1, E2, E4); nothing is paid beyond the service."""
    deposit, top_up, withdrawal, monitor = spans
    world = one_room_world([(0, duration)], min_deposits={"uakt": least}, forget_uniform=forget[1])
    tallies, log = live(
        world,
        rate,
        [*sorted(set(edges)), 10_000],
        bid_wait_blocks=0,
        deposit_blocks=deposit,
        top_up_blocks=top_up,
        withdrawal_blocks=withdrawal,
        monitor_blocks=monitor,
        forget_top_up_ratio=forget[0],
    )
    total: Counter[str] = Counter()
    for _, why, amount in log:
        total[why] += amount
    assert total[DEPOSIT] == total[PAYMENT] + total[FEE] + total[REFUND] + total[DUST]
    assert total[DUST] <= 1
    assert total[PAYMENT] + total[FEE] <= -(-rate * duration // MICRO)
    paid = sum(t.spent_micro[UAKT, 0] for t in tallies)
    assert 0 <= paid - (total[PAYMENT] + total[FEE]) * MICRO < MICRO
    if not any(t.leases_overdrawn for t in tallies):
        assert paid == rate * duration
    assert world.ledger.total("leases.escrow_uakt") == world.ledger.total("leases.bid_deposit_uakt") == 0
