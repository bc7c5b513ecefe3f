"""What compiled code is given of stake: records of the world's tables, the pots, and the books of one line of the page.

One argument a table; a single delegator or validator is handed on as one pointer. Messages are records, too, so that a
kernel is compiled once, however the columns of a decision lie in memory.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from econsim.mechanisms.staking.money import Record, new_books, post
from econsim.mechanisms.staking.parameters import Staking
from econsim.units import BoolArray, IntArray, whole_numbers
from econsim.world.growing import GrowingTable
from econsim.world.tables import record_type, records
from econsim.world.world import World

Records = Any

REFUSED = "staking_messages_refused"

MESSAGE = record_type(  # about stake; a redelegation has a source
    delegator=np.int64, source=np.int64, validator=np.int64, amount_uakt=np.int64, is_accepted=np.bool_
)


class Stake(NamedTuple):
    """Who owns what; `first`, `pairs` and `n_pairs` are the delegations (world/pairs.py)."""

    delegators: Records
    validators: Records
    first: IntArray
    pairs: Records
    n_pairs: IntArray
    pots: Record
    books: Record


class Terms(NamedTuple):
    """What is the same for all messages of a line."""

    seconds: float  # now [s since start]
    height: int
    unbonding_time: float  # [s]
    max_entries: int


class Queue(NamedTuple):
    """A queue: the first `size[0]` records are in use."""

    rows: Records
    size: IntArray


class Entries(NamedTuple):
    """Entries of a queue, those of each delegator that a line of the page looks at in a chain (standing.py)."""

    rows: Records
    size: IntArray
    first: Any  # by delegator: its first entry, by place from 1; 0 where nobody looks, below 0 where there is none
    next: Any  # by place: the next entry of the same delegator, by place from 1; 0 for none


class Moves(NamedTuple):
    """Three lists of messages."""

    redelegate: Records
    undelegate: Records
    delegate: Records


def stake_of(world: World, *, new_pairs: int = 0) -> Stake:
    """Return the stake of a world with new books, and room for that many pairs more."""
    held, delegators = world.delegations, world.delegators.rows
    held.make_room_for(delegators.size, new_pairs)
    pots = world.ledger.pot_record
    return Stake(delegators, world.validators.rows, held.first, held.store, held.size, pots, new_books())


def messages_of(delegator: IntArray, validator: IntArray, amount_uakt: IntArray, source: Any = -1) -> Records:
    """Return messages as records, none of them accepted yet."""
    messages = records(MESSAGE, delegator.size)
    messages["delegator"], messages["source"], messages["validator"] = delegator, source, validator
    messages["amount_uakt"] = whole_numbers(amount_uakt)
    return messages


def no_messages() -> Records:
    """Return an empty list of messages."""
    return records(MESSAGE, 0)


def entries_of(world: World, table: GrowingTable, room: int) -> Entries:
    """Return the entries of a queue, none of them found yet, with room for some more."""
    table.make_room(room)
    first, following = np.zeros(len(world.delegators), np.int32), np.empty(len(table) + room, np.int32)
    return Entries(table.store, table.size, first, following)


def queue_of(table: GrowingTable) -> Queue:
    """Return a queue to which nothing is added."""
    return Queue(table.store, table.size)


def terms_of(world: World, law: Staking) -> Terms:
    """Return what is the same for all messages of a line."""
    return Terms(float(world.seconds), world.height, float(law.unbonding_time), law.max_entries)


def done(world: World, stake: Stake, messages: Records, n_refused: int) -> BoolArray:
    """Post what messages have moved, count those refused, and return which were accepted."""
    post(world.journal, stake.books)
    world.journal.count(REFUSED, n_refused)
    return np.asarray(messages["is_accepted"])
