"""A world with nothing in it but x/bme, one tenant and what it holds; stepped by the engine's own code."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from econsim.errors import RunError
from econsim.mechanisms.bme.messages import request_conversion
from econsim.mechanisms.bme.parameters import Bme
from econsim.mechanisms.bme.records import Conversions
from econsim.mechanisms.bme.requests import QUEUED
from econsim.mechanisms.bme.rules import close_conversions, opened_conversions, register_module
from econsim.mechanisms.bme.terms import price_rows
from econsim.mechanisms.bme.walk import run_end_blocks
from econsim.mechanisms.oracle.rules import Quotes, quotes_of_an_epoch
from econsim.mechanisms.upgrades.releases import release
from econsim.shocks.price_feed.channel import NEVER_OFF
from econsim.units import SECONDS_PER_DAY, UACT, UAKT
from econsim.verification.mainnet6 import law_with, mainnet6_law
from econsim.verification.theory.theory import CannotMeasure
from econsim.world.bme import HALT_CR, OF_A_TENANT
from econsim.world.build import empty_world
from econsim.world.ledger import Account

_BLOCK_SECONDS = 6.0
_TENANT, _TAG = 0, 0
_SETTLED = 20  # blocks into an epoch: the price of the epoch has been handed out
_RULES = release("v2.1.0").rules


def calm_law(**changes: Any) -> Bme:
    """Return a law without spreads, minimum and, but for a ratio below a basis point, breaker."""
    calm = {
        "bme__circuit_breaker_warn_threshold": 1,
        "bme__circuit_breaker_halt_threshold": 0,
        "bme__mint_spread_bps": 0,
        "bme__settle_spread_bps": 0,
        "bme__min_mint": {},
    }
    return law_with(**(calm | changes)).bme


class Module:
    """The module with a vault and ACT that are there, and a tenant who holds all ACT and some AKT."""

    def __init__(
        self,
        law: Bme,
        price: float,
        *,
        credits: int = 0,
        reserve: int = 0,
        supply: int = 0,
        uakt: int = 0,
        days: float = 0.01,
    ) -> None:
        """Set it up and let an epoch pass in which the price becomes known; `days`: of an epoch."""
        everything = credits + reserve + uakt
        world = self.world = empty_world(
            supply_uakt=everything, epoch_seconds=days * SECONDS_PER_DAY, seconds_per_block=_BLOCK_SECONDS
        )
        self.law, self._price, self._start_uakt = law, price, everything
        world.tenants.grow(1)
        register_module(world, law)
        state, ledger = world.bme.state, world.ledger
        state.credits_uakt, state.free_reserve_uakt = credits, reserve
        state.supply_uact = state.migrated_uact = supply
        ledger.move(Account("outside_uakt"), Account("bme_uakt"), credits + reserve, "set up")
        ledger.move(Account("outside_uakt"), Account("tenants.wallet_uakt", _TENANT), uakt, "set up")
        ledger.mint(Account("tenants.wallet_uact", _TENANT), supply, "set up")
        self.step(price, 0, 0)

    def mint(self, amount: int) -> int:
        """Turn uakt into ACT; return what is paid out [uact]."""
        return self.step(self._price, amount, 0)[0]

    def burn(self, amount: int) -> int:
        """Turn uact into AKT; return what is paid out [uakt]."""
        return self.step(self._price, 0, amount)[1]

    def step(self, price: float, mint_uakt: int, burn_uact: int) -> tuple[int, int]:
        """Let an epoch pass at a price in which so much is asked for; return uact and uakt that were paid out."""
        world, wallet = self.world, self.world.tenants.wallet[:, _TENANT]
        world.akt_price_usd = price
        before = wallet.copy()
        quotes = quotes_of_an_epoch(world, NEVER_OFF)
        conversions = self._opened(quotes)
        for denom, amount in ((UAKT, mint_uakt), (UACT, burn_uact)):
            if amount:
                self._ask(conversions, world.height + _SETTLED, denom, amount)
        close_conversions(world, conversions, quotes)
        world.epoch += 1
        return int(wallet[UACT] - before[UACT]) + burn_uact, int(wallet[UAKT] - before[UAKT]) + mint_uakt

    def mint_before(self, wait: int, lag: int, price: float, amount: int) -> int:
        """Ask for ACT so many blocks before a mint epoch; the module is told another price a lag later.

        Returns what is paid out [uact].
        """
        world = self.world
        quotes = quotes_of_an_epoch(world, NEVER_OFF)
        conversions = self._opened(quotes)
        run_end_blocks(conversions, world.height + _SETTLED)
        asked = int(world.bme.state.next_mint) - wait + self.law.min_epoch_blocks
        run_end_blocks(conversions, asked)
        conversions.terms.next_price = 0
        conversions = conversions._replace(prices=price_rows([(asked + lag, Decimal(str(price)))]))
        self._ask(conversions, asked, UAKT, amount)
        run_end_blocks(conversions, asked + 3 * self.law.min_epoch_blocks)
        return int(world.tenants.wallet[UACT, _TENANT])

    def ratio_bps_at(self, price: float) -> int:
        """Let an epoch pass at a price; return the ratio that the breaker sees [bps]."""
        self.step(price, 0, 0)
        return int(self.world.bme.state.ratio_bps)

    @property
    def is_halted(self) -> bool:
        """Return whether nothing is minted, for want of collateral."""
        return bool(self.world.bme.state.status == HALT_CR)

    @property
    def supply(self) -> int:
        """Return all ACT there is [uact]."""
        return self.world.ledger.supply["uact"]

    @property
    def trapped_uact(self) -> int:
        """Return the spread that the module holds [uact]."""
        return int(self.world.ledger.pot_record.bme_uact)

    @property
    def fresh_uakt(self) -> float:
        """Return the AKT that credits did not cover [uakt]."""
        return float(self.world.bme.state.minted_uakt)

    @property
    def supply_change_uakt(self) -> float:
        """Return how the bank's supply of AKT has changed [uakt]."""
        return float(self.world.supply_uakt - self._start_uakt)

    def surplus(self) -> float:
        """Return vault x price - ACT supply [uact]."""
        return float(self._worth() - self.supply)

    def ratio(self) -> float:
        """Return vault x price over the ACT supply."""
        return float(self._worth() / self.supply)

    def _worth(self) -> Decimal:
        return int(self.world.ledger.pot_record.bme_uakt) * Decimal(str(self._price))

    def _opened(self, quotes: Quotes | None) -> Conversions:
        try:
            return opened_conversions(self.world, self.law, mainnet6_law().oracle, _RULES, quotes)
        except RunError as error:
            raise CannotMeasure(str(error)) from None

    def _ask(self, conversions: Conversions, height: int, denom: int, amount: int) -> None:
        if request_conversion(conversions, height, OF_A_TENANT, _TENANT, denom, amount, _TAG) != QUEUED:
            raise CannotMeasure("the ratio is below a basis point: the module is halted")
