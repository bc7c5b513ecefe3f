"""More rows of `table.py`: replicates by workers, what they take on disk and in memory, a hundred times the agents, and
what an agent's step costs elsewhere.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from benchmarks.rows import Row, environment, probed, three_years

TOY, STEPS = Path(__file__).with_name("toy_law.py"), 30
PEERS = {"mesa": "Mesa", "agentpy": "AgentPy"}


def workers(reference: str) -> Iterator[Row]:
    """Replicates a second with one worker and with two, one after the other, workers started before."""
    found = probed("workers")
    for n in (1, 2):
        here = f"{found[f'per_second_{n}']:.2f} of {found['epochs']:.0f} epochs a second, wall"
        yield Row(f"replicates, workers: {n}", "-", "-", "-", here)
    yield Row("two workers, times one", "-", "1.7", "1.9", f"{found['per_second_2'] / found['per_second_1']:.2f}")


def arms(reference: str) -> Iterator[Row]:
    """A year of two arms of mainnet7 whose market is one, side by side and one after the other, in turn."""
    found = probed("arms", scenario="mainnet7")
    here = f"{found['apart'] / found['together']:.2f} ({found['together']:.2f} against {found['apart']:.2f} s)"
    yield Row("two arms of one market, times apart", "-", "-", "-", here)


def disk(reference: str) -> Iterator[Row]:
    """What a replicate of three years leaves behind."""
    found = probed("disk")
    kept = f"{found['epochs']:.2f} MB epochs + {found['agents']:.2f} MB agents ({found['series']:.0f} series)"
    yield Row("replicate of 1,095 on disk", "1.4 MB", "2.5 MB", "1.5 MB", kept)
    yield Row("its series in memory", "-", "5 MB", "4 MB", f"{found['in_memory']:.1f} MB")


def hundredfold(reference: str) -> Iterator[Row]:
    """An epoch and the memory of a process with a hundred times the delegators, against the load as it is."""
    few, many = probed("crowd"), probed("crowd", "population.delegators.accounts=1000000")
    times = f"{many['ms'] / few['ms']:.0f} times that of {few['agents']:,.0f} agents"
    yield Row("epoch, delegators x 100", "-", "40 ms", "25 ms", f"{many['ms']:.1f} ms, {times}")
    yield Row("genesis, delegators x 100", "-", "-", "-", f"{many['genesis']:.1f} s")
    here = f"{many['peak']:,.0f} MB ({few['peak']:,.0f} MB as it is)"
    yield Row("memory of the process", "-", "1,500 MB", "1,000 MB", here)


def peers(reference: str) -> Iterator[Row]:
    """One toy law with as many agents as the workload has, in other libraries and as econsim does such things."""
    agents = round(three_years()["agents"])
    own = _toy("tables", agents)
    assert own is not None
    yield Row("toy law, tables and kernels", "-", "-", "-", f"{own['ns']:.1f} ns a step of {agents:,} agents")
    for name, label in PEERS.items():
        found = _toy(name, agents)
        here = f"not measured: `pip install {name}` first"
        if found is not None:
            here = f"{found['ns']:,.0f} ns ({found['version']}), {found['ns'] / own['ns']:,.0f} times"
        yield Row(f"toy law, {label}", "-", "-", "-", here)


def _toy(way: str, agents: int) -> Mapping[str, float] | None:
    """Return what a way says of itself, None where it is not installed."""
    words = [sys.executable, str(TOY), way, str(agents), str(STEPS)]
    done = subprocess.run(words, env=environment(), check=False, capture_output=True, text=True)
    if "ModuleNotFoundError" in done.stderr:
        return None
    if done.returncode:
        raise SystemExit(done.stderr)
    found: Mapping[str, float] = json.loads(done.stdout)
    return found


ROWS_OF_SIZE: Mapping[str, Callable[[str], Iterator[Row]]] = {
    row.__name__: row for row in (workers, arms, disk, hundredfold, peers)
}
