"""How the genesis stake is spread over delegators.

Heads have lognormal sizes whose spread makes the top `large_heads_share` of heads hold `large_stake_share` of all.
Each head picks validators in proportion to stake^popularity_exponent (new delegators on Cosmos Hub and others: .8
+- .1; sources in econsim/policies/delegation.py) and amounts are then scaled, heads and validators in turn, until
every validator holds exactly its ranked stake. Part of the heads hold nothing but unbonding or idle money.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtri

from econsim.randomness import Streams, event_uniform
from econsim.units import DEC18, BoolArray, FloatArray, IntArray, dec18, mul_div

_SWEEPS = 30


@dataclass
class Holdings:
    """Who holds what at genesis; delegator ids count the operators first."""

    delegator: IntArray
    validator: IntArray
    stake_uakt: IntArray
    unbonding_delegator: IntArray
    unbonding_validator: IntArray
    unbonding_uakt: IntArray
    unbonding_completion_seconds: FloatArray
    idle_uakt: IntArray  # by delegator
    is_large: BoolArray  # by delegator


def build_holdings(scenario: Any, streams: Streams, tokens_uakt: IntArray, bonded_uakt: int) -> Holdings:
    """Return the holdings that give every validator exactly its stake."""
    who = scenario.population.delegators
    n_validators, n_heads = tokens_uakt.size, who.accounts
    sizes = head_sizes(streams, n_heads, who.large_heads_share, who.large_stake_share)
    fate = streams("genesis.delegators.fate").random(n_heads)
    is_leaving = fate < scenario.genesis.unbonding_ratio
    is_idle = ~is_leaving & (fate < scenario.genesis.unbonding_ratio + who.idle_ratio)
    is_staking = ~is_leaving & ~is_idle

    self_bond = np.minimum(scenario.population.validators.self_bond_uakt, tokens_uakt // 2)
    wanted = tokens_uakt - self_bond
    head, validator = _picks(streams, who, wanted)
    keep = is_staking[head]
    head, validator = head[keep], validator[keep]
    stake = _stake_of_pairs(streams, head, validator, sizes, wanted)

    operators = np.arange(n_validators)
    self_bond = self_bond + (wanted - np.bincount(validator, stake, n_validators).astype(np.int64))
    pairs = stake > 0
    leaving = np.flatnonzero(is_leaving)
    idle = np.zeros(n_validators + n_heads, dtype=np.int64)
    idle[n_validators + np.flatnonzero(is_idle)] = _split(
        mul_div(bonded_uakt, dec18(who.idle_ratio), DEC18), sizes[is_idle]
    )
    by_head = np.bincount(head, stake, n_heads)
    by_head[~is_staking] = sizes[~is_staking] * by_head.sum() / sizes[is_staking].sum()
    n_large = round(n_heads * who.large_heads_share)
    is_large = np.zeros(n_validators + n_heads, dtype=np.bool_)
    is_large[n_validators + np.argsort(-by_head, kind="stable")[:n_large]] = True
    return Holdings(
        delegator=np.concatenate([operators, n_validators + head[pairs]]),
        validator=np.concatenate([operators, validator[pairs]]),
        stake_uakt=np.concatenate([self_bond, stake[pairs]]),
        unbonding_delegator=n_validators + leaving,
        unbonding_validator=_by_popularity(
            streams("genesis.unbonding.validator").random(n_heads)[leaving], wanted, who.popularity_exponent
        ),
        unbonding_uakt=_split(mul_div(bonded_uakt, dec18(scenario.genesis.unbonding_ratio), DEC18), sizes[is_leaving]),
        unbonding_completion_seconds=_evenly(
            streams("genesis.unbonding.order").random(n_heads)[leaving], scenario.chain.staking.unbonding_time
        ),
        idle_uakt=idle,
        is_large=is_large,
    )


def head_sizes(streams: Streams, n_heads: int, top_heads: float, top_stake: float) -> FloatArray:
    """Return lognormal sizes of which the top share of heads holds the top share of stake.

    For a lognormal the top fraction p of heads holds 1 - Phi(z(1 - p) - log_sd) of the total, so
    log_sd = z(1 - p) + z(top_stake); here z(.95) + z(.75) = 2.32.
    """
    log_sd = float(ndtri(1.0 - top_heads) + ndtri(top_stake))
    return np.asarray(np.exp(log_sd * ndtri(streams("genesis.delegators.size").random(n_heads) + 2.0**-54)))


def _picks(streams: Streams, who: Any, wanted: IntArray) -> tuple[IntArray, IntArray]:
    """Return the (head, validator) pairs, each head's number of picks geometric around `mean_delegations`."""
    n_heads = who.accounts
    uniform = streams("genesis.delegators.picks").random(n_heads)
    stay = 1.0 - 1.0 / who.mean_delegations
    drawn = np.ones(n_heads) if stay <= 0 else 1 + np.floor(np.log1p(-uniform) / np.log(stay))
    n_picks: IntArray = np.minimum(drawn, who.most_delegations).astype(np.int64)
    head = np.repeat(np.arange(n_heads), n_picks)
    number = np.arange(head.size) - np.repeat(np.cumsum(n_picks) - n_picks, n_picks)
    luck = event_uniform(streams.event_key("genesis.delegators.validator"), head, number)
    chosen = _by_popularity(luck, wanted, who.popularity_exponent)
    pairs = np.unique(head * wanted.size + chosen)
    return pairs // wanted.size, pairs % wanted.size


