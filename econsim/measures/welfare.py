"""Who gains by the market: what using leases is worth, what is paid for it, what providing them costs, and who has the
rest.

    value of use - cost of GPUs  =  tenants' surplus + providers' rent + take fees

Surplus is value less spend, rent is spend less take fees less cost. What is paid moves between people and sums to zero;
value less cost is what the market creates.

Neither side's own number is observed. Tenants: reservation prices, capped at a quantile of their law; a block that is
used is worth as much as any other, so a lease that breaks off was worth what was used of it. Providers: what a GPU that
is listed costs by the hour, in use or not, the return that its owner asks included (`genesis/projects.py`); nodes
without GPUs cost the same whatever happens, and stand at 0. Where supply is fixed all of that is the same in both arms,
and a difference of rent is one of revenue after fees. What is paid in AKT counts at the epoch's price.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.market.money import REASONS, TAKE_FEE
from econsim.mechanisms.market.prices import spent_usd_by_model
from econsim.mechanisms.market.readings import by_class, by_epoch, spent_usd, tenant_classes
from econsim.mechanisms.market.worth import ABOVE_OUTSIDE, BEYOND_CAP, VALUE
from econsim.mechanisms.supply.cash import COSTS, costs_usd_per_hour
from econsim.units import DENOMS, MICRO, SECONDS_PER_HOUR, UAKT_PER_AKT, UUSDC_PER_USD, FloatArray, IntArray
from econsim.world.projects import LISTED
from econsim.world.series import Family, Moment, Of, Reading, Series, akt_price_usd, epoch_seconds, moved, of, total
from econsim.world.world import World

_COST_NAMES = dict(zip(COSTS, ("power", "rent", "machines"), strict=True))


def _costs(world: World) -> Sequence[str]:
    return tuple(_COST_NAMES.values())


def _counted(now: Moment) -> Any:
    return now.tally.by_class


def _worth(part: int) -> Of:
    """Return what reads a part of what leases were worth [USD], by class."""

    def usd(units: IntArray, micro: IntArray) -> FloatArray:
        return np.asarray((units[..., part] + micro[..., part] / MICRO) / UUSDC_PER_USD)

    return of(usd, by_class("worth_units"), by_class("worth_micro"))


@njit
def _of_listed(projects: Any, spot_price_over_start: float) -> FloatArray:
    costs = costs_usd_per_hour(projects, spot_price_over_start)
    sums = np.zeros(costs.shape[0])
    for row in range(projects.size):
        if projects[row].state == LISTED:
            sums += costs[:, row]
    return sums


def _usd_per_hour(now: Moment) -> FloatArray:
    """Return what all listed GPUs cost by the hour, by reason."""
    return np.asarray(_of_listed(now.world.projects.rows, now.world.spot_price_over_start))


def _in_usd(uakt: IntArray, uusdc: IntArray, uact: IntArray, akt_price_usd: FloatArray) -> FloatArray:
    return np.asarray(uakt * (akt_price_usd / UAKT_PER_AKT) + (uusdc + uact) / UUSDC_PER_USD)


value = _worth(VALUE)
spend = of(lambda counts, price: spent_usd_by_model(counts, by_epoch(price)), _counted, akt_price_usd)
surplus = of(np.subtract, value, spend)
outside = by_class("outside_usd")
fees = of(_in_usd, *(moved(REASONS[TAKE_FEE].words, denom) for denom in DENOMS), akt_price_usd)
costs = of(lambda usd, seconds: usd * by_epoch(seconds / SECONDS_PER_HOUR), _usd_per_hour, epoch_seconds)
rent = of(lambda spent, fees, costs: total(spent) - fees - total(costs), spent_usd, fees, costs)
created = of(lambda value, costs: total(value) - total(costs), value, costs)


def _all(name: str, meaning: str, values: Reading) -> Series:
    return Series(name, "USD", meaning, of(total, values))


def _of_classes(name: str, meaning: str, values: Reading) -> Family:
    return Family(f"{name}_{{tenant_class}}", "USD", meaning, tenant_classes, values)


SERIES = (
    _all("use_value_usd", "what the use of leases was worth to tenants: their capped reservation prices", value),
    _of_classes("use_value_usd", "the same of one class of tenants", value),
    _of_classes("spend_usd", "rent of leases of one class of tenants at the epoch's price", spend),
    _all("tenant_surplus_usd", "value of use less rent of leases", surplus),
    _of_classes("tenant_surplus_usd", "the same of one class of tenants", surplus),
    _all("surplus_beyond_cap_usd", "what the cap on reservation prices leaves out of the surplus", _worth(BEYOND_CAP)),
    _all(
        "value_above_outside_usd",
        "part of the value above the open-market price: who values use so highly could have it there for that price",
        _worth(ABOVE_OUTSIDE),
    ),
    _all(
        "outside_payments_usd",
        "open-market price of what tenants got no lease for and would pay that much for; counted when they give up",
        outside,
    ),
    _of_classes("outside_payments_usd", "the same of one class of tenants", outside),
    Series("take_fee_usd", "USD", "take fees at the epoch's price", fees),
    Family("gpu_cost_usd_{cost}", "USD", "what GPUs listed cost, assumed, the return asked included", _costs, costs),
    Series("provider_rent_usd", "USD", "rent of leases less take fees less what GPUs listed cost", rent),
    Series("value_created_usd", "USD", "value of use less what GPUs listed cost: surplus, rent and fees", created),
)
