"""How the genesis stake is spread over delegators and validators: drawn tranche by tranche, as it moves later.

Heads have sizes by a law of which the top `large_heads_share` of heads hold `large_stake_share` of all.
Each head splits its stake over a geometric number of holdings, by exponential parts; a holding above `tranche_ratio`
of bonded stake is that many equal tranches. Every tranche is placed by a draw of its own, with the probabilities
`GenesisPreferences` of its type, so validators' stake is what results. Part of the heads hold nothing but unbonding or
idle money.
Assumptions: `delegator_sizes`, `tranches`, `waiting_candidates`, `waiting_tail`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from econsim.draws import Streams, event_uniform
from econsim.genesis.head_sizes import head_sizes
from econsim.policies.delegators.population import DelegatorPopulation
from econsim.policies.population import Population
from econsim.policies.validators.population import ValidatorPopulation
from econsim.units import DEC18, BoolArray, FloatArray, IntArray, dec18, mul_div
from econsim.world.tables import sum_by
from econsim.world.tranches import n_tranches
from econsim.world.validators import active_set
from econsim.world.world import GenesisPreferences


@dataclass
class Heads:
    """Who there is besides the operators, and what each does with its stake; one entry a head."""

    size: FloatArray
    is_large: BoolArray
    is_staking: BoolArray
    is_leaving: BoolArray
    is_idle: BoolArray


@dataclass
class GenesisTranches:
    """What falls somewhere as a whole: the head's `number`-th holding, the `part`-th of its equal parts."""

    head: IntArray
    number: IntArray
    part: IntArray
    share: FloatArray  # of all delegated stake


@dataclass
class Holdings:
    """Who holds what at genesis; delegator ids count the operators first. A pair may stand in several rows."""

    delegator: IntArray
    validator: IntArray
    stake_uakt: IntArray
    unbonding_delegator: IntArray
    unbonding_validator: IntArray
    unbonding_uakt: IntArray
    unbonding_completion_seconds: FloatArray
    idle_uakt: IntArray  # by delegator
    is_large: BoolArray  # by delegator


def build_holdings(
    population: Population,
    unbonding_ratio: float,
    streams: Streams,
    preferences: GenesisPreferences,
    *,
    bonded_uakt: int,
    seats: int,
    unbonding_time: float,
) -> Holdings:
    """Return the holdings, of which those of the active set add up to the bonded stake exactly.

    `seats`: most validators of the set of day 0. `unbonding_ratio`: amount on its way out over bonded stake; it
    arrives within `unbonding_time` [s].
    """
    who = population.delegators
    n_validators = preferences.genesis_commission_rate.size
    heads = build_heads(who, unbonding_ratio, streams)
    fallen = tranches(who, streams, heads, bonded_uakt)
    validator = place(preferences, heads.is_large[fallen.head], tranche_draws(streams, fallen))
    by_validator = np.bincount(validator, fallen.share, n_validators).astype(np.float64)
    own, delegated = _stakes(population.validators, by_validator, seats, bonded_uakt)
    stake = np.concatenate([own, np.floor(delegated * fallen.share).astype(np.int64)])
    validator = np.concatenate([np.arange(n_validators), validator])
    _give_the_rest(stake, validator, seats, bonded_uakt)

    leaving = np.flatnonzero(heads.is_leaving)
    idle = np.zeros(n_validators + who.accounts, dtype=np.int64)
    idle[n_validators + np.flatnonzero(heads.is_idle)] = _split(
        mul_div(bonded_uakt, dec18(who.idle_ratio), DEC18), heads.size[heads.is_idle]
    )
    return Holdings(
        delegator=np.concatenate([np.arange(n_validators), n_validators + fallen.head]),
        validator=validator,
        stake_uakt=stake,
        unbonding_delegator=n_validators + leaving,
        unbonding_validator=place(
            preferences, heads.is_large[leaving], streams("genesis.unbonding.validator").random(who.accounts)[leaving]
        ),
        unbonding_uakt=_split(mul_div(bonded_uakt, dec18(unbonding_ratio), DEC18), heads.size[leaving]),
        unbonding_completion_seconds=_evenly(
            streams("genesis.unbonding.order").random(who.accounts)[leaving], unbonding_time
        ),
        idle_uakt=idle,
        is_large=np.concatenate([np.zeros(n_validators, dtype=np.bool_), heads.is_large]),
    )


def build_heads(who: DelegatorPopulation, unbonding_ratio: float, streams: Streams) -> Heads:
    """Return the heads: sizes, which are large, and which stake, leave or are idle."""
    size = head_sizes(streams, who.accounts, who.size_law, who.large_heads_share, who.large_stake_share)
    fate = streams("genesis.delegators.fate").random(who.accounts)
    is_leaving = fate < unbonding_ratio
    is_idle = ~is_leaving & (fate < unbonding_ratio + who.idle_ratio)
    is_large = np.zeros(who.accounts, dtype=np.bool_)
    is_large[np.argsort(-size, kind="stable")[: round(who.accounts * who.large_heads_share)]] = True
    return Heads(size, is_large, ~is_leaving & ~is_idle, is_leaving, is_idle)


