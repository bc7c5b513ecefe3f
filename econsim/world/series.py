"""Series: what is recorded at the end of every epoch, each declared in one line beside the rule that it is about.

    SERIES = (
        flow(MINTED, "minted_uakt", "minted in the epoch"),
        Series("inflation_rate", "1/year", "inflation at the end of the epoch", lambda now: now.world.inflation),
        Family("gpus_{gpu_model}", "count", "GPUs installed", gpu_models, gpus_installed),
    )

A series reads a `Moment` and changes nothing. What several series of a moment share is worked out once: mark the
function `@shared`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar, cast

from econsim.mechanisms.law import Law
from econsim.world.ledger import denom_of
from econsim.world.world import World
from econsim.world.yields import Yields

Number = int | float
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Moment:
    """The end of an epoch: all that a series may look at."""

    world: World
    law: Law
    yields: Yields  # that were paid
    tally: Any  # what the market has counted in the epoch (a MarketTally)
    memory: dict[Any, deque[Any]] = field(default_factory=dict)  # the recorder's, from epoch to epoch
    _made: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)

    def flow(self, reason: str, denom: str = "uakt") -> int:
        """Return how much money moved for a reason in the epoch [uakt or uusdc]."""
        return self.world.journal.money[reason, denom]

    def once(self, work: Callable[[Moment], T]) -> T:
        """Return what `work` makes of this moment, worked out when it is first asked for."""
        if work not in self._made:
            self._made[work] = work(self)
        return cast(T, self._made[work])

    def last(self, epochs: int, work: Callable[[Moment], T]) -> Sequence[T]:
        """Return what `work` made of the last epochs, this one last; fewer where it has not been asked so often.

        It must be asked in every epoch and for the same number of them: the recorder remembers no more.
        """
        if (key := (work, epochs)) not in self._made:
            past = self.memory.setdefault(work, deque(maxlen=epochs))
            past.append(work(self))
            self._made[key] = past
        return cast(Sequence[T], self._made[key])


def shared(work: Callable[[Moment], T]) -> Callable[[Moment], T]:
    """Mark a function of a moment that several series share: it is worked out once a moment."""

    @wraps(work)
    def once(now: Moment) -> T:
        return now.once(work)

    return once


@dataclass(frozen=True)
class Series:
    """One number an epoch, whole or not: name, unit, meaning, and how it is read off a moment."""

    name: str
    unit: str
    meaning: str
    value: Callable[[Moment], Number]

    def columns(self, now: Moment) -> Iterator[tuple[str, Number]]:
        """Yield the name and value that are recorded."""
        yield self.name, self.value(now)


@dataclass(frozen=True)
class Family:
    """One series for each of several members: `{word}` in the name stands for the member's name."""

    name: str
    unit: str
    meaning: str
    members: Callable[[World], Sequence[str]]
    values: Callable[[Moment], Sequence[Number]]  # one a member

    def columns(self, now: Moment) -> Iterator[tuple[str, Number]]:
        """Yield the name and value of each member."""
        yield from zip(self.names(now.world), self.values(now), strict=True)

    def names(self, world: World) -> list[str]:
        """Return the names of the members' series."""
        before, _, rest = self.name.partition("{")
        after = rest.partition("}")[2]
        return [f"{before}{member}{after}" for member in self.members(world)]


def flow(reason: str, name: str, meaning: str) -> Series:
    """Declare the money that moves for a reason; the name ends in the denom, which is the unit."""
    denom = denom_of(name)
    return Series(name, denom, meaning, lambda now: now.flow(reason, denom))


def count(name: str, meaning: str, *, unit: str = "count") -> Series:
    """Declare what is counted in the journal under the name of the series itself."""
    return Series(name, unit, meaning, lambda now: now.world.journal.counts[name])


def stock(account: str, name: str, meaning: str) -> Series:
    """Declare what all accounts of a name hold at the end of the epoch; the name ends in the denom, its unit."""
    return Series(name, denom_of(name), meaning, lambda now: now.world.ledger.total(account))
