"""Small markets with the burn-mint equilibrium beside them: a price, a vault, deployments in ACT."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import numpy as np

from econsim.mechanisms.bme.rules import close_conversions, fund_vault, opened_conversions, register_module
from econsim.mechanisms.market import rules
from econsim.mechanisms.market.schedules import MarketHabits, Schedules
from econsim.mechanisms.oracle.rules import Quotes
from econsim.units import UACT
from econsim.world.bme import NO_QUOTE
from econsim.world.build import hand_out
from econsim.world.ledger import Account
from tests.mechanisms.changed_law import changed_law
from tests.mechanisms.market_worlds import AKT, MarketWorld, cheapest, flat_asks, go_to, habits, law_of, seen

ACT = 1_000_000


def in_act(world: MarketWorld, *, seed_akt: int = 300_000, **deployment: Any) -> MarketWorld:
    """Let a world be at v2.0.0, with the module, so much AKT in the vault and a minimum deposit of half an ACT."""
    world.law = changed_law(
        world.law,
        "v2.0.0",
        take={"default_take_rate": 0, "denom_take_rates": {"uakt": 0}},
        deployment={"min_deposits": {"uact": ACT // 2}} | deployment,
        market={"bid_min_deposit": AKT // 2},
    )
    register_module(world, world.law.bme)
    hand_out(world, Account("community_pool_uakt"), seed_akt * AKT)
    fund_vault(world, seed_akt * AKT)
    return world


def quotes_of(world: MarketWorld, until: int, price: float, silence: Any = ()) -> Quotes:
    quote = world.bme.quote
    before = Decimal(int(quote.whole)) + Decimal(int(quote.part_dec18)).scaleb(-18) if quote.is_healthy else None
    last = int(quote.height) if quote.is_healthy else NO_QUOTE
    return Quotes(before, last, Decimal(str(price)), world.height, until, list(silence), world.seconds_per_block)


def open_with_act(
    world: MarketWorld,
    until: int,
    ask: int,
    ours: MarketHabits | None = None,
    *,
    price: float = 2.0,
    silence: Any = (),
) -> SimpleNamespace:
    """Run the market to a height at an ask [micro per block] and an AKT price; return what was counted."""
    world.akt_price_usd = price
    quotes = quotes_of(world, until, price, silence)
    conversions = opened_conversions(world, world.law.bme, world.law.oracle, world.law.software.rules, quotes)
    world.ledger.journal.begin()
    due = world.market.due(world.intentions, until)
    schedules = Schedules(flat_asks(world, ask), cheapest(world), ours or act_habits())
    share = np.ones(due.stop - due.start)
    tally = rules.run_market(world, law_of(world), schedules, share, until, conversions=conversions)
    close_conversions(world, conversions, quotes)
    go_to(world, until)
    for denom in ("uakt", "uusdc", "uact"):
        assert world.ledger.imbalance(denom) == 0
    return seen(world, tally)


def act_habits(**changed: Any) -> MarketHabits:
    """Return habits of who pays in ACT: a margin of 2 %, nobody by card unless that is changed."""
    return habits(**{"prepaid_blocks": 10_000, "mint_margin_ratio": 0.02, "act_retry_blocks": 100} | changed)


def in_wallets(world: MarketWorld) -> list[int]:
    """Return the ACT of providers, of tenants and of the Console, and what escrow holds of it."""
    wallets = (world.providers.wallet[UACT].sum(), world.tenants.wallet[UACT].sum())
    return [*map(int, wallets), *(world.ledger.total(name) for name in ("console_uact", "leases.escrow_uact"))]
