"""The rows of `table.py`: what is measured, and what it was, must be and aims at."""

from __future__ import annotations

import functools
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.epoch import GROWTH, ROOT, Stepper, beside, crowded, stepped, workload_of

WORKLOAD, FULL = (Path(__file__).with_name(name) for name in ("workload.yaml", "staking.yaml"))
FULL_OF = "879b0f4"  # the last commit whose epochs have no outages, votes, entry and exit
AFTER, EPOCHS, PAIRS = 548, 8, 13  # epochs 548 to 652, the middle of 1,095
STUDY = ("compare", "mainnet6", "mainnet7", "--replicates", "20", "--epochs", "365", "--quiet")
STAKING = ("begin block", "choices", "staking", "end block")
RECORD = ("record", "invariants")


class Row(NamedTuple):
    """One figure: what is measured, what it was at the reference commit, must be, aims at, and is."""

    figure: str
    was: str
    must: str
    aim: str
    here: str


def epoch(reference: str) -> Iterator[Row]:
    """An epoch against the reference commit, both in turn."""
    figure, goals = f"epoch, times as fast as {reference}", ("1", "15", "25")
    if not _is_there(reference):
        yield Row(figure, *goals, f"not measured: {reference} is not in the history of this clone")
        return
    with beside(reference) as other:
        sides = [
            Stepper(tree, workload, [f"run.epochs={AFTER + PAIRS * EPOCHS}"], AFTER, EPOCHS)
            for tree, workload in ((other, workload_of(reference, WORKLOAD)), (ROOT, WORKLOAD))
        ]
        with stepped(sides) as step:
            pairs = [[side["ms"]["epoch"] for side in step()] for _ in range(PAIRS)]
    ratio = statistics.median(old / new for old, new in pairs)
    old, new = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
    yield Row(figure, *goals, f"{ratio:.1f} ({old:.1f} against {new:.2f} ms)")


def full(reference: str) -> Iterator[Row]:
    """Staking, slashing and governance with everything in them, against the engine that had none of it, in turn."""
    figure, goals = f"staking with everything in it, of {FULL_OF}'s", ("-", "1.3", "1.0")
    if not _is_there(FULL_OF):
        yield Row(figure, *goals, f"not measured: {FULL_OF} is not in the history of this clone")
        return
    with beside(FULL_OF) as other:
        sides = [
            Stepper(tree, workload, [f"run.epochs={100 + PAIRS * EPOCHS}"], 100, EPOCHS)
            for tree, workload in ((other, workload_of(FULL_OF, FULL)), (ROOT, FULL))
        ]
        with stepped(sides) as step:
            pairs = [[sum(side["ms"].get(phase, 0.0) for phase in STAKING) for side in step()] for _ in range(PAIRS)]
    ratio = statistics.median(new / old for old, new in pairs)
    old, new = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
    yield Row(figure, *goals, f"{ratio:.1f} ({new:.2f} against {old:.2f} ms)")


def replicate(reference: str) -> Iterator[Row]:
    """Three years with genesis."""
    yield Row("replicate of 1,095 with genesis", "27 s", "2.0 s", "1.1 s", f"{three_years()['seconds']:.2f} s")


def agents(reference: str) -> Iterator[Row]:
    """The same by agent and day."""
    found = three_years()
    by_agent = found["seconds"] / found["agents"] / 1095 * 1e9
    yield Row("an agent's day", "1,830 ns", "130 ns", "73 ns", f"{by_agent:.0f} ns of {found['agents']:,.0f} agents")


def preset(reference: str) -> Iterator[Row]:
    """Three years of a preset with all that it switches on; tenants come all the time.

    Must: 200 replicates on two cores in 300 s, by replicate; 9 million agents' days a second on two, by core.
    """
    found = probed("replicate", scenario="mainnet7")
    yield Row("replicate of 1,095 of mainnet7", "-", "3.0 s", "-", f"{found['seconds']:.2f} s")
    millions, mean = found["agent_days"] / found["seconds"] / 1e6, found["agent_days"] / 1095
    yield Row("its agents' days a second", "-", "4.5 M", "-", f"{millions:.1f} M, of {mean:,.0f} agents on average")


def market(reference: str) -> Iterator[Row]:
    """The market in the middle of three years."""
    load = ", ".join(f"{n:,.0f} {name}" for name, n in _phases()["load"].items())
    yield Row("market at epoch 600", "11.6 ms", "1.0 ms", "0.5 ms", f"{_ms('market'):.2f} ms ({load})")


def crowd(reference: str) -> Iterator[Row]:
    """The market of 500 providers, with 5,000 orders a day and with 10,000 beside the retries; both in turn.

    Slope: of the logarithm of its time in that of the number of bids.
    """
    sides = [Stepper(ROOT, WORKLOAD, [f"run.epochs={60 + 9 * EPOCHS}", *crowded(x)], 60, EPOCHS) for x in (0.5, 1.0)]
    with stepped(sides) as step:
        pairs = [step() for _ in range(9)]
    few, many = ([pair[side] for pair in pairs] for side in (0, 1))
    slopes = [
        math.log(b["ms"]["market"] / a["ms"]["market"]) / math.log(b["load"]["bids"] / a["load"]["bids"])
        for a, b in zip(few, many, strict=True)
    ]
    ms = statistics.median(each["ms"]["market"] for each in many)
    load = ", ".join(f"{n:,.0f} {name}" for name, n in many[-1]["load"].items())
    yield Row("market, 500 providers", "-", "45 ms", "-", f"{ms:.1f} ms ({load})")
    yield Row("its slope in bids", "-", "1.1", "1.0", f"{statistics.median(slopes):.2f}")


