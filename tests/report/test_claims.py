"""The answer in a sentence and the claims of a scenario: what the page says of them comes from the runs alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from econsim.analysis.arms import FinishedArm
from econsim.analysis.compare import compared
from econsim.analysis.comparison import Comparison
from econsim.analysis.metrics import metrics
from econsim.analysis.verdicts import IDENTICAL, MATTERS, NO_NUMBER, OPEN, UNDETECTED
from econsim.networks.catalogue import load_scenario
from econsim.report.comparison_document import document
from econsim.report.document import Section, Table
from econsim.report.markdown import markdown
from econsim.report.parts.badges import badges
from econsim.report.parts.claims import told as told_of
from econsim.report.parts.puzzles import is_puzzle
from econsim.report.tree import figures, first_page
from econsim.report.written import text
from tests.analysis.hand_made import hand_made_run
from tests.report.test_comparison_document import parts

LIFT = {"timeline.mainnet_7": {"date": "2023-09-27T16:08:02Z", "upgrade": "v0.26.0"}}
ANSWER = "The APR is {up.net_apr}, {same.net_apr}; it was {baseline.bonded_ratio.level}, is {up.bonded_ratio.level}."
CLAIMS = [
    {"says": "Yields rise.", "code": "No path.", "finds": [{"variant": "up", "metric": "net_apr"}]},
    {"says": "Nothing else.", "code": "True.", "finds": [{"variant": "up", "metric": "nakamoto_coefficient"}]},
    {"says": "More so.", "code": "?", "finds": [{"variant": "more", "against": "up", "metric": "net_apr"}]},
    {
        "says": "A ratio.",
        "code": "?",
        "finds": [{"variant": "up", "metric": "net_apr", "over": 0.5, "called": "the gain"}],
    },
    {"says": "It is quick.", "code": "Not economic.", "note": "Text only."},
]
SHIFTS = {"up": {"net_apr": 0.02, "bonded_ratio": -0.05}, "same": {}, "more": {"net_apr": 0.03}}


def told(claims: object = CLAIMS, moved_uakt: int = 0, objectives: Sequence[object] = ()) -> Comparison:
    """Return a comparison of hand-made arms whose net APR differs by what is written in SHIFTS, in every replicate."""
    variants = {name: {**LIFT, "title": f"Title of {name}"} for name in SHIFTS}
    asked = {"answer": ANSWER, "variants": variants, "claims": claims, "objectives": list(objectives)}
    study = load_scenario("mainnet6").with_changes(asked)
    arms = [FinishedArm("now", "x", study, hand_made_run(study))]
    for name, shifts in SHIFTS.items():
        scenario = study.variant(name)
        arms.append(FinishedArm(name, "", scenario, hand_made_run(scenario, shifts=shifts, moved_uakt=moved_uakt)))
    return compared(arms)


def cells() -> dict[str, str]:
    claims = next(one for one in parts(document(told()).first_page, Section) if one.id == "claims")
    (table,) = parts(claims, Table)
    return {text(row.cells[0]): text(row.cells[2]) for row in table.rows}


def test_the_gaps_of_the_answer_are_filled_by_the_runs() -> None:
    """A net APR of 2 points more in every replicate, so in its interval, and a level of about 65.6 less 5 points."""
    (paragraph,) = next(one for one in parts(document(told()).first_page, Section) if one.id == "short").blocks
    words = text(paragraph.text)
    assert words.startswith(
        "The APR is 2.00 points a year higher (95 %: +2.00 to +2.00), identical in every run; it was 6"
    )
    assert "{" not in words


def test_an_objective_has_its_interval_elsewhere_than_in_the_answer() -> None:
    objectives = [{"metric": "net_apr", "better": "higher", "smallest_effect": 0.001}]
    (paragraph,) = next(
        one for one in parts(document(told(objectives=objectives)).first_page, Section) if one.id == "short"
    ).blocks
    assert text(paragraph.text).startswith("The APR is 2.00 points a year higher, identical in every run;")


def test_a_unit_that_the_name_of_a_metric_has_said_is_left_out_only_behind_that_name() -> None:
    """The heading is `escrow in AKT`; whoever writes `what lies in escrow is ...` has named no unit."""
    escrow = metrics()["escrow_uakt"]
    assert text(told_of(escrow, -14_600e6, "lower", MATTERS)) == "14,600 lower"
    assert text(told_of(escrow, -14_600e6, "lower", MATTERS, is_named=False)) == "14,600 AKT lower"


def test_what_is_said_beside_a_difference_stands_in_one_pair_of_brackets() -> None:
    apr, interval = metrics()["net_apr"], ("95 %: −0.9 to −0.1",)
    said = told_of(apr, -0.005, "lower", OPEN, interval)
    assert text(said).endswith(f" lower (95 %: −0.9 to −0.1; whether it matters {OPEN})")
    assert text(told_of(apr, 0.0, "identical", IDENTICAL, interval)) == "identical in every run"


def test_each_claim_has_what_the_runs_say_of_its_metric_and_variant() -> None:
    found = cells()
    assert found["Yields rise."].startswith("delegators' net APR 2.00 points a year higher under up (95 %: ")
    assert found["Nothing else."] == "Nakamoto coefficient identical in every run under up"
    assert found["More so."].startswith("delegators' net APR 1.00 points a year higher under more against up (95 %: ")
    assert found["A ratio."].startswith("the gain 0.0400 under up (95 %: 0.0400 to 0.0400)")  # .02 over .5
    assert found["It is quick."] == "Text only."


def test_what_an_arm_has_no_number_of_is_not_called_unclear() -> None:
    metric = metrics()["gpu_utilisation"]
    assert told_of(metric, None, UNDETECTED, NO_NUMBER) == ("no number",)


def test_other_runs_give_other_findings() -> None:
    assert "1.00 points a year higher under more against up" in cells()["More so."]
    before = SHIFTS["more"]["net_apr"]
    try:
        SHIFTS["more"]["net_apr"] = 0.0
        assert "2.00 points a year lower under more against up" in cells()["More so."]
    finally:
        SHIFTS["more"]["net_apr"] = before


def test_a_pair_that_shares_a_belief_does_not_face_the_baseline() -> None:
    pair = [{"says": "If so", "finds": [{"variant": "more", "against": "same", "metric": "net_apr"}]}]
    made = document(told(pair))
    titles = [one.title for one in parts(made.first_page, Section)]
    assert titles[:3] == ["In short", "Answer", "Who gains, who pays"]
    beliefs = next(one for one in parts(made.first_page, Section) if one.title == "The same under other beliefs")
    (table,) = parts(beliefs, Table)
    group, found = ([text(cell) for cell in row.cells] for row in table.rows)
    assert group == ["If so: more against same"]
    assert (found[0], found[3], found[5]) == ("delegators' net APR, % a year", "+3.00 points a year", "matters")
    assert text(made.subtitle).startswith("Proposal up (Title of up), against now")


def test_a_pair_that_shares_a_belief_is_in_no_picture_of_the_first_page() -> None:
    pair = [{"says": "If so", "finds": [{"variant": "more", "against": "same", "metric": "net_apr"}]}]
    (path,) = (one for one in figures(first_page(document(told(pair)))) if one.name == "net_apr")
    assert [head.heading for head in path.data.columns] == ["date", "now", "up"]


def test_a_belief_that_changes_nothing_by_itself_is_no_warning() -> None:
    pair = [{"says": "If so", "finds": [{"variant": "more", "against": "same", "metric": "net_apr"}]}]
    warned = [
        any("nothing differs" in badge.words for badge, _ in badges(told(claims)).items) for claims in (CLAIMS, pair)
    ]
    assert warned == [True, False]


def test_who_pays_together_and_earns_more_apiece_is_told_to_be_no_contradiction() -> None:
    """20,000 AKT leave delegators, the APR rises and less is bonded: 5 points in 13 of the last 30 days are 2.17."""
    made = told(moved_uakt=20_000_000_000)
    assert is_puzzle(made, "up", "lower")
    assert not is_puzzle(made, "more", "lower")  # as much is bonded
    words = " ".join(markdown(first_page(document(made)), "x").split())
    assert "No contradiction: under up delegators pay together and yet each AKT that is staked earns more." in words
    assert "so at the end less is bonded (−2.17 points of supply)" in words


def test_where_more_is_minted_than_moves_the_mint_is_told_to_be_why_the_apr_rises() -> None:
    """20,000 AKT in 13 days are 562,000 a year, and 600,000 more a year are minted."""
    made = told(moved_uakt=20_000_000_000)
    gains = made.background.who_gains["up"]
    gains = dataclasses.replace(gains, created=dataclasses.replace(gains.created, moved=600_000.0, verdict="higher"))
    of_all = {**made.background.who_gains, "up": gains}
    made = dataclasses.replace(made, background=dataclasses.replace(made.background, who_gains=of_all))
    assert not is_puzzle(made, "up", "lower")
    words = " ".join(markdown(first_page(document(made)), "x").split())
    wanted = "No contradiction: under up delegators pay together and yet each AKT that is staked earns more."
    assert f"{wanted} The mint grows by more than what moves, and the bars of the groups leave that out." in words
    assert "Holders leave" not in words
