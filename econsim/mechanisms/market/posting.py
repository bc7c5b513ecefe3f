"""Posting: an order is put before the providers, who bid at once; with a bid it waits for its decision."""

from __future__ import annotations

from econsim.compiled import njit_borrowing, njit_within
from econsim.mechanisms.market.bids import collect_bids
from econsim.mechanisms.market.calendar import DECISION, await_event
from econsim.mechanisms.market.open_orders import open_order
from econsim.mechanisms.market.records import Market, Record
from econsim.mechanisms.market.returning import close_unfilled
from econsim.mechanisms.market.tally import REFUSED
from econsim.mechanisms.market.terms import LARGEST_MICRO, open_market_price
from econsim.units import UAKT, UUSDC


@njit_within
def post(m: Market, height: int, order: Record) -> None:
    """Post an order under the law of now and collect its bids.

    The chain refuses orders with GPUs where the release has no GPU units, and orders in a denom that has no minimum
    deposit. Without a bid the order closes at once.

    Source: akash-network/node x/deployment/handler/server.go @6952ec25c2f6494439d947e03ff9aaacc592598d
    (CreateDeployment: the deposit is held against the minimum of its denom).
    """
    rules, bundle = m.rules, m.bundles[order.bundle]
    order.posted_at, order.waited_blocks, order.first_bid, order.n_bids = height, 0, -1, 0
    denom, obstacle = denom_paid(rules, order.denom_uniform), REFUSED
    if denom >= 0 and (bundle.gpu_model < 0 or rules.gpu_orders_accepted != 0):
        order.denom = denom
        price = order.max_price_ratio * open_market_price(rules, bundle, denom)
        order.max_price_micro_per_block = _max_price(price, order.duration_blocks, rules.longest_blocks)
        obstacle = collect_bids(m, height, order, bundle)
        if obstacle == 0:
            open_order(m.orders, m.open_orders[bundle.gpu_model], order)
            await_event(m.order_calendar, order, height + rules.bid_wait_blocks, DECISION)
            return
    close_unfilled(m, height, order, obstacle)


@njit_borrowing
def denom_paid(rules: Record, uniform: float) -> int:
    """Return the denom an order pays in: the one wanted, else the other; -1 where the chain accepts neither."""
    wanted, other = (UUSDC, UAKT) if uniform < rules.uusdc_share else (UAKT, UUSDC)
    if rules.is_accepted[wanted] != 0:
        return wanted
    return other if rules.is_accepted[other] != 0 else -1


@njit_borrowing
def _max_price(price: float, duration_blocks: int, longest_blocks: int) -> int:
    """Return the order's maximum price [micro per block], cut to what 64 bits allow; every ask lies below that."""
    cap = LARGEST_MICRO // max(duration_blocks, longest_blocks)
    return cap if price >= cap else int(price)
