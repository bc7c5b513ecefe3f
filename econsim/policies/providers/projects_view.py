"""What owners see of nodes that run or that they could put up."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from econsim.columns import Own, Seen, window
from econsim.units import IntArray
from econsim.world.bonds import DECLARED
from econsim.world.projects import LISTED, OWNED, POTENTIAL
from econsim.world.world import World

_PLAIN = ("gpu_model", "gpus", "contract_usd_per_gpu_hour")


def own_projects(world: World) -> Own:
    """Return what owners know of their projects, one row each.

    `earned_usd_per_gpu_hour`, `use`: of all GPUs of its model of late. `gpus_listed`: of its model, of everybody.
    `power_usd_per_gpu_hour`: what of the cost ends when the node is given up; for who rents all of it, and it moves
    with the spot price. `cost_usd_per_gpu_hour`: with machines at what they cost now. `is_at_end`: its node has come to
    the end of its life. `bond_uakt`: what each level of verification asks for its node, shape (rows, levels).
    `return_asked_per_year`: of capital.
    """
    projects, returns = world.projects, world.gpu_returns

    def of_model(numbers: Any) -> Any:
        return numbers[projects.gpu_model]

    def gpus_in(state: int) -> IntArray:
        is_in = projects.state == state
        return np.bincount(projects.gpu_model[is_in], projects.gpus[is_in], len(world.gpu_models)).astype(np.int64)

    def at_the_spot_price(cost: Any) -> Any:
        return cost * np.where(projects.cloud == OWNED, 1.0, world.spot_price_over_start)

    def bond_uakt() -> IntArray:
        declared = np.array([getattr(projects, name) for name in DECLARED])
        return world.bond_terms.required_uakt(declared, world.akt_price_usd).T

    columns: Seen = {
        **{name: partial(getattr, projects, name) for name in _PLAIN},
        "cost_usd_per_gpu_hour": lambda: at_the_spot_price(
            projects.full_cost_usd_per_gpu_hour(of_model(world.machine_price_over_start))
        ),
        "power_usd_per_gpu_hour": lambda: at_the_spot_price(projects.power_usd_per_gpu_hour),
        "bond_uakt": bond_uakt,
        "return_asked_per_year": lambda: np.full(len(projects), world.return_asked_per_year),
        "is_potential": lambda: projects.state == POTENTIAL,
        "is_listed": lambda: projects.state == LISTED,
        "is_at_end": lambda: (projects.state == LISTED) & (projects.until_seconds <= world.seconds),
        "earned_usd_per_gpu_hour": lambda: of_model(returns.earned_usd_per_gpu_hour),
        "use": lambda: of_model(returns.use),
        "gpus_listed": lambda: of_model(gpus_in(LISTED)),
    }
    return window(len(projects), columns)
