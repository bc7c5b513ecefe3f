"""Tranches: a large holding is kept, moved and chosen for in equal parts, each by a draw of its own.

Assumption: `tranches`; a departure from "whole delegators at a time", without which no stationary law of choices has
the concentration that was seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from econsim.contracts import Mine
from econsim.randomness import Luck
from econsim.units import BoolArray, FloatArray, IntArray


def n_tranches(amount_uakt: IntArray, size_uakt: int) -> IntArray:
    """Return into how many equal tranches amounts [uakt] fall, each of at most `size_uakt`; at least one."""
    return np.maximum(-(-amount_uakt // max(size_uakt, 1)), 1)


@dataclass(frozen=True)
class Tranches:
    """The tranches of holdings, or of amounts away: one entry a tranche."""

    row: IntArray  # of the view
    delegator: IntArray
    validator: IntArray  # that holds it, or that it left
    number: IntArray  # among the tranches of its holding
    is_one_of_several: BoolArray
    amount_uakt: IntArray

    @classmethod
    def of(cls, mine: Mine, prefix: str) -> Tranches:
        """Return the tranches of a list of delegators' columns, `held` or `away`; together exactly its amounts."""
        columns = (mine.columns[f"{prefix}_{name}"] for name in ("row", "validator", "uakt", "tranches"))
        row, validator, amount, many = columns
        part = np.repeat(np.arange(row.size), many)
        number = np.arange(part.size) - np.repeat(np.cumsum(many) - many, many)
        each, rest = np.divmod(amount, many)
        return cls(
            row=row[part],
            delegator=mine.ids[row[part]],
            validator=validator[part],
            number=number,
            is_one_of_several=many[part] > 1,
            amount_uakt=each[part] + (number < rest[part]),
        )

    def uniform(self, luck: Luck, purpose: str) -> FloatArray:
        """Return a uniform in [0, 1) for each tranche: its own, or the delegator's for holdings of one tranche.

        So small delegators act with all they hold at a time, and large ones a tranche at a time.
        """
        draws = luck.uniform(purpose)[self.row]
        several = np.flatnonzero(self.is_one_of_several)
        draws[several] = luck.event_uniform(f"{purpose} with a tranche", *self._names(several))
        return draws

    def races(self, luck: Luck, purpose: str, some: IntArray, n_runners: int) -> FloatArray:
        """Return a uniform in [0, 1) for each of some tranches and each of those it can choose, by the latter's id."""
        return luck.event_uniform(purpose, *(name[:, None] for name in self._names(some)), np.arange(n_runners))

    def _names(self, some: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """Return what names some tranches for luck: delegator, validator and number."""
        return self.delegator[some], self.validator[some], self.number[some]


def together(amount_uakt: IntArray, *keys: IntArray) -> tuple[IntArray, ...]:
    """Return the keys without repeats, sorted, and the sum of the amounts [uakt] of each: tranches that go one way."""
    if not amount_uakt.size:
        return (*keys, amount_uakt)
    order = np.lexsort(keys[::-1])
    ordered = np.stack(keys)[:, order]
    first = np.flatnonzero(np.append(True, (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)))
    return (*ordered[:, first], np.add.reduceat(amount_uakt[order], first))
