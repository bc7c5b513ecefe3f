"""What a study asks: what better means, which variants it compares, which values it sweeps over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from econsim.contracts import Frozen
from econsim.scenario.frozen_map import FrozenMap
from econsim.scenario.merge import closest
from econsim.scenario.network import Network
from econsim.scenario.origin import Mistakes, Node, Path, bare, nearest
from econsim.scenario.overlaps import Entries, overlapping
from econsim.scenario.parts import named, swept
from econsim.scenario.sentences import checked
from econsim.scenario.values import shown

MOST_ALTERNATIVES = 200  # variants and values to sweep over: each is tried when a file is loaded


class Objective(Frozen):
    """What better means: a metric, its good direction, and the smallest difference that matters."""

    metric: str
    better: Literal["higher", "lower"]
    smallest_effect: float = Field(ge=0.0)


class Swept(Frozen):
    """The values that a sweep gives to one parameter."""

    values: Annotated[tuple[Any, ...], Field(min_length=1)]


def objectives_in(tree: Node, metrics: Collection[str], mistakes: Mistakes) -> tuple[Objective, ...]:
    """Return the objectives in the order written; `metrics` are the names that there are."""
    node = tree.value.get("objectives", Node([], tree.origin))
    if not isinstance(node.value, list):
        message = f"is {shown(node.value)}; expected a list of {{metric, better, smallest_effect}}"
        mistakes.add(node.origin, ("objectives",), message, "wrong-type")
        return ()
    made = [
        checked(Objective, bare(entry), ("objectives", number), tree, mistakes)
        for number, entry in node.entries().items()
    ]
    found = [objective for objective in made if objective is not None]
    for number, (objective, entry) in enumerate(zip(made, node.value, strict=True)):
        path: Path = ("objectives", str(number), "metric")
        name = bare(entry.value["metric"]) if entry.is_map and "metric" in entry.value else None
        if isinstance(name, str) and name not in metrics:
            hint = closest(name, metrics) or "; `econsim list metrics` prints them all"
            message = f"is {shown(name)}; no such metric{hint}"
            mistakes.add(nearest(tree, path), path, message, "unknown-value")
        elif objective is not None and [other.metric for other in found].count(objective.metric) > 1:
            message = f"is {shown(objective.metric)}; a metric has one objective"
            mistakes.add(nearest(tree, path), path, message, "repeated")
    return tuple(found)


def variants_in(network: Network, tree: Node, mistakes: Mistakes) -> Mapping[str, Mapping[str, Any]]:
    """Return the variants: name -> dotted path -> value as written."""
    found = {}
    for name, node in named("variants", network, tree, mistakes).value.items():
        if node.is_map:
            found[name] = FrozenMap(bare(node))
            _note_overlaps(("variants", name), {path: (value,) for path, value in found[name].items()}, tree, mistakes)
        else:
            message = f"is {shown(node.value)}; expected a map of dotted paths and values"
            mistakes.add(node.origin, ("variants", name), message, "wrong-type")
    return FrozenMap(found)


def sweep_in(network: Network, tree: Node, mistakes: Mistakes) -> Mapping[str, tuple[Any, ...]]:
    """Return the sweep: dotted path -> values as written."""
    found, tops = {}, swept(network)
    node: Node = tree.value.get("sweep", Node({}, tree.origin))
    if not node.is_map:
        message = f"is {shown(node.value)}; expected a map of dotted paths"
        mistakes.add(node.origin, ("sweep",), message, "wrong-type")
        return FrozenMap({})
    for dotted, entry in node.value.items():
        path: Path = ("sweep", dotted)
        if not entry.is_map:
            mistakes.add(entry.origin, path, f"is {shown(entry.value)}; expected {{values: [...]}}", "wrong-type")
        elif dotted.split(".")[0] not in tops:
            hint = closest(dotted.split(".")[0], tops)
            message = f"no such path; a sweep goes over what is below {', '.join(tops)}{hint}"
            mistakes.add(entry.origin, path, message, "not-swept")
        else:
            values = checked(Swept, bare(entry), path, tree, mistakes)
            found[dotted] = () if values is None else values.values
    _note_overlaps(("sweep",), found, tree, mistakes)
    return FrozenMap(found)


def _note_overlaps(path: Path, entries: Entries, tree: Node, mistakes: Mistakes) -> None:
    for first, second in overlapping(entries):
        message = f"sets what {first} sets, too; leave one of them out"
        mistakes.add(nearest(tree, (*path, second)), (*path, second), message, "ambiguous")
