"""What the arms of a comparison and the points of a sweep must share, and where a file says that they do not."""

from __future__ import annotations

from collections.abc import Iterator

from econsim.scenario.origin import Mistake, Mistakes, Path, nearest
from econsim.scenario.run import SETTING, SIZE
from econsim.scenario.schema import Scenario
from econsim.scenario.values import plain, shown


def disagreements(scenario: Scenario) -> list[Mistake]:
    """Return a mistake for everything for which `compare` or `sweep` would refuse a file that is valid by itself."""
    tree = scenario.layered.tree(Mistakes())
    found = [*_of_variants(scenario), *_of_sweep(scenario)]
    return [Mistake(nearest(tree, path), path, message, "not-shared") for path, message in found]


def _of_variants(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    own = plain(scenario.run)
    wanted = {objective.metric: objective for objective in scenario.objectives}
    for name in scenario.variants:
        variant = scenario.variant(name)
        there = plain(variant.run)
        for field in (*SETTING, *SIZE):
            if there[field] != own[field]:
                message = (
                    f"is {shown(there[field])}, and {shown(own[field])} in the file; the arms of a comparison share it"
                )
                yield ("variants", name, f"run.{field}"), message
        for objective in variant.objectives:
            if wanted.get(objective.metric, objective) != objective:
                message = f"wants something else of {objective.metric} than the file; arms share their objectives"
                yield ("variants", name, "objectives"), message


def _of_sweep(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    for dotted in scenario.sweep:
        section, _, field = dotted.partition(".")
        if section == "run" and field in (*SETTING, *SIZE):
            yield ("sweep", dotted), "cannot be swept; all points of a sweep share it"
