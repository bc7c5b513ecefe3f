"""Every policy of the catalogue has a test of its own, and no two policies of a decision decide the same."""

from __future__ import annotations

from dataclasses import fields
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import econsim
from econsim.answers import checked
from econsim.decisions import wanted_of
from econsim.draws import Draws, Streams
from econsim.networks.catalogue import CATALOGUE
from econsim.policies.providers.bonding_view import own_bonds
from econsim.units import DEC18
from econsim.verification.mainnet6 import mainnet6_law
from econsim.world.bonds import LEVELS, BondTerms
from econsim.world.delegations import FOUNDATION
from econsim.world.proposals import OpenVote
from econsim.world.views import public_view

TESTS = Path(__file__).resolve().parents[1] / "policies"
POLICIES = [cls for kinds in CATALOGUE.policies.values() for cls in kinds.values()]
SEES = {decision.name: decision.sees for decision in CATALOGUE.decisions}
PAIRS = [pair for kinds in CATALOGUE.policies.values() for pair in combinations(kinds.values(), 2)]


def name_of(cls) -> str:
    return f"{cls.decides}-{cls.kind}"


@pytest.fixture(scope="module")
def world():
    """Return Mainnet 6 on its third day: one in jail may come out, one has long borne a loss, one may come in.

    There are bonds, worth 200 days of each provider's income, and 100 of that of the first.
    """
    world = econsim.AkashModel(econsim.load_scenario("mainnet6"), seed=1, replicate=0, epochs=3).run(2).world
    world.validators.is_jailed[0], world.validators.jailed_until_seconds[0] = True, world.seconds
    world.validators.days_covered[1], world.validators.days_covered[-1] = -40.0, 40.0
    world.delegators.operates[-1] = FOUNDATION
    world.bond_terms = BondTerms(is_on=True, unit_bonds_uakt=np.full((LEVELS, 4), 1_000_000))
    world.providers.income_usd_per_day = own_bonds(world).required_uakt[:, 2] * world.akt_price_usd / 1e6 / 200.0
    world.providers.income_usd_per_day[0] *= 2.0
    return world


def seen(world):
    """Return the snapshot that everybody sees under the law of the scenario, on the only day of a vote on the tax."""
    law = mainnet6_law()
    vote = OpenVote(
        number=0,
        name="lower_tax",
        begin_seconds=world.seconds,
        end_seconds=world.seconds + world.epoch_seconds,
        law=law.with_changes({"chain.distribution.community_tax": 0.1}),
        commission_rate=world.validators.commission_rate_dec18 / DEC18,
        count=lambda: np.array([0, 0, 1, 0]),
    )
    return public_view(world, law, law.software, (vote,))


def decided(policy, world):
    own = SEES[policy.decides](world)
    draws = Draws(Streams(seed=1, replicate=0), policy.decides, world.epoch, len(own))
    return policy.decide(own, seen(world), draws)


def is_same(one, other) -> bool:
    return all(
        np.array_equal(getattr(one, part.name), getattr(other, part.name), equal_nan=wanted_of(part).may_be_nan)
        for part in fields(one)
    )


@pytest.mark.parametrize("cls", POLICIES, ids=name_of)
def test_a_policy_has_a_test_of_its_own(cls) -> None:
    source = (TESTS / f"test_{cls.decides}.py").read_text("utf-8")
    assert f"{cls.__name__}(" in source


@pytest.mark.parametrize("cls", POLICIES, ids=name_of)
def test_a_policy_works_as_it_comes_and_decides_the_same_twice(cls, world) -> None:
    assert is_same(decided(cls(), world), decided(cls(), world))


@pytest.mark.parametrize(("cls", "other"), PAIRS, ids=lambda cls: cls.kind)
def test_a_policy_decides_differently_from_every_other_one(cls, other, world) -> None:
    assert not is_same(decided(cls(), world), decided(other(), world))


@pytest.mark.parametrize("decision", CATALOGUE.decisions, ids=lambda decision: decision.name)
def test_a_decision_is_made_by_every_row_of_its_population(decision, world) -> None:
    assert len(decision.sees(world)) == len(getattr(world, decision.population))


@pytest.mark.parametrize("decision", CATALOGUE.decisions, ids=lambda decision: decision.name)
def test_what_a_decision_is_made_from_cannot_be_written_to(decision, world) -> None:
    for column in decision.sees(world).columns.values():
        assert not column.flags.writeable


@pytest.mark.parametrize("decision", CATALOGUE.decisions, ids=lambda decision: decision.name)
def test_doing_nothing_is_an_answer_of_every_decision(decision, world) -> None:
    own, public = decision.sees(world), seen(world)
    policy = next(iter(CATALOGUE.policies[decision.name].values()))()
    nothing = decision.decides.none(len(own), len(public.bundles))
    assert is_same(checked(nothing, decision.decides, policy, own, public), nothing)


def test_every_decision_has_at_least_two_policies() -> None:
    assert {decision: len(kinds) >= 2 for decision, kinds in CATALOGUE.policies.items()} == dict.fromkeys(
        CATALOGUE.policies, True
    )


def test_the_policy_to_copy_is_no_part_of_the_catalogue() -> None:
    assert not [cls for cls in POLICIES if cls.__module__.rsplit(".", 1)[-1].startswith("_")]
