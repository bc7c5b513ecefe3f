"""The yields of an epoch: those that were paid, and those that a law would pay."""

from __future__ import annotations

from econsim.mechanisms.distribution.allocation import allocated_by_power
from econsim.mechanisms.distribution.parameters import Distribution
from econsim.mechanisms.distribution.rules import voting_power
from econsim.mechanisms.mint.parameters import Mint
from econsim.mechanisms.mint.rules import MINTED, minted_by_law
from econsim.units import DEC18
from econsim.world.world import World
from econsim.world.yields import Yields, yields_of


def yields_paid(world: World) -> Yields:
    """Return the yields of an epoch that has been minted and distributed, and in which no stake has moved yet."""
    minted_uakt = world.journal.money[MINTED, "uakt"]
    return yields_of(
        rewards_uakt=float(world.validators.rewards_accrued_uakt.sum()),
        allocated_uakt=float(world.validators.allocated_uakt.sum()),
        bonded_uakt=world.bonded_uakt,
        minted_uakt=minted_uakt,
        supply_uakt=world.supply_uakt - minted_uakt,
        epoch_seconds=world.epoch_seconds,
    )


def make_known(world: World, yields: Yields) -> None:
    """Let the epochs to come know what this one has paid: the real yield to all, its commission to each validator."""
    world.real_yield = yields.real_yield
    world.validators.commission_income_uakt[:] = world.validators.commission_accrued_uakt


def yields_by_law(world: World, mint: Mint, distribution: Distribution) -> Yields:
    """Return the yields that this epoch will pay by a law: its mint and its distribution, worked out only.

    What is known before anything was paid.
    """
    validators = world.validators
    minted, _ = minted_by_law(world, mint, world.n_blocks)
    allocated = allocated_by_power(minted, distribution.community_tax_dec18, voting_power(validators.rows))
    allocated_uakt = allocated[:, 0] + allocated[:, 1] / DEC18
    rewards_uakt = allocated_uakt * (1.0 - validators.commission_rate_dec18 / DEC18)
    return yields_of(
        rewards_uakt=float(rewards_uakt.sum()),
        allocated_uakt=float(allocated_uakt.sum()),
        bonded_uakt=world.bonded_uakt,
        minted_uakt=minted,
        supply_uakt=world.supply_uakt,
        epoch_seconds=world.epoch_seconds,
    )
