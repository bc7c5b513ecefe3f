"""Nature: the AKT price and the demand shocks of a whole run, fixed before the first epoch."""

from __future__ import annotations

import numpy as np

from econsim.draws import Streams
from econsim.errors import RunError
from econsim.scenario.schema import Scenario
from econsim.shocks.gpu_demand.shapes import wanted_mask
from econsim.units import SECONDS_PER_DAY, FloatArray
from econsim.world.world import World


class Nature:
    """What happens to everybody; it sees neither the world's state nor the law under study."""

    def __init__(self, scenario: Scenario, streams: Streams, n_epochs: int) -> None:
        """Draw the price of every epoch."""
        run, shocks = scenario.run, scenario.shocks
        with np.errstate(all="ignore"):  # what is no price is refused by name
            self._price_usd = shocks.akt_price.path(n_epochs, run.start, run.epoch_length, streams)
        gone = np.flatnonzero(~((self._price_usd > 0.0) & (self._price_usd < np.inf)))
        if gone.size:
            raise RunError(
                f"shocks.akt_price: the price of epoch {gone[0]} is {self._price_usd[gone[0]]:g} USD, beyond what "
                "can be reckoned with; lower the spread of the price or shorten the run"
            )
        self._demand_shocks = [shock for _, shock in shocks.gpu_demand]

    def akt_price_usd(self, epoch: int) -> float:
        """Return the AKT price of an epoch [USD]."""
        return float(self._price_usd[epoch])

    def wanted(self, world: World) -> FloatArray:
        """Return, for each intention of this epoch, 1 if the demand shocks leave it wanted, else 0."""
        due = world.market.due(world.intentions, world.height_at(world.epoch + 1))
        intentions = world.intentions
        blocks = intentions.height[due] - world.start_height
        mask = wanted_mask(
            self._demand_shocks,
            np.asarray(blocks * (world.seconds_per_block / SECONDS_PER_DAY), dtype=np.float64),
            intentions.shock[due],
            intentions.extra[due],
            intentions.demand_uniform[due],
            world.bundles.gpus[intentions.bundle[due]] > 0,
        )
        return mask.astype(float)
