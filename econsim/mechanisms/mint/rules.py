"""Mint: new uakt for every block, at an inflation that leans towards the bonded ratio wanted.

At each block, with S the supply before it, B the bonded tokens and Y = blocks_per_year:

    inflation := clamp(inflation + (1 - (B / S) / goal_bonded) x inflation_rate_change / Y, min, max)
    minted     = floor(inflation x S / Y) uakt

An epoch is taken in closed form, piece by piece. Over a piece of N blocks, `step` being the change of inflation
per block and s the sum of the N inflations:

    minted = S expm1(s / Y - N / 2 (s / (N Y))^2) - N x mean fractional part of inflation x S / Y

with `step` evaluated at the supply one third into the piece for s, and at mid-piece for the inflation that the
next piece starts from; where inflation meets a bound, s is split there. The mean fractional part is 1/2 wherever
the provision moves over many uakt.

Source: cosmos/cosmos-sdk x/mint/abci.go BeginBlocker, x/mint/types/minter.go
@9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16); Akash runs it unmodified.
Where we differ: pieces of a tenth of a day instead of blocks, in floats. Against the exact loop over 1, 7 and 30
days, near the goal and far from it, minted tokens are within 1e-8 and inflation within 1e-9; the largest difference
comes from the piece in which inflation leaves a bound.
"""

from __future__ import annotations

import math

from econsim.compiled import njit
from econsim.errors import RunError
from econsim.mechanisms.mint.parameters import Mint, MintTerms
from econsim.units import DEC18
from econsim.world.ledger import Account
from econsim.world.world import World

MINTED = "minted"
_LARGEST_SUPPLY = 2**63 - 1
_ENDLESS = 10**12  # blocks
_PIECES_PER_YEAR = 3_650  # a tenth of a day each: a bound met, or a bonded ratio at its goal, is hit closely


def mint_epoch(world: World, law: Mint) -> None:
    """Mint the blocks of this epoch."""
    mint_blocks(world, law, world.n_blocks)


def mint_blocks(world: World, law: Mint, n_blocks: int) -> None:
    """Mint some blocks into the fee collector and remember the inflation."""
    supply = world.supply_uakt
    minted, world.inflation = minted_by_law(world, law, n_blocks)
    if supply + minted > _LARGEST_SUPPLY:
        raise RunError(
            f"epoch {world.epoch}: the supply of {supply} uakt would grow beyond the {_LARGEST_SUPPLY} that 64 bits "
            "hold; lower inflation, raise blocks_per_year or shorten the run"
        )
    world.ledger.mint(Account("fee_collector_uakt"), minted, MINTED)


def minted_by_law(world: World, law: Mint, n_blocks: int) -> tuple[int, float]:
    """Return the uakt that blocks would mint, and the inflation [1/year] after them."""
    try:
        return mint_over(world.inflation, world.supply_uakt, world.bonded_uakt, n_blocks, law)
    except OverflowError:  # beyond what floats hold
        return _LARGEST_SUPPLY, world.inflation


def mint_over(inflation: float, supply_uakt: int, bonded_uakt: int, n_blocks: int, law: Mint) -> tuple[int, float]:
    """Return the uakt minted over n_blocks with bonded tokens constant, and the inflation [1/year] after them.

    inflation: before the first block; outside its bounds (a vote has moved one) the first block jumps to it.
    """
    terms, minted = law.terms, 0.0
    if n_blocks and not law.inflation_min <= inflation <= law.inflation_max:
        inflation = next_inflation(inflation, bonded_uakt / supply_uakt if supply_uakt else 0.0, law)
        minted += block_provision(inflation, supply_uakt, law.blocks_per_year)
        n_blocks -= 1
    minted, inflation = _pieces(float(inflation), minted, supply_uakt, bonded_uakt, n_blocks, terms)
    if not math.isfinite(minted):
        raise OverflowError("more than floats hold is minted")
    return round(minted), inflation


