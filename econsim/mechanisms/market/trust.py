"""Trust: what a tenant remembers of a provider, and of the market, when a lease has ended."""

from __future__ import annotations

from econsim.compiled import njit_borrowing, njit_within
from econsim.mechanisms.market.records import Market, Record, Records
from econsim.mechanisms.market.tally import FAILURE, FAULT, PLANNED, PROVIDER, SPOT_INTERRUPTION
from econsim.world.pair_trust import may_remember, note_met, remember, trust_in


@njit_within
def note_end(m: Market, lease: Record, height: int, cause: int) -> None:
    """Let the tenant of a lease that has ended, by one of the causes of tally.py, remember how it went.

    Trust in the provider, p from -1 to 1 and 0 for a stranger, rises by pair_gain x (1 - p) with an end as planned and
    falls by pair_loss x (1 + p) with a failure, an interruption or an end by the provider; these take
    failure_trust_loss of the trust in the market, too. What is the tenant's own doing, an early end or an account run
    dry, changes nothing.
    Trust in providers is kept from the first stretch on in which a tenant weighs it.
    """
    tenant = m.tenants[lease.tenant]
    if cause in (FAILURE, PROVIDER, SPOT_INTERRUPTION, FAULT):
        tenant.trust -= m.rules.failure_trust_loss * tenant.trust
    if m.pair_trust.size > 0:
        _remember_end(m.rules, m.book, m.pair_trust, tenant, lease, height, cause)


@njit_borrowing
def _remember_end(
    rules: Record, book: Record, pairs: Records, tenant: Record, lease: Record, height: int, cause: int
) -> None:
    trust = trust_in(pairs, lease.tenant, lease.provider, height, rules.pair_fading)
    if cause == PLANNED:
        trust += rules.pair_gain * (1.0 - trust)
    elif cause in (FAILURE, PROVIDER, SPOT_INTERRUPTION, FAULT):
        trust -= rules.pair_loss * (1.0 + trust)
    else:
        return
    note_met(tenant, lease.provider)
    if remember(pairs, lease.tenant, lease.provider, height, trust):
        book.free_pairs -= 1


@njit_borrowing
def has_room_for_memories(book: Record, pairs: Records, n_leases: int) -> bool:
    """Return whether the table of trust has room for an event that ends every lease that runs."""
    return bool(pairs.size == 0 or book.free_pairs >= n_leases)


@njit_borrowing
def count_trust(
    rules: Record, pairs: Records, of_class: Record, tenant: Record, order: Record, provider: int, height: int
) -> None:
    """Count what the tenant of an order that is filled remembers of the provider that it takes."""
    if may_remember(tenant, provider):
        trust = trust_in(pairs, order.tenant, provider, height, rules.pair_fading)
        of_class.orders_known += trust != 0.0
        of_class.provider_trust += trust
