"""The market's rule: one stretch of continuous time under the law and the schedules in force."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from econsim.errors import BrokenBooks
from econsim.mechanisms.bme.records import Conversions
from econsim.mechanisms.bme.requests import has_room
from econsim.mechanisms.bme.rules import with_room_in_the_queue, without_conversions
from econsim.mechanisms.escrow.parameters import Deployment
from econsim.mechanisms.market import parameters
from econsim.mechanisms.market.bids import HEAPS
from econsim.mechanisms.market.calendar import empty_pages
from econsim.mechanisms.market.capacity import nodes_by_kind
from econsim.mechanisms.market.end_blocks import ROOM_OF_AN_EVENT
from econsim.mechanisms.market.in_act import is_open
from econsim.mechanisms.market.kinds import kinds_of
from econsim.mechanisms.market.loop import run_events
from econsim.mechanisms.market.money import most_flows_of_an_event, post
from econsim.mechanisms.market.prices import note_gpu_prices
from econsim.mechanisms.market.records import (
    FLOW,
    OPENED,
    STRETCH,
    VISIT,
    Books,
    Calendar,
    Market,
    Record,
    Records,
    Supply,
)
from econsim.mechanisms.market.schedules import Schedules
from econsim.mechanisms.market.tally import MarketTally, empty_tally
from econsim.mechanisms.market.terms import (
    MarketLaw,
    asks_of,
    own_costs_of,
    refuse_misfits,
    rules_of,
    weights_of,
)
from econsim.mechanisms.take.parameters import Take
from econsim.mechanisms.upgrades.releases import Rules
from econsim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, FloatArray, IntArray
from econsim.world.outages import NOTHING
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
    outages: Records = NOTHING,
    conversions: Conversions | None = None,
) -> MarketTally:
    """Let the market run to the end of the epoch; return the epoch in numbers.

    conversions: between AKT and ACT, opened for the epoch; none where there is no ACT.
    """
    law, until = MarketLaw(market, deployment, take, release), world.height_at(world.epoch + 1)
    tally = run_market(world, law, schedules, wanted, until, outages=outages, conversions=conversions)
    note_gpu_prices(world, tally)
    if world.track.is_followed:
        world.track_record.note(world.seconds, tally.by_model)
    return tally


def run_market(
    world: World,
    law: MarketLaw,
    schedules: Schedules,
    wanted: FloatArray,
    until_height: int,
    watch: Watch | None = None,
    outages: Records = NOTHING,
    conversions: Conversions | None = None,
) -> MarketTally:
    """Let everything happen in the market that happens before a height; return the epoch in numbers.

    wanted: for each intention that comes up (the rows `world.market.due(world.intentions, until_height)`) the share of
    its tenant's trust with which it is acted on, 0 for one that is not wanted at all. outages: what nodes enter before
    that height (records OUTAGE), by height, kind and node. `watch` is shown every movement of money (records FLOW) in
    the order in which they happen.
    """
    earned, from_burns = world.providers.earned.copy(), world.providers.from_burns_uakt.copy()
    conversions = conversions or without_conversions(world)
    market = opened(world, law, schedules, wanted, until_height, outages, conversions, is_watched=watch is not None)
    market = run_to(world, market, until_height, watch)
    post(world.journal, market.books.counts)
    return MarketTally(
        market.books.counts,
        market.by_model,
        market.by_class,
        world.providers.earned - earned,
        world.providers.from_burns_uakt - from_burns,
    )


def opened(
    world: World,
    law: MarketLaw,
    schedules: Schedules,
    wanted: FloatArray,
    until_height: int,
    outages: Records = NOTHING,
    conversions: Conversions | None = None,
    *,
    is_watched: bool,
) -> Market:
    """Return the market as it stands, with the terms of the epoch; who watches sees each withdrawal at its height."""
    book, kept = world.market, world.market.kept
    due = book.due(world.intentions, until_height)
    intentions, asks = world.intentions.rows[due], kept("asks", asks_of, schedules.pricing)
    rules = kept("rules", lambda *_: rules_of(law, schedules.habits), *law, schedules.habits)
    rules["hours_per_block"], rules["akt_price_usd"] = world.seconds_per_block / SECONDS_PER_HOUR, world.akt_price_usd
    if book.state[0].settles_whole_units != rules["settles_whole_units"]:  # accounts run dry at other heights
        book.state[0].settles_whole_units, book.state[0].must_plan = rules["settles_whole_units"], 1
    rules["start_height"] = world.outages.start_height
    rules["day_blocks"] = max(1, round(SECONDS_PER_DAY / world.seconds_per_block))
    wanted = np.ascontiguousarray(wanted, dtype=np.float64)
    refuse_misfits(world, rules, intentions, wanted, asks)
    is_on_time = is_watched or bool(world.providers.burns_at_once.any())
    stretch, calendars = _stretch(world.height, until_height, due, is_on_time), records(OPENED, 2)
    weights = kept("weights", weights_of, schedules.choice)
    if book.pair_trust.size == 0 and kept("trust is weighed", lambda weights: weights["trust"].any(), weights):
        book.grow_pair_trust(world.height, rules["pair_fading"])
    counts, by_model, by_class = empty_tally(len(world.gpu_models), len(world.tenant_classes))
    return Market(
        rules=rules,
        book=book.state[0],
        books=Books(counts, world.ledger.pot_record, records(FLOW, int(is_watched))),
        calendar=Calendar(stretch, calendars[0], empty_pages(), book.waits.rows),
        order_calendar=Calendar(stretch, calendars[1], empty_pages(), book.order_waits.rows),
        by_model=by_model,
        by_class=by_class,
        lines=_lines_of_an_epoch(world),
        intentions=intentions,
        wanted=wanted,
        bundles=world.bundles.rows,
        supply=Supply(
            world.providers.rows,
            asks,
            kept("own costs", own_costs_of, schedules.pricing),
            world.nodes.rows,
            *kept("nodes", _index_of_nodes, world.nodes.rows, world.gpu_models),
            *kept("visits", _room_for_visits, world.providers.rows),
            kept("freed", lambda nodes: np.zeros(nodes.size, dtype=np.int64), world.nodes.rows),
        ),
        tenants=world.tenants.rows,
        purses=world.tenants.purses.rows,
        orders=book.orders.rows,
        bids=book.bids.rows,
        leases=book.leases.rows,
        origins=book.origins.rows,
        places=book.places.rows,
        open_orders=book.open_orders,
        kinds=kept("kinds", lambda _, habits: kinds_of(world, habits), world.bundles.rows, schedules.habits),
        weights=weights,
        pair_trust=book.pair_trust,
        outages=outages,
        downtimes=kept("downtimes", world.outages.downtimes_of, world.nodes.rows, world.providers.rows),
        elsewhere=world.elsewhere.rows,
        conversions=conversions or without_conversions(world),
    )


def _lines_of_an_epoch(world: World) -> Records:
    """Return the product lines before a bid has been decided on, or none if nobody follows them."""
    lines = (world.track_record if world.track.is_followed else world.track).lines
    lines.bids[:], lines.wins[:] = 0, 0
    return lines.rows


def _stretch(first: int, until: int, due: slice, is_on_time: bool) -> Record:
    stretch = records(STRETCH, 1)
    stretch[0] = (first, until, 0, not is_on_time, due.start, due.stop, 0, 0, 0, 0, 0, 0)
    return stretch[0]


def _index_of_nodes(nodes: Records, gpu_models: Sequence[str]) -> tuple[IntArray, IntArray]:
    """Return which nodes are of each GPU model; none ever changes its model or its provider."""
    return nodes_by_kind(nodes["gpu_model"], nodes["provider"], len(gpu_models))


def _room_for_visits(providers: Records) -> tuple[Records, IntArray]:
    """Return room for the providers that would bid on one order, and for counts of their draws."""
    return records(VISIT, providers.size), np.zeros((3, max(HEAPS, providers.size)), dtype=np.int64)


def run_to(world: World, market: Market, height: int, watch: Watch | None = None) -> Market:
    """Handle the events before a height, making room as it is needed; return the market with its room."""
    while not run_events(market, height):
        if watch is not None:
            show(market, watch)
        market = with_room(market, world)
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
        "bids": state.free_bids < max(n_providers, book.open_orders["n"].max()),
    }
    for name in is_short:
        if is_short[name]:
            book.grow(name, max(len(getattr(book, name)), n_providers, len(book.orders)))
    conversions, is_short["requests"] = market.conversions, not has_room(market.conversions, ROOM_OF_AN_EVENT)
    if not is_open(conversions):
        is_short["requests"] = False
    elif is_short["requests"]:
        conversions = with_room_in_the_queue(world, conversions)
    is_short["pairs"] = book.pair_trust.size > 0 and state.free_pairs < book.n_leases
    if is_short["pairs"]:
        book.grow_pair_trust(market.calendar.stretch.first, market.rules.pair_fading)
    books = market.books
    if books.flows.size:
        most = most_flows_of_an_event(n_providers, len(book.orders), len(book.bids), len(book.leases))
        if books.flows.size < most:
            books = books._replace(flows=records(FLOW, _FLOWS + most))
    elif not any(is_short.values()):
        return market
    return market._replace(
        books=books,
        calendar=market.calendar._replace(waits=book.waits.rows),
        order_calendar=market.order_calendar._replace(waits=book.order_waits.rows),
        orders=book.orders.rows,
        bids=book.bids.rows,
        leases=book.leases.rows,
        origins=book.origins.rows,
        places=book.places.rows,
        pair_trust=book.pair_trust,
        conversions=conversions,
    )
