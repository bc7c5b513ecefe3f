"""Options that several commands share, and how they are laid over a scenario."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from econsim.errors import ScenarioError, UsageError

if TYPE_CHECKING:
    from econsim.scenario.schema import Scenario

_TYPED: ContextVar[tuple[str, ...]] = ContextVar("typed", default=())


def whole(kind: Any, tokens: Any) -> int:
    """Return a whole number; 1.5 is refused instead of rounded."""
    text = tokens[0].value
    try:
        return int(text)
    except ValueError:
        raise ValueError(f'expected a whole number, got "{text}"') from None


Name = Annotated[
    str, Parameter(help="a shipped scenario (econsim list) or the path of a file", allow_leading_hyphen=False)
]
Sets = Annotated[
    tuple[str, ...],
    Parameter(
        name="--set",
        help="change one value: chain.staking.max_validators=85; may be repeated",
        negative="",
        show_default=False,
    ),
]
Epochs = Annotated[
    int | None, Parameter(help="epochs to run; the scenario's own number when left out", converter=whole)
]
Replicates = Annotated[int | None, Parameter(help="replicates of each scenario", converter=whole)]
Seed = Annotated[int | None, Parameter(help="beginning of all draws", converter=whole)]
Workers = Annotated[
    int | None, Parameter(help="processes; as many as there are cores that it may use when left out", converter=whole)
]
Out = Annotated[Path, Parameter(help="folder in which results are kept")]
Json = Annotated[bool, Parameter(name="--json", help="print one JSON object", negative="", show_default=False)]
Formats = Annotated[
    str, Parameter(name="--format", help="formats of the report: html, md, post, pdf, csv, json, with commas between")
]
Quiet = Annotated[bool, Parameter(help="no progress, no narration", negative="", show_default=False)]
DryRun = Annotated[
    bool,
    Parameter(
        help="say what would be run, how long and how large; run and write nothing", negative="", show_default=False
    ),
]
Cluster = Annotated[
    str | None,
    Parameter(
        help="run on the workers of the Dask scheduler at this address: tcp://10.0.0.1:8786 (econsim[distributed])",
        show_default=False,
    ),
]
FailIf = Annotated[
    tuple[str, ...],
    Parameter(help="exit with 3 if this holds: 'METRIC < 5'; may be repeated", negative="", show_default=False),
]


def loaded(name: str, sets: Sequence[str], epochs: int | None, replicates: int | None, seed: int | None) -> Scenario:
    """Return a scenario with `--set` changes and the size that the command line asks for.

    Size and file are checked together: a file that is too large by its own numbers may well be run for less. A number
    that is none is told all the same.
    """
    from econsim.networks.catalogue import load_scenario
    from econsim.scenario.asked import checked_sizes

    given = checked_sizes("--", {"epochs": epochs, "replicates": replicates, "seed": seed})
    hidden = _hidden_by(given, name, sets)
    try:
        found = load_scenario(name, (*sets, *(f"run.{option}={number}" for option, number in given.items())))
    except ScenarioError as error:
        lines = error.mistakes
        for place, option in enumerate(given, start=len(sets) + 1):
            lines = [line.replace(f"--set #{place} run.{option}", f"--{option}") for line in lines]
        raise ScenarioError([*hidden, *lines], [*hidden.values(), *error.codes]) from error
    if hidden:
        raise ScenarioError(list(hidden), list(hidden.values()))
    return found


def _hidden_by(given: Mapping[str, int], name: str, sets: Sequence[str]) -> dict[str, str]:
    """Return what is wrong with the sizes that a scenario has itself, each line with its code; options stand over them.

    A size that it lacks, or that is too large for its agents, is not wrong where an option says another.
    """
    from econsim.networks.catalogue import CATALOGUE
    from econsim.scenario.load import load

    try:
        if given:
            load(name, sets, CATALOGUE, tries_alternatives=False)
    except ScenarioError as error:
        wrong = [f" run.{option} is " for option in given]
        return {
            line: code
            for line, code in zip(error.mistakes, error.codes, strict=True)
            if code in ("wrong-type", "out-of-range", "empty") and any(one in line for one in wrong)
        }
    return {}


def check_workers(workers: int | None) -> None:
    """Refuse a number of processes that no machine has."""
    from econsim.scenario.asked import workers as number_of_workers

    number_of_workers(workers, "--workers")


def check_out(out: Path) -> None:
    """Refuse a results folder that is a file, or that stands below one."""
    for folder in (out, *out.parents):
        if os.path.lexists(folder) and not folder.is_dir():
            raise UsageError(f"--out is {out}; {folder} is a file, name a folder")


def on(cluster: str | None) -> AbstractContextManager[None]:
    """Return what lets runs go to a cluster, if one is named."""
    if cluster is None:
        return nullcontext()
    from econsim.runs.cluster import cluster as on_cluster

    return on_cluster(cluster)


@contextmanager
def typed_as(words: Sequence[str]) -> Iterator[None]:
    """Let `typed` tell of these words, the arguments of a command, while it runs."""
    before = _TYPED.set(tuple(words))
    try:
        yield
    finally:
        _TYPED.reset(before)


def typed() -> str:
    """Return the command that is running as it was typed."""
    return shlex.join(["econsim", *_TYPED.get()])
