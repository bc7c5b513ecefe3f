"""Deployments in ACT: mints for deposits, by hand; the Console's wallet, halts, top-ups, and who has the money then."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from econsim.mechanisms.market import tally
from econsim.units import MICRO, UACT, UAKT
from econsim.world.ledger import Account
from tests.mechanisms.market_in_act import ACT, act_habits, in_act, in_wallets, open_with_act
from tests.mechanisms.market_worlds import AKT, one_room_world

# x/bme's genesis is halted; the quote of block 0 weighs nothing before block 1, so that the end of block 2 is handed a
# price and lets mint from block 12 on, every ten blocks. A mint of 10 ACT at least, at 2 USD, with 2 % more and a unit
# for rounding: 5,100,001 uakt.
GROSS = 10_200_002
SPREAD = GROSS * 25 // 10_000
NET = GROSS - SPREAD


def test_a_tenant_mints_what_its_deposit_costs_and_the_order_is_posted_in_the_block_after_the_mint() -> None:
    """1,000 uact a block for 1,000 blocks is 1 ACT, the least mint 10. Asked at 15, minted at 22, posted at 23."""
    world = in_act(one_room_world([(15, 1_000)]))
    first = open_with_act(world, 30, 1_000 * MICRO)
    assert (first.waited_for_act, first.act_wait_blocks, first.orders_filled) == (1, 8, 0)
    assert in_wallets(world) == [0, NET, 0, 0]
    assert world.bme.state.credits_uakt == 5_100_001
    assert world.tenants.reserved_uact.tolist() == [ACT]
    rest = open_with_act(world, 2_000, 1_000 * MICRO)
    assert (rest.orders_filled, rest.leases_ended) == (1, 1)
    assert in_wallets(world) == [ACT, NET - ACT, 0, 0]
    assert world.tenants.reserved_uact.tolist() == [0]
    assert world.ledger.supply["uact"] == GROSS
    assert world.journal.money["bought by tenants", "uakt"] == 0


def test_a_price_below_the_minimum_mint_is_not_needed_twice() -> None:
    """What is left of the first mint pays for the second lease: nothing is minted for it."""
    world = in_act(one_room_world([(15, 100), (500, 100)]))
    done = open_with_act(world, 2_000, 1_000 * MICRO)
    assert (done.orders_filled, done.waited_for_act) == (2, 1)
    assert world.ledger.supply["uact"] == GROSS


def test_without_collateral_nobody_mints_and_orders_close_for_want_of_act() -> None:
    """An empty vault and no ACT: the ratio is 0, the module is halted (N2 x/bme, Section 3.5 of its rules)."""
    world = in_act(one_room_world([(15, 1_000), (700, 1_000)]), seed_akt=0)
    done = open_with_act(world, 2_000, 1_000 * MICRO)
    assert done.tally.counts["unfilled"][tally.NO_ACT] == done.orders == 2
    assert world.ledger.supply["uact"] == 0


def test_in_a_warning_orders_wait_for_the_mint_epoch_of_the_back_off() -> None:
    """A ratio of 0.93 lets mint every floor(10 x 1.1^20) = 67 blocks (law/bme vectors of the epochs)."""
    world = in_act(one_room_world([(15, 1_000)]), seed_akt=93)
    _owe(world, 200 * ACT)  # 93 AKT x 2 USD / 200 ACT
    done = open_with_act(world, 400, 1_000 * MICRO)
    assert world.bme.state.epoch_blocks != 10
    assert (done.waited_for_act, done.orders_filled) == (1, 1)
    assert done.act_wait_blocks == 2 + 67 + 1 - 15


def _owe(world: Any, amount: int) -> None:
    """Let there be ACT with somebody who does nothing with it."""
    world.ledger.mint(Account("console_uact"), amount, "ACT minted for deployments")
    world.bme.state.supply_uact += amount
    world.bme.state.migrated_uact += amount


def _account(name: str) -> Any:
    from econsim.world.ledger import Account

    return Account(name)


def test_the_console_lends_deposits_and_has_them_back() -> None:
    """Its first look, in block 0, is refused: the module is halted. The next one fills it up to 100 ACT.

    100,250,627 uact gross leave as much; at 2 USD and with 2 % more that is 51,127,821 uakt, 102,255,642 uact less the
    spread of 255,639.
    """
    world = in_act(one_room_world([(300, 1_000), (310, 500)], threads=8))
    ours = act_habits(card_share=1.0, console_target_uact=100 * ACT, console_period_blocks=1_000)
    open_with_act(world, 305, 1_000 * MICRO, ours)
    assert world.tenants.wallet[UACT].sum() == world.tenants.wallet[UAKT].sum() == 0
    stock = in_wallets(world)[2]
    assert stock == 102_000_003
    done = open_with_act(world, 3_000, 1_000 * MICRO, ours)
    assert (done.orders_filled, done.waited_for_act) == (2, 0)
    assert in_wallets(world) == [ACT * 3 // 2, 0, stock - ACT * 3 // 2, 0]
    assert world.market.state[0].console_reserved_uact == 0


def test_a_deposit_is_filled_up_when_half_of_it_is_used() -> None:
    """2,000 blocks prepaid at 10,000 uact, 20 ACT: 10 ACT more each 1,000 blocks, until 5,000 blocks are paid for."""
    world = in_act(one_room_world([(15, 5_000)]))
    done = open_with_act(world, 6_000, 10_000 * MICRO, act_habits(prepaid_blocks=2_000))
    assert (done.leases_ended, done.leases_overdrawn) == (1, 0)
    assert int(done.deposited[UACT]) >= 50 * ACT
    assert world.providers.wallet[UACT].tolist() == [50 * ACT]
    assert world.ledger.supply["uact"] - world.bme.state.trapped_uact == sum(in_wallets(world))


def test_who_cannot_top_up_in_a_halt_runs_dry() -> None:
    """The price falls to a hundredth when the first deposit is half used: what was minted is not covered any more."""
    world = in_act(one_room_world([(15, 5_000)]), seed_akt=1)
    ours = act_habits(prepaid_blocks=2_000, mint_margin_ratio=0.0)
    open_with_act(world, 800, 10_000 * MICRO, ours)
    assert world.market.n_leases == 1
    done = open_with_act(world, 6_000, 10_000 * MICRO, ours, price=0.02)
    assert done.top_ups_refused > 0
    assert (done.leases_overdrawn, done.leases_ended) == (1, 0)


def test_refunds_that_are_burned_become_akt_again() -> None:
    """What is left of the mint is burned at 2 USD without a spread: half as many AKT, rounded down."""
    world = in_act(one_room_world([(15, 1_000)]))
    open_with_act(world, 2_000, 1_000 * MICRO, act_habits(burns_refunds=True))
    assert in_wallets(world) == [ACT, 0, 0, 0]
    assert world.tenants.wallet[UAKT].tolist() == [(NET - ACT) // 2]
    assert world.bme.state.minted_uakt == 0


@pytest.mark.parametrize("until", [[2_000], [14, 15, 16, 21, 22, 23, 32, 33, 500, 2_000]])
def test_epochs_of_any_length_give_the_same(until: list[int]) -> None:
    world = in_act(one_room_world([(15, 1_000), (16, 400)], threads=8))
    for height in until:
        open_with_act(world, height, 1_000 * MICRO)
    assert in_wallets(world)[0] == ACT * 14 // 10
    assert world.ledger.supply["uact"] == 2 * GROSS
    assert np.array_equal(world.tenants.reserved_uact, [0])


def test_a_silent_feed_closes_orders_for_want_of_act() -> None:
    """No quote ever comes in: x/bme stays as its genesis left it, and takes no request on."""
    world = in_act(one_room_world([(15, 1_000)]))
    done = open_with_act(world, 2_000, 1_000 * MICRO, silence=[(0, 2_000)])
    assert done.tally.counts["unfilled"][tally.NO_ACT] == 1


@pytest.mark.parametrize(("at", "refused"), [(23, 0), (24, 1)])
def test_a_mint_is_refused_in_the_first_block_that_is_handed_no_price(at: int, refused: int) -> None:
    """The last quote is of block 19; by the end of block 23 it is 4 x 6.05 s old, more than 24 s: stale.

    Messages of block 24 read what the end of block 23 has found (x/oracle GetAggregatedPrice, x/bme RequestBurnMint).
    """
    world = in_act(one_room_world([(at, 1_000)]))
    done = open_with_act(world, 400, 1_000 * MICRO, silence=[(20, 1_000)])
    assert done.tally.counts["unfilled"][tally.NO_ACT] == refused
    assert world.bme.state.n_mints == 1 - refused


def test_outside_pays_for_the_mint() -> None:
    world = in_act(one_room_world([(15, 1_000)]))
    before = world.ledger.total("outside_uakt")
    open_with_act(world, 30, 1_000 * MICRO)
    assert before - world.ledger.total("outside_uakt") == 5_100_001
    assert world.ledger.total("bme_uakt") == 300_000 * AKT + 5_100_001


@pytest.mark.parametrize(
    ("price", "owed", "akt", "paid", "left"),
    # akash-network/node x/escrow/keeper/keeper.go settleFromAktFallback @2d606d30b7bc452781f773dba4f7b4a8c5e582de:
    # AKT that does not cover a debt pays 0.4 of it each, AKT that does pays floor(1,000,000 / 0.7)
    [(0.4, ACT, 1_500_000, 1_500_000, 400_000), (0.7, ACT, 5_000_000, 1_428_571, 0)],
)
def test_in_a_halt_akt_in_the_account_pays_the_debt(price: float, owed: int, akt: int, paid: int, left: int) -> None:
    """A lease of 1,000 uact a block that has just run dry owes so much when somebody looks."""
    world = in_act(one_room_world([(15, 10**6)]), seed_akt=1_000)
    ours = act_habits(prepaid_blocks=1, withdrawal_blocks=10**7, monitor_blocks=1_500, forget_top_up_ratio=1.0)
    open_with_act(world, 100, 1_000 * MICRO, ours)
    lease = world.market.leases.rows[world.market.leases.rate_micro_per_block > 0]
    assert lease["escrow_uact"].tolist() == [ACT // 2]  # 500 blocks; found dry after 1,500, of which 1,000 are owed
    world.ledger.move(Account("outside_uakt"), Account("leases.escrow_uakt", 0), akt, "bought by tenants")
    _owe(world, 10**6 * ACT)  # so that the module is halted
    done = open_with_act(world, 1_600, 1_000 * MICRO, ours, price=price)
    assert world.providers.earned[UAKT].tolist() == [paid]
    assert done.tally.counts["unsettled"].tolist() == [0, 0, left * MICRO]
    assert (done.leases_overdrawn, world.market.n_leases) == ((1, 0) if left else (0, 1))
    assert owed == 1_000 * 1_000
    fraction = int(not left)  # of a uakt that cannot be sent
    assert world.ledger.total("escrow_dust_uakt") == fraction
    assert world.tenants.wallet[UAKT].sum() + world.ledger.total("leases.escrow_uakt") == akt - paid - fraction


@pytest.mark.parametrize(("silent_from", "paid"), [(-3, 2_500_000), (-4, 0)])
def test_akt_pays_no_debt_in_the_first_block_that_is_handed_no_price(silent_from: int, paid: int) -> None:
    """1 ACT is owed at 0.4 USD: 2.5 AKT. A quote that is 4 blocks old by the end of the block before is too old.

    settleFromAktFallback does nothing then, and the deployment closes as overdrawn.
    """
    world = in_act(one_room_world([(15, 10**6)]), seed_akt=1_000)
    ours = act_habits(prepaid_blocks=1, withdrawal_blocks=10**7, monitor_blocks=1_500, forget_top_up_ratio=1.0)
    open_with_act(world, 100, 1_000 * MICRO, ours)
    settled_at = int(world.market.leases.rows[0]["start"]) + 1_500
    world.ledger.move(Account("outside_uakt"), Account("leases.escrow_uakt", 0), 5 * AKT, "bought by tenants")
    _owe(world, 10**6 * ACT)  # so that the module is halted
    silence = [(settled_at + silent_from, 2_000)]
    done = open_with_act(world, settled_at + 1, 1_000 * MICRO, ours, price=0.4, silence=silence)
    assert world.providers.earned[UAKT].tolist() == [paid]
    assert (done.leases_overdrawn, world.market.n_leases) == ((0, 1) if paid else (1, 0))


def test_without_a_halt_akt_in_the_account_is_not_touched() -> None:
    world = in_act(one_room_world([(15, 10**6)]))
    ours = act_habits(prepaid_blocks=1, withdrawal_blocks=10**7, monitor_blocks=1_500, forget_top_up_ratio=1.0)
    open_with_act(world, 100, 1_000 * MICRO, ours)
    world.ledger.move(Account("outside_uakt"), Account("leases.escrow_uakt", 0), 5 * AKT, "bought by tenants")
    done = open_with_act(world, 1_600, 1_000 * MICRO, ours)
    assert done.leases_overdrawn == 1
    assert world.tenants.wallet[UAKT].tolist() == [5 * AKT]
    assert world.providers.earned[UAKT].tolist() == [0]


def test_who_puts_akt_into_the_account_in_a_halt_keeps_its_lease() -> None:
    """As in the halt above, and the tenant puts AKT there: at .02 USD it takes much of it, but the lease ends well."""
    world = in_act(one_room_world([(15, 5_000)]), seed_akt=1)
    ours = act_habits(prepaid_blocks=2_000, mint_margin_ratio=0.0, akt_as_fallback=True)
    open_with_act(world, 800, 10_000 * MICRO, ours)
    done = open_with_act(world, 6_000, 10_000 * MICRO, ours, price=0.02)
    assert (done.leases_overdrawn, done.leases_ended) == (0, 1)
    in_akt = world.providers.earned[UAKT].sum() * 0.02 + world.providers.earned[UACT].sum()
    assert in_akt == pytest.approx(50 * ACT, rel=1e-3)
    assert world.tenants.spent_usd.sum() == pytest.approx(50.0, rel=1e-3)


def test_who_burns_at_once_does_so_in_the_block_of_each_payment() -> None:
    """Two payments of 2 ACT and one of 1 at 2 USD: 1, 1 and half an AKT; ACT is burned every 10 blocks."""
    world = in_act(one_room_world([(15, 5_000)]))
    world.providers.burns_at_once[:] = 1
    ours = act_habits(withdrawal_blocks=2_000)
    for until, paid in ((2_000, 0), (2_050, 1), (4_060, 2), (5_100, 2.5)):
        open_with_act(world, until, 1_000 * MICRO, ours)
        assert world.providers.from_burns_uakt.tolist() == [int(paid * ACT)]
        assert world.providers.wallet[UACT].tolist() == [0]
