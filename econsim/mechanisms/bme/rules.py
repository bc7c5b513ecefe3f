"""The module in an epoch: it is opened with the prices of its blocks, the market asks for conversions, it is closed.

Source: akash-network/node x/bme @2d606d30b7bc452781f773dba4f7b4a8c5e582de (v2.0.0).
Where we differ: the price is that of the epoch at every quote (`mechanisms/oracle/rules.py`).
"""

from __future__ import annotations

from typing import Any

from econsim.errors import BrokenBooks, RunError
from econsim.mechanisms.bme.money import post
from econsim.mechanisms.bme.parameters import Bme
from econsim.mechanisms.bme.records import Conversions
from econsim.mechanisms.bme.standing import sell_what_the_trader_holds
from econsim.mechanisms.bme.terms import (
    burn_epochs_of,
    mint_epochs_of,
    no_room,
    price_rows,
    room_for_outcomes,
    terms_of,
    write_price,
)
from econsim.mechanisms.bme.walk import finish
from econsim.mechanisms.oracle.parameters import Oracle
from econsim.mechanisms.oracle.rules import Quotes
from econsim.mechanisms.upgrades.releases import Rules
from econsim.units import IntArray
from econsim.world.bme import HALT_CR, STATUSES
from econsim.world.ledger import Account
from econsim.world.world import World

VAULT_FUNDED = "vault funded by the community pool"
CONVERTED, REFUNDED, REFUSED = "conversions", "conversions_refunded", "conversions_refused"
BLOCKS = {status: f"bme_blocks_{status}" for status in STATUSES}
_MANY = 256  # conversions for which there is room at first
_MOST_WORTH = 2.0**62


def register_module(world: World, law: Bme) -> None:
    """Open the module as its genesis does: halted until there is a price, both epochs at the first of their length."""
    state = world.bme.state
    if world.bme.is_registered:
        return
    state.is_registered, state.is_halted, state.status = 1, 1, HALT_CR
    state.next_mint = state.next_burn = state.epoch_blocks = law.min_epoch_blocks
    state.walked_to = state.counted_to = world.height
    world.bme.grow(_MANY)


def fund_vault(world: World, amount_uakt: int) -> None:
    """Move AKT from the community pool to the vault: no credit comes with it, it can never be handed out.

    Raises RunError where there is no module, or less in the pool.
    """
    if not amount_uakt:
        return
    held = world.ledger.total("community_pool_uakt")
    if not world.bme.is_registered or held < amount_uakt:
        short = f"the community pool holds {held} uakt" if world.bme.is_registered else "there is no x/bme yet"
        raise RunError(f"epoch {world.epoch}: the vault is to be funded with {amount_uakt} uakt, and {short}")
    world.ledger.move(Account("community_pool_uakt"), Account("bme_uakt"), amount_uakt, VAULT_FUNDED)
    world.bme.state.free_reserve_uakt += amount_uakt
    world.bme.state.is_touched = 1


def reserve_to_credits(world: World) -> None:
    """Make the free reserve remint credit, which is handed out before any AKT is minted: no chain has done it.

    The vault holds what it held. Raises RunError where there is no module.
    """
    state = world.bme.state
    if not world.bme.is_registered:
        raise RunError(f"epoch {world.epoch}: there is no x/bme yet whose reserve could become credit")
    state.credits_uakt += state.free_reserve_uakt
    state.free_reserve_uakt = 0


def opened_conversions(world: World, law: Bme, oracle: Oracle, release: Rules, quotes: Quotes | None) -> Conversions:
    """Return the module as it stands, with the prices that follow from quotes; without, nothing happens in it."""
    bme = world.bme
    wallets = (world.ledger.pot_record, world.providers.rows, world.tenants.purses.rows, world.traders.rows)
    if quotes is None:
        return without_conversions(world)
    _refuse_too_much(world, float(quotes.price), *quotes.lowest_and_highest)
    terms, outcomes, mints, burns = bme.kept("law", _of_the_law, law, release)
    terms.next_price, terms.n_outcomes = 0, 0
    prices = price_rows(quotes.handed_out(oracle, release))
    return Conversions(bme.state, bme.price, prices, terms, mints, burns, bme.queue, outcomes, *wallets)


