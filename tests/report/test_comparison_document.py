"""The report as a tree: everything in its place, for comparisons of every kind."""

from __future__ import annotations

import pytest

from econsim.analysis.compare import compared
from econsim.networks.catalogue import load_scenario
from econsim.report.comparison_document import document
from econsim.report.document import Section
from tests.analysis.hand_made import FinishedArm, hand_made_arms, hand_made_run, relabelled

SHIFTS = {"net_apr": -0.002, "commission_rate_mean": 0.02, "break_even_33_usd": -0.3}


def titles(blocks) -> list[str]:
    return [block.title for block in blocks if isinstance(block, Section)]


def test_the_first_page_answers_before_it_explains() -> None:
    made = document(compared(hand_made_arms(shifts=SHIFTS, moved_uakt=5_000_000)))
    assert made.title == "What changes when the 5 % commission floor is really enforced?"
    assert titles(made.first_page) == ["Answer", "What changes", "Over time", "How sure", "Make it again"]


def test_the_same_results_give_the_same_tree() -> None:
    first, again = (document(compared(hand_made_arms(shifts=SHIFTS))) for _ in range(2))
    assert first == again


def test_every_variant_has_an_answer_of_its_own() -> None:
    arms = hand_made_arms(shifts=SHIFTS)
    made = document(compared([*arms, relabelled(arms[1], "other")]))
    assert titles(made.first_page)[:2] == ["Answer: mainnet7", "Answer: other"]


@pytest.mark.parametrize(("replicates", "epochs"), [(1, 40), (2, 1)])
def test_the_smallest_comparisons_have_a_report(replicates: int, epochs: int) -> None:
    runs = [
        hand_made_run(load_scenario(name), replicates=replicates, epochs=epochs) for name in ("mainnet6", "mainnet5")
    ]
    made = document(compared([FinishedArm(run.scenario.name, None, run.scenario, run) for run in runs]))
    assert made.sections
