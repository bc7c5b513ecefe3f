"""AkashModel: one world, one replicate, stepped epoch by epoch; command line, notebooks and tests all step it."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd

from econsim.contracts import Span
from econsim.draws import Streams
from econsim.errors import UsageError
from econsim.genesis.world import build_genesis
from econsim.mechanisms.distribution.yields import yields_by_law
from econsim.mechanisms.law import Law
from econsim.mechanisms.upgrades.rules import migrate
from econsim.networks.akash_validators import akash_validators
from econsim.networks.catalogue import scenario_of
from econsim.networks.epoch import one_epoch
from econsim.networks.series import recorder_of
from econsim.scenario.asked import of_run, replicate_number
from econsim.scenario.run import Run
from econsim.scenario.schema import Scenario
from econsim.simulation.agents import RowAgent, agents_of_new_rows
from econsim.simulation.choices import Choices
from econsim.simulation.collector import SeriesCollector
from econsim.simulation.invariants import InvariantLog
from econsim.simulation.law_in_force import LawInForce
from econsim.simulation.marketplace import market_habits
from econsim.simulation.nature import Nature
from econsim.simulation.quiet_mesa import mesa
from econsim.simulation.recorder import ReplicateResult


class AkashModel(mesa.Model):
    """Akash Network under one scenario and the draws of one replicate.

    `inputs` is the scenario, `world` what exists now, `series` what was recorded (one row an epoch), `epoch` the
    number of the epoch that comes next; `running` turns False after the last one. `datacollector` holds the series
    for Mesa's own tools. The same seed and replicate give the same numbers, so `mesa.batch_run` varies `replicate`:
    `mesa.batch_run(AkashModel, {"scenario": "mainnet7", "epochs": 60, "replicate": range(5)})`.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path,
        *,
        seed: int | None = None,
        rng: int | None = None,
        replicate: int = 0,
        epochs: int | None = None,
    ) -> None:
        """Build the world at epoch 0 of a scenario, or of the one of a name or path.

        `seed` and `epochs` (the horizon) are the scenario's own when None; `rng` is Mesa's word for `seed`.
        """
        self.inputs = scenario_of(scenario)
        asked = of_run(self.inputs.run, seed=_one_seed(self.inputs.run, seed, rng), epochs=epochs)
        number = replicate_number(replicate)
        super().__init__(rng=asked["seed"])
        self._ids = count(1)
        self._n_shown: dict[type[RowAgent], int] = {}
        self.horizon = asked["epochs"]
        streams = Streams(asked["seed"], number)
        kinds, run = self.inputs.layered.kinds, self.inputs.run
        self.nature = Nature(
            kinds.channels, self.inputs.shocks, Span(run.start, self.horizon, run.epoch_length), streams
        )
        price_usd = self.nature.akt_price.usd(0)
        self.world = build_genesis(self.inputs, akash_validators(), streams, self.horizon, price_usd)
        law = self.inputs.part(Law)
        migrate(self.world, law.staking, law.software.migrations)
        self.world.real_yield = yields_by_law(self.world, law.mint, law.distribution).real_yield
        self.law = LawInForce(law, self.inputs.timeline)
        self.choices = Choices(kinds.decisions, self.inputs.policies, streams)
        self.habits = market_habits(self.inputs)
        self.invariants = InvariantLog()
        self.recorder = recorder_of(self.world, self.horizon, asked["seed"], number)
        self.datacollector = SeriesCollector()

    @property
    def agents(self) -> Any:
        """Return every individual: agents are made when they are first asked for, and as tables grow."""
        agents_of_new_rows(self, self._n_shown)
        return super().agents

    @property
    def agents_by_type(self) -> Any:
        """Return the individuals by the class of their agents, as `agents` does."""
        agents_of_new_rows(self, self._n_shown)
        return super().agents_by_type

    @property
    def agent_types(self) -> list[type]:
        """Return the classes of agents that there are."""
        return list(self.agents_by_type)

    def remove_all_agents(self) -> None:
        """Refuse, as the first row agent does; agents of one's own go one by one."""
        for agent in list(self.agents):
            agent.remove()

    def register_agent(self, agent: Any) -> None:
        """Take in an agent and number it, from 1 on: rows that are there before an agent of one's own come first.

        Mesa before 3.4 numbers agents in a dictionary of the class that would keep every model for ever; it is left.
        """
        if not isinstance(agent, RowAgent):
            agents_of_new_rows(self, self._n_shown)
        super().register_agent(agent)
        numbered = getattr(mesa.Agent, "_ids", None)
        if numbered is not None:
            numbered.pop(self, None)
            agent.unique_id = next(self._ids)

    @property
    def epoch(self) -> int:
        """Return the number of the epoch that comes next."""
        return self.world.epoch

    @property
    def series(self) -> pd.DataFrame:
        """Return everything recorded so far: one row an epoch, one column a series."""
        return self.recorder.frame()

    def step(self) -> None:
        """Let one epoch happen."""
        if self.epoch >= self.horizon:
            raise UsageError(f"{self.inputs.name} has run its {self.horizon} epochs; ask for more with epochs=...")
        one_epoch(self)
        self.datacollector.collect(self)
        self.running = self.epoch < self.horizon

    def run(self, epochs: int) -> AkashModel:
        """Let some epochs happen and return the model."""
        for _ in range(of_run(self.inputs.run, epochs=epochs)["epochs"]):
            self.step()
        return self

    def replicate(self) -> ReplicateResult:
        """Return what this replicate leaves behind: its series, its agents' outcomes and its invariant log."""
        return self.recorder.replicate(self.world, self.invariants)


def _one_seed(run: Run, seed: int | None, rng: int | None) -> int | None:
    """Return the seed, by whichever of its two names it was given."""
    if rng is None:
        return seed
    try:
        by_rng = of_run(run, seed=rng)["seed"]
    except UsageError as error:
        raise UsageError(str(error).replace("seed", "rng", 1)) from None
    if seed is not None and seed != by_rng:
        raise UsageError(f"seed is {seed} and rng is {rng}, two names of one number; give one of them")
    return by_rng
