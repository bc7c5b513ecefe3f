"""Claims: what was decided on rewards and commission, carried out by the chain's rules."""

from __future__ import annotations

import numpy as np

from econsim.contracts import RewardUse
from econsim.mechanisms.distribution.rules import withdraw_commission, withdraw_rewards
from econsim.mechanisms.exchange.rules import sell_akt
from econsim.mechanisms.staking.rules import RESTAKED, delegate
from econsim.units import IntArray
from econsim.world.world import World


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
