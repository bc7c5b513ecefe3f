"""Where delegators keep their stake, against the laws of logit choice with inertia.

At unit stakes a share among N independent delegators has variance share (1 - share) / N; the tests allow
4 standard errors.
"""

from __future__ import annotations

import numpy as np
import pytest

from econsim.columns import cut
from econsim.policies.delegators.delegation import Logit, Sticky
from econsim.policies.delegators.herding import Kirman
from tests.policies.delegating import ALWAYS, RATES, assert_shares, by_commission, decided, homes_after, logit
from tests.policies.hand_made import DAY, delegators, draws_of, public


@pytest.mark.parametrize(
    ("is_large", "sensitivity", "shares"),
    [
        (True, 5.0, (0.27337, 0.247355, 0.212901, 0.165807, 0.100567)),
        (False, 20.0, (0.456236, 0.305824, 0.16784, 0.0617448, 0.00835624)),
    ],
)
def test_stake_spreads_as_the_logit_of_commission(is_large, sensitivity, shares) -> None:
    kind = "large" if is_large else "small"
    policy = by_commission(reconsideration_rate_per_day=ALWAYS, **{f"{kind}_commission_sensitivity": sensitivity})
    own = delegators(
        np.arange(40_000) % 5,
        is_large=is_large,
        genesis_share=[0.2] * 5,
        genesis_commission_rate=[0.0] * 5,
    )
    assert_shares(homes_after(policy, own, public(commission_rate=RATES)), shares)


@pytest.mark.parametrize(
    ("sensitivity", "new_shares"),
    [
        (0.0, (0.25, 0.15, 0.2, 0.25, 0.15)),
        (5.0, (0.210759, 0.139755, 0.216496, 0.270619, 0.162372)),
        (20.0, (0.118779, 0.106319, 0.258301, 0.322876, 0.193725)),
    ],
)
def test_a_floor_moves_shares_as_its_closed_form_says(sensitivity, new_shares) -> None:
    old_shares = np.array((0.25, 0.15, 0.2, 0.25, 0.15))
    policy = by_commission(reconsideration_rate_per_day=ALWAYS, small_commission_sensitivity=sensitivity)
    own = delegators(
        np.repeat(np.arange(5), (old_shares * 40_000).astype(int)),
        genesis_share=old_shares,
        genesis_commission_rate=RATES,
    )
    assert_shares(homes_after(policy, own, public(commission_rate=np.maximum(RATES, 0.05))), new_shares)


def test_shares_relax_with_the_half_life_of_the_reconsideration_rate() -> None:
    # E s_t = share + (1 - rate)^t (s_0 - share); half-life 13.51 steps at a rate of 0.05
    n, policy = 60_000, logit(reconsideration_rate_per_day=0.05, small_commission_sensitivity=0.0)
    homes, excess = np.zeros(n, dtype=np.int64), [1.0]
    for epoch in range(20):
        own = delegators(homes, genesis_share=[0.2, 0.8], genesis_commission_rate=[0.05, 0.05])
        homes = homes_after(policy, own, public(epoch=epoch, commission_rate=[0.05, 0.05]))
        excess.append(((homes == 0).mean() - 0.2) / 0.8)
        share = 0.2 + 0.95 ** (epoch + 1) * 0.8
        assert abs((homes == 0).mean() - share) < 4 * np.sqrt(share * (1 - share) / n)
    half_life = np.interp(-0.5, -np.array(excess), np.arange(21))
    assert half_life == pytest.approx(13.51, rel=0.03)


def test_a_week_reconsiders_as_often_as_seven_days() -> None:
    # 1 - (1 - 0.05)^7 = 0.3016627; everybody who reconsiders leaves validator 0, which has no brand
    policy = logit(reconsideration_rate_per_day=0.05)
    own = delegators(np.zeros(40_000), genesis_share=[0.0, 1.0], genesis_commission_rate=[0.05, 0.05])
    homes = homes_after(policy, own, public(epoch_seconds=7 * DAY, commission_rate=[0.05, 0.05]))
    assert_shares(homes, [1 - 0.3016627, 0.3016627])


