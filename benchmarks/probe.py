"""Measures one thing of the tree on the path, in a process of its own, and prints it as JSON; `table.py` starts it.

python probe.py {genesis | replicate | memory | naive} SCENARIO [PATH=VALUE ...]
"""

from __future__ import annotations

import copy
import gc
import json
import resource
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import econsim
from benchmarks.naive.market import NaiveMarket
from econsim.mechanisms.market.rules import open_the_market
from econsim.mechanisms.market.terms import MarketLaw
from econsim.networks import akash

LONG, SHORT = 1095, 30  # epochs
NAIVE_EPOCH = "12094 s"  # 2,000 blocks
MB = 1e6


def genesis(build: Callable[[], Any]) -> dict[str, float]:
    """Return how long a world takes to build when everything is loaded and compiled [s]."""
    build().run(1)
    return {"seconds": statistics.median(_seconds(build) for _ in range(7))}


def replicate(build: Callable[[], Any]) -> dict[str, float]:
    """Return how long three years take with genesis [s], and who lives in them."""
    model = build().run(1)
    world = model.world
    n_agents = sum(map(len, (world.validators, world.delegators, world.providers)))
    seconds = _seconds(lambda: build().run(LONG).replicate())
    return {"seconds": seconds, "agents": n_agents + int((world.tenants.adoption_seconds <= 0).sum())}


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
    measure = {"genesis": genesis, "replicate": replicate, "memory": memory, "naive": naive}[what]
    print(json.dumps(measure(lambda: econsim.AkashModel(inputs, seed=1, epochs=LONG))))


if __name__ == "__main__":
    main()
