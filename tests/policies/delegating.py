"""Delegators who choose, and their shares held against a law."""

from __future__ import annotations

import numpy as np

from econsim.policies.delegators.delegation import Logit
from tests.policies.hand_made import draws_of

ALWAYS = np.nextafter(1.0, 0.0)
RATES = (0.0, 0.02, 0.05, 0.10, 0.20)


def logit(**fields):
    """Return delegators who only reconsider, unless told otherwise."""
    return Logit(**({"exit_rate_per_day": 0.0, "return_rate_per_day": 0.0} | fields))


def by_commission(**fields):
    """Return delegators who answer commission itself, as the laws of theory state it."""
    return logit(responds_to="commission_rate", **fields)


def decided(policy, own, seen, **draws):
    return policy.decide(own, seen, draws_of("delegation", len(own), epoch=seen.epoch, **draws))


def homes_after(policy, own, seen, **draws):
    """Return where each delegator's one holding is after the epoch."""
    messages = decided(policy, own, seen, **draws)
    homes = own.held_validator.copy()
    homes[messages.redelegate_delegator] = messages.redelegate_destination
    return homes


def assert_shares(homes, expected, n_errors=4.0):
    expected = np.array(expected)
    measured = np.bincount(homes, minlength=expected.size) / homes.size
    error = np.sqrt(expected * (1 - expected) / homes.size)
    np.testing.assert_array_less(np.abs(measured - expected), n_errors * error + 1e-6)
