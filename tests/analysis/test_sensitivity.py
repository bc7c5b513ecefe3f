"""Sensitivity of a difference: what is varied, on which luck, what is estimated and what is only named."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from econsim.analysis import arms as arms_room
from econsim.analysis.compare import compare
from econsim.analysis.sensitivity.analyse import sensitivity
from econsim.analysis.sensitivity.design import design_of
from econsim.analysis.sensitivity.factors import DUMMY, SEED, at, factors_of, shipped
from econsim.analysis.sensitivity.result import load_sensitivity
from econsim.errors import RunError, UsageError
from econsim.networks.catalogue import CATALOGUE, load_scenario
from econsim.networks.parameter_book import parameter_book
from econsim.report.parts.factors import strip_table
from econsim.report.parts.switching import switching_table
from econsim.report.written import text
from tests.analysis.hand_made import DIFFER_FROM, hand_made_run, run_by

ARMS = tuple(load_scenario(name).with_changes({"run.epochs": 40}) for name in ("mainnet6", "mainnet7"))
SHARE = "population.delegators.large_stake_share"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list:
    """Replace the simulation: the variant's Herfindahl index is lower by a hundredth of the large ones' share."""
    asked, kept = [], {}

    def run(scenario, *, seed, replicates, epochs, workers, out, progress, past=None):
        asked.append((scenario.name, scenario.digest(), seed, replicates, epochs))
        size = replicates, epochs
        made = kept[size] = kept.get(size) or hand_made_run(replicates=replicates, epochs=epochs)
        series = made.series.copy()
        if scenario.name == "mainnet7":
            later = series.index.get_level_values("epoch") >= DIFFER_FROM
            series.loc[later, "stake_hhi"] -= 0.01 * scenario.population.delegators.large_stake_share
        return dataclasses.replace(made, scenario=scenario, series=series, seed=seed, digest="")

    run_by(run, monkeypatch)
    return asked


def test_morris_finds_a_slope_and_nothing_else(quick: list) -> None:
    """The prior goes from .6 to .9: over its range the index falls by .3 hundredths, wherever the others stand."""
    over = [SHARE, "akt_price"]
    made = sensitivity(ARMS[1], ARMS[0], method="morris", over=over, trajectories=3, replicates=2)
    found = {one.factor: one for one in made.found.responses["stake_hhi"].effects}
    assert found["large_stake_share"].mean == pytest.approx(-0.003)
    assert found["large_stake_share"].mean_absolute == pytest.approx(0.003)
    assert found["large_stake_share"].sd == pytest.approx(0.0, abs=1e-12)
    others = [one for name, one in found.items() if name != "large_stake_share"]
    assert {SEED, DUMMY, "akt_price"} == {one.factor for one in others}
    assert all(one.mean_absolute == pytest.approx(0.0, abs=1e-12) for one in others)
    assert made.found.points == 3 * (len(made.found.factors) + 1)


def test_sobol_gives_all_variance_to_what_makes_it(quick: list) -> None:
    made = sensitivity(ARMS[1], ARMS[0], method="sobol", over=[SHARE], samples=8, replicates=1)
    found = {one.factor: one for one in made.found.responses["stake_hhi"].shares}
    assert found["large_stake_share"].total_order > 0.5
    assert [(found[name].total_order, found[name].first_order) for name in (DUMMY, SEED)] == [(0.0, 0.0), (0.0, 0.0)]
    assert made.found.points == 8 * (3 + 2)


def test_both_arms_share_changes_and_seed_and_what_is_asked_twice_is_run_once(quick: list) -> None:
    made = sensitivity(ARMS[1], ARMS[0], method="morris", over=[SHARE], trajectories=4, seed=7, replicates=2)
    assert len({entry[:3] for entry in quick}) == len(quick) == made.found.runs / 2
    assert len(quick) < 2 * made.found.points  # the dummy moves without a run
    pairs = list(zip(quick[::2], quick[1::2], strict=True))
    assert all(one[0] == "mainnet6" and other[0] == "mainnet7" and one[2:] == other[2:] for one, other in pairs)
    assert {entry[2] for entry in quick} <= {7, 7 + 333, 7 + 666, 7 + 999}


def test_what_never_moves_is_named_and_has_no_estimate(quick: list) -> None:
    made = sensitivity(ARMS[1], ARMS[0], method="morris", over=[SHARE], trajectories=2, replicates=2)
    still = made.found.responses["gpu_utilisation"]
    assert (still.effects, still.why_not) == ((), "the same at every point")


def test_a_point_that_fails_leaves_every_metric_without_an_estimate_and_is_told(
    quick: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = arms_room.run

    def run(scenario, **size):
        if scenario.population.delegators.large_stake_share == 0.9:
            raise RunError("the books are out")
        return whole(scenario, **size)

    run_by(run, monkeypatch)
    made = sensitivity(ARMS[1], ARMS[0], method="morris", over=[SHARE], trajectories=3, replicates=2)
    failed = len(made.found.failures)
    assert 0 < failed < made.found.points
    assert made.found.failures[0].endswith("the books are out")
    found = made.found.responses["stake_hhi"]
    assert (found.effects, found.why_not) == ((), f"undefined at {failed} of {made.found.points} points")
    assert made.found.results_digest is None


def test_oat_is_the_table_of_what_if_and_says_the_same_on_the_same_seed(quick: list) -> None:
    asked = compare(*ARMS, replicates=2, seed=5, what_if=True).numbers.what_if
    made = sensitivity(ARMS[1], ARMS[0], method="oat", seed=5)
    assert made.found.beliefs == asked
    assert len(asked.rows) > 10


def test_what_a_scenario_calls_uncertain_is_varied_instead_and_joins_what_if(quick: list) -> None:
    declared = {"uncertain": {"chain.mint.goal_bonded": {"low": 0.6, "high": 0.7}}}
    arms = [arm.with_changes(declared) for arm in ARMS]
    factors, left_out = factors_of(arms)
    assert ([one.name for one in factors], left_out) == (["chain.mint.goal_bonded"], [])
    rows = {row.name: row.changes for row in sensitivity(arms[1], arms[0], replicates=2).found.beliefs.rows}
    assert rows["chain.mint.goal_bonded at 5%"] == {"chain.mint.goal_bonded": pytest.approx(0.605)}
    assert rows["chain.mint.goal_bonded at 95%"] == {"chain.mint.goal_bonded": pytest.approx(0.695)}


def test_a_declared_path_answers_to_its_last_word_unless_another_ends_in_it_too() -> None:
    """`uncertain:` takes the place of the shipped factor `restaked_share`, which is called by its path then."""

    def under(*paths: str) -> list:
        return [arm.with_changes({"uncertain": {path: {"low": 0.1, "high": 0.4} for path in paths}}) for arm in ARMS]

    path = "policies.reward_use.restaked_share"
    assert [one.name for one in factors_of(under(path), ["restaked_share"])[0]] == [path]
    alike = [f"population.tenants.classes.{name}.short_share" for name in ("web", "ai_inference")]
    assert [one.name for one in factors_of(under(*alike), alike)[0]] == alike
    with pytest.raises(UsageError, match="short_share: nothing uncertain is called so"):
        factors_of(under(*alike), ["short_share"])


def test_what_the_arms_differ_in_is_left_out_with_the_reason_and_refused_by_name() -> None:
    arms = [ARMS[0], ARMS[1].with_changes({SHARE: 0.8})]
    factors, left_out = factors_of(arms)
    assert "large_stake_share" not in {one.name for one in factors}
    assert [one.name for one in left_out] == ["large_stake_share"]
    assert left_out[0].words.endswith(f"(the arms differ in {SHARE})")
    with pytest.raises(UsageError, match="the arms differ in population"):
        factors_of(arms, ["large_stake_share"])


def test_paths_of_a_factor_move_by_one_quantile_and_what_is_no_number_is_filled_in() -> None:
    """At the median both sensitivities are the medians of their priors; the middle of 0 to 4.5 % is 2.25 %."""
    by_name = {one.name: one for one in shipped()}
    assert by_name["commission_sensitivity"].changes(0.5, ARMS[0]) == {
        "policies.delegation.large_commission_sensitivity": pytest.approx(2.85),
        "policies.delegation.small_commission_sensitivity": pytest.approx(19.0),
    }
    assert by_name["old_rates"].changes(0.5, ARMS[0]) == {
        "population.validators.lifted_old_rates": [pytest.approx(0.0225)]
    }
    price = by_name["akt_price"].changes(1.0, ARMS[0])["shocks.akt_price"]
    assert price == {"kind": "constant", "usd": pytest.approx(3.5)}


def test_a_whole_number_stays_one() -> None:
    path = "chain.staking.max_validators"
    arm = ARMS[0].with_changes({"uncertain": {path: {"low": 80, "high": 91}}})
    (factor,), _ = factors_of([arm])
    assert factor.changes(0.5, arm) == {path: 86}  # the even one of 85 and 86
    assert type(factor.changes(0.5, arm)[path]) is int


def test_what_ships_as_doubtful_is_estimated_or_assumed_and_its_prior_holds_the_preset() -> None:
    status = {
        row.path.replace("[logit]", "").replace("[required_yield]", ""): row.status for row in parameter_book(CATALOGUE)
    }
    content = ARMS[0].content()
    for factor in shipped():
        for path, prior in factor.priors.items():
            now, (low, high) = at(content, path), prior.ends
            if path in status:
                assert status[path] in ("assumed", "fitted", "estimated elsewhere"), path
            if isinstance(now, float):
                assert low <= now <= high, path
            for end in (0.0, 1.0):
                ARMS[0].with_changes(factor.changes(end, ARMS[0]))


def test_a_word_that_it_does_not_take_is_told_with_the_nearest() -> None:
    with pytest.raises(
        TypeError, match=r"^sensitivity\(\) got an unexpected keyword argument 'metod'; did you mean meth"
    ):
        sensitivity(ARMS[1], ARMS[0], metod="oat")


@pytest.mark.parametrize(
    ("how", "complaint"),
    [
        ({"method": "morrris"}, "morrris: no such method; did you mean morris?"),
        ({"method": "morris", "over": ["goal_bonded"]}, "goal_bonded: nothing uncertain is called so"),
        ({"method": "morris", "trajectories": 1}, "1 trajectories tell no interval"),
        ({"method": "morris", "trajectories": 2.5}, "^trajectories is 2.5; expected a whole number$"),
        ({"method": "sobol", "samples": 100}, "100 samples are no power of 2"),
        ({"method": "sobol", "samples": True}, "^samples is true; expected a whole number$"),
        ({"replicates": 0}, "^replicates is 0; expected 1 to 100000$"),
        ({"epochs": -1}, "^epochs is -1; expected 1 to 100000$"),
        ({"seed": 2.5}, "^seed is 2.5; expected a whole number$"),
        ({"method": "oat", "over": ["adoption"]}, "--over is for morris and sobol"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(how: dict, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint.replace("?", r"\?")):
        design_of(ARMS[1], ARMS[0], **how)


def test_a_point_that_is_no_scenario_is_refused_before_anything_is_run(quick: list) -> None:
    restaked, sold = (f"policies.reward_use.{what}_share" for what in ("restaked", "sold"))
    declared = {"uncertain": {restaked: {"low": 0.2, "high": 0.4}, sold: {"low": 0.4, "high": 0.8}}}
    arms = [arm.with_changes(declared) for arm in ARMS]
    with pytest.raises(UsageError, match=r"of the design is no scenario: .*narrow a prior"):
        sensitivity(arms[1], arms[0], method="morris", trajectories=20)
    assert quick == []


def test_a_folder_keeps_numbers_points_and_table(quick: list, tmp_path) -> None:
    made = sensitivity(ARMS[1], ARMS[0], method="morris", over=[SHARE], trajectories=3, replicates=2, out=tmp_path)
    again = load_sensitivity(made.directory)
    assert again.found == made.found
    assert again.points.equals(made.points)
    point = made.points[made.points.metric == "stake_hhi"]
    assert np.allclose(point.difference, -0.01 * point[SHARE])
    assert (made.directory / "sensitivity.csv").read_text().startswith("metric,unit,factor,mean,mean_absolute,")


def test_the_largest_seed_leaves_no_room_for_other_luck_and_is_what_is_refused(quick: list) -> None:
    """The factor seed adds up to 999."""
    with pytest.raises(UsageError, match=r"^the seed 9223372036854775807 leaves no room .*: ask for a smaller --seed$"):
        design_of(ARMS[1], ARMS[0], method="morris", over=[SHARE], trajectories=2, seed=2**63 - 1)
    assert design_of(ARMS[1], ARMS[0], method="morris", over=[SHARE], trajectories=2, seed=2**63 - 1000).points


def test_a_factor_is_scanned_for_where_the_difference_changes_and_a_strip_varies_two(
    quick: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index falls by a hundredth of the share, .006 to .009, and .0075 is what matters: from a share of .75 on."""
    objective = [{"metric": "stake_hhi", "better": "lower", "smallest_effect": 0.0075}]
    arms = [arm.with_changes({"objectives": objective}) for arm in ARMS]
    strip = ["large_stake_share", "adoption"]
    how = {"method": "morris", "over": [SHARE], "trajectories": 2, "replicates": 2}
    made = sensitivity(arms[1], arms[0], switching=["large_stake_share"], strip=strip, **how)
    (found,) = made.found.switching
    assert not found.is_in_range
    (crossing,) = found.crossings
    assert (crossing.level, crossing.rises) == (-0.0075, False)
    assert crossing.value == pytest.approx(0.75)
    nothing, where = switching_table(made.found.switching, made.metrics).rows
    assert [text(cell) for cell in nothing.cells[2:4]] == ["changes sides", "none in range, 60.0 to 90.0 %"]
    assert where.cells[2] == ("begins to matter above it (lower by 0.00750)",)
    assert where.cells[3][0].value == pytest.approx(75.0)
    assert len(strip_table(made.found.strip, made.metrics["stake_hhi"]).rows) == 5
    rows = made.found.strip.differences["stake_hhi"]
    assert [len(row) for row in rows] == [5] * 5
    assert np.allclose(rows, -0.01 * np.array(made.found.strip.across_values))


