"""Attempts: an intention may become several orders, one after the other; each has draws of its own."""

from __future__ import annotations

from typing import Any

from econsim.compiled import njit
from econsim.draws import bits_of
from econsim.mechanisms.market.records import Record

_BEYOND_PROVIDERS = 2**40  # who are named by smaller numbers
# what an attempt's draws decide beside the luck and taste of providers
(
    PATIENCE, RETRIES, SLEEP, SECOND_CHOICE, REOPENS, HEEDS, COMES_BACK, STAYS_AWAY,
) = range(_BEYOND_PROVIDERS + 1, _BEYOND_PROVIDERS + 9)  # fmt: skip


@njit
def drawn_by(who: Record) -> Any:
    """Return what names the draws of an attempt, of an order or of the lease that it became: intention and attempt."""
    if who.attempt == 0:
        return who.event_key
    return bits_of(bits_of(who.event_key, _BEYOND_PROVIDERS), who.attempt)
