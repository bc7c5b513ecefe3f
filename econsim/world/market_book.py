"""The market's book: bundles, orders that wait, bids, leases that run and what each waits for, trust in providers.

Slots of orders, bids and leases are recycled and nothing outside the market keeps a slot number; `serial`, the
rank of the intention, is the lasting name. Only compiled code of the market writes here.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from econsim.units import FloatArray, IntArray
from econsim.world.kept import Kept
from econsim.world.pair_trust import no_pairs, with_room_for
from econsim.world.tables import Table, column, longer, record_type, records


class Bundles(Table):
    """One row a bundle class: what one order asks for, on one node."""

    gpu_model: IntArray = column("GPU model id, -1 for none")
    gpus: IntArray = column("GPUs")
    threads: IntArray = column("CPU threads")
    memory_gib: IntArray = column("memory [GiB]")
    storage_gib: IntArray = column("storage [GiB]")
    open_market_usd_per_hour: FloatArray = column("what the bundle costs outside Akash [USD an hour]", np.float64)
    value_cap_ratio: FloatArray = column("reservation price over the open market's that counts at most", np.float64)


class Intentions(Table):
    """One row something a tenant will want, in order of height, as far ahead as it has been described.

    The draws are parameter-free uniforms where a rule or a policy decides what they become.
    """

    height: IntArray = column("block at which it is wanted")
    serial: IntArray = column("rank by (height, tenant, kind, number): ties go by it")
    tenant: IntArray = column("tenant id")
    bundle: IntArray = column("bundle class")
    duration_blocks: IntArray = column("how long the lease is wanted [blocks], at least 1")
    max_price_ratio: FloatArray = column("reservation price over the bundle's open-market price", np.float64)
    outside_ratio: FloatArray = column("open-market price when it comes up over that price of the bundle", np.float64)
    thinning: FloatArray = column("uniform: the intention is acted on if below the tenant's trust", np.float64)
    shock: IntArray = column("number of the demand shock that adds it, -1 for base demand")
    extra: FloatArray = column("excess over base demand from which on it is wanted; 0 for base", np.float64)
    demand_uniform: FloatArray = column("uniform: wanted if below what a fall in demand leaves", np.float64)
    denom_uniform: FloatArray = column("uniform: pays in uusdc if below the share and uusdc is accepted", np.float64)
    forget_uniform: FloatArray = column("uniform: decides after how many top-ups it forgets", np.float64)
    event_key: IntArray = column("64 bits that key draws by (intention, provider)", np.uint64)
    is_standing: IntArray = column("1 for a lease already running at the start (its rest)", np.int8)


# Orders, bids and leases are arrays of records: compiled code takes one argument a table and hands a single order or
# lease on as one pointer. (Named tuples of their columns, measured: compiling 20 times as long, running 15 times.)
# Columns are views: `leases.escrow_uakt`. Money columns are the ledger's accounts. What is read most comes first.

NEVER = 2**62  # a height


ORDER = record_type(  # posted, or a return to come: what its tenant sleeps over
    serial=np.int64,  # of the intention
    event_key=np.uint64,  # of the intention
    posted_at=np.int64,  # height
    max_price_micro_per_block=np.int64,
    duration_blocks=np.int64,
    bid_deposit_uakt=np.int64,  # of its open bids: a ledger account
    max_price_ratio=np.float64,  # of the intention
    outside_ratio=np.float64,  # of the intention
    denom_uniform=np.float64,  # of the intention
    waited_blocks=np.int64,  # from posting to the first bid
    reserved_uact=np.int64,  # for its first deposit
    slot=np.int32,
    first_bid=np.int32,  # bid slot, -1 for none
    n_bids=np.int32,  # open
    tenant=np.int32,
    bundle=np.int32,
    denom=np.int32,  # 0 pays uakt, 1 pays uusdc, 2 pays uact
    is_lent=np.int32,  # 1 where the Console lends its deposits
    n_top_ups=np.int32,  # the tenant will make before it forgets
    is_standing=np.int32,  # 1 for a lease already running at the start
    attempt=np.int32,  # of the intention, from 0
    n_retries=np.int32,  # made since the last lease
    is_second_choice=np.int32,
    is_rest=np.int32,  # 1 for what is left of a lease that its node has ended before its time
    returns_as=np.int32,  # why its tenant comes back: RETRY, ...
    obstacle=np.int32,  # why it waits without a bid
    is_affordable=np.int32,  # 1 where somebody that could hold it asked no more than its maximum price
    next=np.int32,  # slot of the open order for the same GPU model that was posted after it, -1 for none
    previous=np.int32,
    free_slot=np.int32,  # stack of free slots: the first `free_orders` entries
)
OPEN = record_type(  # orders for a GPU model, by height of posting, then serial
    first=np.int32,  # slot, -1 for none
    last=np.int32,
    n=np.int64,
    n_waiting=np.int64,  # of them have no bid
    n_taking=np.int64,  # of them take one more bid, under the law of the stretch
)
BID = record_type(
    price_micro_per_block=np.int64,  # millionths of the order's denom
    cost_micro_per_block=np.int64,  # of the provider, drawn for the order; 0 for one that draws none
    taste_uniform=np.float64,  # draw of (order, provider) behind the tenant's taste
    deposit_uakt=np.int64,
    provider=np.int32,
    node=np.int32,
    next_bid=np.int32,  # bid slot of the order's next bid, -1 for none
    slot=np.int32,
    free_slot=np.int32,  # stack: the first `free_bids` entries
)
LEASE = record_type(  # two lines of the memory nearest to the processor; in the first what every withdrawal reads
    rate_micro_per_block=np.int64,  # 0 marks a free slot
    settled_at=np.int64,  # height of the last settlement
    balance_micro=np.int64,  # escrow account at the last settlement, millionths
    payment_micro=np.int64,  # earned at the last settlement, not yet withdrawn, millionths
    counted_to=np.int64,  # height up to which spending is in the tallies
    escrow_uakt=np.int64,  # account and payment together: a ledger account
    escrow_uusdc=np.int64,  # a ledger account
    escrow_uact=np.int64,  # a ledger account
    tenant=np.int32,
    provider=np.int32,
    bundle=np.int32,
    denom=np.int32,
    start=np.int64,
    planned_end=np.int64,  # height at which the tenant closes the deployment
    next_top_up=np.int64,  # height; NEVER for none
    serial=np.int64,  # of the intention
    bid_deposit_uakt=np.int64,  # of the winning bid: a ledger account
    node=np.int32,
    n_top_ups=np.int32,  # it will still make before it forgets
    slot=np.int32,
    free_slot=np.int32,  # stack: the first `free_leases` entries
)
ORIGIN = record_type(  # of the lease in the same slot: what its tenant posts again if it ends before its time
    event_key=np.uint64,
    max_price_ratio=np.float64,
    outside_ratio=np.float64,
    denom_uniform=np.float64,
    worth_micro_per_block=(np.int64, 3),  # what using it is worth to its tenant, in the parts of `worth.py`
    spent_usd=np.float64,  # withdrawn so far; added to its tenant's once it has ended
    tenant_class=np.int32,
    attempt=np.int32,
    is_lent=np.int32,  # 1 where the Console lends its deposits
    awaits_act=np.int32,  # 1 while a top-up waits for ACT to be minted
)
PLACE = record_type(node=np.int32)  # of the lease in the same slot, close together for who looks for those of a node
WAIT = record_type(  # of the lease or order in the same slot
    height=np.int64,  # of the event that it waits for; NEVER for a free slot
    serial=np.int64,
    kind=np.int32,
    next=np.int32,  # slot of who waits next on the same page of the calendar, -1 for none
)
STATE = record_type(
    cursor=np.int64,  # the next intention's row
    free_orders=np.int64,
    free_bids=np.int64,
    free_leases=np.int64,
    free_pairs=np.int64,  # that the table of trust in providers still takes
    console_reserved_uact=np.int64,  # of the Console's ACT, for orders that are open
    console_asked=np.int64,  # mints that it waits for
    next_refill=np.int64,  # height at which it looks whether its stock is at its target
    awaits_price=np.int64,  # 1 where deployments in AKT are to be turned into ACT at the first price
    must_plan=np.int64,  # 1 where leases are to find out anew what they wait for
    settles_whole_units=np.int64,  # 1 where escrow did so in the last stretch
)


_BESIDE = {
    "orders": ("order_waits",),
    "bids": (),
    "leases": ("waits", "origins", "places"),
}  # tables with the same slots


@dataclass
class Slots:
    """Records that come and go; a column of theirs is an attribute (a view)."""

    rows: Any
    what: str  # they are

    def __len__(self) -> int:
        """Return the number of slots, free ones included."""
        return int(self.rows.size)

    def __getattr__(self, name: str) -> Any:
        """Return a column by its name."""
        if name == "rows" or name not in self.rows.dtype.names:
            raise AttributeError(f"these records have no column '{name}'")
        return self.rows[name]

    def grow(self, extra: int) -> None:
        """Append `extra` records of zeros."""
        self.rows = longer(self.rows, extra, self.what)


@dataclass
class MarketBook:
    """Everything the market remembers between epochs."""

    orders: Slots
    bids: Slots
    leases: Slots
    waits: Slots  # one a lease slot
    origins: Slots  # one a lease slot
    places: Slots  # one a lease slot
    order_waits: Slots  # one an order slot
    open_orders: Any  # OPEN by GPU model, the last for bundles without GPUs
    state: Any  # one record
    pair_trust: Any = field(default_factory=partial(no_pairs, 0), init=False)  # empty until somebody weighs it
    kept: Kept = field(default_factory=Kept, init=False)  # of the terms of the last stretch

    @classmethod
    def empty(cls, n_models: int, slots: int = 256) -> MarketBook:
        """Return a book with nothing in it and room for some of everything; it grows as needed."""
        kinds = {"orders": ORDER, "bids": BID, "leases": LEASE, "order_waits": WAIT}
        kinds |= {"waits": WAIT, "origins": ORIGIN, "places": PLACE}
        tables = {name: Slots(records(kind, 0), name.replace("_", " ")) for name, kind in kinds.items()}
        book = cls(**tables, open_orders=records(OPEN, n_models + 1), state=records(STATE, 1))
        book.open_orders["first"] = book.open_orders["last"] = -1
        for name in _BESIDE:
            book.grow(name, slots)
        return book

    def grow(self, name: str, extra: int) -> None:
        """Add free slots to `orders`, `bids` or `leases`; the lowest new slot is used first."""
        table: Slots = getattr(self, name)
        old, state = len(table), self.state[0]
        n_free = state[f"free_{name}"]
        table.grow(extra)
        table.slot[old:] = np.arange(old, old + extra)
        table.free_slot[n_free : n_free + extra] = np.arange(old + extra - 1, old - 1, -1)
        state[f"free_{name}"] += extra
        for beside in _BESIDE[name]:
            getattr(self, beside).grow(extra)
            if beside.endswith("waits"):
                getattr(self, beside).height[old:] = NEVER

    def grow_pair_trust(self, height: int, fading: float) -> None:
        """Make room in the table of trust for every lease that runs and one more; forgotten pairs are dropped.

        fading: ln 2 over the half-life of trust in a provider [1/block].
        """
        table, self.state[0].free_pairs = with_room_for(self.pair_trust, self.n_leases + 1, height, fading)
        self.pair_trust = table

    @property
    def n_leases(self) -> int:
        """Return the number of running leases."""
        return len(self.leases) - int(self.state["free_leases"][0])

    def due(self, intentions: Intentions, until_height: int) -> slice:
        """Return the rows of the intentions that come up before a height and have not come up yet."""
        cursor = int(self.state[0].cursor)
        return slice(cursor, bisect_left(intentions.rows["height"], until_height, lo=cursor))

    def turn_page(self, intentions: Intentions) -> Any:
        """Return the rows that have not come up yet, which are the first from now on."""
        left = intentions.rows[int(self.state[0].cursor) :]
        self.state[0].cursor = 0
        return left
