"""A model among Mesa's own tools: it ends, is collected, is seeded, is freed; and what cannot be is refused."""

from __future__ import annotations

import gc
import pickle
import re
import weakref
from typing import Any

import mesa
import numpy as np
import pytest

from econsim.analysis.compare import compare
from econsim.errors import UsageError
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.runs.run import run


def test_run_model_ends_after_the_last_epoch():
    model = AkashModel("mainnet6", epochs=2)
    assert model.running
    model.run_model()
    assert (model.running, model.epoch, model.steps, len(model.series)) == (False, 2, 2, 2)
    with pytest.raises(UsageError, match="has run its 2 epochs"):
        model.step()


def batch(**changes: Any) -> list[dict[str, Any]]:
    parameters = {"scenario": "mainnet7", "epochs": 3, "replicate": range(2)}
    seeds: dict[str, Any] = {"iterations": 1} if hasattr(mesa.Agent, "_ids") else {"rng": [1]}
    return mesa.batch_run(AkashModel, parameters, display_progress=False, **seeds, **changes)


def test_batch_run_keeps_the_last_epoch_of_every_series_of_each_replicate():
    rows = batch()
    assert [row["replicate"] for row in rows] == [0, 1]
    for row in rows:
        series = AkashModel("mainnet7", replicate=row["replicate"], epochs=3).run(3).series
        assert {name: row[name] for name in series} == pytest.approx(series.iloc[-1].to_dict(), nan_ok=True, abs=0.0)


def test_batch_run_keeps_each_epoch_where_it_is_asked_to():
    rows = batch(data_collection_period=1)
    assert [row["replicate"] for row in rows] == [0, 0, 0, 1, 1, 1]
    series = AkashModel("mainnet7", replicate=1, epochs=3).run(3).series
    assert [row["minted_uakt"] for row in rows[3:]] == series["minted_uakt"].tolist()


def test_the_collector_is_a_frame_of_the_series_and_collecting_again_changes_nothing():
    model = AkashModel("mainnet7", epochs=3).run(2)
    model.datacollector.collect(model)
    frame = model.datacollector.get_model_vars_dataframe()
    assert list(frame) == list(model.series)
    assert np.array_equal(frame.to_numpy(np.float64), model.series.to_numpy(np.float64), equal_nan=True)


