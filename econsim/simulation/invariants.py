"""Invariants: what must hold after every epoch, or the run stops (chain/x-crisis invariants 1 to 3, 6, 7 and ours)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from econsim.errors import BrokenBooks
from econsim.units import DENOMS

if TYPE_CHECKING:  # a log can be read without all that a world needs
    from econsim.world.world import World


@dataclass
class InvariantLog:
    """How many checks were made and how far the books were ever out [uakt or uusdc]."""

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


def check_the_books(world: World, log: InvariantLog) -> None:
    """Check every invariant; raise BrokenBooks, naming the first that fails."""
    for name, excess in _statements(world).items():
        log.checked += 1
        if excess:
            log.violations += 1
            log.max_imbalance_uakt = max(log.max_imbalance_uakt, abs(excess))
            raise BrokenBooks(f"epoch {world.epoch}: {name} is out by {excess}")


def _statements(world: World) -> dict[str, int]:
    """Return, for each invariant, by how much it fails (0 when it holds)."""
    ledger, validators, held = world.ledger, world.validators, world.delegations
    shares = np.bincount(held.validator, held.shares, minlength=len(validators)).astype(np.int64)
    statements = {f"total supply of {denom}": ledger.imbalance(denom) for denom in DENOMS}
    for denom in DENOMS:
        for name in ledger.names(denom):
            if name != "outside_uusdc":
                statements[f"balance below zero in {name}"] = min(0, int(ledger.balances(name).min(initial=0)))
    statements["delegator shares"] = int(np.abs(shares - validators.delegator_shares).sum())
    entitled = validators.commission_uakt - validators.outstanding_uakt
    statements["commission beyond outstanding rewards"] = int(np.maximum(entitled, 0).sum())
    statements["fee collector not emptied"] = ledger.total("fee_collector_uakt")
    nodes = world.nodes
    for what in ("gpus", "threads", "memory_gib", "storage_gib"):
        free, installed = getattr(nodes, f"free_{what}"), getattr(nodes, what)
        statements[f"{what} beyond a node's capacity"] = int(((free < 0) | (free > installed)).sum())
    return statements
