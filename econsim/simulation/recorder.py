"""The recorder: every series of series.csv, one row an epoch, and what each agent got out of it at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from econsim.measures.break_even import BreakEven
from econsim.measures.outcomes import Incomes
from econsim.measures.staking import measure
from econsim.simulation.happenings import Happenings
from econsim.simulation.invariants import InvariantLog
from econsim.units import SECONDS_PER_DAY, FloatArray, IntArray
from econsim.world.world import World


@dataclass(frozen=True)
class Replicate:
    """What one replicate leaves behind: series by epoch, agents' outcomes, the invariant log."""

    seed: int
    number: int
    series: pd.DataFrame
    agents: pd.DataFrame
    invariants: InvariantLog

    def __repr__(self) -> str:
        return f"Replicate({self.number}, seed {self.seed}: {len(self.series)} epochs, {len(self.agents)} agents)"


class Recorder:
    """Numbers kept from each epoch; whole numbers stay whole."""

    def __init__(self, world: World, horizon: int, seed: int, number: int) -> None:
        """Prepare for at most `horizon` epochs."""
        self._seed, self._number, self._horizon = seed, number, horizon
        self._columns: dict[str, IntArray | FloatArray] = {}
        self._n_epochs = 0
        self._epoch_days = world.epoch_seconds / SECONDS_PER_DAY
        self.incomes = Incomes(world)
        self._break_even = BreakEven()
        self.commission_uakt_per_day: FloatArray = np.zeros(len(world.validators))

    def epoch(self, world: World, happened: Happenings) -> None:
        """Record the epoch that has just happened."""
        self.incomes.add(world, happened)
        self._break_even.add(happened.accrued.commission_uakt)
        self.commission_uakt_per_day = happened.accrued.commission_uakt / self._epoch_days
        for name, value in (measure(world, happened) | self._break_even.series(world)).items():
            self._column(name, value)[self._n_epochs] = value
        self._n_epochs += 1

    def frame(self) -> pd.DataFrame:
        """Return the series recorded so far, indexed by epoch."""
        columns: Mapping[str, object] = {name: values[: self._n_epochs] for name, values in self._columns.items()}
        return pd.DataFrame(columns, index=pd.RangeIndex(self._n_epochs, name="epoch"))

    def values_of(self, epoch: int) -> dict[str, float]:
        """Return every series at one recorded epoch, as Python's own numbers."""
        return {name: values[epoch].item() for name, values in self._columns.items()}

    def replicate(self, world: World, invariants: InvariantLog) -> Replicate:
        """Return everything recorded."""
        return Replicate(self._seed, self._number, self.frame(), self.incomes.frame(world), invariants)

    def _column(self, name: str, value: float) -> IntArray | FloatArray:
        if name not in self._columns:
            is_whole = isinstance(value, int | np.integer)
            self._columns[name] = np.zeros(self._horizon, np.int64) if is_whole else np.zeros(self._horizon)
        return self._columns[name]
