"""A run that is under way: which replicates there are already, which are still to be made, and where they are kept."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from econsim.runs.joined_series import JoinedSeries
from econsim.runs.replicates import Job, Past
from econsim.runs.result_store import InMemory, ResultFolder, ResultStore
from econsim.runs.run_result import RunResult, digest_of_run
from econsim.scenario.content import classes_from_outside
from econsim.scenario.schema import Scenario
from econsim.simulation.invariants import InvariantLog
from econsim.simulation.recorder import ReplicateResult

_log = logging.getLogger("econsim")


class UnderWay:
    """The replicates of one scenario and seed, by their numbers; `jobs` are those to be made."""

    def __init__(
        self,
        scenario: Scenario,
        numbers: range,
        size: Mapping[str, int],
        *,
        out: Path | None,
        command: str | None = None,
        checkpoint: Path | None = None,
        past: Past | None = None,
    ) -> None:
        """Open the folder `out`, or room in memory, and read back what is there already.

        size: seed, epochs, and how many replicates are asked for.
        """
        seed, epochs = size["seed"], size["epochs"]
        self.scenario, self.numbers, self.seed, self.epochs = scenario, numbers, seed, epochs
        self._digest = digest_of_run(scenario, seed, numbers, epochs)
        self._store: ResultStore = (
            InMemory(scenario, seed, epochs) if out is None else ResultFolder(out, scenario, seed, epochs, command)
        )
        self._store.open(size["replicates"])
        self._joined, self._logs = JoinedSeries(numbers, self._store.path), dict[int, InvariantLog]()
        for number in numbers:
            if (kept := self._store.load(number)) is not None:
                self._joined.enter(number, kept.series)
                self._logs[number] = kept.invariants
        if self._logs:
            _log.info("%s: kept %d of %d replicates", scenario.name, len(self._logs), len(numbers))
            _tell_what_cannot_be_seen(scenario, self._store)
        self.jobs = {
            number: Job(scenario, seed, number, epochs, self._store.again(number), checkpoint, past)
            for number in numbers
            if number not in self._logs
        }

    @property
    def n_kept(self) -> int:
        """Return how many replicates are kept by now."""
        return len(self._logs)

    def take(self, result: ReplicateResult) -> None:
        """Keep a replicate that has just ended."""
        self._store.save(result)
        self._joined.enter(result.number, result.series)
        self._logs[result.number] = result.invariants

    def tell_of_interruption(self) -> None:
        """Say what is kept."""
        _log.info("%s: %d of %d replicates are kept", self.scenario.name, len(self._logs), len(self.numbers))

    def result(self, seconds: float, *, is_whole: bool = True) -> RunResult:
        """Return the run, all its replicates made in so many seconds; what is whole is noted to be so."""
        numbers, store = self.numbers, self._store
        invariants = sum((self._logs[number] for number in numbers), InvariantLog())
        series, agents = self._joined.frame(), store.agents(numbers)
        told = (series, agents, invariants, seconds, store.path, self._digest)
        found = RunResult(self.scenario, self.seed, len(numbers), self.epochs, *told)
        if is_whole:
            store.close(found)
        return found


def jobs_of(several: Sequence[UnderWay]) -> dict[int, list[Job]]:
    """Return what is to be made of several runs, by the number of the replicate."""
    found: dict[int, list[Job]] = {}
    for one in several:
        for number, job in one.jobs.items():
            found.setdefault(number, []).append(job)
    return found


def _tell_what_cannot_be_seen(scenario: Scenario, store: ResultStore) -> None:
    """Warn that results of a class from outside are read back: not all that its code may read can be compared."""
    names = ", ".join(sorted(cls.__qualname__ for cls in classes_from_outside(scenario)))
    if names:
        _log.warning(
            "%s: results are read back from %s. The code of %s and the values it names are as they were; whether "
            "files or other programs that it may read are, cannot be seen: remove the folder to make them anew",
            scenario.name,
            store.path,
            names,
        )
