"""Staking messages: what was decided, carried out by the chain's rules; a refused one changes nothing.

The bonding flow comes last: stake that leaves for good, and new stake that outside holders bring.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from econsim.mechanisms.staking.commission import edit_commission
from econsim.mechanisms.staking.parameters import Staking
from econsim.mechanisms.staking.principal import take_off_principal
from econsim.mechanisms.staking.rules import JOINED, LEAVING, delegate, redelegate, undelegate
from econsim.mechanisms.upgrades.releases import Rules
from econsim.units import FloatArray, IntArray
from econsim.world.holdings import stake_of_delegations
from econsim.world.ledger import Account
from econsim.world.world import World

WANTED = "bonding_flow_wanted_uakt"
NEW_STAKE, NEW_STAKE_REFUSED = "new stake", "new stake refused"


@dataclass(frozen=True)
class RateEdits(Protocol):
    """The rate that each validator asks for; NaN sends no message."""

    commission_rate: FloatArray


@dataclass(frozen=True)
class StakeMoves(Protocol):
    """Three lists of messages, one entry a message in each column; amounts are uakt."""

    redelegate_delegator: IntArray
    redelegate_source: IntArray
    redelegate_destination: IntArray
    redelegate_uakt: IntArray
    undelegate_delegator: IntArray
    undelegate_validator: IntArray
    undelegate_uakt: IntArray
    delegate_delegator: IntArray
    delegate_validator: IntArray
    delegate_uakt: IntArray


@dataclass(frozen=True)
class StakeFlow(Protocol):
    """Stake that leaves for good and stake that comes from outside, and the flow that was wanted [uakt]."""

    leave_delegator: IntArray
    leave_validator: IntArray
    leave_uakt: IntArray
    join_delegator: IntArray
    join_validator: IntArray
    join_uakt: IntArray
    wanted_uakt: IntArray


def edit_commissions(world: World, law: Staking, rules: Rules, asked: RateEdits) -> None:
    """Send an edit-validator message for every rate that was asked for."""
    asking = np.flatnonzero(~np.isnan(asked.commission_rate))
    edit_commission(world, law, rules, asking, asked.commission_rate[asking])


def move_stake(world: World, law: Staking, asked: StakeMoves) -> None:
    """Carry out redelegations, then undelegations, then delegations."""
    redelegate(
        world,
        law,
        asked.redelegate_delegator,
        asked.redelegate_source,
        asked.redelegate_destination,
        asked.redelegate_uakt,
    )
    undelegate(world, law, asked.undelegate_delegator, asked.undelegate_validator, asked.undelegate_uakt)
    joined = delegate(world, asked.delegate_delegator, asked.delegate_validator, asked.delegate_uakt)
    take_off_principal(
        world, asked.delegate_delegator[joined], asked.delegate_validator[joined], asked.delegate_uakt[joined]
    )


def let_stake_come_and_go(world: World, law: Staking, flow: StakeFlow) -> None:
    """Carry out the flow after all other stake has moved; what cannot be carried out is the difference of the two."""
    world.journal.count(WANTED, flow.wanted_uakt.sum())
    _let_come(world, flow)
    _let_go(world, law, flow)


def _let_go(world: World, law: Staking, flow: StakeFlow) -> None:
    """Undelegate what leaves, at most what the delegations are still worth."""
    if not flow.leave_uakt.size:
        return
    worth = np.append(stake_of_delegations(world), 0)  # row -1, no such delegation, is worth nothing
    amount = np.minimum(flow.leave_uakt, worth[world.delegations.find(flow.leave_delegator, flow.leave_validator)])
    there = amount > 0
    n_before = len(world.unbondings)
    undelegate(world, law, flow.leave_delegator[there], flow.leave_validator[there], amount[there], LEAVING)
    world.unbondings.is_leaving[n_before:] = True


def _let_come(world: World, flow: StakeFlow) -> None:
    """Send wallets new money and delegate it, as far as `outside` holds it."""
    if not flow.join_uakt.size:
        return
    # in floats, which hold sums beyond 64 bits; below 2^53, more than there can be outside, they are exact
    sent = np.cumsum(flow.join_uakt.astype(np.float64)) <= world.ledger.total("outside_uakt")
    who, where, amount = flow.join_delegator[sent], flow.join_validator[sent], flow.join_uakt[sent]
    outside = Account("outside_uakt")
    world.ledger.move(outside, Account("delegators.wallet_uakt", who), amount, NEW_STAKE)
    refused = ~delegate(world, who, where, amount, JOINED)
    world.ledger.move(Account("delegators.wallet_uakt", who[refused]), outside, amount[refused], NEW_STAKE_REFUSED)
