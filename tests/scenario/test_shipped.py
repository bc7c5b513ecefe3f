"""The scenarios that ship say what they should, wherever one stands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import econsim
from econsim.errors import EconsimError
from econsim.networks.catalogue import load_scenario
from econsim.scenario.content import diff
from econsim.scenario.load import shipped_names

ROOT = Path(econsim.__file__).resolve().parents[1]


def test_the_three_mainnets_and_the_history_ship() -> None:
    assert set(shipped_names()) >= {"mainnet5", "mainnet6", "mainnet7", "history_2023_24"}


def test_mainnet7_differs_from_mainnet6_by_one_event_and_nothing_else() -> None:
    """v0.26.0 activated at 2023-09-27T16:08:02Z (Proposal 231); it sets no parameter."""
    event = {"date": "2023-09-27T16:08:02Z", "upgrade": "v0.26.0"}
    assert diff(load_scenario("mainnet6"), load_scenario("mainnet7")) == [("timeline.mainnet_7", None, event)]


def test_mainnet7_acts_at_the_start_of_epoch_27() -> None:
    """27.016 days after 2023-08-31T15:45:00Z."""
    scenario = load_scenario("mainnet7")
    upgrade = next(event for event in scenario.timeline if event.upgrade)
    assert (upgrade.name, upgrade.epoch) == ("mainnet_7", 27)
    assert upgrade.upgrade.migrations == ("lift_to_floor",)
    assert upgrade.upgrade.set == {}
    assert scenario.events_at(27) == (upgrade,)
    assert scenario.events_at(26) == ()


def test_axlusdc_comes_a_week_after_mainnet6() -> None:
    """Noon of 7 September is 6.84 days after the start: epoch 7."""
    (event,) = load_scenario("mainnet6").timeline
    assert event.epoch == 7
    assert dict(event.set) == {"chain.deployment.min_deposits.uusdc": "5 USDC"}


def test_mainnet5_has_no_floor_no_take_fee_and_no_gpu_orders() -> None:
    five = load_scenario("mainnet5")
    assert five.chain.staking.min_commission_rate == 0.0
    assert five.chain.take.default_take_rate == 0
    assert dict(five.chain.take.denom_take_rates) == {"uakt": 0}
    assert five.timeline == ()
    assert not five.release.rules.gpu_orders_accepted
    assert not five.release.rules.edit_below_floor_refused
    changed = {path for path, _, _ in diff(load_scenario("mainnet6"), five)}
    assert changed == {
        "chain.release",
        "chain.gov.min_initial_deposit_rate",
        "chain.staking.min_commission_rate",
        "chain.take.default_take_rate",
        "chain.take.denom_take_rates.uakt",
        "timeline.axlusdc_accepted",
    }


def test_the_titles_of_mainnet_6_and_7_say_that_no_later_vote_is_in_them() -> None:
    assert all(load_scenario(name).title.endswith("no later vote") for name in ("mainnet6", "mainnet7"))


def test_the_history_is_mainnet7_with_the_votes_of_2023_and_2024() -> None:
    """Governance record: Props 240 and 241 at the end of 2023, 248 on 2024-03-11, 265 on 2024-08-08; noon assumed."""
    history, seven = load_scenario("history_2023_24"), load_scenario("mainnet7")
    changed = [path for path, _, _ in diff(seven, history)]
    settings = ["run.epochs", "run.genesis_time", "run.history"]
    releases = [f"timeline.v0_{number}" for number in (28, 30, 32, 34, 36)]
    votes_at = [f"timeline.{name}" for name in ("props_240_241", "prop_248", "prop_265")]
    assert sorted(changed) == sorted([*settings, *releases, *votes_at])
    assert history.run.epochs == 489
    votes = {event.name: event for event in history.timeline if event.name.startswith("prop")}
    assert {name: event.epoch for name, event in votes.items()} == {  # days since 31 August 2023
        "props_240_241": 30 + 31 + 30 + 31,
        "prop_248": 30 + 31 + 30 + 31 + 31 + 29 + 11,
        "prop_265": 366 - 31 + 8,
    }
    law = history.chain
    for event in votes.values():
        law = law.with_changes(event.set)
        if event.name == "props_240_241":
            assert (law.mint.inflation_min, law.mint.inflation_max) == (0.13, 0.20)
    assert (law.mint.inflation_min, law.mint.inflation_max, law.distribution.community_tax) == (0.08, 0.13, 0.40)
    assert (law.market.bid_min_deposit, law.deployment.min_deposits["uakt"]) == (500_000, 500_000)


def test_the_mainnets_run_on_the_recorded_price_and_hold_its_last_one() -> None:
    for name in ("mainnet5", "mainnet6", "mainnet7", "history_2023_24"):
        price = load_scenario(name).shocks.akt_price
        assert (price.kind, price.then.kind, price.then.usd) == ("history", "constant", None)


def test_mainnet6_has_the_law_of_its_day() -> None:
    """Values of x/mint, x/distribution, x/staking, x/take, x/deployment, x/market on 2023-08-31 (chain record)."""
    law = load_scenario("mainnet6").chain
    assert (law.mint.inflation_min, law.mint.inflation_max, law.mint.inflation_rate_change) == (0.08, 0.15, 1.0)
    assert (law.mint.goal_bonded, law.mint.blocks_per_year) == (0.67, 5_256_000)
    assert law.distribution.community_tax == 0.25
    assert law.staking.unbonding_time == 1_814_400.0
    assert (law.staking.max_validators, law.staking.max_entries) == (100, 7)
    assert law.staking.min_commission_rate == 0.05
    assert (law.take.default_take_rate, law.take.denom_take_rates["uakt"]) == (20, 2)
    assert dict(law.deployment.min_deposits) == {"uakt": 5_000_000}
    assert (law.market.bid_min_deposit, law.market.order_max_bids) == (5_000_000, 20)


def test_mainnet6_begins_as_measured() -> None:
    scenario = load_scenario("mainnet6")
    assert scenario.run.start.isoformat() == "2023-08-31T15:45:00+00:00"
    assert scenario.run.start_height == 12_606_074
    assert (scenario.run.seconds_per_block, scenario.run.epoch_length) == (6.047, 86_400.0)
    assert scenario.genesis.total_supply_uakt == 217_688_892_000_000
    assert (scenario.genesis.bonded_ratio, scenario.genesis.inflation) == (0.656, 0.0806)
    assert scenario.genesis.community_pool_uakt == 2_500_000_000_000
    assert sum(model.gpus for model in scenario.population.providers.gpu_models.values()) == 180


@pytest.mark.parametrize("layout", ["in the package, as a wheel has it", "beside the package, as a source tree has it"])
def test_shipped_scenarios_are_found_from_another_folder(tmp_path: Path, layout: str) -> None:
    package = tmp_path / "site" / "econsim"
    shutil.copytree(ROOT / "econsim", package, ignore=shutil.ignore_patterns("__pycache__"))
    home = package if layout.startswith("in") else package.parent
    shutil.copytree(ROOT / "scenarios", home / "scenarios")
    code = "import econsim; print(econsim.__file__); print(econsim.load_scenario('mainnet7').origins['run.epochs'])"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(package.parent), "XDG_CACHE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    file, origin = answer.stdout.split()
    assert Path(file).parent == package
    assert origin.startswith("scenarios/mainnet6.yaml:")


NOT_QUITE = (
    "",
    "mainnet",
    "mainnet7.yaml",
    "./mainnet7",
    "/mainnet7",
    "studies",
    "studies//take_rate",
    "studies/../mainnet7",
)
NO_FILES = ("x" * 5_000, "\0", "\udcff")


@pytest.mark.parametrize("name", [*NOT_QUITE, *NO_FILES])
def test_what_is_not_quite_the_name_of_a_shipped_scenario_is_none(name: str) -> None:
    assert name not in shipped_names()
    with pytest.raises(EconsimError):
        load_scenario(name)
