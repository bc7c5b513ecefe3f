"""A world with nothing but x/bme and a trader, epochs of some thousand blocks of 6 s, stepped price by price."""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.mechanisms.bme.messages import let_the_trader_stand
from econsim.mechanisms.bme.rules import close_conversions, fund_vault, opened_conversions, register_module
from econsim.mechanisms.bme.standing import trader_gain_usd
from econsim.mechanisms.oracle.rules import quotes_of_an_epoch
from econsim.mechanisms.upgrades.releases import release
from econsim.policies.traders.decisions import StandingTrade
from econsim.verification.mainnet6 import law_with
from econsim.world.build import empty_world
from econsim.world.ledger import Account

CASH = 100_000.0
SPREAD, MARGIN = 0.0025, 0.0025
MINTS_ABOVE = (1.0 + MARGIN) / (1.0 - SPREAD)
Feed = Any


class Off:
    """A feed of one source that is off the price from some seconds on."""

    def __init__(self, *steps: tuple[float, float]) -> None:
        self.steps = np.array(steps)

    def silences(self, begin_seconds: float, end_seconds: float) -> list[tuple[float, float]]:
        return []

    def deviations(self, begin_seconds: float, end_seconds: float) -> Any:
        seconds = self.steps[:, 0]
        first = max(int(np.searchsorted(seconds, begin_seconds, side="right")) - 1, 0)
        part = self.steps[first : int(np.searchsorted(seconds, end_seconds))]
        return (part[:, 0], part[:, 1:]) if (part[:, 1] != 1.0).any() else None


RIGHT = Off((0.0, 1.0))


class Pit:
    """The world, its law and what the trader has standing."""

    def __init__(
        self, version: str = "v2.0.0", n_blocks: int = 1000, window_seconds: int = 5, cash_usd: float = CASH, **law: Any
    ) -> None:
        """Open the module, with a million AKT in its vault."""
        self.rules = release(version).rules
        self.law = law_with(oracle__twap_window=f"{window_seconds} s", **law)
        self.world = world = empty_world(supply_uakt=10**15, epoch_seconds=6.0 * n_blocks)
        world.tenants.grow(400)
        world.ledger.move(Account("outside_uakt"), Account("community_pool_uakt"), 10**12, "set up")
        register_module(world, self.law.bme)
        fund_vault(world, 10**12)
        self.wanted: Any = StandingTrade.none(1)
        self.cash_usd = cash_usd

    def trades(self, mints_above: float = MINTS_ABOVE, burns_below: float = 1.0, *, at_once: bool = False) -> None:
        """Let the trader have this standing from the next epoch on."""
        cash = np.array([round(self.cash_usd * 1e6)])
        self.wanted = StandingTrade(cash, np.array([mints_above]), np.array([burns_below]), np.array([at_once]))

    def epoch(self, price_usd: float, feed: Feed = RIGHT, meanwhile: Any = None) -> None:
        """Let an epoch pass at a price; `meanwhile` gets the module, opened, and gives it back."""
        world = self.world
        world.akt_price_usd = price_usd
        world.journal.begin()
        quotes = quotes_of_an_epoch(world, feed)
        conversions = opened_conversions(world, self.law.bme, self.law.oracle, self.rules, quotes)
        let_the_trader_stand(world, conversions, quotes, self.wanted)
        if meanwhile:
            conversions = meanwhile(conversions)
        close_conversions(world, conversions, quotes)
        for denom in ("uakt", "uusdc", "uact"):
            assert world.ledger.imbalance(denom) == 0
        world.epoch += 1

    @property
    def gain_usd(self) -> float:
        """Return what the trader has gained."""
        return trader_gain_usd(self.world)
