"""Invariants: what must hold after every epoch, or the run stops (chain/x-crisis invariants 1 to 3, 6, 7 and ours)."""

from __future__ import annotations

from dataclasses import dataclass
from operator import sub
from typing import TYPE_CHECKING, Any

import numpy as np

from econsim.compiled import njit
from econsim.errors import BrokenBooks
from econsim.units import DENOMS

if TYPE_CHECKING:  # a log can be read without all that a world needs
    from econsim.world.series import Moment

_ROOM = ("gpus", "threads", "memory_gib", "storage_gib")


@dataclass
class InvariantLog:
    """How many checks were made and how far the books were ever out [micro-units]."""

    checked: int = 0
    violations: int = 0
    max_imbalance_uakt: int = 0

    def __add__(self, other: InvariantLog) -> InvariantLog:
        """Return the log of both: checks and violations add up, the larger imbalance counts."""
        return InvariantLog(
            self.checked + other.checked,
            self.violations + other.violations,
            max(self.max_imbalance_uakt, other.max_imbalance_uakt),
        )


def check_the_books(now: Moment, log: InvariantLog) -> None:
    """Check every invariant; raise BrokenBooks, naming the first that fails."""
    excess = _excess(now)
    failing = next((place for place, by in enumerate(excess) if by), None)
    if failing is None:
        log.checked += len(excess)
        return
    log.checked += failing + 1
    log.violations += 1
    log.max_imbalance_uakt = max(log.max_imbalance_uakt, abs(excess[failing]))
    raise BrokenBooks(f"epoch {now.world.epoch}: {_words(now)[failing]} is out by {excess[failing]}")


def _excess(now: Moment) -> list[int]:
    """Return by how much each invariant fails (0 when it holds), in the order of their words."""
    world, books = now.world, now.books
    supply = map(world.ledger.supply.__getitem__, DENOMS)
    below_zero = np.minimum(books.least[books.layout.not_negative], 0)
    return [
        *map(sub, books.by_denom().tolist(), supply),
        *below_zero.tolist(),
        *_out_of_validators(world.delegations.rows, world.validators.rows),
        int(world.ledger.pot_record["fee_collector_uakt"]),
        *_out_of_room(world.nodes.rows),
    ]


def _words(now: Moment) -> list[str]:
    """Return the words for each invariant that does not hold."""
    layout = now.books.layout
    return [
        *(f"total supply of {denom}" for denom in DENOMS),
        *(f"balance below zero in {layout.names[place]}" for place in layout.not_negative),
        "delegator shares",
        "commission beyond outstanding rewards",
        "fee collector not emptied",
        *(f"{what} beyond a node's capacity" for what in _ROOM),
    ]


@njit
def _out_of_validators(delegations: Any, validators: Any) -> tuple[int, int]:
    """Return how far shares differ from those of all delegations, and commission beyond what is outstanding [uakt]."""
    held = np.zeros(validators.size, np.int64)
    for row in range(delegations.size):
        delegation = delegations[row]
        held[delegation.validator] += delegation.shares
    shares = commission = 0
    for row in range(validators.size):
        validator = validators[row]
        shares += abs(held[row] - validator.delegator_shares)
        commission += max(validator.commission_uakt - validator.outstanding_uakt, 0)
    return shares, commission


@njit
def _out_of_room(nodes: Any) -> tuple[int, int, int, int]:
    """Return how many nodes have less than nothing free or more than they have: GPUs, threads, memory, storage."""
    gpus = threads = memory = storage = 0
    for row in range(nodes.size):
        node = nodes[row]
        gpus += not 0 <= node.free_gpus <= node.gpus
        threads += not 0 <= node.free_threads <= node.threads
        memory += not 0 <= node.free_memory_gib <= node.memory_gib
        storage += not 0 <= node.free_storage_gib <= node.storage_gib
    return gpus, threads, memory, storage
