"""Value created and what is paid, apart: doubled demand by hand."""

from __future__ import annotations

import dataclasses

import pytest

from econsim.analysis.report_data import Gain
from econsim.analysis.value_created import value_created
from econsim.networks.catalogue import load_scenario
from econsim.runs.run_result import RunResult
from tests.analysis.hand_made import EPOCHS, hand_made_run

# what a day brings: use is worth so much, tenants pay so much, and the pool has a fiftieth of that; GPUs cost 30 USD
BEFORE = {"use_value_usd": 100.0, "spend_usd": 60.0}
AFTER = {"use_value_usd": 190.0, "spend_usd": 88.2}  # 47 % more is spent
COST = 30.0


def a_day(use_value_usd: float, spend_usd: float, subsidies_akt: float = 0.0) -> RunResult:
    made, fees = hand_made_run(), spend_usd / 50.0
    surplus = use_value_usd - spend_usd
    numbers = {"spend_usd": spend_usd, "spend_usd_ai": spend_usd, "tenant_surplus_usd_ai": surplus}
    numbers |= {"take_fee_usd": fees, "provider_rent_usd": spend_usd - fees - COST}
    numbers |= {"value_created_usd": use_value_usd - COST, "outside_payments_usd_ai": 7.0}
    numbers |= {"subsidies_uakt": round(subsidies_akt * 1e6), "revenue_shared_uakt": 0, "revenue_shared_uusdc": 0}
    return dataclasses.replace(made, series=made.series.assign(akt_price_usd=2.0, **numbers))


def rows_of(baseline: RunResult, variant: RunResult) -> dict[str, Gain]:
    return {row.who: row for row in value_created(baseline, variant)}


def test_tenants_who_pay_more_because_they_use_more_gain_and_what_they_pay_is_told_as_a_transfer() -> None:
    rows = rows_of(a_day(**BEFORE), a_day(**AFTER))
    tenants = rows["tenants, ai"]
    assert tenants.difference == pytest.approx((101.8 - 40.0) * EPOCHS)
    assert tenants.transfer == pytest.approx(-28.2 * EPOCHS)
    assert rows["providers, rent"].difference == pytest.approx(28.2 * 0.98 * EPOCHS)
    assert rows["value of use less cost of GPUs"].difference == pytest.approx(90.0 * EPOCHS)


@pytest.mark.parametrize("subsidies_akt", [0.0, 5.0])
def test_transfers_sum_to_zero_and_gains_to_what_is_created_whoever_pays(subsidies_akt: float) -> None:
    found = value_created(a_day(**BEFORE), a_day(**AFTER, subsidies_akt=subsidies_akt))
    rows = [row for row in found if row.table == "value"]
    (total,) = (row for row in found if row.table == "value created")
    assert sum(row.transfer for row in rows) == pytest.approx(0.0, abs=1e-9)
    assert sum(row.difference for row in rows) == pytest.approx(total.difference)
    assert rows[-1].difference == pytest.approx((28.2 / 50.0 - 2.0 * subsidies_akt) * EPOCHS)


def test_a_placebo_moves_and_creates_exactly_nothing() -> None:
    rows = value_created(a_day(**BEFORE), a_day(**BEFORE))
    assert {row.verdict for row in rows} == {"identical"}
    assert {row.transfer for row in rows if row.table == "value"} == {0.0}


def test_a_run_without_a_market_creates_no_value_to_tell_of() -> None:
    without = hand_made_run(load_scenario("mainnet6").with_changes({"run.market": False}))
    assert value_created(without, a_day(**BEFORE)) == ()
