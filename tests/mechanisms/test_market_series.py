"""Market series by hand and against each other: fill by order and by GPU, reasons, bids, trust by class."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import econsim
from econsim.analysis.metrics import measured, metric
from econsim.world.build import with_nodes
from tests.mechanisms.market_worlds import (
    AKT,
    DAY_BLOCKS,
    cheapest,
    flat_asks,
    habits,
    market_world,
    one_room_world,
    open_for,
    series_of,
)

REASONS = [f"unfilled_{reason}" for reason in ("refused", "no_supplier", "no_room", "too_dear", "no_deposit")]


def gpu_market() -> Any:
    """Nodes of 4 GPUs of model 0 and of 8 of model 1; orders for 1, 4, 4 of the first and 8 of the second."""
    world = market_world(n_models=2)
    with_nodes(world, gpu_model=[0, 1], gpus=[4, 8], threads=64, memory_gib=640, storage_gib=640)
    world.tenants.append(trust=[1.0])
    world.bundles.append(gpu_model=[0, 0, 1], gpus=[1, 4, 8], threads=1, memory_gib=1, open_market_usd_per_hour=9.0)
    world.intentions.append(
        height=np.arange(4) * 100,
        serial=np.arange(4),
        bundle=[0, 1, 1, 2],
        duration_blocks=[10_000, 10, 10, 10],
        max_price_ratio=1e6,
    )
    return world


def test_fill_by_gpu_is_the_gpus_of_orders_filled_over_the_gpus_of_orders() -> None:
    """One of three orders, one of nine GPUs for model 0; two of four orders and 9 of 17 GPUs in all."""
    world = gpu_market()
    tally = open_for(world, DAY_BLOCKS, flat_asks(world, 10**6), cheapest(world), habits())
    names = ("gpus_ordered", "gpu_fill_ratio", "gpu_fill_ratio_by_gpu")
    series = series_of(world, tally.tally, *(f"{name}_{{gpu_model}}" for name in names))
    assert [series[f"gpus_ordered_{name}"] for name in ("model0", "model1", "all")] == [9, 8, 17]
    assert series["gpu_fill_ratio_model0"] == pytest.approx(1 / 3)
    assert series["gpu_fill_ratio_by_gpu_model0"] == pytest.approx(1 / 9)
    assert series["gpu_fill_ratio_by_gpu_model1"] == 1.0
    assert (series["gpu_fill_ratio_all"], series["gpu_fill_ratio_by_gpu_all"]) == (0.5, pytest.approx(9 / 17))


def test_use_is_gpus_leased_over_the_blocks_of_the_epoch() -> None:
    """One GPU for 10,000 of 14,288 blocks, eight for 10: of 4 and 8 installed."""
    world = gpu_market()
    tally = open_for(world, DAY_BLOCKS, flat_asks(world, 10**6), cheapest(world), habits())
    series = series_of(world, tally.tally, "gpus_in_use_{gpu_model}", "gpu_utilisation_{gpu_model}", "gpus_{gpu_model}")
    installed, blocks = {"model0": 4, "model1": 8, "all": 12}, {"model0": 10_000, "model1": 80, "all": 10_080}
    for name in installed:
        assert series[f"gpus_{name}"] == installed[name]
        assert series[f"gpus_in_use_{name}"] == pytest.approx(blocks[name] / DAY_BLOCKS)
        assert series[f"gpu_utilisation_{name}"] == pytest.approx(blocks[name] / DAY_BLOCKS / installed[name])


def test_money_of_a_lease_is_read_in_its_denom_and_in_usd() -> None:
    """The lease of test_market_leases.py at 2 USD: 347.25 uakt a block from block 110 on, for 20,000 blocks."""
    names = ("spend_usd", "spend_gpu_usd", "spend_uakt", "spend_uusdc", "take_fee_uakt", "provider_payout_usd")
    names += ("bought_uakt", "escrow_uakt", "bid_deposit_uakt", "leases_active", "threads_utilisation")
    world, ours, found = one_room_world([(100, 20_000)], akt_price_usd=2.0), habits(), []
    for until in (5_000, 45_000):
        tally = open_for(world, until, flat_asks(world, 347_250_000), cheapest(world), ours)
        found.append(series_of(world, tally.tally, *names))
    deposit = 34_730_556  # seven days
    assert found[0] == pytest.approx(
        {"spend_usd": 3.396105, "spend_gpu_usd": 0.0, "spend_uakt": 4_890 * 347.25, "spend_uusdc": 0.0}
        | {"take_fee_uakt": 0, "provider_payout_usd": 0.0, "bought_uakt": deposit, "escrow_uakt": deposit}
        | {"bid_deposit_uakt": 5 * AKT, "leases_active": 1, "threads_utilisation": 4_890 / 5_000}
    )
    rest = 15_110  # blocks
    assert found[1] == pytest.approx(
        {"spend_usd": rest * 347.25 * 2e-6, "spend_gpu_usd": 0.0, "spend_uakt": rest * 347.25, "spend_uusdc": 0.0}
        | {"take_fee_uakt": 138_899, "provider_payout_usd": 13.612202, "bought_uakt": 0, "escrow_uakt": 0}
        | {"bid_deposit_uakt": 0, "leases_active": 0, "threads_utilisation": rest / 40_000}
    )


def test_money_of_a_lease_in_uusdc_is_worth_its_dollars_whatever_the_price_of_akt() -> None:
    """1,000 blocks at 2 uusdc: a fifth is the take fee, 1,600 uusdc are paid out."""
    names = ("spend_usd", "spend_uakt", "spend_uusdc", "take_fee_uusdc", "provider_payout_usd", "bought_uusdc")
    world = one_room_world([(0, 1_000)], min_deposits={"uusdc": 4 * AKT}, akt_price_usd=3.0)
    tally = open_for(world, DAY_BLOCKS, flat_asks(world, 2_000_000), cheapest(world), habits(deposit_blocks=1))
    assert series_of(world, tally.tally, *names) == pytest.approx(
        {"spend_usd": 0.002, "spend_uakt": 0.0, "spend_uusdc": 2_000.0}
        | {"take_fee_uusdc": 400, "provider_payout_usd": 0.0016, "bought_uusdc": 4 * AKT}
    )


# --- in a run ------------------------------------------------------------------------------------------------


def run_of(epochs: int, **changes: Any) -> Any:
    few = {"population.delegators.accounts": 100}
    dotted = {name.replace("__", "."): value for name, value in changes.items()}
    return econsim.AkashModel(econsim.load_scenario("mainnet7").with_changes(few | dotted), epochs=epochs)


def explained(series: Any) -> Any:
    return series[REASONS].sum(axis=1)


def test_on_day_0_an_order_has_no_more_bids_than_the_chain_takes() -> None:
    """At most order_max_bids + 1 = 21, although several hundred standing leases find bids that day."""
    series = run_of(1).run(1).series.iloc[0]
    assert series["leases_started"] > 2 * series["orders"]
    assert 0 < series["bids_per_order"] <= 21
    assert 0 < series["gpu_bids_per_order_all"] <= 21


def test_where_few_can_pay_the_bid_deposit_the_reasons_explain_every_unfilled_order() -> None:
    """A deposit of 1,000 AKT and 2,000 AKT a provider: two bids or leases are all that one can stand for."""
    revenue = {"kind": "sell", "buys_deposits": False}
    model = run_of(10, chain__market__bid_min_deposit="1000 AKT", policies__provider_revenue=revenue).run(10)
    series = model.series
    assert (explained(series) == series["orders"] - series["orders_filled"]).all()
    assert series["unfilled_no_deposit"].sum() > series["orders_filled"].sum()
    by_replicate = series.assign(replicate=0, epoch=range(len(series))).set_index(["replicate", "epoch"])

    def total(name: str) -> float:
        return float(measured(metric(name), by_replicate, 86_400.0)[0])

    assert sum(map(total, REASONS)) == total("orders") - total("orders_filled")


def test_providers_who_buy_their_deposits_leave_no_order_for_want_of_one() -> None:
    """5,000 deposits a provider are more than a day has orders and standing leases, so nobody can run short."""
    revenue = {"kind": "sell", "deposits_kept": 5_000}
    series = run_of(5, chain__market__bid_min_deposit="50 AKT", policies__provider_revenue=revenue).run(5).series
    assert series[["orders", "leases_started"]].to_numpy().max() < 5_000
    assert series["unfilled_no_deposit"].sum() == 0
    assert series["bought_by_providers_uakt"].iloc[0] == 60 * (5_000 * 50 - 2_000) * 10**6


def test_where_no_denom_has_a_minimum_deposit_there_is_no_order_that_is_not_refused() -> None:
    """Not a uakt is spent, from the first block on."""
    none = {"uakt": None}
    series = run_of(8, chain__deployment__min_deposits=none, timeline__axlusdc_accepted=None).run(8).series
    assert series["orders"].sum() > 100
    assert (series["unfilled_refused"] == series["orders"]).all()
    assert series[["leases_started", "bought_uakt", "bought_uusdc", "spend_usd"]].to_numpy().sum() == 0


def test_a_denom_that_comes_back_is_ordered_in_again() -> None:
    """No uakt at first; from the vote of 7 September on (epoch 7) everybody pays in uusdc."""
    series = run_of(9, chain__deployment__min_deposits={"uakt": None}).run(9).series
    assert (series["orders_filled"].iloc[:7] == 0).all()
    assert (series["orders_filled"].iloc[7:] > 0).all()
    assert series["bought_uakt"].sum() == 0
    assert (series["bought_uusdc"].iloc[7:] > 0).all()


def test_trust_by_class_is_that_of_the_tenants_of_the_class_that_have_adopted() -> None:
    model = run_of(1, population__tenants__trust_gain=0.0, population__tenants__trust_loss=0.0)
    tenants, names = model.world.tenants, model.world.tenant_classes
    tenants.trust[:] = np.array([0.5, 0.5, 0.25, 0.75, 1.0, 1.0])[tenants.tenant_class]
    tenants.adoption_seconds[np.argmax(tenants.tenant_class == 3) :] = 1e9
    row = model.run(1).series.iloc[0]
    assert names[2:4] == ("trial", "ai_training")
    assert (row["trust_mean_web"], row["trust_mean_trial"]) == (0.5, 0.25)
    assert math.isnan(row["trust_mean_ai_training"])
    acted_on = row["orders"] / (row["orders"] + row["intentions_suppressed"])
    assert 0.35 < acted_on < 0.6  # about 200 intentions at trust .5, .25 and 1
