"""The shape of a scenario's tree: what stands at the top, and which maps have names of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from econsim.errors import UsageError
from econsim.scenario.fields import root_spec
from econsim.scenario.merge import BEGINNINGS, has_dotted_names
from econsim.scenario.network import Kinds, Network
from econsim.scenario.origin import Mistakes, Node, Path
from econsim.scenario.run import HEADING
from econsim.scenario.slips import meant_as_entry
from econsim.scenario.values import Section, name_problem, shown

OfAClass = TypeVar("OfAClass", bound=Section)


def part_of(sections: Mapping[str, Section], model: type[OfAClass]) -> OfAClass:
    """Return the section of a class; raises UsageError for what is no class of any of them."""
    for section in sections.values() if isinstance(model, type) else ():
        if isinstance(section, model):
            return section
    classes = ", ".join(type(section).__name__ for section in sections.values())
    by_name = f"scenario.{model}" if str(model).split(".")[0] in sections else f"scenario.{next(iter(sections))}"
    raise UsageError(f"part was given {shown(model)}; expected a class, one of {classes}; by name it is {by_name}")


def refuse_other_than_paths(changes: object) -> None:
    """Raise UsageError for what is no map of dotted paths."""
    strange = [path for path in changes if not isinstance(path, str)] if isinstance(changes, Mapping) else []
    if strange or not isinstance(changes, Mapping):
        given = f"{shown(strange[0])} as a path" if strange else shown(changes)
        raise UsageError(f"with_changes was given {given}; expected a map of dotted paths and values")


def whole(network: Network) -> tuple[str, ...]:
    """Return what every scenario has, its own or its parent's."""
    return (*network.sections, "policies", "shocks")


def known(network: Network) -> tuple[str, ...]:
    """Return everything that can stand at the top of a scenario."""
    return (*HEADING, *whole(network), *dated(network), "objectives", "claims", "variants", "sweep", "uncertain")


def swept(network: Network) -> tuple[str, ...]:
    """Return below what a sweep goes."""
    return (*whole(network), *dated(network))


def dated(network: Network) -> tuple[str, ...]:
    """Return what changes the law as time goes by."""
    return ("timeline",) if network.governance is None else ("timeline", "governance")


def written_in_events(network: Network) -> tuple[str, ...]:
    """Return the fields of an event."""
    return (*BEGINNINGS, *network.timeline.written.model_fields)


def _written_in_proposals(network: Network) -> tuple[str, ...]:
    return () if network.governance is None else tuple(network.governance.written.model_fields)


def opening(kinds: Kinds) -> Callable[[Path], bool]:
    """Return whether the entries of the map at a path are names that a scenario chooses, so that null removes one."""
    sections, many = kinds.network.sections, [("shocks", one.name) for one in kinds.channels if one.many]

    def is_open(path: Path) -> bool:
        if path and path[0] in sections:
            spec = root_spec(sections[path[0]]).walk(path[1:])
            return spec is not None and spec.is_named_map
        return path in (
            ("timeline",),
            ("governance",),
            ("variants",),
            ("sweep",),
            ("uncertain",),
            *many,
        ) or has_dotted_names(path)

    return is_open


def unwrapped(tree: Node) -> Node:
    """Return a scenario in which a list of one policy is that policy."""
    section = tree.value.get("policies")
    if section is None or not section.is_map:
        return tree
    entries = {name: _only_one(node) for name, node in section.value.items()}
    return Node({**tree.value, "policies": Node(entries, section.origin)}, tree.origin)


def _only_one(node: Node) -> Node:
    entries = list(node.entries().values()) if isinstance(node.value, list) else []
    if len(entries) != 1 or not entries[0].is_map:
        return node
    share = entries[0].value.get("share")
    return entries[0].without("share") if share is None or (share.value == 1 and share.value is not True) else node


def named(name: str, network: Network, tree: Node, mistakes: Mistakes) -> Node:
    """Return the map of events, proposals or variants, whose names a scenario chooses; empty where there is none."""
    node: Node = tree.value.get(name, Node({}, tree.origin))
    if not node.is_map:
        message = f"is {shown(node.value)}; expected a map{meant_as_entry(node.value)}"
        mistakes.add(node.origin, (name,), message, "wrong-type")
        return Node({}, node.origin)
    is_inside = _IS_INSIDE[name]
    if any(is_inside(network, entry, written) for entry, written in node.value.items()):
        mistakes.add(node.origin, (name,), f"needs a name: {_EXAMPLES[name]}", "incomplete")
        return Node({}, node.origin)
    for entry, written in node.value.items():
        problem = name_problem(entry)
        if problem:
            mistakes.add(written.origin, (name, entry), problem, "bad-name")
    return node


_EXAMPLES = {
    "timeline": "timeline: {proposal: {date: ..., set: ...}}",
    "governance": "governance: {floor: {submitted: ..., set: ...}}",
    "variants": "variants: {bold: {PATH: VALUE}}",
}


def _is_part_of_event(network: Network, entry: str, written: Node) -> bool:
    """Return whether an entry of the timeline belongs one name further in."""
    return entry in written_in_events(network) and not (written.is_map and "date" in written.value)


def _is_part_of_proposal(network: Network, entry: str, written: Node) -> bool:
    """Return whether an entry of the agenda belongs one name further in."""
    return entry in _written_in_proposals(network) and not (written.is_map and "submitted" in written.value)


def _is_change(network: Network, entry: str, written: Node) -> bool:
    """Return whether an entry of the variants belongs one name further in."""
    return entry.split(".")[0] in known(network) and ("." in entry or entry in network.sections)


_IS_INSIDE = {"timeline": _is_part_of_event, "governance": _is_part_of_proposal, "variants": _is_change}


def entries_of(node: Node, name: str) -> Mapping[str, Node]:
    """Return what a map or a list inside a map holds; nothing where there is none."""
    found = node.entries().get(name)
    return {} if found is None else found.entries()
