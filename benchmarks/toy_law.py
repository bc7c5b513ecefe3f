"""One toy law in three ways: what an agent's step costs with Mesa, with AgentPy, with tables and kernels as econsim's.

    python benchmarks/toy_law.py {mesa | agentpy | tables} AGENTS STEPS

Each agent that owns something gives one unit to another that is drawn (the Boltzmann law of money: Dragulescu and
Yakovenko 2000, Eur. Phys. J. B 17, 723). Nobody makes or destroys units, and of many agents with one unit each half own
nothing in the long run; a way that breaks either is refused. Printed: nanoseconds of processor time an agent and step,
and the library's version.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np

from econsim.compiled import njit_borrowing
from econsim.draws import Streams, bits_of, uniform_of
from econsim.units import IntArray
from econsim.world.tables import Table, column, empty

OWN_NOTHING, TOLERANCE = 0.5, 0.05
Made = tuple[Callable[[], object], Callable[[], Sequence[int]]]  # lets a step happen; what each agent owns


def with_mesa(n_agents: int) -> Made:
    """Return a model of Mesa, its agents taken in a new order at every step."""
    import mesa

    class Person(mesa.Agent):  # type: ignore[misc]
        def __init__(self, model: mesa.Model) -> None:
            super().__init__(model)
            self.units = 1

        def give(self) -> None:
            if self.units > 0:
                other = people[self.random.randrange(n_agents)]
                self.units -= 1
                other.units += 1

    model = mesa.Model(seed=1)
    people = [Person(model) for _ in range(n_agents)]
    return lambda: model.agents.shuffle_do("give"), lambda: [person.units for person in people]


def with_agentpy(n_agents: int) -> Made:
    """Return a model of AgentPy, its agents taken in the order of their list."""
    import agentpy

    class Person(agentpy.Agent):  # type: ignore[misc]
        def setup(self) -> None:
            self.units = 1

        def give(self) -> None:
            if self.units > 0:
                other = people[self.model.random.randrange(n_agents)]
                self.units -= 1
                other.units += 1

    model = agentpy.Model({"seed": 1})
    model.sim_setup()
    agents = agentpy.AgentList(model, n_agents, Person)
    people = list(agents)
    return agents.give, lambda: [person.units for person in people]


class People(Table):
    """Those who give, as econsim holds its populations."""

    units: IntArray = column("what each owns")


def with_tables(n_agents: int) -> Made:
    """Return a table of records and a kernel, each draw named by step and agent."""
    people, key, steps = empty(People, n_agents), Streams(1, 0).event_key("give"), iter(range(sys.maxsize))
    people.units[:] = 1
    return lambda: give(people.rows, np.uint64(key), next(steps)), people.units.tolist


@njit_borrowing
def give(people: Any, key: Any, step: int) -> None:
    """Let everybody who owns something give one unit to another."""
    bits = bits_of(key, step)
    for row in range(people.size):
        if people[row].units > 0:
            other = int(uniform_of(bits_of(bits, row)) * people.size)
            people[row].units -= 1
            people[other].units += 1


WAYS = {"mesa": with_mesa, "agentpy": with_agentpy, "tables": with_tables}


def main() -> None:
    """Measure one way."""
    way, n_agents, n_steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    step, units = WAYS[way](n_agents)
    step()
    begun = time.process_time()
    for _ in range(n_steps):
        step()
    seconds = time.process_time() - begun
    found = np.array(units())
    if found.sum() != n_agents or abs(float((found == 0).mean()) - OWN_NOTHING) > TOLERANCE:
        raise SystemExit(f"{way} does not obey the law: {found.sum()} units, {(found == 0).mean():.3f} own nothing")
    told = {"ns": seconds / n_agents / n_steps * 1e9, "version": version("econsim" if way == "tables" else way)}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
