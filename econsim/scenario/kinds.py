"""Tagged objects, `{kind: NAME, ...}`: policies and shocks, made by the classes that a catalogue offers."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any, Protocol, TypeVar

from econsim.contracts import Channel, DecisionKind, Frozen, Policy, Shape
from econsim.scenario.merge import closest
from econsim.scenario.origin import MISSING, Mistakes, Node, Path, bare, nearest
from econsim.scenario.sentences import checked
from econsim.scenario.slips import meant_as_entry
from econsim.scenario.values import name_problem, number_text, shown

Kind = TypeVar("Kind", bound=Frozen)


class Kinds(Protocol):
    """What a scenario wants of a catalogue: decisions, channels, and classes by the names that scenarios give them."""

    @property
    def decisions(self) -> tuple[DecisionKind, ...]:
        """Return what is decided, in the order of scenario files."""

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Return what nature does, in the order of scenario files."""

    @property
    def policies(self) -> Mapping[str, Mapping[str, type[Policy]]]:
        """Return policy classes by decision, then by kind."""

    @property
    def shapes(self) -> Mapping[str, Mapping[str, type[Shape]]]:
        """Return shapes of nature by channel, then by kind."""

    @property
    def metrics(self) -> Collection[str]:
        """Return the names of the metrics that objectives may name."""


@dataclass(frozen=True)
class PolicyShare:
    """A policy and the share of the population's rows that use it."""

    policy: Policy
    share: float


@dataclass(frozen=True)
class Policies:
    """Who decides how: for each decision the policies in the order written."""

    validator_commission: tuple[PolicyShare, ...]
    delegation: tuple[PolicyShare, ...]
    bonding: tuple[PolicyShare, ...]
    reward_use: tuple[PolicyShare, ...]
    provider_pricing: tuple[PolicyShare, ...]
    provider_revenue: tuple[PolicyShare, ...]
    tenant_choice: tuple[PolicyShare, ...]


@dataclass(frozen=True)
class Shocks:
    """What nature does: the AKT price, what tenants would pay, and named changes of the demand for GPUs."""

    akt_price: Any
    reservation_price: Any
    gpu_demand: tuple[tuple[str, Any], ...]


DECISIONS = tuple(part.name for part in fields(Policies))


class Maker:
    """Makes tagged objects from nodes and notes what is wrong with them."""

    def __init__(self, tree: Node, kinds: Kinds, mistakes: Mistakes) -> None:
        """`tree` is the whole scenario, for the places of mistakes."""
        self._tree = tree
        self._kinds = kinds
        self._mistakes = mistakes

    def policies(self) -> Policies | None:
        """Return the policies of every decision, None if one of them is missing or wrong."""
        section = self._section("policies", DECISIONS)
        made = {decision: self._shares(decision, section[decision]) for decision in DECISIONS if decision in section}
        if len(made) < len(DECISIONS) or not all(made.values()):
            return None
        return Policies(**{decision: shares for decision, shares in made.items() if shares is not None})

    def shocks(self) -> Shocks | None:
        """Return the shocks, None if one of them is missing or wrong."""
        section = self._section("shocks", ("akt_price", "reservation_price", "gpu_demand"), optional=("gpu_demand",))
        price, law = None, None
        if "akt_price" in section:
            price = self._made(section["akt_price"], ("shocks", "akt_price"), self._kinds.shapes["akt_price"])
        if "reservation_price" in section:
            at: Path = ("shocks", "reservation_price")
            law = self._made(section["reservation_price"], at, self._kinds.shapes["reservation_price"])
        demand = []
        path: Path = ("shocks", "gpu_demand")
        named = section.get("gpu_demand", Node({}, self._tree.origin))
        is_unnamed = named.is_tagged or any(entry.is_tagged for entry in named.entries().values() if not named.is_map)
        if is_unnamed:
            self._note(path, "needs a name: gpu_demand: {boom: {...}}")
        elif not named.is_map:
            self._note(path, f"is {shown(named.value)}; expected a map of names, each with a kind")
        for name, node in (named.value if named.is_map and not is_unnamed else {}).items():
            if name_problem(name):
                self._note((*path, name), name_problem(name))
            demand.append((name, self._made(node, (*path, name), self._kinds.shapes["gpu_demand"])))
        whole = [(name, shock) for name, shock in demand if shock is not None]
        if price is None or law is None or len(whole) < len(demand):
            return None
        return Shocks(price, law, tuple(whole))

    def _section(self, name: str, known: tuple[str, ...], optional: tuple[str, ...] = ()) -> Mapping[str, Node]:
        node = self._tree.value.get(name)
        if node is None:
            self._note((name,), MISSING)
            return {}
        if not node.is_map:
            self._note((name,), f"is {shown(node.value)}; expected a map{meant_as_entry(node.value)}")
            return {}
        for entry in node.value:
            if entry not in known:
                hint = closest(entry, known) or f"; there are {', '.join(known)}"
                self._note((name, entry), f"no such field{hint}")
        for entry in known:
            if entry not in node.value and entry not in optional:
                self._note((name, entry), MISSING)
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
            self._note(path, "is an empty list; give one policy or several with shares")
        elif len(shares) == len(made) and abs(total - 1.0) > 1e-9:
            self._note(path, f"has shares that add up to {total:.10g}; expected 1")
        return tuple(shares) if len(shares) == len(made) and shares else None

    def _share(self, node: Node, path: Path, known: Mapping[str, type[Policy]]) -> PolicyShare | None:
        share = node.entries().get("share") if node.is_map else None
        policy = self._made(node.without("share") if node.is_map else node, path, known)
        given: Any = None if share is None else share.value
        if share is None and node.is_map:
            self._note((*path, "share"), "missing; each policy of a list has a share of the rows")
        elif node.is_map and (isinstance(given, bool) or not isinstance(given, int | float)):
            self._note((*path, "share"), f"is {shown(given)}; expected 0 to 1")
        elif node.is_map and not 0 <= given <= 1:
            hint = f"; did you mean {number_text(given / 100)}?" if 1 < given <= 100 else ""
            self._note((*path, "share"), f"is {shown(given)}; expected 0 to 1{hint}")
        elif policy is not None:
            return PolicyShare(policy, float(given))
        return None

    def _made(self, node: Node, path: Path, known: Mapping[str, type[Kind]]) -> Kind | None:
        """Return the object that a tagged node describes; what it holds that is tagged is made first."""
        choices = ", ".join(known) or "none"
        if not node.is_map:
            self._note(path, f"is {shown(node.value)}; expected a map with a kind, one of {choices}")
            return None
        if not node.is_tagged:
            self._note((*path, "kind"), f"missing; known kinds: {choices}")
            return None
        kind = node.value["kind"].value
        if not isinstance(kind, str) or kind not in known:
            hint = closest(kind, known) if isinstance(kind, str) else ""
            self._note((*path, "kind"), f"is {shown(kind)}; known kinds: {choices}{hint}")
            return None
        entries = node.without("kind").value.items()
        parts = {
            name: self._made(entry, (*path, name), known) if entry.is_tagged else bare(entry) for name, entry in entries
        }
        if any(entry.is_tagged and parts[name] is None for name, entry in entries):
            return None
        return checked(known[kind], parts, path, self._tree, self._mistakes)

    def _note(self, path: Path, message: str) -> None:
        self._mistakes.add(nearest(self._tree, path), path, message)
