"""Posting: an order is put before the providers, who bid at once; it stays open until its decision, or for a bid."""

from __future__ import annotations

from econsim.compiled import njit_borrowing, njit_within
from econsim.draws import bits_of, uniform_of
from econsim.mechanisms.market.act_money import reserve_act
from econsim.mechanisms.market.attempts import PATIENCE, drawn_by
from econsim.mechanisms.market.bids import collect_bids
from econsim.mechanisms.market.calendar import DECISION, GIVE_UP, RETURN, await_event, await_nothing
from econsim.mechanisms.market.in_act import AWAITED, FUNDED, UNFUNDED, fund_order
from econsim.mechanisms.market.kinds import ENDLESS, NO_PATIENCE, patience_of
from econsim.mechanisms.market.open_orders import close_order, open_order
from econsim.mechanisms.market.records import Market, Record
from econsim.mechanisms.market.returning import may_pass
from econsim.mechanisms.market.tally import ACT_CAME, ACT_REFUSED, NO_ACT, NONE, REFUSED
from econsim.mechanisms.market.terms import LARGEST_MICRO, open_market_price
from econsim.units import UACT, UAKT, UUSDC
from econsim.world.market_book import NEVER


@njit_within
def post(m: Market, height: int, order: Record) -> int:
    """Post an order under the law of now and collect its bids; return why it closes at once, NONE if it does not.

    The chain refuses orders with GPUs where the release has no GPU units, and orders in a denom that has no minimum
    deposit; who is excluded from the market has none accepted. Without a bid the order waits for one as long as its
    tenant has patience; it closes at once without patience, and where it is refused, nobody could ever hold it or
    everybody who could asks too much.

    Source: akash-network/node x/deployment/handler/server.go @6952ec25c2f6494439d947e03ff9aaacc592598d
    (CreateDeployment: the deposit is held against the minimum of its denom).
    """
    rules, bundle, tenant = m.rules, m.bundles[order.bundle], m.tenants[order.tenant]
    if order.returns_as == ACT_CAME:
        m.books.counts.waited_for_act += 1
        m.books.counts.act_wait_blocks += height - order.posted_at
    order.posted_at, order.waited_blocks, order.first_bid, order.n_bids = height, 0, -1, 0
    denom, obstacle = denom_paid(rules, order.denom_uniform), REFUSED
    is_unfunded, order.returns_as = order.returns_as == ACT_REFUSED, 0
    is_accepted = bundle.gpu_model < 0 or rules.gpu_orders_accepted != 0
    if denom >= 0 and tenant.is_excluded == 0 and is_accepted:
        order.denom = denom
        price = order.max_price_ratio * open_market_price(rules, bundle, denom)
        order.max_price_micro_per_block = _max_price(price, order.duration_blocks, rules.longest_blocks)
        if denom == UACT:
            funds = UNFUNDED if is_unfunded else _look_for_act(m, height, order)
            if funds != FUNDED:
                order.is_affordable = 1
                return NO_ACT if funds == UNFUNDED else NONE
        obstacle = collect_bids(m, height, order, bundle)
        if obstacle == NONE:
            open_order(m.orders, m.open_orders[bundle.gpu_model], order, rules)
            await_event(m.order_calendar, order, height + rules.bid_wait_blocks, DECISION)
            return NONE
    kind = m.kinds.habits[tenant.tenant_class]
    if may_pass(order, obstacle) and order.is_standing == 0 and kind.patience_kind != NO_PATIENCE:
        _wait(m, height, order, obstacle, kind)
        return NONE
    use_for_others(m, order)
    return obstacle


@njit_within
def _look_for_act(m: Market, height: int, order: Record) -> int:
    """Return whether there is ACT for an order; one that waits for it is posted when it comes."""
    asks = m.supply.asks[UACT, order.bundle]
    funds = fund_order(m.rules, m.book, m.books, m.conversions, asks, height, order)
    if funds == AWAITED:
        await_event(m.order_calendar, order, NEVER, RETURN)
    return funds


@njit_within
def use_for_others(m: Market, order: Record) -> None:
    """Let ACT that was set aside for an order be there for others."""
    if order.reserved_uact > 0:
        reserve_act(m.book, order, m.purses[order.tenant], -order.reserved_uact)


@njit_within
def _wait(m: Market, height: int, order: Record, obstacle: int, kind: Record) -> None:
    """Let an order without a bid stay open until its tenant's patience is over."""
    of_model = m.open_orders[m.bundles[order.bundle].gpu_model]
    order.obstacle = obstacle
    open_order(m.orders, of_model, order, m.rules)
    of_model.n_waiting += 1
    if kind.patience_kind != ENDLESS:
        patience = patience_of(kind, uniform_of(bits_of(drawn_by(order), PATIENCE)))
        await_event(m.order_calendar, order, height + patience, GIVE_UP)


@njit_within
def give_up(m: Market, height: int, order: Record) -> int:
    """Close an order whose tenant has waited in vain; return for what."""
    of_model = m.open_orders[m.bundles[order.bundle].gpu_model]
    await_nothing(m.order_calendar, order.slot)
    close_order(m.orders, of_model, order, m.rules)
    of_model.n_waiting -= 1
    order.waited_blocks = height - order.posted_at
    m.books.counts.gave_up += 1
    use_for_others(m, order)
    return int(order.obstacle)


@njit_borrowing
def denom_paid(rules: Record, uniform: float) -> int:
    """Return the denom an order pays in: the one wanted, else the other; -1 where the chain accepts neither.

    Where deployments are in ACT nothing else is accepted, whatever has a minimum deposit.
    """
    if rules.deployments_in_act != 0:
        return UACT if rules.is_accepted[UACT] != 0 else -1
    wanted, other = (UUSDC, UAKT) if uniform < rules.uusdc_share else (UAKT, UUSDC)
    if rules.is_accepted[wanted] != 0:
        return wanted
    return other if rules.is_accepted[other] != 0 else -1


@njit_borrowing
def _max_price(price: float, duration_blocks: int, longest_blocks: int) -> int:
    """Return the order's maximum price [micro per block], cut to what 64 bits allow; every ask lies below that."""
    cap = LARGEST_MICRO // max(duration_blocks, longest_blocks)
    return cap if price >= cap else int(price)
