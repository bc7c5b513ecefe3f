"""Trust at rest: how far tenants trust the market when it has long been as it is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from econsim.draws import event_uniform
from econsim.units import FloatArray, IntArray

_INTENTIONS = 500  # that each tenant has behind it; many, against 1 / (trust_gain + trust_loss) of them


class TrustEvents(NamedTuple):
    """What befalls the trust of tenants, one entry a tenant (or a class); how often, in any unit of time."""

    found: FloatArray  # a lease for an intention: trust rises
    missed: FloatArray  # intentions given up for lack of room: it falls
    failed: FloatArray  # leases that an outage has ended: it falls ...
    regained: FloatArray  # ... and the part of them after which it rises at once, by a lease for the rest


class TrustSteps(NamedTuple):
    """By how much trust moves."""

    gain: float  # part of what is missing that a lease brings
    loss: float  # part that is lost with an intention given up
    failure_loss: float  # part that is lost with a failure


def trust_at_rest(trust: FloatArray, events: TrustEvents, steps: TrustSteps, key: int, ids: IntArray) -> FloatArray:
    """Return a draw of each tenant's trust from the law at rest, given a trust to begin with.

    A tenant acts on an intention with probability t, its trust; then one event befalls it, drawn by how often each
    does. How often it wants something has no part in that, so a tenant that wants something once a year has the same
    law as one that does every hour. At rest the mean of t x (what t rises or falls by in an event) is 0. Draws are
    keyed by `ids`, one a tenant.
    """
    seen = events.found + events.missed + events.failed
    is_found, is_not_failed = events.found / seen, (events.found + events.missed) / seen
    for number in range(_INTENTIONS):
        acts, which, comes_back = (event_uniform(key, ids, 3 * number + purpose) for purpose in range(3))
        after_loss = trust * np.where(which < is_not_failed, 1.0 - steps.loss, 1.0 - steps.failure_loss)
        rises = np.where(which < is_not_failed, which < is_found, comes_back < events.regained)
        after = np.where(which < is_found, trust, after_loss)
        trust = np.where(acts < trust, np.where(rises, after + steps.gain * (1.0 - after), after), trust)
    return trust
