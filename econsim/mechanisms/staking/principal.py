"""Principal: what delegators take out of staking and what becomes of it.

An unbonding that is paid out stays in the wallet as principal that will be staked again (`world.away`), or goes on to
`outside` for good. What is delegated by choice is taken off the principal: first off what left that very validator,
then off what left others; what left a captive validator goes back to that one alone. The chain knows no such
thing: to it a wallet is a wallet. Without it rewards kept in a wallet and stake on its way back would be one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.staking.money import Record
from econsim.mechanisms.staking.records import Records
from econsim.mechanisms.staking.standing import places_of
from econsim.units import IntArray

_WHICH: Any = np.arange(3)  # no literals: compiled code makes a function anew for each that it is handed
_THEIR_OWN, _OF_OTHERS, _ALL = _WHICH


@njit
def take_off(away: Records, size: IntArray, delegators: Records, validators: Records, messages: Records) -> None:
    """Take what accepted messages have delegated off the principal of those who sent them."""
    concerned = np.zeros(delegators.size, np.bool_)
    for number in range(messages.size):
        if messages[number].is_accepted:
            concerned[messages[number].delegator] = True
    some, n_places = places_of(away, size, concerned, messages.size)
    places = some[:n_places]
    for number in range(messages.size):
        message = messages[number]
        if message.is_accepted:
            who, to, amount = message.delegator, message.validator, message.amount_uakt
            amount -= _take(away, places, validators, who, to, _THEIR_OWN, amount)
            _take(away, places, validators, who, to, _OF_OTHERS, amount)
            too_much = _principal_of(away, places, who) - delegators[who].wallet_uakt
            _take(away, places, validators, who, to, _ALL, too_much)
    _forget_what_is_nothing(away, size)


@njit
def put_away(away: Records, size: IntArray, places: IntArray, n_places: int, paid: Record, amount_uakt: int) -> int:
    """Note an amount that an unbonding has paid as principal; what a delegator had with one validator is one row.

    `places`: the rows of the delegators concerned, the first `n_places` of an array with room. Returns how many.
    """
    for number in range(n_places):
        entry = away[places[number]]
        if entry.delegator == paid.delegator and entry.validator == paid.validator:
            entry.amount_uakt += amount_uakt
            return n_places
    entry = away[size[0]]
    entry.delegator = paid.delegator
    entry.validator = paid.validator
    entry.amount_uakt = amount_uakt
    places[n_places] = size[0]
    size[0] += 1
    return n_places + 1


@njit
def _principal_of(away: Records, places: IntArray, who: int) -> int:
    total = 0
    for place in places:
        if away[place].delegator == who:
            total += away[place].amount_uakt
    return total


@njit
def _take(away: Records, places: IntArray, validators: Records, who: int, to: int, which: int, wanted: int) -> int:
    """Take a sum off some of a delegator's rows, one after the other, until nothing is left; return what was taken."""
    taken = 0
    for place in places:
        entry = away[place]
        if entry.delegator == who and taken < wanted and _is_asked(entry.validator, to, validators, which):
            part = min(entry.amount_uakt, wanted - taken)
            entry.amount_uakt -= part
            taken += part
    return taken


@njit
def _is_asked(left: int, to: int, validators: Records, which: int) -> bool:
    if which == _ALL:
        return True
    if left == to or which == _THEIR_OWN:
        return left == to and bool(which == _THEIR_OWN)
    return left < 0 or not validators[left].is_captive


@njit
def _forget_what_is_nothing(away: Records, size: IntArray) -> None:
    """Drop the rows without an amount; the rest move up in their order."""
    kept = 0
    for place in range(size[0]):
        if away[place].amount_uakt > 0:
            if kept < place:
                away[kept] = away[place]
            kept += 1
    size[0] = kept