def test_what_was_known_of_a_point_is_read_and_what_failed_is_asked_again(
    quick: list, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    """Stopped in mid-run (a point fails here, the last line is cut off): it goes on, to the same answer."""
    how = {"method": "morris", "over": [SHARE], "trajectories": 3, "replicates": 2}
    whole = sensitivity(ARMS[1], ARMS[0], **how)
    ordinary, n_whole = arms_room.run, len(quick)

    def run(scenario, **size):
        if scenario.population.delegators.large_stake_share == 0.9:
            raise RunError("the books are out")
        return ordinary(scenario, **size)

    run_by(run, monkeypatch)
    assert sensitivity(ARMS[1], ARMS[0], **how, out=tmp_path).found.failures
    monkeypatch.setattr(arms_room, "run", ordinary)
    (file,) = tmp_path.glob("*/points.jsonl")
    n_kept = file.read_text().count("\n") - 1
    file.write_text(file.read_text()[:-40])
    quick.clear()
    again = sensitivity(ARMS[1], ARMS[0], **how, out=tmp_path)
    assert 0 < len(quick) == n_whole - 2 * n_kept
    assert (again.found.results_digest, again.found.responses) == (whole.found.results_digest, whole.found.responses)


def test_a_strip_is_of_two_factors() -> None:
    with pytest.raises(UsageError, match="a strip is of two factors; got adoption"):
        design_of(ARMS[1], ARMS[0], strip=["adoption"])
