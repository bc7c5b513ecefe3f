"""Rewards: a day's mint handed out at once against every block's, to validators and to each delegation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from econsim.mechanisms.distribution.rules import distribute, withdraw_commission, withdraw_rewards
from econsim.mechanisms.law import Law
from econsim.mechanisms.mint.rules import mint_epoch
from econsim.mechanisms.slashing.jail import COUNTED_AFTER
from econsim.mechanisms.slashing.money import post_burned
from econsim.mechanisms.slashing.slash import Infraction, Slashable, slash
from econsim.mechanisms.staking import money
from econsim.mechanisms.staking.records import queue_of, stake_of
from econsim.reference import slash as reference
from econsim.reference.chain import Chain
from econsim.units import SECONDS_PER_DAY, UAKT_PER_AKT, UAKT_PER_POWER, FloatArray, dec18
from econsim.verification.mainnet6 import law_with
from econsim.verification.twins.chain import EPOCH_0, chain_of
from econsim.verification.twins.mint import decimal
from econsim.verification.twins.twin import BLOCKS_PER_DAY, SECONDS_PER_BLOCK, Twin
from econsim.world.build import empty_world, with_stakes
from econsim.world.world import World

_VALIDATORS, _DELEGATORS = 5, 14
_LEAST_AMOUNT_UAKT, _RELATIVE = 2.0, 1e-7


def delegations(rng: np.random.Generator) -> float:
    """Return how far withdrawals are apart, the worst over all delegations and commissions, over what is allowed.

    Two days without proposer rewards; after the first some delegators withdraw and some validators are slashed.
    Allowed: 2 uakt, or 1e-7 if more.
    """
    world, law = random_world(rng)
    chain, worst = chain_of(world, law), 0.0
    for day in range(2):
        _a_day(world, law, chain, lambda number: None)
        withdraws = np.ones(_DELEGATORS, np.bool_) if day else rng.random(_DELEGATORS) < 0.5
        claims = withdraw_rewards(world, np.flatnonzero(withdraws))
        pairs = zip(claims.delegator.tolist(), claims.validator.tolist(), strict=True)
        exact = np.array([chain.withdraw_rewards(delegator, validator) for delegator, validator in pairs])
        worst = max(worst, _excess(claims.uakt.astype(np.float64), exact))
        _slash_some(rng, world, chain)
    commission = withdraw_commission(world, np.arange(_VALIDATORS))
    exact = np.array([chain.withdraw_commission(validator) for validator in range(_VALIDATORS)])
    return max(worst, _excess(commission.astype(np.float64), exact))


def proposers(rng: np.random.Generator) -> float:
    """Return how far a day's allocations to a validator are apart, over one block's proposer reward."""
    world, law = random_world(rng)
    chain = chain_of(world, law, has_proposer_rewards=True)
    proposer_of = _weighted_round_robin(chain)
    chain.previous_proposer = proposer_of(-1)
    minted = _a_day(world, law, chain, proposer_of)
    ours = world.validators.outstanding_uakt.astype(np.float64)
    exact = np.array([chain.distribution.rewards[index].outstanding.truncate_int() for index in range(_VALIDATORS)])
    one_reward = (
        (law.distribution.base_proposer_reward + law.distribution.bonus_proposer_reward) * minted / BLOCKS_PER_DAY
    )
    return float(np.abs(ours - exact).max() / one_reward)


def random_world(rng: np.random.Generator) -> tuple[World, Law]:
    """Return validators of very different sizes, commissions and delegators, and a law with some tax."""
    law = law_with(distribution__community_tax=round(float(rng.uniform(0.0, 0.5)), 4))
    stakes = {(validator, validator): _amount(rng) for validator in range(_VALIDATORS)}
    for delegator in range(_VALIDATORS, _DELEGATORS):
        for validator in rng.choice(_VALIDATORS, size=int(rng.integers(1, 4)), replace=False).tolist():
            stakes[delegator, int(validator)] = _amount(rng)
    commission = np.round(rng.uniform(0.0, 1.0, _VALIDATORS), 4).tolist()
    supply = round(sum(stakes.values()) / rng.uniform(0.4, 0.9))
    world = empty_world(inflation=0.09, supply_uakt=supply, seconds_per_block=SECONDS_PER_BLOCK)
    return with_stakes(world, commission, stakes, _DELEGATORS), law


def _amount(rng: np.random.Generator) -> int:
    """Return 10 to 10 million AKT [uakt], every order of magnitude equally likely."""
    return round(float(np.exp(rng.uniform(*np.log([10.0, 1e7])))) * UAKT_PER_AKT)


def _a_day(world: World, law: Law, chain: Chain, proposer_of: Callable[[int], int | None]) -> int:
    """Let a day happen in both; return what the engine minted [uakt]."""
    begin = EPOCH_0 + world.epoch * SECONDS_PER_DAY
    supply = world.supply_uakt
    mint_epoch(world, law.mint)
    distribute(world, law.distribution)
    for number in range(world.n_blocks):
        chain.begin_block(round(begin + number * SECONDS_PER_BLOCK), proposer=proposer_of(number))
    world.epoch += 1
    return world.supply_uakt - supply


def _slash_some(rng: np.random.Generator, world: World, chain: Chain) -> None:
    """Burn a part of what some validators have, on both sides; nobody is jailed, and votes count by the new powers."""
    of = Slashable(stake_of(world), queue_of(world.unbondings), queue_of(world.redelegations))
    for number in np.flatnonzero(rng.random(_VALIDATORS) < 0.5).tolist():
        fraction = float(rng.choice([0.0001, 0.05, 0.5]))
        power, height = int(world.validators.tokens_uakt[number]) // UAKT_PER_POWER, chain.block.height
        why, why_unbonding = money.SLASHED_DOUBLE_SIGN, money.UNBONDING_SLASHED_DOUBLE_SIGN
        slash(of, Infraction(number, height, power, dec18(fraction), world.seconds, why, why_unbonding))
        reference.slash(chain.staking, number, height, power, decimal(fraction))
    post_burned(world.ledger, of.stake.books)
    for _ in range(COUNTED_AFTER):
        chain.end_block()


def _weighted_round_robin(chain: Chain) -> Callable[[int], int]:
    """Return who proposes each block: every validator gains its power, the highest proposes and pays all of it.

    Source: tendermint/tendermint types/validator_set.go (IncrementProposerPriority); ties go to the lower address.
    """
    powers = chain.voters()
    total, priority = sum(powers.values()), dict.fromkeys(powers, 0)

    def next_proposer(_number: int) -> int:
        for index, power in powers.items():
            priority[index] += power
        chosen = max(priority, key=lambda index: (priority[index], -index))
        priority[chosen] -= total
        return chosen

    return next_proposer


def _excess(ours: FloatArray, exact: FloatArray) -> float:
    """Return the worst distance over what is allowed; 1 is just within."""
    allowed = np.maximum(_LEAST_AMOUNT_UAKT, _RELATIVE * exact)
    return float((np.abs(ours - exact) / allowed).max(initial=0.0))


TWINS = (
    Twin(
        "rewards",
        "each withdrawal of rewards or commission after two days with slashes between them, proposer rewards off",
        1.0,
        "1e-7 of the amount, or 2 uakt if that is more",
        delegations,
    ),
    Twin(
        "proposer rewards",
        "a day's allocation to each validator, proposers in weighted round robin",
        1.0,
        "one block's proposer reward",
        proposers,
    ),
)
