"""The law in force at every epoch, and what its changes do to the world at the boundary where they come into force."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from econsim.errors import RunError
from econsim.mechanisms.bme.rules import fund_vault
from econsim.mechanisms.distribution.yields import yields_by_law
from econsim.mechanisms.gov.agenda import Proposed
from econsim.mechanisms.gov.enactment import law_if_passed
from econsim.mechanisms.law import Law
from econsim.mechanisms.staking.rules import update_validator_set
from econsim.mechanisms.upgrades.events import ChainEvent
from econsim.mechanisms.upgrades.rules import migrate, unlock
from econsim.simulation.governing import Trials, govern
from econsim.world.world import World

Enacted = Sequence[tuple[int, int]]  # proposals that have passed, by their number, each with its epoch, in their order


class LawInForce:
    """Which law holds in which epoch: a scenario's, as its dated upgrades and what has passed have changed it by then.

    Nothing in it changes while a run goes on, and what has passed it is told from the world: a world that is taken up
    again at any epoch finds the law it had.
    """

    def __init__(
        self, law: Law, upgrades: Sequence[ChainEvent], agenda: Sequence[Proposed] = (), n_before: int = 0
    ) -> None:
        """Take the law at first, the upgrades in the order in which they act, and what is proposed.

        Their epochs count from a start before which the world has lived `n_before` epochs.
        """
        upgrades = [replace(one, epoch=one.epoch + n_before) for one in upgrades]
        proposed = [
            replace(one, epoch=one.epoch + n_before, deposited_epoch=one.deposited_epoch + n_before) for one in agenda
        ]
        self._upgrades, self.agenda, self.trials = tuple(upgrades), tuple(proposed), Trials(proposed)
        self._epochs = [upgrade.epoch for upgrade in upgrades]
        self._laws: dict[tuple[int, ...], Law] = {(): law}
        self.proposals = tuple(proposal.name for proposal in agenda)
        self.at(max((upgrade.epoch for upgrade in upgrades), default=0))

    def at(self, epoch: int, enacted: Enacted = ()) -> Law:
        """Return the law in force from the beginning of an epoch on."""
        return self._after(self._changes(epoch, enacted))

    def coming(self, epoch: int, enacted: Enacted = ()) -> list[tuple[ChainEvent, Law]]:
        """Return the upgrades whose boundary this is, each with the law that it leaves."""
        if epoch not in self._epochs:
            return []
        before, found = self._changes(epoch - 1, enacted), []
        for number, upgrade in enumerate(self._upgrades):
            if upgrade.epoch == epoch:
                before = (*before, number)
                found.append((upgrade, self._after(before)))
        return found

    def _changes(self, epoch: int, enacted: Enacted) -> tuple[int, ...]:
        """Return what has changed the law by an epoch: of one boundary dated changes first, then what has passed."""
        if not enacted:
            return tuple(range(bisect_right(self._epochs, epoch)))
        n_dated = len(self._upgrades)
        dated = ((upgrade.epoch, number) for number, upgrade in enumerate(self._upgrades))
        passed = ((since, n_dated + number) for number, since in enacted)
        in_order = sorted((*dated, *passed), key=lambda change: (change[0], change[1] >= n_dated))
        return tuple(number for since, number in in_order if since <= epoch)

    def _after(self, changes: tuple[int, ...]) -> Law:
        """Return the law that changes leave, one after the other; worked out once."""
        if changes not in self._laws:
            before, number = self._after(changes[:-1]), changes[-1] - len(self._upgrades)
            change = self.agenda[number] if number >= 0 else self._upgrades[changes[-1]]
            after = self.trials.law_if_passed(number, before) if number >= 0 else law_if_passed(before, change)
            if after is None:
                message = (
                    f"timeline.{change.name} does not fit the law that proposals have left by epoch {change.epoch}"
                )
                raise RunError(f"{message}; remove it, or propose it, too: then it fails and the run goes on")
            self._laws[changes] = after
        return self._laws[changes]


def put_law_in_force(world: World, in_force: LawInForce) -> Law:
    """Run the migrations of this boundary, each under the law that its upgrade leaves; return the law from here on.

    Then proposals are submitted and decided; what passes is in force at once. Another number of seats changes the
    validator set at once: on the chain at the end of that block, not epoch. At the first boundary nothing has been
    paid yet: what stake yields is then what the law in force promises.
    """
    enacted = world.proposals.enacted
    before, law = in_force.at(world.epoch - 1, enacted), in_force.at(world.epoch, enacted)
    for upgrade, left in in_force.coming(world.epoch, enacted):
        migrate(world, left, upgrade.all_migrations)
        unlock(world, upgrade.unlocked_uakt)
        fund_vault(world, upgrade.funded_uakt)
    law = govern(world, law, in_force.trials)
    if law.staking.max_validators != before.staking.max_validators:
        update_validator_set(world, law.staking)
    if world.epoch == 0:
        world.real_yield = yields_by_law(world, law.mint, law.distribution).real_yield
    return law
