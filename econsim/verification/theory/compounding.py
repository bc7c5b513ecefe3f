"""Commission moves wealth: one validator, everybody claims and restakes at every step.

The mint is set so that a step of N blocks grows the stake by exactly r: inflation / blocks_per_year is
(1 + r)^(1/N) - 1, with everything bonded and no community tax. (N ln(1 + r), the limit of endlessly many blocks, is
off by 2e-8.)
"""

from __future__ import annotations

import math

import numpy as np
from pydantic import Field, model_validator

from econsim.answers import checked
from econsim.draws import Draws, Streams
from econsim.mechanisms.distribution.messages import use_rewards
from econsim.mechanisms.distribution.rules import distribute
from econsim.mechanisms.law import Law
from econsim.mechanisms.mint.rules import mint_blocks
from econsim.mechanisms.staking.rules import delegate
from econsim.policies.delegators.decisions import RewardUse
from econsim.policies.delegators.reward_use import Periodic
from econsim.policies.delegators.view import own_rewards
from econsim.units import DAYS_PER_YEAR, SECONDS_PER_DAY
from econsim.verification.mainnet6 import law_with
from econsim.verification.theory.theory import SEED, Measured, Range, Theory
from econsim.world.build import empty_world, with_stakes
from econsim.world.views import public_view
from econsim.world.world import World

_LARGEST_STAKE_UAKT = 4 * 10**18  # as large as the ledger allows, so that whole uakt are fine
_LARGEST_CLAIM_UAKT = 2**52  # a share of a claim is taken in floats, which hold whole numbers to 2^53
_BLOCKS_PER_YEAR = 100_000  # few, since every block loses half a uakt
_OPERATOR, _DELEGATOR = 0, 1
_MOST_STEPS = 40_000
_LARGEST_GROWTH = 10.0  # of the logarithm of stake: beyond, the stake at the start is too small for whole uakt
_CONTINUOUS = ("own_continuous", "delegated_continuous", "own_share_continuous")
_DAILY = 365


class ValidatorDelegator(Range):
    """Own and delegated stake, in any unit."""

    own_stake: float = Field(ge=0.0, le=1e12)
    delegated_stake: float = Field(ge=0.0, le=1e12)
    rate_per_year: float = Field(ge=0.0, le=10.0)
    commission: float = Field(ge=0.0, le=1.0)
    years: float = Field(gt=0.0, le=100.0)
    steps_per_year: float = Field(gt=0.0, le=1e6)

    @model_validator(mode="after")
    def _can_be_stepped(self) -> ValidatorDelegator:
        steps = self.years * self.steps_per_year
        if abs(steps - round(steps)) > 1e-6 or not 1 <= round(steps) <= _MOST_STEPS:
            raise ValueError(f"years x steps_per_year is {steps:g}; expected a whole number, 1 to {_MOST_STEPS:,}")
        if self.own_stake + self.delegated_stake <= 0.0:
            raise ValueError("own_stake and delegated_stake are 0 together")
        if steps * math.log1p(self.rate_per_year / self.steps_per_year) > _LARGEST_GROWTH:
            raise ValueError(f"stake would grow more than {math.exp(_LARGEST_GROWTH):,.0f}-fold")
        return self


def validator_delegator(given: ValidatorDelegator, sample: int) -> Measured:
    """Step mint, distribution, claims and restaking as often as the law says."""
    n_steps, rate = round(given.years * given.steps_per_year), given.rate_per_year / given.steps_per_year
    total = given.own_stake + given.delegated_stake
    largest = _LARGEST_STAKE_UAKT if rate == 0.0 else min(_LARGEST_STAKE_UAKT, _LARGEST_CLAIM_UAKT / rate)
    uakt_per_unit = largest / (1.0 + rate) ** n_steps / total
    world, law = _world(given, rate, uakt_per_unit)
    for _ in range(n_steps):
        _step(world, law)
    held = world.delegations
    bond, delegated = (
        float(held.shares[held.delegator == who].sum()) / uakt_per_unit for who in (_OPERATOR, _DELEGATOR)
    )
    values = {"own_daily": bond, "delegated_daily": delegated, "total_daily": bond + delegated}
    if given.steps_per_year < _DAILY:
        return Measured(values, missing=dict.fromkeys(_CONTINUOUS, "wants daily steps or shorter ones"))
    return Measured(values | dict(zip(_CONTINUOUS, (bond, delegated, bond / (bond + delegated)), strict=True)))


def _world(given: ValidatorDelegator, rate: float, uakt_per_unit: float) -> tuple[World, Law]:
    years_per_step = 1.0 / given.steps_per_year
    n_blocks = math.ceil(2 * _BLOCKS_PER_YEAR * max(years_per_step, math.log1p(rate)))  # inflation stays below 1
    inflation = _BLOCKS_PER_YEAR * math.expm1(math.log1p(rate) / n_blocks)
    law = law_with(
        mint__blocks_per_year=_BLOCKS_PER_YEAR,
        mint__inflation_min=inflation,
        mint__inflation_max=inflation,
        distribution__community_tax=0.0,
    )
    stakes = {
        (who, 0): round(stake * uakt_per_unit)
        for who, stake in ((_OPERATOR, given.own_stake), (_DELEGATOR, given.delegated_stake))
        if stake > 0.0
    }
    step_seconds = years_per_step * DAYS_PER_YEAR * SECONDS_PER_DAY
    world = empty_world(
        supply_uakt=sum(stakes.values()),
        epoch_seconds=step_seconds,
        seconds_per_block=step_seconds / n_blocks,
        inflation=inflation,
    )
    with_stakes(world, [given.commission], stakes, n_delegators=2)
    return world, law


def _step(world: World, law: Law) -> None:
    n_blocks = round(world.epoch_seconds / world.seconds_per_block)
    mint_blocks(world, law.mint, n_blocks)
    distribute(world, law.distribution)
    policy = Periodic(claim_every_days=world.epoch_seconds / SECONDS_PER_DAY, restaked_share=1.0, sold_share=0.0)
    draws = Draws(Streams(SEED, 0), "reward_use", world.epoch, len(world.delegators))
    own, public = own_rewards(world), public_view(world, law, law.software)
    use_rewards(world, checked(policy.decide(own, public, draws), RewardUse, policy, own, public))
    commission = world.delegators.wallet_uakt[[_OPERATOR]]
    delegate(world, np.array([_OPERATOR]), np.array([0]), commission)
    world.epoch += 1


THEORIES = (
    Theory(
        "compounding.validator_delegator",
        ValidatorDelegator,
        validator_delegator,
        rtol={
            **dict.fromkeys(("own_daily", "delegated_daily", "total_daily"), ("daily_rtol", 1e-9)),
            **dict.fromkeys(_CONTINUOUS, ("continuous_vs_daily_rtol", 1e-3)),
        },
    ),
)
