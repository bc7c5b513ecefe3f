"""Series of distribution: what accrued to validators and delegators, and what they withdrew."""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.mechanisms.distribution.rules import COMMISSION_WITHDRAWN, REWARDS_CLAIMED
from econsim.units import FloatArray
from econsim.world.series import Series, flow, of, stock, total, validators


def _of_the_lifted(validators: Any) -> FloatArray:
    commission = np.where(validators["is_below_floor_at_start"], validators["commission_accrued_uakt"], 0.0)
    return np.asarray(commission.sum(axis=-1))


SERIES = (
    stock("community_pool_uakt", "community_pool_uakt", "community pool (whole uakt)"),
    Series(
        "commission_accrued_uakt",
        "uakt",
        "commission earned by all validators in the epoch",
        of(total("commission_accrued_uakt"), validators),
    ),
    Series(
        "commission_lifted_uakt",
        "uakt",
        "commission earned in the epoch by the validators that Mainnet 7 lifted",
        of(_of_the_lifted, validators),
    ),
    Series(
        "delegator_rewards_accrued_uakt",
        "uakt",
        "rewards earned by delegations in the epoch (self-bonds included)",
        of(total("rewards_accrued_uakt"), validators),
    ),
    flow(COMMISSION_WITHDRAWN, "commission_withdrawn_uakt", "commission withdrawn by operators"),
    flow(REWARDS_CLAIMED, "rewards_claimed_uakt", "rewards withdrawn by claims"),
)
