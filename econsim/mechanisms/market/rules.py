"""The market's rule: one stretch of continuous time under the law and the schedules in force."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from econsim.errors import BrokenBooks
from econsim.mechanisms.escrow.parameters import Deployment
from econsim.mechanisms.market import parameters
from econsim.mechanisms.market.bids import HEAPS
from econsim.mechanisms.market.calendar import empty_pages
from econsim.mechanisms.market.capacity import nodes_by_kind
from econsim.mechanisms.market.loop import run_events
from econsim.mechanisms.market.money import most_flows_of_an_event, post
from econsim.mechanisms.market.prices import note_gpu_prices
from econsim.mechanisms.market.records import FLOW, STRETCH, VISIT, Books, Calendar, Market, Records, Supply
from econsim.mechanisms.market.schedules import Schedules
from econsim.mechanisms.market.tally import BY_CLASS, BY_MODEL, COUNTS, MarketTally
from econsim.mechanisms.market.terms import MarketLaw, asks_of, refuse_misfits, rules_of, weights_of
from econsim.mechanisms.take.parameters import Take
from econsim.mechanisms.upgrades.releases import Rules
from econsim.units import FloatArray
from econsim.world.tables import records
from econsim.world.world import World

_FLOWS = 32_768  # noted before they are shown; more in one epoch are shown in several turns
Watch = Callable[[Records], None]


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
    watch: Watch | None = None,
) -> MarketTally:
    """Let everything happen in the market that happens before a height; return the epoch in numbers.

    wanted: for each intention that comes up (the rows `world.market.due(world.intentions, until_height)`) the share of
    its tenant's trust with which it is acted on, 0 for one that is not wanted at all. `watch` is shown every movement
    of money (records FLOW) in the order in which they happen.
    """
    earned = world.providers.earned.copy()
    market = opened(world, law, schedules, wanted, until_height, is_watched=watch is not None)
    market = run_to(world, market, until_height, watch)
    post(world.journal, market.books.counts)
    return MarketTally(market.books.counts, market.by_model, market.by_class, world.providers.earned - earned)


def opened(
    world: World, law: MarketLaw, schedules: Schedules, wanted: FloatArray, until_height: int, *, is_watched: bool
) -> Market:
    """Return the market as it stands, with the terms of the epoch; who watches sees each withdrawal at its height."""
    book, asks = world.market, asks_of(schedules.pricing)
    due = book.due(world.intentions, until_height)
    intentions, rules = world.intentions.rows[due], rules_of(world, law, schedules.habits)
    refuse_misfits(world, rules, intentions, wanted, asks)
    n_models, counts = len(world.gpu_models), records(COUNTS, 1)[0]
    stretch = records(STRETCH, 1)[0]
    stretch["first"], stretch["until"], stretch["pays_late"] = world.height, until_height, not is_watched
    stretch["first_due"], stretch["stop_due"] = due.start, due.stop
    node_ids, starts = nodes_by_kind(world.nodes.gpu_model, world.nodes.provider, n_models)
    supply = Supply(
        providers=world.providers.rows,
        asks=asks,
        nodes=world.nodes.rows,
        node_ids=node_ids,
        starts=starts,
        visits=records(VISIT, len(world.providers)),
        heaps=np.zeros(HEAPS, dtype=np.int64),
    )
    return Market(
        rules=rules,
        book=book.state[0],
        books=Books(counts, world.ledger.pot_record, records(FLOW, int(is_watched))),
        calendar=Calendar(stretch, empty_pages(), book.waits.rows),
        by_model=records(BY_MODEL, n_models + 1),
        by_class=records(BY_CLASS, len(world.tenant_classes)),
        intentions=intentions,
        wanted=np.ascontiguousarray(wanted, dtype=np.float64),
        bundles=world.bundles.rows,
        supply=supply,
        tenants=world.tenants.rows,
        orders=book.orders.rows,
        bids=book.bids.rows,
        leases=book.leases.rows,
        weights=weights_of(schedules.choice),
    )


def run_to(world: World, market: Market, height: int, watch: Watch | None = None) -> Market:
    """Handle the events before a height, making room as it is needed; return the market with its room."""
    is_done = False
    while not is_done:
        market = with_room(market, world)
        is_done = run_events(market, height)
        if watch is not None:
            show(market, watch)
    return market


def show(market: Market, watch: Watch) -> None:
    """Show the movements of money that have been noted, and forget them."""
    counts, flows = market.books.counts, market.books.flows
    if counts.n_flows > flows.size:
        raise BrokenBooks("market: one event moved money more often than `most_flows_of_an_event` foresees")
    watch(flows[: counts.n_flows])
    counts.n_flows = 0


def with_room(market: Market, world: World) -> Market:
    """Return the market with every table grown that has no room for one more event, whatever it is."""
    book, state, n_providers = world.market, market.book, len(world.providers)
    is_short = {
        "orders": state.free_orders == 0,
        "leases": state.free_leases == 0,
        "bids": state.free_bids < n_providers,
    }
    for name in is_short:
        if is_short[name]:
            book.grow(name, max(len(getattr(book, name)), n_providers))
    books = market.books
    if books.flows.size:
        most = most_flows_of_an_event(n_providers, len(book.bids), len(book.leases))
        if books.flows.size < most:
            books = books._replace(flows=records(FLOW, _FLOWS + most))
    elif not any(is_short.values()):
        return market
    return market._replace(
        books=books,
        calendar=market.calendar._replace(waits=book.waits.rows),
        orders=book.orders.rows,
        bids=book.bids.rows,
        leases=book.leases.rows,
    )