def test_a_raise_makes_nobody_reconsider_sooner() -> None:
    policy = logit(reconsideration_rate_per_day=0.05, small_commission_sensitivity=200.0)
    own = delegators(np.zeros(40_000), genesis_share=[0.5, 0.5], genesis_commission_rate=[0.0, 0.0])
    after_a_raise = homes_after(policy, own, public(commission_rate=[1.0, 0.0]))
    assert_shares(after_a_raise, [0.95, 0.05])
    without = homes_after(policy, own, public(commission_rate=[0.0, 0.0]))
    assert ((after_a_raise == 1) | (without == 0)).all()  # who moves without a raise moves with it


def test_genesis_is_at_rest_under_genesis_commissions() -> None:
    sizes = np.ceil(np.exp(1.5 * np.random.default_rng(7).standard_normal(1_500)) * 1e6).astype(np.int64)
    held = np.random.default_rng(8).choice(5, 1_500, p=[0.4, 0.3, 0.15, 0.1, 0.05])
    stake = np.bincount(held, sizes, 5)
    own = delegators(held, held_uakt=sizes, genesis_share=stake / stake.sum(), genesis_commission_rate=RATES)
    policy, flows = logit(reconsideration_rate_per_day=0.3), []
    for replicate in range(300):
        moved = decided(policy, own, public(commission_rate=RATES), replicate=replicate)
        came = np.bincount(moved.redelegate_destination, moved.redelegate_uakt, 5)
        went = np.bincount(moved.redelegate_source, moved.redelegate_uakt, 5)
        flows.append(came - went)
    error = np.std(flows, axis=0, ddof=1) / np.sqrt(len(flows))
    np.testing.assert_array_less(np.abs(np.mean(flows, axis=0)), 4 * error)
    assert (error < 0.02 * stake).all()  # four of them: it would see a drift of eight per cent


def test_exits_keep_an_unbonding_queue_of_two_per_cent() -> None:
    own = delegators(np.zeros(400_000), genesis_share=[1.0], genesis_commission_rate=[0.05])
    left = decided(Logit(), own, public(commission_rate=[0.05])).undelegate_delegator.size
    expected = 400_000 * 0.02 / 21
    assert abs(left - expected) < 4 * np.sqrt(expected)


def test_a_reconsidering_delegator_reconsiders_all_its_holdings() -> None:
    n = 3_000
    rows = np.repeat(np.arange(n), 2)
    own = delegators(
        np.tile([0, 1], n),
        held_row=rows,
        n=n,
        genesis_share=[0.0, 0.0, 1.0],
        genesis_commission_rate=[0.05] * 3,
    )
    moved = decided(
        logit(reconsideration_rate_per_day=0.1), own, public(commission_rate=[0.05] * 3)
    ).redelegate_delegator
    whole, times = np.unique(moved, return_counts=True)
    assert 0 < whole.size < n
    assert (times == 2).all()


def test_holdings_of_one_delegator_are_drawn_apart() -> None:
    n = 4_000
    own = delegators(
        np.tile([0, 1], n),
        held_row=np.repeat(np.arange(n), 2),
        n=n,
        genesis_share=[0.0, 0.0, 0.5, 0.5],
        genesis_commission_rate=[0.05] * 4,
    )
    policy = logit(reconsideration_rate_per_day=ALWAYS)
    to = decided(policy, own, public(commission_rate=[0.05] * 4)).redelegate_destination.reshape(n, 2)
    assert abs((to[:, 0] == to[:, 1]).mean() - 0.5) < 4 * 0.5 / np.sqrt(n)


