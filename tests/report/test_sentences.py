"""Sentences follow from effect, interval and materiality; swapping the arms flips every sign."""

from __future__ import annotations

import re

import pytest

from econsim.analysis.compare import compared
from econsim.catalogue import load_scenario
from econsim.report.sentences import answer, described, finding
from tests.analysis.hand_made import FinishedArm, hand_made_arms, hand_made_run, relabelled, swapped

GAIN = {"break_even_33_usd": -0.3}
LOSS = {"net_apr": -0.002}


def sentences(**shifts: float) -> list[str]:
    return answer(compared(hand_made_arms(shifts=shifts)), "mainnet7")


def mirrored(text: str) -> str:
    """Return what a sentence about the arms says once they are swapped."""
    other = {
        "raises": "lowers", "lowers": "raises", "mainnet6": "mainnet7", "mainnet7": "mainnet6", "+": "−", "−": "+",
    }  # fmt: skip
    return re.sub(r"raises|lowers|mainnet6|mainnet7|[+−]", lambda found: other[found.group()], text)


def test_the_answer_has_three_sentences() -> None:
    found = sentences(**GAIN, **LOSS)
    assert len(found) == 3
    assert all(sentence.endswith(".") for sentence in found)


def test_swapping_the_arms_flips_every_sign_of_what_differs() -> None:
    arms = hand_made_arms(shifts=GAIN | LOSS | {"commission_rate_mean": 0.02})
    there = answer(compared(arms), "mainnet7")
    back = answer(compared(swapped(arms)), "mainnet6")
    assert back[0] == mirrored(there[0])
    assert back[1] == there[1]


def test_swapping_the_arms_turns_a_recommendation_into_one_against_change() -> None:
    arms = hand_made_arms(shifts=GAIN)
    assert "mainnet7 is recommended" in answer(compared(arms), "mainnet7")[2]
    back = answer(compared(swapped(arms)), "mainnet6")[2]
    assert "no change from mainnet7 is recommended" in back
    assert "mainnet6 is materially worse in the break-even price of validator 33" in back


def test_swapping_the_arms_of_a_trade_off_swaps_its_sides() -> None:
    arms = hand_made_arms(shifts=GAIN | LOSS)
    there = answer(compared(arms), "mainnet7")[2]
    back = answer(compared(swapped(arms)), "mainnet6")[2]
    assert "better in the break-even price of validator 33 and materially worse in delegators' net APR" in there
    assert "better in delegators' net APR and materially worse in the break-even price of validator 33" in back


def test_a_trade_off_names_its_exchange_rate() -> None:
    """0.3 USD off the price for 0.2 points of yield: 0.67 points for each."""
    assert (
        "each USD gained in the break-even price of validator 33 costs 0.67 points a year"
        in sentences(**GAIN, **LOSS)[2]
    )


def test_what_has_no_better_side_recommends_nothing() -> None:
    assert "no change is recommended" in sentences(commission_rate_mean=0.02)[2]


def test_an_effect_smaller_than_matters_is_said_to_be_so() -> None:
    found = sentences(net_apr=-0.0002)
    assert "lowers delegators' net APR by 0.02 points a year" in found[0]
    assert "less than matters" in found[0]
    assert "no change is recommended" in found[2]


def test_what_is_large_but_uncertain_is_left_open() -> None:
    """Differences of 0.05 to 0.30 points of yield: certainly more, perhaps more than the 0.10 that matter."""
    baseline = hand_made_arms()[0]
    run = hand_made_run(load_scenario("mainnet7"))
    by_replicate = run.series.index.get_level_values("replicate").to_numpy()
    run.series["net_apr"] += (0.0005 + 0.0005 * by_replicate) * (run.series.index.get_level_values("epoch") >= 27)
    found = answer(compared([baseline, FinishedArm("mainnet7", "mainnet7", run.scenario, run)]), "mainnet7")
    assert "whether it matters is open" in found[0]
    assert "whether it matters is still open: better in delegators' net APR" in found[2]


def test_a_copy_is_said_to_be_identical() -> None:
    baseline = hand_made_arms()[0]
    found = answer(compared([baseline, relabelled(baseline, "copy")]), "copy")
    assert found[0].startswith("copy and mainnet6 are identical in every replicate")
    assert "no change is recommended" in found[2]


def test_what_stays_untouched_is_named() -> None:
    assert "nothing at all changes in" in sentences(**LOSS)[1]
    assert "the market for leases" in sentences(**LOSS)[1]
    assert "what delegators earn" not in sentences(**LOSS)[1]


@pytest.mark.parametrize(
    ("shift", "title"),
    [
        (-0.002, "Delegators' net APR is 0.20 points a year lower under mainnet7"),
        (0.002, "Delegators' net APR is 0.20 points a year higher under mainnet7"),
        (0.0, "Delegators' net APR: identical in every replicate"),
        (0.0002, "Delegators' net APR is 0.02 points a year higher under mainnet7, too little to matter"),
    ],
)
def test_the_title_of_a_figure_is_its_finding(shift: float, title: str) -> None:
    assert finding(compared(hand_made_arms(shifts={"net_apr": shift})), "net_apr") == title


def test_a_figure_is_described_with_the_levels_of_both_arms() -> None:
    text = described(compared(hand_made_arms(shifts=LOSS)), "net_apr")
    assert "mainnet6" in text
    assert "mainnet7" in text
    assert "% a year" in text
