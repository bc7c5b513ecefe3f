"""What the market counts in an epoch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.escrow.rules import depletion_height
from econsim.mechanisms.market.money import ESCROW_DEPOSIT, ESCROW_REFUND, PAYOUT, TAKE_FEE, TENANT_PURCHASE
from econsim.mechanisms.market.records import Market, Record, Records
from econsim.units import MICRO, FloatArray, IntArray
from econsim.world.market_book import Bundles, Slots, record, records

# Why an order got no lease: one reason an order, the first that holds
REFUSED, NO_SUPPLIER, NO_ROOM, TOO_DEAR, NO_DEPOSIT = range(1, 6)
_REASONS = {"refused": REFUSED, "no_supplier": NO_SUPPLIER, "no_room": NO_ROOM, "too_dear": TOO_DEAR,
            "no_deposit": NO_DEPOSIT}  # fmt: skip

COUNTS = record(
    n_flows=np.int64,  # noted and not yet posted
    most_flows=np.int64,  # for which there is room
    orders=np.int64,
    filled=np.int64,
    unfilled=(np.int64, len(_REASONS) + 1),  # by reason
    suppressed=np.int64,
    bids=np.int64,
    leases_started=np.int64,
    leases_ended=np.int64,
    leases_overdrawn=np.int64,
    unpaid_blocks=np.int64,
    threads_in_use=np.int64,  # now
    thread_blocks=np.int64,
    use_counted_to=np.int64,  # height
)
BY_MODEL = record(  # the last record is for bundles without GPUs
    orders=np.int64,
    filled=np.int64,
    bids=np.int64,
    gpus_ordered=np.int64,
    gpus_of_new_leases=np.int64,
    accepted_bid_ratio=np.float64,  # GPUs x accepted bid over open-market price, summed over orders filled
    lowest_bid_ratio=np.float64,  # the same of the lowest bid that each of them had
    gpus_in_use=np.int64,  # now
    gpu_blocks=np.int64,
    spent_units=(np.int64, 2),  # by denom: whole units ...
    spent_micro=(np.int64, 2),  # ... and the millionths beyond, so that sums never overflow
)
BY_CLASS = record(orders=np.int64, filled=np.int64)


@dataclass(frozen=True)
class MarketTally:
    """One epoch of the market in numbers. `_by_model`: one entry a GPU model, the last for bundles without GPUs.

    An order and its bids count in the epoch in which it is decided: its lease begins, or it closes without one; so in
    every epoch orders = filled + unfilled, by reason. Leases running at the start of the run count as leases, not as
    orders. Money by denom: uakt, uusdc.
    """

    orders: int  # decided, those refused by the chain included
    filled: int
    unfilled_refused: int  # the release accepts no GPU orders, or the chain no denom that the tenant could pay in
    unfilled_no_supplier: int  # nobody who quotes the bundle could hold it, were all its nodes empty
    unfilled_no_room: int  # somebody could, but no node of theirs has room now
    unfilled_too_dear: int  # some have room, and all of them ask more than the maximum price
    unfilled_no_deposit: int  # some of those ask no more, and none of their wallets covers the bid deposit
    suppressed: int  # intentions not acted on that a tenant with full trust would have acted on
    bids: int
    leases_started: int
    leases_ended: int  # at their planned end
    leases_overdrawn: int  # the escrow account ran dry
    leases_active: int  # at the end of the epoch
    unpaid_blocks: int  # worked between running dry and being found out, by leases that closed overdrawn
    orders_by_model: IntArray
    filled_by_model: IntArray
    bids_by_model: IntArray
    gpus_ordered: IntArray  # by model, of orders decided
    gpus_of_new_leases: IntArray  # by model, of orders filled
    accepted_bid_ratio: FloatArray  # by model: sum over orders filled of GPUs x accepted bid over open-market price
    lowest_bid_ratio: FloatArray  # by model: the same of the lowest bid that each of them had
    orders_by_class: IntArray
    filled_by_class: IntArray
    gpu_blocks: IntArray  # GPUs leased x blocks, by model
    thread_blocks: int
    spent_units: IntArray  # (2, models + 1): price x paid blocks that fell in this epoch, whole units ...
    spent_micro: IntArray  # ... and the millionths beyond
    payout: IntArray  # (2,) paid to providers, after the take fee
    take_fee: IntArray  # (2,)
    bought: IntArray  # (2,) by tenants from outside
    deposited: IntArray  # (2,) put into escrow
    refunded: IntArray  # (2,) back to tenants
    withdrawn: IntArray  # (2, providers): what each provider was paid

    def spent(self, denom: int, *, on_gpus: bool = False) -> float:
        """Return spending in a denom [uakt or uusdc], in all or on leases with GPUs only."""
        columns = slice(None, -1) if on_gpus else slice(None)
        return float(self.spent_units[denom, columns].sum() + self.spent_micro[denom, columns].sum() / MICRO)


def market_tally(market: Market, n_leases: int, moved: IntArray, withdrawn: IntArray) -> MarketTally:
    """Return the epoch in numbers; `moved`: amounts by reason and denom, `withdrawn`: by denom and provider."""
    counts, by_model, by_class = market.desk.counts, market.by_model, market.by_class
    plain = (
        *("orders", "filled", "suppressed", "bids", "leases_started", "leases_ended", "leases_overdrawn"),
        *("unpaid_blocks", "thread_blocks"),
    )
    return MarketTally(
        **{name: int(counts[name]) for name in plain},
        **{f"unfilled_{name}": int(counts["unfilled"][reason]) for name, reason in _REASONS.items()},
        leases_active=n_leases,
        orders_by_model=by_model["orders"],
        filled_by_model=by_model["filled"],
        bids_by_model=by_model["bids"],
        gpus_ordered=by_model["gpus_ordered"],
        gpus_of_new_leases=by_model["gpus_of_new_leases"],
        accepted_bid_ratio=by_model["accepted_bid_ratio"],
        lowest_bid_ratio=by_model["lowest_bid_ratio"],
        orders_by_class=by_class["orders"],
        filled_by_class=by_class["filled"],
        gpu_blocks=by_model["gpu_blocks"],
        spent_units=by_model["spent_units"].T,
        spent_micro=by_model["spent_micro"].T,
        payout=moved[PAYOUT],
        take_fee=moved[TAKE_FEE],
        bought=moved[TENANT_PURCHASE],
        deposited=moved[ESCROW_DEPOSIT],
        refunded=moved[ESCROW_REFUND],
        withdrawn=withdrawn,
    )


def new_counts(leases: Slots, bundles: Bundles, n_models: int, height: int) -> tuple[Record, Records]:
    """Return empty counts, in all and by GPU model, that begin at a height with the leases that run."""
    running = leases.bundle[leases.rate_micro_per_block > 0]
    by_model, counts = records(BY_MODEL, n_models + 1), records(COUNTS, 1)[0]
    np.add.at(by_model["gpus_in_use"], bundles.gpu_model[running], bundles.gpus[running])
    counts.threads_in_use = bundles.threads[running].sum()
    counts.use_counted_to = height
    return counts, by_model


@njit
def count_order(m: Market, tenant_id: int, bundle_id: int, n_bids: int) -> None:
    """Count an order that is decided, and its bids; a lease already running at the start was never ordered."""
    tenant, bundle = m.tenants[tenant_id], m.bundles[bundle_id]
    tenant.n_orders += 1
    m.desk.counts.orders += 1
    m.desk.counts.bids += n_bids
    m.by_class[tenant.tenant_class].orders += 1
    model = m.by_model[bundle.gpu_model]
    model.orders += 1
    model.bids += n_bids
    model.gpus_ordered += bundle.gpus


@njit
def count_filled(m: Market, order: Record) -> None:
    """Count an order that became a lease."""
    tenant = m.tenants[order.tenant]
    tenant.n_filled += 1
    m.desk.counts.filled += 1
    m.by_model[m.bundles[order.bundle].gpu_model].filled += 1
    m.by_class[tenant.tenant_class].filled += 1


@njit
def count_prices(m: Market, order: Record, accepted_micro: int, lowest_micro: int) -> None:
    """Count what the GPUs of an order that became a lease cost, and what they would have cost at its lowest bid."""
    bundle = m.bundles[order.bundle]
    model, open_market = m.by_model[bundle.gpu_model], m.open_market_micro_per_block[order.denom, order.bundle]
    model.gpus_of_new_leases += bundle.gpus
    model.accepted_bid_ratio += bundle.gpus * (accepted_micro / open_market)
    model.lowest_bid_ratio += bundle.gpus * (lowest_micro / open_market)


@njit
def count_unfilled(counts: Record, reason: int) -> None:
    """Count an order without a lease by its reason."""
    counts.unfilled[reason] += 1


@njit
def change_use(by_model: Records, counts: Record, height: int, bundle: Record, change: int) -> None:
    """Count a lease that begins (`change` 1) or ends (-1) among the GPUs and threads in use."""
    _add_up_use(by_model, counts, height)
    by_model[bundle.gpu_model].gpus_in_use += change * bundle.gpus
    counts.threads_in_use += change * bundle.threads


@njit
def _add_up_use(by_model: Records, counts: Record, height: int) -> None:
    """Add the use since it was last added up: exact, since use changes only when a lease begins or ends."""
    blocks = height - counts.use_counted_to
    for model in range(by_model.size):
        by_model[model].gpu_blocks += by_model[model].gpus_in_use * blocks
    counts.thread_blocks += counts.threads_in_use * blocks
    counts.use_counted_to = height


@njit
def count_spending(lease: Record, height: int, model: Record) -> None:
    """Count a lease's spending up to a height, or up to where its account runs dry."""
    dry = depletion_height(lease.settled_at, lease.balance_micro, lease.rate_micro_per_block)
    until = min(height, dry)
    if until > lease.counted_to:
        _spend(model, lease.denom, lease.rate_micro_per_block * (until - lease.counted_to))
        lease.counted_to = until


@njit
def count_overdraft(lease: Record, height: int, model: Record, counts: Record) -> None:
    """Count what a lease about to be closed overdrawn still pays beyond full blocks, and the blocks worked unpaid."""
    _spend(model, lease.denom, lease.balance_micro % lease.rate_micro_per_block)
    dry = depletion_height(lease.settled_at, lease.balance_micro, lease.rate_micro_per_block)
    counts.unpaid_blocks += height - dry
    counts.leases_overdrawn += 1


@njit
def _spend(model: Record, denom: int, amount_micro: int) -> None:
    micro = model.spent_micro[denom] + amount_micro % MICRO
    model.spent_units[denom] += amount_micro // MICRO + micro // MICRO
    model.spent_micro[denom] = micro % MICRO


@njit
def bring_up_to(m: Market, height: int) -> None:
    """Bring use and spending up to the end of the epoch."""
    _add_up_use(m.by_model, m.desk.counts, height)
    for slot in range(m.leases.size):
        lease = m.leases[slot]
        if lease.rate_micro_per_block > 0:
            count_spending(lease, height, m.by_model[m.bundles[lease.bundle].gpu_model])
