"""What providers see of their bonds."""

from __future__ import annotations

import numpy as np

from econsim.columns import Own, window
from econsim.units import IntArray
from econsim.world.bonds import declared_resources, who_faces_a_vote
from econsim.world.world import World


def own_bonds(world: World) -> Own:
    """Return what providers know of their bonds, one row each.

    `required_uakt`: what each level of verification asks for now, by what its nodes hold, shape (rows, levels); 0 for
    levels 0 and 1, and for all where there are no bonds. `income_usd_per_day`: earned of late, after the take fee; 0
    before the first epoch with bonds is over. `slashed_usd_per_day`: what slashes have taken of late, as a mean of the
    same kind. `return_asked_per_year`: of capital. `faces_vote`: a slash of its bond is being voted on.
    """
    providers, n = world.providers, len(world.providers)
    return window(
        n,
        {
            "required_uakt": lambda: _required(world, declared_resources(world.nodes, n)),
            "bonded_uakt": lambda: providers.bonded_uakt,
            "level": lambda: providers.level,
            "income_usd_per_day": lambda: providers.income_usd_per_day,
            "return_asked_per_year": lambda: np.full(n, world.return_asked_per_year),
            "slashed_usd_per_day": lambda: providers.slashed_usd_per_day,
            "faces_vote": lambda: who_faces_a_vote(world.slash_proposals, n),
        },
    )


def _required(world: World, declared: IntArray) -> IntArray:
    return world.bond_terms.required_uakt(declared, world.akt_price_usd).T
