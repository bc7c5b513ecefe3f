"""Trust at rest obeys its law, whatever it began with."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.draws import Streams
from econsim.genesis.trust import TrustEvents, TrustSteps, trust_at_rest

KEY, N = Streams(1, 0).event_key("a test"), 20_000
IDS = np.arange(N)


def drawn(begin: float, found: float, missed: float, failed: float, regained: float, *steps: float) -> np.ndarray:
    events = TrustEvents(*(np.full(N, rate) for rate in (found, missed, failed, regained)))
    return trust_at_rest(np.full(N, begin), events, TrustSteps(*steps), KEY, IDS)


def test_at_rest_gains_and_losses_balance() -> None:
    """E[t (.8 x .1 (1 - t) - .2 x .05 t)] = 0, that is E[t^2] / E[t] = .08 / .09."""
    trust = drawn(1.0, 8.0, 2.0, 0.0, 0.0, 0.1, 0.05, 0.5)
    assert (trust**2).mean() / trust.mean() == pytest.approx(0.08 / 0.09, abs=1.5e-3)


def test_a_failure_that_is_regained_at_once_takes_and_gives() -> None:
    """After one: 1 - .9 (1 - .5 t) = .1 + .45 t. With .8 gains of .1 (1 - t): E[t (.02 + .08 - (.08 + .11) t)] = 0."""
    trust = drawn(1.0, 0.8, 0.0, 0.2, 1.0, 0.1, 0.05, 0.5)
    assert (trust**2).mean() / trust.mean() == pytest.approx(0.1 / 0.19, abs=4e-3)


@pytest.mark.parametrize("begin", [0.2, 0.6])
def test_what_it_began_with_is_forgotten(begin: float) -> None:
    trust = drawn(begin, 8.0, 2.0, 1.0, 0.5, 0.1, 0.05, 0.05)
    assert trust.mean() == pytest.approx(drawn(1.0, 8.0, 2.0, 1.0, 0.5, 0.1, 0.05, 0.05).mean(), abs=1.5e-3)


def test_without_losses_everybody_trusts_and_without_gains_trust_goes() -> None:
    assert drawn(0.5, 1.0, 0.0, 0.0, 0.0, 0.1, 0.05, 0.05).min() > 1.0 - 1e-6
    assert drawn(1.0, 0.0, 1.0, 0.0, 0.0, 0.1, 0.05, 0.05).mean() < 0.06
    assert (drawn(0.0, 1.0, 1.0, 0.0, 0.0, 0.1, 0.05, 0.05) == 0.0).all()
