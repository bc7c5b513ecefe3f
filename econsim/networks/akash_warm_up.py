"""The warm-up: the market alone lives for a while before epoch 0, so that it begins the run at rest.

Without it the market begins as history did: CPU leases stand, GPUs are empty (Mainnet 6 opened them that day), every
tenant has its first trust. With it orders, leases, deposits, prices and memories are those that the model's own rules
leave, under the law, the AKT price and the demand of day 0, with nobody that comes later. Nothing else lives: no mint,
no staking, no vote.

Trust takes years to come to rest, since many a tenant seldom wants anything. So it stands still meanwhile, and what
befalls it is counted by class; half-way and at the end each tenant's trust is drawn from the law at rest that follows
(`genesis/trust.py`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from econsim.draws import Streams
from econsim.genesis.trust import TrustEvents, TrustSteps, trust_at_rest
from econsim.genesis.world import GENESIS
from econsim.mechanisms.bme.rules import close_conversions, opened_conversions
from econsim.mechanisms.exchange.messages import buy_bid_deposits, sell_revenue
from econsim.mechanisms.law import Law
from econsim.mechanisms.market.messages import remember_markups
from econsim.mechanisms.market.rules import open_the_market
from econsim.mechanisms.market.schedules import MarketHabits, Schedules
from econsim.mechanisms.oracle.rules import quotes_of_an_epoch
from econsim.networks.akash_habits import market_habits
from econsim.policies.providers.decisions import PROVIDER_PRICING, PROVIDER_REVENUE
from econsim.policies.tenants.decisions import TENANT_CHOICE
from econsim.scenario.schema import Scenario
from econsim.shocks.price_feed.channel import NEVER_OFF
from econsim.simulation.choices import Choices
from econsim.simulation.nature import Nature
from econsim.units import DENOMS, FloatArray
from econsim.world.due import due_intentions, due_outages
from econsim.world.ledger import Account
from econsim.world.views import public_view
from econsim.world.world import World

_SEEN = 1e-6  # of a loss of trust is taken while losses are counted, so that trust stands still


def warm_up(world: World, scenario: Scenario, nature: Nature, streams: Streams) -> None:
    """Let the market live from the world's epoch, below 0, to epoch 0."""
    law, habits, n_classes = scenario.law_of_day_0, market_habits(scenario), len(world.tenant_classes)
    choices = Choices((PROVIDER_PRICING, PROVIDER_REVENUE, TENANT_CHOICE), scenario.policies, streams)
    pools = {denom: world.ledger.total(f"community_pool_{denom}") for denom in DENOMS}
    for until in (world.epoch // 2, 0):
        filled, lost = np.zeros(n_classes), np.zeros((2, n_classes))
        while world.epoch < until:
            of_failures = world.epoch % 2
            still = _counting(habits, of_failures)
            filled_now, lost_now = _epoch_of_the_market(world, law, nature, choices, still)
            filled, lost[of_failures] = filled + filled_now, lost[of_failures] + lost_now
        _come_to_rest(world, filled, 2.0 * lost, habits, streams)
    _begin_the_books(world, pools)


def _counting(habits: MarketHabits, of_failures: int) -> MarketHabits:
    """Return habits by which trust shows either failures (1) or intentions given up (0), and hardly moves."""
    missed, failed = (0.0, _SEEN) if of_failures else (_SEEN, 0.0)
    return replace(habits, trust_gain=0.0, trust_loss=missed, failure_trust_loss=failed)


def _epoch_of_the_market(
    world: World, law: Law, nature: Nature, choices: Choices, habits: MarketHabits
) -> tuple[FloatArray, FloatArray]:
    """Let the market's part of an epoch happen; return the orders filled and the losses of trust, by tenant class."""
    world.journal.begin()
    due = due_intentions(world, nature.reservation_price, nature.outside_price)
    wanted = nature.gpu_demand.wanted(*due, world.gpu_models, world.tenant_classes)
    outages = due_outages(world, nature.node_outages)
    decisions = choices.decide(world, public_view(world, law, law.software))
    remember_markups(world, decisions.provider_pricing)
    buy_bid_deposits(world, decisions.provider_revenue)
    trust = world.tenants.trust.copy()
    schedules, rules = Schedules(decisions.provider_pricing, decisions.tenant_choice, habits), law.software.rules
    quotes = quotes_of_an_epoch(world, NEVER_OFF)
    conversions = opened_conversions(world, law.bme, law.oracle, rules, quotes)
    tally = open_the_market(world, law.market, law.deployment, law.take, rules, schedules, wanted, outages, conversions)
    close_conversions(world, conversions, quotes)
    sell_revenue(world, decisions.provider_revenue, tally.withdrawn)
    n_lost = np.divide(trust - world.tenants.trust, _SEEN * trust, out=np.zeros(trust.size), where=trust > 0.0)
    world.tenants.trust[:] = trust
    world.epoch += 1
    by_class = np.bincount(world.tenants.tenant_class, n_lost, len(world.tenant_classes))
    return tally.by_class["orders_filled"].astype(np.float64), np.asarray(by_class, dtype=np.float64)


def _come_to_rest(world: World, filled: FloatArray, lost: FloatArray, habits: MarketHabits, streams: Streams) -> None:
    """Draw the trust of those there at the start; classes of which nothing was seen keep theirs.

    A lease for the rest of one that has failed is taken to be found where it is looked for.
    """
    missed, failed = lost
    regained = np.array([of_class.reopen_share for of_class in habits.classes])
    events = TrustEvents(np.maximum(filled - regained * failed, 0.0), missed, failed, regained)
    is_seen, tenants = filled + missed + failed > 0.0, world.tenants
    ids = np.flatnonzero((tenants.adoption_seconds <= 0.0) & is_seen[tenants.tenant_class])
    of_tenants = TrustEvents(*(column[tenants.tenant_class[ids]] for column in events))
    steps = TrustSteps(habits.trust_gain, habits.trust_loss, habits.failure_trust_loss)
    key = streams.event_key("genesis.tenants.trust")
    tenants.trust[ids] = trust_at_rest(tenants.trust[ids], of_tenants, steps, key, ids)


def _begin_the_books(world: World, pools: dict[str, int]) -> None:
    """Leave the community pool as the scenario says, and count what is earned and spent from here on."""
    for denom in ("uakt", "uusdc"):
        pool = f"community_pool_{denom}"
        amount = world.ledger.total(pool) - pools[denom]
        world.ledger.move(Account(pool), Account(f"outside_{denom}"), amount, GENESIS)
    world.providers.earned[:] = 0
    world.tenants.spent_usd[:], world.market.origins.spent_usd[:] = 0.0, 0.0
    world.journal.begin()