def staking(reference: str) -> Iterator[Row]:
    """Begin block, choices, messages and end block."""
    yield Row("staking and choices", "9.2 ms", "0.35 ms", "0.2 ms", f"{_ms(*STAKING):.2f} ms")


def record(reference: str) -> Iterator[Row]:
    """What is measured at the end of an epoch."""
    yield Row("record, invariants, incomes", "2.0 ms", "0.25 ms", "0.1 ms", f"{_ms(*RECORD):.2f} ms")


def genesis(reference: str) -> Iterator[Row]:
    """A world at epoch 0."""
    yield Row("genesis", "0.66 s", "0.25 s", "0.08 s", f"{probed('genesis')['seconds']:.3f} s")


def growth(reference: str) -> Iterator[Row]:
    """An epoch with ten times as many."""
    goals = {
        "delegators x 10": ("67 ms", "4 ms", "2.5 ms"),
        "providers and orders x 10": ("191 ms", "15 ms", "6 ms"),
    }
    for name, goal in goals.items():
        side = Stepper(ROOT, WORKLOAD, ["run.epochs=60", *GROWTH[name]], 20, EPOCHS)
        with stepped([side]) as step:
            here = statistics.median(step()[0]["ms"]["epoch"] for _ in range(5))
        yield Row(f"epoch, {name}", *goal, f"{here:.2f} ms")


def memory(reference: str) -> Iterator[Row]:
    """What a process and a model hold."""
    found = probed("memory")
    yield Row("memory of a worker", "370 MB", "300 MB", "250 MB", f"{found['worker']:.0f} MB")
    yield Row("memory of a replicate", "55 MB", "8 MB", "4 MB", f"{found['replicate']:.1f} MB")


def cold(reference: str) -> Iterator[Row]:
    """From nothing compiled to the end of the first epoch."""
    run = f"import econsim; econsim.AkashModel(econsim.load_scenario({str(WORKLOAD)!r})).run(1)"
    with tempfile.TemporaryDirectory() as empty:
        here = _child(["-c", run], NUMBA_CACHE_DIR=empty)
    yield Row("cold start, first epoch done", "33 s", "35 s", "20 s", f"{here:.1f} s")


def start(reference: str) -> Iterator[Row]:
    """Until Python has the first public word, and the command line its help."""
    word, helped = (
        min(_child(words) for _ in range(3))
        for words in (
            ["-c", "from econsim import AkashModel"],
            ["-c", "from econsim.cli import main; main(['--help'])"],
        )
    )
    yield Row("first public word in Python", "2.4 s", "1.5 s", "1.0 s", f"{word:.2f} s")
    yield Row("econsim --help", "0.5 s", "0.4 s", "0.3 s", f"{helped:.2f} s")


def study(reference: str) -> Iterator[Row]:
    """A comparison with its report, and once more with all replicates on disk."""
    with tempfile.TemporaryDirectory() as out:
        words = ["-c", f"from econsim.cli import main; main([*{STUDY}, '--out', {out!r}])"]
        begun = time.perf_counter()
        _child(words)
        wall = time.perf_counter() - begun
        again = _child(words)
    cores = f"{os.cpu_count()} cores"
    yield Row("2 x 20 x 365 with report", "150 s", "20 s", "10 s", f"{wall:.1f} s wall on {cores}")
    yield Row("the same, all replicates on disk", "11.7 s", "4 s", "3 s", f"{again:.1f} s")


def naive(reference: str) -> Iterator[Row]:
    """The market against its naive twin, over the first 2,000 blocks."""
    found = probed("naive")
    here = f"{found['naive'] / found['compiled']:,.0f} ({found['compiled'] * 1e3:.2f} ms)"
    yield Row("market, times its naive twin", "529", "925", "5,000", here)


ROWS: Mapping[str, Callable[[str], Iterator[Row]]] = {
    row.__name__: row
    for row in (
        epoch, full, replicate, preset, market, crowd, staking, record, genesis, growth, memory, cold, start, study,
        agents, naive,
    )
}  # fmt: skip


@functools.cache
def three_years() -> Mapping[str, float]:
    """Return how long a replicate of three years takes, and how many agents live in it."""
    return probed("replicate")


@functools.cache
def _phases() -> Mapping[str, Any]:
    """Return the median milliseconds of an epoch by phase, and the last load."""
    side = Stepper(ROOT, WORKLOAD, [f"run.epochs={AFTER + PAIRS * EPOCHS}"], AFTER, EPOCHS)
    with stepped([side]) as step:
        steps = [step()[0] for _ in range(PAIRS)]
    names = {name for step in steps for name in step["ms"]}
    ms = {name: statistics.median(step["ms"].get(name, 0.0) for step in steps) for name in names}
    return {"ms": ms, "load": steps[PAIRS // 2]["load"]}


def _ms(*phases: str) -> float:
    return sum(_phases()["ms"].get(phase, 0.0) for phase in phases)


def probed(what: str, *sets: str, scenario: str = str(WORKLOAD)) -> Mapping[str, float]:
    """Return what a process of its own measures (probe.py)."""
    words = [sys.executable, str(Path(__file__).with_name("probe.py")), what, scenario, *sets]
    said = subprocess.run(words, env=environment(), check=True, capture_output=True, text=True).stdout
    found: Mapping[str, float] = json.loads(said)
    return found


def _child(words: Sequence[str], **more: str) -> float:
    """Return the processor time of a Python process with everything that it starts [s]."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], env=environment() | more, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def _is_there(commit: str) -> bool:
    """Return whether git is here and knows a commit."""
    words = ["git", "-C", str(ROOT), "rev-parse", "--quiet", "--verify", f"{commit}^{{commit}}"]
    try:
        return subprocess.run(words, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def environment() -> dict[str, str]:
    """Return the environment of a user, whose Python keeps what it has read of sources."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": str(ROOT)}