def tranches(who: DelegatorPopulation, streams: Streams, heads: Heads, bonded_uakt: int) -> GenesisTranches:
    """Return the tranches of all who stake; the number of a head's holdings is geometric around `mean_delegations`."""
    uniform = streams("genesis.delegators.picks").random(who.accounts)
    stay = 1.0 - 1.0 / who.mean_delegations
    drawn = np.ones(who.accounts) if stay <= 0 else 1 + np.floor(np.log1p(-uniform) / np.log(stay))
    n_holdings = np.where(heads.is_staking, np.minimum(drawn, who.most_delegations), 0).astype(np.int64)
    head, number = _numbered(n_holdings)
    weight = 2.0**-54 - np.log1p(-event_uniform(streams.event_key("genesis.delegators.part"), head, number))
    held = heads.size[head] * weight / np.bincount(head, weight, who.accounts)[head]
    share = held / held.sum()
    n_parts = n_tranches(np.ceil(share * bonded_uakt).astype(np.int64), int(bonded_uakt * who.tranche_ratio))
    holding, part_number = _numbered(n_parts)
    return GenesisTranches(head[holding], number[holding], part_number, (share / n_parts)[holding])


def tranche_draws(streams: Streams, fallen: GenesisTranches) -> FloatArray:
    """Return the draw that places each tranche, keyed by whose it is and its numbers."""
    return event_uniform(streams.event_key("genesis.tranches"), fallen.head, fallen.number, fallen.part)


def place(preferences: GenesisPreferences, is_large: BoolArray, uniform: FloatArray) -> IntArray:
    """Return the validator that each draw picks with the probabilities of its type, by inverse CDF."""
    chosen = np.zeros(uniform.size, dtype=np.int64)
    for shares, of_type in ((preferences.genesis_share_large, is_large), (preferences.genesis_share_small, ~is_large)):
        upto = np.cumsum(shares)
        below_all = np.minimum(uniform[of_type] * upto[-1], np.nextafter(upto[-1], 0.0))
        chosen[of_type] = np.searchsorted(upto, below_all, side="right")
    return chosen


def own_bond(self_bond_uakt: int, bonded_uakt: int, n_table: int) -> int:
    """Return what an operator of the table has with its own validator: at most half of an equal part [uakt]."""
    return min(self_bond_uakt, bonded_uakt // (2 * n_table))


def _stakes(who: ValidatorPopulation, share: FloatArray, seats: int, bonded_uakt: int) -> tuple[IntArray, float]:
    """Return each operator's own stake and the sum of all delegated stake [uakt]; `share` is by validator.

    Where candidates have delegated stake their operators have as much as those of the table; the strongest are seated,
    and what these have is the bonded stake. Else candidates wait at even steps below the least validator of the table,
    with stake of their operators alone; those for whom the law has a seat nevertheless are part of the bonded stake.
    """
    n_waiting = who.waiting_candidates
    n_table = share.size - n_waiting
    if who.waiting_size_exponent is not None:
        own, n_seated = own_bond(who.self_bond_uakt, bonded_uakt, n_table), min(seats, share.size)
        return np.full(share.size, own), (bonded_uakt - n_seated * own) / float(np.sort(share)[-n_seated:].sum())
    steps = np.arange(n_waiting, 0, -1) / (n_waiting + 1)
    seated_steps = float(steps[: max(seats - n_table, 0)].sum())
    own, least = own_bond(who.self_bond_uakt, bonded_uakt, n_table), float(share[:n_table].min())
    delegated = (bonded_uakt - (min(seats, n_table) + seated_steps) * own) / (1.0 + seated_steps * least)
    waiting = np.floor((own + delegated * least) * steps).astype(np.int64)
    return np.concatenate([np.full(n_table, own), waiting]), delegated


def _give_the_rest(stake: IntArray, validator: IntArray, max_validators: int, bonded_uakt: int) -> None:
    """Let the largest holding of the active set take what rounding left over, so that the set adds up exactly."""
    tokens = sum_by(validator, stake, int(validator.max()) + 1)
    active = active_set(tokens, max_validators)
    held = np.where(np.isin(validator, active), stake, -1)
    stake[np.argmax(held)] += bonded_uakt - int(tokens[active].sum())


def _numbered(counts: IntArray) -> tuple[IntArray, IntArray]:
    """Return (row, 0 to count - 1) for each row as often as its count says."""
    row = np.repeat(np.arange(counts.size), counts)
    return row, np.arange(row.size) - np.repeat(np.cumsum(counts) - counts, counts)


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
