"""Conformance vectors of the mint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from econsim.reference.mint import Minter, MintParams, block_provision, next_inflation
from econsim.verification.conformance.fields import Fields, decimal, integer, table


def mint_inflation(inputs: Fields) -> Any:
    """Return inflation after one block."""
    inflation = decimal(inputs, "inflation")
    after = next_inflation(_params(inputs), inflation, decimal(inputs, "bonded_ratio"))
    return {"next_inflation": after, "inflation_change": after - inflation}


def mint_block_provision(inputs: Fields) -> Any:
    """Return what one block mints."""
    return {"provision": block_provision(decimal(inputs, "annual_provisions"), integer(inputs, "blocks_per_year"))}


def mint_blocks(inputs: Fields) -> Any:
    """Return inflation and all that is minted after a number of blocks, the bonded tokens staying as they are."""
    minter = Minter(_params(inputs), decimal(inputs, "inflation"))
    supply, bonded, minted = integer(inputs, "supply"), integer(inputs, "bonded"), 0
    for _ in range(integer(inputs, "blocks")):
        minted += minter.begin_block(bonded, supply + minted)
    return {"inflation": minter.inflation, "minted": minted}


def _params(inputs: Fields) -> MintParams:
    given = table(inputs, "params")
    return MintParams(
        inflation_rate_change=decimal(given, "inflation_rate_change"),
        inflation_max=decimal(given, "inflation_max"),
        inflation_min=decimal(given, "inflation_min"),
        goal_bonded=decimal(given, "goal_bonded"),
        blocks_per_year=integer(given, "blocks_per_year"),
    )


CASES: Mapping[str, Callable[[Fields], Any]] = {
    "mint_inflation": mint_inflation,
    "mint_block_provision": mint_block_provision,
    "mint_blocks": mint_blocks,
}
