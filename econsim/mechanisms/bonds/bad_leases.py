"""Bad leases: those that fail by their provider's fault, whether that is detected, and what comes of it.

The draft: somebody proposes a slash of who has a bond, a vote decides, and it falls on what is bonded by then. One
proposal a provider is voted on at a time; what is detected meanwhile adds nothing to it. Slashed automatically: at the
end of the epoch, once for every bad lease that is detected.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from econsim.mechanisms.bonds.rules import slash
from econsim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, BoolArray, FloatArray, IntArray
from econsim.world.bonds import who_faces_a_vote
from econsim.world.outage_clocks import entered, in_order
from econsim.world.providers import AT_FAULT, UP
from econsim.world.world import World

BAD_LEASES_DETECTED, SLASHES_PROPOSED = "bad_leases_detected", "slashes_proposed"
DISHONEST_LEASES = "dishonest_leases_active"


class Faults(Protocol):
    """How nature lets nodes fail by the fault of dishonest providers."""

    @property
    def hours_down(self) -> float:
        """Return how long a node is down [hours]; 0 where nobody is dishonest."""

    def is_dishonest(self, provider: IntArray) -> BoolArray:
        """Return which providers, by id, are dishonest."""

    def failures(self, identity: Any, since_day: float, until_day: float) -> tuple[IntArray, FloatArray]:
        """Return which of some nodes fail in a stretch of time, and when [days since the world's start]."""

    def is_detected(self, provider: IntArray, number: IntArray) -> BoolArray:
        """Return which bad leases, by provider and number, are detected."""


def with_failures_by_fault(world: World, faults: Faults, outages: Any) -> Any:
    """Return what nodes enter in the epoch, those that fail by their provider's fault included."""
    if faults.hours_down == 0.0:
        return outages
    nodes = world.nodes
    dishonest = np.flatnonzero(faults.is_dishonest(nodes.provider) & nodes.is_listed)
    if dishonest.size == 0:
        return outages
    blocks_per_day, down = SECONDS_PER_DAY / world.seconds_per_block, faults.hours_down * SECONDS_PER_HOUR
    since = (world.height - world.start_height) / blocks_per_day
    until = (world.height_at(world.epoch + 1) - world.start_height) / blocks_per_day
    days_down = down / SECONDS_PER_DAY
    which, at = faults.failures(nodes.identity[dishonest], since - days_down - 1.0, until)
    begins = world.start_height + np.floor(at * blocks_per_day).astype(np.int64)
    ends = world.start_height + np.floor((at + days_down) * blocks_per_day).astype(np.int64) + 1
    node = dishonest[which]
    both = np.concatenate([entered(node, begins, AT_FAULT), entered(node, ends, UP)])
    is_due = (both["height"] >= world.height) & (both["height"] < world.height_at(world.epoch + 1))
    return in_order(np.concatenate([both[is_due], outages]))


def judge_bad_leases(world: World, faults: Faults) -> None:
    """See which leases have failed by their provider's fault in the epoch, and propose slashes or slash for them."""
    if faults.hours_down == 0.0:
        return
    leases, providers, bonds = world.market.leases, world.providers, world.bond_terms
    at = leases.provider[leases.rate_micro_per_block > 0]
    world.journal.count(DISHONEST_LEASES, faults.is_dishonest(at).sum())
    n_new = providers.bad_leases - providers.bad_leases_judged
    who = np.flatnonzero(n_new)
    if who.size == 0 or not bonds.is_on:
        providers.bad_leases_judged = providers.bad_leases
        return
    whose = np.repeat(who, n_new[who])
    number = np.concatenate([np.arange(providers.bad_leases_judged[one], providers.bad_leases[one]) for one in who])
    providers.bad_leases_judged = providers.bad_leases
    detected = whose[faults.is_detected(whose, number)]
    world.journal.count(BAD_LEASES_DETECTED, detected.size)
    found, times = np.unique(detected[providers.bonded_uakt[detected] > 0], return_counts=True)
    if bonds.is_slashed_automatically:
        for provider, n in zip(found.tolist(), times.tolist(), strict=True):
            slash(world, provider, n)
        return
    new = found[~who_faces_a_vote(world.slash_proposals, len(providers))[found]]
    if new.size:
        detected_at = (world.epoch + 1) * world.epoch_seconds
        world.slash_proposals.append(provider=new, decided_seconds=detected_at + bonds.slash_delay_seconds)
        world.journal.count(SLASHES_PROPOSED, new.size)


def slash_by_vote(world: World) -> None:
    """Carry out the slashes whose vote has ended: all of them pass, and fall on what is bonded now."""
    proposals = world.slash_proposals
    if not len(proposals):
        return
    is_over = proposals.decided_seconds <= world.seconds
    for provider in proposals.provider[is_over].tolist():
        slash(world, provider)
    if is_over.any():
        proposals.keep(~is_over)
