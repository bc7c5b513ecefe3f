"""Series of orders: what tenants want, what becomes of it, and how long it takes."""

from __future__ import annotations

from econsim.mechanisms.market.declared import count_of, of_models
from econsim.mechanisms.market.readings import by_model, ratio_of, unfilled
from econsim.mechanisms.market.tally import NO_ACT, NO_DEPOSIT, NO_ROOM, NO_SUPPLIER, REFUSED, TOO_DEAR
from econsim.mechanisms.market.waiting_readings import gpu_orders_open, gpu_orders_waiting, gpu_wait_hours
from econsim.world.series import Series


def _unfilled(name: str, reason: int, meaning: str) -> Series:
    return Series(f"unfilled_{name}", "count", meaning, unfilled(reason))


ORDERS = (
    count_of(
        "orders",
        "orders decided in the epoch: filled or closed without a lease (leases already running at the start apart)",
    ),
    count_of("orders_filled", "orders that became leases in the epoch"),
    Series(
        "fill_ratio", "fraction", "orders filled over orders decided in the epoch", ratio_of("orders_filled", "orders")
    ),
    Series("bids_per_order", "count", "bids that the chain accepted over orders decided", ratio_of("bids", "orders")),
    _unfilled(
        "refused",
        REFUSED,
        "orders the chain refused (GPUs before Mainnet 6, or no denom with a minimum deposit to pay in)",
    ),
    _unfilled(
        "no_supplier", NO_SUPPLIER, "orders that no provider quoting the bundle could hold with all its nodes empty"
    ),
    _unfilled("no_room", NO_ROOM, "orders that some provider could hold but none had room for at that moment"),
    _unfilled("too_dear", TOO_DEAR, "orders for which every provider with room asked more than the tenant would pay"),
    _unfilled(
        "no_deposit", NO_DEPOSIT, "orders for which no provider with room at a fitting price could lock the bid deposit"
    ),
    _unfilled("no_act", NO_ACT, "orders whose tenant, or the Console for it, lacked ACT while none was minted"),
    count_of("orders_waited_for_act", "orders posted once ACT had been minted for them", of="waited_for_act"),
    Series(
        "act_wait_blocks",
        "blocks",
        "mean wait of these for the mint",
        ratio_of("act_wait_blocks", "waited_for_act"),
    ),
    count_of("top_ups_refused", "top-ups of leases for which no ACT was minted"),
    count_of("orders_gave_up", "orders that closed without a bid when their tenant's patience was over", of="gave_up"),
    count_of("orders_retried", "orders posted again after a wait by tenants that found no lease", of="retries"),
    count_of("orders_second_choice", "orders posted for another GPU model instead", of="second_choices"),
    count_of("orders_reopened", "orders posted for the rest of a lease that ended before its time", of="reopened"),
    count_of(
        "orders_from_elsewhere",
        "orders posted again by tenants that found no room elsewhere either",
        of="from_elsewhere",
    ),
    of_models(
        "gpus_leased_elsewhere",
        "count",
        "GPUs of orders given up that their tenants lease outside the network, where room there has a limit",
        by_model("gpus_leased_elsewhere"),
    ),
    of_models(
        "gpus_refused_elsewhere",
        "count",
        "GPUs of orders given up for which there is no room outside the network either",
        by_model("gpus_refused_elsewhere"),
    ),
    count_of("intentions_busy", "intentions passed over by tenants that want one thing at a time"),
    count_of("intentions_excluded", "intentions passed over by tenants whose class is excluded from the market"),
    Series(
        "gpu_orders_open",
        "count",
        "orders for GPUs open at the end of the epoch, with bids or without",
        gpu_orders_open,
    ),
    of_models(
        "gpu_orders_waiting", "count", "orders for the model that stand without a bid at the end", gpu_orders_waiting
    ),
    of_models(
        "gpu_wait_hours",
        "hours",
        "mean time that orders for the model that closed in the epoch stood without a bid, 0 for who had one at once",
        gpu_wait_hours,
    ),
    count_of(
        "intentions_suppressed", "intentions that a tenant would have acted on at full trust and did not at its own"
    ),
)
