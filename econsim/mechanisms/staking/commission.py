"""Commission: edits of a validator's rate.

An edit is accepted iff its rate lies within what world/commission.py says, 0 at least. Nothing else looks at
`min_commission_rate`: raising it moves nobody. A new rate acts from the next allocation.

Source: as there, and cosmos/cosmos-sdk x/staking/keeper/validator.go UpdateValidatorCommission
@9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16).
Where we differ: nothing; creating a validator and edits that name no rate are not modelled.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.mechanisms.staking.parameters import Staking
from econsim.mechanisms.upgrades.releases import Rules
from econsim.units import BoolArray, FloatArray, IntArray, dec18
from econsim.world.commission import (
    DECIMALS_OF_A_RATE,
    SECONDS_BETWEEN_EDITS,
    highest_reachable_rate,
    lowest_rate_of_an_edit,
)
from econsim.world.world import World

EDITS, EDITS_REFUSED = "commission_edits", "commission_edits_refused"


def edit_commission(world: World, law: Staking, rules: Rules, validator: IntArray, rate: FloatArray) -> BoolArray:
    """Carry out edits in order, each naming a rate (a fraction); return which were accepted."""
    validators, lowest = world.validators, lowest_rate_dec18(law, rules)
    accepted = np.zeros(validator.size, dtype=np.bool_)
    for message, (v, wanted) in enumerate(zip(validator.tolist(), rate.tolist(), strict=True)):
        new = dec18(round(wanted, DECIMALS_OF_A_RATE))
        accepted[message] = new >= lowest and new_rate_is_valid(
            new,
            int(validators.commission_rate_dec18[v]),
            int(validators.max_rate_dec18[v]),
            int(validators.max_change_rate_dec18[v]),
            world.seconds - float(validators.commission_updated_seconds[v]),
        )
        if accepted[message]:
            validators.commission_rate_dec18[v] = new
            validators.commission_updated_seconds[v] = world.seconds
    world.journal.count(EDITS, accepted.sum())
    world.journal.count(EDITS_REFUSED, (~accepted).sum())
    return accepted


def locked_in(rate: IntArray, max_rate: IntArray, max_change_rate: IntArray, lowest: Any) -> BoolArray:
    """Return which validators can make no edit that names a rate, however long they wait (rates scaled by 10^18).

    Even the lowest rate that the ante rule lets through is then above their max rate, or more than a max change away.
    """
    return np.asarray(highest_reachable_rate(rate, max_rate, max_change_rate) < lowest)


def lowest_rate_dec18(law: Staking, rules: Rules) -> int:
    """Return the lowest rate that the ante rule lets an edit name."""
    return lowest_rate_of_an_edit(law.min_commission_rate_dec18, rules.edit_below_floor_refused)


def new_rate_is_valid(new: int, old: int, max_rate: int, max_change_rate: int, seconds_since_change: float) -> bool:
    """Return whether a validator may go from an old rate to a new one (rates scaled by 10^18)."""
    is_rested = seconds_since_change >= SECONDS_BETWEEN_EDITS
    return bool(is_rested and 0 <= new <= highest_reachable_rate(old, max_rate, max_change_rate))
