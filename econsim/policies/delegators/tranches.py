"""Tranches of delegators' holdings: each is kept, moved and chosen for by a draw of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from econsim.columns import Own
from econsim.compiled import njit
from econsim.draws import Draws, bits_of, uniform_of
from econsim.units import FloatArray, IntArray

_COLUMNS = ("row", "validator", "uakt", "tranches")


class Tranches(NamedTuple):
    """Some tranches of holdings, or of amounts away: one entry a tranche, in the order of the list they are from."""

    row: IntArray  # whose, by row of the view
    delegator: IntArray  # whose, by id
    validator: IntArray  # that holds it, or that it left
    number: IntArray  # among the tranches of its holding
    amount_uakt: IntArray

    def only(self, some: Any) -> Tranches:
        """Return some of them, by a mask."""
        return Tranches(*(column[some] for column in self))


def acting(own: Own, prefix: str, draws: Draws, purposes: Mapping[str, float]) -> list[Tranches]:
    """Return the tranches of a list of delegators' columns, `held` or `away`, that act for each purpose.

    `purposes` says how likely each is; who would act for several acts for the first. Each tranche has draws of its
    own, but where a holding is one tranche, it acts by its delegator's: so small delegators act with all they hold at
    a time, and large ones a tranche at a time. Operators' own never act, nor does what is empty.
    """
    row, validator, uakt, tranches = (own.columns[f"{prefix}_{name}"] for name in _COLUMNS)
    uniforms = np.stack([draws.uniform(purpose) for purpose in purposes])
    bits = np.array([draws.event_bits(f"{purpose} with a tranche") for purpose in purposes])
    likely = np.array(list(purposes.values()))
    found = _acting(own.ids, own.operates, row, validator, uakt, tranches, uniforms, bits, likely)
    return [Tranches(*found[1:, found[0] == number]) for number in range(len(purposes))]


@njit
def _acting(
    ids: IntArray,
    operates: IntArray,
    row: IntArray,
    validator: IntArray,
    uakt: IntArray,
    tranches: IntArray,
    uniforms: FloatArray,
    bits: Any,
    likely: FloatArray,
) -> IntArray:
    """Return purpose, row, delegator, validator, number and amount of each tranche that acts."""
    found, n = np.empty((tranches.sum(), 6), np.int64), 0
    for entry in range(row.size):
        whose, many = row[entry], tranches[entry]
        for number in range(many):
            for purpose in range(likely.size):
                draw = uniforms[purpose, whose]
                if many > 1:
                    named = bits_of(bits_of(bits[purpose], ids[whose]), validator[entry])
                    draw = uniform_of(bits_of(named, number))
                if draw < likely[purpose] and operates[whose] < 0 and uakt[entry] > 0:
                    each = uakt[entry] // many
                    rest = uakt[entry] - each * many
                    found[n] = (purpose, whose, ids[whose], validator[entry], number, each + (number < rest))
                    n += 1
                    break
    return found[:n].T.copy()


def together(amount_uakt: IntArray, *keys: IntArray) -> tuple[IntArray, ...]:
    """Return the keys without repeats, sorted, and the sum of the amounts [uakt] of each: tranches that go one way."""
    if not amount_uakt.size:
        return (*keys, amount_uakt)
    order = np.lexsort(keys[::-1])
    ordered = np.stack(keys)[:, order]
    first = np.flatnonzero(np.append(True, (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)))
    return (*ordered[:, first], np.add.reduceat(amount_uakt[order], first))
