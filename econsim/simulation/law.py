"""Law in force: the dated events whose boundary this is."""

from __future__ import annotations

from collections.abc import Sequence

from econsim.mechanisms.upgrades import apply_upgrade
from econsim.scenario.timeline import Event
from econsim.simulation.happenings import Happenings
from econsim.simulation.yields import yields_by_law
from econsim.world.world import World


def put_law_in_force(world: World, events: Sequence[Event], happened: Happenings) -> None:
    """Apply events in the order of their dates: parameters by `set`, upgrades by their handlers.

    At the first boundary nothing has been paid yet: what stake yields is then what the law in force promises.
    """
    for event in events:
        if event.set:
            world.law = world.law.with_changes(event.set)
        if event.upgrade is not None:
            apply_upgrade(world, event.upgrade)
            happened.upgrade = event.upgrade.version
    if world.epoch == 0:
        world.real_yield = yields_by_law(world).real_yield
