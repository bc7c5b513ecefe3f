"""What else delegators see of a validator: rebates, time out of the set, time offline."""

from __future__ import annotations

import numpy as np

from tests.policies.delegating import ALWAYS, assert_shares, decided, homes_after, logit
from tests.policies.hand_made import delegators, public


def test_delegators_weigh_the_rate_net_of_rebates() -> None:
    own = delegators(np.arange(1_000) % 2, genesis_share=[0.5] * 2, genesis_commission_rate=[0.02, 0.05])
    always = logit(reconsideration_rate_per_day=ALWAYS)
    undone = decided(always, own, public(commission_rate=[0.05, 0.05], rebate_share=[0.6, 0.0]))
    before, lifted = (decided(always, own, public(commission_rate=rates)) for rates in ([0.02, 0.05], [0.05, 0.05]))
    np.testing.assert_array_equal(undone.redelegate_delegator, before.redelegate_delegator)
    assert undone.redelegate_delegator.size != lifted.redelegate_delegator.size


def test_who_notices_leaves_a_validator_out_of_the_set_at_a_rate_of_its_own() -> None:
    """Of 10,000 with each of two a tenth notice, and only those with the one out of the set go, to the only other."""
    policy = logit(reconsideration_rate_per_day=0.0, notice_rate_per_day=0.1)
    own = delegators(np.arange(20_000) % 2, genesis_share=[0.5] * 2, genesis_commission_rate=[0.05] * 2)
    found = decided(policy, own, public(commission_rate=[0.05] * 2, is_bonded=[True, False]))
    assert set(found.redelegate_source.tolist()) == {1}
    assert abs(found.redelegate_delegator.size / 10_000 - 0.1) < 4 * np.sqrt(0.1 * 0.9 / 10_000)
    in_the_set = decided(policy, own, public(commission_rate=[0.05] * 2))
    assert in_the_set.redelegate_delegator.size == 0


def test_noticing_changes_nobody_elses_choices() -> None:
    own = delegators(np.arange(5_000) % 3, genesis_share=[1 / 3] * 3, genesis_commission_rate=[0.05] * 3)
    seen = public(commission_rate=[0.05, 0.0, 0.1])
    one, other = (
        decided(logit(reconsideration_rate_per_day=0.3, notice_rate_per_day=n), own, seen) for n in (0.0, 0.5)
    )
    np.testing.assert_array_equal(one.redelegate_delegator, other.redelegate_delegator)
    np.testing.assert_array_equal(one.redelegate_destination, other.redelegate_destination)


def test_time_offline_takes_odds_off_as_delegators_remember_it() -> None:
    """An hour of a thousand at 1,000: odds of e to one."""
    policy = logit(reconsideration_rate_per_day=ALWAYS, performance_sensitivity=1_000.0)
    own = delegators(np.arange(20_000) % 2, genesis_share=[0.5] * 2, genesis_commission_rate=[0.05] * 2)
    homes = homes_after(policy, own, public(commission_rate=[0.05] * 2, remembered_downtime=[0.0, 0.001]))
    assert_shares(homes, (np.e / (1 + np.e), 1 / (1 + np.e)))
    unaware = homes_after(logit(reconsideration_rate_per_day=ALWAYS), own, public(commission_rate=[0.05] * 2))
    assert_shares(unaware, (0.5, 0.5))
