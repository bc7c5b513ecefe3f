"""One set of words: a page, its annex and its first lines say the same of a thing."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest

from econsim.analysis.compare import compared
from econsim.analysis.comparison import Comparison
from econsim.analysis.verdicts import MEANINGS
from econsim.analysis.winners import POOL
from econsim.report.comparison_document import document
from econsim.report.document import Badges, Table
from econsim.report.parts.answer import answer_lines
from econsim.report.parts.people import Group, people
from econsim.report.terminal import terminal
from econsim.report.tree import first_page
from econsim.report.written import text as written
from tests.analysis.hand_made import hand_made_arms
from tests.report.test_comparison_document import parts

AKT = 1e6


def with_a_pool(changes: list[float]) -> Comparison:
    """Return six pairs of runs at whose end the community pool differs by so many AKT, which take turns."""
    arms = hand_made_arms(shifts={"net_apr": -0.002})
    before = arms[0].run.series["community_pool_uakt"].to_numpy().reshape(6, -1)
    after = before.copy()
    after[:, -1] += AKT * np.array(changes * (6 // len(changes)))
    arms[1].run.series["community_pool_uakt"] = after.ravel()
    return compared(arms)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ([0.0], "identical"),
        ([60_000.0, 80_000.0], "no difference that matters"),
        ([80_000.0, 110_000.0], "cannot be said yet"),  # 95,000 +- 17,200: 100,000 lies inside
        ([-1e6, 1e6], "cannot be said yet"),
        ([150_000.0, 160_000.0], "matters"),
    ],
)
def test_the_pool_is_on_the_first_page_what_it_is_in_the_annex(changes: list[float], word: str) -> None:
    """A difference of 100,000 AKT matters, and the same of what is minted goes to the pool in both arms."""
    made = with_a_pool(changes)
    rows = [
        row
        for table in parts(document(made).sections, Table)
        for row in table.rows
        if len(row.cells) == 8 and written(row.cells[0]) == "community pool, AKT"
    ]
    assert {written(row.cells[-1]) for row in rows} == {word}
    page = " ".join(terminal(first_page(document(made))).split())
    named = "The community pool ends with about" if word == "matters" else rf"(?i){word}[^.;]* for [^.;]*community pool"
    assert re.search(named, page)
    assert ("(95,000 AKT more at the end)" in page) == (changes == [80_000.0, 110_000.0])


def test_no_other_word_stands_on_a_page() -> None:
    made = document(compared(hand_made_arms(shifts={"net_apr": -0.002, "real_yield": -0.0001, "stake_hhi": 0.02})))
    chips = next(parts(made.first_page[1], Badges)).items
    assert {badge.words.split(" at ")[0] for badge, _ in chips} <= set(MEANINGS)
    outcomes = next(one for one in made.sections if one.id == "outcomes")
    told = {written(row.cells[-1]) for table in parts(outcomes, Table) for row in table.rows}
    assert len(told) > 2
    assert told <= set(MEANINGS)


@pytest.mark.parametrize(
    ("changes", "moved", "minted", "is_told"),
    [
        ([150_000.0, 160_000.0], 0.0, "higher", True),
        ([150_000.0, 160_000.0], -0.001, "higher", True),  # the roundings of many payments
        ([150_000.0, 160_000.0], 50_000.0, "higher", False),
        ([150_000.0, 160_000.0], 0.0, "no detectable difference", False),
        ([150_000.0, 160_000.0], 0.0, "lower", False),
        ([60_000.0, 80_000.0], 0.0, "higher", False),  # no difference that matters
    ],
)
def test_a_pool_that_is_paid_by_the_mint_alone_is_told_to_be_no_contradiction(changes, moved, minted, is_told) -> None:
    """Its bar is 0, since next to nothing moves to it, and it ends with more, as 600,000 AKT more a year are minted."""
    made = with_a_pool(changes)
    gains = made.background.who_gains["mainnet7"]
    parties = [dataclasses.replace(one, moved=moved) if one.who == POOL else one for one in gains.parties]
    created = dataclasses.replace(gains.created, moved=600_000.0, verdict=minted)
    gains = dataclasses.replace(gains, parties=parties, created=created)
    made = dataclasses.replace(made, background=dataclasses.replace(made.background, who_gains={"mainnet7": gains}))
    page = " ".join(terminal(first_page(document(made))).split())
    wanted = "under mainnet7 nothing moves to or from the community pool, and yet it ends with more."
    assert (wanted in page) == is_told


@pytest.mark.parametrize(
    ("real_yield", "said"),
    [(-0.001, "a year, but less after inflation"), (0.0, ""), (0.002, "after inflation")],
)
def test_a_higher_apr_that_inflation_takes_back_is_no_gain(real_yield: float, said: str) -> None:
    made = compared(hand_made_arms(shifts={"net_apr": 0.01, "real_yield": real_yield}))
    lines = [written(line) for line in answer_lines(people(made, "mainnet7"))]
    assert said in lines[0]
    assert ("but" in lines[0]) == (real_yield < 0.0)


@pytest.mark.parametrize(
    ("index", "use", "said"),
    [
        (0.05, 0.0, "USD for an hour of a GPU, but more for the same GPUs."),
        (0.0, 0.0, "USD for an hour of a GPU."),
        (-0.05, 0.0, "USD for an hour of a GPU."),
        (0.05, 0.2, "USD an hour, but more for the same GPUs."),
    ],
)
def test_a_lower_mean_price_of_cheaper_models_is_no_lower_price(index: float, use: float, said: str) -> None:
    """The mean over what is rented falls by 5 cents where tenants rent cheaper models, whatever each model costs."""
    shifts = {"gpu_price_usd_per_hour_all": -0.05, "gpu_price_index_usd_per_hour": index, "gpu_utilisation_all": use}
    lines = [written(line) for line in answer_lines(people(compared(hand_made_arms(shifts=shifts)), "mainnet7"))]
    assert lines[0].endswith(said)


def test_where_there_is_no_room_sizes_go_before_whole_groups() -> None:
    """Of 45 words 43 are told of two groups and the rest; six words of a size are too many."""
    told = [Group(who, "matters", (" ".join(["word"] * 18),)) for who in ("delegators", "validators")]
    pool = Group("the pool", "cannot be said yet", (), size=" (98,600 AKT more at the end)")
    lines = [written(line) for line in answer_lines([*told, pool])]
    assert [len(line.split()) for line in lines[:2]] == [18, 18]
    assert lines[2] == "Cannot be said yet for the pool."
