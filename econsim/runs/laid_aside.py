"""What a checkpoint was laid aside from, held against what a run asks for."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from econsim.errors import UsageError
from econsim.networks.catalogue import scenario_of_content
from econsim.scenario.content import diff
from econsim.scenario.schema import Scenario
from econsim.simulation.checkpoint import told_by


def laid_aside(
    path: Path, scenario: Scenario, *, seed: int | None, replicate: int | None, epochs: int | None
) -> tuple[int, int, int]:
    """Return seed, replicate and epochs of a checkpoint, after which a run that goes on from it is named.

    Raises UsageError where it is of another scenario, or where a number that was asked for is another.
    """
    told = told_by(path)
    if told["digest"] != scenario.digest():
        there = scenario_of_content(told["scenario"])
        differing = [place for place, *_ in diff(there, scenario)]
        where = f", which differs in {differing[0]}" if differing else " as it was then"
        raise UsageError(f"{path} goes on with {there.name}{where}; name the scenario that it was saved from")
    for name, asked in (("seed", seed), ("replicate", replicate), ("epochs", epochs)):
        if asked is not None and asked != told[name]:
            raise UsageError(f"{path} is of {name} {told[name]}; {asked} was asked for: leave it out")
    return cast(tuple[int, int, int], (told["seed"], told["replicate"], told["epochs"]))
