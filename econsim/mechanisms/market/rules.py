"""The market's rule: one stretch of continuous time under the law and the schedules in force."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from econsim.mechanisms.escrow.parameters import Deployment
from econsim.mechanisms.market import parameters
from econsim.mechanisms.market.loop import run_events
from econsim.mechanisms.market.money import most_flows_of_an_event, post_flows
from econsim.mechanisms.market.prices import note_gpu_prices
from econsim.mechanisms.market.records import (
    BUNDLE,
    FLOW,
    NODE,
    PROVIDER,
    VISIT,
    Flows,
    Market,
    MarketState,
    Records,
    cut,
    put_back,
)
from econsim.mechanisms.market.schedules import Schedules
from econsim.mechanisms.market.tally import BY_CLASS, MarketTally, bring_up_to, new_counts
from econsim.mechanisms.market.terms import (
    MarketLaw,
    asks_of,
    intentions_of,
    open_market_prices,
    rules_of,
    suppliers_of,
    tenants_of,
)
from econsim.mechanisms.take.parameters import Take
from econsim.mechanisms.upgrades.releases import Rules
from econsim.units import FloatArray
from econsim.world.providers import nodes_of_provider
from econsim.world.tables import records
from econsim.world.world import World

_FLOWS = 32_768  # noted before they are posted; more in one epoch are posted in several turns


def open_the_market(
    world: World,
    market: parameters.Market,
    deployment: Deployment,
    take: Take,
    release: Rules,
    schedules: Schedules,
    wanted: FloatArray,
) -> MarketTally:
    """Let the market run to the end of the epoch; return the epoch in numbers."""
    law, until = MarketLaw(market, deployment, take, release), world.height_at(world.epoch + 1)
    tally = run_market(world, law, schedules, wanted, until)
    note_gpu_prices(world, tally)
    return tally


def run_market(
    world: World,
    law: MarketLaw,
    schedules: Schedules,
    wanted: FloatArray,
    until_height: int,
    watch: Callable[[Records], None] | None = None,
) -> MarketTally:
    """Let everything happen in the market that happens before a height; return the epoch in numbers.

    wanted: for each intention that comes up (the rows `world.market.due(world.intentions, until_height)`) the share of
    its tenant's trust with which it is acted on, 0 for one that is not wanted at all. `watch` is shown every movement
    of money (records FLOW) before it is posted.
    """
    market = opened(world, law, schedules, wanted, until_height)
    is_done = False
    while not is_done:
        market = with_room(market, world)
        is_done = run_events(market, until_height)
        if watch is not None:
            watch(market.state.flows.rows[: market.state.counts.n_flows])
        post_flows(world.ledger, market)
    return closed(market, world, until_height)


def opened(world: World, law: MarketLaw, schedules: Schedules, wanted: FloatArray, until_height: int) -> Market:
    """Return the market as it stands, with the terms of the epoch."""
    book, asks = world.market, asks_of(schedules.pricing)
    due = book.due(world.intentions, until_height)
    counts, by_model = new_counts(book.leases, world.bundles, len(world.gpu_models), world.height)
    rules = rules_of(world, law, schedules.habits, due)
    return Market(
        state=MarketState(rules, book.state[0], counts, Flows(records(FLOW, 0), counts), book.events.rows),
        by_model=by_model,
        by_class=records(BY_CLASS, len(world.tenant_classes)),
        intentions=intentions_of(world, schedules.habits, due, wanted, asks),
        bundles=cut(BUNDLE, world.bundles, BUNDLE.names or ()),
        nodes=cut(NODE, world.nodes, NODE.names or ()),
        providers=cut(PROVIDER, world.providers, ("is_audited", "wallet", "earned")),
        tenants=tenants_of(world, schedules.choice),
        orders=book.orders.rows,
        bids=book.bids.rows,
        leases=book.leases.rows,
        nodes_of_provider=nodes_of_provider(world.nodes, len(world.providers), len(world.gpu_models)),
        visits=records(VISIT, len(world.providers)),
        asks=asks,
        has_supplier=suppliers_of(world, asks),
        open_market_micro_per_block=open_market_prices(world),
    )


def with_room(market: Market, world: World) -> Market:
    """Return the market with every table grown that has no room for one more event, whatever it is."""
    book, state, n_providers = world.market, world.market.state[0], len(world.providers)
    if state.free_orders == 0:
        book.grow("orders", len(book.orders))
    if state.free_leases == 0:
        book.grow("leases", len(book.leases))
    if state.free_bids < n_providers:
        book.grow("bids", max(len(book.bids), n_providers))
    if state.n_events == len(book.events):
        book.grow("events", len(book.events))
    flows = market.state.flows
    most = most_flows_of_an_event(n_providers, len(book.bids), len(book.leases))
    if flows.rows.size < most:
        flows = flows._replace(rows=np.empty(_FLOWS + most, dtype=FLOW))
    return market._replace(
        state=market.state._replace(flows=flows, events=book.events.rows),
        orders=book.orders.rows,
        bids=book.bids.rows,
        leases=book.leases.rows,
    )


def closed(market: Market, world: World, until_height: int) -> MarketTally:
    """Write what the market has become back to the world; return the epoch in numbers."""
    bring_up_to(market, until_height)
    withdrawn = market.providers["earned"].T - world.providers.earned
    put_back(market.tenants, world.tenants, ("trust", "spent"))
    put_back(market.providers, world.providers, ("earned",))
    put_back(market.nodes, world.nodes, ("free_gpus", "free_threads", "free_memory_gib", "free_storage_gib"))
    return MarketTally(market.state.counts, market.by_model, market.by_class, withdrawn)