def test_rng_is_another_word_for_seed():
    by_seed, by_rng = (AkashModel("mainnet7", epochs=1, **word).run(1).series for word in ({"seed": 3}, {"rng": 3}))
    assert by_seed.equals(by_rng)
    assert not by_seed.equals(AkashModel("mainnet7", epochs=1).run(1).series)
    assert AkashModel("mainnet7", epochs=1, seed=3, rng=3).run(1).series.equals(by_seed)
    with pytest.raises(UsageError, match="seed is 3 and rng is 4, two names of one number; give one of them"):
        AkashModel("mainnet7", epochs=1, seed=3, rng=4)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"epochs": -1}, "epochs is -1; expected 1 to 100000"),
        ({"epochs": 0}, "epochs is 0; expected 1 to 100000"),
        ({"epochs": 2.5}, "epochs is 2.5; expected a whole number"),
        ({"epochs": "5"}, "epochs is '5'; expected a whole number; write 5 without quotes"),
        ({"epochs": True}, "epochs is true; expected a whole number"),
        ({"epochs": float("nan")}, "epochs is nan; expected a whole number"),
        ({"seed": -1}, "seed is -1; expected 0 to 9223372036854775807"),
        ({"rng": -2}, "rng is -2; expected 0 to 9223372036854775807"),
        ({"rng": np.random.default_rng(1)}, "rng is Generator(PCG64); expected a whole number"),
        ({"replicate": -1}, "replicate is -1; expected 0 to 99999"),
        ({"replicate": "0"}, "replicate is '0'; expected a whole number"),
        ({"replicate": True}, "replicate is true; expected a whole number"),
    ],
)
def test_a_model_of_an_impossible_size_is_refused_in_the_words_of_the_command_line(asked, told):
    with pytest.raises(UsageError, match=f"^{re.escape(told)}$"):
        AkashModel("mainnet7", **asked)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"workers": -3}, "workers is -3; expected 1 to 1024"),
        ({"workers": 0}, "workers is 0; expected 1 to 1024"),
        ({"workers": 2.0}, "workers is 2.0; expected a whole number"),
        ({"workers": 2.5}, "workers is 2.5; expected a whole number"),
        ({"replicates": True}, "replicates is true; expected a whole number"),
        ({"replicates": 0}, "replicates is 0; expected 1 to 100000"),
        ({"seed": 2**63}, "seed is 9223372036854775808; expected 0 to 9223372036854775807"),
        (
            {"epochs": 1.5, "seed": -1},
            "seed is -1; expected 0 to 9223372036854775807; epochs is 1.5; expected a whole number",
        ),
        ({"only_replicate": -1}, "only_replicate is -1; expected 0 to 99999"),
    ],
)
def test_a_run_of_an_impossible_size_is_refused(asked, told):
    with pytest.raises(UsageError, match=f"^{re.escape(told)}$"):
        run("mainnet7", **asked)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"replicates": "2"}, "replicates is '2'; expected a whole number; write 2 without quotes"),
        ({"epochs": "3", "seed": -1}, "seed is -1; expected 0 to 9223372036854775807; epochs is '3'; expected a whole"),
        ({"epochs": 0}, "epochs is 0; expected 1 to 100000"),
        ({"seed": [1]}, "seed is a list; expected a whole number"),
    ],
)
def test_a_comparison_of_an_impossible_size_is_refused(asked, told):
    with pytest.raises(UsageError, match=f"^{re.escape(told)}"):
        compare("mainnet6", "mainnet7", **asked)


@pytest.mark.parametrize(("epochs", "told"), [(-1, "epochs is -1; expected 1 to 100000"), (1.5, "expected a whole")])
def test_a_model_goes_on_by_whole_epochs(epochs, told):
    with pytest.raises(UsageError, match=told):
        AkashModel("mainnet7", epochs=2).run(epochs)


def test_numpys_whole_numbers_are_whole_numbers():
    assert AkashModel("mainnet7", epochs=np.int64(2), seed=np.uint32(3), replicate=np.int8(1)).horizon == 2


def test_a_model_is_freed_when_nobody_holds_it():
    seen = [weakref.ref(AkashModel("mainnet7", epochs=1).run(1)) for _ in range(3)]
    gc.collect()
    assert [model() for model in seen] == [None] * 3


def test_replicates_of_one_worker_leave_no_model_behind_even_before_the_garbage_is_collected(monkeypatch):
    seen: list[weakref.ref[AkashModel]] = []

    class Watched(AkashModel):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            seen.append(weakref.ref(self))

    monkeypatch.setattr("econsim.networks.akash_model.AkashModel", Watched)
    small = {
        "population.delegators.accounts": 100,
        "population.tenants.accounts": 20,
        "population.tenants.adoption_per_day": 0.0,
    }
    gc.collect()
    gc.disable()
    try:
        run(load_scenario("mainnet7").with_changes(small), epochs=1, replicates=40, workers=1)
        alive = sum(model() is not None for model in seen)
    finally:
        gc.enable()
    assert (len(seen), alive) == (40, 0)


@pytest.mark.parametrize("agents_first", [False, True])
def test_a_model_laid_aside_in_mid_run_goes_on_as_if_it_had_not_been(agents_first):
    model = AkashModel("mainnet7", seed=1, epochs=34)
    model.run(31)
    if agents_first:
        assert len(model.agents) > 0
    taken_up = pickle.loads(pickle.dumps(model))
    for one in (model, taken_up):
        one.run(3)
    assert taken_up.series.equals(model.series)
    assert taken_up.replicate().agents.equals(model.replicate().agents)
    assert len(taken_up.agents) == len(model.agents)
    assert taken_up.datacollector.get_model_vars_dataframe().equals(model.datacollector.get_model_vars_dataframe())
