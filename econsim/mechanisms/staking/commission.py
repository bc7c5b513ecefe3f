"""Commission: what an edit of a validator's rate must keep to.

An edit is accepted iff at least 24 hours have passed since the last change, 0 <= rate <= max_rate, and a raise is at
most max_change_rate; decreases have no limit. From v0.24.0 on, the ante rule refuses edits that name a rate below
`min_commission_rate`. Nothing else looks at that parameter: raising it moves nobody. A new rate acts from the next
allocation.

Source: cosmos/cosmos-sdk x/staking/types/commission.go ValidateNewRate, x/staking/keeper/validator.go
UpdateValidatorCommission @9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16); akash-network/node
app/decorators/min_commision.go @6952ec25c2f6494439d947e03ff9aaacc592598d.
Where we differ: nothing; creating a validator and edits that name no rate are not modelled.
"""

from __future__ import annotations

import math

import numpy as np

from econsim.mechanisms.staking.parameters import Staking
from econsim.mechanisms.upgrades.releases import Rules
from econsim.units import SECONDS_PER_DAY, BoolArray, FloatArray, IntArray, dec18
from econsim.world.world import World

EDITS, EDITS_REFUSED = "commission_edits", "commission_edits_refused"
_DECIMALS_OF_A_MESSAGE = 12  # so that 0.05 + 0.01 asks for 0.06 and not for 0.060000000000000005


def edit_commission(world: World, law: Staking, rules: Rules, validator: IntArray, rate: FloatArray) -> BoolArray:
    """Carry out edits in order, each naming a rate (a fraction); return which were accepted."""
    validators, lowest = world.validators, lowest_rate_of_an_edit(law, rules)
    accepted = np.zeros(validator.size, dtype=np.bool_)
    for message, (v, wanted) in enumerate(zip(validator.tolist(), rate.tolist(), strict=True)):
        new = dec18(round(wanted, _DECIMALS_OF_A_MESSAGE))
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


def lowest_rate_of_an_edit(law: Staking, rules: Rules) -> int:
    """Return the lowest rate [1e-18] that the ante rule lets an edit name."""
    return law.min_commission_rate_dec18 if rules.edit_below_floor_refused else 0


def locked_in(world: World, law: Staking, rules: Rules) -> BoolArray:
    """Return which validators can make no edit that names a rate, however long they wait.

    Even the lowest rate that the ante rule lets through is then above their max rate, or more than a max change away.
    """
    validators, lowest = world.validators, lowest_rate_of_an_edit(law, rules)
    limits = (validators.commission_rate_dec18, validators.max_rate_dec18, validators.max_change_rate_dec18)
    rows = zip(*(column.tolist() for column in limits), strict=True)
    may_edit = [new_rate_is_valid(lowest, old, most, step, math.inf) for old, most, step in rows]
    return ~np.array(may_edit, dtype=np.bool_)


def new_rate_is_valid(new: int, old: int, max_rate: int, max_change_rate: int, seconds_since_change: float) -> bool:
    """Return whether a validator may go from an old rate to a new one (rates scaled by 10^18)."""
    return seconds_since_change >= SECONDS_PER_DAY and 0 <= new <= max_rate and new - old <= max_change_rate