def test_a_leaver_takes_out_everything_and_moves_nothing() -> None:
    own = delegators([0, 1, 0], held_row=[0, 0, 1], n=2, held_uakt=[5, 6, 7], genesis_share=[0.5, 0.5])
    policy = Logit(exit_rate_per_day=ALWAYS, reconsideration_rate_per_day=ALWAYS)
    messages = decided(policy, own, public(commission_rate=[0.0, 0.0]))
    np.testing.assert_array_equal(messages.undelegate_delegator, [0, 0, 1])
    np.testing.assert_array_equal(messages.undelegate_validator, [0, 1, 0])
    np.testing.assert_array_equal(messages.undelegate_uakt, [5, 6, 7])
    assert messages.redelegate_delegator.size == messages.delegate_delegator.size == 0


def test_principal_away_comes_back_and_rewards_kept_stay() -> None:
    # 0: away, and 7 of rewards beside it; 1: only rewards; 2: stake as well; 3: an operator
    own = delegators(
        [0], held_row=[2], held_uakt=[100], n=4, wallet_uakt=[57, 50, 60, 50], operates=[-1, -1, -1, 0],
        away=[(0, -1, 50, 1), (2, 0, 60, 1), (3, -1, 50, 1)], genesis_share=[1.0],
    )  # fmt: skip
    policy = logit(return_rate_per_day=ALWAYS, reconsideration_rate_per_day=0.0)
    messages = decided(policy, own, public(commission_rate=[0.0]))
    np.testing.assert_array_equal(messages.delegate_delegator, [0, 2])
    np.testing.assert_array_equal(messages.delegate_uakt, [50, 60])
    np.testing.assert_array_equal(messages.delegate_validator, [0, 0])


def test_operators_never_move_their_own_bond() -> None:
    own = delegators([0] * 50, operates=np.arange(50), genesis_share=[0.0, 1.0], wallet_uakt=9, away=[(0, -1, 9, 1)])
    policy = Logit(exit_rate_per_day=ALWAYS, return_rate_per_day=ALWAYS, reconsideration_rate_per_day=ALWAYS)
    messages = decided(policy, own, public(commission_rate=[0.0, 0.0]))
    assert messages.redelegate_uakt.size == messages.undelegate_uakt.size == messages.delegate_uakt.size == 0


def test_only_bonded_validators_with_a_brand_are_chosen() -> None:
    own = delegators([0] * 2_000, genesis_share=[0.1, 0.8, 0.0, 0.1], genesis_commission_rate=[0.1, 0.1, 0.1, 0.1])
    seen = public(commission_rate=[0.1, 0.0, 0.0, 0.1], is_bonded=[True, False, True, True])
    homes = homes_after(logit(reconsideration_rate_per_day=ALWAYS), own, seen)
    assert_shares(homes, [0.5, 0.0, 0.0, 0.5])


def test_nobody_moves_when_no_validator_is_bonded() -> None:
    own = delegators([0] * 9, genesis_share=[0.5, 0.5], wallet_uakt=5, away=[(0, 0, 5, 1)])
    seen = public(commission_rate=[0.1, 0.1], is_bonded=[False, False])
    messages = decided(logit(reconsideration_rate_per_day=ALWAYS, return_rate_per_day=ALWAYS), own, seen)
    assert messages.redelegate_uakt.size == messages.delegate_uakt.size == 0


def test_sticky_never_moves_where_logit_does() -> None:
    own = delegators([0] * 500, genesis_share=[0.5, 0.5], wallet_uakt=5)
    seen = public(commission_rate=[0.1, 0.1])
    assert decided(logit(reconsideration_rate_per_day=0.1), own, seen).redelegate_uakt.size > 0
    still = decided(Sticky(), own, seen)
    assert still.redelegate_uakt.size == still.undelegate_uakt.size == still.delegate_uakt.size == 0


def test_one_delegator_more_changes_nobody_elses_choice() -> None:
    policy, seen = logit(reconsideration_rate_per_day=0.5), public(commission_rate=[0.05, 0.0])
    few = delegators([0] * 200, genesis_share=[0.5, 0.5], genesis_commission_rate=[0.05, 0.0])
    more = delegators([0] * 201, genesis_share=[0.5, 0.5], genesis_commission_rate=[0.05, 0.0])
    np.testing.assert_array_equal(homes_after(policy, few, seen), homes_after(policy, more, seen)[:200])


