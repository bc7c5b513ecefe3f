"""The dated history: every change on its day, and what is not recorded marked as assumed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd

import econsim
from econsim.mechanisms.upgrades.rules import law_after
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.networks.deeds import deeds
from econsim.scenario.event_words import event_sentences
from tests.small_world import as_small

PAGE = Path(econsim.__file__).resolve().parents[1] / "docs" / "history.md"
MONTH, MONTH_END = (
    "assumed: the month is known, its 15th is taken",
    "assumed: the end of the month is known, its last day",
)
DATED = {  # the record of governance and of upgrades; a month is its 15th, the end of one its last day
    "axlusdc_accepted": "2023-09-07",
    "mainnet_7": "2023-09-27",
    "v0_28": "2023-11-20",
    "v0_30": "2023-11-29",
    "props_240_241": "2023-12-31",
    "prop_248": "2024-03-11",
    "v0_32": "2024-03-13",
    "v0_34": "2024-05-15",
    "v0_36": "2024-06-15",
    "prop_265": "2024-08-08",
    "v0_38": "2025-03-15",
    "inflation_cut_2025": "2025-03-15",
    "community_tax_2025": "2025-03-15",
}


def test_every_change_stands_on_its_day() -> None:
    assert {event.name: f"{event.date:%Y-%m-%d}" for event in load_scenario("akash_history").timeline} == DATED


def test_the_last_epoch_begins_on_the_last_day_of_the_old_escrow() -> None:
    """v1.0.0 came on 28 October 2025 at 13:23 UTC, nearest to the boundary at which the history ends."""
    run = load_scenario("akash_history").run
    last = run.start + timedelta(seconds=(run.epochs - 1) * run.epoch_length)
    assert last.date().isoformat() == "2025-10-27"
    new_escrow = datetime(2025, 10, 28, 13, 23, tzinfo=UTC)
    assert last + timedelta(hours=12) < new_escrow < last + timedelta(days=1)


def test_the_law_ends_as_it_was_before_v1() -> None:
    """Inflation 4 to 8 %, tax 50 % (March 2025), deposits of half an AKT (March 2024), release v0.38.0."""
    history = load_scenario("akash_history")
    law = history.chain
    for event in history.timeline:
        law = law_after(law, event)
    assert (law.mint.inflation_min, law.mint.inflation_max, law.distribution.community_tax) == (0.04, 0.08, 0.50)
    assert (law.market.bid_min_deposit, law.deployment.min_deposits["uakt"]) == (500_000, 500_000)
    assert (law.release, law.take.default_take_rate, law.staking.min_commission_rate) == ("v0.38.0", 20, 0.05)


def test_dates_that_are_assumed_say_so_wherever_they_are_told() -> None:
    history = load_scenario("akash_history")
    assumed = {event.name for event in history.timeline if event.date_basis.startswith("assumed")}
    assert assumed == {"props_240_241", "v0_34", "v0_36", "v0_38", "inflation_cut_2025", "community_tax_2025"}
    told = event_sentences(history)
    assert all(
        (f"(date {MONTH}" in said or f"(date {MONTH_END}" in said) == (name in assumed) for name, said in told.items()
    )
    assert "# v0_34: brings release v0.34.0; takes effect at epoch 258" in history.resolved_yaml()


def test_the_page_has_a_row_for_each_event_and_no_other() -> None:
    history = load_scenario("akash_history_2026")  # those of the shorter one first
    does = deeds(history)
    wanted = [(f"{one.date:%Y-%m-%d}", one.name, does[one.name], one.date_basis) for one in history.timeline]
    rows = re.findall(r"^\| (\d{4}-\d\d-\d\d) \| `(\w+)` \| (.*?) \| (.*?) ?\| \S.* \|$", PAGE.read_text("utf-8"), re.M)
    assert rows == wanted


def test_the_price_is_recorded_until_december_2024_and_then_a_walk_whose_median_holds() -> None:
    price = load_scenario("akash_history").shocks.akt_price
    assert (price.kind, price.then.kind, price.then.holds) == ("history", "gbm_jumps", "median")


def test_the_alias_is_the_first_489_epochs_with_the_last_price_held() -> None:
    history, alias = load_scenario("akash_history"), load_scenario("history_2023_24")
    end = alias.run.start + timedelta(seconds=alias.run.epochs * alias.run.epoch_length)
    assert [one.written for one in alias.timeline] == [one.written for one in history.timeline if one.date < end]
    assert alias.run.epochs == 489
    assert alias.shocks.akt_price.then.kind == "constant"


def test_had_props_240_and_241_failed_nothing_would_differ_before_their_day(tmp_path: Path) -> None:
    """The two lines of the page; 31 December 2023 is the beginning of epoch 122, of 30 + 31 + 30 + 31 days."""
    text = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.S)[0]
    assert len(text.splitlines()) == 3  # the two and the schema
    file = tmp_path / "failed.yaml"
    file.write_text(text, "utf-8")
    as_voted, failed = (
        AkashModel(as_small(load_scenario(name)), epochs=124).run(124).series for name in ("akash_history", file)
    )
    pd.testing.assert_frame_equal(as_voted.iloc[:122], failed.iloc[:122], check_exact=True)
    assert as_voted["inflation_rate"].iloc[122] >= 0.13 > failed["inflation_rate"].iloc[122]
    assert failed["community_pool_uakt"].iloc[122] < as_voted["community_pool_uakt"].iloc[122]


def test_the_page_starts_later_as_it_says(tmp_path: Path) -> None:
    """1 January 2025 is nearest to the boundary of 31 December, 488 days after Mainnet 6."""
    file = tmp_path / "boom_2025.yaml"
    file.write_text(re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.S)[1], "utf-8")
    mine = load_scenario(file)
    assert (mine.run.n_before, mine.run.epochs, f"{mine.run.start:%Y-%m-%d %H:%M}") == (488, 180, "2024-12-31 15:45")
    assert mine.variant("higher_tax").law_of_day_0.distribution.community_tax == 0.6
    assert mine.variant("boom").shocks.gpu_demand["boom"].start_day == 30
