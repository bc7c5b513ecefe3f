"""Distribution: one block's provision through the model's own allocation.

The epoch engine pays proposers by power, in expectation. Who proposed one block, and who was absent from it, is known
to the reference chain alone.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field, model_validator

from econsim.mechanisms.distribution.rules import distribute
from econsim.reference.decimal18 import Dec
from econsim.scenario.values import Fraction
from econsim.units import DEC18, UAKT_PER_POWER, FloatArray, dec18
from econsim.verification.conformance.distribution import dist_allocate
from econsim.verification.mainnet6 import law_with
from econsim.verification.theory.theory import Measured, Range, Theory, Whole
from econsim.world.build import empty_world, with_stakes
from econsim.world.ledger import Account

_LOST_UAKT = 1e-5
NO_PROPOSER_REWARDS = {"distribution__base_proposer_reward": 0.0, "distribution__bonus_proposer_reward": 0.0}


class BlockAllocation(Range):
    """A block's provision, and who signed it with what power."""

    provision_uakt: Annotated[Whole, Field(ge=0, le=10**9)]
    community_tax: Fraction
    base_proposer_reward: Fraction
    bonus_proposer_reward: Fraction
    proposer: Whole | None
    power: list[Annotated[Whole, Field(ge=0, le=10**9)]] = Field(min_length=1, max_length=1_000)
    commission: list[Fraction]
    signed: list[bool]

    @model_validator(mode="after")
    def _one_of_each(self) -> BlockAllocation:
        if not len(self.power) == len(self.commission) == len(self.signed):
            raise ValueError("power, commission and signed differ in length")
        if not sum(self.power):
            raise ValueError("nobody has power")
        if self.proposer is not None and not 0 <= self.proposer < len(self.power):
            raise ValueError(f"proposer is {self.proposer}; there are {len(self.power)} validators, the first is 0")
        if self.community_tax + self.base_proposer_reward + self.bonus_proposer_reward > 1.0 + 1e-12:
            raise ValueError("community_tax and the proposer rewards add up to more than 1")
        return self


def block_allocation(given: BlockAllocation, sample: int) -> Measured:
    """Distribute the provision; entitlements in whole uakt, the rest in the pool.

    What 18 decimals lose of a power fraction such as 1/3 must not cost a whole uakt.
    """
    is_of_a_block = given.base_proposer_reward or given.bonus_proposer_reward or not all(given.signed)
    parts = _of_a_block(given) if is_of_a_block else _of_an_epoch(given)
    allocated, commission, rewards = (np.floor(part + _LOST_UAKT).astype(np.int64).tolist() for part in parts)
    pool = given.provision_uakt - sum(allocated)
    return Measured({"community_pool": pool, "validator": allocated, "commission": commission, "delegators": rewards})


def _of_an_epoch(given: BlockAllocation) -> tuple[FloatArray, ...]:
    """Put the provision into the fee collector; return what the engine allocates, its commission and rewards [uakt]."""
    stakes = {(v, v): power * UAKT_PER_POWER for v, power in enumerate(given.power) if power}
    world = with_stakes(empty_world(), given.commission, stakes, n_delegators=len(given.power))
    outside, collector = Account("outside_uakt"), Account("fee_collector_uakt")
    world.ledger.move(outside, collector, given.provision_uakt, "provision")
    distribute(world, law_with(distribution__community_tax=given.community_tax, **NO_PROPOSER_REWARDS).distribution)
    validators = world.validators
    return validators.allocated_uakt, validators.commission_accrued_uakt, validators.rewards_accrued_uakt


def _of_a_block(given: BlockAllocation) -> tuple[FloatArray, ...]:
    """Return what the reference chain allocates for one block, its commission and rewards [uakt]."""
    found = dist_allocate(
        {
            "params": {
                name: _written(getattr(given, name))
                for name in ("community_tax", "base_proposer_reward", "bonus_proposer_reward")
            },
            "fees": given.provision_uakt,
            "validators": [
                {"power": power, "commission_rate": _written(rate)}
                for power, rate in zip(given.power, given.commission, strict=True)
            ],
            "signed_power": sum(power for power, signed in zip(given.power, given.signed, strict=True) if signed),
            "total_power": sum(given.power),
            "proposer": given.proposer,
        }
    )
    parts = ("outstanding", "commission", "current_rewards")
    return tuple(np.array([amount.steps / DEC18 for amount in found[part]]) for part in parts)


def _written(fraction: float) -> str:
    return str(Dec(dec18(fraction)))


THEORIES = (Theory("distribution.block_allocation", BlockAllocation, block_allocation),)
