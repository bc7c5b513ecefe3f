"""AkashModel: one world, one replicate, stepped epoch by epoch; command line, notebooks and tests all step it."""

from __future__ import annotations

from pathlib import Path

import mesa
import pandas as pd

from econsim.catalogue import scenario_of
from econsim.errors import UsageError
from econsim.mechanisms.upgrades import run_migrations
from econsim.randomness import Streams
from econsim.scenario.schema import Scenario
from econsim.simulation.agents import row_agents
from econsim.simulation.choices import Choices
from econsim.simulation.epoch import one_epoch
from econsim.simulation.happenings import Happenings
from econsim.simulation.invariants import InvariantLog
from econsim.simulation.marketplace import market_habits
from econsim.simulation.nature import Nature
from econsim.simulation.record import Record, Replicate
from econsim.simulation.yields import yields_by_law
from econsim.world.genesis import build_genesis


class AkashModel(mesa.Model):
    """Akash Network under one scenario and the luck of one replicate.

    `inputs` is the scenario, `world` what exists now, `series` what was recorded (one row an epoch), `epoch` the
    number of the epoch that comes next.
    """

    def __init__(
        self, scenario: Scenario | str | Path, *, seed: int | None = None, replicate: int = 0, epochs: int | None = None
    ) -> None:
        """Build the world at epoch 0 of a scenario, or of the one of a name or path.

        `seed` and `epochs` (the horizon) are the scenario's own when None.
        """
        self.inputs = scenario_of(scenario)
        run_seed = self.inputs.run.seed if seed is None else seed
        super().__init__(rng=run_seed)
        self.horizon = self.inputs.run.epochs if epochs is None else epochs
        streams = Streams(run_seed, replicate)
        self.nature = Nature(self.inputs, streams, self.horizon)
        self.world = build_genesis(self.inputs, streams, self.horizon, self.nature.akt_price_usd(0))
        run_migrations(self.world, self.world.release)
        self.world.real_yield = yields_by_law(self.world).real_yield
        self.choices = Choices(self.inputs, streams)
        self.habits = market_habits(self.inputs)
        self.invariants = InvariantLog()
        self.record = Record(self.world, self.horizon, run_seed, replicate)
        row_agents(self)

    @property
    def epoch(self) -> int:
        """Return the number of the epoch that comes next."""
        return self.world.epoch

    @property
    def series(self) -> pd.DataFrame:
        """Return everything recorded so far: one row an epoch, one column a series."""
        return self.record.frame()

    def step(self) -> None:
        """Let one epoch happen."""
        if self.epoch >= self.horizon:
            raise UsageError(f"{self.inputs.name} has run its {self.horizon} epochs; ask for more with epochs=...")
        one_epoch(self)

    def run(self, epochs: int) -> AkashModel:
        """Let some epochs happen and return the model."""
        for _ in range(epochs):
            self.step()
        return self

    def new_happenings(self) -> Happenings:
        """Return an empty list of what happens in the epoch that begins."""
        self.world.ledger.start_epoch()
        return Happenings()

    def replicate(self) -> Replicate:
        """Return what this replicate leaves behind: its series, its agents' outcomes and its invariant log."""
        return self.record.replicate(self.world, self.invariants)
