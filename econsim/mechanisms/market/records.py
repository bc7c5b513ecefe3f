"""What compiled code works on: the world's own records, and small ones that last a stretch of time.

One argument a table, and a single tenant or node is one pointer. In the signatures of compiled functions a `Record`
is one record and `Records` an array of them. A tuple of arrays is handed on by value, a record as its address: what
happens often is given records.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from econsim.mechanisms.bme.records import Conversions
from econsim.units import FloatArray, IntArray
from econsim.world.tables import record_type

Record = Any
Records = Any

STRETCH = record_type(  # of time, in which the market is open without a break
    first=np.int64,  # height
    until=np.int64,  # height: of the next stretch
    is_begun=np.int64,  # 1 once who waits for something in it is linked in the calendar
    pays_late=np.int64,  # 1 while withdrawals are made when somebody must know of them, 0 if each at its height
    first_due=np.int64,  # row of the first intention that comes up
    stop_due=np.int64,
    next_outage=np.int64,  # of those that come in the stretch
    is_back=np.int64,  # 1 when a lease has ended whose tenant comes back at once
    n_freed=np.int64,  # nodes on which an event has freed room, whose providers are still to bid again ...
    freed_at=np.int64,  # ... its height, kind and serial
    freed_kind=np.int64,
    freed_serial=np.int64,
)
OPENED = record_type(  # where a calendar is open
    page_shift=np.int64,  # a page is 2^shift blocks
    page=np.int64,  # all before it are empty
    n_linked=np.int64,  # who wait on its pages
)
VISIT = record_type(  # of a provider that would bid on an order
    luck=np.int64,  # 53 bits: who draws least comes first
    bits=np.uint64,  # of its draws
    ask=np.int64,  # micro per block
    provider=np.int32,
    node=np.int32,
)
WEIGHTS = record_type(  # of a tenant's choice
    price=np.float64,
    audit=np.float64,
    taste=np.float64,
    trust=np.float64,
    least_uptime=np.float64,  # of the rule that puts tiers first; NaN for who goes by utility
    required_level=np.int64,  # of verification, below which no provider bids; 0 for none
)
FLOW = record_type(
    height=np.int64,
    reason=np.int64,
    source=np.int64,
    destination=np.int64,
    denom=np.int64,
    amount=np.int64,
)


# The tuples are classes of a module, not made on the fly, or numba would not find its code again in the next process.


class Books(NamedTuple):
    """Where all is noted that is counted and that money does, and the accounts that are no table's."""

    counts: Record  # COUNTS of tally.py
    pots: Record  # the ledger's
    flows: Records  # every movement of money, for who watches: the first `n_flows`; without room only the totals


class Calendar(NamedTuple):
    """What every lease, or every order, waits for."""

    stretch: Record
    opened: Record
    pages: IntArray  # by page: slot of the first who waits, -1 for none
    waits: Records  # by slot of the lease or order


class LeaseParties(NamedTuple):
    """A lease and all it touches."""

    lease: Record
    tenant: Record
    purse: Record  # its
    provider: Record
    node: Record
    bundle: Record
    model: Record  # what is counted for the bundle's GPU model
    of_class: Record  # what is counted for the tenant's class
    origin: Record


class OwnCosts(NamedTuple):
    """Bids of providers that draw a cost for each order, by quantile of the cost: two arrays, since each takes time."""

    row_of: IntArray  # by provider: its row, -1 for one that draws none; empty where nobody does
    # by row, then bundle class and at last the costs, then knot, over the ask; behind the last knot of a bundle class
    # the probability of a cost for which it bids
    tables: FloatArray


class Supply(NamedTuple):
    """Who may bid, for what, with which nodes."""

    providers: Records
    asks: IntArray  # by denom, bundle and provider: micro per block, 0 for no bid
    own_costs: OwnCosts
    nodes: Records
    node_ids: IntArray  # the nodes by GPU model, then provider, then id
    starts: IntArray  # those of a model are node_ids[starts[model + 1] : starts[model + 2]]
    visits: Records  # room for the providers that would bid on one order
    room: IntArray  # for one order: asks and costs by provider where costs are drawn, counts of draws (`quotes.py`)
    freed: IntArray  # the first `n_freed`: nodes on which an event has freed room, the lowest last


class Market(NamedTuple):
    """Everything one event may read or change."""

    rules: Record  # RULES of terms.py
    book: Record  # STATE: free slots, intentions that have come up
    books: Books
    calendar: Calendar  # of leases
    order_calendar: Calendar
    by_model: Records
    by_class: Records
    lines: Records  # by provider and model; none where nobody follows them
    intentions: Records  # those that come up in the stretch
    wanted: FloatArray  # by intention: the share of the tenant's trust with which it is acted on
    bundles: Records
    supply: Supply
    tenants: Records
    purses: Records
    orders: Records
    bids: Records
    leases: Records
    origins: Records  # ORIGIN by slot of the lease
    places: Records  # PLACE by slot of the lease
    open_orders: Records  # OPEN by GPU model, the last for bundles without GPUs
    weights: Records  # WEIGHTS by tenant, or a single one where all weigh alike
    kinds: Any  # Kinds of kinds.py
    pair_trust: Records  # of tenants in providers; empty where nobody has weighed it yet
    outages: Records  # OUTAGE: what nodes enter in the stretch
    downtimes: Records  # of the market, then of providers
    elsewhere: Records  # GPUs outside the network; none where room there has no limit
    conversions: Conversions  # between AKT and ACT
