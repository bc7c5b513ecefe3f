"""What nature may not do: a price that is no price; and an epoch as short as a block."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.errors import RunError
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario

FEW = {
    "population.delegators.accounts": 50,
    "population.providers.accounts": 3,
    "population.providers.gpu_providers": 1,
    "population.tenants.accounts": 5,
    "population.tenants.adoption_per_day": 0.0,
}


def test_a_price_that_vanishes_is_refused_in_one_line():
    """A hundred jumps of a log sd of 1 a day take 100 (e^.5 - 1) = 65 a day off the log: 10^-324 after twelve days."""
    wild = {"kind": "gbm_jumps", "jump_sd": 1.0, "jumps_per_day": 100.0, "holds": "mean"}
    scenario = load_scenario("mainnet6").with_changes({**FEW, "shocks.akt_price": wild})
    with pytest.raises(RunError, match=r"^shocks\.akt_price: the price of epoch \d+ is 0 USD, .*; lower the spread"):
        AkashModel(scenario, epochs=60)


def test_nature_tells_which_channels_there_are():
    nature = AkashModel(load_scenario("mainnet6").with_changes(FEW), epochs=1).nature
    with pytest.raises(
        AttributeError, match="no channel 'weather'; it has akt_price, akt_move, reservation_price, outside_price"
    ):
        _ = nature.weather


def test_every_epoch_has_the_price_of_the_day_on_which_it_begins():
    """Coin Metrics, ReferenceRateUSD of 2023-08-31, 2023-09-01 and 2023-09-02."""
    scenario = load_scenario("mainnet6").with_changes({**FEW, "run.epochs": 3, "shocks.akt_price": {"kind": "history"}})
    assert AkashModel(scenario).run(3).series["akt_price_usd"].tolist() == [1.0356, 0.9867, 0.939]


def test_an_epoch_may_be_as_short_as_a_block_though_rounding_leaves_one_without_any():
    """floor(k x 6.1 / 6.1) in floats is 2 for k = 3: epoch 2 has no block."""
    scenario = load_scenario("mainnet6").with_changes(
        {**FEW, "run.epoch_length": "6.1 s", "run.seconds_per_block": 6.1}
    )
    model = AkashModel(scenario, epochs=4)
    blocks = []
    for _ in range(4):
        blocks.append(model.world.n_blocks)
        model.step()
    assert blocks == [1, 1, 0, 2]
    assert np.isfinite(model.series["gpus_in_use_all"]).all()
