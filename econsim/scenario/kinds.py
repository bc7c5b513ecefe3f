"""Tagged objects, `{kind: NAME, ...}`: policies and shocks, made by the classes that a catalogue offers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from econsim.contracts import Frozen, Policy
from econsim.scenario.codes import Code
from econsim.scenario.frozen_map import ByName, FrozenMap
from econsim.scenario.merge import closest
from econsim.scenario.network import Kinds
from econsim.scenario.origin import Mistakes, Node, Path, bare, nearest
from econsim.scenario.sentences import checked
from econsim.scenario.slips import meant_as_entry
from econsim.scenario.values import name_problem, number_text, shown

Kind = TypeVar("Kind", bound=Frozen)


@dataclass(frozen=True)
class PolicyShare:
    """A policy and the share of the population's rows that use it."""

    policy: Policy
    share: float


class Policies(ByName):
    """Who decides how: for each decision the policies, a tuple of `PolicyShare` in the order written."""

    __slots__ = ()


class Shocks(ByName):
    """What nature does: for each channel its shape, or, where a channel has many, its shapes by their names."""

    __slots__ = ()


class Maker:
    """Makes tagged objects from nodes and notes what is wrong with them."""

    def __init__(self, tree: Node, kinds: Kinds, mistakes: Mistakes) -> None:
        """`tree` is the whole scenario, for the places of mistakes."""
        self._tree = tree
        self._kinds = kinds
        self._mistakes = mistakes

    def policies(self) -> Policies | None:
        """Return the policies of every decision, None if one of them is missing or wrong."""
        names = [decision.name for decision in self._kinds.decisions]
        section = self._section("policies", names)
        made = {name: self._shares(name, section[name]) for name in names if name in section}
        return Policies(made) if len(made) == len(names) and all(made.values()) else None

    def shocks(self) -> Shocks | None:
        """Return the shocks, None if one of them is missing or wrong."""
        channels = self._kinds.channels
        section = self._section("shocks", [one.name for one in channels], [one.name for one in channels if one.many])
        made: dict[str, Any] = {}
        for channel in channels:
            name, known = channel.name, self._kinds.shapes[channel.name]
            if channel.many:
                made[name] = self._named(section.get(name, Node({}, self._tree.origin)), ("shocks", name), known)
            elif name in section:
                made[name] = self._made(section[name], ("shocks", name), known)
        is_whole = len(made) == len(channels) and all(shape is not None for shape in made.values())
        return Shocks(made) if is_whole else None

    def _named(self, named: Node, path: Path, known: Mapping[str, type[Kind]]) -> Mapping[str, Kind] | None:
        """Return the shapes of a channel that has many, None if one of them is wrong."""
        if named.is_tagged or any(entry.is_tagged for entry in named.entries().values() if not named.is_map):
            self._note(path, f"needs a name: {path[-1]}: {{boom: {{...}}}}", "incomplete")
            return FrozenMap({})
        if not named.is_map:
            self._note(path, f"is {shown(named.value)}; expected a map of names, each with a kind", "wrong-type")
            return FrozenMap({})
        for name in filter(name_problem, named.value):
            self._note((*path, name), name_problem(name), "bad-name")
        made = {name: self._made(node, (*path, name), known) for name, node in named.value.items()}
        whole = {name: shape for name, shape in made.items() if shape is not None}
        return FrozenMap(whole) if len(whole) == len(made) else None

    def _section(self, name: str, known: Sequence[str], optional: Sequence[str] = ()) -> Mapping[str, Node]:
        node = self._tree.value.get(name)
        if node is None:
            self._note((name,), self._mistakes.words.missing, "missing")
            return {}
        if not node.is_map:
            self._note((name,), f"is {shown(node.value)}; expected a map{meant_as_entry(node.value)}", "wrong-type")
            return {}
        for entry in node.value:
            if entry not in known:
                hint = closest(entry, known) or f"; there are {', '.join(known)}"
                self._note((name, entry), f"no such field{hint}", "unknown-field")
        for entry in known:
            if entry not in node.value and entry not in optional:
                self._note((name, entry), self._mistakes.words.missing, "missing")
        found: Mapping[str, Node] = node.value
        return found

    def _shares(self, decision: str, node: Node) -> tuple[PolicyShare, ...] | None:
        path: Path = ("policies", decision)
        known = self._kinds.policies.get(decision, {})
        if not isinstance(node.value, list):
            policy = self._made(node, path, known)
            return None if policy is None else (PolicyShare(policy, 1.0),)
        made = [self._share(entry, (*path, str(number)), known) for number, entry in enumerate(node.value)]
        shares = [share for share in made if share is not None]
        total = math.fsum(share.share for share in shares)
        if not node.value:
            self._note(path, "is an empty list; give one policy or several with shares", "empty")
        elif len(shares) == len(made) and abs(total - 1.0) > 1e-9:
            self._note(path, f"has shares that add up to {total:.10g}; expected 1", "shares")
        return tuple(shares) if len(shares) == len(made) and shares else None

    def _share(self, node: Node, path: Path, known: Mapping[str, type[Policy]]) -> PolicyShare | None:
        share = node.entries().get("share") if node.is_map else None
        policy = self._made(node.without("share") if node.is_map else node, path, known)
        given: Any = None if share is None else share.value
        if share is None and node.is_map:
            self._note((*path, "share"), "missing; each policy of a list has a share of the rows", "incomplete")
        elif node.is_map and (isinstance(given, bool) or not isinstance(given, int | float)):
            self._note((*path, "share"), f"is {shown(given)}; expected 0 to 1", "wrong-type")
        elif node.is_map and not 0 <= given <= 1:
            hint = f"; did you mean {number_text(given / 100)}?" if 1 < given <= 100 else ""
            self._note((*path, "share"), f"is {shown(given)}; expected 0 to 1{hint}", "out-of-range")
        elif policy is not None:
            return PolicyShare(policy, float(given))
        return None

    def _made(self, node: Node, path: Path, known: Mapping[str, type[Kind]]) -> Kind | None:
        """Return the object that a tagged node describes; what it holds that is tagged is made first."""
        choices = ", ".join(known) or "none"
        if not node.is_map:
            self._note(path, f"is {shown(node.value)}; expected a map with a kind, one of {choices}", "wrong-type")
            return None
        if not node.is_tagged:
            self._note((*path, "kind"), f"missing; known kinds: {choices}", "incomplete")
            return None
        kind = node.value["kind"].value
        if not isinstance(kind, str) or kind not in known:
            hint = closest(kind, known) if isinstance(kind, str) else ""
            self._note((*path, "kind"), f"is {shown(kind)}; known kinds: {choices}{hint}", "unknown-kind")
            return None
        entries = node.without("kind").value.items()
        parts = {
            name: self._made(entry, (*path, name), known) if entry.is_tagged else bare(entry) for name, entry in entries
        }
        if any(entry.is_tagged and parts[name] is None for name, entry in entries):
            return None
        return checked(known[kind], parts, path, self._tree, self._mistakes)

    def _note(self, path: Path, message: str, code: Code) -> None:
        self._mistakes.add(nearest(self._tree, path), path, message, code)
