"""What each agent got out of a run that began in a world with a past: of what it has earned in all, what came since."""

from __future__ import annotations

import numpy as np
import pandas as pd

from econsim.measures.outcomes import Incomes
from econsim.units import IntArray
from econsim.world.holdings import stake_of_delegations
from econsim.world.tables import sum_by
from econsim.world.validators import NEVER
from econsim.world.world import World

_SUMS = ("income_uakt", "rebates_uakt", "blocks_offline")  # counted from the beginning of all


class Since:
    """Incomes whose sums, and whose epochs, count from the moment at which this was made."""

    def __init__(self, incomes: Incomes, world: World) -> None:
        """Note what everybody has by now; stake at the start is that of now."""
        held, n = world.delegations.delegator, len(world.delegators)
        world.delegators.stake_at_start_uakt = sum_by(held, stake_of_delegations(world), n)
        self._incomes, self._epoch = incomes, world.epoch
        agents = incomes.frame(world)
        self._before: dict[str, dict[str, IntArray]] = {
            str(population): {name: rows[name].to_numpy(copy=True) for name in _SUMS}
            for population, rows in agents.groupby("population", sort=False)
        }

    def add(self, world: World) -> None:
        """Add the epoch that has just happened."""
        self._incomes.add(world)

    def frame(self, world: World) -> pd.DataFrame:
        """Return one row an agent; who came later had nothing before, and lifts before the start are left out."""
        agents = self._incomes.frame(world)
        for population, before in self._before.items():
            rows = np.flatnonzero(agents["population"].to_numpy() == population)
            for name, sums in before.items():
                values = agents[name].to_numpy(copy=True)
                values[rows[: sums.size]] -= sums
                agents[name] = values
        lifted = agents["lifted_epoch"].to_numpy()
        agents["lifted_epoch"] = np.where(lifted >= self._epoch, lifted - self._epoch, NEVER)
        return agents
