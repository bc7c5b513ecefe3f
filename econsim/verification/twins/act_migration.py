"""Migration to ACT: what the escrow of random leases becomes, by the epoch engine and by the reference."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from econsim.mechanisms.market.to_act import deployments_in_akt_to_act, deployments_in_usdc_to_act
from econsim.reference.act_migration import Escrowed, migrate
from econsim.reference.decimal18 import ONE, Dec
from econsim.units import DENOMS, MICRO, UACT, IntArray
from econsim.verification.twins.twin import Twin
from econsim.world.build import empty_world, hand_out
from econsim.world.ledger import Account
from econsim.world.world import World

_LEASES = 80
_TO_DEC = 10**12  # a millionth in 18 decimals


def migration(rng: np.random.Generator) -> float:
    """Return the largest distance [uact, and millionths of a uact per block] between accounts, and between rates.

    Eighty leases in AKT and axlUSDC with fractions in account and payment, at a price of 18 decimals.
    """
    world, denoms, amounts, rates = _random_leases(rng)
    price = Dec(int(rng.integers(1, 5 * 10**18)))
    whole, part = decimal_parts_of(price)
    handed_out = SimpleNamespace(is_healthy=1, whole=whole, part_dec18=part)
    deployments_in_usdc_to_act(world)
    deployments_in_akt_to_act(world, cast(Any, SimpleNamespace(prices=[handed_out], price=handed_out)))
    worst, leases = 0.0, world.market.leases
    for slot in range(_LEASES):
        old = Escrowed(
            DENOMS[denoms[slot]], [Dec(int(each) * _TO_DEC) for each in amounts[:, slot]], [_rate(rates[slot])]
        )
        new = migrate(old, price if denoms[slot] == 0 else ONE)
        burned = int(amounts[:, slot].sum()) // MICRO
        worst = max(worst, abs(new.minted - int(leases.escrow_uact[slot])), abs(new.burned - burned))
        worst = max(worst, abs(new.rates[0].steps / _TO_DEC - int(leases.rate_micro_per_block[slot])))
    is_turned = (
        (leases.denom[:_LEASES] == UACT).all() and not leases.escrow_uakt.any() and not leases.escrow_uusdc.any()
    )
    return worst if is_turned else float("inf")


def decimal_parts_of(price: Dec) -> tuple[int, int]:
    """Return a decimal of the reference as its whole part and the rest scaled by 10^18."""
    return divmod(price.steps, ONE.steps)


def _rate(micro: int) -> Dec:
    return Dec(int(micro) * _TO_DEC)


def _random_leases(rng: np.random.Generator) -> tuple[World, IntArray, IntArray, IntArray]:
    """Return a world with leases in both denoms: their denoms, their accounts and payments, and their rates [micro]."""
    world = empty_world(seconds_per_block=6.0, tenant_classes=("all",))
    book = world.market
    book.grow("leases", max(0, _LEASES - len(book.leases)))
    denoms = rng.integers(0, 2, size=_LEASES)
    amounts = rng.integers(0, 10**15, size=(2, _LEASES))
    rates = rng.integers(10, 10**10, size=_LEASES)
    rows = book.leases.rows[:_LEASES]
    rows["denom"], rows["rate_micro_per_block"] = denoms, rates
    rows["balance_micro"], rows["payment_micro"] = amounts
    for code in (0, 1):
        of = np.flatnonzero(denoms == code)
        whole = amounts[:, of].sum(axis=0) // MICRO
        if code == 0:
            hand_out(world, Account("leases.escrow_uakt", of), whole)
        else:
            world.ledger.move(Account("outside_uusdc"), Account("leases.escrow_uusdc", of), whole, "bought by tenants")
    return world, denoms, amounts, rates


TWINS = (
    Twin(
        "migration to ACT",
        "80 leases in uakt and uusdc: what is burned and minted for each account, and its new rate per block",
        1.0,
        "one uact an account, for amounts are cut to six decimals, and half a millionth of a uact per block",
        migration,
    ),
)
