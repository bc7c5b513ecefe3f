"""Mint: an epoch in closed form against every block of it."""

from __future__ import annotations

from functools import partial

import numpy as np

from econsim.mechanisms.mint import rules as engine
from econsim.mechanisms.mint.parameters import Mint
from econsim.reference.decimal18 import Dec
from econsim.reference.mint import Minter, MintParams
from econsim.units import DEC18
from econsim.verification.small_world import law_with
from econsim.verification.twins.twin import BLOCKS_PER_DAY, Twin

_LEAST_SUPPLY_UAKT, _LARGEST_SUPPLY_UAKT = 1e12, 1e16


def distance(rng: np.random.Generator, days: int) -> float:
    """Return how far minted tokens are apart, over what the chain mints.

    The bonded ratio lies anywhere, inflation between its bounds and often so close to one that it is met on the way.
    """
    law = _random_law(rng)
    supply = round(float(np.exp(rng.uniform(*np.log([_LEAST_SUPPLY_UAKT, _LARGEST_SUPPLY_UAKT])))))
    bonded = round(supply * rng.uniform(0.3, 0.9))
    inflation = round(_near_a_bound(rng, law, days), 12)
    n_blocks = days * BLOCKS_PER_DAY
    minted, _ = engine.mint_over(inflation, supply, bonded, n_blocks, law)
    exact = minted_by_the_chain(inflation, supply, bonded, n_blocks, law)
    return abs(minted - exact) / exact


def minted_by_the_chain(inflation: float, supply_uakt: int, bonded_uakt: int, n_blocks: int, law: Mint) -> int:
    """Return what the reference chain mints [uakt], block by block."""
    minter, supply = Minter(params_of(law), decimal(inflation)), supply_uakt
    for _ in range(n_blocks):
        supply += minter.begin_block(bonded_uakt, supply)
    return supply - supply_uakt


def params_of(law: Mint) -> MintParams:
    """Return the law of the mint in the words of the reference chain."""
    return MintParams(
        decimal(law.inflation_rate_change),
        decimal(law.inflation_max),
        decimal(law.inflation_min),
        decimal(law.goal_bonded),
        law.blocks_per_year,
    )


def decimal(number: float) -> Dec:
    """Return the decimal that is written: .05 is 0.05, not the binary number next to it."""
    return Dec(round(round(number, 12) * 10**12) * (DEC18 // 10**12))


def _random_law(rng: np.random.Generator) -> Mint:
    low = round(float(rng.uniform(0.02, 0.12)), 4)
    return law_with(
        mint__inflation_min=low,
        mint__inflation_max=round(low + float(rng.uniform(0.01, 0.1)), 4),
        mint__inflation_rate_change=round(float(rng.uniform(0.1, 1.0)), 4),
        mint__goal_bonded=round(float(rng.uniform(0.5, 0.8)), 4),
    ).mint


def _near_a_bound(rng: np.random.Generator, law: Mint, days: int) -> float:
    reach = law.inflation_rate_change * days / 365 * rng.uniform(0.0, 0.5)
    low, high = law.inflation_min, law.inflation_max
    return float(rng.choice([min(low + reach, high), max(high - reach, low), rng.uniform(low, high)]))


TWINS = tuple(
    Twin(
        f"mint over {days} day{'s' * (days > 1)}",
        "tokens minted, supply from 10^12 uakt, bounds met on the way",
        1e-7,
        "1e-7 of what the chain mints",
        partial(distance, days=days),
        worlds,
    )
    for days, worlds in ((1, 12), (7, 4), (30, 1))
)
