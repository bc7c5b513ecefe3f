"""What leases are worth to their tenants while they use them, and what is bought elsewhere for want of a lease.

Using a bundle for an hour is worth its tenant's reservation price, at most that of a high quantile of all tenants: the
tail beyond is not seen. It counts block by block while the lease runs, paid or not: a lease that ends early was worth
what was used of it. Worth is in US dollars, as reservation prices are: what is paid in AKT follows its price.
"""

from __future__ import annotations

from typing import cast

import numpy as np

from econsim.compiled import njit_borrowing
from econsim.mechanisms.market.records import Market, Record
from econsim.mechanisms.market.terms import LARGEST_MICRO, open_market_price
from econsim.units import MICRO, UUSDC

# The parts of what a lease is worth
(
    VALUE,  # the reservation price, capped
    BEYOND_CAP,  # what the cap leaves out of it
    ABOVE_OUTSIDE,  # of the value, what is above the open-market price: it could be had there for that price
) = PARTS = cast(tuple[int, ...], tuple(np.arange(3)))


@njit_borrowing
def note_worth(rules: Record, origin: Record, order: Record, bundle: Record) -> None:
    """Note what a block of a lease is worth, for as long as it runs.

    With x the reservation price, r the open-market price when it came up and c the cap at that price, all over the
    bundle's open-market price P: value = min(x, r c) P, beyond the cap max(0, x - r c) P, above outside
    max(0, min(x, r c) - r) P, each a whole number of millionths that the length of the lease can be multiplied with.
    """
    price = open_market_price(rules, bundle, UUSDC)
    most = LARGEST_MICRO // max(order.duration_blocks, rules.longest_blocks)
    capped = min(order.max_price_ratio, order.outside_ratio * bundle.value_cap_ratio)
    value, outside = _whole(capped * price, most), _whole(order.outside_ratio * price, most)
    origin.worth_micro_per_block[VALUE] = value
    origin.worth_micro_per_block[BEYOND_CAP] = _whole(order.max_price_ratio * price, most) - value
    origin.worth_micro_per_block[ABOVE_OUTSIDE] = max(0, value - outside)


@njit_borrowing
def _whole(micro: float, most: int) -> int:
    return most if micro >= most else int(micro)


@njit_borrowing
def count_worth(of_class: Record, origin: Record, blocks: int) -> None:
    """Count what the blocks of the stretch that a lease has run were worth."""
    for part in range(len(PARTS)):
        worth = origin.worth_micro_per_block[part] * blocks
        of_class.worth_units[part] += worth // MICRO
        of_class.worth_micro[part] += worth % MICRO


@njit_borrowing
def carry_worth(of_class: Record) -> None:
    """Make whole units of the millionths that have come together."""
    for part in range(len(PARTS)):
        of_class.worth_units[part] += of_class.worth_micro[part] // MICRO
        of_class.worth_micro[part] %= MICRO


@njit_borrowing
def buys_outside(m: Market, tenant: Record, bundle: int, wants: Record, blocks: int) -> None:
    """Count what a tenant pays elsewhere that has found no lease: the open-market price, if it would pay as much.

    wants: whose prices count: an intention, an order that it leaves, or the origin of a lease that has ended early.
    """
    if wants.max_price_ratio >= wants.outside_ratio:
        price = wants.outside_ratio * m.bundles[bundle].open_market_usd_per_hour
        m.by_class[tenant.tenant_class].outside_usd += price * m.rules.hours_per_block * blocks
