"""New stake comes from outside and old stake leaves for it, as far as there is any: by hand arithmetic."""

from __future__ import annotations

import numpy as np

import econsim
from econsim.draws import Streams
from econsim.mechanisms.staking.messages import let_stake_come_and_go
from econsim.mechanisms.staking.rules import mature
from econsim.networks.catalogue import load_scenario
from econsim.policies.delegators.decisions import BONDING, DELEGATION, BondingFlow
from econsim.policies.delegators.view import own_delegators
from econsim.simulation.choices import Choices
from econsim.world.ledger import Account
from econsim.world.views import public_view
from tests.mechanisms.staking_worlds import AKT, DAY, check_everything, ids, set_clock, staking_law, staking_world


def carried_out(world, **flow) -> tuple[int, int]:
    """Carry a flow out; return what joined stake and what left it for good [uakt]."""
    let_stake_come_and_go(world, staking_law(), BondingFlow(**flow))
    check_everything(world)
    money = world.journal.money
    return money["new stake delegated", "uakt"], money["undelegated for good", "uakt"]


def test_what_leaves_is_paid_out_to_outside_and_never_more_than_is_there():
    world = staking_world({(0, 0): AKT, (1, 0): 30 * AKT, (2, 0): 20 * AKT}, wallets=(0, 3 * AKT, 0))
    joined, left = carried_out(
        world,
        leave_delegator=ids(1, 2, 2),
        leave_validator=ids(0, 0, 1),
        leave_uakt=ids(10 * AKT, 25 * AKT, 5 * AKT),
        wanted_uakt=ids(-40 * AKT),
    )
    assert (joined, left, world.journal.counts["bonding_flow_wanted_uakt"]) == (0, 30 * AKT, -40 * AKT)
    assert (world.journal.money["undelegated", "uakt"], world.journal.counts["staking_messages_refused"]) == (0, 0)
    assert world.validators.tokens_uakt.tolist() == [21 * AKT]
    set_clock(world, 21 * DAY)
    mature(world)
    assert world.ledger.total("outside_uakt") == 30 * AKT
    assert world.delegators.wallet_uakt.tolist() == [0, 3 * AKT, 0]
    assert len(world.away) == 0


def test_what_comes_is_staked_and_never_more_than_outside_holds():
    world = staking_world({(0, 0): AKT, (1, 0): 30 * AKT, (2, 0): 20 * AKT}, wallets=(0, 3 * AKT, 0))
    world.ledger.mint(Account("outside_uakt"), 49 * AKT, "test")
    joined, left = carried_out(
        world,
        join_delegator=ids(1, 2),
        join_validator=ids(0, 0),
        join_number=ids(0, 0),
        join_uakt=ids(30 * AKT, 20 * AKT),
        wanted_uakt=ids(44 * AKT, 6 * AKT),
    )
    assert (joined, left, world.journal.counts["bonding_flow_wanted_uakt"]) == (30 * AKT, 0, 50 * AKT)
    assert world.delegations.shares.tolist() == [AKT, 60 * AKT, 20 * AKT]
    assert world.delegators.wallet_uakt.tolist() == [0, 3 * AKT, 0]
    assert world.ledger.total("outside_uakt") == 19 * AKT


def test_more_than_all_numbers_of_64_bits_hold_is_not_sent_either():
    world = staking_world({(0, 0): AKT, (1, 0): 30 * AKT}, wallets=(0, 3 * AKT))
    world.ledger.mint(Account("outside_uakt"), 49 * AKT, "test")
    two, most = ids(1, 1), 2**62  # twice that is below zero where it is added up in 64 bits
    joined, left = carried_out(
        world, join_delegator=two, join_validator=ids(0, 0), join_number=ids(0, 1), join_uakt=ids(most, most)
    )
    assert (joined, left) == (0, 0)
    assert world.ledger.total("outside_uakt") == 49 * AKT


def test_new_stake_that_a_validator_does_not_take_goes_back():
    world = staking_world({(0, 0): AKT, (1, 0): 30 * AKT}, n_validators=2)
    world.ledger.mint(Account("outside_uakt"), 49 * AKT, "test")
    world.validators.status[1] = 2  # unbonded and without shares: removed
    joined, left = carried_out(
        world, join_delegator=ids(1), join_validator=ids(1), join_number=ids(0), join_uakt=ids(30 * AKT)
    )
    assert (joined, left, world.journal.counts["staking_messages_refused"]) == (0, 0, 1)
    assert world.ledger.total("outside_uakt") == 49 * AKT


def placed(policies, n_delegators=1):
    """Return where 300 tranches of one delegator, or of several in turn, would put new stake, and the world."""
    scenario = load_scenario("mainnet6").with_changes({"policies.delegation": policies})
    world, law, n = econsim.AkashModel(scenario, seed=1, epochs=1).world, scenario.chain, 300
    flow = BondingFlow(
        join_delegator=5_000 + np.arange(n) % n_delegators,
        join_validator=np.full(n, 42),
        join_number=np.arange(n),
        join_uakt=np.ones(n, int),
    )
    choices = Choices([DELEGATION], scenario.policies, Streams(1, 0))
    asked = choices.asked(DELEGATION.name, own_delegators(world), public_view(world, law, law.software))
    return BONDING.completed(flow, {DELEGATION.name: asked}).join_validator, world


def test_new_stake_goes_where_the_delegation_policy_places_it():
    where, world = placed({"kind": "logit"})
    assert np.unique(where).size > 20
    assert not world.validators.is_captive[where].any()


def test_a_policy_that_cannot_place_leaves_new_stake_with_the_tranche():
    where, _ = placed({"kind": "sticky"})
    assert set(where) == {42}


def test_each_delegator_places_by_its_own_policy():
    """Of ten delegators with thirty tranches each some leave all where they are, the others put all by the logit."""
    mixed = placed([{"kind": "sticky", "share": 0.5}, {"kind": "logit", "share": 0.5}], 10)[0].reshape(30, 10)
    chosen = placed({"kind": "logit"}, 10)[0].reshape(30, 10)
    stays, chooses = (mixed == 42).all(axis=0), (mixed == chosen).all(axis=0)
    assert (stays != chooses).all()
    assert stays.any()
    assert chooses.any()
