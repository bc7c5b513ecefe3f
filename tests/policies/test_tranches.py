"""Tranches: equal parts that are together exactly the holding."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.policies.delegators.delegation import Logit
from econsim.policies.delegators.tranches import held_and_acting, together
from econsim.world.tranches import n_tranches
from tests.policies.delegating import ALWAYS, decided, logit
from tests.policies.hand_made import delegators, draws_of, public


def test_an_amount_falls_into_the_fewest_parts_that_are_small_enough() -> None:
    np.testing.assert_array_equal(n_tranches(np.array([0, 1, 99, 100, 101, 200, 201]), 100), [1, 1, 1, 1, 2, 2, 3])


def everything(own):
    """Return all tranches of what is held: those that act if all do."""
    return held_and_acting(own, draws_of("delegation", len(own)), {"leave": 1.0})[0]


@pytest.mark.parametrize(
    ("uakt", "tranches", "parts"),
    [(10, 4, [3, 3, 2, 2]), (7, 1, [7]), (9 * 10**18, 3, [3 * 10**18] * 3)],
)
def test_tranches_differ_by_a_uakt_at_most_and_add_up_to_the_holding(uakt, tranches, parts) -> None:
    found = everything(delegators([1], held_uakt=uakt, held_tranches=tranches))
    assert found.amount_uakt.tolist() == parts
    assert found.number.tolist() == list(range(tranches))


def test_tranches_are_in_the_order_of_delegators_then_validators() -> None:
    found = everything(delegators([2, 0, 1], held_row=[1, 1, 0], n=3, held_uakt=[4, 8, 8], held_tranches=[1, 2, 2]))
    assert found.delegator.tolist() == [0, 0, 1, 1, 1]
    assert found.validator.tolist() == [1, 1, 0, 0, 2]
    assert found.number.tolist() == [0, 1, 0, 1, 0]


def draws(own, draws) -> np.ndarray:
    """Return how likely a tranche must act at least for it to act, to a thousandth: its draw."""
    every = everything(own)
    acts = np.zeros(every.number.size, dtype=np.int64)
    for step in range(1, 1001):
        (some,) = held_and_acting(own, draws, {"leave": step / 1000})
        acts += np.isin(names(every), names(some))
    return acts


def names(tranches) -> np.ndarray:
    return (tranches.delegator * 1_000 + tranches.validator) * 1_000 + tranches.number


def test_a_tranche_more_changes_no_draw_of_the_others() -> None:
    few, many = (
        draws(delegators([0, 1], held_uakt=[30 * n, 60], held_tranches=[n, 2]), draws_of("delegation", 2))
        for n in (3, 4)
    )
    np.testing.assert_array_equal(few[:3], many[:3])
    np.testing.assert_array_equal(few[3:], many[4:])
    assert len(set(many)) == 6


def test_holdings_of_one_tranche_share_their_delegators_draw() -> None:
    own = delegators([0, 1, 2], held_row=[0, 0, 1], n=2, held_uakt=90)
    first, second, other = draws(own, draws_of("delegation", 2))
    assert first == second != other


def test_who_would_act_for_several_purposes_acts_for_the_first() -> None:
    n, luck = 2_000, draws_of("delegation", 2_000)
    own = delegators([0] * n, held_uakt=[3, 9] * (n // 2), held_tranches=[1, 3] * (n // 2))
    leaving, moving = held_and_acting(own, luck, {"leave": 0.3, "reconsider": 0.5})
    (alone,) = held_and_acting(own, luck, {"reconsider": 0.5})
    np.testing.assert_array_equal(names(leaving), names(held_and_acting(own, luck, {"leave": 0.3})[0]))
    np.testing.assert_array_equal(names(moving), names(alone)[~np.isin(names(alone), names(leaving))])
    assert 0 < moving.number.size < alone.number.size


def test_operators_and_empty_holdings_never_act() -> None:
    own = delegators([0, 1, 2, 3], held_uakt=[6, 6, 0, 3], operates=[-1, 1, -1, -1], held_tranches=[2, 2, 1, 1])
    assert everything(own).delegator.tolist() == [0, 0, 3]


def test_what_goes_one_way_goes_together() -> None:
    one, other = np.array([1, 0, 1, 1]), np.array([2, 2, 2, 3])
    found = together(np.array([7, 7, 7, 5]), one, other, np.array([1, 2, 3, 4]))
    assert found.T.tolist() == [[5, 1, 3, 4], [7, 0, 2, 2], [7, 1, 2, 4]]


def test_tranches_of_a_holding_choose_apart_and_go_together_where_they_go_one_way() -> None:
    # 4 tranches of 10 uakt are 3, 3, 2, 2; each goes to 1 or to 2
    n = 2_000
    own = delegators(
        [0] * n, held_uakt=10, held_tranches=4, genesis_share=[0.0, 0.5, 0.5], genesis_commission_rate=[0.0] * 3
    )
    moved = decided(logit(reconsideration_rate_per_day=ALWAYS), own, public(commission_rate=[0.0] * 3))
    assert (
        len(set(zip(moved.redelegate_delegator, moved.redelegate_destination, strict=True)))
        == moved.redelegate_uakt.size
    )
    of_each = np.bincount(moved.redelegate_delegator, moved.redelegate_uakt, n)
    np.testing.assert_array_equal(of_each, 10)
    all_to_one = (np.bincount(moved.redelegate_delegator, minlength=n) == 1).mean()
    assert abs(all_to_one - 2 * 0.5**4) < 4 * np.sqrt(0.125 * 0.875 / n)


def test_tranches_reconsider_apart_and_small_holdings_of_one_delegator_together() -> None:
    n = 4_000
    policy = logit(reconsideration_rate_per_day=0.3)
    tranches = delegators(
        [0] * n, held_uakt=2, held_tranches=2, genesis_share=[0.0, 1.0], genesis_commission_rate=[0.0] * 2
    )
    moved = decided(policy, tranches, public(commission_rate=[0.0] * 2)).redelegate_uakt
    for uakt, probability in ((1, 2 * 0.3 * 0.7), (2, 0.09)):
        assert abs((moved == uakt).sum() / n - probability) < 4 * np.sqrt(probability * (1 - probability) / n)


def test_tranches_exit_and_return_apart() -> None:
    n = 4_000
    own = delegators(
        [0] * n, held_uakt=2, held_tranches=2, wallet_uakt=2, away=[(row, 1, 2, 2) for row in range(n)],
        genesis_share=[0.5, 0.5], genesis_commission_rate=[0.0] * 2,
    )  # fmt: skip
    policy = Logit(exit_rate_per_day=0.3, return_rate_per_day=0.3, reconsideration_rate_per_day=0.0)
    messages = decided(policy, own, public(commission_rate=[0.0] * 2))
    np.testing.assert_allclose((messages.undelegate_uakt == 1).mean(), 0.42 / 0.51, atol=0.04)
    back = np.bincount(messages.delegate_delegator, messages.delegate_uakt, n)
    for uakt, probability in ((1, 0.42), (2, 0.09)):
        assert abs((back == uakt).mean() - probability) < 4 * np.sqrt(probability * (1 - probability) / n)
    assert abs((messages.delegate_validator == 0).mean() - 0.5) < 0.05
