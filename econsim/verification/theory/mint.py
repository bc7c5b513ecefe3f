"""Theory of the mint: inflation and supply at a held bonded ratio, compounding, block time, the yield of a stake."""

from __future__ import annotations

import math

from pydantic import Field, model_validator

from econsim.mechanisms.distribution.rules import distribute
from econsim.mechanisms.mint.parameters import Mint
from econsim.mechanisms.mint.rules import mint_blocks, mint_epoch
from econsim.units import DAYS_PER_YEAR, SECONDS_PER_DAY
from econsim.verification.bonded_ratio import hold_bonded_ratio, into_the_fee_collector
from econsim.verification.mainnet6 import law_with
from econsim.verification.theory.distribution import NO_PROPOSER_REWARDS
from econsim.verification.theory.theory import CannotMeasure, Measured, Range, Theory
from econsim.world.build import empty_world, hand_out, with_stakes
from econsim.world.ledger import Account
from econsim.world.world import World

_YEAR_SECONDS = DAYS_PER_YEAR * SECONDS_PER_DAY
_EPOCH_SECONDS = SECONDS_PER_DAY / 4
_NO_SLOPE = 1e-8  # a year: what holding the ratio in whole uakt leaves
_LONGEST_YEARS = 10.0  # how long inflation is watched for the bound it may meet
_SUPPLY_UAKT = 10**15  # Akash's own is 2 x 10^14; grows at most 9,000-fold before the ledger's 64 bits are full
_MOST_BLOCKS = 10**8
_LARGEST_RATIO = 0.999  # a day's new tokens cannot be bonded before they exist
_LARGEST_GROWTH = 8.0  # of the logarithm of supply


class ConstantBonded(Range):
    """`blocks_ratio`: blocks in a year of 31,557,600 s over blocks_per_year."""

    inflation_min: float = Field(ge=0.0, le=1.0)
    inflation_max: float = Field(ge=0.0, le=1.0)
    inflation_start: float
    inflation_rate_change: float = Field(ge=0.0, le=1.0)
    goal_bonded: float = Field(gt=0.0, le=1.0)
    bonded_ratio: float = Field(ge=0.0, le=_LARGEST_RATIO)
    blocks_ratio: float = Field(gt=0.0, le=10.0)
    years: float = Field(gt=0.0, le=100.0)

    @model_validator(mode="after")
    def _inflation_starts_inside(self) -> ConstantBonded:
        if not self.inflation_min <= self.inflation_start <= self.inflation_max:
            raise ValueError("inflation_start lies outside inflation_min to inflation_max")
        if self.inflation_max * self.blocks_ratio * self.years > _LARGEST_GROWTH:
            raise ValueError(f"supply would grow more than {math.exp(_LARGEST_GROWTH):,.0f}-fold")
        return self


def constant_bonded(given: ConstantBonded, sample: int) -> Measured:
    """Step the mint by quarters of a day with the bonded ratio held, until the years are over and a bound is met."""
    slope = _slope(given)
    n_epochs = math.ceil(given.years * _YEAR_SECONDS / _EPOCH_SECONDS - 1e-9)
    world, law = _mint_world(given, given.years * _YEAR_SECONDS / n_epochs, given.inflation_min, given.inflation_max)
    bound = given.inflation_max if slope > 0 else given.inflation_min
    start, reached, values = world.supply_uakt, None, {"slope_per_year": slope}
    while world.epoch < n_epochs or (slope and reached is None and _years(world) < _LONGEST_YEARS):
        since, before = _years(world), world.inflation
        _step(world, law, given.bonded_ratio)
        if slope and reached is None and world.inflation == bound:
            reached = since + (bound - before) / slope
        if world.epoch == n_epochs:
            values |= {"inflation_end": world.inflation, "supply_factor": world.supply_uakt / start}
    if slope and reached is None:
        why = f"no bound was met in the {_LONGEST_YEARS:g} years that were watched"
        return Measured(values, missing={"years_to_bound": why})
    return Measured(values | {"years_to_bound": reached})


def _mint_world(given: ConstantBonded, epoch_seconds: float, low: float, high: float) -> tuple[World, Mint]:
    law = law_with(
        mint__inflation_min=low,
        mint__inflation_max=high,
        mint__inflation_rate_change=given.inflation_rate_change,
        mint__goal_bonded=given.goal_bonded,
    )
    world = empty_world(
        supply_uakt=_SUPPLY_UAKT,
        epoch_seconds=epoch_seconds,
        seconds_per_block=_YEAR_SECONDS / (given.blocks_ratio * law.mint.blocks_per_year),
        inflation=given.inflation_start,
    )
    with_stakes(world, [0.0], {}, n_delegators=1)
    into_the_fee_collector(world)
    return world, law.mint


def _step(world: World, law: Mint, bonded_ratio: float) -> None:
    hold_bonded_ratio(world, law, bonded_ratio)
    mint_epoch(world, law)
    world.epoch += 1


