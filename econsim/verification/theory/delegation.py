"""Theory of delegation: logit shares, inertia, and what a commission floor does to stake and commission."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from pydantic import Field, model_validator

from econsim.measures.concentration import hhi
from econsim.mechanisms.distribution.rules import distribute
from econsim.mechanisms.upgrades.releases import release
from econsim.mechanisms.upgrades.rules import migrate
from econsim.scenario.values import Fraction
from econsim.units import FloatArray, IntArray
from econsim.verification.mainnet6 import law_with
from econsim.verification.theory.agents import (
    ENDLESS,
    MOST_VALIDATORS,
    agents,
    everybody_chooses,
    let_choose,
    logit_of,
    stake_shares,
)
from econsim.verification.theory.theory import (
    REPLICATES,
    Measured,
    Range,
    Theory,
    over_replicates,
    rare_event_error,
)
from econsim.world.build import empty_world, with_stakes
from econsim.world.ledger import Account
from econsim.world.world import World

_FLOOR_UPGRADE = "v0.26.0"  # Mainnet 7: rates below the floor are raised to it
_STAKE_UAKT = 10**18
_FEES_UAKT = 10**15
_MOVED_PER_EPOCH = 0.02  # where a step moves less, an epoch is several steps


class LogitShares(Range):
    """Shares ~ exp(brand - sensitivity x commission); a sensitivity of None is endless."""

    commission: list[Fraction] = Field(min_length=1, max_length=MOST_VALIDATORS)
    sensitivity: float | None = Field(alias="gamma", ge=0.0, le=ENDLESS)
    brand: list[float] = Field(alias="alpha")

    @model_validator(mode="after")
    def _one_of_each(self) -> LogitShares:
        if len(self.brand) != len(self.commission):
            raise ValueError(f"{len(self.commission)} commissions, but {len(self.brand)} alphas")
        return self


def logit_shares(given: LogitShares, sample: int) -> Measured:
    """Let everybody choose once under the rates given, after a genesis at which all rates were 0."""
    brand = np.exp(np.array(given.brand) - max(given.brand))
    rows: list[dict[str, Any]] = []
    for replicate in range(REPLICATES):
        world = agents(given.commission, brand / brand.sum(), [0.0] * brand.size, sample // REPLICATES)
        everybody_chooses(world, given.sensitivity, replicate)
        rows.append({"shares": stake_shares(world)})
    shares = np.mean([row["shares"] for row in rows], axis=0)
    return Measured(*over_replicates(rows, {"shares": rare_event_error(shares, sample)}))


class Relaxation(Range):
    """How likely a delegator reconsiders in a step."""

    reconsider_probability: float = Field(gt=0.0, lt=1.0)


def relaxation(given: Relaxation, sample: int) -> Measured:
    """Let delegators leave a validator that nobody would choose; the share that stays halves in the half-life.

    A step is a day. Movers over delegators at risk, in all, is the probability of leaving.
    """
    days = max(1, round(_MOVED_PER_EPOCH / given.reconsider_probability))
    half_life = math.log(0.5) / math.log1p(-given.reconsider_probability)
    policy = logit_of(200.0, given.reconsider_probability)
    world = agents([1.0, 0.0], np.array([0.5, 0.5]), [0.0, 0.0], sample)
    world.epoch_seconds *= days
    at_risk = moved = 0
    for _ in range(math.ceil(half_life / days)):
        staying = int(world.validators.tokens_uakt[0])
        let_choose(world, policy, replicate=0)
        at_risk, moved = at_risk + staying, moved + staying - int(world.validators.tokens_uakt[0])
    leaving = -math.expm1(math.log1p(-moved / at_risk) / days) if moved < at_risk else 1.0
    return Measured({"half_life_steps": math.log(0.5) / math.log1p(-leaving) if 0.0 < leaving < 1.0 else None})


class FloorResponse(Range):
    """Shares of stake and commissions before a floor, and how delegators respond."""

    shares: list[Fraction] = Field(min_length=1, max_length=MOST_VALIDATORS)
    commission: list[Fraction]
    floor: Fraction
    sensitivity: float | None = Field(alias="gamma", ge=0.0, le=ENDLESS)

    @model_validator(mode="after")
    def _one_of_each(self) -> FloorResponse:
        if len(self.shares) != len(self.commission):
            raise ValueError(f"{len(self.shares)} shares, but {len(self.commission)} commissions")
        if abs(math.fsum(self.shares) - 1.0) > 1e-9:
            raise ValueError(f"shares add up to {math.fsum(self.shares):.12g}; expected 1")
        return self


def floor_response(given: FloorResponse, sample: int) -> Measured:
    """Measure commission before; run the upgrade that enforces the floor; let everybody choose; measure again.

    Which validators gain is read from one half of the replicates and how much from the other: the size of a sum whose
    signs come from the same draws would be above 0 by chance alone.
    """
    before = _before(given)
    stake, total = np.array(given.shares), math.fsum(before["commission_income_before"])
    values = before | {"total_commission_before": total, "hhi_before": hhi(_whole_stake(stake))}
    rows: list[dict[str, Any]] = []
    each = 2 * REPLICATES / sample  # an agent's share, of which the HHI of draws is too high on average
    for replicate in range(2 * REPLICATES):
        world = agents(given.commission, stake, given.commission, sample // (2 * REPLICATES))
        law = law_with(staking__min_commission_rate=given.floor)
        migrate(world, law, release(_FLOOR_UPGRADE).migrations)
        everybody_chooses(world, given.sensitivity, replicate)
        shares, income = stake_shares(world), _commission_income(world)
        rows.append(
            {
                "new_shares": shares,
                "commission_income_after": income,
                "total_commission_after": float(income.sum()),
                "delegator_income_loss": 1.0 - (1.0 - float(income.sum())) / (1.0 - total) if total < 1.0 else 0.0,
                "hhi_after": (hhi(world.validators.tokens_uakt) - each) / (1.0 - each),
            }
        )
    gains = np.sign(np.mean([row["new_shares"] for row in rows[:REPLICATES]], axis=0) - stake)
    moved = [{"stake_moved": float((gains * (row["new_shares"] - stake)).sum()) / 2.0} for row in rows[REPLICATES:]]
    error = rare_event_error(np.mean([row["new_shares"] for row in rows], axis=0), sample)
    rates = np.maximum(given.commission, given.floor)
    after, errors = over_replicates(rows, {"new_shares": error, "commission_income_after": error * rates})
    moved_mean, moved_error = over_replicates(moved)
    return Measured(values | after | moved_mean, errors | moved_error)


def _before(given: FloorResponse) -> dict[str, list[float]]:
    """Return commission per unit of rewards before the floor, with stake at exactly the shares given."""
    stake = _whole_stake(np.array(given.shares))
    world = with_stakes(
        empty_world(),
        given.commission,
        {(v, v): amount for v, amount in enumerate(stake.tolist()) if amount},
        n_delegators=stake.size,
    )
    return {"commission_income_before": _commission_income(world).tolist()}


def _whole_stake(shares: FloatArray) -> IntArray:
    return np.rint(shares * _STAKE_UAKT).astype(np.int64)


def _commission_income(world: World) -> FloatArray:
    """Return what an epoch's fees bring each validator in commission, per unit of all rewards."""
    world.ledger.move(Account("outside_uakt"), Account("fee_collector_uakt"), _FEES_UAKT, "fees")
    distribute(world, law_with(distribution__community_tax=0.0).distribution)
    return np.asarray(world.validators.commission_accrued_uakt / world.validators.allocated_uakt.sum())


THEORIES = (
    Theory("delegation.logit_shares", LogitShares, logit_shares, sample=320_000),
    Theory(
        "delegation.relaxation",
        Relaxation,
        relaxation,
        sample=20_000,
        rtol={"half_life_steps": ("simulated.half_life_rtol", 0.03)},
    ),
    Theory("floor.logit_response", FloorResponse, floor_response, sample=320_000),
)
