"""Claims: what was decided on rewards and commission, carried out by the chain's rules."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.distribution.withdrawals import settle, withdraw_commission_of
from econsim.mechanisms.staking import money
from econsim.mechanisms.staking.delegation import add_stake
from econsim.mechanisms.staking.records import REFUSED, Records, Stake, stake_of
from econsim.units import BoolArray, FloatArray, IntArray
from econsim.world.pairs import END
from econsim.world.tables import record_type, records
from econsim.world.world import World

CLAIM = record_type(delegator=np.int64, restaked_share=np.float64, sold_share=np.float64, commission_sold_uakt=np.int64)


@dataclass(frozen=True)
class ClaimUse(Protocol):
    """Who claims, the shares of the claim restaked and sold, and the most that is sold of commission, by delegator."""

    is_claiming: BoolArray
    restaked_share: FloatArray
    sold_share: FloatArray
    commission_sold_uakt: IntArray


def use_rewards(world: World, use: ClaimUse) -> None:
    """Claim, then restake a share with the validator it came from and sell a share; the rest is kept.

    An operator first withdraws its commission and sells at most what it has withdrawn.
    """
    claiming = np.flatnonzero(use.is_claiming)
    if not claiming.size:
        return
    claims, stake = records(CLAIM, claiming.size), stake_of(world)
    claims["delegator"], claims["restaked_share"] = claiming, use.restaked_share[claiming]
    claims["sold_share"] = use.sold_share[claiming]
    claims["commission_sold_uakt"] = use.commission_sold_uakt[claiming]
    n_refused = carry_out_claims(stake, claims)
    money.post(world.journal, stake.books)
    world.journal.count(REFUSED, n_refused)


@njit
def carry_out_claims(stake: Stake, claims: Records) -> int:
    """Carry out claims one after the other; return how many restakes were refused."""
    delegators, validators, first, pairs = stake.delegators, stake.validators, stake.first, stake.pairs
    books, pots = stake.books, stake.pots
    n_refused, paid = 0, np.empty(validators.size, np.int64)
    for number in range(claims.size):
        claim = claims[number]
        claimer = delegators[claim.delegator]
        if claimer.operates >= 0:
            own = validators[claimer.operates]
            operator = delegators[own.operator]
            withdrawn = withdraw_commission_of(books, claimer.operates, own, operator, money.COMMISSION_WITHDRAWN)
            money.sell(books, pots, claimer, min(claim.commission_sold_uakt, max(withdrawn, 0)))
        claimed, place, row = 0.0, 0, first[claim.delegator]
        while row != END:
            pair = pairs[row]
            paid[place] = settle(books, pots, pair, claimer, validators[pair.validator], money.REWARDS_CLAIMED)
            claimed += paid[place]
            place, row = place + 1, pair.next
        if money.is_short(books):
            break
        money.sell(books, pots, claimer, math.floor(claimed * claim.sold_share))
        place, row = 0, first[claim.delegator]
        while row != END:
            pair = pairs[row]
            amount = math.floor(paid[place] * claim.restaked_share)
            if amount > 0 and not add_stake(
                books, pots, pair, claimer, validators[pair.validator], amount, money.RESTAKED
            ):
                n_refused += 1
            place, row = place + 1, pair.next
    return n_refused
