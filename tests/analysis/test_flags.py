"""Warnings before any number: each where its rule holds, for the variant that it is about, and nowhere else."""

from __future__ import annotations

import pytest

from econsim.analysis.arms import FinishedArm
from econsim.analysis.compare import compared
from econsim.analysis.event_data import ENDS_BEFORE, HELD_FIXED, LIFTS_NOBODY, NOTHING_DIFFERS, TRIAL_RUN
from econsim.networks.catalogue import load_scenario
from tests.analysis.hand_made import hand_made_run

FLOOR = "timeline.proposal={date: 2023-09-10, set: {chain.staking.min_commission_rate: 0.1}}"
TAX = "timeline.tax={date: 2023-09-10, set: {chain.distribution.community_tax: 0}}"
LATE = "timeline.late={date: 2024-06-01, set: {chain.distribution.community_tax: 0}}"
LIFT = "timeline.lift={date: 2023-10-05, migrations: [lift_to_floor]}"
MOVED = {"stake_hhi": 0.01}


def flagged(*changes: str, of_both=(), replicates=20, epochs=90, shifts=MOVED, parent="mainnet7", **columns):
    """Return the flags of a comparison by name; the variant differs by its changes, and from epoch 27 on by shifts."""
    scenarios = [load_scenario(parent, of_both), load_scenario(parent, [*of_both, *changes])]
    runs = [
        hand_made_run(one, replicates=replicates, epochs=epochs, shifts=own)
        for one, own in zip(scenarios, ({}, shifts), strict=True)
    ]
    for name, value in columns.items():
        runs[1].series[name] = value
    arms = [FinishedArm(label, None, run.scenario, run) for label, run in zip(("now", "then"), runs, strict=True)]
    told = compared(arms).background
    assert {sentence for flag in told.flags for sentence in flag.sentences} <= set(told.caveats)
    without_arms = [sentence.removeprefix("then: ") for sentence in told.caveats]
    assert len(set(without_arms)) == len(without_arms)
    return {flag.name: flag for flag in told.flags}


def test_a_comparison_that_may_be_cited_has_no_flag() -> None:
    assert flagged(TAX) == {}


@pytest.mark.parametrize(("replicates", "is_trial"), [(9, True), (10, False)])
def test_fewer_than_ten_pairs_are_a_trial(replicates: int, is_trial: bool) -> None:
    assert (TRIAL_RUN in flagged(TAX, replicates=replicates)) == is_trial


@pytest.mark.parametrize(("epochs", "is_trial"), [(77, True), (78, False)])
def test_less_than_a_month_after_unbonding_is_a_trial(epochs: int, is_trial: bool) -> None:
    """Arms differ from epoch 27 on: 27 + 21 days of unbonding + 30 = 78."""
    assert (TRIAL_RUN in flagged(TAX, epochs=epochs)) == is_trial


def test_a_trial_says_why_in_one_sentence() -> None:
    found = flagged(TAX, replicates=4, epochs=60)[TRIAL_RUN]
    assert found.sentences == (
        "Trial run: 4 paired runs, and 10 are the least to be cited; the arms may differ for 33 days, and "
        "51 are the least to be cited.",
    )
    assert (found.words, found.variant) == ("trial run, do not cite", None)


def test_a_proposal_that_acts_after_the_end_is_flagged_and_a_part_of_one_as_a_part() -> None:
    late = flagged(LATE)[ENDS_BEFORE]
    assert (late.words, late.variant) == ("the run ends before the proposal acts", "then")
    assert late.sentences == (
        "timeline.late acts at epoch 274 (2024-06-01), after the end of this run: nothing of it is seen here; "
        "--epochs 275 or more reach it",
    )
    assert flagged(LATE, TAX)[ENDS_BEFORE].words == "the run ends before part of the proposal acts"


def test_what_is_late_in_both_arms_is_no_part_of_the_proposal() -> None:
    assert ENDS_BEFORE not in flagged(TAX, of_both=[LATE])


