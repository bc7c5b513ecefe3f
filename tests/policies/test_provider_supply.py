"""Which nodes are put up and which are given up, each against sums made by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from econsim.columns import Own
from econsim.policies.providers.decisions import ProjectSupply
from econsim.policies.providers.supply import EnterExitExpand, Fixed, Subsidised
from tests.policies.hand_made import draws_of, public

ALIKE: dict[str, Any] = {
    "gpu_model": 0,
    "gpus": 1,
    "place": 0.5,
    "cost_usd_per_gpu_hour": 0.4,
    "power_usd_per_gpu_hour": 0.03,
    "contract_usd_per_gpu_hour": 0.0,
    "earned_usd_per_gpu_hour": 0.5,
    "use": 0.4,
    "gpus_listed": 10,
    "gpus_on_order": 0,
    "is_potential": False,
    "is_listed": False,
    "is_at_end": False,
}


def decided(policy: Any, n: int = 1, epoch: int = 0, **columns: Any) -> ProjectSupply:
    """Return what is decided for n projects of a model of which 10 GPUs are listed that earn .5 and cost .4."""
    own = Own(np.arange(n), {name: np.broadcast_to(of, n) for name, of in (ALIKE | columns).items()})
    return policy.decide(own, public(epoch=epoch), draws_of("provider_supply", n))


def test_fixed_does_nothing_and_keeps_no_books() -> None:
    supply = decided(Fixed(), 2, is_potential=True, earned_usd_per_gpu_hour=9.0)
    assert not supply.is_ordering.any()
    assert not supply.is_leaving.any()
    assert not supply.is_booked.any()


def test_who_covers_its_cost_with_its_own_gpus_counted_orders() -> None:
    """Of .5 a GPU-hour 10 / 11 are left with one more GPU: .4545, and 10 / 14 with four: .3571."""
    supply = decided(EnterExitExpand(), 2, is_potential=True, gpus=[1, 4], place=[0.9, 0.1])
    assert supply.is_ordering.tolist() == [True, False]
    assert supply.is_booked.all()


def test_owners_decide_in_turn_and_count_who_has_ordered_before() -> None:
    """The third in the queue would share with two more: .5 x 10 / 13 = .3846 is less than .4."""
    supply = decided(EnterExitExpand(), 3, is_potential=True, place=[0.7, 0.1, 0.3])
    assert supply.is_ordering.tolist() == [False, True, True]


def test_what_is_on_order_already_is_counted() -> None:
    assert decided(EnterExitExpand(), is_potential=True, gpus_on_order=1).is_ordering.all()  # .5 x 10 / 12 = .4167
    assert not decided(EnterExitExpand(), is_potential=True, gpus_on_order=2).is_ordering.any()  # .3846


def test_models_are_markets_of_their_own() -> None:
    supply = decided(EnterExitExpand(), 4, is_potential=True, gpu_model=[0, 1, 0, 1], gpus=[2, 2, 1, 1])
    assert supply.is_ordering.tolist() == [True, True, False, False]  # .4167 with two, .3846 with a third


def test_where_none_is_listed_one_at_a_time_may_try() -> None:
    supply = decided(EnterExitExpand(), 2, is_potential=True, gpus_listed=0)
    assert supply.is_ordering.tolist() == [True, False]


def test_a_node_that_earns_less_than_its_power_is_given_up() -> None:
    supply = decided(EnterExitExpand(), 3, is_listed=[True, True, False], earned_usd_per_gpu_hour=[0.02, 0.04, 0.02])
    assert supply.is_leaving.tolist() == [True, False, False]


def test_at_the_end_of_its_life_a_node_is_kept_where_it_earns_what_another_costs() -> None:
    supply = decided(
        EnterExitExpand(), 3, is_listed=True, is_at_end=[True, True, False], earned_usd_per_gpu_hour=[0.39, 0.41, 0.39]
    )
    assert supply.is_leaving.tolist() == [True, False, False]


def test_before_the_first_day_nothing_is_decided() -> None:
    policy = EnterExitExpand(first_day=30.0)
    assert not decided(policy, epoch=29, is_potential=True).is_ordering.any()
    assert not decided(policy, epoch=29, is_potential=True).is_booked.any()
    assert decided(policy, epoch=30, is_potential=True).is_ordering.all()


def test_a_contract_pays_for_what_is_not_used_and_takes_a_share() -> None:
    """.5 x .9 x 10 / 11 + (.60 - .40) x 1.5 = .409 + .3 = .709."""
    contract = {"contract_usd_per_gpu_hour": 1.5, "is_potential": True}
    assert decided(Subsidised(), cost_usd_per_gpu_hour=0.705, **contract).is_ordering.all()
    assert not decided(Subsidised(), cost_usd_per_gpu_hour=0.715, **contract).is_ordering.any()
    assert not decided(EnterExitExpand(), cost_usd_per_gpu_hour=0.705, **contract).is_ordering.any()


def test_a_model_without_a_contract_price_has_no_contract() -> None:
    supply = decided(Subsidised(revenue_share=0.3), 2, contract_usd_per_gpu_hour=[0.0, 1.5])
    assert supply.guaranteed_use.tolist() == [0.0, 0.6]
    assert supply.revenue_share.tolist() == [0.0, 0.3]


@pytest.mark.parametrize("wrong", [{"guaranteed_use": 1.1}, {"revenue_share": -0.1}, {"first_day": -1.0}])
def test_what_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Subsidised(**wrong)
