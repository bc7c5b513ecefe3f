"""Every policy, piece of nature and metric by the name that scenarios give it, and scenarios by theirs.

A user's own class is equal in rights: `register(cls)` in Python, or an entry point in the groups `econsim.policies`
and `econsim.shocks`. A scenario file never makes code run by itself.
"""

from __future__ import annotations

import csv
import importlib
import inspect
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from importlib.metadata import entry_points
from typing import Any, TypeVar

from econsim.contracts import DemandShock, Policy, PriceProcess, ReservationLaw
from econsim.errors import UsageError
from econsim.model_version import PACKAGE
from econsim.scenario.kinds import DECISIONS
from econsim.scenario.load import load
from econsim.scenario.outside import source_of
from econsim.scenario.schema import Scenario

_MODULES = (
    "econsim.policies.validators.commission",
    "econsim.policies.delegators.delegation",
    "econsim.policies.delegators.bonding",
    "econsim.policies.delegators.reward_use",
    "econsim.policies.providers.pricing",
    "econsim.policies.providers.revenue",
    "econsim.policies.tenants.choice",
    "econsim.shocks.akt_price.processes",
    "econsim.shocks.reservation_price.laws",
    "econsim.shocks.gpu_demand.shapes",
)
_ENTRY_POINTS = ("econsim.policies", "econsim.shocks")
_NATURE = (PriceProcess, ReservationLaw, DemandShock)
Listed = type[Policy] | type[PriceProcess] | type[ReservationLaw] | type[DemandShock]
Kind = TypeVar("Kind", bound=Listed)


class Catalogue:
    """Classes by kind; our own are read when first asked for."""

    def __init__(self) -> None:
        """Start with nothing registered from outside."""
        self._outside: list[Listed] = []

    @property
    def policies(self) -> Mapping[str, Mapping[str, type[Policy]]]:
        """Return policy classes by decision, then by kind."""
        found: dict[str, dict[str, type[Policy]]] = {decision: {} for decision in DECISIONS}
        for cls in self._classes():
            if issubclass(cls, Policy):
                found[cls.decides][cls.kind] = cls
        return found

    @property
    def price_processes(self) -> Mapping[str, type[PriceProcess]]:
        """Return AKT price processes by kind."""
        return {cls.kind: cls for cls in self._classes() if issubclass(cls, PriceProcess)}

    @property
    def reservation_laws(self) -> Mapping[str, type[ReservationLaw]]:
        """Return laws of reservation prices by kind."""
        return {cls.kind: cls for cls in self._classes() if issubclass(cls, ReservationLaw)}

    @property
    def demand_shocks(self) -> Mapping[str, type[DemandShock]]:
        """Return demand shocks by kind."""
        return {cls.kind: cls for cls in self._classes() if issubclass(cls, DemandShock)}

    @cached_property
    def metrics(self) -> Collection[str]:
        """Return the names of the metrics that objectives may name (read as data: metrics are made two floors up)."""
        with (PACKAGE / "analysis" / "metrics.csv").open(encoding="utf-8", newline="") as lines:
            return tuple(row["name"] for row in csv.DictReader(lines))

    def register(self, cls: Kind) -> Kind:
        """Add a class of one's own and return it, so that it can stand above a class as `@register`.

        Raises UsageError when it is no policy or shock, has no `kind`, or takes a name of ours. The same name again
        replaces the class: a notebook cell may run twice.
        """
        self._refuse_what_does_not_fit(cls)
        self._outside = [other for other in self._outside if (other.kind, _slot(other)) != (cls.kind, _slot(cls))]
        self._outside.append(cls)
        source_of(cls)  # read now and remembered: what was edited after this moment is not what runs
        return cls

    def _refuse_what_does_not_fit(self, cls: Any) -> None:
        if not (inspect.isclass(cls) and issubclass(cls, (Policy, *_NATURE))):
            raise UsageError(
                f"{cls!r} is no policy, price process, reservation law or demand shock; see docs/write_a_policy.md"
            )
        if inspect.isabstract(cls) or not isinstance(getattr(cls, "kind", None), str):
            raise UsageError(f"{cls.__name__} needs a `kind` and a body for every abstract method")
        if issubclass(cls, Policy) and getattr(cls, "decides", None) not in DECISIONS:
            raise UsageError(f"{cls.__name__}.decides is not one of {', '.join(DECISIONS)}")
        if "share" in cls.model_fields:
            raise UsageError(f"{cls.__name__}: `share` is taken by lists of policies; call the parameter otherwise")
        if any(own.kind == cls.kind and _slot(own) == _slot(cls) for own in self._own):
            raise UsageError(f"{cls.__name__}: the kind '{cls.kind}' is taken; choose another name")

    def _classes(self) -> Iterator[Listed]:
        yield from self._own
        yield from self._offered
        yield from self._outside

    @cached_property
    def _own(self) -> tuple[Listed, ...]:
        return tuple(cls for name in _MODULES for cls in _kinds_in(name))

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


def _kinds_in(module_name: str) -> Iterator[Any]:
    module = importlib.import_module(module_name)
    for cls in vars(module).values():
        is_ours = inspect.isclass(cls) and cls.__module__ == module_name and "kind" in vars(cls)
        if is_ours and issubclass(cls, (Policy, *_NATURE)) and not inspect.isabstract(cls):
            yield cls


def _slot(cls: Listed) -> object:
    """Return what a kind is a kind of: a decision, or one of the things that nature does."""
    return cls.decides if issubclass(cls, Policy) else next(base for base in _NATURE if issubclass(cls, base))


CATALOGUE = Catalogue()
register = CATALOGUE.register


def load_scenario(name_or_path: str | os.PathLike[str], sets: Sequence[str] = ()) -> Scenario:
    """Return a scenario by shipped name or path, with changes such as "chain.staking.max_validators=85" laid over it.

    Raises ScenarioError with every mistake of the file, UsageError for a name that is not known.
    """
    return load(name_or_path, sets, CATALOGUE)


def scenario_of(given: Any) -> Scenario:
    """Return a scenario that is given as one, or by shipped name or path."""
    if isinstance(given, str | os.PathLike):
        return load_scenario(given)
    if not isinstance(given, Scenario):
        raise UsageError(f"wanted a scenario, its name or its path; got {given!r}")
    return given
