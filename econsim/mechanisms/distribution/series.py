"""Series of distribution: what accrued to validators and delegators, and what they withdrew."""

from __future__ import annotations

from econsim.mechanisms.distribution.rules import COMMISSION_WITHDRAWN, REWARDS_CLAIMED
from econsim.world.series import Moment, Series, flow, stock


def _commission_lifted(now: Moment) -> float:
    validators = now.world.validators
    return float(validators.commission_accrued_uakt[validators.is_below_floor_at_start].sum())


SERIES = (
    stock("community_pool_uakt", "community_pool_uakt", "community pool (whole uakt)"),
    Series(
        "commission_accrued_uakt",
        "uakt",
        "commission earned by all validators in the epoch",
        lambda now: float(now.world.validators.commission_accrued_uakt.sum()),
    ),
    Series(
        "commission_lifted_uakt",
        "uakt",
        "commission earned in the epoch by the validators that Mainnet 7 lifted",
        _commission_lifted,
    ),
    Series(
        "delegator_rewards_accrued_uakt",
        "uakt",
        "rewards earned by delegations in the epoch (self-bonds included)",
        lambda now: float(now.world.validators.rewards_accrued_uakt.sum()),
    ),
    flow(COMMISSION_WITHDRAWN, "commission_withdrawn_uakt", "commission withdrawn by operators"),
    flow(REWARDS_CLAIMED, "rewards_claimed_uakt", "rewards withdrawn by claims"),
)
