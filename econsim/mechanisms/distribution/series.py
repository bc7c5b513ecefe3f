"""Series of distribution: what accrued to validators and delegators, and what they withdrew."""

from __future__ import annotations

import numpy as np

from econsim.mechanisms.distribution.rebates import HANDED_BACK
from econsim.mechanisms.distribution.rules import COMMISSION_WITHDRAWN, REWARDS_CLAIMED
from econsim.units import BoolArray, FloatArray
from econsim.world.series import Series, flow, of, stock, total, validators

_commission = validators("commission_accrued_uakt")


def _of_the_lifted(commission: FloatArray, is_lifted: BoolArray) -> FloatArray:
    return np.asarray(np.where(is_lifted, commission, 0.0).sum(axis=-1))


SERIES = (
    stock("community_pool_uakt", "community_pool_uakt", "community pool (whole uakt)"),
    Series(
        "commission_accrued_uakt",
        "uakt",
        "commission earned by all validators in the epoch",
        of(total, _commission),
    ),
    Series(
        "commission_lifted_uakt",
        "uakt",
        "commission earned in the epoch by the validators that Mainnet 7 lifted",
        of(_of_the_lifted, _commission, validators("is_below_floor_at_start")),
    ),
    Series(
        "delegator_rewards_accrued_uakt",
        "uakt",
        "rewards earned by delegations in the epoch (self-bonds included)",
        of(total, validators("rewards_accrued_uakt")),
    ),
    flow(COMMISSION_WITHDRAWN, "commission_withdrawn_uakt", "commission withdrawn by operators"),
    flow(HANDED_BACK, "commission_handed_back_uakt", "commission that validators handed back to their delegators"),
    flow(REWARDS_CLAIMED, "rewards_claimed_uakt", "rewards withdrawn by claims"),
)
