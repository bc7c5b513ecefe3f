"""A market that is watched: escrow, room on nodes, orders, Little's law and rent, from the tables and the tallies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from econsim.units import MICRO
from econsim.world.world import World
from tests.properties.money_checks import DENOMS, balances

if TYPE_CHECKING:
    from tests.properties.watched_run import WatchedRun

RESOURCES = ("gpus", "threads", "memory_gib", "storage_gib")


def check_escrow(run: WatchedRun) -> None:
    """By denom: deposits = paid to providers + take fee + refunds + dust + what is still there.

    The Console deposits and is refunded, too, and an upgrade has burned escrow and minted some.
    """
    now, leases = balances(run.world), run.world.market.leases
    came = ("escrow deposits lent by the Console", "ACT for deployments put in escrow")
    went = ("escrow refunds to the Console", "escrow burned for ACT")
    for code, denom in enumerate(DENOMS):
        total = {
            name: sum(int(getattr(tally, name)[code]) for tally in run.tallies)
            for name in ("deposited", "payout", "take_fee", "refunded")
        }
        left = now["leases.escrow"][code] + now["escrow_dust"][code]
        total["deposited"] += sum(run.flows[reason, denom] for reason in came)
        total["refunded"] += sum(run.flows[reason, denom] for reason in went)
        assert total["deposited"] == total["payout"] + total["take_fee"] + total["refunded"] + left
    in_use = leases.rate_micro_per_block > 0
    assert (leases.escrow_uakt[~in_use] == 0).all()
    assert (leases.escrow_uusdc[~in_use] == 0).all()
    assert (leases.escrow_uact[~in_use] == 0).all()
    assert (leases.balance_micro >= 0).all()
    assert ((leases.payment_micro >= 0) & (leases.settled_at >= leases.start)).all()


def check_capacity(world: World) -> None:
    """What leases and open bids hold and what is free is what is installed, on every node."""
    used = {name: [0] * len(world.nodes) for name in RESOURCES}
    orders, bids, leases = world.market.orders, world.market.bids, world.market.leases
    holds = [(int(leases.node[slot]), int(leases.bundle[slot])) for slot in np.flatnonzero(leases.rate_micro_per_block)]
    for slot in waiting_orders(world):
        bid, deposits = int(orders.first_bid[slot]), 0
        while bid >= 0:
            holds.append((int(bids.node[bid]), int(orders.bundle[slot])))
            deposits += int(bids.deposit_uakt[bid])
            bid = int(bids.next_bid[bid])
        assert deposits == orders.bid_deposit_uakt[slot]
    for node, bundle in holds:
        assert world.nodes.gpu_model[node] == world.bundles.gpu_model[bundle]
        for name in RESOURCES:
            used[name][node] += int(getattr(world.bundles, name)[bundle])
    for name in RESOURCES:
        free, installed = getattr(world.nodes, f"free_{name}"), getattr(world.nodes, name)
        assert (free + used[name] == installed).all()
        assert (free >= 0).all()


def waiting_orders(world: World) -> list[int]:
    """Return the slots of orders whose tenant has not decided yet."""
    orders = world.market.orders
    free = orders.free_slot[: world.market.state[0].free_orders]
    return sorted(set(range(len(orders))) - set(free.tolist()))


def running(world: World) -> dict[int, tuple[int, ...]]:
    """Return the leases that run: intention -> (first block, planned end, GPUs, threads)."""
    leases, bundles = world.market.leases, world.bundles
    slots = np.flatnonzero(leases.rate_micro_per_block)
    found = {
        int(leases.serial[slot]): (
            int(leases.start[slot]),
            int(leases.planned_end[slot]),
            int(bundles.gpus[leases.bundle[slot]]),
            int(bundles.threads[leases.bundle[slot]]),
        )
        for slot in slots
    }
    assert len(found) == slots.size, "an intention has two leases"
    return found


def check_orders(run: WatchedRun) -> None:
    """Orders decided are filled, or unfilled for one reason; leases that began run, have ended or were overdrawn."""
    world, tally = run.world, run.tallies[-1]
    reasons = ("refused", "no_supplier", "no_room", "too_dear", "no_deposit", "no_act")
    assert tally.orders == tally.orders_filled + sum(getattr(tally, f"unfilled_{reason}") for reason in reasons)
    assert tally.orders == tally.orders_by_class.sum() == tally.orders_by_model.sum()
    n_before, n_after = len(run.leases_before), len(running(world))
    assert n_after == n_before + tally.leases_started - tally.leases_ended - tally.leases_overdrawn
    assert n_after == tally.leases_active
    assert ((world.tenants.trust >= 0) & (world.tenants.trust <= 1)).all()


def check_littles_law(run: WatchedRun) -> None:
    """The integral of use over the epoch is the sum of the overlaps of its leases with it.

    Exactly, unless a lease began and ended within the epoch or ran dry at a height that cannot be seen from outside.
    """
    world, tally, before, after = run.world, run.tallies[-1], run.leases_before, running(run.world)
    until, since = world.height, world.height_at(world.epoch - 1)
    n_unseen = tally.leases_started - len(set(after) - set(before)) + tally.leases_overdrawn
    overlaps = [(until - max(start, since), gpus, threads) for start, _, gpus, threads in after.values()]
    if not n_unseen:
        gone = [lease for intention, lease in before.items() if intention not in after]
        overlaps += [(end - since, gpus, threads) for _, end, gpus, threads in gone]
    in_gpus = sum(blocks * gpus for blocks, gpus, _ in overlaps)
    in_threads = sum(blocks * threads for blocks, _, threads in overlaps)
    for used, in_leases in ((int(tally.gpu_blocks_by_model.sum()), in_gpus), (int(tally.thread_blocks), in_threads)):
        assert used >= in_leases if n_unseen else used == in_leases


def check_rent(run: WatchedRun) -> None:
    """Rent counted block by block is what was paid and is still to be withdrawn, and less than a unit a lease over.

    Not where deployments have been turned into ACT: what they owed is paid in another denom.
    """
    if run.world.bme.is_registered:
        return
    leases, height = run.world.market.leases, run.world.height
    n_over = sum(tally.leases_ended + tally.leases_overdrawn for tally in run.tallies)
    for code in range(2):
        counted = paid = owed = 0
        for tally in run.tallies:
            counted += int(tally.spent_micro[code].sum())
            paid += (int(tally.payout[code]) + int(tally.take_fee[code])) * MICRO
        for slot in np.flatnonzero((leases.rate_micro_per_block > 0) & (leases.denom == code)):
            rate, balance = int(leases.rate_micro_per_block[slot]), int(leases.balance_micro[slot])
            full_blocks = min(height - int(leases.settled_at[slot]), balance // rate)
            owed += int(leases.payment_micro[slot]) + full_blocks * rate
        assert 0 <= counted - paid - owed <= n_over * MICRO
