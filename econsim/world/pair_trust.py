"""What tenants remember of providers: a hash table of records that holds only the pairs that met.

Open addressing with linear probing (Knuth, The Art of Computer Programming 3, 6.4, algorithm L); at most `FULLEST` of
the slots are in use, so that a search ends after a few. A memory fades with a half-life and counts as exactly 0 once it
is below `FORGOTTEN`; so it makes no difference whether a forgotten pair is still in the table, and those that are go
when it grows.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from econsim.compiled import njit, njit_borrowing
from econsim.draws import bits_of
from econsim.world.tables import record_type, records

FORGOTTEN = 0.001  # trust nearer to 0 counts as none
FULLEST = 0.75  # of the slots are in use at most
_NOBODY = -1
_BITS = 63  # of a whole number, counted from 0: a provider's bit is its id's remainder
_HALF = np.uint64(32)  # of 64 bits: 32 random ones x slots, of which the upper half is a slot

PAIR_TRUST = record_type(
    trust=np.float64,  # of the tenant in the provider, -1 to 1, when the last of its leases there ended
    height=np.int64,  # at which that was
    tenant=np.int32,  # -1 for a free slot
    provider=np.int32,
)


def no_pairs(slots: int) -> Any:
    """Return a table with nobody in it; slots: 0 where nobody is to be remembered, else fewer than 2^31."""
    pairs = records(PAIR_TRUST, slots)
    pairs["tenant"] = _NOBODY
    return pairs


def with_room_for(pairs: Any, extra: int, height: int, fading: float) -> tuple[Any, int]:
    """Return a table with all pairs that are not forgotten by a height, and how many pairs it takes beside them.

    These are `extra` at least. Half of the slots would be in use with them.
    """
    n_pairs = count_pairs(pairs, height, fading)
    grown = no_pairs(2 * (n_pairs + extra))
    _move(pairs, grown, height, fading)
    return grown, int(grown.size * FULLEST) - n_pairs


@njit_borrowing
def remembered(trust: float, blocks: int, fading: float) -> float:
    """Return what is left of trust after some blocks: trust x e^(-fading x blocks), 0 once it counts as none.

    fading: ln 2 over the half-life [1/block].
    """
    left = trust * math.exp(-(blocks * fading))
    return 0.0 if abs(left) < FORGOTTEN else left


@njit_borrowing
def slot_of(pairs: Any, tenant: int, provider: int) -> int:
    """Return the slot of a pair, or the free one in which it would be put. The table has slots."""
    home = ((bits_of(np.uint64(tenant), provider) >> _HALF) * np.uint64(pairs.size)) >> _HALF
    slot = int(np.int64(home))
    while pairs[slot].tenant != _NOBODY and (pairs[slot].tenant != tenant or pairs[slot].provider != provider):
        slot = slot + 1 if slot + 1 < pairs.size else 0
    return slot


@njit_borrowing
def trust_at(pair: Any, height: int, fading: float) -> float:
    """Return the trust of the pair in a slot at a height, all of it before it was written down; 0 without a pair."""
    return 0.0 if pair.tenant == _NOBODY else remembered(pair.trust, max(0, height - pair.height), fading)


@njit_borrowing
def trust_in(pairs: Any, tenant: int, provider: int, height: int, fading: float) -> float:
    """Return a tenant's trust in a provider at a height, -1 to 1; 0 for strangers."""
    return trust_at(pairs[slot_of(pairs, tenant, provider)], height, fading)


@njit_borrowing
def may_remember(tenant: Any, provider: int) -> bool:
    """Return whether the table may hold a provider for a tenant (its row): False without a look at the table."""
    return bool((tenant.providers_met >> (np.int64(provider) & _BITS)) & 1)


@njit_borrowing
def note_met(tenant: Any, provider: int) -> None:
    """Note that the table may hold a provider for a tenant (its row) from now on."""
    tenant.providers_met |= np.int64(1) << (np.int64(provider) & _BITS)


@njit_borrowing
def remember(pairs: Any, tenant: int, provider: int, height: int, trust: float) -> bool:
    """Write down a tenant's trust in a provider at a height; return whether the pair is new. There must be room."""
    pair = pairs[slot_of(pairs, tenant, provider)]
    is_new = pair.tenant == _NOBODY
    pair.tenant, pair.provider = tenant, provider
    pair.trust, pair.height = trust, height
    return bool(is_new)


@njit
def count_pairs(pairs: Any, height: int, fading: float) -> int:
    """Return how many pairs are not forgotten by a height."""
    n_pairs = 0
    for slot in range(pairs.size):
        n_pairs += trust_at(pairs[slot], height, fading) != 0.0
    return n_pairs


@njit
def _move(pairs: Any, to: Any, height: int, fading: float) -> None:
    for slot in range(pairs.size):
        pair = pairs[slot]
        if trust_at(pair, height, fading) != 0.0:
            remember(to, pair.tenant, pair.provider, pair.height, pair.trust)
