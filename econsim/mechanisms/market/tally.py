"""What the market counts in an epoch: every count is declared once, as a field of a record that the kernels write.

An order and its bids count in the epoch in which it is decided: its lease begins, or it closes without one; so in
every epoch orders = orders_filled + unfilled, by reason. Leases running at the start of the run count as leases, not
as orders. What money has moved is in the ledger's journal, by reason.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.escrow.rules import depletion_height, depletion_in_whole_units, due_in_whole_units
from econsim.mechanisms.market.money import N_DENOMS, REASONS
from econsim.mechanisms.market.records import Record, Records
from econsim.mechanisms.market.worth import PARTS
from econsim.units import DENOMS, MICRO, IntArray
from econsim.world.tables import record_type, records

# Why an order got no lease: one reason an order, the first that holds
(
    NONE,  # it has one, or has not closed yet
    REFUSED,  # the release accepts no GPU orders, the chain no denom that the tenant could pay in, or it is excluded
    NO_SUPPLIER,  # nobody who quotes the bundle could hold it, were all its nodes empty
    NO_ROOM,  # somebody could, but no node of theirs has room now
    TOO_DEAR,  # some have room, and all of them ask more than the maximum price
    NO_DEPOSIT,  # some of those ask no more, and none of their wallets covers the bid deposit
    NO_ACT,  # its tenant lacks ACT, and the chain mints none
) = range(7)

# Why a lease ended
(
    PLANNED,  # its tenant closes it when it was planned to end
    TENANT,  # its tenant closes it before
    PROVIDER,  # its provider closes it
    FAILURE,  # its node goes down
    DRY,  # its escrow account has run dry, whoever finds out
    SPOT_INTERRUPTION,  # its node was rented and is taken back
    EXCLUSION,  # its provider, or its tenant, is excluded from the market
    FAULT,  # its node goes down by its provider's fault
) = cast(tuple[int, ...], tuple(np.arange(8)))  # no literals: a kernel is compiled anew for each of them
# in the words of series
CAUSES = ("planned", "tenant", "provider", "failure", "dry", "spot_interruption", "exclusion", "fault")

# Why a tenant comes back to post another order
RETRY, OTHER_MODEL, REOPENED, FROM_ELSEWHERE, ACT_CAME, ACT_REFUSED = cast(tuple[int, ...], tuple(np.arange(6)))

COUNTS = record_type(
    moved=(np.int64, len(REASONS) * N_DENOMS),  # money, by reason and denom [micro-units]
    n_flows=np.int64,  # noted for who watches, and not shown yet
    lacking_uakt=np.int64,  # what `outside` lacks for the next event, which does not happen then, nor any other
    orders=np.int64,  # decided, those refused by the chain included
    orders_filled=np.int64,
    unfilled=(np.int64, NO_ACT + 1),  # by reason
    intentions_suppressed=np.int64,  # not acted on that a tenant with full trust would have acted on
    gave_up=np.int64,  # orders that closed without a bid when their tenant's patience was over
    intentions_busy=np.int64,  # passed over by tenants that want one thing at a time
    intentions_unreliable=np.int64,  # passed over by tenants that ask for a higher uptime of the market
    intentions_excluded=np.int64,  # passed over by tenants that are excluded from the market
    retries=np.int64,  # orders posted again after a wait
    second_choices=np.int64,  # orders posted for another GPU model
    reopened=np.int64,  # orders posted for the rest of a lease that has ended before its time
    from_elsewhere=np.int64,  # orders posted again by tenants that have found no room elsewhere either
    waited_for_act=np.int64,  # orders that were posted once ACT had been minted for them ...
    act_wait_blocks=np.int64,  # ... and how long that took, all together
    top_ups_refused=np.int64,  # for want of ACT, in a halt
    bids=np.int64,
    leases_started=np.int64,
    ended=(np.int64, len(CAUSES)),  # leases, by cause
    unpaid_blocks=np.int64,  # worked between running dry and being found out, by leases that closed overdrawn
    unsettled=(np.int64, len(DENOMS)),  # owed by them beyond what their accounts held, where that is a debt [micro]
    thread_blocks=np.int64,  # threads leased x blocks
    node_blocks_down=np.int64,
)
BY_MODEL = record_type(  # one a GPU model, the last for bundles without GPUs
    orders=np.int64,
    orders_filled=np.int64,
    bids=np.int64,
    orders_waited=np.int64,  # that had no bid when they were posted
    waited_blocks=np.int64,  # from posting to the first bid, or to giving up
    gpus_ordered=np.int64,
    gpus_leased=np.int64,  # of orders filled
    accepted_bid_ratio=np.float64,  # GPUs x accepted bid over open-market price, summed over orders filled
    lowest_bid_ratio=np.float64,  # the same of the lowest bid that each of them had
    accepted_ratio=np.float64,  # the first of these of all orders filled, each of weight 1: those without GPUs, too
    gpus_at_drawn_cost=np.int64,  # of orders filled whose winner drew a cost for the order ...
    winner_cost_ratio=np.float64,  # ... and GPUs x that cost over open-market price, summed over them
    gpu_blocks=np.int64,  # GPUs leased x blocks
    gpu_blocks_down=np.int64,  # GPUs installed on nodes that are down x blocks
    gpu_blocks_lost=np.float64,  # GPUs x blocks that leases ended by outages still had and their tenants got nowhere
    gpus_leased_elsewhere=np.int64,  # of orders given up, where room elsewhere has a limit ...
    gpus_refused_elsewhere=np.int64,  # ... and for which there was none
    spent_units=(np.int64, len(DENOMS)),  # price x paid blocks that fell in this epoch, whole units ...
    spent_micro=(np.int64, len(DENOMS)),  # ... and the millionths beyond, so that sums never overflow
)
BY_CLASS = record_type(  # one a tenant class
    orders=np.int64,
    orders_filled=np.int64,
    orders_known=np.int64,  # of orders filled: by a provider that the tenant remembers
    provider_trust=np.float64,  # of the tenant in the provider that it took, summed over orders filled
    spent_units=(np.int64, len(DENOMS)),  # as by model
    spent_micro=(np.int64, len(DENOMS)),
    worth_units=(np.int64, len(PARTS)),  # of the use of leases, by part of `worth.py` [uusdc] ...
    worth_micro=(np.int64, len(PARTS)),  # ... and the millionths beyond
    outside_usd=np.float64,  # what those pay elsewhere who found no lease and would pay as much as that costs
)


class MarketTally(NamedTuple):
    """One epoch of the market in numbers."""

    counts: Record  # COUNTS
    by_model: Records  # BY_MODEL
    by_class: Records  # BY_CLASS
    withdrawn: IntArray  # by denom and provider: what each was paid
    from_burns_uakt: IntArray  # by provider: what each was paid for ACT that it has burned


def empty_tally(n_models: int, n_classes: int) -> tuple[Record, Records, Records]:
    """Return an epoch in which nothing has happened: its counts, those by model and those by class."""
    return records(COUNTS, 1)[0], records(BY_MODEL, n_models + 1), records(BY_CLASS, n_classes)


@njit
def count_order(counts: Record, model: Record, of_class: Record, bundle: Record, order: Record) -> None:
    """Count an order that closes, its bids and its wait; a lease already running at the start was never ordered."""
    counts.orders += 1
    counts.bids += order.n_bids
    of_class.orders += 1
    model.orders += 1
    model.bids += order.n_bids
    model.orders_waited += order.waited_blocks > 0
    model.waited_blocks += order.waited_blocks
    model.gpus_ordered += bundle.gpus


@njit
def count_filled(
    counts: Record, model: Record, of_class: Record, bundle: Record, accepted_ratio: float, lowest_ratio: float
) -> None:
    """Count an order that became a lease, what its GPUs cost, and what they would have cost at its lowest bid.

    Both prices over the open-market price.
    """
    counts.orders_filled += 1
    of_class.orders_filled += 1
    model.orders_filled += 1
    model.gpus_leased += bundle.gpus
    model.accepted_bid_ratio += bundle.gpus * accepted_ratio
    model.lowest_bid_ratio += bundle.gpus * lowest_ratio
    model.accepted_ratio += accepted_ratio


@njit
def count_cost(model: Record, bundle: Record, cost_ratio: float) -> None:
    """Count what an order that is filled costs its winner, who drew it for the order, over the open-market price."""
    model.gpus_at_drawn_cost += bundle.gpus
    model.winner_cost_ratio += bundle.gpus * cost_ratio


@njit
def count_unfilled(counts: Record, reason: int) -> None:
    """Count an order without a lease by its reason."""
    counts.unfilled[reason] += 1


@njit
def count_return(counts: Record, why: int) -> None:
    """Count an order posted by a tenant that has come back."""
    if why == RETRY:
        counts.retries += 1
    elif why == OTHER_MODEL:
        counts.second_choices += 1
    elif why == REOPENED:
        counts.reopened += 1
    elif why == FROM_ELSEWHERE:
        counts.from_elsewhere += 1


@njit
def count_use(counts: Record, model: Record, bundle: Record, blocks: int) -> None:
    """Count the blocks of the stretch that a lease has run."""
    model.gpu_blocks += bundle.gpus * blocks
    counts.thread_blocks += bundle.threads * blocks


@njit
def count_down(counts: Record, model: Record, node: Record, first: int, height: int) -> None:
    """Count the blocks of the stretch, from its first height on, that a node has been down."""
    blocks = height - max(node.changed_at, first)
    counts.node_blocks_down += blocks
    model.gpu_blocks_down += node.gpus * blocks


@njit
def count_end(counts: Record, cause: int) -> None:
    """Count a lease that has ended."""
    counts.ended[cause] += 1


@njit
def count_lost(model: Record, bundle: Record, blocks_left: int) -> None:
    """Count what an outage has cost a tenant for good: blocks that a lease still had and that it leases nowhere."""
    model.gpu_blocks_lost += bundle.gpus * float(blocks_left)


@njit
def count_spending(lease: Record, height: int, model: Record, of_class: Record) -> None:
    """Count a lease's spending up to a height, or up to where its account runs dry."""
    until, rate = height, lease.rate_micro_per_block
    if lease.balance_micro < rate * (height - lease.settled_at):
        until = depletion_height(lease.settled_at, lease.balance_micro, rate)
    if until > lease.counted_to:
        amount_micro = rate * (until - lease.counted_to)
        _spend(model, lease.denom, amount_micro)
        _spend(of_class, lease.denom, amount_micro)
        lease.counted_to = until


