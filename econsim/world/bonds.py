"""Bonds of providers: on what terms they are held, what is unbonding, and who a slash has been proposed of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from econsim.units import BoolArray, FloatArray, IntArray
from econsim.world.providers import Nodes
from econsim.world.tables import Table, column, sum_by

LEVELS = 5  # of verification, 0 to 4
HIGHEST = LEVELS - 1
DECLARED = ("gpus", "threads", "memory_gib", "storage_gib")
GIB_PER_TB = 1024  # as the draft's own units go: a TiB of memory is 1,024 GB


class BondUnbondings(Table):
    """One row a withdrawal of a bond that waits."""

    provider: IntArray = column("provider id")
    balance_uakt: IntArray = column("[ledger account]")
    completion_seconds: FloatArray = column("when it is paid out", np.float64)


class SlashProposals(Table):
    """One row a proposal to slash that is being voted on, one a provider at most."""

    provider: IntArray = column("provider id")
    decided_seconds: FloatArray = column("when the vote ends", np.float64)


@dataclass(frozen=True)
class BondTerms:
    """On what terms bonds are held; without levels nothing is asked of anybody."""

    is_on: bool = False
    unit_bonds_uakt: IntArray = field(default_factory=lambda: np.zeros((LEVELS, len(DECLARED)), dtype=np.int64))
    # ... by level, and a GPU, thread, GiB of memory and TB of storage
    unbonding_seconds: float = 0.0
    slash_fraction: float = 0.0
    slash_delay_seconds: float = 0.0
    is_slashed_automatically: bool = False
    held_at_usd: float | None = None  # AKT price at which the bond is that of the units; None: it is so at any price

    def required_uakt(self, declared: IntArray, akt_price_usd: float) -> IntArray:
        """Return what each level asks for: the sum over declared resources of count x unit bond [uakt].

        declared: as `declared_resources`, shape (4, columns). Shape of the answer: (levels, columns); levels 0 and 1
        ask for nothing. A part of a TB counts as that part, rounded down. Where the worth in USD is held, it is that
        x held_at_usd / price, rounded up.
        """
        in_parts_of_a_tb = self.unit_bonds_uakt[:, -1:] * declared[-1:] // GIB_PER_TB
        required: IntArray = self.unit_bonds_uakt[:, :-1] @ declared[:-1] + in_parts_of_a_tb
        if self.held_at_usd is None:
            return required
        return np.asarray(np.ceil(required * (self.held_at_usd / akt_price_usd)), dtype=np.int64)


def level_of(bonded_uakt: IntArray, required_uakt: IntArray) -> IntArray:
    """Return the highest level whose bond is covered, by column; 0 for who has no bond at all."""
    is_covered = (bonded_uakt >= required_uakt) & (bonded_uakt > 0)
    return np.asarray(np.where(is_covered, np.arange(LEVELS)[:, None], 0).max(axis=0))


def declared_resources(nodes: Nodes, n_providers: int) -> IntArray:
    """Return what is installed on the nodes of each provider: GPUs, threads, memory [GiB], storage [GiB].

    Shape (4, providers). What providers declare is taken to be true.
    """
    return np.array([sum_by(nodes.provider, getattr(nodes, name), n_providers) for name in DECLARED])


def who_faces_a_vote(proposals: SlashProposals, n_providers: int) -> BoolArray:
    """Return, by provider, whether a proposal to slash its bond is being voted on."""
    faces: Any = np.zeros(n_providers, dtype=np.bool_)
    faces[proposals.provider] = True
    return np.asarray(faces)
