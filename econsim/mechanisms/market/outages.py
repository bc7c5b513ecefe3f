"""Outages: nodes go down, are told of a maintenance, come back; the leases on them end before their time.

Providers are excluded from the market, and let in again, by their nodes, tenants by their class.
"""

from __future__ import annotations

from econsim.compiled import njit_borrowing, njit_within
from econsim.draws import bits_of, uniform_of
from econsim.mechanisms.market.attempts import HEEDS, drawn_by
from econsim.mechanisms.market.calendar import BROKEN_OFF, await_event, await_nothing
from econsim.mechanisms.market.open_orders import note_freed
from econsim.mechanisms.market.records import Market, Record, Records
from econsim.mechanisms.market.tally import (
    EXCLUSION,
    FAILURE,
    FAULT,
    PROVIDER,
    SPOT_INTERRUPTION,
    TENANT,
    count_down,
)
from econsim.mechanisms.market.uptime import note_down
from econsim.world.providers import AT_FAULT, EXCLUDED, FAILED, IN_MAINTENANCE, INTERRUPTED, NOTICED, UP


@njit_borrowing
def next_outage(outages: Records, stretch: Record, until_height: int) -> int:
    """Return the height of the next outage, or one that it does not come before."""
    place = stretch.next_outage
    return min(outages[place].height, until_height) if place < outages.size else until_height


@njit_within
def change_nodes(m: Market, height: int) -> None:
    """Let all nodes and classes enter the states that nature has for them at a height; what must end waits for it.

    A node that is down changes by coming back, or by being excluded, alone.
    """
    stretch = m.calendar.stretch
    first = stretch.next_outage
    while stretch.next_outage < m.outages.size and m.outages[stretch.next_outage].height == height:
        outage = m.outages[stretch.next_outage]
        stretch.next_outage += 1
        if outage.node < 0:
            _exclude(m.tenants, -1 - outage.node, outage.kind == EXCLUDED)
            continue
        node = m.supply.nodes[outage.node]
        if node.state < IN_MAINTENANCE or outage.kind <= UP:
            _enter(m, node, outage, height)
    for place in range(first, stretch.next_outage):
        if m.outages[place].kind != UP:
            _break_off(m, m.outages[place].node, height)


@njit_borrowing
def _exclude(tenants: Records, tenant_class: int, is_excluded: bool) -> None:
    for row in range(tenants.size):
        if tenants[row].tenant_class == tenant_class:
            tenants[row].is_excluded = is_excluded


@njit_borrowing
def _enter(m: Market, node: Record, outage: Record, height: int) -> None:
    """Let a node enter a state, and note when it goes down and what it was down when it comes back."""
    was_down, is_down = node.state >= IN_MAINTENANCE, outage.kind >= IN_MAINTENANCE
    if was_down != is_down:
        change = 1 if is_down else -1
        note_down(m.downtimes[1 + node.provider], m.rules, height, change)
        if node.gpus > 0:
            note_down(m.downtimes[0], m.rules, height, change)
    if was_down:
        count_down(m.books.counts, m.by_model[node.gpu_model], node, m.calendar.stretch.first, height)
    node.state, node.changed_at, node.maintained_at = outage.kind, height, outage.until
    if outage.kind == UP:
        note_freed(m, outage.node, height, BROKEN_OFF, -1)  # before any event of a lease


@njit_borrowing
def _break_off(m: Market, node_id: int, height: int) -> None:
    """Let each lease that its node, or its tenant for the sake of its node, ends now wait for that and nothing else.

    A node id below 0 is a class of tenants: its leases end if it is excluded.
    """
    for slot in range(m.places.size):
        if node_id < 0 or m.places[slot].node == node_id:
            lease = m.leases[slot]
            is_running = lease.rate_micro_per_block > 0 and lease.planned_end > height
            if is_running and _ends_now(m, lease, node_id):
                await_nothing(m.calendar, slot)
                await_event(m.calendar, lease, height, BROKEN_OFF)


@njit_borrowing
def _ends_now(m: Market, lease: Record, node_id: int) -> bool:
    """Return whether what its node, or its tenant's class (id below 0), has entered ends a lease that runs."""
    if node_id < 0:
        return bool(m.tenants[lease.tenant].is_excluded != 0)
    node = m.supply.nodes[node_id]
    if node.state == EXCLUDED or node.state >= IN_MAINTENANCE:
        return True
    return bool(node.state == NOTICED and _is_left(m, lease, node))


@njit_borrowing
def _is_left(m: Market, lease: Record, node: Record) -> bool:
    """Return whether a tenant leaves a node that was told of a maintenance: it would run into it, and heeds notices.

    Drawn by attempt and maintenance, so who does not heed it at the notice does not later.
    """
    if lease.planned_end <= node.maintained_at:
        return False
    draw = uniform_of(bits_of(bits_of(drawn_by(m.origins[lease.slot]), HEEDS), node.maintained_at))
    return bool(draw < m.rules.heeds_notice)


@njit_borrowing
def cause_of_end(node: Record, tenant: Record) -> int:
    """Return why a lease that is broken off ends, by the states of its node and its tenant."""
    if tenant.is_excluded != 0 or node.state == EXCLUDED:
        return EXCLUSION
    if node.state == FAILED:
        return FAILURE
    if node.state == INTERRUPTED:
        return SPOT_INTERRUPTION
    if node.state == AT_FAULT:
        return FAULT
    return PROVIDER if node.state == IN_MAINTENANCE else TENANT
