"""Proposals in a run: what fails leaves no trace, what passes is in force from the boundary after the vote."""

from __future__ import annotations

import pickle
from itertools import product
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.units import UAKT_PER_AKT, UAKT_PER_POWER, dec18
from econsim.world.proposals import HOLDERS, OPTIONS
from tests.simulation.test_world_is_the_state import differing

FEW = {
    "population.delegators.accounts": 300,
    "population.tenants.accounts": 100,
    "policies.validator_commission": {"kind": "hold"},
}
TAX, FLOOR = "chain.distribution.community_tax", "chain.staking.min_commission_rate"
DAY_2, DAY_3 = "2023-09-02T15:45:00Z", "2023-09-03T15:45:00Z"  # boundaries of epochs 2 and 3
LOWER_TAX = {"submitted": DAY_2, "set": {TAX: 0.1}}  # more for everybody who votes
HIGHER_TAX = {"submitted": DAY_2, "set": {TAX: 0.5}}
EVERYBODY = {
    "kind": "own_interest",
    "turnout_validators": 1.0,
    "turnout_large": 1.0,
    "turnout_small": 1.0,
}

OPERATORS = EVERYBODY | {"turnout_large": 0.0, "turnout_small": 0.0}  # delegators follow them


def run(
    epochs: int, policy: Any = EVERYBODY, scenario: str = "mainnet6", chain: Any = MappingProxyType({}), **agenda: Any
) -> AkashModel:
    proposals = {f"governance.{name}": written for name, written in agenda.items()}
    changes = FEW | {"policies.vote": policy} | dict(chain) | proposals
    return AkashModel(load_scenario(scenario).with_changes(changes), seed=1, epochs=30).run(epochs)


def in_force(model: AkashModel, epoch: int) -> Any:
    return model.law.at(epoch, model.world.proposals.enacted)


def about_votes(name: str) -> bool:
    return "proposal" in name or "turnout" in name or name.startswith("votes_") or "outside_uakt" in name


def test_what_passes_is_in_force_from_the_boundary_after_the_vote():
    model = run(12, tax=LOWER_TAX)
    assert model.world.proposals.enacted == [(0, 9)]
    assert [in_force(model, epoch).distribution.community_tax for epoch in (8, 9, 29)] == [0.25, 0.1, 0.1]
    assert model.series["proposals_in_voting"].tolist() == [0, 0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0]
    assert model.series["proposals_passed"].tolist() == [0] * 9 + [1, 0, 0]
    dated = AkashModel(
        load_scenario("mainnet6").with_changes(
            FEW | {"timeline.tax": {"date": "2023-09-09T15:45:00Z", "set": {TAX: 0.1}}}
        ),
        seed=1,
        epochs=30,
    ).run(12)
    same = [name for name in dated.series if not about_votes(name)]
    assert dated.series[same].equals(model.series[same])


def test_a_failed_proposal_leaves_the_world_as_if_it_had_never_been_made():
    """Bit for bit, and so does every series but those of the vote itself and of who lent the deposit."""
    model, never = run(15, tax=HIGHER_TAX), run(15)
    assert model.series["proposals_rejected"].sum() == 1
    assert differing(model.world, never.world) == []
    same = [name for name in never.series if not about_votes(name)]
    assert model.series[same].equals(never.series[same])
    assert len(same) > 200


def test_what_goes_on_in_a_vote_is_part_of_the_world():
    """The test can fail: while it is open, a proposal with its votes and its deposit is there."""
    model, never = run(8, tax=HIGHER_TAX), run(8)
    paths = differing(model.world, never.world)
    assert {"world.proposals.rows.number", "world.votes.rows.voter"} <= set(paths)


def test_a_world_laid_aside_while_a_vote_is_open_goes_on_like_the_unsplit_run():
    whole, aside = run(14, tax=LOWER_TAX), pickle.dumps(run(6, tax=LOWER_TAX).world)
    other = AkashModel(whole.inputs, seed=1, epochs=30)
    other.world = pickle.loads(aside)
    other.run(8)
    assert differing(whole.world, other.world) == []
    assert in_force(other, 13).distribution.community_tax == 0.1


def test_a_floor_with_its_migration_lifts_at_the_boundary_after_the_vote():
    lifted = {"submitted": DAY_2, "set": {FLOOR: 0.1}, "migrations": ["lift_to_floor"]}
    model = run(12, policy=OPERATORS, floor=lifted)
    assert model.series["proposals_passed"].sum() == 1
    assert model.series["validators_lifted"].iloc[9] > 0
    assert model.world.validators.commission_rate_dec18.min() == dec18(0.1)


def test_an_upgrade_that_passes_brings_its_rules_and_runs_its_migrations():
    model = run(12, policy=OPERATORS, upgrade={"submitted": DAY_2, "upgrade": "v0.26.0"})
    assert in_force(model, 9).release == "v0.26.0"
    assert model.series["validators_lifted"].iloc[9] == 29


