"""Series: what is recorded of every epoch, each declared in one line beside the rule that it is about.

    SERIES = (
        flow(MINTED, "minted_uakt", "minted in the epoch"),
        Series("inflation_rate", "1/year", "inflation at the end of the epoch", lambda now: now.world.inflation),
        Series("stake_hhi", "index", "concentration of the active set's stake", of(hhi, bonded_stake)),
        Family("gpus_{gpu_model}", "count", "GPUs installed", gpu_models, gpus_installed),
    )

How a value is read is said in one of two ways, and it changes nothing:

* a function of the `Moment`, asked at the end of every epoch (numbers, arrays and records that it returns are copied; a
  dict must be the epoch's own);
* `of(work, *readings)`, worked out of other readings when it is wanted, for many epochs at once: `work` gets one array
  a reading, whose first axis is the epoch. An epoch then costs what keeping the readings costs; several series that are
  worked out of one reading share it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np

from econsim.errors import BrokenBooks
from econsim.units import IntArray
from econsim.world.books import Books, add_up
from econsim.world.ledger import denom_of
from econsim.world.validators import BONDED
from econsim.world.world import World
from econsim.world.yields import Yields

LOOK_BACK = 30  # epochs before an epoch that a series may be worked out of
OWN = "own"  # the unit of a family whose members' names end in theirs


@dataclass(frozen=True)
class Moment:
    """The end of an epoch: all that a series may look at."""

    world: World
    law: Any  # in force
    yields: Yields  # that were paid
    tally: Any  # what the market has counted in the epoch (a MarketTally); None without a market

    @cached_property
    def books(self) -> Books:
        """Return what is in all accounts, added up once."""
        return add_up(self.world.ledger)


@dataclass(frozen=True, eq=False)
class Of:
    """A reading that is worked out of others, for many epochs at once."""

    work: Callable[..., Any]
    readings: tuple[Reading, ...]


Reading = Callable[[Moment], Any] | Of


def of(work: Callable[..., Any], *readings: Reading) -> Of:
    """Return what is worked out of readings; `work` gets an array of each, whose first axis is the epoch."""
    return Of(work, readings)


class Epochs:
    """Some epochs one after the other: what was read at the end of each, and what is worked out of it."""

    def __init__(self, read: Mapping[Callable[[Moment], Any], Any]) -> None:
        """Take the values of all that was asked at the end of the epochs, one row an epoch."""
        self._known: dict[Any, Any] = dict(read)

    @classmethod
    def of_one(cls, now: Moment, readings: Iterable[Reading]) -> Epochs:
        """Return a single epoch, of which some readings are wanted."""
        return cls({ask: np.asarray(ask(now))[np.newaxis] for ask in asked_of(readings)})

    def __getitem__(self, reading: Reading) -> Any:
        """Return the values of a reading, one row an epoch; they are worked out once."""
        if isinstance(reading, Of) and reading not in self._known:
            self._known[reading] = reading.work(*(self[each] for each in reading.readings))
        return self._known[reading]


def asked_of(readings: Iterable[Reading]) -> list[Callable[[Moment], Any]]:
    """Return what must be asked at the end of an epoch for some readings, each function once."""
    found: dict[Callable[[Moment], Any], None] = {}
    for reading in readings:
        found.update(dict.fromkeys(asked_of(reading.readings) if isinstance(reading, Of) else (reading,)))
    return list(found)


@dataclass(frozen=True)
class Series:
    """One number an epoch, whole or not: name, unit, meaning, and how it is read."""

    name: str
    unit: str
    meaning: str
    value: Reading

    def names(self, world: World) -> list[str]:
        """Return its name, alone."""
        return [self.name]

    def columns(self, epochs: Epochs) -> Iterator[Any]:
        """Return its values, one an epoch, alone."""
        yield epochs[self.value]


@dataclass(frozen=True)
class Family:
    """One series for each of several members: `{word}` in the name stands for the member's name."""

    name: str
    unit: str
    meaning: str
    members: Callable[[World], Sequence[str]]
    value: Reading  # one number a member

    def names(self, world: World) -> list[str]:
        """Return the names of the members' series."""
        before, _, rest = self.name.partition("{")
        after = rest.partition("}")[2]
        return [f"{before}{member}{after}" for member in self.members(world)]

    def columns(self, epochs: Epochs) -> Iterator[Any]:
        """Return the values of each member, one an epoch."""
        yield from np.asarray(epochs[self.value]).T


