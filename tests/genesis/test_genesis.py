"""Genesis at the edges of what a scenario may say, and tranches drawn as they move later."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import numpy as np
import pytest

from econsim.draws import Streams
from econsim.errors import RunError
from econsim.genesis.delegators import build_heads, place, tranche_draws, tranches
from econsim.genesis.world import build_genesis
from econsim.mechanisms.slashing.rules import sign_blocks
from econsim.networks.akash_validators import akash_validators
from econsim.networks.catalogue import load_scenario
from econsim.units import dec18
from econsim.world.signing import Faults
from econsim.world.tables import Table
from econsim.world.world import GenesisPreferences

FEW = {
    "population.delegators.accounts": 40,
    "population.providers.accounts": 3,
    "population.providers.gpu_providers": 1,
    "population.tenants.accounts": 5,
    "population.tenants.adoption_per_day": 0.0,
}
MANY = FEW | {"population.delegators.accounts": 2_000}


def scenario_with(changes, name="mainnet6"):
    return load_scenario(name).with_changes(changes)


def genesis(changes, *, seed=1, replicate=0, name="mainnet6"):
    """Return a mainnet at its start with few agents and other changes."""
    return build_genesis(scenario_with(FEW | changes, name), akash_validators(), Streams(seed, replicate), 1, 1.0)


def stake_by_validator(world) -> list[int]:
    """Return the sum of delegations by validator, whole shares being worth a uakt each at the start."""
    total = [0] * len(world.validators)
    for validator, shares in zip(world.delegations.validator, world.delegations.shares, strict=True):
        total[validator] += int(shares)
    return total


def test_no_rate_is_above_its_own_max_rate():
    """x/staking, CommissionRates.Validate: rate <= max rate <= 1, max change <= max rate."""
    validators = genesis({"population.validators.lifted_old_rates": [0.9]}).validators
    assert (validators.commission_rate_dec18[validators.is_below_floor_at_start] == dec18(0.9)).all()
    assert (validators.commission_rate_dec18 <= validators.max_rate_dec18).all()
    assert (validators.max_change_rate_dec18 <= validators.max_rate_dec18).all()


@pytest.mark.parametrize("block", [0, 1, 2])
def test_two_signatures_among_the_first_blocks_cost_five_percent_of_the_power_of_the_start(block):
    """Consensus takes updates of the set up two heights later: the first two blocks are signed by the start's set."""
    world, law = genesis({}), scenario_with(FEW).law_of_day_0
    largest = int(np.argmax(world.validators.tokens_uakt))
    before = int(world.validators.tokens_uakt[largest])
    twice = Faults(np.zeros((0, 4), np.int64), np.array([[largest, block, 1]]), np.zeros(len(world.validators), bool))
    sign_blocks(world, law, twice)
    assert before - int(world.validators.tokens_uakt[largest]) == before // 10**6 * 10**6 // 20


