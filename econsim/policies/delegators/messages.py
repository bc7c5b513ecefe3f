"""From draws to messages: who acts, where that goes, and what goes the same way sent together."""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.compiled import njit
from econsim.policies.delegators.choosing import choice
from econsim.policies.delegators.tranches import Purposes, acting_of_away, acting_of_held, together, turns_of
from econsim.units import BoolArray, FloatArray, IntArray
from econsim.world.tranches import Stakes

LEAVE, NOTICE = 0, 2  # purposes of what is held; another is to reconsider, and who notices is with one out of the set


@njit
def messages_of(
    stakes: Stakes,
    ids: IntArray,
    of_held: Purposes,
    of_away: Purposes,
    bits: Any,
    is_bonded: BoolArray,
    is_captive: BoolArray,
    of_large: FloatArray,
    of_small: FloatArray,
) -> tuple[IntArray, IntArray, IntArray]:
    """Return redelegations, undelegations and delegations: delegator, validator, the other one, amount [uakt].

    What is held leaves or is reconsidered, what is away returns; `bits` are those of the draws by which who reconsiders
    and who returns choose.
    """
    turns = turns_of(stakes, ids, of_held)
    held, away = acting_of_held(stakes, turns, of_held), acting_of_away(stakes, turns, of_away)
    moves, n_moves = np.empty((4, held.shape[0]), np.int64), 0
    exits, n_exits = np.empty((4, held.shape[0]), np.int64), 0
    for place in range(held.shape[0]):
        purpose, delegator, validator, number, amount = held[place]
        if purpose == LEAVE:
            _write(exits, n_exits, delegator, validator, validator, amount)
            n_exits += 1
        elif not is_captive[validator] and (purpose != NOTICE or not is_bonded[validator]):
            target = choice(stakes, bits[0], delegator, validator, number, of_large, of_small)
            if target not in (-1, validator):
                _write(moves, n_moves, delegator, validator, target, amount)
                n_moves += 1
    returns, n_returns = np.empty((4, away.shape[0]), np.int64), 0
    for place in range(away.shape[0]):
        _, delegator, left, number, amount = away[place]
        if left >= 0 and is_captive[left]:  # it comes back there, once that is bonded
            home = left if is_bonded[left] else -1
        else:
            home = choice(stakes, bits[1], delegator, left, number, of_large, of_small)
        if home >= 0:
            _write(returns, n_returns, delegator, home, home, amount)
            n_returns += 1
    return _sent(moves, n_moves), _sent(exits, n_exits), _sent(returns, n_returns)


@njit
def _write(found: IntArray, n: int, delegator: int, validator: int, other: int, amount_uakt: int) -> None:
    found[0, n], found[1, n], found[2, n], found[3, n] = delegator, validator, other, amount_uakt


@njit
def _sent(found: IntArray, n: int) -> IntArray:
    return together(found[0, :n], found[1, :n], found[2, :n], found[3, :n])
