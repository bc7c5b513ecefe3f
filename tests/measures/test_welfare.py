"""Who gains of what leases create, by hand: one lease, one that breaks off, one that runs dry, one refused; the law."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import integrate

from econsim.measures import welfare
from econsim.mechanisms.market.schedules import ClassHabits
from econsim.mechanisms.market.worth import ABOVE_OUTSIDE, BEYOND_CAP, VALUE
from econsim.shocks.reservation_price.curves import IsoElastic, LogLogistic
from econsim.units import MICRO, UAKT_PER_AKT
from econsim.world.outage_clocks import OUTAGE
from econsim.world.providers import FAILED
from econsim.world.series import Moment
from econsim.world.tables import records
from tests.mechanisms.market_worlds import (
    DAY_BLOCKS,
    HOUR_BLOCKS,
    cheapest,
    flat_asks,
    habits,
    one_room_world,
    open_for,
)
from tests.readings import read

ASK_USD_PER_HOUR = 0.25  # of a bundle that costs 1 USD an hour elsewhere
ASK_MICRO = round(ASK_USD_PER_HOUR / HOUR_BLOCKS * UAKT_PER_AKT * MICRO)  # at 1 USD an AKT


def lived(world: Any, until: int = 20 * DAY_BLOCKS, **given: Any) -> Any:
    """Return what was counted of the only class, the provider asking a quarter of the open-market price."""
    ours = habits(bid_wait_blocks=0, **given.pop("habits", {}))
    return open_for(world, until, flat_asks(world, ASK_MICRO), cheapest(world), ours, **given)


def worth(seen: Any, part: int) -> float:
    """Return a part of what use was worth [USD]."""
    row = seen.tally.by_class[0]
    return float(row["worth_units"][part] + row["worth_micro"][part] / MICRO) / UAKT_PER_AKT


def told(world: Any, seen: Any) -> dict[str, float]:
    return read(welfare.SERIES, Moment(world, world.law, None, seen.tally))  # type: ignore[arg-type]


def test_a_lease_of_an_hour_is_worth_its_reservation_price_and_what_is_not_paid_of_that_is_surplus() -> None:
    """0.8 USD an hour for 24 hours = 19.2 USD; 6 USD paid; 13.2 left. The take fee is 2 % of 6 USD, in whole uakt."""
    world = one_room_world([(0, 24 * HOUR_BLOCKS)], max_price_ratio=0.8)
    found = told(world, lived(world))
    assert found["use_value_usd"] == found["use_value_usd_class0"] == pytest.approx(19.2, abs=1e-6)
    assert found["spend_usd_class0"] == pytest.approx(6.0, abs=1e-6)
    assert found["tenant_surplus_usd"] == pytest.approx(13.2, abs=1e-6)
    assert found["take_fee_usd"] == pytest.approx(0.12, abs=2e-6)
    assert found["provider_rent_usd"] == pytest.approx(5.88, abs=3e-6)
    assert found["value_created_usd"] == pytest.approx(19.2, abs=1e-6)
    assert found["surplus_beyond_cap_usd"] == found["value_above_outside_usd"] == found["outside_payments_usd"] == 0.0


@pytest.mark.parametrize(("outside", "value", "beyond", "above"), [(1.0, 1.6, 0.4, 0.6), (0.5, 0.8, 1.2, 0.3)])
def test_a_reservation_price_beyond_the_cap_counts_as_the_cap_which_moves_with_the_open_market(
    outside: float, value: float, beyond: float, above: float
) -> None:
    """The cap is 1.6 times the open-market price: 2 USD an hour count as 1.6, or as 0.8 where that price has halved."""
    world = one_room_world([(0, 10 * HOUR_BLOCKS)], max_price_ratio=2.0, outside_ratio=outside)
    seen = lived(world)
    assert worth(seen, VALUE) == pytest.approx(10 * value, abs=1e-6)
    assert worth(seen, BEYOND_CAP) == pytest.approx(10 * beyond, abs=1e-6)
    assert worth(seen, ABOVE_OUTSIDE) == pytest.approx(10 * above, abs=1e-6)


def test_a_lease_that_breaks_off_was_worth_what_was_used_and_its_tenant_pays_elsewhere_for_the_rest() -> None:
    """Its node fails after 4 of 10 hours: 4 x 1.2 USD of value, 4 x .25 paid, the rest of the deposit comes back; who
    does not post again buys 6 hours at 1 USD."""
    world = one_room_world([(0, 10 * HOUR_BLOCKS)], max_price_ratio=1.2)
    outage = records(OUTAGE, 1)
    outage["height"], outage["kind"] = 4 * HOUR_BLOCKS, FAILED
    stays_away = {"classes": (no_reopening(),)}
    found = told(world, lived(world, outages=outage, habits=stays_away))
    assert found["use_value_usd"] == pytest.approx(4.8, abs=1e-6)
    assert found["tenant_surplus_usd"] == pytest.approx(3.8, abs=1e-6)
    assert found["outside_payments_usd_class0"] == pytest.approx(6.0, abs=1e-9)


def test_who_posts_again_for_the_rest_of_a_broken_lease_loses_nothing_where_there_is_room() -> None:
    world = one_room_world([(0, 10 * HOUR_BLOCKS)], max_price_ratio=1.2, n_providers=2)
    outage = records(OUTAGE, 1)
    outage["height"], outage["kind"] = 4 * HOUR_BLOCKS, FAILED
    found = told(world, lived(world, outages=outage))
    assert found["use_value_usd"] == pytest.approx(12.0, abs=1e-6)
    assert found["outside_payments_usd"] == 0.0


def test_blocks_that_are_used_before_an_empty_account_is_found_out_are_worth_as_much_as_those_that_are_paid() -> None:
    """A deposit of 2 hours, 1,190 blocks, is never topped up; looks are every 99: 1,287 are used."""
    world = one_room_world([(0, 10 * HOUR_BLOCKS)], max_price_ratio=0.8, forget_uniform=0.9, min_deposits={"uakt": 1})
    of_2_hours = {"deposit_blocks": 2 * HOUR_BLOCKS, "forget_top_up_ratio": 0.5}
    seen = lived(world, habits=of_2_hours)
    assert seen.leases_overdrawn == 1
    assert worth(seen, VALUE) == pytest.approx(0.8 * 1287 / HOUR_BLOCKS, abs=1e-6)
    assert told(world, seen)["spend_usd_class0"] == pytest.approx(0.5, abs=2e-6)


@pytest.mark.parametrize(("ratio", "paid"), [(0.2, 0.0), (0.999, 0.0), (1.0, 10.0), (3.0, 10.0)])
def test_an_order_without_a_lease_is_worth_nothing_and_goes_elsewhere_only_if_it_would_pay_the_price_there(
    ratio: float, paid: float
) -> None:
    """The node is too small for the bundle; elsewhere 10 hours cost 10 USD."""
    world = one_room_world([(0, 10 * HOUR_BLOCKS)], max_price_ratio=ratio, threads=3)
    found = told(world, lived(world))
    assert found["use_value_usd"] == found["tenant_surplus_usd"] == 0.0
    assert found["outside_payments_usd"] == pytest.approx(paid, abs=1e-9)


def test_what_is_paid_in_akt_counts_at_the_price_of_the_epoch_and_value_does_not_move_with_it() -> None:
    """AKT doubles while a lease runs: the tenant pays twice the dollars for the same use."""
    world = one_room_world([(0, 48 * HOUR_BLOCKS)], max_price_ratio=0.8)
    first = told(world, lived(world, 24 * HOUR_BLOCKS))
    world.akt_price_usd = 2.0
    later = told(world, lived(world, 24 * HOUR_BLOCKS + world.height))
    assert first["tenant_surplus_usd"] == pytest.approx(13.2, abs=1e-6)
    assert later["tenant_surplus_usd"] == pytest.approx(19.2 - 12.0, abs=1e-6)


LAWS = (
    LogLogistic(
        price_elasticity=1.2,
        paying_share_at_reference=0.5,
        gpu_reference_price_ratio=0.47,
        cpu_reference_price_ratio=0.76,
    ),
    IsoElastic(tail_elasticity=1.2, lowest_price_ratio=0.1),
)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.kind)
def test_with_room_for_everybody_the_surplus_is_the_area_under_the_demand_curve_above_the_price(law: Any) -> None:
    """An intention brings on average the integral of P(pays x) from the price p to the cap.

    Pareto: P = (m / x)^e, so m^e (p^(1 - e) - c^(1 - e)) / (e - 1); log-logistic, by quadrature: P = 1 / (1 + (x /
    x_ref)^k) at a = .5. 4,000 intentions at the midpoints of as many equal parts: no luck in it.
    """
    n, hours, price = 4_000, 2, ASK_USD_PER_HOUR
    uniform = (np.arange(n) + 0.5) / n
    cap = float(law.value_cap_ratio(False))
    world = one_room_world(
        [(0, hours * HOUR_BLOCKS)] * n,
        threads=4 * n,
        max_price_ratio=law.price_ratio(uniform, False),
        resources={"value_cap_ratio": cap},
        min_deposits={"uakt": 1},
        bid_deposit=1,
    )
    surplus = told(world, lived(world))["tenant_surplus_usd"] / (n * hours)
    if isinstance(law, IsoElastic):
        e = law.tail_elasticity
        area = law.lowest_price_ratio**e * (price ** (1.0 - e) - cap ** (1.0 - e)) / (e - 1.0)
    else:
        area = integrate.quad(lambda x: 1.0 / (1.0 + (x / 0.76) ** 2.4), price, cap)[0]
    assert surplus == pytest.approx(area, rel=2e-3)


def test_the_cap_is_the_price_that_one_in_twenty_would_pay() -> None:
    """Pareto: .1 x 20^(1 / 1.2) = 1.2139; log-logistic: .47 x 19^(1 / 2.4) = 1.6028 with GPUs."""
    assert float(LAWS[1].value_cap_ratio(True)) == pytest.approx(0.1 * 20.0 ** (1 / 1.2), rel=1e-12)
    assert float(LAWS[0].value_cap_ratio(True)) == pytest.approx(0.47 * 19.0 ** (1 / 2.4), rel=1e-12)
    assert math.isclose(float(LAWS[0].model_copy(update={"value_cap_quantile": 0.5}).value_cap_ratio(False)), 0.76)


def no_reopening() -> Any:
    return ClassHabits(reopen_share=0.0)
