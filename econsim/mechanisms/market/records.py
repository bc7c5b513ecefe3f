"""What compiled code works on: records cut from the world's tables for an epoch, and put back at its end.

One argument a table, and a single tenant or node is one pointer. In the signatures of compiled functions a `Record`
is one record and `Records` an array of them. Handing on an array costs compiled code two counts of its references,
a record costs nothing: what happens often is given records.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from econsim.units import BoolArray, FloatArray, IntArray
from econsim.world.providers import NodesOfProvider
from econsim.world.tables import record_type, records

Record = Any
Records = Any

INTENTION = record_type(
    height=np.int64,
    serial=np.int64,
    tenant=np.int64,
    bundle=np.int64,
    duration_blocks=np.int64,
    max_price_ratio=np.float64,
    thinning=np.float64,
    denom_uniform=np.float64,
    forget_uniform=np.float64,
    is_standing=np.int64,
    event_key=np.uint64,  # of its draws
    wanted=np.float64,  # the share of the tenant's trust with which it is acted on
    highest_price_micro=np.int64,  # beyond which price x span would leave 64 bits
)
BUNDLE = record_type(gpu_model=np.int64, gpus=np.int64, threads=np.int64, memory_gib=np.int64, storage_gib=np.int64)
NODE = record_type(
    free_gpus=np.int64,
    free_threads=np.int64,
    free_memory_gib=np.int64,
    free_storage_gib=np.int64,
)
PROVIDER = record_type(
    is_audited=np.float64,  # 1 with an auditor's signature, else 0
    wallet=(np.int64, 2),  # by denom; a working copy
    earned=(np.int64, 2),
)
TENANT = record_type(
    tenant_class=np.int64,
    trust=np.float64,
    price_weight=np.float64,
    audit_weight=np.float64,
    taste_weight=np.float64,
    wallet=(np.int64, 2),  # by denom; a working copy
    spent=(np.int64, 2),
)
VISIT = record_type(  # of a provider that would bid on an order
    provider=np.int64,
    node=np.int64,
    uniform=np.float64,  # who draws least comes first
    first=np.float64,  # of the first that come, by their draws: not of this provider
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


class Flows(NamedTuple):
    """Money moved since the last posting."""

    rows: Records
    counts: Record  # its `n_flows` rows are in use


class MarketState(NamedTuple):
    """Where the law is read, money noted and the next event of an order or lease put down."""

    rules: Record  # RULES of terms.py
    book: Record  # free slots, events, intentions that have come up
    counts: Record
    flows: Flows
    events: Records


class LeaseParties(NamedTuple):
    """A lease and all it touches."""

    lease: Record
    tenant: Record
    provider: Record
    node: Record
    bundle: Record
    model: Record  # what is counted for the bundle's GPU model


class Market(NamedTuple):
    """Everything one event may read or change."""

    state: MarketState
    by_model: Records
    by_class: Records
    intentions: Records  # those that come up this epoch
    bundles: Records
    nodes: Records
    providers: Records
    tenants: Records
    orders: Records
    bids: Records
    leases: Records
    nodes_of_provider: NodesOfProvider
    visits: Records  # room for the providers that would bid on one order
    asks: IntArray  # by denom, provider and bundle: micro per block, 0 for no bid
    has_supplier: BoolArray  # by denom and bundle: somebody quotes it and could hold it on an empty node
    open_market_micro_per_block: FloatArray  # by denom and bundle


def cut(kind: np.dtype[Any], table: Any, names: Iterable[str], rows: slice = slice(None)) -> Records:
    """Return records of a kind with the named columns of a table filled in; the other fields are 0."""
    columns = {name: getattr(table, name)[..., rows] for name in names}
    made = records(kind, next(iter(columns.values())).shape[-1])
    for name, column in columns.items():
        made[name] = column.T
    return made


def put_back(made: Records, table: Any, names: Iterable[str]) -> None:
    """Write the named fields of records back to the table's columns."""
    for name in names:
        getattr(table, name)[...] = made[name].T