def _slope(given: ConstantBonded) -> float:
    """Return how inflation moves in a year: seen over an epoch, away from the bounds."""
    middle = given.model_copy(update={"inflation_start": 0.1})
    world, law = _mint_world(middle, _EPOCH_SECONDS, 0.0, 1.0)
    _step(world, law, given.bonded_ratio)
    slope = (world.inflation - middle.inflation_start) / _years(world)
    return 0.0 if abs(slope) < _NO_SLOPE else slope


def _years(world: World) -> float:
    """Return the time since the start, counted in whole blocks."""
    return world.height * world.seconds_per_block / _YEAR_SECONDS


class Compounding(Range):
    """Inflation held by equal bounds, a year of blocks."""

    inflation: float = Field(ge=0.0, le=1.0)
    blocks_per_year: int = Field(gt=0, le=10**9)


def compounding(given: Compounding, sample: int) -> Measured:
    """Mint a block for the simple rate, then a year in days for the growth of supply."""
    law = law_with(
        mint__inflation_min=given.inflation,
        mint__inflation_max=given.inflation,
        mint__blocks_per_year=given.blocks_per_year,
    ).mint
    if given.blocks_per_year > _MOST_BLOCKS:
        raise CannotMeasure(f"a year of more than {_MOST_BLOCKS:,} blocks takes too long to step")
    world = empty_world(inflation=given.inflation, supply_uakt=10**18)
    start = world.supply_uakt
    mint_blocks(world, law, 1)
    values = {"simple": (world.supply_uakt - start) * given.blocks_per_year / start}
    days = min(given.blocks_per_year, round(DAYS_PER_YEAR))
    world = empty_world(inflation=given.inflation, supply_uakt=10**18)
    for day in range(days):
        left = given.blocks_per_year * (day + 1) // days - given.blocks_per_year * day // days
        mint_blocks(world, law, left)
    growth = (world.supply_uakt - start) / start
    why = "the limit of endlessly many blocks; a chain has as many as it has"
    return Measured(values | {"per_block": growth}, missing={"continuous": why})


class BlocksRatio(Range):
    """Block time against the nominal number of blocks."""

    block_seconds: float = Field(gt=0.0, le=1e6)
    blocks_per_year: int = Field(gt=0, le=10**9)
    year_seconds: float = Field(gt=0.0, le=1e9)


def blocks_ratio(given: BlocksRatio, sample: int) -> Measured:
    """Count the blocks of many years on the model's clock: whole blocks, so a single year is too coarse."""
    world = empty_world(epoch_seconds=given.year_seconds, seconds_per_block=given.block_seconds)
    years = math.ceil(1e11 * given.block_seconds / given.year_seconds)
    return Measured({"blocks_ratio": (world.height_at(years) - world.height_at(0)) / years / given.blocks_per_year})


class Apr(Range):
    """A yield: inflation, tax, commission, and how much is bonded."""

    inflation: float = Field(ge=0.0, le=1.0)
    community_tax: float = Field(ge=0.0, le=1.0)
    bonded_ratio: float = Field(gt=0.0, le=1.0)
    commission: float = Field(ge=0.0, le=1.0)


def apr(given: Apr, sample: int) -> Measured:
    """Mint one block and hand it out; what a staked uakt earns, times the blocks of a year, is the simple rate."""
    law = law_with(
        mint__inflation_min=given.inflation,
        mint__inflation_max=given.inflation,
        distribution__community_tax=given.community_tax,
        **NO_PROPOSER_REWARDS,
    )
    world = with_stakes(empty_world(inflation=given.inflation), [given.commission], {}, n_delegators=1)
    supply = world.supply_uakt
    stake = min(round(given.bonded_ratio * supply), supply)
    world.validators.delegator_shares[0] = stake
    hand_out(world, Account("validators.tokens_uakt", 0), stake)
    mint_blocks(world, law.mint, 1)
    distribute(world, law.distribution)
    inflation = (world.supply_uakt - supply) * law.mint.blocks_per_year / supply
    rate = float(world.validators.rewards_accrued_uakt.sum()) * law.mint.blocks_per_year / stake
    return Measured({"apr": rate, "real_share_growth": (1.0 + rate) / (1.0 + inflation) - 1.0})


THEORIES = (
    Theory(
        "mint.constant_bonded",
        ConstantBonded,
        constant_bonded,
        rtol={
            "slope_per_year": ("per_block.inflation_rtol", 1e-6),
            "years_to_bound": ("per_block.inflation_rtol", 1e-6),
            "inflation_end": ("per_block.inflation_rtol", 1e-6),
            "supply_factor": ("per_block.supply_rtol", 1e-5),
        },
    ),
    Theory("mint.compounding", Compounding, compounding),
    Theory("mint.blocks_ratio", BlocksRatio, blocks_ratio),
    Theory("mint.apr", Apr, apr),
)
