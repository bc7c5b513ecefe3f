"""Events of a timeline: parameters that a proposal sets, upgrades of the software, migrations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import AfterValidator, model_validator

from econsim.contracts import Frozen
from econsim.mechanisms.law import Law
from econsim.mechanisms.upgrades.releases import Release, is_newer, known_migration, known_release, release
from econsim.scenario.frozen_map import FrozenMap
from econsim.scenario.network import Problem
from econsim.scenario.timeline import Event, at_once
from econsim.scenario.values import FROZEN, Moment, Refused
from econsim.world.money import Akt

FLOOR = "chain.staking.min_commission_rate"


class WrittenEvent(Frozen):
    """An event as a scenario writes it; `date_basis` says how its date is known where no source names the day.

    `unlock`: what comes into circulation at once, out of vesting; outside holders have it. `fund_vault`: what moves
    from the community pool to the vault of x/bme.
    """

    date: Moment
    date_basis: str = ""
    upgrade: Annotated[str, AfterValidator(known_release)] | None = None
    set: Annotated[Mapping[str, Any], FROZEN] = FrozenMap({})
    migrations: tuple[Annotated[str, AfterValidator(known_migration)], ...] = ()
    unlock: Akt = 0
    fund_vault: Akt = 0

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not (self.upgrade or self.set or self.migrations or self.unlock or self.fund_vault):
            given = "`set` or `upgrade`, perhaps `migrations`, `unlock` or `fund_vault`"
            raise Refused(f"does nothing; give it {given}", "does-nothing")
        return self


@dataclass(frozen=True)
class ChainEvent(Event):
    """A dated change of the law: parameters by their dotted paths (`chain.` included), an upgrade, migrations."""

    @property
    def upgrade(self) -> Release | None:
        """Return the release that comes into force."""
        version = self.written.upgrade
        return None if version is None else release(version)

    @property
    def migrations(self) -> tuple[str, ...]:
        """Return steps of its own, after what it sets and after those of its upgrade."""
        names: tuple[str, ...] = self.written.migrations
        return names

    @property
    def unlocked_uakt(self) -> int:
        """Return what comes into circulation at once; a proposal cannot unlock anything."""
        return int(getattr(self.written, "unlock", 0))

    @property
    def funded_uakt(self) -> int:
        """Return what moves from the community pool to the vault of x/bme, what its upgrade moves included."""
        return int(getattr(self.written, "fund_vault", 0)) + (self.upgrade.fund_vault if self.upgrade else 0)

    @property
    def brought(self) -> Mapping[str, Any]:
        """Return what its upgrade sets."""
        return self.upgrade.set if self.upgrade else {}

    def bring(self, law: Law) -> Law:
        """Return a law once its release is in force: its rules, and the parameters that its handler sets."""
        if self.upgrade is None:
            return law
        return law.with_changes({**self.brought, "chain.release": self.upgrade.version})

    @property
    def all_migrations(self) -> tuple[str, ...]:
        """Return every migration that it runs, those of its upgrade first."""
        return (*(self.upgrade.migrations if self.upgrade else ()), *self.migrations)


def events_that_do_not_fit(events: Sequence[ChainEvent], law: Law | None) -> Iterator[Problem]:
    """Return migrations at the moment at which the floor changes, and upgrades to what is in force already."""
    for first, second, when in at_once(events):
        pair = ((first, second), (second, first))
        if any(FLOOR in a.all_set and isinstance(b, ChainEvent) and b.all_migrations for a, b in pair):
            message = f"with timeline.{first.name}, one sets {FLOOR} and one runs a migration that reads it {when}"
            yield Problem(("timeline", second.name), message, "ambiguous")
    yield from _going_back(events, law.release) if law is not None else ()


def _going_back(events: Sequence[ChainEvent], version: str) -> Iterator[Problem]:
    """Return every upgrade to a release that is not newer than the one it finds."""
    for event in events:
        if event.upgrade is not None:
            if not is_newer(event.upgrade.version, version):
                message = f"is {event.upgrade.version}; {version} is in force by then, and only a newer one can follow"
                yield Problem(("timeline", event.name, "upgrade"), message, "going-back")
            version = event.upgrade.version
