"""Who gains of the value that leases create: surplus, rent and fees; what is paid moves between people, apart."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np
import pandas as pd

from econsim.analysis.cuts import Cut
from econsim.analysis.metrics import by_epoch
from econsim.analysis.report_data import Gain
from econsim.runs.run_result import RunResult
from econsim.units import UAKT_PER_AKT, UUSDC_PER_USD, FloatArray

OF_VALUE, VALUE_CREATED, BESIDE_VALUE = "value", "value created", "beside value"
PROVIDERS, POOL = "providers, rent", "community pool, take fees less subsidies"
CREATED = "value of use less cost of GPUs"
_SURPLUS, _SPEND, _OUTSIDE = "tenant_surplus_usd_", "spend_usd_", "outside_payments_usd_"
_LEFT_OUT = {
    "left out of the surplus by the cap on reservation prices": "surplus_beyond_cap_usd",
    "part of the value above the open-market price": "value_above_outside_usd",
}


class _InArm(NamedTuple):
    """What is known of one arm, summed over the run [USD], one number a replicate: what people gain, and are paid."""

    gains: dict[str, FloatArray]
    paid: dict[str, FloatArray]  # by others; less than 0: to others
    created: FloatArray
    beside: dict[str, FloatArray]


def value_created(baseline: RunResult, variant: RunResult) -> tuple[Gain, ...]:
    """Return the rows of two tables of the whole run [USD]; none where a run has no market.

    `value`: tenants' surplus by class, providers' rent with subsidies, and what the community pool has of both; they
    add up to `value created`, the row behind them. `transfer` is the part of a difference that others pay, or that is
    paid to them where it is below 0. Transfers add up to 0; the rest of the differences is created: use that is worth
    more or costs less.
    `beside value`: what the cap leaves out of the surplus, what of the value is above the open-market price, and what
    tenants pay elsewhere, by class; they are in no sum.
    """
    if not (baseline.scenario.run.market and variant.scenario.run.market):
        return ()
    before, after = (_in_arm(run.series) for run in (baseline, variant))
    paid = _side_by_side(before.paid, after.paid)
    rows = [
        dataclasses.replace(_gain(OF_VALUE, who, *gained), transfer=float((paid[who][1] - paid[who][0]).mean()))
        for who, gained in _side_by_side(before.gains, after.gains).items()
    ]
    beside = [_gain(BESIDE_VALUE, who, *each) for who, each in _side_by_side(before.beside, after.beside).items()]
    return (*rows, _gain(VALUE_CREATED, CREATED, before.created, after.created), *beside)


def _side_by_side(
    before: dict[str, FloatArray], after: dict[str, FloatArray]
) -> dict[str, tuple[FloatArray, FloatArray]]:
    """Return both arms by who; who is in one of them alone has nothing in the other."""
    nothing = np.zeros_like(next(iter(before.values())))
    return {who: (before.get(who, nothing), after.get(who, nothing)) for who in before | after}


def _in_arm(series: pd.DataFrame) -> _InArm:
    def usd(name: str) -> FloatArray:
        return _summed(by_epoch(series, name))

    def in_usd(name: str) -> FloatArray:
        uakt = by_epoch(series, f"{name}_uakt") * by_epoch(series, "akt_price_usd")
        return _summed(uakt / UAKT_PER_AKT)

    names = [str(name) for name in series]
    classes = [name.removeprefix(_SURPLUS) for name in names if name.startswith(_SURPLUS)]
    shared = in_usd("revenue_shared") + usd("revenue_shared_uusdc") / UUSDC_PER_USD
    fees, subsidies = usd("take_fee_usd"), in_usd("subsidies") - shared
    gains = {f"tenants, {name}": usd(_SURPLUS + name) for name in classes}
    paid = {f"tenants, {name}": -usd(_SPEND + name) for name in classes}
    return _InArm(
        gains=gains | {PROVIDERS: usd("provider_rent_usd") + subsidies, POOL: fees - subsidies},
        paid=paid | {PROVIDERS: usd("spend_usd") - fees + subsidies, POOL: fees - subsidies},
        created=usd("value_created_usd"),
        beside={who: usd(name) for who, name in _LEFT_OUT.items()}
        | {f"paid elsewhere by tenants, {name}": usd(_OUTSIDE + name) for name in classes},
    )


def _summed(values: FloatArray) -> FloatArray:
    total: FloatArray = values.sum(axis=1)
    return total


def _gain(table: str, who: str, before: FloatArray, after: FloatArray) -> Gain:
    return Cut(table, who, "USD", before, after).gain()
