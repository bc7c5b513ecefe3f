"""Distribution: one block's provision through the model's own allocation."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field, model_validator

from econsim.mechanisms.distribution.rules import distribute
from econsim.scenario.values import Fraction
from econsim.units import UAKT_PER_POWER
from econsim.verification.mainnet6 import law_with
from econsim.verification.theory.theory import CannotMeasure, Measured, Range, Theory, Whole
from econsim.world.build import empty_world, with_stakes
from econsim.world.ledger import Account

_LOST_UAKT = 1e-5


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
        return self


def block_allocation(given: BlockAllocation, sample: int) -> Measured:
    """Put the provision into the fee collector and distribute it; entitlements in whole uakt, the rest in the pool.

    What 18 decimals lose of a power fraction such as 1/3 must not cost a whole uakt.
    """
    if given.base_proposer_reward or given.bonus_proposer_reward or not all(given.signed):
        raise CannotMeasure("the epoch gives proposers their part by power in expectation, and everybody signs")
    stakes = {(v, v): power * UAKT_PER_POWER for v, power in enumerate(given.power) if power}
    world = with_stakes(empty_world(), given.commission, stakes, n_delegators=len(given.power))
    outside, collector = Account("outside_uakt"), Account("fee_collector_uakt")
    world.ledger.move(outside, collector, given.provision_uakt, "provision")
    distribute(world, law_with(distribution__community_tax=given.community_tax).distribution)
    validators = world.validators
    allocated, commission, rewards = (
        np.floor(part + _LOST_UAKT).astype(np.int64).tolist()
        for part in (validators.allocated_uakt, validators.commission_accrued_uakt, validators.rewards_accrued_uakt)
    )
    pool = given.provision_uakt - sum(allocated)
    return Measured({"community_pool": pool, "validator": allocated, "commission": commission, "delegators": rewards})


THEORIES = (Theory("distribution.block_allocation", BlockAllocation, block_allocation),)
