"""What a part of an epoch did to a ledger beside its columns: pots, supply and journal, to be done to another one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from econsim.units import IntArray
from econsim.world.ledger import Ledger


@dataclass(frozen=True)
class Standing:
    """The pots, the supply and the journal of a ledger at one moment."""

    pots: IntArray
    supply: dict[str, int]
    money: Counter[tuple[str, str]]
    counts: Counter[str]

    @classmethod
    def of(cls, ledger: Ledger) -> Standing:
        """Return how a ledger stands now."""
        journal = ledger.journal
        return cls(ledger.pot_numbers.copy(), dict(ledger.supply), journal.money.copy(), journal.counts.copy())


@dataclass(frozen=True)
class Effects:
    """What has changed between two moments."""

    pots: IntArray
    supply: dict[str, int]
    money: dict[tuple[str, str], int]  # by reason and denom
    counts: dict[str, int]

    @classmethod
    def since(cls, before: Standing, ledger: Ledger) -> Effects:
        """Return what a ledger has seen since it stood so."""
        journal = ledger.journal
        return cls(
            ledger.pot_numbers - before.pots,
            {denom: amount - before.supply[denom] for denom, amount in ledger.supply.items()},
            {key: amount - before.money[key] for key, amount in journal.money.items()},
            {name: number - before.counts[name] for name, number in journal.counts.items()},
        )

    def moved(self, denom: str) -> int:
        """Return all that moved of a denom, for whatever reason: no account gave more [micro-units]."""
        return sum(amount for (_, each), amount in self.money.items() if each == denom)

    def happen_to(self, ledger: Ledger) -> None:
        """Do the same to a ledger that has the same columns."""
        ledger.pot_numbers[:] += self.pots
        for denom, amount in self.supply.items():
            ledger.supply[denom] += amount
        ledger.journal.money.update(self.money)
        ledger.journal.counts.update(self.counts)