def entry(key: Any, reading: Reading) -> Of:
    """Return one entry of a dict of numbers that is read of each epoch."""
    return of(lambda dicts: np.array([numbers[key] for numbers in dicts]), reading)


def _happened(key: Any, reading: Reading) -> Of:
    """Return the same of the journal, in which there is no entry for what did not happen."""
    return of(lambda dicts: np.array([numbers.get(key, 0) for numbers in dicts]), reading)


@cache
def moved(reason: str, denom: str = "uakt") -> Of:
    """Return how much money moved for a reason in the epoch [micro-units]."""
    return _happened((reason, denom), _money)


def flow(reason: str, name: str, meaning: str) -> Series:
    """Declare the money that moves for a reason; the name ends in the denom, which is the unit."""
    denom = denom_of(name)
    return Series(name, denom, meaning, moved(reason, denom))


def count(name: str, meaning: str, *, unit: str = "count") -> Series:
    """Declare what is counted in the journal under the name of the series itself."""
    return Series(name, unit, meaning, counted(name))


@cache
def counted(name: str) -> Of:
    """Return what is counted in the journal under a name."""
    return _happened(name, _counts)


def stock(account: str, name: str, meaning: str) -> Series:
    """Declare what all accounts of a name hold at the end of the epoch; the name ends in the denom, its unit."""
    return Series(name, denom_of(name), meaning, held_in(account))


def _money(now: Moment) -> dict[tuple[str, str], int]:
    return dict(now.world.journal.money)


def _counts(now: Moment) -> dict[str, int]:
    return dict(now.world.journal.counts)


def held_in(account: str) -> Of:
    """Return what all accounts of a name hold at the end of the epoch."""

    def total(accounts: Any) -> IntArray:
        if account not in (accounts.dtype.names or ()):
            raise BrokenBooks(f"no account is called '{account}'")
        return np.asarray(accounts[account])

    return of(total, held)


def held(now: Moment) -> Any:
    """Return how much all accounts of each name hold, as a record."""
    books = now.books
    return books.total.view(books.layout.record)[0]


# --- what many series are worked out of ------------------------------------------------------------------------


def _validators(now: Moment) -> Any:
    return now.world.validators.rows


@cache
def validators(column: str) -> Of:
    """Return a column of the validators."""
    return of(lambda rows: np.ascontiguousarray(rows[column]), _validators)


bonded = of(lambda status: status == BONDED, validators("status"))
bonded_stake = of(lambda tokens, is_bonded: np.where(is_bonded, tokens, 0), validators("tokens_uakt"), bonded)


def akt_price_usd(now: Moment) -> float:
    """Return the epoch's price of one AKT [USD]."""
    return now.world.akt_price_usd


def supply_uakt(now: Moment) -> int:
    """Return the total supply at the end of the epoch [uakt]."""
    return now.world.supply_uakt


def epoch_seconds(now: Moment) -> float:
    """Return how long the epoch is [s]."""
    return now.world.epoch_seconds


def total(amounts: Any) -> Any:
    """Return the sum over all members in each epoch."""
    return amounts.sum(axis=-1)


def over_the_last(epochs: int, amounts: Any) -> Any:
    """Return, for each epoch, the sum of what was in the last ones, it included; fewer where the run begins.

    The oldest is added first.
    """
    if epochs - 1 > LOOK_BACK:
        raise ValueError(f"a series may look back {LOOK_BACK} epochs, not {epochs - 1}")
    sums = np.zeros_like(amounts)
    for before in range(min(epochs, len(amounts)) - 1, -1, -1):
        sums[before:] += amounts[: len(amounts) - before]
    return sums
