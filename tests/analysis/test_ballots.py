"""What came of proposals, on numbers made by hand and on a small run."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.analysis.ballots import ballots
from econsim.analysis.compare import compare
from econsim.networks.catalogue import load_scenario
from econsim.plots.path_data import path_data
from econsim.report.comparison_document import document
from econsim.report.html import page
from tests.analysis.hand_made import hand_made_run

TAX = "governance.tax={submitted: 2023-09-02T15:45:00Z, title: Less tax, set: {chain.distribution.community_tax: 0.1}}"
WHO, SAYS = ("validators", "large", "small", "followers"), ("yes", "abstain", "no", "no_with_veto")
NAMES = [f"votes_tax_{who}_{says}_uakt" for who in WHO for says in SAYS]


def seen(**columns):
    """Return the ballot of six runs of 40 days of which some series are known, a number a run, on day 9."""
    scenario = load_scenario("mainnet7", [TAX])
    made = hand_made_run(scenario, epochs=40)
    day = np.tile(np.arange(40), 6)
    for name in (*NAMES, "votes_tax_bonded_uakt", "votes_tax_enacted"):
        made.series[name] = np.where(day == 9, np.repeat(columns.get(name, [0] * 6), 40), 0)
    (ballot,) = ballots(scenario, made)
    return ballot


def test_votes_are_parts_of_bonded_stake_over_the_runs_that_decided_it() -> None:
    """Five of six runs decide: 30 and 50 of 100 say yes in two each, 40 of 80 in one; 10 % say no in all of them."""
    ballot = seen(
        votes_tax_bonded_uakt=[100, 100, 100, 100, 80, 0],
        votes_tax_large_yes_uakt=[30, 30, 50, 50, 40, 0],
        votes_tax_followers_no_uakt=[10, 10, 10, 10, 8, 0],
        votes_tax_enacted=[0, 1, 1, 1, 1, 0],
    )
    by_who = {one.who: one for one in ballot.votes}
    assert by_who["large delegators who vote"].yes == pytest.approx((0.3 + 0.3 + 0.5 + 0.5 + 0.5) / 5)
    assert by_who["who follows a validator"].no == pytest.approx(0.1)
    assert (ballot.n_runs, ballot.n_decided, ballot.n_enacted) == (6, 5, 4)
    assert (ballot.decided, ballot.mark) == (9, "tax passed in 4 of 5")
    assert ballot.outcome == "passes in 4 of 5 runs: of bonded stake 52 % is counted (yes 42 %, no 10 %)"


def test_a_proposal_that_no_run_decides_says_so() -> None:
    assert seen().votes == ()
    assert seen().sentence.endswith(
        "; no vote on it was decided in the run: it was refused, found no deposit, or came too late"
    )


def test_all_or_no_runs_are_told_in_a_word() -> None:
    some = {"votes_tax_bonded_uakt": [100] * 6, "votes_tax_small_no_with_veto_uakt": [50] * 6}
    assert seen(**some).outcome == "fails: of bonded stake 50 % is counted (no with veto 50 %)"
    assert seen(**some).mark == "tax failed"
    passed = seen(**some, votes_tax_enacted=[1] * 6)
    assert passed.outcome.startswith("passes: ")
    assert passed.mark == "tax passed"


def test_a_comparison_reports_what_was_voted_on_in_each_arm(tmp_path) -> None:
    small = ["population.delegators.accounts=200", "population.tenants.accounts=40"]
    baseline = load_scenario("mainnet6", [*small, TAX])
    variant = baseline.with_changes({"governance.tax.set": {"chain.distribution.community_tax": 0.4}}, name="more")
    made = compare(baseline, variant, epochs=12, replicates=2, workers=1, out=tmp_path)
    assert {arm: [one.n_enacted for one in found] for arm, found in made.background.ballots.items()} == {
        "mainnet6": [2],
        "more": [0],
    }
    decided = {arm: [one.name for one in found if one.kind == "vote"] for arm, found in made.background.marks.items()}
    assert decided == {"mainnet6": ["tax passed"], "more": ["tax failed"]}
    assert {one.name for one in path_data(made, "bonded_ratio").marks} >= {"tax passed", "tax failed"}
    assert [one.name for one in path_data(made.runs["more"], "turnout").marks if "tax" in one.name] == ["tax failed"]
    voted = made.outcomes("more")
    assert (voted["proposals_passed"].baseline, voted["proposals_passed"].variant) == (1.0, 0.0)
    assert voted["votes_yes_large"].baseline == 1.0
    html = page(document(made))
    assert html.index("How the votes end") < html.index("Answer")
    assert "tax fails: of bonded stake " in html
    assert "What was voted on" in html
    assert "mainnet6, tax (Less tax): proposal: sets community_tax to 10 % (before 25 %)" in html
    assert "large delegators who vote" in html
