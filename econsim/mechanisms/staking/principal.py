"""Principal: what delegators take out of staking and what becomes of it.

An unbonding that is paid out stays in the wallet as principal that will be staked again (`world.away`), or goes on to
`outside` for good. What is delegated by choice is taken off the principal: first off what left that very validator,
then off what left others; what left a captive validator goes back to that one alone. The chain knows no such
thing: to it a wallet is a wallet. Without it rewards kept in a wallet and stake on its way back would be one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.compiled import njit_borrowing
from econsim.mechanisms.staking.money import Record
from econsim.mechanisms.staking.records import Entries, Records
from econsim.mechanisms.staking.standing import NO_MORE, concern, find_concerned, first_entry, next_entry, note_entry
from econsim.units import IntArray

_WHICH: Any = np.arange(3)  # no literals: compiled code makes a function anew for each that it is handed
_THEIR_OWN, _OF_OTHERS, _ALL = _WHICH


@njit_borrowing
def take_off(away: Entries, delegators: Records, validators: Records, messages: Records) -> None:
    """Take what accepted messages have delegated off the principal of those who sent them."""
    for number in range(messages.size):
        if messages[number].is_accepted:
            concern(away, messages[number].delegator)
    find_concerned(away)
    for number in range(messages.size):
        message = messages[number]
        if message.is_accepted:
            who, to, amount = message.delegator, message.validator, message.amount_uakt
            amount -= _take(away, validators, who, to, _THEIR_OWN, amount)
            _take(away, validators, who, to, _OF_OTHERS, amount)
            too_much = _principal_of(away, who) - delegators[who].wallet_uakt
            _take(away, validators, who, to, _ALL, too_much)
    _forget_what_is_nothing(away.rows, away.size)


@njit_borrowing
def put_away(away: Entries, paid: Record, amount_uakt: int) -> None:
    """Note an amount that an unbonding has paid as principal; what a delegator had with one validator is one row."""
    place = first_entry(away, paid.delegator)
    while place != NO_MORE:
        entry = away.rows[place]
        if entry.validator == paid.validator:
            entry.amount_uakt += amount_uakt
            return
        place = next_entry(away, place)
    new = away.size[0]
    away.size[0] += 1
    entry = away.rows[new]
    entry.delegator = paid.delegator
    entry.validator = paid.validator
    entry.amount_uakt = amount_uakt
    note_entry(away, new)


@njit_borrowing
def _principal_of(away: Entries, who: int) -> int:
    total, place = 0, first_entry(away, who)
    while place != NO_MORE:
        total += away.rows[place].amount_uakt
        place = next_entry(away, place)
    return total


@njit_borrowing
def _take(away: Entries, validators: Records, who: int, to: int, which: int, wanted: int) -> int:
    """Take a sum off some of a delegator's rows, one after the other, until nothing is left; return what was taken."""
    taken, place = 0, first_entry(away, who)
    while place != NO_MORE and taken < wanted:
        entry = away.rows[place]
        if _is_asked(entry.validator, to, validators, which):
            part = min(entry.amount_uakt, wanted - taken)
            entry.amount_uakt -= part
            taken += part
        place = next_entry(away, place)
    return taken


@njit_borrowing
def _is_asked(left: int, to: int, validators: Records, which: int) -> bool:
    if which == _ALL:
        return True
    if left == to or which == _THEIR_OWN:
        return left == to and bool(which == _THEIR_OWN)
    return left < 0 or not validators[left].is_captive


@njit_borrowing
def _forget_what_is_nothing(away: Records, size: IntArray) -> None:
    """Drop the rows without an amount; the rest move up in their order."""
    kept = 0
    for place in range(size[0]):
        if away[place].amount_uakt > 0:
            if kept < place:
                away[kept] = away[place]
            kept += 1
    size[0] = kept
