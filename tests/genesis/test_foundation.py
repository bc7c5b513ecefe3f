"""The foundation at genesis: its part of what others delegate, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest

import econsim
from econsim.policies.delegators.delegation import Logit
from econsim.policies.delegators.view import own_delegators
from econsim.verification.mainnet6 import mainnet6_law
from econsim.world.delegations import FOUNDATION
from econsim.world.tables import sum_by
from econsim.world.views import public_view
from tests.policies.hand_made import draws_of

ACCOUNTS = 1_000


def genesis(share: float):
    changes = {"population.delegators.accounts": ACCOUNTS, "population.delegators.foundation_stake_share": share}
    return econsim.AkashModel(econsim.load_scenario("mainnet6").with_changes(changes), seed=1, epochs=2).world


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2])
def test_the_foundation_has_its_share_and_no_validator_or_operator_has_more_or_less(share) -> None:
    before, after = genesis(0.0), genesis(share)
    np.testing.assert_array_equal(before.validators.tokens_uakt, after.validators.tokens_uakt)
    stake = [sum_by(w.delegations.delegator, w.delegations.shares, len(w.delegators)) for w in (before, after)]
    n = len(before.validators)
    np.testing.assert_array_equal(stake[0][:n], stake[1][:n])
    np.testing.assert_allclose(stake[1][n:-1], (1.0 - share) * stake[0][n:], atol=2e-6 * stake[0].max(), rtol=1e-9)
    assert stake[1][-1] == pytest.approx(share * stake[0][n:].sum(), rel=1e-6)
    assert np.flatnonzero(after.delegators.operates == FOUNDATION).tolist() == [n + ACCOUNTS]
    assert after.supply_uakt == before.supply_uakt


def test_without_a_foundation_there_is_no_such_delegator() -> None:
    world = genesis(0.0)
    assert len(world.delegators) == len(world.validators) + ACCOUNTS
    assert not (world.delegators.operates == FOUNDATION).any()


def test_nobody_chooses_for_the_foundation_and_its_stake_is_not_free() -> None:
    before, world = genesis(0.0), genesis(0.2)
    own, law = own_delegators(world), mainnet6_law()
    policy = Logit(reconsideration_rate_per_day=0.5, exit_rate_per_day=0.4, return_rate_per_day=0.9)
    found = policy.decide(own, public_view(world, law, law.software), draws_of("delegation", len(own)))
    movers = np.concatenate([found.redelegate_delegator, found.undelegate_delegator, found.delegate_delegator])
    assert movers.size > ACCOUNTS / 2
    assert (world.delegators.operates[movers] == -1).all()
    free = [public_view(w, law, law.software).free_stake_uakt for w in (before, world)]
    assert free[1] == pytest.approx(0.8 * free[0], rel=1e-6)
