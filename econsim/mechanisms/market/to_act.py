"""The migration of v2.0.0: deployments, their leases and their escrow are turned into ACT, once.

What is priced in axlUSDC is turned at the upgrade, one for one; what is priced in AKT at the first price that the
oracle hands out after it, so that every lease in AKT becomes one in US dollars. Vouchers and AKT in escrow are burned
and ACT is minted for them: of each account and its payment together the whole units that come out. Nothing backs it.

Source: akash-network/node x/deployment/migrate/v7/act.go, x/deployment/keeper/abci.go, upgrades/software/v2.0.0
@2d606d30b7bc452781f773dba4f7b4a8c5e582de.
Where we differ: AKT is turned at the beginning of the first epoch with a price, not in its first block with one; prices
per block keep six decimals (half-even), amounts are cut to them.
"""

from __future__ import annotations

import numpy as np

from econsim.mechanisms.bme.records import Conversions
from econsim.units import DEC18, DENOMS, MICRO, UACT, UAKT, UUSDC, IntArray
from econsim.world.ledger import Account, Move
from econsim.world.market_book import MarketBook
from econsim.world.world import World

BURNED, MINTED = "escrow burned for ACT", "ACT minted for deployments"
INTO_ESCROW = "ACT for deployments put in escrow"
_ONE = DEC18


def deployments_in_usdc_to_act(world: World) -> None:
    """Turn everything in axlUSDC into ACT, and let what is in AKT wait for a price."""
    _turn(world, UUSDC, _ONE)
    world.market.state[0].awaits_price = 1


def deployments_in_akt_to_act(world: World, conversions: Conversions) -> None:
    """Turn everything in AKT into ACT where that waits for a price and the epoch has one."""
    state = world.market.state[0]
    if state.awaits_price == 0:
        return
    healthy = [row for row in conversions.prices if row.is_healthy]
    if conversions.price.is_healthy:
        healthy.insert(0, conversions.price)
    if healthy:
        _turn(world, UAKT, int(healthy[0].whole) * DEC18 + int(healthy[0].part_dec18))
        state.awaits_price = 0


def _turn(world: World, denom: int, rate_dec18: int) -> None:
    """Turn open orders, bids, leases and escrow of a denom into ACT at a rate [ACT per unit, scaled by 10^18]."""
    book = world.market
    _turn_orders(book, denom, rate_dec18)
    running = np.flatnonzero((book.leases.rate_micro_per_block > 0) & (book.leases.denom == denom))
    if running.size == 0:
        return
    rows = book.leases.rows
    minted = np.zeros(running.size, dtype=np.int64)
    for place, slot in enumerate(running.tolist()):
        lease = rows[slot]
        lease["rate_micro_per_block"] = max(1, _half_even(int(lease["rate_micro_per_block"]) * rate_dec18))
        for name in ("balance_micro", "payment_micro"):
            lease[name] = int(lease[name]) * rate_dec18 // DEC18
        lease["denom"] = UACT
        minted[place] = (int(lease["balance_micro"]) + int(lease["payment_micro"])) // MICRO
    book.state[0].must_plan = 1
    _change_money(world, DENOMS[denom], running, minted)


def _change_money(world: World, denom: str, slots: IntArray, minted: IntArray) -> None:
    """Burn what the accounts of leases hold of a denom, and put ACT that is minted for it there."""
    account, total = Account(f"leases.escrow_{denom}", slots), int(minted.sum())
    world.ledger.burn(account, world.ledger.balances(account.name)[slots], BURNED)
    if total:
        world.ledger.mint(Account("bme_uact"), total, MINTED)
        world.ledger.post([Move(Account("bme_uact"), Account("leases.escrow_uact", slots), minted, INTO_ESCROW)])
        state = world.bme.state
        state.supply_uact += total
        state.migrated_uact += total
        state.is_touched = 1


def _turn_orders(book: MarketBook, denom: int, rate_dec18: int) -> None:
    """Turn open orders of a denom and the bids on them."""
    orders, bids = book.orders.rows, book.bids.rows
    for first in book.open_orders["first"].tolist():
        slot = first
        while slot >= 0:
            order = orders[slot]
            if order["denom"] == denom:
                order["denom"] = UACT
                order["max_price_micro_per_block"] = _times(order["max_price_micro_per_block"], rate_dec18)
                place = int(order["first_bid"])
                while place >= 0:
                    for name in ("price_micro_per_block", "cost_micro_per_block"):
                        bids[place][name] = _times(bids[place][name], rate_dec18)
                    place = int(bids[place]["next_bid"])
            slot = int(order["next"])


def _times(micro: int, rate_dec18: int) -> int:
    """Return a price per block at a rate, at most what 64 bits hold."""
    return min(_half_even(int(micro) * rate_dec18), 2**62)


def _half_even(scaled_dec18: int) -> int:
    """Return a number scaled by 10^18 as the nearest whole one, the even one in the middle."""
    whole, rest = divmod(scaled_dec18, DEC18)
    return whole + (2 * rest > DEC18 or (2 * rest == DEC18 and whole % 2 == 1))
