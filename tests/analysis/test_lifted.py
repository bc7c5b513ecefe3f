"""Whom a proposal lifts: the validators that its own event raises to the floor, not those that another one does."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from econsim.analysis.cuts import by_group
from econsim.analysis.lifted import by_lift
from econsim.analysis.who_gains import who_gains
from econsim.analysis.winners import winners
from econsim.networks.catalogue import load_scenario
from econsim.networks.floor import lifts
from econsim.world.validators import NEVER
from tests.analysis.hand_made import DIFFER_FROM, hand_made_run

MAINNET_7 = 27  # the epoch at which it acts
BASE = load_scenario("mainnet7")
FLOOR = "chain.staking.min_commission_rate"
OWN = {"timeline.proposal": {"date": "2023-10-05", "set": {FLOOR: 0.10}, "migrations": ["lift_to_floor"]}}
LATER = {"timeline.later": {"date": "2023-10-08", "set": {FLOOR: 0.15}, "migrations": ["lift_to_floor"]}}
OWN_EPOCH, LATER_EPOCH = 34, 37


def run_of(scenario, lifted_epochs: list[int], n_lifted_at: dict[int, int]):
    """Return a run whose three validators were last lifted at these epochs, in every replicate."""
    made = hand_made_run(scenario)
    for agents in made.agents_by_replicate:
        agents["lifted_epoch"] = [*lifted_epochs, *[NEVER] * (len(agents) - 3)]
        agents["is_captive"] = False
    n_lifted = np.zeros(made.epochs)
    for epoch, number in n_lifted_at.items():
        n_lifted[epoch] = number
    made.series["validators_lifted"] = np.tile(n_lifted, made.replicates)
    return made


def cut(baseline, variant) -> pd.DataFrame | None:
    found = by_lift(baseline, variant, by_group(baseline, variant))
    return None if found is None else found[0]


def lifted_ids(baseline, variant, words: str = "the proposal lifts") -> set[int]:
    made = cut(baseline, variant)
    return set(made[made["lift"] == words]["validator"])


def seven():
    return run_of(BASE, [NEVER, MAINNET_7, NEVER], {MAINNET_7: 1})


def test_the_law_says_when_and_to_what_floor_validators_are_lifted() -> None:
    assert lifts(load_scenario("mainnet6")) == {}
    assert lifts(BASE) == {MAINNET_7: 0.05}
    assert lifts(BASE.with_changes(OWN)) == {MAINNET_7: 0.05, OWN_EPOCH: 0.10}
    assert lifts(BASE.with_changes({FLOOR: 0.10})) == {MAINNET_7: 0.10}


def test_those_are_lifted_whom_the_proposals_own_event_lifts_whoever_was_lifted_before() -> None:
    variant = run_of(BASE.with_changes(OWN), [OWN_EPOCH, OWN_EPOCH, NEVER], {MAINNET_7: 1, OWN_EPOCH: 2})
    assert lifted_ids(seven(), variant) == {0, 1}
    rows = {row.who: row.members for row in winners(seven(), variant, groups(seven(), variant)) if "cross" in row.table}
    assert rows == {"validators the proposal lifts": 2, "validators it leaves alone": 1}


def groups(baseline, variant) -> list[pd.DataFrame]:
    return by_group(baseline, variant)


def test_a_lift_that_both_arms_have_is_not_the_proposals() -> None:
    """The variant lifts nobody of its own: validators are cut by rank, and there is no row about a lift."""
    variant = run_of(BASE.with_changes({"chain.staking.max_validators": 85}), [NEVER, MAINNET_7, NEVER], {MAINNET_7: 1})
    assert cut(seven(), variant) is None
    made = who_gains(seven(), variant, groups(seven(), variant), DIFFER_FROM)
    assert [one.who for one in made.groups if "validators" in one.who] == ["ten largest validators", "other validators"]
    assert [row for row in winners(seven(), variant, groups(seven(), variant)) if row.table == "cross-cut"] == []


def test_an_event_that_lifts_nobody_makes_no_cut() -> None:
    variant = run_of(BASE.with_changes(OWN), [NEVER, MAINNET_7, NEVER], {MAINNET_7: 1})
    assert cut(seven(), variant) is None


def test_a_lift_to_another_floor_on_the_same_day_is_the_proposals() -> None:
    variant = run_of(BASE.with_changes({FLOOR: 0.10}), [MAINNET_7, MAINNET_7, NEVER], {MAINNET_7: 2})
    assert lifted_ids(seven(), variant) == {0, 1}


def test_swapping_the_arms_makes_the_same_group_and_says_that_it_is_no_longer_lifted() -> None:
    six = run_of(load_scenario("mainnet6"), [NEVER, NEVER, NEVER], {})
    assert lifted_ids(six, seven()) == {1}
    assert lifted_ids(seven(), six, "the proposal no longer lifts") == {1}


@pytest.mark.parametrize(("n_again", "is_cut"), [(0, True), (1, False)])
def test_nobody_is_called_lifted_or_left_alone_where_a_shared_lift_comes_after(n_again: int, is_cut: bool) -> None:
    both = BASE.with_changes(LATER)
    baseline = run_of(both, [NEVER, MAINNET_7, NEVER], {MAINNET_7: 1})
    variant = run_of(both.with_changes(OWN), [OWN_EPOCH, OWN_EPOCH, NEVER], {OWN_EPOCH: 2, LATER_EPOCH: n_again})
    assert (cut(baseline, variant) is not None) is is_cut
