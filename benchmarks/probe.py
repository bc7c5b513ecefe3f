"""Measures one thing of the tree on the path, in a process of its own, and prints it as JSON; `table.py` starts it.

python probe.py {genesis | replicate | memory | naive | workers | arms | disk | crowd} SCENARIO [PATH=VALUE ...]
"""

from __future__ import annotations

import copy
import gc
import json
import resource
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import econsim
from benchmarks.naive.market import NaiveMarket
from econsim.mechanisms.market.rules import open_the_market
from econsim.mechanisms.market.terms import MarketLaw
from econsim.networks import akash
from econsim.networks.akash_side_by_side import Market
from econsim.simulation.side_by_side import SideBySide
from econsim.units import SECONDS_PER_DAY

LONG, SHORT, AFTER = 1095, 30, 20  # epochs
NAIVE_EPOCH = "12094 s"  # 2,000 blocks
MB = 1e6


def genesis(build: Callable[[], Any]) -> dict[str, float]:
    """Return how long a world takes to build when everything is loaded and compiled [s]."""
    build().run(1)
    return {"seconds": statistics.median(_seconds(build) for _ in range(7))}


def replicate(build: Callable[[], Any]) -> dict[str, float]:
    """Return how long three years take with genesis [s], who lives in them at first, and the days of all together."""
    world = build().run(1).world
    n_agents = sum(map(len, (world.validators, world.delegators, world.providers)))
    days = np.clip(LONG - world.tenants.adoption_seconds / SECONDS_PER_DAY, 0.0, LONG)
    seconds = _seconds(lambda: build().run(LONG).replicate())
    at_first = n_agents + int((world.tenants.adoption_seconds <= 0).sum())
    return {"seconds": seconds, "agents": at_first, "agent_days": n_agents * LONG + float(days.sum())}


def memory(build: Callable[[], Any]) -> dict[str, float]:
    """Return the memory of a worker that has run a replicate, and what one model holds [MB]."""
    build().run(SHORT).replicate()
    worker = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MB
    gc.collect()
    tracemalloc.start()
    model = build().run(SHORT)
    gc.collect()
    held = tracemalloc.get_traced_memory()[0] / MB
    assert model.epoch == SHORT
    return {"worker": worker, "replicate": held}


def naive(build: Callable[[], Any]) -> dict[str, float]:
    """Return how long both markets take for the same first 2,000 blocks [s]."""
    build().run(1)
    model, found = build(), {}

    def both(world: Any, *given: Any) -> Any:
        *law, schedules, wanted, outages = given
        twin, until = NaiveMarket(copy.deepcopy(world), MarketLaw(*law), schedules.habits), world.height_at(1)
        found["naive"] = _seconds(lambda: twin.run(until, schedules.pricing, schedules.choice, wanted, outages))
        copies = [copy.deepcopy(world) for _ in range(20)]
        found["compiled"] = min(_seconds(lambda: open_the_market(each, *given)) for each in copies)  # noqa: B023
        return open_the_market(world, *given)

    akash.open_the_market = both
    model.run(1)
    return found


def workers(build: Callable[[], Any]) -> dict[str, float]:
    """Return how many replicates a second one worker makes and how many two do, which have started before."""
    scenario, epochs, found = build().inputs, 365, {"epochs": 365.0}
    for n in (1, 2):
        econsim.run(scenario, replicates=n, epochs=SHORT, workers=n)
        begun = time.perf_counter()
        econsim.run(scenario, replicates=2 * n, epochs=epochs, workers=n)
        found[f"per_second_{n}"] = 2 * n / (time.perf_counter() - begun)
    return found


def arms(build: Callable[[], Any]) -> dict[str, float]:
    """Return how long two arms of one market take one after the other, and side by side [s]; the median of each."""
    inputs, epochs = build().run(1).inputs, 365
    taxed = inputs.with_changes({"chain.distribution.community_tax": 0.1})

    def both() -> list[Any]:
        return [econsim.AkashModel(scenario, seed=1, epochs=LONG) for scenario in (inputs, taxed)]

    def stepped(models: list[Any]) -> None:
        together = SideBySide(models, Market())
        for _ in range(epochs):
            together.step()

    found: dict[str, list[float]] = {"apart": [], "together": []}
    for _ in range(5):
        models = both()
        found["apart"].append(sum(_seconds(partial(model.run, epochs)) for model in models))
        found["together"].append(_seconds(partial(stepped, both())))
    return {name: statistics.median(seconds) for name, seconds in found.items()}


def disk(build: Callable[[], Any]) -> dict[str, float]:
    """Return what three years of a replicate take in files and, its series, in memory [MB]."""
    with tempfile.TemporaryDirectory() as out:
        made = econsim.run(build().inputs, replicates=1, epochs=LONG, workers=1, out=out)
        files = {part: Path(out).glob(f"*/{part}/*") for part in ("epochs", "agents")}
        sizes = {part: sum(path.stat().st_size for path in paths) / MB for part, paths in files.items()}
    in_memory = float(made.series.memory_usage(index=False).sum()) / MB
    return sizes | {"in_memory": in_memory, "series": float(made.series.shape[1])}


def crowd(build: Callable[[], Any]) -> dict[str, float]:
    """Return how long an epoch takes [ms, processor time], genesis before it [s], and the most memory held [MB]."""
    build().run(2)
    made: list[Any] = []
    seconds = _seconds(lambda: made.append(build()))
    (model,) = made
    model.run(AFTER)
    ms = statistics.median(1e3 * _seconds(model.step) for _ in range(15))
    world = model.world
    n_agents = sum(map(len, (world.validators, world.delegators, world.providers, world.tenants)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MB
    return {"ms": ms, "genesis": seconds, "peak": peak, "agents": float(n_agents)}


def _seconds(work: Callable[[], Any]) -> float:
    """Return the processor time that some work takes."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main() -> None:
    """Measure what is asked for."""
    what, scenario, *sets = sys.argv[1:]
    if what == "naive":
        sets.append(f"run.epoch_length={NAIVE_EPOCH}")
    inputs = econsim.load_scenario(scenario, sets)
    probes = (genesis, replicate, memory, naive, workers, arms, disk, crowd)
    measure = {probe.__name__: probe for probe in probes}[what]
    print(json.dumps(measure(lambda: econsim.AkashModel(inputs, seed=1, epochs=LONG))))


if __name__ == "__main__":
    main()
