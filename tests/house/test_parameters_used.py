"""Every parameter that a scenario can set is read by somebody: no knob without a wire.

The law is the exception that is counted: it stands whole in the book, and `NOT_READ_YET` lists exactly what no
mechanism reads. A mechanism that comes to read one takes it off the list; nothing joins it unseen.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import BaseModel

import econsim
import econsim.policies
import econsim.shocks
from econsim.contracts import Frozen, Policy, Shape
from econsim.mechanisms.upgrades.releases import Rules
from econsim.networks.akash_inputs import AKASH
from econsim.networks.catalogue import CATALOGUE
from econsim.networks.parameter_book import parameter_book, reader_of, rule_book
from econsim.scenario.fields import root_spec

PACKAGE = Path(econsim.__file__).parent

NOT_READ_YET = {
    "chain.mint.mint_denom",
    "chain.distribution.base_proposer_reward",
    "chain.distribution.bonus_proposer_reward",
    "chain.staking.bond_denom",
    "chain.oracle.min_price_sources",
}
RULES_NOT_READ_YET = {
    "create_below_floor_refused",
    "create_max_rate_below_floor_refused",
    "max_unit_price_uakt_per_block",
    "max_gpus_per_unit",
    "max_gpus_per_group",
    "max_units_per_group",
    "max_groups_per_deployment",
}


def test_exactly_this_law_is_read_by_no_mechanism_yet() -> None:
    assert {row.path for row in parameter_book(CATALOGUE) if not row.read_by} == NOT_READ_YET


def test_exactly_these_rules_of_releases_are_read_by_no_mechanism_yet() -> None:
    assert {row.name for row in rule_book() if not row.read_by} == RULES_NOT_READ_YET


def test_a_parameter_is_read_by_the_module_that_it_stands_with() -> None:
    found = {row.path: row.read_by for row in parameter_book(CATALOGUE)}
    assert found["chain.mint.goal_bonded"] == ("mechanisms/mint",)
    assert found["genesis.inflation"] == found["population.tenants.trust_gain"] == ("genesis",)


def attributes_read(source: str) -> set[str]:
    """Return every attribute that a source file reads, in plain sight or by a string that names it."""
    read = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            read.add(node.attr.removesuffix("_dec18"))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            read.add(node.value)
    return read


def modules_of(room: ModuleType) -> Iterator[ModuleType]:
    for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
        yield importlib.import_module(module.name)


def classes_of(room: ModuleType, *kinds: type) -> list[type[Frozen]]:
    """Return the classes of some kinds that the modules of a room define."""
    found = {
        value
        for module in modules_of(room)
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, kinds) and value.__module__.startswith(room.__name__)
    }
    return sorted(found, key=lambda one: (one.__module__, one.__name__))


def sections_in(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Return a section and what stands in it, entries of named maps included."""
    yield model
    for name in model.model_fields:
        spec = root_spec(model).step(name)
        inner = spec.step("NAME") if spec is not None and spec.is_named_map else spec
        if inner is not None and inner.model is not None:
            yield from sections_in(inner.model)


DECLARE = {
    "parameters.py",
    "population.py",
    "law.py",
    "akash_inputs.py",
    "releases.py",
}  # say that a parameter is there
READ = {
    name
    for path in PACKAGE.rglob("*.py")
    if path.relative_to(PACKAGE).parts[0] not in ("scenario", "reference", "verification", "analysis", "report", "cli")
    and path.name not in DECLARE
    for name in attributes_read(path.read_text("utf-8"))
}
SECTIONS = [Rules, *(part for model in AKASH.sections.values() for part in sections_in(model))]


@pytest.mark.parametrize("model", SECTIONS, ids=lambda model: model.__name__)
def test_every_parameter_is_read_by_the_model_or_says_that_it_is_not(model: type[BaseModel]) -> None:
    single = {name for name, field in model.model_fields.items() if root_spec(field.annotation).model is None}
    told = {name for name in single if not reader_of(model, name)}
    assert single - READ - told == set()
    assert told & READ == set()


CHOICES_AND_NATURE = classes_of(econsim.policies, Policy) + classes_of(econsim.shocks, Shape)


@pytest.mark.parametrize("model", CHOICES_AND_NATURE, ids=lambda model: model.__name__)
def test_every_parameter_of_a_policy_or_shock_is_read_by_its_own_file_or_one_it_derives_from(
    model: type[Frozen],
) -> None:
    files = {inspect.getfile(base) for base in model.__mro__ if base.__module__.startswith("econsim.")}
    read = {name for file in files for name in attributes_read(Path(file).read_text("utf-8"))}
    assert sorted(set(model.model_fields) - read) == []


def test_a_knob_without_a_wire_is_found() -> None:
    assert attributes_read("x.used = y.read\nz['named']\n") == {"read", "named"}
