"""The recorder: every series that it is handed, one row an epoch, and what each agent got out of it at the end."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from econsim.mechanisms.law import Law
from econsim.simulation.invariants import InvariantLog
from econsim.units import FloatArray, IntArray
from econsim.world.series import Family, Moment, Series
from econsim.world.world import World
from econsim.world.yields import Yields


@dataclass(frozen=True)
class ReplicateResult:
    """What one replicate leaves behind: series by epoch, agents' outcomes, the invariant log."""

    seed: int
    number: int
    series: pd.DataFrame
    agents: pd.DataFrame
    invariants: InvariantLog

    def __repr__(self) -> str:
        size = f"{len(self.series)} epochs, {len(self.agents)} agents"
        return f"ReplicateResult({self.number}, seed {self.seed}: {size})"


class Outcomes(Protocol):
    """What each agent gets out of a run."""

    def add(self, world: World) -> None:
        """Add the epoch that has just happened."""

    def frame(self, world: World) -> pd.DataFrame:
        """Return one row an agent."""


class Recorder:
    """Numbers kept from each epoch; whole numbers stay whole. Nothing that behaves reads them."""

    def __init__(self, outcomes: Outcomes, horizon: int, seed: int, number: int) -> None:
        """Prepare for at most `horizon` epochs."""
        self.outcomes = outcomes
        self._seed, self._number, self._horizon = seed, number, horizon
        self._columns: dict[str, IntArray | FloatArray] = {}
        self._n_epochs = 0
        self._memory: dict[Any, deque[Any]] = {}

    def epoch(self, recorded: Sequence[Series | Family], world: World, law: Law, yields: Yields, tally: Any) -> None:
        """Record these series of the epoch that has just happened; the recorder keeps numbers alone."""
        self.outcomes.add(world)
        now = Moment(world, law, yields, tally, self._memory)
        for series in recorded:
            for name, value in series.columns(now):
                self._column(name, value)[self._n_epochs] = value
        self._n_epochs += 1

    def frame(self) -> pd.DataFrame:
        """Return the series recorded so far, indexed by epoch."""
        columns: Mapping[str, object] = {name: values[: self._n_epochs] for name, values in self._columns.items()}
        return pd.DataFrame(columns, index=pd.RangeIndex(self._n_epochs, name="epoch"))

    def values_of(self, epoch: int) -> dict[str, float]:
        """Return every series at one recorded epoch, as Python's own numbers."""
        return {name: values[epoch].item() for name, values in self._columns.items()}

    def replicate(self, world: World, invariants: InvariantLog) -> ReplicateResult:
        """Return everything recorded."""
        return ReplicateResult(self._seed, self._number, self.frame(), self.outcomes.frame(world), invariants)

    def _column(self, name: str, value: float) -> IntArray | FloatArray:
        if name not in self._columns:
            is_whole = isinstance(value, int | np.integer)
            self._columns[name] = np.zeros(self._horizon, np.int64) if is_whole else np.zeros(self._horizon)
        return self._columns[name]
