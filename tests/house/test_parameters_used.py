"""Every parameter that a scenario can set is read by somebody: no knob without a wire."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import econsim
import econsim.policies
import econsim.scenario
import econsim.shocks
from econsim.contracts import DemandShock, Frozen, Policy, PriceProcess

PACKAGE = Path(econsim.__file__).parent


def modules_of(room: ModuleType) -> Iterator[ModuleType]:
    for module in pkgutil.iter_modules(room.__path__):
        yield importlib.import_module(f"{room.__name__}.{module.name}")


def classes_of(room: ModuleType, *kinds: type) -> list[type[Frozen]]:
    """Return the classes of some kinds that the modules of a room define."""
    found = {
        value
        for module in modules_of(room)
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, kinds) and value.__module__.startswith(room.__name__)
    }
    return sorted(found, key=lambda one: (one.__module__, one.__name__))


def attributes_read(source: str) -> set[str]:
    """Return every attribute that a source file reads, in plain sight or by a string that names it."""
    read = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            read.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            read.add(node.value)
    return read


READ_OUTSIDE = {
    name
    for path in PACKAGE.rglob("*.py")
    if path.relative_to(PACKAGE).parts[0] != "scenario"
    for name in attributes_read(path.read_text("utf-8"))
}


@pytest.mark.parametrize("model", classes_of(econsim.scenario, Frozen), ids=lambda model: model.__name__)
def test_every_parameter_of_a_scenario_is_read_by_the_model(model: type[Frozen]) -> None:
    assert sorted(set(model.model_fields) - READ_OUTSIDE) == []


CHOICES_AND_NATURE = classes_of(econsim.policies, Policy) + classes_of(econsim.shocks, DemandShock, PriceProcess)


@pytest.mark.parametrize("model", CHOICES_AND_NATURE, ids=lambda model: model.__name__)
def test_every_parameter_of_a_policy_or_shock_is_read_by_its_own_room(model: type[Frozen]) -> None:
    source = Path(inspect.getfile(model)).read_text("utf-8")
    assert sorted(set(model.model_fields) - attributes_read(source)) == []


def test_a_knob_without_a_wire_is_found() -> None:
    assert attributes_read("x.used = y.read\nz['named']\n") == {"read", "named"}
