"""One conversion between AKT and ACT: what is minted, what the module keeps, and why a conversion fails.

    rate    mint: price / 1; burn: 1 / price                   half-even
    output  amount x rate, cut to whole units: the gross mint   half-even, cut
    spread  output x bps / 10000, of the uncut output           half-even twice, cut

The price of 1 ACT is 1 USD by decree. What is minted in full is divided: the spread stays in the module's account.

Source: akash-network/node x/bme/keeper/keeper.go prepareToBM @2d606d30b7bc452781f773dba4f7b4a8c5e582de (v2.0.0, as in
v2.1.0).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from econsim.reference.decimal18 import ONE, Dec

UAKT, UACT = "uakt", "uact"
OTHER = {UAKT: UACT, UACT: UAKT}
BASIS_POINTS = 10_000

Reason = Literal["price_stalled", "zero_price", "insufficient_act", "epsilon", "minimum_mint"]


@dataclass(frozen=True)
class BmeParams:
    """The law of the engine; a minimum of 0 or none does not bind."""

    warn_bps: int  # of the collateral ratio, basis points
    halt_bps: int
    min_epoch_blocks: int
    backoff_percent: int  # for each 10 bps below warn_bps
    max_endblocker_records: int
    max_pending_attempts: int  # burn epochs; v2.1.0
    mint_spread_bps: int = 0  # of what a mint yields
    settle_spread_bps: int = 0  # of what a burn yields
    min_mint: Mapping[str, int] = field(default_factory=dict)  # gross output by denomination [micro units]


@dataclass(frozen=True)
class Conversion:
    """What a conversion yields [micro units of the other denomination]."""

    minted: int  # gross
    spread: int

    @property
    def to_user(self) -> int:
        """Return what is paid out."""
        return self.minted - self.spread


class NotConverted(Exception):
    """A conversion that fails when its turn comes."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


def convert(params: BmeParams, denom: str, amount: int, price: Dec | None, act_supply: int | None = None) -> Conversion:
    """Return what an amount [micro units] of uakt (a mint) or uact (a burn) yields; NotConverted if nothing.

    price: of AKT [USD], None without a healthy one. act_supply: all uact there is, None if it is not to be looked at.
    """
    if price is None:
        raise NotConverted("price_stalled")
    if not price:
        raise NotConverted("zero_price")
    if denom == UACT and act_supply is not None and act_supply < amount:
        raise NotConverted("insufficient_act")
    output = Dec.whole(amount) * (price / ONE if denom == UAKT else ONE / price)
    minted = output.truncate_int()
    if minted <= 0:
        raise NotConverted("epsilon")
    if minted < params.min_mint.get(OTHER[denom], 0):
        raise NotConverted("minimum_mint")
    spread_bps = params.mint_spread_bps if denom == UAKT else params.settle_spread_bps
    spread = (output * Dec.whole(spread_bps) / Dec.whole(BASIS_POINTS)).truncate_int()
    return Conversion(minted, spread)
