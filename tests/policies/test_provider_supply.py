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
    "cost_usd_per_gpu_hour": 0.4,
    "power_usd_per_gpu_hour": 0.03,
    "contract_usd_per_gpu_hour": 0.0,
    "earned_usd_per_gpu_hour": 0.5,
    "use": 0.4,
    "gpus_listed": 10,
    "return_asked_per_year": 0.25,
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
    assert not supply.orders_up_to.any()
    assert not supply.is_leaving.any()
    assert not supply.is_booked.any()


def test_a_node_is_ordered_up_to_the_gpus_with_which_its_cost_is_covered() -> None:
    """Of .5 a GPU-hour with 10 GPUs .4 are left with 12.5 of them, .25 with 20; .6 is more than there is with 10."""
    supply = decided(EnterExitExpand(), 3, is_potential=True, cost_usd_per_gpu_hour=[0.4, 0.25, 0.6])
    assert supply.orders_up_to.tolist() == [12, 20, 8]
    assert supply.is_booked.all()


def test_who_is_listed_or_on_order_orders_nothing() -> None:
    assert decided(EnterExitExpand(), 2, is_listed=[True, False]).orders_up_to.tolist() == [0, 0]


def test_where_none_is_listed_a_node_counts_on_its_own_gpus() -> None:
    supply = decided(EnterExitExpand(), 2, is_potential=True, gpus_listed=0, gpus=[4, 8])
    assert supply.orders_up_to.tolist() == [5, 10]


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
    assert not decided(policy, epoch=29, is_potential=True).orders_up_to.any()
    assert not decided(policy, epoch=29, is_potential=True).is_booked.any()
    assert decided(policy, epoch=30, is_potential=True).orders_up_to.all()


def test_a_contract_pays_for_what_is_not_used_and_takes_a_share() -> None:
    """(.60 - .40) x 1.5 = .3 of a cost of .7 come beside: .45 x 10 / .4 = 11.25 GPUs; without .5 x 10 / .7 = 7.1."""
    contract = {"contract_usd_per_gpu_hour": 1.5, "is_potential": True, "cost_usd_per_gpu_hour": 0.7}
    assert decided(Subsidised(), **contract).orders_up_to.tolist() == [11]
    assert decided(EnterExitExpand(), **contract).orders_up_to.tolist() == [7]


def test_where_a_contract_covers_the_cost_there_is_no_limit() -> None:
    contract = {"contract_usd_per_gpu_hour": 1.5, "is_potential": True, "cost_usd_per_gpu_hour": 0.3}
    assert decided(Subsidised(), **contract).orders_up_to[0] > 10**12


def test_a_model_without_a_contract_price_has_no_contract() -> None:
    supply = decided(Subsidised(revenue_share=0.3), 2, contract_usd_per_gpu_hour=[0.0, 1.5])
    assert supply.guaranteed_use.tolist() == [0.0, 0.6]
    assert supply.revenue_share.tolist() == [0.0, 0.3]


def test_a_programme_of_120_days_from_day_30_on_pays_last_on_day_149() -> None:
    """Until then 11 GPUs are covered as above, from day 150 on the 7 that the market pays for; nothing goes back."""
    policy = Subsidised(first_day=30.0, programme_days=120.0)
    contract = {"contract_usd_per_gpu_hour": 1.5, "is_potential": True, "cost_usd_per_gpu_hour": 0.7}
    last, after = decided(policy, epoch=149, **contract), decided(policy, epoch=150, **contract)
    assert (last.orders_up_to.tolist(), after.orders_up_to.tolist()) == ([11], [7])
    assert (last.guaranteed_use.tolist(), last.revenue_share.tolist()) == ([0.6], [0.1])
    assert (after.guaranteed_use.tolist(), after.revenue_share.tolist()) == ([0.0], [0.0])
    assert after.is_booked.all()


@pytest.mark.parametrize(
    "wrong", [{"guaranteed_use": 1.1}, {"revenue_share": -0.1}, {"first_day": -1.0}, {"programme_days": 0.0}]
)
def test_what_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Subsidised(**wrong)


def test_the_capital_in_a_bond_counts_as_a_cost_as_long_as_a_node_is_there() -> None:
    """876.6 AKT at 2 USD and 25 % a year on one GPU: 438.3 USD over 8,766 hours are .05 a GPU-hour.

    .5 with 10 GPUs covers .45 instead of .4 up to 11.1 of them; .07 is less than .03 and .05, and more than .03 alone.
    """
    bond = np.array([0, 0, 876_600_000, 0, 0])
    own = Own(
        np.arange(3),
        {name: np.broadcast_to(np.array(of), 3) for name, of in ALIKE.items()}
        | {
            "bond_uakt": np.broadcast_to(bond, (3, 5)),
            "is_potential": np.array([True, False, False]),
            "is_listed": np.array([False, True, True]),
            "earned_usd_per_gpu_hour": np.array([0.5, 0.07, 0.09]),
        },
    )
    for level, orders, leaving in ((0, 12, [False, False]), (2, 11, [True, False])):
        draws = draws_of("provider_supply", 3)
        supply = EnterExitExpand(bond_level=level).decide(own, public(akt_price_usd=2.0), draws)
        assert supply.orders_up_to.tolist() == [orders, 0, 0]
        assert supply.is_leaving[1:].tolist() == leaving
