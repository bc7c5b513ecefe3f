"""What is left of rewards moves delegators: the law of the net share, and who keeps all or holds captives."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.policies.delegators.delegation import Logit
from tests.policies.delegating import ALWAYS, assert_shares, decided, homes_after, logit
from tests.policies.hand_made import delegators, public

NET = 0.95 / 0.99  # what is left of 1 % when 5 % is taken


@pytest.mark.parametrize(("is_large", "sensitivity"), [(True, 2.85), (False, 19.0)])
def test_net_share_moves_odds_by_the_ratio_of_what_is_left(is_large, sensitivity) -> None:
    # weights .5 x (.95 / .99)^s and .5 x 1
    weight = NET**sensitivity
    own = delegators([0, 1] * 20_000, is_large=is_large, genesis_share=[0.5, 0.5], genesis_commission_rate=[0.01, 0.05])
    homes = homes_after(logit(reconsideration_rate_per_day=ALWAYS), own, public(commission_rate=[0.05, 0.05]))
    assert_shares(homes, [weight / (1 + weight), 1 / (1 + weight)])


def test_a_common_rate_of_all_leaves_the_net_share_law_where_it_is() -> None:
    before = np.array([0.0, 0.03, 0.05, 0.1, 0.15])
    own = delegators(np.arange(9_000) % 5, genesis_share=[0.2] * 5, genesis_commission_rate=before)
    policy = logit(reconsideration_rate_per_day=0.5)
    at_15, at_20 = (homes_after(policy, own, public(commission_rate=[rate] * 5)) for rate in (0.15, 0.20))
    np.testing.assert_array_equal(at_15, at_20)


@pytest.mark.parametrize("sensitivity", [0.0, 19.0])
def test_who_keeps_everything_is_never_chosen(sensitivity) -> None:
    policy = logit(reconsideration_rate_per_day=ALWAYS, small_commission_sensitivity=sensitivity)
    own = delegators([0, 1] * 3_000, genesis_share=[0.5, 0.5], genesis_commission_rate=[0.05, 0.05])
    assert set(homes_after(policy, own, public(commission_rate=[1.0, 0.05]))) == {1}


@pytest.mark.parametrize("responds_to", ["net_share", "commission_rate"])
def test_holders_of_a_captive_validator_stay_and_nobody_joins_them(responds_to) -> None:
    own = delegators([0, 1] * 3_000, genesis_share=[0.4, 0.3, 0.3], genesis_commission_rate=[0.5, 0.05, 0.05])
    seen = public(commission_rate=[0.5, 0.05, 0.05], is_captive=[True, False, False])
    homes = homes_after(logit(reconsideration_rate_per_day=ALWAYS, responds_to=responds_to), own, seen)
    assert (homes[::2] == 0).all()
    assert_shares(homes[1::2], [0.0, 0.5, 0.5])


def test_what_left_a_captive_validator_goes_back_to_it_and_nothing_else_does() -> None:
    away = [(row, row % 2, 10, 1) for row in range(2_000)]
    own = delegators([0] * 2_000, wallet_uakt=10, away=away, genesis_share=[0.5, 0.5])
    policy = logit(return_rate_per_day=ALWAYS, reconsideration_rate_per_day=0.0)
    back = decided(policy, own, public(commission_rate=[1.0, 0.05], is_captive=[True, False]))
    np.testing.assert_array_equal(back.delegate_validator, back.delegate_delegator % 2)
    waiting = public(commission_rate=[1.0, 0.05], is_captive=[True, False], is_bonded=[False, True])
    assert set(decided(policy, own, waiting).delegate_delegator % 2) == {1}  # nobody returns to who is not bonded


def test_exits_leave_a_captive_validator_like_any_other() -> None:
    own = delegators([0] * 10_000, genesis_share=[0.5, 0.5])
    left = decided(Logit(), own, public(commission_rate=[1.0, 0.05], is_captive=[True, False]))
    expected = 10_000 * 0.02 / 21
    assert abs(left.undelegate_uakt.size - expected) < 4 * np.sqrt(expected)