@njit
def count_fraction_lost(lease: Record, height: int, paid_micro: int, model: Record, of_class: Record) -> None:
    """Let spending be what a settlement in whole units has paid: what was counted by the block is a fraction off."""
    fraction = paid_micro - lease.rate_micro_per_block * (lease.counted_to - lease.settled_at)
    _spend(model, lease.denom, fraction)
    _spend(of_class, lease.denom, fraction)
    lease.counted_to = height


@njit
def count_overdraft(
    lease: Record, height: int, in_whole_units: int, model: Record, of_class: Record, counts: Record
) -> None:
    """Count what a lease about to be closed overdrawn still pays beyond full blocks, and the blocks worked unpaid.

    Where escrow settles whole units what it pays has been counted, and what it does not pay is its debt.
    """
    settled_at, balance, rate = lease.settled_at, lease.balance_micro, lease.rate_micro_per_block
    if in_whole_units != 0:
        counts.unpaid_blocks += height - depletion_in_whole_units(settled_at, balance, rate)
        counts.unsettled[lease.denom] += due_in_whole_units(rate, height - settled_at) - balance
        return
    rest_micro = balance % rate
    _spend(model, lease.denom, rest_micro)
    _spend(of_class, lease.denom, rest_micro)
    counts.unpaid_blocks += height - depletion_height(settled_at, balance, rate)


@njit
def _spend(counted: Record, denom: int, amount_micro: int) -> None:
    counted.spent_units[denom] += amount_micro // MICRO
    counted.spent_micro[denom] += amount_micro % MICRO


@njit
def count_paid(model: Record, of_class: Record, denom: int, units: int) -> None:
    """Count what a lease has paid in another denom than its own."""
    model.spent_units[denom] += units
    of_class.spent_units[denom] += units


@njit
def carry_spending(counted: Record) -> None:
    """Make whole units of the millionths that have come together, of a GPU model or a class."""
    for denom in range(N_DENOMS):
        counted.spent_units[denom] += counted.spent_micro[denom] // MICRO
        counted.spent_micro[denom] %= MICRO
