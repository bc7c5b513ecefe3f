"""Rules of provider bonds: they are posted, withdrawn and paid out, and a slash goes to the community pool.

A withdrawal reduces the bond at once, and is paid out when the unbonding time is over; a slash takes
it leaves floor(bonded x (1 - fraction)) of what is bonded when it comes, and takes nothing of what is unbonding.
The level of a provider is the highest whose bond is covered. Audits, attestations and least ages are left out: whoever
has posted the bond has the level.

Source: akash-network/AEP spec/aep-86/README.md @d21edcdf2b363f1705a6240f043d2daad0ec66c4, a draft; no chain has run it.
Where we differ: bonds are bought from `outside`, with money of the owners, and sold there when they are paid out.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from econsim.units import DEC18, SECONDS_PER_DAY, UACT, UAKT, UAKT_PER_AKT, UUSDC, UUSDC_PER_USD, IntArray, dec18
from econsim.world.bonds import HIGHEST, declared_resources, level_of
from econsim.world.ledger import Account
from econsim.world.world import World

BONDS_BOUGHT, BONDS_SOLD = "bonds bought by providers", "bonds paid out and sold"
BONDS_WITHDRAWN, BONDS_SLASHED = "bonds withdrawn", "bonds slashed"
SLASHES, SLASHES_OF_NOTHING = "slashes", "slashes_of_nothing"


class Wanted(Protocol):
    """What providers want to have bonded, one entry a provider (see `policies/providers/decisions.py`)."""

    bond_uakt: IntArray


def hold_bonds(world: World, wanted: Wanted) -> None:
    """Pay out what has unbonded, let providers post and withdraw, and see which level each has.

    Where there are no levels nothing is asked of anybody: every provider meets all that orders require.
    """
    providers, bonds = world.providers, world.bond_terms
    if bonds.is_on or providers.bonded_uakt.any() or len(world.bond_unbondings):
        _pay_out(world)
        _post(world, np.maximum(wanted.bond_uakt - providers.bonded_uakt, 0))
        _withdraw(world, np.maximum(providers.bonded_uakt - wanted.bond_uakt, 0))
    if not bonds.is_on:
        if (providers.level < HIGHEST).any():
            providers.level[:] = HIGHEST
        return
    required = bonds.required_uakt(declared_resources(world.nodes, len(providers)), world.akt_price_usd)
    providers.level = level_of(providers.bonded_uakt, required)


def _post(world: World, amounts: IntArray) -> None:
    """Buy bonds, in full or not at all, by id for as long as `outside` holds what is wanted together."""
    who = np.flatnonzero(amounts)
    who = who[np.cumsum(amounts[who], dtype=np.float64) <= world.ledger.total("outside_uakt")]
    if who.size:
        world.ledger.move(Account("outside_uakt"), Account("providers.bonded_uakt", who), amounts[who], BONDS_BOUGHT)


def _withdraw(world: World, amounts: IntArray) -> None:
    who = np.flatnonzero(amounts)
    if who.size:
        rows = world.bond_unbondings.append(
            provider=who, completion_seconds=world.seconds + world.bond_terms.unbonding_seconds, balance_uakt=0
        )
        source, destination = Account("providers.bonded_uakt", who), Account("bond_unbondings.balance_uakt", rows)
        world.ledger.move(source, destination, amounts[who], BONDS_WITHDRAWN)


def _pay_out(world: World) -> None:
    """Pay out what has waited long enough, to owners who sell it."""
    queue = world.bond_unbondings
    is_over = queue.completion_seconds <= world.seconds
    if is_over.any():
        rows = np.flatnonzero(is_over)
        source = Account("bond_unbondings.balance_uakt", rows)
        world.ledger.move(source, Account("outside_uakt"), queue.balance_uakt[rows].copy(), BONDS_SOLD)
        queue.keep(~is_over)


def slash(world: World, provider: int, times: int = 1) -> None:
    """Slash a provider's bond, once or more: floor(bonded x (1 - fraction)) is left, the rest goes to the pool."""
    kept, bonded = DEC18 - dec18(world.bond_terms.slash_fraction), int(world.providers.bonded_uakt[provider])
    left = bonded
    for _ in range(times):
        left = left * kept // DEC18
    world.journal.count(SLASHES, times)
    world.journal.count(SLASHES_OF_NOTHING, 0 if bonded else times)
    if bonded > left:
        source = Account("providers.bonded_uakt", provider)
        world.ledger.move(source, Account("community_pool_uakt"), bonded - left, BONDS_SLASHED)
        world.providers.slashed_uakt[provider] += bonded - left


def remember_income(world: World, half_life_seconds: float, withdrawn: IntArray) -> None:
    """Let what each provider knows of its income and slashes move towards those of the epoch, where there are bonds.

    withdrawn: by denom and provider [micro-units]. Of a mean that has just begun the little that there is counts fully.
    """
    if not world.bond_terms.is_on:
        return
    providers, n_days = world.providers, world.epoch_seconds / SECONDS_PER_DAY
    usd_per_uakt = world.akt_price_usd / UAKT_PER_AKT
    in_usd = withdrawn[UUSDC] + withdrawn[UACT]
    earned = withdrawn[UAKT] * usd_per_uakt + in_usd / UUSDC_PER_USD
    kept = 0.5 ** (world.epoch_seconds / half_life_seconds)
    weight = kept * providers.income_weight + (1.0 - kept)
    for column, usd in (
        (providers.income_usd_per_day, earned),
        (providers.slashed_usd_per_day, providers.slashed_uakt * usd_per_uakt),
    ):
        column[:] = (kept * providers.income_weight * column + (1.0 - kept) * usd / n_days) / weight
    providers.income_weight = weight
    providers.slashed_uakt[:] = 0
