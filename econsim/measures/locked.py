"""What providers and tenants own inside the market: bid deposits, and their parts of what escrow holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from econsim.units import DENOMS, MICRO, UAKT, IntArray
from econsim.world.world import World


@dataclass(frozen=True)
class Locked:
    """Whole micro-units by denom and row: deposits and earned rent of providers, unspent deposits of tenants.

    Earned is what a settlement now would owe, the take fee not yet off. What is below one unit a lease is nobody's.
    """

    providers: IntArray
    tenants: IntArray


def locked_in_the_market(world: World) -> Locked:
    """Return what would come back or be paid if every lease were settled and every bid returned at this height."""
    leases = world.market.leases
    running = np.flatnonzero(leases.rate_micro_per_block > 0)
    rate, balance = leases.rate_micro_per_block[running], leases.balance_micro[running]
    elapsed, covered = world.height - leases.settled_at[running], balance // np.maximum(rate, 1)
    owed = np.where(covered < elapsed, balance, rate * np.minimum(elapsed, covered))
    of_providers = np.zeros((len(DENOMS), len(world.providers)), dtype=np.int64)
    of_tenants = np.zeros((len(DENOMS), len(world.tenants)), dtype=np.int64)
    denom = leases.denom[running]
    is_lent = world.market.origins.is_lent[running] != 0  # by the Console, who has it back
    earned, unspent = leases.payment_micro[running] + owed, np.where(is_lent, 0, balance - owed)
    np.add.at(of_providers, (denom, leases.provider[running]), earned // MICRO)
    np.add.at(of_tenants, (denom, leases.tenant[running]), unspent // MICRO)
    np.add.at(of_providers[UAKT], leases.provider[running], leases.bid_deposit_uakt[running])
    for provider, deposit in _open_bids(world):
        of_providers[UAKT, provider] += deposit
    return Locked(of_providers, of_tenants)


def _open_bids(world: World) -> list[tuple[int, int]]:
    """Return provider and deposit of every bid that waits for a decision."""
    orders, bids, found = world.market.orders, world.market.bids, []
    for place in orders.first_bid[orders.bid_deposit_uakt > 0].tolist():
        while place >= 0:
            found.append((int(bids.provider[place]), int(bids.deposit_uakt[place])))
            place = int(bids.next_bid[place])
    return found