@njit
def _pieces(
    inflation: float, minted: float, supply_uakt: int, bonded_uakt: int, n_blocks: int, terms: MintTerms
) -> tuple[float, float]:
    """Return the uakt minted when all pieces are, or more than there may be, and the inflation [1/year] after them."""
    longest = max(terms.blocks_per_year // _PIECES_PER_YEAR, 1)  # [blocks]
    while n_blocks and supply_uakt > 0 and minted < _LARGEST_SUPPLY:
        n_piece = min(n_blocks, longest)
        n_free = _blocks_to_bound(inflation, _step(bonded_uakt / (supply_uakt + minted), terms), terms)
        n_piece = n_free if 0 < n_free < n_piece else n_piece  # no piece bends: its provisions are evenly spaced
        provision, inflation = _piece(inflation, supply_uakt + minted, bonded_uakt, n_piece, terms)
        minted += provision
        n_blocks -= n_piece
    return minted, inflation


def next_inflation(inflation: float, bonded_ratio: float, law: Mint) -> float:
    """Return the inflation [1/year] of the next block; bonded_ratio: bonded over total supply."""
    return _clamp(inflation + _step(bonded_ratio, law.terms), law.terms)


def block_provision(inflation: float, supply_uakt: int, blocks_per_year: int) -> int:
    """Return the whole uakt that one block mints: floor(inflation x supply / blocks_per_year)."""
    return round(inflation * DEC18) * supply_uakt // (blocks_per_year * DEC18)


@njit
def _step(bonded_ratio: float, law: MintTerms) -> float:
    return (1.0 - bonded_ratio / law.goal_bonded) * law.inflation_rate_change / law.blocks_per_year


@njit
def _clamp(inflation: float, law: MintTerms) -> float:
    return max(min(inflation, law.inflation_max), law.inflation_min)


@njit
def _piece(inflation: float, supply: float, bonded_uakt: int, n_blocks: int, law: MintTerms) -> tuple[float, float]:
    """Return what a piece mints [uakt], and the inflation after it."""
    growth = inflation * (n_blocks - 1) / law.blocks_per_year  # of the supply that the last block sees
    step = _step(bonded_uakt / (supply * math.exp(growth / 3)), law)
    total = _sum_of_inflations(inflation, step, n_blocks, law)
    years = total / law.blocks_per_year
    untruncated = supply * math.expm1(years - years**2 / (2 * n_blocks))
    step = _step(bonded_uakt / (supply * math.exp(growth / 2)), law)
    after = _clamp(inflation + n_blocks * step, law)
    first = _clamp(inflation + step, law) * supply / law.blocks_per_year
    last = after * (supply + untruncated) / law.blocks_per_year
    return untruncated - n_blocks * mean_fraction(first, last), after


@njit
def _sum_of_inflations(inflation: float, step: float, n_blocks: int, law: MintTerms) -> float:
    """Return the sum of clamp(inflation + n x step) over n = 1 to n_blocks; inflation starts inside its bounds."""
    n_free = min(n_blocks, _blocks_to_bound(inflation, step, law))
    free = n_free * inflation + step * n_free * (n_free + 1) / 2
    return free + (n_blocks - n_free) * _bound_ahead(step, law)


@njit
def _blocks_to_bound(inflation: float, step: float, law: MintTerms) -> int:
    """Return how many steps inflation, inside its bounds, can take before it meets one."""
    if step == 0:
        return _ENDLESS
    return math.floor(min(_ENDLESS, (_bound_ahead(step, law) - inflation) / step))


@njit
def _bound_ahead(step: float, law: MintTerms) -> float:
    return law.inflation_max if step > 0 else law.inflation_min


@njit
def mean_fraction(first: float, last: float) -> float:
    """Return the mean of x - floor(x) over evenly spaced x from first to last: what truncation loses, 1/2 mostly."""
    start, end = first - math.floor(first), last - math.floor(first)
    if start == end:
        return start
    return (_sum_of_fractions(end) - _sum_of_fractions(start)) / (end - start)


@njit
def _sum_of_fractions(x: float) -> float:
    """Return the integral of y - floor(y) from 0 to x."""
    return (math.floor(x) + (x - math.floor(x)) ** 2) / 2
