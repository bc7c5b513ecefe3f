"""A provider with books and ACT in its wallet: what it burns to stay solvent, and what it shares, by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from econsim.mechanisms.bme.messages import burn_for_providers
from econsim.mechanisms.bme.rules import close_conversions, fund_vault, opened_conversions, register_module
from econsim.mechanisms.oracle.rules import quotes_of_an_epoch
from econsim.mechanisms.supply import cash, earnings, rules
from econsim.mechanisms.upgrades.releases import release
from econsim.shocks.price_feed.channel import NEVER_OFF
from econsim.verification.mainnet6 import law_with
from econsim.world.ledger import Account
from econsim.world.world import World
from tests.mechanisms.supply_worlds import AKT, TERMS, USD, income, sold, supply_world, tally_of, wanted

LAW, RULES = law_with(), release("v2.0.0").rules
HOARDS = SimpleNamespace(burned_share=np.zeros(1), burns_at_once=np.zeros(1, np.bool_), covers_costs=np.full(1, 1.01))
RATHER_FAILS = SimpleNamespace(**vars(HOARDS) | {"covers_costs": np.zeros(1)})


def hoarder(uact: int, cash_uusdc: int = 10 * USD, kept_uakt: int = 7 * AKT) -> World:
    """Return a provider with 8 AKT, some ACT and some cash, whose GPUs cost 14.40 USD a day; an AKT costs 2 USD."""
    world = supply_world(provider_uakt=8 * AKT)
    rules.order_and_leave(world, TERMS, wanted())
    world.projects.reserve_uusdc[0] = 1  # brought long ago
    world.ledger.move(Account("outside_uakt"), Account("community_pool_uakt"), 1_000 * AKT, "set up")
    register_module(world, LAW.bme)
    fund_vault(world, 1_000 * AKT)
    for account, amount in (("providers.cash_uusdc", cash_uusdc), ("providers.wallet_uact", uact)):
        world.ledger.mint(Account(account, 0), amount, "set up")
    world.bme.state.supply_uact = world.bme.state.migrated_uact = uact
    epoch(world, kept_uakt, is_first=True)
    return world


def epoch(world: World, kept_uakt: int = 7 * AKT, *, is_first: bool = False, burns: Any = HOARDS) -> None:
    """Let an epoch pass in which the market pays nothing; in the first one nobody asks and nothing is owed."""
    quotes = quotes_of_an_epoch(world, NEVER_OFF)
    conversions = opened_conversions(world, LAW.bme, LAW.oracle, RULES, quotes)
    before, keeps = int(world.providers.wallet_uakt[0]), sold(world, kept_uakt=kept_uakt)
    if not is_first:
        conversions = burn_for_providers(world, conversions, burns, keeps)
    close_conversions(world, conversions, quotes)
    if not is_first:
        paid = np.array([int(world.providers.wallet_uakt[0]) - before])
        cash.settle_cash(world, TERMS, income(), keeps, tally_of(world)._replace(from_burns_uakt=paid))
    world.epoch += 1


def test_who_lacks_cash_burns_what_it_lacks_and_a_hundredth_and_stays() -> None:
    """10 USD and one AKT of 2 USD that it can spare are 2.40 short of 14.40: 2.424 ACT become 1.212 AKT."""
    world = hoarder(5 * USD)
    assert cash.short_of_cash_uusdc(world, sold(world, kept_uakt=7 * AKT))[0] == pytest.approx(2.4 * USD, abs=3)
    epoch(world)
    assert world.journal.money["ACT burned", "uact"] == pytest.approx(2.424 * USD, abs=5)
    assert world.journal.money["AKT paid out for ACT", "uakt"] == pytest.approx(1.212 * AKT, abs=5)
    assert not world.projects.is_insolvent.any()
    assert world.providers.wallet_uact[0] == pytest.approx(2.576 * USD, abs=5)


def test_who_would_rather_fail_keeps_its_act_and_is_insolvent() -> None:
    world = hoarder(5 * USD)
    epoch(world, burns=RATHER_FAILS)
    assert world.providers.wallet_uact.tolist() == [5 * USD]
    assert world.projects.is_insolvent.tolist() == [True, False, False]


def test_who_holds_too_little_act_burns_all_of_it_and_is_insolvent() -> None:
    world = hoarder(1 * USD)
    epoch(world)
    assert world.providers.wallet_uact[0] == 0
    assert world.projects.is_insolvent.tolist() == [True, False, False]


def test_who_can_pay_keeps_its_act_and_so_does_who_keeps_no_books() -> None:
    rich = hoarder(5 * USD, cash_uusdc=100 * USD)
    epoch(rich)
    assert rich.providers.wallet_uact.tolist() == [5 * USD]
    without = hoarder(5 * USD)
    without.projects.is_booked[:] = False
    epoch(without)
    assert without.providers.wallet_uact.tolist() == [5 * USD]


def shared(contract: Any, from_burns_uakt: int, earned_uact: int, of_node_uact: int) -> World:
    world = supply_world(provider_uakt=100 * AKT)
    rules.order_and_leave(world, TERMS, contract)
    world.providers.earned[2] = earned_uact
    world.projects.earned[2, 0] = of_node_uact
    tally = tally_of(world)._replace(from_burns_uakt=np.array([from_burns_uakt]))
    income_of_nodes = earnings.pay_subsidies(world, contract, income(), tally)
    assert income_of_nodes[0, 0] == -world.journal.money[earnings.REVENUE_SHARED, "uakt"]
    return world


@pytest.mark.parametrize(("share", "back"), [(0.5, 1_875_000), (0.1, 375_000), (0.0, 0)])
def test_a_share_of_revenue_counts_what_act_was_burned_for(share: float, back: int) -> None:
    """Of 8 ACT ever earned 6 are the node's: of 5 AKT paid for ACT 3.75, of which the share goes back."""
    world = shared(wanted(use=0.0, share=share), 5 * AKT, 8 * USD, 6 * USD)
    assert world.journal.money[earnings.REVENUE_SHARED, "uakt"] == back
    assert world.ledger.total("community_pool_uakt") == back
