"""Inflation and the mint of one block.

    change of inflation = (1 - bonded ratio / goal) x inflation_rate_change / blocks_per_year, then max, then min
    minted              = inflation x supply / blocks_per_year, cut to whole uakt

Source: cosmos/cosmos-sdk x/mint/abci.go, x/mint/types/minter.go, x/staking/keeper/pool.go (BondedRatio)
@9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16).
"""

from __future__ import annotations

from dataclasses import dataclass

from econsim.reference.decimal18 import ONE, ZERO, Dec


@dataclass(frozen=True)
class MintParams:
    """The law of the mint: rates a year, and the blocks that the chain takes for a year."""

    inflation_rate_change: Dec
    inflation_max: Dec
    inflation_min: Dec
    goal_bonded: Dec
    blocks_per_year: int


def bonded_ratio(bonded: int, supply: int) -> Dec:
    """Return bonded / supply [uakt / uakt]; 0 without a supply."""
    return Dec.whole(bonded).quo_int(supply) if supply > 0 else ZERO


def next_inflation(params: MintParams, inflation: Dec, ratio: Dec) -> Dec:
    """Return the annual inflation of the next block (NextInflationRate)."""
    change_per_year = (ONE - ratio / params.goal_bonded) * params.inflation_rate_change
    change = change_per_year / Dec.whole(params.blocks_per_year)
    inflation = inflation + change
    if inflation > params.inflation_max:
        inflation = params.inflation_max
    if inflation < params.inflation_min:
        inflation = params.inflation_min
    return inflation


def annual_provisions(inflation: Dec, supply: int) -> Dec:
    """Return what a year at this inflation would mint [uakt] (NextAnnualProvisions)."""
    return inflation.mul_int(supply)


def block_provision(provisions: Dec, blocks_per_year: int) -> int:
    """Return what one block mints [whole uakt] of a year's provisions (BlockProvision)."""
    return provisions.quo_int(blocks_per_year).truncate_int()


@dataclass
class Minter:
    """The annual inflation as it stands."""

    params: MintParams
    inflation: Dec

    def begin_block(self, bonded: int, supply: int) -> int:
        """Move inflation by one block and return what is minted in it [uakt] (BeginBlocker)."""
        self.inflation = next_inflation(self.params, self.inflation, bonded_ratio(bonded, supply))
        return block_provision(annual_provisions(self.inflation, supply), self.params.blocks_per_year)
