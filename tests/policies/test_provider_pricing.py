from types import MappingProxyType, SimpleNamespace

import numpy as np
import pytest

from econsim.columns import Own
from econsim.contracts import Public
from econsim.draws import Draws, Streams
from econsim.policies.providers.pricing import CostPlus, PriceScript

# bundle 0: 16 threads, 32 GiB, 360 GiB of storage; bundle 1: one A100 with 8 threads, 32 GiB, 100 GiB
BUNDLES = {
    "gpu_model": [-1, 0],
    "gpus": [0, 1],
    "threads": [16, 8],
    "memory_gib": [32, 32],
    "storage_gib": [360, 100],
    "open_market_usd_per_hour": [0.25, 1.69],
    "typical_gpu_ask_usd_per_hour": [0.0, 0.79],
}


def asks(policy, *, ask_factor=1.0, akt_price_usd=1.0, uakt_take=2, default_take=20, seconds_per_block=6.0):
    bundles = Own(np.arange(2), MappingProxyType({name: np.array(values) for name, values in BUNDLES.items()}))
    take = SimpleNamespace(denom_take_rates={"uakt": uakt_take}, default_take_rate=default_take)
    public = Public(
        epoch=0,
        seconds=0.0,
        epoch_seconds=86_400.0,
        seconds_per_block=seconds_per_block,
        law=SimpleNamespace(take=take),
        release=None,
        akt_price_usd=akt_price_usd,
        inflation=0.0,
        supply_uakt=0,
        count_free_stake=lambda: 0,
        real_yield=0.0,
        validators=bundles,
        bundles=bundles,
    )
    own = Own(
        np.arange(1),
        MappingProxyType({"ask_factor": np.array([ask_factor]), "is_audited": np.array([False])}),
    )
    schedule = policy.decide(own, public, Draws(Streams(1, 0), "provider_pricing", 0, 1))
    for column in (schedule.ask_micro_uakt_per_block, schedule.ask_micro_uusdc_per_block):
        assert column.shape == (1, 2)
        assert column.dtype == np.int64
    return schedule.ask_micro_uakt_per_block[0].tolist(), schedule.ask_micro_uusdc_per_block[0].tolist()


def test_the_script_gives_the_check_value_quoted_in_it():
    # 16 x 1.60 + 32 x 0.80 + 360 x 0.04 = 65.60 USD a month; / 429,909 blocks = 152.590432 uakt at 1 USD
    in_uakt, _ = asks(PriceScript(storage_gib_usd_per_month=0.04))
    assert in_uakt[0] == 152_590_432


def test_the_script_follows_the_akt_price_in_uakt_and_keeps_the_usd_target_in_uusdc():
    # 16 x 1.60 + 32 x 0.80 + 360 x 0.02 = 58.40 USD a month; 58.4e12 / 429,909 = 135,842,701.6
    in_uakt, in_uusdc = asks(PriceScript(), akt_price_usd=2.0)
    assert in_uusdc[0] == 135_842_702
    assert in_uakt[0] == 67_921_351  # 67,921,350.8 to the nearest at six decimals


def test_an_ask_beyond_64_bits_is_one_that_the_market_refuses():
    in_uakt, in_uusdc = asks(PriceScript(), akt_price_usd=1e-100)
    assert in_uakt[0] == 2**62
    assert in_uusdc[0] == 135_842_702


def test_the_script_takes_the_operators_override_for_gpus():
    # 8 x 1.60 + 32 x 0.80 + 100 x 0.02 = 40.40; 0.79 x 730.5 = 577.095 USD a month
    _, usual = asks(PriceScript())
    _, dear = asks(PriceScript(), ask_factor=1.5)
    assert usual[1] == round((40.40 + 577.095) * 1e12 / 429_909)
    assert dear[1] == round((40.40 + 1.5 * 577.095) * 1e12 / 429_909)
    assert dear[0] == usual[0]


def test_the_script_is_blind_to_the_take_fee_and_to_the_time_of_a_block():
    usual = asks(PriceScript())
    assert asks(PriceScript(), uakt_take=0, default_take=0) == usual
    assert asks(PriceScript(), seconds_per_block=7.0) == usual


def test_cost_plus_is_paid_the_same_in_every_denom_after_the_take_fee():
    in_uakt, in_uusdc = asks(CostPlus())
    assert np.array(in_uakt) * 0.98 == pytest.approx(np.array(in_uusdc) * 0.80, abs=1)


def test_cost_plus_asks_its_marked_up_cost():
    # 1.25 x 0.8 x 58.40 USD over 730.5 h x 600 blocks, no fee
    in_uakt, in_uusdc = asks(CostPlus(markup=0.25), uakt_take=0, default_take=0)
    assert in_uusdc[0] == round(58.40e12 / (730.5 * 600))
    assert in_uakt == in_uusdc
    _, cheap = asks(CostPlus(markup=0.25), ask_factor=0.5, uakt_take=0, default_take=0)
    assert np.array(cheap) == pytest.approx(np.array(in_uusdc) / 2, abs=1)


def test_cost_plus_does_not_bid_where_the_whole_payout_is_taken():
    in_uakt, in_uusdc = asks(CostPlus(), default_take=100)
    assert in_uusdc == [0, 0]
    assert min(in_uakt) > 0


def test_the_two_policies_decide_differently():
    assert asks(CostPlus()) != asks(PriceScript())
