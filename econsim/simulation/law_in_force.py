"""The law in force at every epoch, and what its changes do to the world at the boundary where they come into force."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from econsim.mechanisms.distribution.yields import yields_by_law
from econsim.mechanisms.law import Law
from econsim.mechanisms.staking.rules import update_validator_set
from econsim.mechanisms.upgrades.events import ChainEvent
from econsim.mechanisms.upgrades.rules import law_after, migrate
from econsim.world.world import World


class LawInForce:
    """Which law holds in which epoch: a scenario's, as its dated upgrades have changed it by then.

    Nothing in it changes while a run goes on, so a world that is taken up again at any epoch finds the law it had.
    """

    def __init__(self, law: Law, upgrades: Sequence[ChainEvent]) -> None:
        """Work out the law after each upgrade, in the order in which they act."""
        self._upgrades, self._laws = tuple(upgrades), [law]
        for upgrade in upgrades:
            self._laws.append(law_after(self._laws[-1], upgrade))

    def at(self, epoch: int) -> Law:
        """Return the law in force from the beginning of an epoch on."""
        return self._laws[bisect_right(self._upgrades, epoch, key=lambda upgrade: upgrade.epoch)]

    def coming(self, epoch: int) -> list[tuple[ChainEvent, Law]]:
        """Return the upgrades whose boundary this is, each with the law that it leaves."""
        changes = zip(self._upgrades, self._laws[1:], strict=True)
        return [(upgrade, law) for upgrade, law in changes if upgrade.epoch == epoch]


def put_law_in_force(world: World, in_force: LawInForce) -> Law:
    """Run the migrations of this boundary, each under the law that its upgrade leaves; return the law from here on.

    Another number of seats changes the validator set at once: on the chain at the end of that block, not epoch.
    At the first boundary nothing has been paid yet: what stake yields is then what the law in force promises.
    """
    before, law = in_force.at(world.epoch - 1), in_force.at(world.epoch)
    for upgrade, left in in_force.coming(world.epoch):
        migrate(world, left.staking, upgrade.all_migrations)
    if law.staking.max_validators != before.staking.max_validators:
        update_validator_set(world, law.staking)
    if world.epoch == 0:
        world.real_yield = yields_by_law(world, law.mint, law.distribution).real_yield
    return law
