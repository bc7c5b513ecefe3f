"""Law in force: the dated events whose boundary this is."""

from __future__ import annotations

from collections.abc import Sequence

from econsim.mechanisms.distribution.yields import yields_by_law
from econsim.mechanisms.staking.rules import update_validator_set
from econsim.mechanisms.upgrades.rules import apply_upgrade, migrate
from econsim.scenario.timeline import Event
from econsim.world.world import World


def put_law_in_force(world: World, events: Sequence[Event]) -> None:
    """Apply events in the order of their dates: parameters by `set`, upgrades by their handlers, then migrations.

    Another number of seats changes the validator set at once: on the chain at the end of that block, not epoch.
    At the first boundary nothing has been paid yet: what stake yields is then what the law in force promises.
    """
    seats = world.law.staking.max_validators
    for event in events:
        if event.set:
            world.law = world.law.with_changes(event.set)
        if event.upgrade is not None:
            apply_upgrade(world, event.upgrade)
        migrate(world, event.migrations)
    if world.law.staking.max_validators != seats:
        update_validator_set(world)
    if world.epoch == 0:
        world.real_yield = yields_by_law(world).real_yield