def _by_popularity(uniform: FloatArray, stake: IntArray, exponent: float) -> IntArray:
    weights = np.cumsum(stake.astype(np.float64) ** exponent)
    chosen = np.searchsorted(weights, uniform * weights[-1], side="right")
    return np.asarray(np.minimum(chosen, stake.size - 1), dtype=np.int64)


def _stake_of_pairs(
    streams: Streams, head: IntArray, validator: IntArray, sizes: FloatArray, wanted: IntArray
) -> IntArray:
    """Return the stake of each pair: heads near their size, every validator with a pair exactly at its stake."""
    part = -np.log1p(-event_uniform(streams.event_key("genesis.delegators.part"), head, validator))
    target = np.bincount(head, minlength=sizes.size).astype(bool) * sizes
    target *= wanted.sum() / target.sum()
    amount = part
    for _ in range(_SWEEPS):
        amount = amount * _scale(target, np.bincount(head, amount, sizes.size))[head]
        amount = amount * _scale(wanted, np.bincount(validator, amount, wanted.size))[validator]
    whole: IntArray = np.floor(amount).astype(np.int64)
    excess = np.bincount(validator, whole, wanted.size).astype(np.int64) - wanted
    largest = np.lexsort((-whole, validator))
    first = largest[np.flatnonzero(np.diff(validator[largest], prepend=-1))]
    whole[first] = np.maximum(whole[first] - excess[validator[first]], 0)
    return whole


def _scale(target: Any, now: Any) -> Any:
    """Return target / now, 1 where there is nothing to scale."""
    return np.divide(target, now, out=np.ones(now.size), where=now > 0)


def _split(total: int, weights: FloatArray) -> IntArray:
    """Return whole amounts in proportion to weights that add up to the total; the largest takes the remainder."""
    if not weights.size:
        return np.zeros(0, dtype=np.int64)
    amounts: IntArray = np.floor(total * (weights / weights.sum())).astype(np.int64)
    amounts[np.argmax(amounts)] += total - int(amounts.sum())
    return amounts


def _evenly(uniform: FloatArray, span_seconds: float) -> FloatArray:
    """Return moments spread evenly over a span, in the order of the draws."""
    order = np.argsort(np.argsort(uniform))
    return np.asarray((order + 0.5) / max(uniform.size, 1) * span_seconds)