def _of_the_law(law: Bme, release: Rules) -> tuple[Any, Any, IntArray, IntArray]:
    """Return what stands as long as the law does: terms, room for outcomes, lengths of mint and burn epochs."""
    return terms_of(law, release), room_for_outcomes(law), mint_epochs_of(law), burn_epochs_of(law)


def without_conversions(world: World) -> Conversions:
    """Return the module where it is not there, or where nothing comes of it."""
    bme = world.bme
    terms, epoch_blocks, prices, outcomes = bme.kept("nothing", no_room)
    wallets = (world.ledger.pot_record, world.providers.rows, world.tenants.purses.rows, world.traders.rows)
    return Conversions(bme.state, bme.price, prices, terms, epoch_blocks, epoch_blocks, bme.queue, outcomes, *wallets)


def with_room_in_the_queue(world: World, conversions: Conversions) -> Conversions:
    """Return the module with twice the room for conversions that wait."""
    world.bme.grow(max(world.bme.queue.size, _MANY))
    return conversions._replace(queue=world.bme.queue)


def close_conversions(world: World, conversions: Conversions, quotes: Quotes | None) -> None:
    """Run the end blockers that are left of the epoch, post what has moved and check the module's own invariants.

    What the trader holds of AKT then is sold.
    """
    if quotes is None:
        return
    bme = world.bme
    conversions = conversions._replace(queue=bme.queue)  # which may have grown since they were opened
    finish(conversions, quotes.until)
    if (latest := quotes.latest(quotes.until - 1)) >= quotes.first:
        write_price(bme.quote, latest, quotes.last_quote(latest))
    post(world.ledger, bme.state)
    sell_what_the_trader_holds(world, conversions)
    now = bme.numbers()
    _tell(world, now)
    for words, excess in statements(world, now):
        if excess:
            raise BrokenBooks(f"epoch {world.epoch}: {words} is out by {excess}")


def _tell(world: World, numbers: dict[str, Any]) -> None:
    """Write to the journal what has been counted, and begin anew."""
    count = world.journal.count
    for name, field in ((CONVERTED, "conversions"), (REFUNDED, "refunds"), (REFUSED, "refused")):
        if numbers[field]:
            count(name, numbers[field])
            world.bme.state_rows[field] = 0
    for name, blocks in zip(BLOCKS.values(), numbers["blocks"].tolist(), strict=True):
        count(name, blocks)
    world.bme.state["blocks"][:] = 0


def statements(world: World, now: dict[str, Any]) -> list[tuple[str, int]]:
    """Return the module's invariants in words, each with by how much it fails; `now`: its state in numbers."""
    supply, pots = world.ledger.supply["uact"], world.ledger.pot_record
    uakt, uact = int(pots.bme_uakt), int(pots.bme_uact)
    vault = now["credits_uakt"] + now["free_reserve_uakt"] + now["pending_uakt"]
    issued = now["minted_uact"] + now["migrated_uact"] - now["burned_uact"]
    return [
        ("vault = credits + free reserve + pending", uakt - vault),
        ("ACT supply = minted + migrated - burned", supply - issued),
        ("ACT supply as the module knows it", supply - now["supply_uact"]),
        ("ACT of the module = spread of mints + pending", uact - now["trapped_uact"] - now["pending_uact"]),
    ]


def _refuse_too_much(world: World, price_usd: float, lowest: float, highest: float) -> None:
    """Refuse what 64 bits cannot hold: the vault in ACT, the ACT supply in AKT."""
    in_act, in_akt = world.supply_uakt * highest, world.ledger.supply["uact"] / lowest
    if max(in_act, in_akt) > _MOST_WORTH:
        raise RunError(
            f"epoch {world.epoch}: at an AKT price of {price_usd} USD all AKT in ACT, or all ACT in AKT, is more than "
            f"{_MOST_WORTH:.1e} micro-units: change shocks.akt_price or genesis.total_supply_uakt"
        )
