"""Claims: what was decided on rewards and commission, carried out by the chain's rules."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.distribution.withdrawals import SHORT, settle, withdraw_commission_of
from econsim.mechanisms.staking import money
from econsim.mechanisms.staking.delegation import delegate
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
    n_refused, paid = 0, np.empty(stake.validators.size, np.int64)
    for number in range(claims.size):
        claim = claims[number]
        claimer = stake.delegators[claim.delegator]
        if claimer.operates >= 0:
            withdrawn = withdraw_commission_of(stake, claimer.operates, money.COMMISSION_WITHDRAWN)
            money.sell(stake.books, stake.pots, claimer, min(claim.commission_sold_uakt, max(withdrawn, 0)))
        claimed = claim_of(stake, claim.delegator, paid)
        if money.is_short(stake.books):
            break
        money.sell(stake.books, stake.pots, claimer, math.floor(claimed * claim.sold_share))
        n_refused += restake(stake, claim.delegator, paid, claim.restaked_share)
    return n_refused


@njit
def claim_of(stake: Stake, delegator: int, paid: IntArray) -> float:
    """Settle all delegations of a delegator; fill in what each pays, by order, and return the sum [uakt]."""
    claimed, place, row = 0.0, 0, stake.first[delegator]
    while row != END:
        paid[place] = settle(stake, row, money.REWARDS_CLAIMED)
        if paid[place] == SHORT:
            break
        claimed += paid[place]
        place, row = place + 1, stake.pairs[row].next
    return claimed


@njit
def restake(stake: Stake, delegator: int, paid: IntArray, share: float) -> int:
    """Delegate a share of what each delegation has paid to the validator it came from; return how many were refused."""
    n_refused, place, row = 0, 0, stake.first[delegator]
    while row != END:
        pair = stake.pairs[row]
        amount = math.floor(paid[place] * share)
        if amount > 0 and not delegate(stake, delegator, pair.validator, amount, money.RESTAKED):
            n_refused += 1
        place, row = place + 1, pair.next
    return n_refused
