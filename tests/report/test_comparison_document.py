"""The report as a tree: everything in its place, every number found again, every sign flipped by swapping the arms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import matplotlib.figure
import pytest
from matplotlib.axes import Axes

from econsim.analysis.arms import FinishedArm
from econsim.analysis.compare import compared
from econsim.analysis.typed_json import json_of
from econsim.networks.catalogue import load_scenario
from econsim.report.comparison_document import document
from econsim.report.document import Badge, Badges, Figure, Interval, Paragraph, Quantity, Section, Table, Term
from tests.analysis.hand_made import hand_made_arms, hand_made_run, relabelled, swapped

SHIFTS = {"net_apr": -0.002, "real_yield": -0.002, "commission_rate_mean": 0.02, "break_even_33_usd": -0.3}
MOVED_UAKT = 20_000_000_000


def parts(node: Any, kind: type) -> Iterator[Any]:
    """Return everything of a kind below a node, in order."""
    if isinstance(node, kind):
        yield node
    elif isinstance(node, tuple):
        for one in node:
            yield from parts(one, kind)
    elif is_dataclass(node):
        for field in fields(node):
            yield from parts(getattr(node, field.name), kind)


def _find(blocks, name: str) -> Section:
    for block in blocks:
        if isinstance(block, Section):
            if block.id == name:
                return block
            try:
                return _find(block.blocks, name)
            except LookupError:
                continue
    raise LookupError(name)


def text(node: Any) -> str:
    """Return the words of a node, numbers left out."""
    return "".join(one if isinstance(one, str) else one.word for one in parts(node, (str, Term)))


def titles(blocks) -> list[str]:
    return [block.title for block in blocks if isinstance(block, Section)]


@pytest.fixture(scope="module")
def arms() -> list[FinishedArm]:
    return hand_made_arms(shifts=SHIFTS, moved_uakt=MOVED_UAKT)


@pytest.fixture(scope="module")
def comparison(arms):
    return compared(arms)


def numbers_in(content: Any) -> Iterator[float]:
    if isinstance(content, dict):
        for value in content.values():
            yield from numbers_in(value)
    elif isinstance(content, list):
        for value in content:
            yield from numbers_in(value)
    elif isinstance(content, int | float) and not isinstance(content, bool):
        yield float(content)


def test_the_first_page_answers_before_it_explains(comparison) -> None:
    made = document(comparison)
    assert made.title == "What changes when the 5 % commission floor is really enforced?"
    assert titles(made.first_page) == [
        "Answer", "Who gains, who pays", "What changes", "Over time", "How sure", "Make it again",
    ]  # fmt: skip


def test_every_number_of_the_first_page_is_in_the_two_files(comparison) -> None:
    """As it is there, in percent, in AKT, or without its sign where words say which way."""
    kept = list(numbers_in(json_of(comparison.numbers))) + list(numbers_in(json_of(comparison.background)))
    known = {f"{abs(one * factor):.9g}" for one in kept for factor in (1.0, 100.0, 1e-6)}
    told = list(parts(document(comparison).first_page, Quantity))
    assert len(told) > 20
    for one in told:
        assert one.value is None or f"{abs(one.value):.9g}" in known, one


def test_swapping_the_arms_flips_every_sign(arms, comparison) -> None:
    there, back = document(comparison), document(compared(swapped(arms)))
    chips_there, chips_back = (
        next(parts(_find(made.first_page, name), Badges)).items
        for made, name in ((there, "answer-1"), (back, "answer-1"))
    )
    other = {"better": "worse", "worse": "better"}
    assert {badge.words for badge, _ in chips_there} >= {"better", "worse"}
    assert [other.get(badge.words, badge.words) for badge, _ in chips_there] == [badge.words for badge, _ in chips_back]
    for (_, first), (_, second) in zip(chips_there, chips_back, strict=True):
        assert [one.value for one in first if isinstance(one, Quantity) and one.is_signed] == pytest.approx(
            [-one.value for one in second if isinstance(one, Quantity) and one.is_signed]
        )
        for one, two in zip(parts(first, Interval), parts(second, Interval), strict=True):
            assert (one.low.value, one.high.value) == pytest.approx((-two.high.value, -two.low.value))
    gains_there, gains_back = (compared(each).background.who_gains for each in (arms, swapped(arms)))
    for one, two in zip(gains_there["mainnet7"].groups, gains_back["mainnet6"].groups, strict=True):
        assert one.moved == pytest.approx(-two.moved)
    assert "move to validators" in text(_find(there.first_page, "answer-1"))
    assert "move away from validators" in text(_find(back.first_page, "answer-1"))


def test_the_change_says_now_and_proposed_and_where_both_are_from(comparison) -> None:
    made = document(comparison)
    table = next(parts(_find(made.first_page, "changes"), Table))
    assert [text(cell) for cell in table.rows[0].cells] == [
        "validators below the commission floor", "left as they are", "lifted to it", "2023-09-27",
        "all of them, at once",
    ]  # fmt: skip
    assert "v0.26.0/upgrade.go" in made.notes[0][0]


def test_the_answer_is_three_lines_of_45_words_at_most(comparison) -> None:
    lines = [one for one in parts(document(comparison).first_page, Paragraph) if one.role == "answer"]
    assert 1 <= len(lines) <= 3
    numbers = len(list(parts(tuple(lines), Quantity)))
    assert len(" ".join(text(line.text) for line in lines).split()) + 4 * numbers <= 45 + 3 * numbers


def test_a_trial_says_so_and_a_long_run_of_many_does_not(comparison) -> None:
    assert "trial run, do not cite" in {one.words for one in parts(document(comparison).first_page[0], Badge)}
    arms = [
        FinishedArm(name, name, run.scenario, run)
        for name, run in (
            (name, hand_made_run(load_scenario(name), replicates=10, epochs=90)) for name in ("mainnet6", "mainnet7")
        )
    ]
    assert "trial run, do not cite" not in {one.words for one in parts(document(compared(arms)).first_page[0], Badge)}


def test_a_placebo_says_that_nothing_changes(arms) -> None:
    made = document(compared([arms[0], relabelled(arms[0], "copy")]))
    assert "Nothing changes for anybody" in text(_find(made.first_page, "answer-1"))
    assert "copy asks for exactly what mainnet6 asks for" in text(_find(made.first_page, "changes"))
    assert "as before, to the uakt" in text(_find(made.first_page, "who"))
    assert made.title == "mainnet6 against a copy of itself: does anything differ?"


def test_one_pair_of_runs_decides_nothing() -> None:
    runs = [
        hand_made_run(load_scenario(name), replicates=1, shifts=shifts)
        for name, shifts in (("mainnet6", {}), ("mainnet7", SHIFTS))
    ]
    made = document(compared([FinishedArm(run.scenario.name, None, run.scenario, run) for run in runs]))
    told = text(_find(made.first_page, "answer-1"))
    assert "Cannot be said yet for delegators, validators, the " in told
    assert "nothing changes" not in told.lower()
    assert not {one.words for one in parts(made.first_page, Badge)} & {"better", "worse"}


def test_nothing_is_ever_recommended(comparison) -> None:
    made = document(comparison)
    assert "recommend" not in text((made.first_page, made.sections)).lower()


def test_counts_stay_counts_in_a_run_shorter_than_a_year() -> None:
    """A validator a day leaves, on 13 days: 13, and not 365 a year."""
    made = document(compared(hand_made_arms(shifts={"validators_left": 1.0})))
    rows = [row for table in parts(made.sections, Table) for row in table.rows]
    (left,) = [row for row in rows if text(row.cells[0]) == "number of validators that left the active set"][:1]
    assert next(parts(left.cells[4], Quantity)).value == pytest.approx(13.0)


def test_the_same_results_give_the_same_tree() -> None:
    first, again = (document(compared(hand_made_arms(shifts=SHIFTS))) for _ in range(2))
    assert first == again


def test_every_variant_has_an_answer_of_its_own(arms) -> None:
    run = hand_made_run(load_scenario("mainnet7"), shifts={"net_apr": -0.003})
    made = document(compared([*arms, FinishedArm("other", "mainnet7", run.scenario, run)]))
    assert titles(made.first_page)[:2] == ["Answer: mainnet7", "Answer: other"]


def test_ids_are_unique_and_plain_whatever_a_variant_is_called(arms) -> None:
    made = document(compared([arms[0], relabelled(arms[1], "<a b>"), relabelled(arms[1], "c#2")]))
    found = [one.id for one in _sections((*made.first_page, *made.sections))]
    assert len(found) == len(set(found))
    assert all(one.replace("-", "").replace("_", "").isalnum() for one in found)


def _sections(blocks) -> Iterator[Section]:
    for block in blocks:
        if isinstance(block, Section):
            yield block
            yield from _sections(block.blocks)


def test_a_word_of_the_glossary_is_explained_once_where_it_first_stands(comparison) -> None:
    made = document(comparison)
    words = [one.word for one in parts((made.subtitle, made.first_page, made.sections), Term)]
    assert "paired" in words
    assert len(words) == len(set(words))
    assert made.sections[-1].title == "Glossary"


@pytest.mark.parametrize(("replicates", "epochs"), [(1, 40), (2, 1)])
def test_the_smallest_comparisons_have_a_report(replicates: int, epochs: int) -> None:
    runs = [
        hand_made_run(load_scenario(name), replicates=replicates, epochs=epochs) for name in ("mainnet6", "mainnet5")
    ]
    made = document(compared([FinishedArm(run.scenario.name, None, run.scenario, run) for run in runs]))
    assert made.sections


def test_a_run_of_the_observed_days_is_drawn_beside_what_was_observed() -> None:
    """500 days from 31 August 2023 end in January 2025: the observations of 2024 lie within."""
    runs = [hand_made_run(load_scenario(name), replicates=2, epochs=500) for name in ("mainnet6", "mainnet7")]
    made = document(compared([FinishedArm(run.scenario.name, None, run.scenario, run) for run in runs]))
    figure = next(parts(_find(made.sections, "validation"), Figure))
    assert "observations are met" in figure.title
    assert isinstance(figure.draw(matplotlib.figure.Figure().subplots()), Axes)


def test_an_objective_stands_in_its_row_as_in_its_chip(comparison) -> None:
    """Two objectives differ here, and the other two are identical."""
    made = document(comparison)
    chips = next(parts(_find(made.first_page, "answer-1"), Badges)).items
    rows = next(parts(_find(made.sections, "outcomes"), Table)).rows
    told = {text(row.cells[0]).split(",")[0]: text(row.cells[-1]) for row in rows}
    stands = {name: badge.words for badge, words in chips for name in re.split(r":|,", text(words))[0].split(" and ")}
    assert {"better", "worse", "identical"} == set(stands.values())
    assert {heading: told[heading] for heading in stands} == stands


@pytest.mark.parametrize(("shift", "is_told"), [(-0.0001, True), (-0.1, False)])
def test_little_for_each_of_many_delegators_is_told_where_much_moves(shift: float, is_told: bool) -> None:
    """A hundred AKT go from delegators to a validator; a tenth of what matters of APR, or much more, goes with it."""
    made = document(compared(hand_made_arms(shifts={"net_apr": shift}, moved_uakt=MOVED_UAKT)))
    assert ("Spread over all that delegators have bonded" in text(_find(made.first_page, "who"))) is is_told


def test_what_is_identical_at_the_end_alone_says_so(comparison) -> None:
    """Inflation that reaches its ceiling in both arms may have come there on other days."""
    told = text(_find(document(comparison).sections, "outcomes"))
    assert "inflation (30 d)" in told
    assert "GPU utilisation (" not in told


def test_whole_percent_is_a_percent_sign() -> None:
    baseline = load_scenario("mainnet7")
    variant = baseline.with_changes({"chain.take.denom_take_rates.uakt": 4})
    arms = [FinishedArm(name, name, one, hand_made_run(one)) for name, one in (("now", baseline), ("four", variant))]
    table = next(parts(_find(document(compared(arms)).first_page, "changes"), Table))
    assert [(one.value, one.unit) for one in parts(table.rows[0].cells, Quantity)] == [(2, "%"), (4, "%")]
    assert all(" of a payout" in text(cell) for cell in table.rows[0].cells[1:3])
