"""Every policy, piece of nature and metric by the name that scenarios give it, and scenarios by theirs.

A user's own class is equal in rights: `register(cls)` in Python, or an entry point in the groups `econsim.policies`
and `econsim.shocks`. A scenario file never makes code run by itself.
"""

from __future__ import annotations

import csv
import importlib
import inspect
import json
import os
import pkgutil
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, TypeVar

from econsim.contracts import Channel, DecisionKind, Policy, Shape
from econsim.errors import UsageError
from econsim.model_version import PACKAGE
from econsim.networks.akash_inputs import AKASH
from econsim.networks.akash_kinds import CHANNELS, DECISIONS, ROOMS
from econsim.scenario.load import load
from econsim.scenario.merge import closest
from econsim.scenario.network import Network
from econsim.scenario.outside import source_of
from econsim.scenario.root import root_of
from econsim.scenario.run import Heading
from econsim.scenario.schema import Scenario

_BY_KIND = ("policies", "shapes")  # kept until a class is registered
_ENTRY_POINTS = ("econsim.policies", "econsim.shocks")
Listed = type[Policy] | type[Shape]
Kind = TypeVar("Kind", bound=Listed)


class Catalogue:
    """The decisions and channels of a network, and classes of each by kind; our own are read when first asked for."""

    def __init__(
        self,
        decisions: tuple[DecisionKind, ...] = DECISIONS,
        channels: tuple[Channel, ...] = CHANNELS,
        rooms: tuple[str, ...] = ROOMS,
        network: Network = AKASH,
    ) -> None:
        """Start with nothing registered from outside; scenario files and lists keep the order of what is given.

        `rooms` are the packages or modules that hold our own classes; files that begin with an underscore are left out.
        """
        self.network = network
        self.decisions = decisions
        self.channels = channels
        self._rooms = rooms
        self._outside: list[Listed] = []
        self._histories: list[str] = []  # that are being read

    @cached_property
    def root(self) -> type[Heading]:
        """Return the root model of the network's scenarios."""
        return root_of(self.network, self.decisions, self.channels)

    @cached_property
    def policies(self) -> Mapping[str, Mapping[str, type[Policy]]]:
        """Return policy classes by decision, then by kind."""
        return self._by_place(Policy, [decision.name for decision in self.decisions])

    @cached_property
    def shapes(self) -> Mapping[str, Mapping[str, type[Shape]]]:
        """Return shapes of nature by channel, then by kind."""
        return self._by_place(Shape, [channel.name for channel in self.channels])

    @cached_property
    def metrics(self) -> Collection[str]:
        """Return the names of the metrics that objectives may name (read as data: metrics are made two floors up)."""
        with (PACKAGE / "analysis" / "metrics.csv").open(encoding="utf-8", newline="") as lines:
            return tuple(row["name"] for row in csv.DictReader(lines))

    def history(self, name_or_path: str) -> Scenario:
        """Return the scenario that runs before another one starts; raises UsageError where it waits for itself."""
        if name_or_path in self._histories:
            raise UsageError(f"goes in a circle: {' -> '.join([*self._histories, name_or_path])}")
        self._histories.append(name_or_path)
        try:
            return load(name_or_path, (), self)
        finally:
            self._histories.pop()

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the root model and classes by kind: each process makes and finds these for itself."""
        return {name: value for name, value in self.__dict__.items() if name not in ("root", *_BY_KIND)}

    def register(self, cls: Kind) -> Kind:
        """Add a class of one's own and return it, so that it can stand above a class as `@register`.

        Raises UsageError when it is no policy or shock, has no `kind`, or takes a name of ours. The same name again
        replaces the class: a notebook cell may run twice.
        """
        self._refuse_what_does_not_fit(cls)
        source_of(cls)  # read now and remembered: what was edited after this moment is not what runs
        self._outside = [other for other in self._outside if not self._stand_in_one_place(other, cls)]
        self._outside.append(cls)
        for name in _BY_KIND:
            self.__dict__.pop(name, None)
        return cls

    def _refuse_what_does_not_fit(self, cls: Any) -> None:
        if not (inspect.isclass(cls) and issubclass(cls, self._contracts)):
            names = ", ".join(contract.__name__ for contract in self._contracts)
            raise UsageError(f"{cls!r} derives from none of {names}; see docs/write_a_policy.md")
        if not isinstance(getattr(cls, "kind", None), str):
            raise UsageError(f"{cls.__name__} needs a `kind`, its name in scenario files: kind: ClassVar[str] = 'mine'")
        if inspect.isabstract(cls):
            names = ", ".join(sorted(cls.__abstractmethods__))
            raise UsageError(f"{cls.__name__} needs a body for every abstract method: {names}")
        known = [decision.name for decision in self.decisions]
        if issubclass(cls, Policy) and getattr(cls, "decides", None) not in known:
            near = closest(str(getattr(cls, "decides", "")), known)
            raise UsageError(f"{cls.__name__}.decides is not one of {', '.join(known)}{near}")
        if "share" in cls.model_fields:
            raise UsageError(f"{cls.__name__}: `share` is taken by lists of policies; call the parameter otherwise")
        if any(self._stand_in_one_place(own, cls) for own in self._own):
            raise UsageError(f"{cls.__name__}: the kind '{cls.kind}' is taken; choose another name")

    @property
    def _contracts(self) -> tuple[type[Policy] | type[Shape], ...]:
        return (Policy, *(channel.contract for channel in self.channels))

    def _place(self, cls: Listed) -> str:
        """Return the decision or the channel that a class is a kind of."""
        if issubclass(cls, Policy):
            return cls.decides
        return next(channel.name for channel in self.channels if issubclass(cls, channel.contract))

    def _stand_in_one_place(self, cls: Listed, other: Listed) -> bool:
        return (cls.kind, self._place(cls)) == (other.kind, self._place(other))

    def _by_place(self, base: Any, places: list[str]) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {place: {} for place in places}
        for cls in self._classes():
            if issubclass(cls, base):
                found[self._place(cls)][cls.kind] = cls
        return found

    def _classes(self) -> Iterator[Listed]:
        yield from self._own
        yield from self._offered
        yield from self._outside

    @cached_property
    def _own(self) -> tuple[Listed, ...]:
        return tuple(cls for room in self._rooms for name in _modules(room) for cls in _kinds_in(name, self._contracts))

    @cached_property
    def _offered(self) -> tuple[Any, ...]:
        found = []
        for point in (point for group in _ENTRY_POINTS for point in entry_points(group=group)):
            try:
                cls = point.load()
            except Exception as error:
                raise UsageError(f"entry point {point.name} = {point.value} cannot be loaded: {error}") from error
            self._refuse_what_does_not_fit(cls)
            found.append(cls)
        return tuple(found)


def _modules(room: str) -> Iterator[str]:
    """Return a module and, if it is a package, the modules in it."""
    yield room
    for module in pkgutil.iter_modules(getattr(importlib.import_module(room), "__path__", ())):
        if not module.name.startswith("_"):
            yield f"{room}.{module.name}"


def _kinds_in(module_name: str, contracts: tuple[type, ...]) -> Iterator[Any]:
    module = importlib.import_module(module_name)
    for cls in vars(module).values():
        is_ours = inspect.isclass(cls) and cls.__module__ == module_name and "kind" in vars(cls)
        if is_ours and issubclass(cls, contracts) and not inspect.isabstract(cls):
            yield cls


CATALOGUE = Catalogue()
register = CATALOGUE.register


def load_scenario(name_or_path: str | os.PathLike[str], sets: Sequence[str] = ()) -> Scenario:
    """Return a scenario by shipped name or path, with changes such as "chain.staking.max_validators=85" laid over it.

    Raises ScenarioError with every mistake of the file, UsageError for a name that is not known.

    >>> fewer = load_scenario("mainnet7", ["chain.staking.max_validators=85"])
    >>> fewer.chain.staking.max_validators
    85
    """
    if not isinstance(name_or_path, str | os.PathLike):
        raise UsageError(f"wanted the name of a scenario or its path; got {name_or_path!r}")
    return load(name_or_path, sets, CATALOGUE)


def scenario_of_content(content: Mapping[str, Any]) -> Scenario:
    """Return the scenario whose `content()` is given; JSON is YAML, so it loads as a file of its own."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "scenario.yaml"
        file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return load_scenario(file)


def scenario_of(given: Any) -> Scenario:
    """Return a scenario that is given as one, or by shipped name or path."""
    if isinstance(given, str | os.PathLike):
        return load_scenario(given)
    if not isinstance(given, Scenario):
        raise UsageError(f"wanted a scenario, its name or its path; got {given!r}")
    return given