def test_a_part_of_the_population_decides_as_it_would_within_the_whole() -> None:
    n, seen = 400, public(commission_rate=[0.05, 0.0, 0.1])
    whole = delegators(
        np.arange(n) % 3, wallet_uakt=7, is_large=np.arange(n) % 2 == 0, genesis_share=[0.3, 0.3, 0.4],
        genesis_commission_rate=[0.0, 0.05, 0.1],
    )  # fmt: skip
    rows = np.arange(1, n, 2)
    part = cut(whole, rows)
    policy = Logit(prior_width=1.0, reconsideration_rate_per_day=0.3, exit_rate_per_day=0.1)
    draws = draws_of("delegation", n)
    of_whole, of_part = policy.decide(whole, seen, draws), policy.decide(part, seen, draws(rows))
    chosen = np.isin(of_whole.redelegate_delegator, rows)
    np.testing.assert_array_equal(of_whole.redelegate_delegator[chosen], of_part.redelegate_delegator)
    np.testing.assert_array_equal(of_whole.redelegate_destination[chosen], of_part.redelegate_destination)
    left = np.isin(of_whole.undelegate_delegator, rows)
    np.testing.assert_array_equal(of_whole.undelegate_delegator[left], of_part.undelegate_delegator)


def kirman(imitation_share):
    """Return delegators who all reconsider, and with a share go where others are."""
    return Kirman(
        imitation_share=imitation_share,
        reconsideration_rate_per_day=ALWAYS,
        exit_rate_per_day=0.0,
        return_rate_per_day=0.0,
    )


def test_who_never_imitates_decides_as_logit_does() -> None:
    own = delegators(np.arange(1_000) % 5, genesis_share=[0.2] * 5, genesis_commission_rate=RATES)
    seen = public(commission_rate=RATES[::-1], stake_uakt=200)
    same = decided(logit(reconsideration_rate_per_day=ALWAYS), own, seen)
    for name, column in vars(decided(kirman(0.0), own, seen)).items():
        np.testing.assert_array_equal(column, getattr(same, name))


def test_who_imitates_goes_where_stake_is_whatever_that_charges() -> None:
    """1,000 of 1 uakt and 3 million of others: 2 of 3 meet the dear validator's, within 4 standard errors."""
    own = delegators([0] * 1_000, genesis_share=[1.0, 0.0], genesis_commission_rate=[0.0, 0.0])
    seen = public(commission_rate=[0.0, 0.2], stake_uakt=[1_000_000, 2_000_000])
    assert_shares(homes_after(kirman(1.0), own, seen), (1 / 3, 2 / 3))
    assert_shares(homes_after(logit(reconsideration_rate_per_day=ALWAYS), own, seen), (1.0, 0.0))


def test_nobody_meets_stake_that_is_not_in_the_set_or_captive_or_its_own() -> None:
    own = delegators([0, 0, 1], genesis_share=[1 / 3] * 3, genesis_commission_rate=[0.0] * 3)
    seen = public(commission_rate=[0.0] * 3, stake_uakt=[2, 9, 9], is_bonded=[True, False, True], is_captive=[0, 0, 1])
    np.testing.assert_array_equal(homes_after(kirman(1.0), own, seen), [0, 0, 0])


def test_who_imitates_meets_the_stake_of_before_anybody_moved() -> None:
    """Two with one validator each meet each other and change places, whoever is asked first."""
    own = delegators([0, 1], genesis_share=[0.5, 0.5], genesis_commission_rate=[0.0, 0.0])
    homes = homes_after(kirman(1.0), own, public(commission_rate=[0.0, 0.0], stake_uakt=1))
    np.testing.assert_array_equal(homes, [1, 0])