def test_a_late_shock_is_part_of_a_proposal_too() -> None:
    boom = "shocks.gpu_demand.boom={kind: pulse, start_day: 90, days: 9, size: 1}"
    assert flagged(boom)[ENDS_BEFORE].words == "the run ends before the proposal acts"
    assert ENDS_BEFORE not in flagged(boom.replace("90", "89"))


def test_a_floor_without_a_migration_is_flagged_where_the_proposal_is() -> None:
    found = flagged(FLOOR, parent="mainnet6")[LIFTS_NOBODY]
    assert (found.words, found.variant) == ("this lifts nobody", "then")
    assert "without a migration: this changes what edits may name, it lifts nobody" in found.sentences[0]
    assert LIFTS_NOBODY not in flagged(TAX, of_both=[FLOOR], parent="mainnet6")
    assert LIFTS_NOBODY in flagged("chain.staking.min_commission_rate=0.1", parent="mainnet6")


@pytest.mark.parametrize("enacted", [0, 1])
def test_a_proposal_that_would_lift_nobody_is_flagged_where_it_comes_into_force(enacted: int) -> None:
    """One that fails lifts nobody whatever it says."""
    words = "submitted: 2023-09-01T15:45:00Z, set: {chain.staking.min_commission_rate: 0.1}"
    found = flagged(
        f"governance.rise={{{words}}}", parent="mainnet6", votes_rise_enacted=enacted, votes_rise_bonded_uakt=0
    )
    assert (LIFTS_NOBODY in found) == bool(enacted)


def test_a_migration_that_finds_nobody_below_is_flagged_by_the_run() -> None:
    assert LIFTS_NOBODY not in flagged(LIFT, validators_lifted=3)
    found = flagged(LIFT, validators_lifted=0)[LIFTS_NOBODY]
    assert found.sentences == ("timeline.lift lifts nobody: nobody was below 5 %.",)


def test_where_demand_moves_supply_is_held_fixed() -> None:
    boom = "shocks.gpu_demand.boom={kind: step, start_day: 9, size: 1}"
    assert flagged(boom)[HELD_FIXED].variant is None
    assert HELD_FIXED in flagged(TAX, of_both=[boom])


def test_a_placebo_is_flagged() -> None:
    found = flagged("chain.gov.quorum=0.4", shifts={})[NOTHING_DIFFERS]
    assert (found.words, found.variant) == ("nothing differs", "then")
    assert NOTHING_DIFFERS not in flagged("chain.gov.quorum=0.4")


def test_each_variant_has_flags_of_its_own() -> None:
    scenarios = {"now": [], "late": [LATE], "soon": [TAX]}
    arms = []
    for label, changes in scenarios.items():
        run = hand_made_run(load_scenario("mainnet7", changes), replicates=20, epochs=90,
                            shifts=MOVED if label == "soon" else {})  # fmt: skip
        arms.append(FinishedArm(label, None, run.scenario, run))
    found = [(flag.name, flag.variant) for flag in compared(arms).background.flags]
    assert found == [(ENDS_BEFORE, "late"), (NOTHING_DIFFERS, "late")]


def test_variants_that_begin_on_different_days_have_the_least_and_the_most_of_them() -> None:
    """Of 60 days one differs from day 27 on, the other from day 28: tables of the first stand over 33 days."""
    runs = [hand_made_run(load_scenario("mainnet7"), replicates=20, epochs=60, shifts=own) for own in ({}, MOVED, {})]
    runs[2].series.loc[runs[2].series.index.get_level_values("epoch") >= 28, "stake_hhi"] += 0.01
    arms = [FinishedArm(label, None, run.scenario, run) for label, run in zip("abc", runs, strict=True)]
    (trial,) = [flag for flag in compared(arms).background.flags if flag.name == TRIAL_RUN]
    assert "the arms may differ for 32 to 33 days, and 51 are the least to be cited" in trial.sentences[0]
