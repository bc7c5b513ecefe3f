"""What delegators see of their stake and their rewards."""

from __future__ import annotations

import numpy as np

from econsim.columns import Own, snapshot
from econsim.world.holdings import pending_rewards, stake_of_delegations
from econsim.world.tranches import n_tranches
from econsim.world.world import World


def own_delegators(world: World) -> Own:
    """Return what delegators know of their stake.

    `held_*` has one entry a holding, `away_*` one entry an amount of principal in the wallet, both with the number of
    tranches it falls into; `held_row`, `away_row` say whose.
    """
    held, away, preferences = world.delegations, world.away, world.genesis_preferences
    rows = held.in_order()
    held_row, held_uakt = held.delegator[rows], stake_of_delegations(world)[rows]
    tranche_uakt = (world.bonded_uakt * world.delegators.tranche_ratio).astype(np.int64)
    return snapshot(
        np.arange(len(world.delegators)),
        {
            "wallet_uakt": world.delegators.wallet_uakt,
            "is_large": world.delegators.is_large,
            "operates": world.delegators.operates,
            "held_row": held_row,
            "held_validator": held.validator[rows],
            "away_row": away.delegator,
            "away_validator": away.validator,
            "away_uakt": away.amount_uakt,
            "genesis_share_large": preferences.genesis_share_large,
            "genesis_share_small": preferences.genesis_share_small,
            "genesis_commission_rate": preferences.genesis_commission_rate,
        },
        {
            "held_uakt": held_uakt,
            "held_tranches": n_tranches(held_uakt, tranche_uakt[held_row]),
            "away_tranches": n_tranches(away.amount_uakt, tranche_uakt[away.delegator]),
        },
    )


def own_rewards(world: World) -> Own:
    """Return what delegators, operators included, could claim now (whole uakt, rounded down)."""
    validators, delegators = world.validators, world.delegators
    is_operator = delegators.operates >= 0
    operated = delegators.operates[is_operator]
    commission = np.zeros(len(delegators), dtype=np.int64)
    cost = np.zeros(len(delegators))
    commission[is_operator] = validators.commission_uakt[operated]
    cost[is_operator] = validators.operating_cost_usd_per_month[operated]
    return snapshot(
        np.arange(len(delegators)),
        {"wallet_uakt": delegators.wallet_uakt, "operates": delegators.operates},
        {
            "pending_rewards_uakt": pending_rewards(world).astype(np.int64),
            "pending_commission_uakt": commission,
            "operating_cost_usd_per_month": cost,
        },
    )
