"""A shock by time and a proposal by its changes have sections of their own, where there is something to tell."""

from __future__ import annotations

import dataclasses

from econsim.analysis.compare import compared
from econsim.analysis.comparison import Comparison
from econsim.analysis.outcomes import OneByOne, PairedDifference, SingleEffect
from econsim.networks.catalogue import load_scenario
from econsim.report.comparison_document import document
from econsim.report.document import Section, Table
from econsim.report.parts.answer import answer_lines
from econsim.report.parts.people import people
from econsim.report.written import text
from tests.analysis.hand_made import FinishedArm, hand_made_arms, hand_made_run

BOOM = "shocks.gpu_demand.boom={kind: pulse, start_day: 10, days: 20, size: 1.0}"


def section(made, name: str) -> Section | None:
    return next((one for one in made.sections if one.id == name), None)


def test_a_shock_has_a_table_with_its_three_times() -> None:
    runs = [hand_made_run(load_scenario("mainnet7", changes)) for changes in ([], [BOOM])]
    runs[1].series["gpu_utilisation_all"] += 0.25
    arms = [FinishedArm(label, None, run.scenario, run) for label, run in zip(("now", "then"), runs, strict=True)]
    (table,) = section(document(compared(arms)), "shocks").blocks
    assert isinstance(table, Table)
    assert table.caption == ("shocks.gpu_demand.boom: nothing of it → GPU demand 2 times its base for 20 days",)
    rows = {row.cells[0][0]: row.cells[1][0] for row in table.rows}
    assert text((rows["GPU utilisation, points"],)) == "+25.0"


def test_a_proposal_that_was_taken_apart_has_a_table_of_its_changes() -> None:
    made = compared(hand_made_arms(shifts={"stake_hhi": -0.002}))
    parts = [{"stake_hhi": PairedDifference(size, size, size)} for size in (-0.0015, -0.002, -0.0005)]
    effect = SingleEffect("chain.x", "x: 1 → 2", "", None, parts[0])
    found = {"mainnet7": OneByOne(("stake_hhi",), (effect,), parts[1], parts[2])}
    told = dataclasses.replace(made, numbers=dataclasses.replace(made.numbers, one_by_one=found))
    (table,) = section(document(told), "one-by-one").blocks
    head, *rows = table.rows
    assert (head.kind, text(head.cells[0])) == ("group", "Herfindahl index of stake, objective")
    assert [text(row.cells[0]) for row in rows] == ["x: 1 → 2", "all of it", "interaction"]
    assert [text(row.cells[1]) for row in rows] == ["−0.0015", "−0.0020", "−0.0005"]


def test_what_a_proposal_moves_most_stands_below_the_objectives() -> None:
    """The pool moves by 5 smallest effects, bonding by 4 in 13 of 30 days, the supply by 30, trust by a tenth."""
    shifts = {"bonded_ratio": 0.02, "community_pool_uakt": 5e11, "supply_uakt": 3e12, "trust_mean": 0.001}
    made = compared(hand_made_arms(shifts={"stake_hhi": -0.002, **shifts}))
    every = {name: PairedDifference(1.0, 1.0, 1.0) for name in made.metrics}
    effect = SingleEffect("chain.x", "x: 1 → 2", "", None, every)
    found = {"mainnet7": OneByOne(("stake_hhi",), (effect,), every, every)}
    told = dataclasses.replace(made, numbers=dataclasses.replace(made.numbers, one_by_one=found))
    (table,) = section(document(told), "one-by-one").blocks
    heads = [text(row.cells[0]) for row in table.rows if row.kind == "group"]
    assert heads[:3] == ["Herfindahl index of stake, objective", "community pool, AKT", "bonded ratio, points"]
    assert heads[3].startswith("supply")
    assert not any("trust" in head for head in heads)


def test_where_there_is_no_shock_and_nobody_asked_there_is_no_section() -> None:
    made = document(compared(hand_made_arms()))
    assert (section(made, "shocks"), section(made, "one-by-one")) == (None, None)


def boom(label_of_baseline: str = "now") -> Comparison:
    """GPU utilisation is 25 points higher from day 10 to day 30 of 40, and as before after it."""
    runs = {
        name: hand_made_run(load_scenario("mainnet7", changes)) for name, changes in (("now", []), ("then", [BOOM]))
    }
    days = runs["then"].series.index.get_level_values("epoch")
    runs["then"].series.loc[(days >= 10) & (days < 30), "gpu_utilisation_all"] += 0.25
    order = [label_of_baseline, *(name for name in runs if name != label_of_baseline)]
    return compared([FinishedArm(name, None, runs[name].scenario, runs[name]) for name in order])


def test_the_answer_says_what_a_passing_shock_does_while_it_lasts_and_when_it_is_over() -> None:
    """Half of the 40 days would have been a mean of 16.7 points over the 30 in which arms may differ."""
    said = [text(line) for line in answer_lines(people(boom(), "then"))]
    assert said[0] == "While the shock lasts GPU utilisation is 25.0 points higher; GPU utilisation is back at once."
    back = [text(line) for line in answer_lines(people(boom("then"), "now"))]
    assert back[0] == said[0].replace("higher", "lower")


def test_the_question_of_a_file_that_the_baseline_comes_from_is_no_title() -> None:
    assert document(boom()).title == "GPU demand 2 times its base for 20 days: what changes?"
    asked = load_scenario("mainnet7").question
    assert document(compared(hand_made_arms())).title == asked
    assert document(boom("then")).title != asked