@pytest.mark.parametrize(("release", "n_refused"), [("v0.24.0", 1), ("v1.0.0", 0)])
def test_up_to_v0_26_0_a_proposal_is_refused_that_could_not_act_at_once(release, n_refused):
    """The chain tries it; from v1.0.0 on it is voted on, passes and fails. Either way nothing comes of it."""
    changes = {"spend": {"amount": "90000000 AKT"}} | LOWER_TAX
    model = run(12, scenario="mainnet6", chain={"chain.release": release}, spending=changes)
    of = {name: model.series[f"proposals_{name}"].sum() for name in ("refused", "submitted", "passed", "failed")}
    assert of == {"refused": n_refused, **dict.fromkeys(("submitted", "passed", "failed"), 1 - n_refused)}
    assert model.series["community_pool_spent_uakt"].sum() == 0
    assert in_force(model, 12).distribution.community_tax == 0.25
    assert differing(model.world, run(12, chain={"chain.release": release}).world) == []


def test_a_pool_pays_what_is_voted_for_as_long_as_it_holds_as_much():
    """Of two that spend 2 of the 2.5 million AKT, each tried while the pool still had them, the second one fails.

    Nobody's stake gains by spending; what lowers the tax beside it is voted for.
    """
    spend = {"spend": {"amount": "2000000 AKT"}}
    first, second = LOWER_TAX | spend, spend | {"submitted": DAY_3, "set": {TAX: 0.05}}
    model = run(12, first=first, second=second)
    passed, failed = model.series["proposals_passed"], model.series["proposals_failed"]
    assert (passed.iloc[9], passed.iloc[10], failed.iloc[9], failed.iloc[10]) == (1, 1, 0, 1)
    assert model.series["community_pool_spent_uakt"].sum() == 2_000_000 * UAKT_PER_AKT
    assert in_force(model, 12).distribution.community_tax == 0.1
    assert model.world.proposals.enacted == [(0, 9)]


def test_of_two_decided_at_one_boundary_the_second_is_counted_under_the_law_that_the_first_has_left():
    """One cuts the seats to 99, and every operator votes: on the other nobody votes through the weakest validator."""
    first = {"submitted": DAY_2, "set": {TAX: 0.1, "chain.staking.max_validators": 99}}
    agenda = {"first": first, "second": {"submitted": "2023-09-02T15:46:00Z", "set": {TAX: 0.2}}}
    validators = run(9, policy=OPERATORS, **agenda).world.validators
    power = validators.tokens_uakt // UAKT_PER_POWER
    last = max(np.flatnonzero(validators.is_bonded), key=lambda number: (-power[number], number))
    at = run(10, policy=OPERATORS, **agenda).series.iloc[9]
    assert at["votes_first_enacted"] == 1
    for name, lost in (("first", 0), ("second", validators.tokens_uakt[last])):
        counted = sum(at[f"votes_{name}_{who}_{option}_uakt"] for who, option in product(HOLDERS, OPTIONS))
        assert at[f"votes_{name}_bonded_uakt"] - counted == pytest.approx(lost, abs=8)  # parts of a uakt


def test_of_two_that_pass_at_one_boundary_the_later_one_has_the_last_word():
    first, second = LOWER_TAX, {"submitted": "2023-09-02T15:46:00Z", "set": {TAX: 0.2}}
    model = run(12, first=first, second=second)
    assert model.world.proposals.enacted == [(0, 9), (1, 9)]
    assert in_force(model, 9).distribution.community_tax == 0.2


def test_of_two_that_pass_at_one_boundary_the_vote_that_ended_later_has_the_last_word():
    """The second is voted on for 5.5 days from day 3 on, until 8.5; the first for 7 from day 2 on, until 9."""
    second = {"submitted": DAY_3, "set": {TAX: 0.2}}
    shorter = {"date": DAY_3, "set": {"chain.gov.voting_period": "5.5 days"}}
    changes = FEW | {"policies.vote": EVERYBODY, "timeline.shorter": shorter}
    changes |= {"governance.first": LOWER_TAX, "governance.second": second}
    model = AkashModel(load_scenario("mainnet6").with_changes(changes), seed=1, epochs=30).run(12)
    assert model.world.proposals.enacted == [(1, 9), (0, 9)]
    assert in_force(model, 10).distribution.community_tax == 0.1


def test_an_unfunded_proposal_burns_what_it_brought():
    model = run(20, tax=LOWER_TAX | {"initial_deposit": "400 AKT", "deposit": "900 AKT", "deposited": DAY_3})
    assert model.series["proposals_dropped"].tolist() == [0] * 16 + [1, 0, 0, 0]
    assert model.series["proposal_deposits_burned_uakt"].sum() == 900 * UAKT_PER_AKT
    assert len(model.world.proposals) == 0


def test_the_votes_of_each_kind_of_holder_add_up_to_the_turnout():
    model = run(12, policy={"kind": "own_interest"}, tax=LOWER_TAX)
    counted = model.series.filter(regex="^votes_tax_.*_(yes|no|abstain|no_with_veto)_uakt$").iloc[9]
    bonded = model.series["votes_tax_bonded_uakt"].iloc[9]
    assert counted.sum() / bonded == pytest.approx(model.series["turnout"].iloc[9], abs=1e-12)
    assert counted["votes_tax_followers_yes_uakt"] > counted["votes_tax_validators_yes_uakt"] > 0
    assert (model.series.filter(like="votes_tax_").drop(index=model.series.index[9]) == 0).all(axis=None)
    assert np.isclose(model.series["votes_yes_ratio"].iloc[9] + model.series["votes_abstain_ratio"].iloc[9], 1.0)