@pytest.mark.parametrize("replicate", range(3))
@pytest.mark.parametrize(
    "changes",
    [
        {},
        MANY,
        {"population.validators.self_bond_uakt": 0},
        {"population.validators.self_bond_uakt": 10**15},
        {"population.validators.waiting_candidates": 0},
        {"population.delegators.tranche_ratio": 0.0001},
        {"chain.staking.max_validators": 1},
        {"chain.staking.max_validators": 20},
        {"chain.staking.max_validators": 104},
        {"chain.staking.max_validators": 110},
        {"chain.staking.max_validators": 1, "run.epoch_length": "7 days"},
    ],
)
def test_the_active_set_holds_the_bonded_ratio_to_the_uakt(changes, replicate):
    world = genesis(changes, replicate=replicate)
    validators, given = world.validators, scenario_with(FEW | changes)
    assert world.bonded_uakt == 217_688_892 * 10**6 * 656 // 1000
    assert validators.tokens_uakt.tolist() == stake_by_validator(world)
    tokens, seats = validators.tokens_uakt.tolist(), given.chain.staking.max_validators
    strongest = sorted(range(len(tokens)), key=lambda v: (-(tokens[v] // 10**6), v))[:seats]
    assert np.flatnonzero(validators.is_bonded).tolist() == sorted(v for v in strongest if tokens[v] >= 10**6)


@pytest.mark.parametrize(("rate", "captive"), [(0.5, 1), (1.0, 1), (0.15, 2), (0.1, 21), (0.0, 110)])
def test_captive_is_who_charges_the_captive_rate_or_more(rate, captive):
    """Of the table one validator charges 100 %, one 15 %, nineteen 10 %; ten more wait."""
    validators = genesis({"population.validators.captive_rate": rate}).validators
    assert validators.is_captive.sum() == captive
    assert validators.is_captive[25]


def test_rank_is_by_stake_at_genesis_and_the_id_is_the_row_of_the_table():
    validators = genesis(MANY).validators
    by_rank = validators.tokens_uakt[np.argsort(validators.rank)]
    assert sorted(validators.rank.tolist()) == list(range(1, 111))
    assert (np.diff(by_rank) <= 0).all()
    assert validators.commission_rate_dec18[25] == dec18(1)  # row 26 of the table keeps everything
    assert validators.commission_rate_dec18[7] == dec18(0.1)
    assert validators.is_below_floor_at_start[[0, 1, 2]].tolist() == [True, False, True]
    assert validators.rank[:100].tolist() != list(range(1, 101))


def test_candidates_wait_at_even_steps_below_the_least_of_the_table():
    tokens = genesis(MANY).validators.tokens_uakt
    least = int(tokens[:100].min())
    for place_below in range(1, 11):
        assert abs(int(tokens[99 + place_below]) - least * (11 - place_below) // 11) <= 2_000  # a uakt a holding


def test_where_the_law_leaves_no_seat_a_validator_has_its_operators_bond_alone():
    world = genesis(MANY | {"chain.staking.max_validators": 20})
    assert world.validators.tokens_uakt[20:100].tolist() == [1_000 * 10**6] * 80
    assert world.validators.tokens_uakt[:20].min() > 1_000 * 10**6


def test_a_supply_too_small_for_those_who_wait_is_refused_with_the_numbers():
    changes = MANY | {"genesis.bonded_ratio": 0.941, "population.validators.waiting_candidates": 500}
    with pytest.raises(RunError, match=r"hands out 21\d,\d{3},\d{3} AKT.*supply is 217,688,892 AKT.*bonded_ratio"):
        genesis(changes)


def same(left, right) -> bool:
    """Return whether two values, tables or worlds are equal bit for bit."""
    if isinstance(left, Table):
        return same(left.rows, right.rows)
    if is_dataclass(left) and type(left).__name__ != "Ledger":
        return all(same(getattr(left, part.name), getattr(right, part.name)) for part in fields(left))
    if isinstance(left, np.ndarray):
        return left.dtype == right.dtype and bool(np.array_equal(left, right))
    return True


OTHER_ARMS = [
    {"chain.staking.min_commission_rate": 0.20, "chain.distribution.community_tax": 0.4},
    {"chain.staking.max_entries": 3, "chain.mint.inflation_max": 0.5},
    {"policies.delegation": {"kind": "sticky"}},
    {"policies.delegation": {"kind": "logit", "large_commission_sensitivity": 9.0, "prior_width": 1.0}},
    {"policies.validator_commission": {"kind": "hold"}, "policies.reward_use": {"kind": "periodic"}},
]


TABLES = ("validators", "delegators", "delegations", "unbondings", "away", "genesis_preferences")
TABLES += ("providers", "nodes", "tenants", "bundles", "arrivals", "wants")


@pytest.mark.parametrize("arm", OTHER_ARMS)
def test_arms_that_differ_in_law_or_policies_have_the_same_genesis_bit_for_bit(arm):
    one, other = genesis({}), genesis(arm, name="mainnet7")
    for table in TABLES:
        assert same(getattr(one, table), getattr(other, table)), table
    assert one.ledger.supply == other.ledger.supply


def test_another_unbonding_time_moves_only_the_moments_at_which_those_who_leave_began_and_are_paid():
    """They leave evenly over that time: in a third of it each is paid after a third of the seconds."""
    one, other = genesis(MANY), genesis(MANY | {"chain.staking.unbonding_time": "7 days"})
    for table in (name for name in TABLES if name != "unbondings"):
        assert same(getattr(one, table), getattr(other, table)), table
    slow, fast = one.unbondings, other.unbondings
    for name in slow.columns().keys() - {"completion_seconds", "creation_height"}:
        assert same(getattr(slow, name), getattr(fast, name)), name
    assert len(slow) > 10
    assert fast.completion_seconds == pytest.approx(slow.completion_seconds / 3.0, rel=1e-12)


def test_same_sees_a_difference():
    assert not same(genesis({}).delegations, genesis({}, replicate=1).delegations)


def heads_of(scenario, streams):
    return build_heads(scenario.population.delegators, scenario.genesis.unbonding_ratio, streams)


def placed(changes) -> dict[tuple[int, int, int], int]:
    """Return the validator of every tranche by (head, number of its holding, number of the tranche)."""
    scenario, streams = scenario_with(MANY | changes), Streams(1, 0)
    preferences = GenesisPreferences(np.full(100, 0.01), np.full(100, 0.01), np.full(100, 0.05))
    heads = heads_of(scenario, streams)
    fallen = tranches(scenario.population.delegators, streams, heads, 10**14)
    where = place(preferences, heads.is_large[fallen.head], tranche_draws(streams, fallen))
    names = zip(fallen.head.tolist(), fallen.number.tolist(), fallen.part.tolist(), strict=True)
    return dict(zip(names, where.tolist(), strict=True))


@pytest.mark.parametrize(
    "change",
    [
        {"population.delegators.accounts": 2_001},
        {"population.delegators.tranche_ratio": 0.0005},
        {"population.delegators.large_stake_share": 0.9},
        {"genesis.bonded_ratio": 0.3},
    ],
)
def test_a_delegator_more_or_other_tranches_move_nobody_elses_tranche(change):
    before, after = placed({}), placed(change)
    both = before.keys() & after.keys()
    assert len(both) >= 0.9 * min(len(before), len(after))
    assert {name: before[name] for name in both} == {name: after[name] for name in both}


def test_a_large_holding_is_equal_tranches_each_at_most_the_ratio_of_bonded_stake():
    scenario, streams, bonded = scenario_with(MANY), Streams(1, 0), 10**14
    fallen = tranches(scenario.population.delegators, streams, heads_of(scenario, streams), bonded)
    assert fallen.share.sum() == pytest.approx(1.0)
    assert fallen.share.max() * bonded <= 0.0025 * bonded
    for head, number in {(h, n) for h, n, p in zip(fallen.head, fallen.number, fallen.part, strict=True) if p > 0}:
        of_holding = fallen.share[(fallen.head == head) & (fallen.number == number)]
        assert np.ptp(of_holding) == 0.0
        assert of_holding.sum() > 0.0025
        assert of_holding.sum() / (of_holding.size - 1) > 0.0025 - 1e-14  # one fewer would be too large each


def test_heads_keep_their_sizes():
    """The ratio of what two heads have staked is the ratio of their lognormal sizes."""
    scenario, world = scenario_with(MANY), genesis(MANY)
    heads = heads_of(scenario, Streams(1, 0))
    staked = np.zeros(2_000)
    is_head = world.delegations.delegator >= 110
    np.add.at(staked, world.delegations.delegator[is_head] - 110, world.delegations.shares[is_head])
    some = heads.is_staking & (heads.size > np.median(heads.size))
    ratio = staked[some] / heads.size[some]
    assert np.ptp(ratio) / ratio.mean() < 1e-6
    assert (staked[~heads.is_staking] == 0).all()
