"""A proposal of several changes taken apart: each alone, all of it, the interaction; what cannot stand alone."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from econsim.analysis.compare import compare
from econsim.analysis.comparison import load_comparison
from econsim.analysis.single_changes import single_changes
from econsim.analysis.taken_apart import named
from econsim.analysis.taken_apart import taken_apart as parts_of
from econsim.errors import UsageError
from econsim.networks.catalogue import load_scenario
from tests.analysis.hand_made import hand_made_run, run_by

BASE = load_scenario("mainnet7")
FLOOR, TAX = "chain.staking.min_commission_rate", "chain.distribution.community_tax"
SEATS, REACH = "chain.staking.max_validators", "population.delegators.idle_ratio"
FLOOR_AND_TAX = {"timeline.proposal": {"date": "2023-10-10", "set": {FLOOR: 0.10, TAX: 0.0}}}


def alone(changes, baseline=BASE):
    return single_changes("then", baseline, baseline.with_changes(changes))


# --- what one change is ----------------------------------------------------------------------------------------


def test_values_at_paths_are_one_change_each_and_applied_alone() -> None:
    found = alone({SEATS: 85, TAX: 0.1})
    assert [one.path for one in found] == [TAX, SEATS]
    assert [one.alone.digest() for one in found] == [
        BASE.with_changes({TAX: 0.1}).digest(),
        BASE.with_changes({SEATS: 85}).digest(),
    ]
    assert [one.words for one in found] == [f"{TAX}: 0.25 → 0.1", f"{SEATS}: 100 → 85"]


def test_an_event_with_all_that_it_does_is_one_change() -> None:
    found = alone(FLOOR_AND_TAX | {SEATS: 85})
    assert [one.path for one in found] == [SEATS, "timeline.proposal"]
    assert found[1].alone.digest() == BASE.with_changes(FLOOR_AND_TAX).digest()
    assert found[1].words.startswith("proposal sets min_commission_rate to 10 % (before 5 %), sets community_tax to")


def test_a_shock_is_one_change_and_told_in_its_own_words() -> None:
    found = alone({"shocks.gpu_demand.boom": {"kind": "step", "start_day": 9, "size": 1.0}, SEATS: 85})
    assert [one.words for one in found] == [
        f"{SEATS}: 100 → 85",
        "shocks.gpu_demand.boom: GPU demand 2 times its base from then on",
    ]


def test_one_new_event_alone_is_taken_apart_by_what_it_does() -> None:
    found = alone(FLOOR_AND_TAX)
    assert [one.path for one in found] == [f"timeline.proposal: {FLOOR}", f"timeline.proposal: {TAX}"]
    for one, path, value in zip(found, (FLOOR, TAX), (0.10, 0.0), strict=True):
        only = BASE.with_changes({"timeline.proposal": {"date": "2023-10-10", "set": {path: value}}})
        assert one.alone.digest() == only.digest()


def test_an_event_that_is_moved_and_one_that_is_taken_out_are_one_change_each() -> None:
    moved, gone = {"timeline.mainnet_7.date": "2023-10-20"}, {"timeline.axlusdc_accepted": None}
    found = {one.path: one for one in alone(moved | gone)}
    assert set(found) == {"timeline.mainnet_7", "timeline.axlusdc_accepted"}
    assert found["timeline.mainnet_7"].alone.digest() == BASE.with_changes(moved).digest()
    assert found["timeline.axlusdc_accepted"].alone.digest() == BASE.with_changes(gone).digest()
    assert found["timeline.axlusdc_accepted"].words == "without axlusdc_accepted"


def test_a_setting_that_leaves_an_event_is_no_removal_of_a_parameter() -> None:
    old = BASE.with_changes(FLOOR_AND_TAX)
    new = BASE.with_changes({"timeline.proposal": {"date": "2023-10-10", "set": {TAX: 0.0}}, SEATS: 85})
    (event,) = (one for one in single_changes("then", old, new) if one.path == "timeline.proposal")
    assert dict(event.alone.timeline[-1].set) == {TAX: 0.0}


def test_what_a_check_between_sections_forbids_alone_is_told_with_the_reason() -> None:
    """An upgrade that is put elsewhere: the new one without taking the old one out would upgrade twice."""
    start = load_scenario("mainnet5").with_changes({"timeline.m6": {"date": "2023-09-10", "upgrade": "v0.24.0"}})
    changed = start.with_changes({"timeline.m6": {"date": "2023-09-10", "upgrade": "v0.24.0"}, SEATS: 85})
    with pytest.raises(UsageError, match="has 1 change against mainnet5; there is nothing to take apart"):
        single_changes("then", start, changed)
    later = {"date": "2023-09-05", "upgrade": "v0.24.0"}
    moved = start.with_changes({"timeline.m6": None, "timeline.new": later, SEATS: 85})
    found = {one.path: one for one in single_changes("then", start, moved)}
    assert found["timeline.m6"].alone is not None
    assert found[SEATS].alone is not None
    assert found["timeline.new"].alone is None
    assert "timeline.m6.upgrade is v0.24.0; v0.24.0 is in force by then" in found["timeline.new"].reason


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({SEATS: 85}, "--one-by-one: then has 1 change against mainnet7; there is nothing to take apart"),
        ({}, "--one-by-one: then has 0 changes against mainnet7; there is nothing to take apart"),
        (
            {"timeline.x": {"date": "2023-10-10", "set": {TAX: 0.0}}},
            "--one-by-one: then has 1 change against mainnet7; there is nothing to take apart",
        ),
        (
            {f"timeline.x{day}": {"date": f"2023-10-{day}", "set": {TAX: day / 100}} for day in range(10, 23)},
            "--one-by-one: then has 13 changes against mainnet7; 12 are the most; split the proposal",
        ),
    ],
)
def test_one_change_and_more_than_twelve_are_refused_in_one_line(changes, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        alone(changes)
    assert str(refused.value) == message


def test_twelve_changes_are_taken_apart() -> None:
    days = range(10, 22)
    events = {f"timeline.x{day}": {"date": f"2023-10-{day}", "set": {TAX: day / 100}} for day in days}
    assert len(alone(events)) == 12


# --- the numbers -----------------------------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list:
    """Replace the simulation: seats add 1/4 + r/8, the tax 1/2 and both 1/8 more; numbers that floats hold exactly."""
    asked = []

    def run(scenario, *, seed, replicates, epochs, workers, out, progress, past=None):
        asked.append((scenario.digest(), seed, replicates, epochs))
        made = hand_made_run(scenario, replicates=replicates, epochs=epochs, seed=seed)
        has_seats, has_tax = scenario.chain.staking.max_validators == 85, scenario.chain.distribution.community_tax == 0
        pair = np.repeat(np.arange(replicates), epochs)
        added = has_seats * (0.25 + pair / 8) + has_tax * 0.5 + (has_seats and has_tax) * 0.125 * (1 + pair)
        made.series["stake_hhi"] = 1.0 + added
        return made

    run_by(run, monkeypatch)
    return asked


def taken_apart(**more):
    return compare(
        BASE, BASE.with_changes({SEATS: 85, TAX: 0.0}, "then"), replicates=4, epochs=40, one_by_one=True, **more
    )


def test_parts_and_interaction_add_up_to_all_of_it_exactly(quick: list) -> None:
    """Pairs 0 to 3: seats .25, .375, .5, .625 (mean .4375), tax .5, both .125 to .5 more (mean .3125): 1.25 in all."""
    found = taken_apart().numbers.one_by_one["then"]
    tax, seats = (one.metrics["stake_hhi"] for one in found.alone)
    together, interaction = found.together["stake_hhi"], found.interaction["stake_hhi"]
    assert (seats.difference, tax.difference, interaction.difference) == (0.4375, 0.5, 0.3125)
    assert seats.difference + tax.difference + interaction.difference == together.difference == 1.25


def test_intervals_are_of_the_pairs(quick: list) -> None:
    found = taken_apart().numbers.one_by_one["then"].interaction["stake_hhi"]
    pairs = np.array([0.125, 0.25, 0.375, 0.5])
    assert (found.ci_low, found.ci_high) == pytest.approx(
        stats.t.interval(0.95, 3, loc=pairs.mean(), scale=stats.sem(pairs))
    )


def test_every_metric_is_there_and_all_of_it_is_what_the_comparison_says(quick: list) -> None:
    made = taken_apart()
    found, outcomes = made.numbers.one_by_one["then"], made.outcomes("then")
    for kind in (found.together, found.interaction, *(one.metrics for one in found.alone)):
        assert set(kind) == set(outcomes)
    told = {name: (one.difference, one.ci_low, one.ci_high) for name, one in outcomes.items()}
    assert {name: dataclasses.astuple(one) for name, one in found.together.items()} == told
    for name in outcomes:
        parts = [one.metrics[name].difference for one in found.alone] + [found.interaction[name].difference]
        assert math.fsum(parts) == pytest.approx(found.together[name].difference, abs=1e-9)


def test_changes_are_run_on_the_seed_and_the_size_of_the_comparison(quick: list) -> None:
    taken_apart(seed=5)
    assert {asked[1:] for asked in quick} == {(5, 4, 40)}
    assert len({asked[0] for asked in quick}) == len(quick) == 4


def test_nothing_is_run_where_a_variant_cannot_be_taken_apart(quick: list) -> None:
    with pytest.raises(UsageError, match="there is nothing to take apart"):
        compare(BASE, BASE.with_changes({SEATS: 85}, "then"), replicates=2, epochs=40, one_by_one=True)
    assert quick == []


def test_there_is_a_row_for_each_objective_and_change_and_what_does_not_move_is_named(quick: list) -> None:
    made = taken_apart()
    told = parts_of(made.numbers, made.background, "then")
    rows = {
        row.words: row.found.difference for row in told.objectives if named(row.metric) == "Herfindahl index of stake"
    }
    assert rows == {
        f"{TAX}: 0.25 → 0.0": 0.5,
        f"{SEATS}: 100 → 85": 0.4375,
        "all of it": 1.25,
        "interaction": 0.3125,
    }
    assert "GPU utilisation" in told.notes[-1]


def test_what_nobody_asked_for_is_not_there(quick: list) -> None:
    made = compare(BASE, BASE.with_changes({SEATS: 85, TAX: 0.0}, "then"), replicates=2, epochs=40)
    assert made.numbers.one_by_one is None
    assert parts_of(made.numbers, made.background, "then") is None
    assert len(quick) == 2


def test_what_cannot_stand_alone_has_no_numbers_and_a_reason(quick: list) -> None:
    start = load_scenario("mainnet5").with_changes({"timeline.m6": {"date": "2023-09-10", "upgrade": "v0.24.0"}})
    later = {"date": "2023-09-05", "upgrade": "v0.24.0"}
    moved = start.with_changes({"timeline.m6": None, "timeline.new": later, SEATS: 85}, "then")
    made = compare(start, moved, replicates=2, epochs=40, one_by_one=True)
    found = {one.path: one for one in made.numbers.one_by_one["then"].alone}
    assert (found["timeline.new"].metrics, found["timeline.new"].run_dir) == ({}, None)
    told = parts_of(made.numbers, made.background, "then")
    assert f"timeline.new ({found['timeline.new'].reason}) cannot stand alone" in told.notes[0]


def test_runs_of_single_changes_are_kept_and_the_folder_is_read_back(tmp_path: Path) -> None:
    """Simulated: a second time no replicate is run again, and a folder alone gives the same numbers."""
    size = {"population.delegators.accounts": 300, "population.tenants.accounts": 100}
    baseline = load_scenario("mainnet7").with_changes(size)
    variant = baseline.with_changes({SEATS: 85, TAX: 0.0}, "then")
    asked = {"replicates": 2, "epochs": 3, "workers": 1, "out": tmp_path, "one_by_one": True}
    made = compare(baseline, variant, **asked)
    assert load_comparison(made.directory).numbers == made.numbers
    folders = [Path(one.run_dir) for one in made.numbers.one_by_one["then"].alone]
    written = {file: file.stat().st_mtime_ns for folder in folders for file in folder.rglob("*.parquet")}
    assert len(written) >= 4
    again = compare(baseline, variant, **asked)
    assert again.numbers.one_by_one == made.numbers.one_by_one
    assert {file: file.stat().st_mtime_ns for file in written} == written
