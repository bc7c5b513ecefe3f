"""The foundation at genesis: one more delegator, whose stake is taken pro rata from what all the others delegate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from econsim.genesis.delegators import Holdings
from econsim.units import DEC18, dec18, mul_div
from econsim.world.tables import sum_by


def with_foundation(holdings: Holdings, stake_share: float, n_validators: int) -> Holdings:
    """Return the holdings with the foundation's, the last delegator; no validator has more or less, nor any operator.

    stake_share: part of the stake that is delegated by others than operators; nothing changes where it is 0.
    """
    if stake_share == 0.0:
        return holdings
    taken = np.where(
        holdings.delegator >= n_validators, mul_div(holdings.stake_uakt, dec18(stake_share), DEC18), 0
    ).astype(np.int64)
    by_validator = sum_by(holdings.validator, taken, n_validators)
    held = np.flatnonzero(by_validator)
    return replace(
        holdings,
        delegator=np.append(holdings.delegator, np.full(held.size, holdings.is_large.size)),
        validator=np.append(holdings.validator, held),
        stake_uakt=np.append(holdings.stake_uakt - taken, by_validator[held]),
        idle_uakt=np.append(holdings.idle_uakt, 0),
        is_large=np.append(holdings.is_large, False),
    )
