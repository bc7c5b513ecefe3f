"""What a run comes to: everything that was recorded, with the names of question and answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from econsim.runs.digests import joined_digest, numbers_digests, question_digest
from econsim.scenario.schema import Scenario
from econsim.scenario.values import counted
from econsim.simulation.invariants import InvariantLog


@dataclass(frozen=True)
class RunResult:
    """The outcome of one scenario: `series` by (replicate, epoch, date), `agents` one row an agent and replicate.

    A date is the moment (UTC) at which the epoch begins; `series.attrs["units"]` holds the units by name.

    `agents_by_replicate` are the same agents, one table a replicate; where the run was kept in a folder each is read
    from its file when it is looked at, so that thousands of replicates need no memory. `digest` is the name of the
    question: scenario content, seed, replicates, epochs, model version.
    """

    scenario: Scenario
    seed: int
    replicates: int
    epochs: int
    series: pd.DataFrame
    agents_by_replicate: Sequence[pd.DataFrame]
    invariants: InvariantLog
    wall_seconds: float
    directory: Path | None = None
    digest: str = ""

    def __post_init__(self) -> None:
        """Name the question now, unless it was named before the run: what code from outside reaches may change."""
        if not self.digest:
            numbers = [int(number) for number in self.series.index.unique("replicate")]
            object.__setattr__(self, "digest", digest_of_run(self.scenario, self.seed, numbers, self.epochs))

    @property
    def agents(self) -> pd.DataFrame:
        """Return the agents of all replicates in one table."""
        return pd.concat(list(self.agents_by_replicate), ignore_index=True)

    @cached_property
    def results_digest(self) -> str:
        """Return the name of the answer: a hash over the recorded numbers, by replicate and series."""
        return joined_digest(numbers_digests(self.series.reset_index(drop=True), self.replicates))

    @property
    def _size(self) -> str:
        return f"{counted(self.replicates, 'replicate')} of {counted(self.epochs, 'epoch')}"

    def __repr__(self) -> str:
        where = f", in {self.directory}" if self.directory else ""
        return f"RunResult({self.scenario.name}: {self._size}, seed {self.seed}{where})"

    def _repr_html_(self) -> str:
        """Return the first page of the report, for notebooks."""
        from econsim import first_page

        shown: str = first_page(self)._repr_html_()
        return shown


def digest_of_run(scenario: Scenario, seed: int, numbers: Sequence[int], epochs: int) -> str:
    """Return the name of the question that some replicates answer; those from 0 on are named by how many they are."""
    is_whole = list(numbers) == list(range(len(numbers)))
    return question_digest([scenario], seed, len(numbers) if is_whole else list(numbers), epochs)
