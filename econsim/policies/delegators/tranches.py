"""Tranches of delegators' holdings: each is kept, moved and chosen for by a draw of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from econsim.columns import Own
from econsim.compiled import njit
from econsim.draws import Draws
from econsim.units import FloatArray, IntArray


@dataclass(frozen=True)
class Tranches:
    """The tranches of holdings, or of amounts away: one entry a tranche."""

    ids: IntArray  # of the view's rows
    row: IntArray  # of the view
    validator: IntArray  # that holds it, or that it left
    number: IntArray  # among the tranches of its holding
    amount_uakt: IntArray
    several: IntArray  # the tranches that are not alone in their holding

    @classmethod
    def of(cls, own: Own, prefix: str) -> Tranches:
        """Return the tranches of a list of delegators' columns, `held` or `away`; together exactly its amounts.

        They are made once a view: whoever decides by the same view asks for the same.
        """
        if prefix not in own.made:
            columns = (own.columns[f"{prefix}_{name}"] for name in ("row", "validator", "uakt", "tranches"))
            own.made[prefix] = cls(own.ids, *_split(*columns))
        tranches: Tranches = own.made[prefix]
        return tranches

    def acting(self, draws: Draws, purpose: str, probability: float) -> IntArray:
        """Return which tranches act: each by its own draw, or by the delegator's for holdings of one tranche.

        So small delegators act with all they hold at a time, and large ones a tranche at a time.
        """
        acts = (draws.uniform(purpose) < probability)[self.row]
        if self.several.size:
            uniforms = draws.event_uniform(f"{purpose} with a tranche", *self._names(self.several))
            acts[self.several] = uniforms < probability
        return np.flatnonzero(acts)

    def delegator(self, some: IntArray) -> IntArray:
        """Return whose some tranches are."""
        return self.ids[self.row[some]]

    def races(self, draws: Draws, purpose: str, some: IntArray, n_runners: int) -> FloatArray:
        """Return a uniform in [0, 1) for each of some tranches and each of those it can choose, by the latter's id."""
        return draws.event_uniform(purpose, *(name[:, None] for name in self._names(some)), np.arange(n_runners))

    def _names(self, some: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """Return what names some tranches for draws: delegator, validator and number."""
        return self.delegator(some), self.validator[some], self.number[some]


@njit
def _split(row: IntArray, validator: IntArray, amount_uakt: IntArray, many: IntArray) -> tuple[IntArray, ...]:
    """Return row, validator, number and amount of each tranche, and which are one of several in their holding."""
    size = many.sum()
    rows, validators, numbers = np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.int64)
    amounts, several = np.empty(size, np.int64), np.empty(size, np.int64)
    place = n_several = 0
    for holding in range(row.size):
        each, rest = amount_uakt[holding], 0
        if many[holding] > 1:
            each, rest = divmod(amount_uakt[holding], many[holding])
        for number in range(many[holding]):
            rows[place], validators[place] = row[holding], validator[holding]
            numbers[place], amounts[place] = number, each + (number < rest)
            if many[holding] > 1:
                several[n_several] = place
                n_several += 1
            place += 1
    return rows, validators, numbers, amounts, several[:n_several].copy()


def together(amount_uakt: IntArray, *keys: IntArray) -> tuple[IntArray, ...]:
    """Return the keys without repeats, sorted, and the sum of the amounts [uakt] of each: tranches that go one way."""
    if not amount_uakt.size:
        return (*keys, amount_uakt)
    order = np.lexsort(keys[::-1])
    ordered = np.stack(keys)[:, order]
    first = np.flatnonzero(np.append(True, (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)))
    return (*ordered[:, first], np.add.reduceat(amount_uakt[order], first))
