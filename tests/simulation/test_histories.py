"""A run that starts later goes on from the history: the same to the last bit, lived once, and never anybody's guess."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.runs.run import run
from econsim.scenario.schema import Scenario
from econsim.simulation import histories
from econsim.simulation.checkpoint import read_checkpoint
from tests.small_world import as_small

N_BEFORE, EPOCHS = 20, 10  # Mainnet 7 comes at epoch 27
START = "2023-09-21"  # midnight: nearest to the boundary of the 20th, 15:45


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("history") / "lived.yaml"
    file.write_text(as_small(load_scenario("akash_history")).resolved_yaml(), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def unsplit(history: Path) -> AkashModel:
    return AkashModel(load_scenario(history), seed=3, replicate=1, epochs=N_BEFORE + EPOCHS).run(N_BEFORE + EPOCHS)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "econsim" / "histories"


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the scenario of every epoch that is stepped."""
    noted: list[str] = []
    step = AkashModel.one_epoch

    def one_epoch(self: Any) -> None:
        noted.append(self.inputs.name)
        step(self)

    monkeypatch.setattr(AkashModel, "one_epoch", one_epoch)
    return noted


def later(history: Path, **changes: Any) -> Scenario:
    start = {"run.start": START, "run.history": str(history), "run.epochs": EPOCHS}
    return load_scenario(history).with_changes(start | changes, name="later")


def model_of(scenario: Scenario) -> AkashModel:
    return AkashModel(scenario, seed=3, replicate=1)


def test_what_starts_later_is_the_rest_of_the_run_that_never_stopped(history: Path, unsplit: AkashModel) -> None:
    model = model_of(later(history))
    assert (model.epoch, model.horizon, len(model.series)) == (0, EPOCHS, 0)
    model.run(EPOCHS)
    assert (model.epoch, model.running) == (EPOCHS, False)
    assert model.series.equals(unsplit.series.iloc[N_BEFORE:])
    assert list(model.replicate().series.index.get_level_values("epoch")) == list(range(EPOCHS))
    again = model_of(later(history)).run(EPOCHS)  # from the file
    assert again.series.equals(model.series)


def test_what_agents_got_counts_from_the_start(history: Path, unsplit: AkashModel) -> None:
    """Income in all = income of the history + income since; who was lifted is named by the epoch of this run."""
    first = AkashModel(load_scenario(history), seed=3, replicate=1, epochs=N_BEFORE).run(N_BEFORE)
    before, since = first.replicate().agents, model_of(later(history)).run(EPOCHS).replicate().agents
    whole = unsplit.replicate().agents
    for name in ("net_worth_uakt", "net_worth_uusdc", "stake_uakt", "rank"):
        assert np.array_equal(since[name], whole[name]), name
    for name in ("income_uakt", "blocks_offline"):
        for population, rows in before.groupby("population"):
            both = rows[name].to_numpy() + since[since["population"] == population][name].to_numpy()[: len(rows)]
            assert np.array_equal(both, whole[whole["population"] == population][name].to_numpy()[: len(rows)])
    assert set(whole["lifted_epoch"]) == {-1, 27}
    assert set(since["lifted_epoch"]) == {-1, 27 - N_BEFORE}


def test_a_history_is_lived_once_a_replicate_whatever_the_arms_choose(history: Path, steps: list[str]) -> None:
    named = load_scenario(history).name
    arms = [later(history), later(history, **{"policies.bonding": {"kind": "fixed"}})]
    made = [run(arm, replicates=2, seed=3, workers=1) for arm in arms]
    assert steps.count(named) == 2 * N_BEFORE
    assert steps.count("later") == 2 * 2 * EPOCHS
    worlds = [one.series["bonded_at_start_uakt"].xs(0, level="epoch") for one in made]
    assert worlds[0].equals(worlds[1])
    assert worlds[0].nunique() == 2  # each replicate has a history of its own


def test_a_longer_run_and_a_later_start_go_on_from_what_is_kept(history: Path, steps: list[str]) -> None:
    named = load_scenario(history).name
    model_of(later(history))
    model_of(later(history, **{"run.epochs": 2 * EPOCHS}))
    assert steps.count(named) == N_BEFORE
    model_of(later(history, **{"run.start": "2023-09-26"}))
    assert steps.count(named) == N_BEFORE + 5


def test_who_was_killed_goes_on_from_the_last_file(
    history: Path, unsplit: AkashModel, monkeypatch: pytest.MonkeyPatch, steps: list[str]
) -> None:
    monkeypatch.setattr(histories, "_EVERY", 8)
    step = AkashModel.step

    def killed(self: Any) -> None:
        if self.epoch == N_BEFORE - 1:
            raise KeyboardInterrupt
        step(self)

    scenario = later(history)
    with monkeypatch.context() as killing:
        killing.setattr(AkashModel, "step", killed)
        with pytest.raises(KeyboardInterrupt):
            model_of(scenario)
    lived = len(steps)
    model = model_of(later(history))
    assert len(steps) - lived == N_BEFORE - 16  # 16 = 2 x 8 were kept
    assert model.run(EPOCHS).series.equals(unsplit.series.iloc[N_BEFORE:])


