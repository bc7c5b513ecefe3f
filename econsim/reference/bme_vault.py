"""The books of the burn-mint module: what it holds, what it owes as remint credit, what waits.

    mint of n uakt    uact supply += minted, all of it; credits += n; the n uakt stay
    burn of n uact    uact supply -= n; what credits do not cover is minted fresh, never taken from the reserve

    V = R + F + pending uakt: the free reserve F is the seed, funding and settle spreads; nothing takes from it.

Source: akash-network/node x/bme/keeper/keeper.go mintACT, burnACT, recordState, cancelBurnMint, x/bme/handler/server.go
FundVault @2d606d30b7bc452781f773dba4f7b4a8c5e582de (v2.0.0; the same in v2.1.0).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from econsim.reference.bme_conversion import UACT, UAKT, Conversion
from econsim.reference.failures import Refused


def _none_yet() -> dict[str, int]:
    return {UAKT: 0, UACT: 0}


@dataclass(slots=True)
class Vault:
    """The module's account and counters [micro units]."""

    uakt: int = 0  # held, waiting mints included
    credits: int = 0  # uakt that may be paid out again without a fresh mint
    act_supply: int = 0  # all uact there is
    uact: int = 0  # held: spreads, which nothing can spend, and waiting burns
    pending: dict[str, int] = field(default_factory=_none_yet)
    minted: dict[str, int] = field(default_factory=_none_yet)  # of uakt what was minted fresh
    burned_uact: int = 0

    @property
    def free_reserve(self) -> int:
        """Return the uakt that is neither owed as credit nor waiting: F."""
        return self.uakt - self.credits - self.pending[UAKT]

    def fund(self, amount: int) -> None:
        """Take governance's money [uakt]; it is no credit."""
        if amount <= 0:
            raise Refused("amount must be positive")
        self.uakt += amount

    def take(self, denom: str, amount: int) -> None:
        """Take coins that wait to be converted."""
        self._move(denom, amount)
        self.pending[denom] += amount

    def give_back(self, denom: str, amount: int) -> None:
        """Return coins that waited."""
        self._move(denom, -amount)
        self.pending[denom] -= amount

    def mint_act(self, amount: int, yields: Conversion) -> None:
        """Turn waiting uakt into credit and mint uact, of which the spread stays."""
        self.act_supply += yields.minted
        self.uact += yields.spread
        self.credits += amount
        self.pending[UAKT] -= amount
        self.minted[UACT] += yields.minted

    def burn_act(self, amount: int, yields: Conversion) -> None:
        """Destroy waiting uact and pay uakt: from credits, and mint what they do not cover."""
        self.uact -= amount
        self.act_supply -= amount
        self.burned_uact += amount
        self.pending[UACT] -= amount
        again = min(self.credits, yields.minted)
        fresh = yields.minted - again
        self.credits -= again
        self.minted[UAKT] += fresh
        self.uakt += fresh - yields.to_user

    def _move(self, denom: str, amount: int) -> None:
        if denom == UAKT:
            self.uakt += amount
        else:
            self.uact += amount
