"""Exclusion: providers of a jurisdiction, or tenants of a class, are off the market for some time.

Who is excluded loses its leases in the block in which that begins, by the cause `exclusion`; nobody else does. Nodes
of excluded providers take no leases and are not down; nothing else happens to them until their provider is let in
again, and then they are up. Excluded tenants want nothing meanwhile, and what they have open closes as refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from econsim.units import SECONDS_PER_DAY, BoolArray
from econsim.world.outage_clocks import entered, in_order
from econsim.world.providers import EXCLUDED, UP
from econsim.world.world import World

_Spell = tuple[float, float]  # days since the start


class Exclusions(Protocol):
    """Who is excluded in a run, and when: spells in order by name [days since the start]."""

    @property
    def jurisdictions(self) -> Mapping[str, Sequence[_Spell]]:
        """Return those of providers."""

    @property
    def tenant_classes(self) -> Mapping[str, Sequence[_Spell]]:
        """Return those of tenants."""


def with_exclusions(world: World, exclusions: Exclusions, outages: Any) -> Any:
    """Return what nodes and classes enter in the epoch, exclusions included, by height, state and node."""
    if not exclusions.jurisdictions and not exclusions.tenant_classes:
        return outages
    found = [outages]
    for name, spells in exclusions.jurisdictions.items():
        whose = world.jurisdictions.index(name)
        nodes = np.flatnonzero((world.providers.jurisdiction[world.nodes.provider] == whose) & world.nodes.is_listed)
        is_struck = np.isin(found[0]["node"], nodes)
        for begin, end in _heights(world, spells):
            is_within = (found[0]["height"] >= begin) & (found[0]["height"] < end)
            kept = ~(is_struck & is_within)
            found[0], is_struck = found[0][kept], is_struck[kept]
        is_out = world.nodes.state[nodes] == EXCLUDED
        found += [entered(nodes[who], height, state) for height, state, who in _turns(world, spells, is_out)]
    for name, spells in exclusions.tenant_classes.items():
        number = world.tenant_classes.index(name)
        is_out = world.tenants.is_excluded[world.tenants.tenant_class == number] != 0
        found += [
            entered(np.full(int(who.any()), -1 - number), height, state)
            for height, state, who in _turns(world, spells, is_out)
        ]
    return in_order(np.concatenate(found))


def _heights(world: World, spells: Sequence[_Spell]) -> list[tuple[float, ...]]:
    """Return the heights at which spells begin and end, whole numbers or infinite."""
    blocks_per_day, start = SECONDS_PER_DAY / world.seconds_per_block, world.start_height
    return [tuple(start + np.floor(day * blocks_per_day) for day in spell) for spell in spells]


def _turns(world: World, spells: Sequence[_Spell], is_out: BoolArray) -> Iterator[tuple[int, int, BoolArray]]:
    """Return the turns of the epoch: height, state, and who enters it.

    At the first height those do who are not in the state that they should be in; at later ones all.
    """
    heights, first, until = _heights(world, spells), world.height, world.height_at(world.epoch + 1)
    should_be_out = any(begin <= first < end for begin, end in heights)
    if (is_out != should_be_out).any():
        yield first, EXCLUDED if should_be_out else UP, is_out != should_be_out
    everybody = np.ones_like(is_out)
    for begin, end in heights:
        if first < begin < until:
            yield int(begin), EXCLUDED, everybody
        if first < end < until:
            yield int(end), UP, everybody