@pytest.mark.parametrize("damage", [b"", b"econsim", b"\x00" * 400])
def test_a_damaged_file_is_made_again(history: Path, unsplit: AkashModel, cache: Path, damage: bytes) -> None:
    model_of(later(history))
    (file,) = cache.rglob("*.world")
    file.write_bytes(damage)
    assert model_of(later(history)).run(EPOCHS).series.equals(unsplit.series.iloc[N_BEFORE:])
    assert read_checkpoint(file)[0]["epoch"] == N_BEFORE


def test_another_model_version_seed_replicate_or_content_has_files_of_its_own(
    history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived = load_scenario(history)
    folder = histories.folder_of(lived, 3, 1)
    others = [histories.folder_of(lived, 4, 1), histories.folder_of(lived, 3, 2)]
    others.append(histories.folder_of(lived.with_changes({"policies.bonding": {"kind": "fixed"}}), 3, 1))
    monkeypatch.setattr(histories, "model_version", lambda: "0123456789abcdef")
    others.append(histories.folder_of(lived, 3, 1))
    assert len({folder, *others}) == 5


def test_where_nothing_can_be_written_the_history_is_lived_each_time(
    history: Path, unsplit: AkashModel, cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache.parent.mkdir(parents=True)
    cache.write_text("a file where the folder would be")
    assert model_of(later(history)).run(EPOCHS).series.equals(unsplit.series.iloc[N_BEFORE:])
    assert "the next run will live it again" in caplog.text


def test_another_price_begins_at_the_start(history: Path) -> None:
    held = {"shocks.akt_price": {"kind": "constant", "usd": 7.0}}
    walk = {"shocks.akt_price": {"kind": "gbm_jumps", "start_usd": 3.0}}
    assert (model_of(later(history, **held)).run(2).series["akt_price_usd"] == 7.0).all()
    drawn = model_of(later(history, **walk)).run(2).series["akt_price_usd"]
    assert drawn.iloc[0] == 3.0 != drawn.iloc[1]


def test_another_demand_begins_at_the_start(history: Path, unsplit: AkashModel) -> None:
    """What starts with a boom is what never stopped and had a boom on that day, its first day and hour included."""
    boom = {"kind": "step", "size": 4.0}
    split = later(history, **{"shocks.gpu_demand": {"boom": boom | {"start_day": 0}}})
    dated = load_scenario(history).with_changes({"shocks.gpu_demand": {"boom": boom | {"start_day": N_BEFORE}}})
    whole = AkashModel(dated, seed=3, replicate=1, epochs=N_BEFORE + EPOCHS).run(N_BEFORE + EPOCHS)
    series = model_of(split).run(EPOCHS).series
    assert series.equals(whole.series.iloc[N_BEFORE:])
    assert series["orders"].iloc[0] > unsplit.series["orders"].iloc[N_BEFORE]


def test_an_event_that_begins_with_the_run_is_law_in_its_first_epoch(history: Path) -> None:
    tax = {"start_day": 0, "set": {"chain.distribution.community_tax": 0.9}}
    taxed, plain = (model_of(later(history, **c)).run(2).series for c in ({"timeline.tax": tax}, {}))
    gained, usual = (one["community_pool_uakt"].diff().iloc[1] for one in (taxed, plain))
    assert gained > 3 * usual  # 0.9 instead of 0.25 of what is minted


def test_a_run_with_a_past_is_laid_aside_and_taken_up(history: Path, tmp_path: Path) -> None:
    whole = model_of(later(history)).run(EPOCHS)
    first = model_of(later(history)).run(4)
    again = AkashModel.load(first.save(tmp_path / "there"))
    assert again.epoch == 4
    assert again.run(EPOCHS - 4).series.equals(whole.series)
    assert again.replicate().agents.equals(whole.replicate().agents)


@pytest.mark.parametrize("start", ["2023-09-03", "2023-09-21"])
def test_a_history_whose_market_was_warmed_up_goes_on_as_well(tmp_path: Path, start: str) -> None:
    """Wants are described a week ahead, so that on the first days of a warm world some are described already."""
    warm = as_small(load_scenario("akash_history")).with_changes({"genesis.market_warm_up": "10 days"})
    file = tmp_path / "warm.yaml"
    file.write_text(warm.resolved_yaml(), encoding="utf-8")
    split = later(file, **{"run.start": start, "run.epochs": 4})
    whole = AkashModel(load_scenario(file), seed=3, replicate=1, epochs=split.run.n_before + 4)
    whole.run(split.run.n_before + 4)
    assert model_of(split).run(4).series.equals(whole.series.iloc[split.run.n_before :])
