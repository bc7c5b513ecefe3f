"""Staking messages: what was decided, carried out by the chain's rules; a refused one changes nothing."""

from __future__ import annotations

import numpy as np

from econsim.contracts import CommissionEdit, RewardUse, StakingMessages
from econsim.mechanisms.distribution.rules import withdraw_commission, withdraw_rewards
from econsim.mechanisms.exchange.rules import sell_akt
from econsim.mechanisms.staking.commission import edit_commission
from econsim.mechanisms.staking.principal import take_off_principal
from econsim.mechanisms.staking.rules import RESTAKED, delegate, redelegate, undelegate
from econsim.units import IntArray
from econsim.world.world import World


def edit_commissions(world: World, asked: CommissionEdit) -> None:
    """Send an edit-validator message for every rate that was asked for."""
    asking = np.flatnonzero(~np.isnan(asked.commission_rate))
    edit_commission(world, asking, asked.commission_rate[asking])


def use_rewards(world: World, use: RewardUse) -> None:
    """Claim, then restake a share with the validator it came from and sell a share; the rest is kept."""
    claiming = np.flatnonzero(use.is_claiming)
    if not claiming.size:
        return
    _withdraw_and_sell_commission(world, claiming, use.commission_sold_uakt)
    claim = withdraw_rewards(world, claiming)
    restaked = np.floor(claim.uakt * use.restaked_share[claim.delegator]).astype(np.int64)
    claimed = np.bincount(claim.delegator, claim.uakt, len(world.delegators))
    sell_akt(world, claiming, np.floor(claimed[claiming] * use.sold_share[claiming]).astype(np.int64))
    staking = np.flatnonzero(restaked)
    delegate(world, claim.delegator[staking], claim.validator[staking], restaked[staking], RESTAKED)


def _withdraw_and_sell_commission(world: World, claiming: IntArray, to_sell: IntArray) -> None:
    operators = claiming[world.delegators.operates[claiming] >= 0]
    withdrawn = withdraw_commission(world, world.delegators.operates[operators])
    sell_akt(world, operators, np.minimum(to_sell[operators], withdrawn))


def move_stake(world: World, asked: StakingMessages) -> None:
    """Carry out redelegations, then undelegations, then delegations."""
    redelegate(
        world,
        asked.redelegate_delegator,
        asked.redelegate_source,
        asked.redelegate_destination,
        asked.redelegate_uakt,
    )
    undelegate(world, asked.undelegate_delegator, asked.undelegate_validator, asked.undelegate_uakt)
    joined = delegate(world, asked.delegate_delegator, asked.delegate_validator, asked.delegate_uakt)
    take_off_principal(
        world, asked.delegate_delegator[joined], asked.delegate_validator[joined], asked.delegate_uakt[joined]
    )
