"""One run: a scenario, a seed and some replicates, with everything recorded and, where asked, kept in a folder."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from econsim.errors import UsageError
from econsim.scenario.schema import Scenario
from econsim.simulation.digests import question_digest
from econsim.simulation.record import Replicate
from econsim.simulation.replicates import simulate_all
from econsim.simulation.store import write_run

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Run:
    """The outcome of one scenario: `series` by (replicate, epoch), `agents` one row an agent and replicate."""

    scenario: Scenario
    seed: int
    replicates: int
    epochs: int
    series: pd.DataFrame
    agents: pd.DataFrame
    invariants: dict[str, int]
    wall_seconds: float
    directory: Path | None = field(default=None)

    @property
    def digest(self) -> str:
        """Return the name of the question: scenario content, seed, replicates, epochs, model version."""
        return question_digest([self.scenario], self.seed, self.replicates, self.epochs)

    @property
    def results_digest(self) -> str:
        """Return the name of the answer: a hash over the recorded numbers, by replicate and series."""
        digest = hashlib.blake2b(digest_size=16)
        for name in self.series.columns:
            digest.update(name.encode())
            digest.update(np.ascontiguousarray(self.series[name].to_numpy()).tobytes())
        return digest.hexdigest()

    def _repr_html_(self) -> str:
        """Return the mean of the last epoch of every series, for notebooks."""
        last = self.series.groupby(level="replicate").last().agg(["mean", "std"]).T
        head = f"<p><b>{self.scenario.name}</b>: {self.replicates} replicates of {self.epochs} epochs, end values</p>"
        return head + str(last.to_html(float_format=lambda x: f"{x:,.4g}"))


def run(
    scenario: Scenario,
    *,
    replicates: int | None = None,
    epochs: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    out: Path | str | None = None,
    progress: Progress | None = None,
) -> Run:
    """Run a scenario; what is None is taken from its `run` section, `workers` from the number of cores.

    `out` is the folder in which results are kept (nothing is written when None); `progress` is called with 1 after
    each replicate. The numbers depend on the scenario, seed, replicates, epochs and model version only.
    """
    if not isinstance(scenario, Scenario):
        raise UsageError(f"run wants a scenario, got {scenario!r}; try run(load_scenario({scenario!r}))")
    begin = time.perf_counter()
    seed = scenario.run.seed if seed is None else seed
    replicates = scenario.run.replicates if replicates is None else replicates
    epochs = scenario.run.epochs if epochs is None else epochs
    for name, number in (("replicates", replicates), ("epochs", epochs)):
        if number < 1:
            raise UsageError(f"{name} is {number}; expected 1 or more")
    done: dict[int, Replicate] = {}

    def keep(result: Replicate) -> None:
        done[result.number] = result
        if progress is not None:
            progress(1)

    simulate_all([(scenario, seed, number, epochs) for number in range(replicates)], workers, keep)
    outcome = _gathered(scenario, seed, epochs, [done[number] for number in range(replicates)], begin)
    return outcome if out is None else write_run(outcome, Path(out))


def _gathered(scenario: Scenario, seed: int, epochs: int, parts: list[Replicate], begin: float) -> Run:
    numbers = [part.number for part in parts]
    series = pd.concat([part.series for part in parts], keys=numbers, names=["replicate", "epoch"])
    agents = pd.concat([part.agents.assign(replicate=part.number) for part in parts], ignore_index=True)
    agents.insert(0, "replicate", agents.pop("replicate"))
    invariants = {
        "checked": sum(part.invariants.checked for part in parts),
        "violations": sum(part.invariants.violations for part in parts),
        "max_imbalance_uakt": max(part.invariants.max_imbalance_uakt for part in parts),
    }
    return Run(scenario, seed, len(parts), epochs, series, agents, invariants, time.perf_counter() - begin)
