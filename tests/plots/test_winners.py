"""The chart of who gains and who pays: one bar a group, the right sign and length, whiskers, creation apart."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from matplotlib.figure import Figure

from econsim.analysis.compare import compared
from econsim.analysis.first_page_data import GroupGain, WhoGains
from econsim.analysis.lifted import ALONE, LIFTED, NO_LONGER
from econsim.analysis.winners import VALIDATORS
from econsim.plots.style import SIZE_INCHES, styled
from econsim.plots.winners import amount, winners, winners_title
from tests.analysis.hand_made import hand_made_arms, hand_made_run, swapped

MOVED_UAKT = 13_000_000_000  # 13,000 AKT in 13 days: 365,250 AKT a year
SHIFTS = {"n_below_floor": 1.0}
GAIN = GroupGain("delegators", None, 1e7, 1e7, 650.0, -6e3, 7e3, 585.0, "no detectable difference")


@pytest.fixture(scope="module")
def comparison():
    return compared(hand_made_arms(shifts=SHIFTS, moved_uakt=MOVED_UAKT))


def test_every_group_has_a_bar_as_long_as_what_moves_to_it(comparison) -> None:
    axes = Figure().subplots()
    assert winners(comparison, "mainnet7", axes) is axes
    bars = sorted(bar.get_width() for bar in axes.patches)
    assert (bars[0], bars[-1]) == (pytest.approx(-365_250), pytest.approx(365_250))
    assert sum(bars) == pytest.approx(0.0, abs=1e-6)
    assert len(bars) == len(comparison.background.who_gains["mainnet7"].groups) + 1


def test_the_title_says_who_pays_whom_and_turns_round_with_the_arms(comparison) -> None:
    back = compared(swapped(hand_made_arms(shifts=SHIFTS, moved_uakt=MOVED_UAKT)))
    there = winners_title(comparison.background.who_gains["mainnet7"])
    assert there == "About 365,000 AKT a year move from delegators to validators"
    assert winners_title(back.background.who_gains["mainnet6"]) == (
        "About 365,000 AKT a year move from validators to delegators"
    )


def test_where_nothing_moves_the_title_says_so() -> None:
    arms = hand_made_arms(shifts=SHIFTS)
    found = compared(arms).background.who_gains["mainnet7"]
    assert winners_title(found) == "Nothing that can be detected moves between groups of people"


def test_what_is_told_as_0_akt_is_no_move() -> None:
    """A third of an AKT a year beyond chance, to the pool, which a page rounds to 0."""
    pool = replace(GAIN, who="community pool", moved=0.3, ci_low=0.2, ci_high=0.4, verdict="higher")
    found = WhoGains(60.0, 0.9, (GAIN, pool), (GAIN, pool), GAIN)
    assert winners_title(found) == "Nothing that can be detected moves between groups of people"


def test_what_moves_within_delegators_alone_is_told_of_their_groups() -> None:
    payers = replace(GAIN, who="largest delegators", moved=-20_700.0, ci_low=-31e3, ci_high=-10e3, verdict="lower")
    payees = replace(GAIN, who="other delegators", moved=21_400.0, ci_low=10e3, ci_high=32e3, verdict="higher")
    found = WhoGains(60.0, 0.9, (payers, payees), (GAIN,), GAIN)
    assert winners_title(found) == "About 21,400 AKT a year move from largest delegators to other delegators"


def test_of_one_run_the_title_does_not_say_that_nothing_was_detected() -> None:
    """A pair has no interval, whatever moves in it."""
    arms = [
        SimpleNamespace(**vars(arm) | {"run": hand_made_run(arm.scenario, replicates=1, **of_it)})
        for arm, of_it in zip(hand_made_arms(), ({}, {"shifts": SHIFTS, "moved_uakt": MOVED_UAKT}), strict=True)
    ]
    found = compared(arms).background.who_gains["mainnet7"]
    assert max(party.moved for party in found.parties) == pytest.approx(365_250)
    assert winners_title(found) == "Who gains and who pays cannot be said yet: one run has no interval"


def test_names_and_amounts_stand_beside_the_bars(comparison) -> None:
    texts = {text.get_text() for text in winners(comparison, None, Figure().subplots()).texts}
    assert {"largest delegators (top decile)", "community pool", "minted by inflation"} <= texts
    assert any(text.startswith("+365,000 (") for text in texts)


def test_the_longest_name_ends_before_the_whisker_that_reaches_furthest(comparison) -> None:
    """At the size at which pages draw it."""
    who = max((f"{VALIDATORS} {lift}" for lift in (LIFTED, NO_LONGER, ALONE)), key=len)
    far = replace(GAIN, who=who, moved=-178e3, ci_low=-197e3, ci_high=-159e3, verdict="lower")
    near = replace(GAIN, moved=147e3, ci_low=122e3, ci_high=172e3)
    found = WhoGains(90.0, 1.0, (near, far), (near, far), GAIN)
    shown = replace(comparison, background=replace(comparison.background, who_gains={"mainnet7": found}))
    with styled(Figure(figsize=SIZE_INCHES, layout="constrained").subplots()) as axes:
        winners(shown, None, axes).figure.draw_without_rendering()
        (name,) = (text for text in axes.texts if text.get_text() == who)
        assert name.get_window_extent().x1 < axes.transData.transform((-197e3, 0.0))[0] - 2.0


def test_amounts_below_a_hundred_are_told_whole() -> None:
    assert [amount(value) for value in (0.0004, -12.4, 199_321.0)] == ["0", "−12", "+199,000"]
