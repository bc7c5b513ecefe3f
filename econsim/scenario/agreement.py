"""What the arms of a comparison and the points of a sweep must share, and where a file says that they do not."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from econsim.scenario.origin import Mistake, Mistakes, Path, nearest
from econsim.scenario.run import SETTING, SIZE
from econsim.scenario.schema import Scenario
from econsim.scenario.values import plain, shown


def disagreements(scenario: Scenario, measured: Collection[str]) -> list[Mistake]:
    """Return a mistake for everything for which `compare` or `sweep` would refuse a file that is valid by itself.

    `measured` are the metrics that its runs have.
    """
    tree = scenario.layered.tree(Mistakes())
    unshared, unmeasured = [*_of_variants(scenario), *_of_sweep(scenario)], _of_metrics(scenario, measured)
    return [
        *(Mistake(nearest(tree, path), path, message, "not-shared") for path, message in unshared),
        *(Mistake(nearest(tree, path), path, message, "inconsistent") for path, message in unmeasured),
    ]


def _of_variants(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    own = plain(scenario.run)
    wanted = {objective.metric: ("the file", objective) for objective in scenario.objectives}
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
            first, known = wanted.setdefault(objective.metric, (f"variant {name}", objective))
            if known != objective:
                message = f"wants something else of {objective.metric} than {first}; arms share their objectives"
                yield ("variants", name, "objectives"), message


def _of_metrics(scenario: Scenario, measured: Collection[str]) -> Iterator[tuple[Path, str]]:
    named: list[tuple[Path, str]] = []
    for number, objective in enumerate(scenario.objectives):
        named.append((("objectives", str(number), "metric"), objective.metric))
    for name in scenario.variants:
        others = [one for one in scenario.variant(name).objectives if one not in scenario.objectives]
        named += [(("variants", name, "objectives"), one.metric) for one in others]
    for claim, finds in enumerate(claim.finds for claim in scenario.claims):
        named += [(("claims", str(claim), "finds", str(at), "metric"), one.metric) for at, one in enumerate(finds)]
    for path, metric in named:
        if metric not in measured:
            yield path, f"names {metric}, and there is no market (run.market is false); remove it"


def _of_sweep(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    for dotted in scenario.sweep:
        section, _, field = dotted.partition(".")
        if section == "run" and field in (*SETTING, *SIZE):
            yield ("sweep", dotted), "cannot be swept; all points of a sweep share it"
