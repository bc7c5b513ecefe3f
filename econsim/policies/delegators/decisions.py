"""What delegators decide, operators among them."""

from __future__ import annotations

from econsim.contracts import DecisionKind
from econsim.decisions import BondingFlow, RewardUse, StakingMessages
from econsim.world.views import own_delegators, own_rewards

DELEGATION = DecisionKind(
    name="delegation",
    population="delegators",
    meaning="where to keep stake: what to redelegate, undelegate and delegate",
    sees=own_delegators,
    decides=StakingMessages,
)

BONDING = DecisionKind(
    name="bonding",
    population="delegators",
    meaning="which stake leaves for good, and which comes from outside",
    sees=own_delegators,
    decides=BondingFlow,
)

REWARD_USE = DecisionKind(
    name="reward_use",
    population="delegators",
    meaning="whether to claim rewards, and what to restake and sell of them",
    sees=own_rewards,
    decides=RewardUse,
)
