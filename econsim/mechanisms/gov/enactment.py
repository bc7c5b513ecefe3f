"""What a proposal does once it has passed, and what voters see of it before.

Source: cosmos/cosmos-sdk x/gov/abci.go, x/params/proposal_handler.go, x/distribution/keeper/proposal_handler.go,
x/upgrade/handler.go @9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16).
Where we differ: an upgrade comes into force with its proposal, not at a height that it names. Numbers that do not fit
together fail with the proposal, where the chain looks at each alone.
"""

from __future__ import annotations

from dataclasses import replace

from pydantic import ValidationError

from econsim.mechanisms.bme.rules import fund_vault
from econsim.mechanisms.gov.agenda import Proposed
from econsim.mechanisms.gov.money import spend_of_the_pool
from econsim.mechanisms.gov.rules import forget
from econsim.mechanisms.law import Law
from econsim.mechanisms.upgrades.events import ChainEvent
from econsim.mechanisms.upgrades.releases import is_newer
from econsim.mechanisms.upgrades.rules import OF_VALIDATORS, law_after, migrate
from econsim.units import DEC18, FloatArray
from econsim.world.ledger import Ledger
from econsim.world.validators import Validators
from econsim.world.world import World

FAILED = "proposals_failed"


def law_if_passed(law: Law, change: ChainEvent) -> Law | None:
    """Return the law that a change leaves, None where it cannot act on the one in force."""
    if change.upgrade is not None and not is_newer(change.upgrade.version, law.release):
        return None
    try:
        return law_after(law, change)
    except ValidationError:
        return None


def could_act(world: World, after: Law | None, proposal: Proposed) -> bool:
    """Return whether a proposal that leaves such a law, None for none, would come to something if it passed at once."""
    return after is not None and _can_be_paid(world, proposal)


def _can_be_paid(world: World, proposal: Proposed) -> bool:
    """Return whether the pool holds what a proposal spends, and there is a vault where it funds one."""
    is_there = world.bme.is_registered or "register_bme" in proposal.all_migrations
    spent = proposal.spent_uakt + proposal.funded_uakt
    return spent <= world.ledger.total("community_pool_uakt") and (is_there or not proposal.funded_uakt)


def enact(world: World, proposal: Proposed, after: Law) -> bool:
    """Carry out what passed, under the law that it leaves; where the pool holds too little nothing happens: False."""
    if not _can_be_paid(world, proposal):
        return False
    migrate(world, after, proposal.all_migrations)
    fund_vault(world, proposal.funded_uakt)
    if proposal.spent_uakt:
        spend_of_the_pool(world, proposal.spent_uakt)
    return True


def fail(world: World, number: int) -> None:
    """Forget a proposal that has passed and cannot act."""
    forget(world, number)
    world.journal.count(FAILED, 1)


def commission_if_passed(world: World, proposal: Proposed, after: Law) -> FloatArray:
    """Return every validator's commission rate once a proposal's migrations have run; nothing of the world changes."""
    if OF_VALIDATORS.isdisjoint(proposal.all_migrations):
        return world.validators.commission_rate_dec18 / DEC18
    seen = replace(world, validators=Validators(world.validators.rows.copy()), ledger=Ledger())
    migrate(seen, after, [name for name in proposal.all_migrations if name in OF_VALIDATORS])
    return seen.validators.commission_rate_dec18 / DEC18
