"""Conformance vectors of the market's states."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from econsim.reference.market import Group
from econsim.reference.transaction import deliver
from econsim.verification.conformance.fields import Fields, Unsupported, decimal, integer, name_of, steps

DEFAULT_MAX_BIDS = 20  # for an order, as no vector says: akash-api go/node/market/v1beta3/params.go @694852ea
REPORTED_ORDER = 1


def market_state(inputs: Fields) -> Any:
    """Return whether operations on one group went through, and its states where asked."""
    group, got = Group(DEFAULT_MAX_BIDS), {}
    for op, label, step in steps(inputs):
        if op == "state":
            report = _states(group)
        else:
            group, ok = deliver(group, _message(op, step))
            report = {"ok": ok}
        if label is not None:
            got[label] = report
    return got


def _message(op: str, step: Fields) -> Callable[[Group], Any]:
    match op:
        case "create_order":
            return lambda group: group.create_order(integer(step, "o"), decimal(step, "max_price"))
        case "close_order":
            return lambda group: group.close_order(integer(step, "o"))
        case "create_bid":
            return lambda group: group.create_bid(integer(step, "o"), name_of(step, "b"), decimal(step, "price"))
        case "create_lease":
            return lambda group: group.create_lease(integer(step, "o"), name_of(step, "b"))
        case "close_lease_record":
            return lambda group: group.close_lease_record(group.latest_lease(), integer(step, "h"))
        case "close_group":
            return lambda group: group.close_everything(integer(step, "h"))
        case "close_bid":
            return lambda group: group.close_bid(integer(step, "o"), name_of(step, "b"), integer(step, "h", default=0))
        case _:
            raise Unsupported(f"op {op!r}")


def _states(group: Group) -> dict[str, Any]:
    order = group.orders.get(REPORTED_ORDER)
    lease = group.leases[group.latest_lease()] if group.leases else None
    return {
        "order": order and order.state,
        "bids": {provider: bid.state for (_, provider), bid in group.bids.items()},
        "lease": lease and lease.state,
        "lease_closed_on": lease and lease.closed_on,
        "group": group.state,
    }


CASES: Mapping[str, Callable[[Fields], Any]] = {"market_state": market_state}
