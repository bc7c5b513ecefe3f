"""The model: one world, one replicate, stepped epoch by epoch; a network says how it begins and what an epoch is."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import pandas as pd

from econsim.contracts import DecisionKind, Span
from econsim.draws import Streams
from econsim.errors import UsageError
from econsim.scenario.asked import of_run, replicate_number
from econsim.scenario.run import Run
from econsim.scenario.schema import Scenario
from econsim.simulation.agents import RowAgent, agents_of_new_rows
from econsim.simulation.checkpoint import write_checkpoint
from econsim.simulation.choices import Choices
from econsim.simulation.collector import SeriesCollector
from econsim.simulation.histories import lived
from econsim.simulation.invariants import InvariantLog
from econsim.simulation.nature import Nature
from econsim.simulation.quiet_mesa import mesa
from econsim.simulation.recorder import Outcomes, Recorder, ReplicateResult
from econsim.units import DateArray
from econsim.world.world import World


class Model(mesa.Model, ABC):
    """A network under one scenario and the draws of one replicate."""

    def __init__(
        self, inputs: Scenario, *, seed: int | None, rng: int | None, replicate: int, epochs: int | None
    ) -> None:
        """Fix what nature does and build the world at epoch 0."""
        self.inputs, run = inputs, inputs.run
        asked = of_run(run, seed=_one_seed(run, seed, rng), epochs=epochs)
        number = replicate_number(replicate)
        self._n_before = run.n_before
        self._asked = {"seed": asked["seed"], "replicate": number, "epochs": asked["epochs"]}
        super().__init__(rng=asked["seed"])
        self._n_numbered = 0
        self._n_shown: dict[type[RowAgent], int] = {}
        self.horizon = asked["epochs"]
        streams, kinds = Streams(asked["seed"], number), inputs.layered.kinds
        self.n_epochs = run.n_before + self.horizon
        span = Span(run.genesis_time or run.start, self.n_epochs, run.epoch_length, run.n_before)
        history = inputs.history
        self.nature = Nature(kinds.channels, inputs.shocks, span, streams, history and history.shocks)
        self.world = self.genesis(streams)
        self.choices = Choices(self.decided, inputs.policies, streams)
        self.invariants = InvariantLog()
        self.recorder = Recorder(self.outcomes(), self.n_epochs, asked["seed"], number)
        if history is not None:
            world, recorder, _ = lived(type(self), history, asked["seed"], number, run.n_before)
            self.go_on(world, recorder)
            self.recorder.show_from_here(self.outcomes())
        self._collector = SeriesCollector()

    def __repr__(self) -> str:
        draws = f"seed {self._asked['seed']}, replicate {self._asked['replicate']}"
        return f"{type(self).__name__}({self.inputs.name}: epoch {self.epoch} of {self.horizon}, {draws})"

    @abstractmethod
    def genesis(self, streams: Streams) -> World:
        """Return the world at the beginning of all, of the history where there is one."""

    @property
    def decided(self) -> Sequence[DecisionKind]:
        """Return what is decided in every epoch: all that the network's page names."""
        return self.inputs.layered.kinds.decisions

    @abstractmethod
    def outcomes(self) -> Outcomes:
        """Return what adds up what each agent gets from now on."""

    @abstractmethod
    def prolong(self, world: World) -> None:
        """Let a world that was to last for fewer epochs last for as many as this model's own."""

    @abstractmethod
    def one_epoch(self) -> None:
        """Let one epoch happen to the world, then record it."""

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

    def deregister_agent(self, agent: Any) -> None:
        """Let an agent of one's own go; a row agent refuses, as in `remove`."""
        if isinstance(agent, RowAgent):
            agent.remove()
        super().deregister_agent(agent)

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
            self._n_numbered += 1
            agent.unique_id = self._n_numbered

    @property
    def datacollector(self) -> SeriesCollector:
        """Return the series for Mesa's own tools, all epochs so far taken over."""
        self._collector.collect(self)
        return self._collector

    @property
    def epoch(self) -> int:
        """Return the number of the epoch that comes next, from the start on."""
        return self.world.epoch - self._n_before

    @property
    def series(self) -> pd.DataFrame:
        """Return everything recorded so far: one row an epoch, one column a series, by the date on which it begins.

        Dates are in UTC; row k is epoch k (`iloc[k]`); `attrs["units"]` holds the units by name.
        """
        frame = self.recorder.frame()
        return frame.set_axis(pd.DatetimeIndex(self._last_dates(len(frame)), name="date"))

    def step(self) -> None:
        """Let one epoch happen."""
        if self.epoch >= self.horizon:
            raise UsageError(f"{self.inputs.name} has run its {self.horizon} epochs; ask for more with epochs=...")
        self.one_epoch()
        self.end_of_epoch()

    def is_asked_as(self, other: Model) -> bool:
        """Return whether another model has the same draws and horizon, and is at the same epoch."""
        return (self._asked, self.epoch) == (other._asked, other.epoch)

    def end_of_epoch(self) -> None:
        """Note that an epoch is over: after the last one, nothing runs any more."""
        self.running = self.epoch < self.horizon

    def run(self, epochs: int) -> Self:
        """Let some epochs happen and return the model."""
        for _ in range(of_run(self.inputs.run, epochs=epochs)["epochs"]):
            self.step()
        return self

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Lay the model aside in a file: the scenario, the world and all that was recorded; return the path.

        `load` takes it up again, and it steps on as if it had never stopped, to the last bit. Raises UsageError if
        agents of your own live in the model: they are no part of the world.
        """
        strangers = [type(agent).__name__ for agent in super().agents if not isinstance(agent, RowAgent)]
        if strangers:
            raise UsageError(f"a checkpoint would lose agents of your own ({strangers[0]}): it keeps the world alone")
        told = {"scenario": self.inputs.content(), "digest": self.inputs.digest(), **self._asked, "epoch": self.epoch}
        write_checkpoint(Path(path), told, (self.world, self.recorder, self.invariants))
        return Path(path)

    def go_on(self, world: World, recorder: Recorder) -> None:
        """Go on from a world that has lived the first epochs, with what was recorded of them."""
        self.prolong(world)
        recorder.go_on(self.n_epochs)
        self.world, self.recorder = world, recorder

    def branch_off(self, past: Scenario, epochs: int) -> None:
        """Go on from the first epochs of a scenario that shares them, to the last bit as if they were lived here."""
        asked = self._asked
        self.take_up(*lived(type(self), past, asked["seed"], asked["replicate"], epochs, self.horizon))

    def take_up(self, world: World, recorder: Recorder, invariants: InvariantLog) -> None:
        """Go on from a world with what was recorded of it, in a model of the same scenario, draws and horizon."""
        self.world, self.recorder, self.invariants = world, recorder, invariants
        self.running = self.epoch < self.horizon

    def replicate(self) -> ReplicateResult:
        """Return what this replicate leaves behind: its series, its agents' outcomes and its invariant log."""
        return self.recorder.replicate(self.world, self._last_dates(self.epoch), self.invariants)

    def _last_dates(self, epochs: int) -> DateArray:
        """Return when each of the last epochs began: all of them, unless the world was taken from another model."""
        return self.inputs.run.dates(self.epoch)[self.epoch - epochs :]


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
