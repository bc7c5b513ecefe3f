"""Rebates: commission that a validator hands back to its delegators, by an agreement that the chain knows nothing of.

    handed back in an epoch = floor(rebate share x commission that accrued in it)

It becomes rewards of the validator's delegators, pro rata to shares, its own bond among them, as a deposit into the
rewards pool would (cosmos/cosmos-sdk x/distribution MsgDepositValidatorRewardsPool, from v0.50 on). So yields, incomes
and the rate that delegators weigh all know of the same money, and commission is what operators keep. Both are held in
`validators.outstanding_uakt`: no account changes, and the amount has a reason of its own.
Where we differ: in life it is paid off chain, at a time of the operator's choice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.distribution.allocation import index_of
from econsim.mechanisms.distribution.money import hand_back
from econsim.mechanisms.staking import money
from econsim.mechanisms.staking.money import Record, new_books, post, words
from econsim.mechanisms.staking.records import Records
from econsim.units import FloatArray
from econsim.world.world import World

HANDED_BACK = words(money.HANDED_BACK)


@dataclass(frozen=True)
class Agreed(Protocol):
    """The share of commission that each validator hands back from now on; NaN: as before."""

    rebate_share: FloatArray


def agree_on_rebates(world: World, agreed: Agreed) -> None:
    """Note the shares that validators hand back from now on."""
    is_new = ~np.isnan(agreed.rebate_share)
    if is_new.any():
        world.validators.rebate_share[is_new] = agreed.rebate_share[is_new]


def hand_back_commission(world: World) -> None:
    """Turn the rebates on the commission that has just accrued into rewards."""
    if world.validators.rebate_share.any():
        books = new_books()
        _hand_back(books, world.validators.rows)
        post(world.journal, books)


@njit
def _hand_back(books: Record, validators: Records) -> None:
    for number in range(validators.size):
        validator = validators[number]
        amount = min(math.floor(validator.rebate_share * validator.commission_accrued_uakt), validator.commission_uakt)
        if amount > 0 and validator.delegator_shares > 0:
            index = index_of(validator, amount, 0)
            if index >= 0:
                validator.reward_index_dec18 = index
                hand_back(books, validator, amount)
