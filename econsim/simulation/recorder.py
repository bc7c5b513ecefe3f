"""The recorder: every series that it is handed, one row an epoch, and what each agent got out of it at the end.

An epoch only leaves behind what its series ask of a moment; what is worked out of that is worked out for many epochs at
once, when somebody asks for it or so much is waiting that it would take room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from econsim.simulation.invariants import InvariantLog
from econsim.units import ColumnUnits, DateArray, FloatArray, IntArray
from econsim.world.ledger import denom_of
from econsim.world.series import LOOK_BACK, OWN, Epochs, Family, Moment, Series, asked_of
from econsim.world.tables import copy_into
from econsim.world.world import World

_WAITING = 192  # epochs, at most, whose series are not yet worked out


@dataclass(frozen=True)
class ReplicateResult:
    """What one replicate leaves behind: series by epoch and date, agents' outcomes, the invariant log."""

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
        self._n_epochs = self._n_worked_out = 0
        self._units: dict[str, str] = {}
        self._recorded: Sequence[Series | Family] = ()
        self._all: Sequence[Series | Family] = ()
        self._names: list[list[str]] = []
        self._answers: dict[str, Any] = {}  # by what was asked: one row an epoch, from epoch `_first` on
        self._first = 0
        self._shown_from = 0  # epochs before are those of a history
        self._asked: dict[Any, Any] = {}  # the same, by how it is asked

    def epoch(self, recorded: Sequence[Series | Family], now: Moment, more: Sequence[Series] = ()) -> None:
        """Record these series, and more of this run alone, of the epoch that has just happened; numbers are kept."""
        self.outcomes.add(now.world)
        if recorded is not self._recorded:
            self._begin(recorded, now, more)
        if self._n_epochs - self._first == LOOK_BACK + _WAITING:
            self._make_room()
        row = self._n_epochs - self._first
        for ask, answers in self._asked.items():
            if answers.dtype.names and answers.ndim > 1:
                copy_into(answers[row], ask(now))
            else:
                answers[row] = ask(now)
        self._n_epochs += 1

    def frame(self) -> pd.DataFrame:
        """Return the series recorded so far, indexed by epoch; `attrs["units"]` holds their units by name."""
        self._work_out()
        shown = slice(self._shown_from, self._n_epochs)
        columns: Mapping[str, object] = {name: values[shown] for name, values in self._columns.items()}
        frame = pd.DataFrame(columns, index=pd.RangeIndex(self._n_epochs - self._shown_from, name="epoch"))
        frame.attrs["units"] = ColumnUnits(self._units)
        return frame

    def values_of(self, epoch: int) -> dict[str, float]:
        """Return every series at one recorded epoch, as Python's own numbers."""
        self._work_out()
        return {name: values[self._shown_from + epoch].item() for name, values in self._columns.items()}

    def replicate(self, world: World, dates: DateArray, invariants: InvariantLog) -> ReplicateResult:
        """Return everything recorded; `dates` are those on which its epochs begin."""
        series = self.frame().set_axis(pd.MultiIndex.from_arrays([range(len(dates)), dates], names=["epoch", "date"]))
        return ReplicateResult(self._seed, self._number, series, self.outcomes.frame(world), invariants)

    def go_on(self, horizon: int) -> None:
        """Make room for another number of epochs in all."""
        self._work_out()
        for name, values in self._columns.items():
            grown: Any = np.zeros(horizon, values.dtype)
            grown[: self._n_epochs] = values[: self._n_epochs]
            self._columns[name] = grown
        self._horizon = horizon

    def show_from_here(self, outcomes: Outcomes) -> None:
        """Show what comes from now on as epoch 0 and later; what agents get counts from now on, too."""
        self._shown_from, self.outcomes = self._n_epochs, outcomes

    def __getstate__(self) -> dict[str, Any]:
        """Travel with all that is recorded, worked out; how it is read does not travel."""
        self._work_out()
        return self.__dict__ | {"_recorded": (), "_all": (), "_names": [], "_asked": {}}

    def _begin(self, recorded: Sequence[Series | Family], now: Moment, more: Sequence[Series]) -> None:
        """Begin to record these series; what the recorder remembers under a name, it goes on with."""
        self._work_out()
        self._recorded, self._all = recorded, (*recorded, *more)
        self._names = [series.names(now.world) for series in self._all]
        for series, names in zip(self._all, self._names, strict=True):
            self._units |= {name: denom_of(name) if series.unit == OWN else series.unit for name in names}
        seen: dict[Any, str] = {}
        for series in self._all:
            for place, ask in enumerate(asked_of([series.value])):
                seen.setdefault(ask, f"{series.name}, {place}")
        known = self._answers
        self._answers = {name: known[name] if name in known else _room_for(ask(now)) for ask, name in seen.items()}
        self._asked = {ask: self._answers[name] for ask, name in seen.items()}

    def _make_room(self) -> None:
        """Work out all that is waiting and keep the epochs that later ones may look back to."""
        self._work_out()
        for rows in self._answers.values():
            rows[:LOOK_BACK] = rows[-LOOK_BACK:]
        self._first = self._n_epochs - LOOK_BACK

    def _work_out(self) -> None:
        """Work out the series of the epochs that are waiting."""
        if self._n_worked_out == self._n_epochs:
            return
        n_rows = self._n_epochs - self._first
        epochs = Epochs({ask: answers[:n_rows] for ask, answers in self._asked.items()})
        waiting = slice(self._n_worked_out, self._n_epochs)
        for series, names in zip(self._all, self._names, strict=True):
            for name, values in zip(names, series.columns(epochs), strict=True):
                self._column(name, values)[waiting] = values[self._n_worked_out - self._first :]
        self._n_worked_out = self._n_epochs

    def _column(self, name: str, values: IntArray | FloatArray) -> IntArray | FloatArray:
        if name not in self._columns:
            is_whole = values.dtype.kind in "iu"
            self._columns[name] = np.zeros(self._horizon, np.int64) if is_whole else np.zeros(self._horizon)
        return self._columns[name]


def _room_for(answer: Any) -> Any:
    """Return room for what is asked of the epochs that are waiting and of those that they may look back to.

    Arrays keep their type, which may be narrow; what is yes or no is 1 or 0.
    """
    like = np.asarray(answer)
    kind = np.dtype(np.int8) if like.dtype.kind == "b" else like.dtype
    room = np.zeros((LOOK_BACK + _WAITING, *like.shape), kind)
    if kind.kind == "O":  # epochs in which it was not asked have no number in its place
        room.fill(answer)
    return room
