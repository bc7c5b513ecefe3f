"""Every parameter that a scenario can set is read by somebody: no knob without a wire.

The law is the exception that is counted: it stands whole in the book, and `NOT_READ_YET` lists exactly what no
mechanism reads. A mechanism that comes to read one takes it off the list; nothing joins it unseen.
"""

from __future__ import annotations

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
from econsim.contracts import Frozen, Policy, Shape
from econsim.networks.catalogue import CATALOGUE
from econsim.scenario.book import parameter_book, rule_book
from econsim.scenario.readers import attributes_read, files_reading

PACKAGE = Path(econsim.__file__).parent

NOT_READ_YET = {
    "chain.mint.mint_denom",
    "chain.distribution.base_proposer_reward",
    "chain.distribution.bonus_proposer_reward",
    "chain.staking.bond_denom",
    "chain.slashing.signed_blocks_window",
    "chain.slashing.min_signed_per_window",
    "chain.slashing.downtime_jail_duration",
    "chain.slashing.slash_fraction_double_sign",
    "chain.slashing.slash_fraction_downtime",
    "chain.gov.min_deposit",
    "chain.gov.max_deposit_period",
    "chain.gov.voting_period",
    "chain.gov.quorum",
    "chain.gov.threshold",
    "chain.gov.veto_threshold",
    "chain.gov.min_initial_deposit_rate",
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


def test_a_reader_asks_for_the_section_and_for_the_name() -> None:
    """The market reads a `min_deposit` of its own, which is not that of x/gov."""
    assert any("min_deposit" in attributes_read(path.read_text("utf-8")) for path in PACKAGE.rglob("market/*.py"))
    assert files_reading(("chain", "gov", "min_deposit")) == ()
    assert "mechanisms/mint/rules.py" in files_reading(("chain", "mint", "goal_bonded"))


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


READ_OUTSIDE = {
    name
    for path in PACKAGE.rglob("*.py")
    if path.relative_to(PACKAGE).parts[0] != "scenario"
    for name in attributes_read(path.read_text("utf-8"))
}
UNREAD_NAMES = RULES_NOT_READ_YET | {path.rpartition(".")[2] for path in NOT_READ_YET}


@pytest.mark.parametrize("model", classes_of(econsim.scenario, Frozen), ids=lambda model: model.__name__)
def test_everything_else_of_a_scenario_is_read_outside_its_room(model: type[Frozen]) -> None:
    assert sorted(set(model.model_fields) - READ_OUTSIDE - UNREAD_NAMES - {"slashing", "gov"}) == []


CHOICES_AND_NATURE = classes_of(econsim.policies, Policy) + classes_of(econsim.shocks, Shape)


@pytest.mark.parametrize("model", CHOICES_AND_NATURE, ids=lambda model: model.__name__)
def test_every_parameter_of_a_policy_or_shock_is_read_by_its_own_file(model: type[Frozen]) -> None:
    source = Path(inspect.getfile(model)).read_text("utf-8")
    assert sorted(set(model.model_fields) - attributes_read(source)) == []


def test_a_knob_without_a_wire_is_found() -> None:
    assert attributes_read("x.used = y.read\nz['named']\n") == {"read", "named"}
