"""Comparisons: the machine output is a contract, a copy is identical, swapped arms mirror each other."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from econsim.analysis.compare import compare, compared
from econsim.analysis.comparison import load_comparison
from econsim.analysis.metrics import metrics
from econsim.analysis.outcomes import Change, Outcome
from econsim.analysis.typed_json import json_of
from econsim.errors import ScenarioError, UsageError
from econsim.networks.catalogue import load_scenario
from econsim.report.first_page import first_page
from tests.analysis.hand_made import DIFFER_FROM, EPOCHS, hand_made_arms, hand_made_run, relabelled, run_by, swapped

SHIFTS = {"net_apr": -0.002, "stake_hhi": 0.0001, "nakamoto_coefficient": 1.5, "spend_usd": 500.0}
# The keys and their order are those of the machine output promised to scripts.
KEYS = [
    "baseline", "dir", "report", "digest", "results_digest", "seed", "replicates", "epochs", "run_dirs", "variants",
    "what_if", "invariants", "wall_seconds", "one_by_one", "claims",
]  # fmt: skip
METRIC_KEYS = [
    "unit", "baseline", "variant", "difference", "ci_low", "ci_high", "smallest_effect", "material", "verdict",
    "window_days", "baseline_drift", "standing", "settling_runs",
]  # fmt: skip
VERDICTS = {"higher", "lower", "no detectable difference", "identical"}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the simulation: runs are made by hand, and the mainnet7 arm differs."""

    def run(scenario, *, seed, replicates, epochs, workers, out, progress, past=None):
        shifts = SHIFTS if scenario.name == "mainnet7" else {}
        return hand_made_run(scenario, shifts=shifts, replicates=replicates, epochs=epochs, seed=seed)

    run_by(run, monkeypatch)


def outcome(comparison, metric: str) -> Outcome:
    return comparison.outcomes(comparison.variants[0])[metric]


def test_machine_output_has_exactly_the_promised_keys_in_order() -> None:
    found = compared(hand_made_arms(shifts=SHIFTS)).as_json()
    assert list(found) == KEYS
    assert [list(variant) for variant in found["variants"]] == [["name", "changes", "metrics"]]
    assert list(found["invariants"]) == ["checked", "violations", "max_imbalance_uakt"]
    assert list(found["variants"][0]["metrics"]) == list(metrics())
    for row in found["variants"][0]["metrics"].values():
        assert list(row) == METRIC_KEYS
        assert row["verdict"] in VERDICTS


def test_machine_output_never_holds_nan_or_infinity() -> None:
    arms = hand_made_arms(shifts=SHIFTS)
    arms[1].run.series["gpus_in_use_all"] = 0.0  # no price to speak of
    arms[1].run.series["orders"] = 0.0
    comparison = compared(arms)
    told = [comparison.as_json(), json_of(comparison.background)]
    text = json.dumps(told, allow_nan=False)
    assert "NaN" not in text
    price = outcome(comparison, "gpu_price_usd_per_hour")
    assert (price.variant, price.difference, price.verdict) == (None, None, "no detectable difference")


def test_a_copy_is_identical_in_everything(tmp_path: Path, quick: None) -> None:
    copy = tmp_path / "copy.yaml"
    copy.write_text("schema: 1\nextends: mainnet6\n", encoding="utf-8")
    comparison = compare("mainnet6", copy, replicates=3, epochs=30, seed=1)
    assert comparison.variants == ["copy"]
    assert comparison.numbers.variants[0].changes == ()
    assert {row.verdict for row in comparison.outcomes("copy").values()} == {"identical"}
    assert {row.difference for row in comparison.outcomes("copy").values()} == {0.0}
    assert {row.difference for row in comparison.background.winners["copy"]} == {0.0}
    assert comparison.background.clock.first_difference is None


def test_swapped_arms_mirror_every_difference() -> None:
    arms = hand_made_arms(shifts=SHIFTS)
    there, back = compared(arms), compared(swapped(arms))
    mirrored = {"higher": "lower", "lower": "higher"}
    for name in metrics():
        one, other = outcome(there, name), outcome(back, name)
        assert other.difference == -one.difference
        assert (other.ci_low, other.ci_high) == (-one.ci_high, -one.ci_low)
        assert other.verdict == mirrored.get(one.verdict, one.verdict)
        assert other.material is one.material


def test_an_effect_that_was_put_in_is_found() -> None:
    found = outcome(compared(hand_made_arms(shifts=SHIFTS)), "net_apr")
    assert found.difference == pytest.approx(-0.002)
    assert (found.verdict, found.material) == ("lower", True)


def test_the_window_opens_when_the_arms_part() -> None:
    comparison = compared(hand_made_arms(shifts=SHIFTS))
    assert comparison.background.clock.first_difference == DIFFER_FROM
    spend = outcome(comparison, "spend_usd_per_year")
    assert spend.window_days == EPOCHS - DIFFER_FROM
    assert spend.difference == pytest.approx(500.0 * 365.25)


def test_all_variants_share_one_window() -> None:
    baseline, late = hand_made_arms(shifts=SHIFTS)
    early = relabelled(late, "early")
    series = early.run.series.copy()
    series.loc[(slice(None), slice(10, None)), "stake_gini"] += 1.0
    early = SimpleNamespace(**vars(early) | {"run": hand_made_run(late.scenario)})
    early.run.series["stake_gini"] = series["stake_gini"]
    together = compared([baseline, late, early])
    assert together.background.clock.first_difference == 10
    levels = [together.outcomes(name)["net_apr"].baseline for name in together.variants]
    assert levels[0] == levels[1]


def test_one_replicate_has_null_bounds() -> None:
    scenario = load_scenario("mainnet7")
    arms = [relabelled(arm, arm.label) for arm in hand_made_arms()]
    one = [
        SimpleNamespace(**vars(arm) | {"run": hand_made_run(arm.scenario, replicates=1, shifts=shifts)})
        for arm, shifts in zip(arms, ({}, SHIFTS), strict=True)
    ]
    assert scenario.name == one[1].label
    found = outcome(compared(one), "net_apr")
    assert (found.ci_low, found.ci_high, found.material) == (None, None, None)
    assert (found.verdict, found.call) == ("no detectable difference", "cannot be said yet")


def test_digest_names_the_question_and_not_the_answer() -> None:
    small, large = compared(hand_made_arms()), compared(hand_made_arms(shifts=SHIFTS))
    assert small.numbers.digest == large.numbers.digest
    assert small.numbers.results_digest != large.numbers.results_digest


def test_folder_holds_the_contract_and_is_enough_to_load_the_comparison(tmp_path: Path, quick: None) -> None:
    made = compare("mainnet6", "mainnet7", replicates=2, epochs=30, out=tmp_path)
    assert made.directory is not None
    assert made.directory.name.startswith("mainnet6-vs-mainnet7-")
    names = {path.name for path in made.directory.iterdir()}
    files = {"manifest.json", "comparison.json", "report_data.json", "comparison.parquet", "comparison.csv"}
    assert names == files  # and nothing half-written
    stored = json.loads((made.directory / "comparison.json").read_text("utf-8"))
    assert stored == made.as_json()
    assert load_comparison(made.directory).as_json() == made.as_json()


def test_manifest_says_how_to_make_it_again(tmp_path: Path, quick: None) -> None:
    made = compare("mainnet6", "mainnet7", replicates=2, epochs=30, out=tmp_path)
    manifest = json.loads((made.directory / "manifest.json").read_text("utf-8"))
    assert manifest["command"] == f"econsim reproduce {made.directory}"
    assert manifest["asked"] == "econsim compare mainnet6 mainnet7 --replicates 2 --epochs 30 --seed 1"
    assert set(manifest["scenarios"]) == {"mainnet6", "mainnet7"}
    assert manifest["libraries"]["scipy"]


def test_folder_keeps_the_files_it_was_made_from_as_they_were_then(tmp_path: Path, quick: None) -> None:
    parent, child = tmp_path / "parent.yaml", tmp_path / "mine.yaml"
    parent.write_text("schema: 1\nextends: mainnet7\nrun: {replicates: 2}\n")
    child.write_text("schema: 1\nextends: parent.yaml\nchain: {staking: {max_validators: 85}}\n")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "mine.yaml").write_text("schema: 1\nextends: mainnet7\nname: other\n")
    texts = {file.name: file.read_text() for file in (parent, child)}
    made = compare("mainnet7", child, tmp_path / "deep" / "mine.yaml", replicates=2, epochs=30, out=tmp_path / "out")
    kept = {file.name: file.read_text() for file in (made.directory / "scenarios").iterdir()}
    assert kept == texts | {"2_mine.yaml": "schema: 1\nextends: mainnet7\nname: other\n"}
    assert made.background.command == f"econsim reproduce {made.directory}"


def test_caveats_stand_in_the_background_whatever_the_number_of_epochs_was_given_by(quick: None) -> None:
    made = compare("mainnet6", "mainnet7", replicates=2, epochs=27)
    told = (
        "timeline.mainnet_7 acts at epoch 27 (2023-09-27), after the end of this run: nothing of it is seen here; "
        "--epochs 28 or more reach it"
    )
    assert told in made.background.caveats
    assert told in re.sub("<[^>]+>", "", made._repr_html_())
    assert told not in compare("mainnet6", "mainnet7", replicates=2, epochs=28).background.caveats


def test_more_replicates_go_to_the_same_folder(tmp_path: Path, quick: None) -> None:
    folders = {compare("mainnet6", "mainnet7", replicates=n, epochs=30, out=tmp_path).directory for n in (2, 3)}
    assert len(folders) == 1


def test_a_lone_file_is_compared_with_its_own_variants(tmp_path: Path, quick: None) -> None:
    file = tmp_path / "floors.yaml"
    file.write_text(
        "schema: 1\nextends: mainnet7\nvariants:\n"
        "  floor_10: {chain.staking.min_commission_rate: 0.10}\n"
        "  no_floor: {chain.staking.min_commission_rate: 0.0}\n",
        encoding="utf-8",
    )
    made = compare(file, replicates=2, epochs=30)
    assert (made.baseline, made.variants) == ("mainnet7", ["floor_10", "no_floor"])
    assert made.numbers.variants[0].changes == (Change("chain.staking.min_commission_rate", 0.05, 0.1),)
    assert made.background.command == f"econsim compare {file} --replicates 2 --epochs 30 --seed 1"


def test_the_baseline_of_a_file_of_variants_is_called_what_it_is(tmp_path: Path, quick: None) -> None:
    """A file that changes nothing but in its variants is its parent; one that changes more has no other name."""
    for changed, called in (("", "mainnet7"), ("chain: {staking: {max_validators: 90}}\n", "baseline")):
        file = tmp_path / "study.yaml"
        variants = "variants:\n  floor_10: {chain.staking.min_commission_rate: 0.10}\n"
        heading = "schema: 1\nextends: mainnet7\ntitle: A study\nquestion: What does it do?\n"
        file.write_text(heading + changed + variants, encoding="utf-8")
        baseline, variant = compare(load_scenario(file), replicates=2, epochs=30).background.arms
        assert (baseline.label, baseline.title) == (called, "study without its variants")
        assert (variant.label, variant.title, variant.question) == ("floor_10", "", "What does it do?")


def test_a_lone_file_without_variants_is_refused(quick: None) -> None:
    with pytest.raises(UsageError, match="has no variants"):
        compare("mainnet6")


def test_a_changed_scenario_of_the_same_name_gets_a_label_of_its_own(quick: None) -> None:
    changed = load_scenario("mainnet6").with_changes({"chain.staking.max_validators": 85})
    made = compare("mainnet6", changed, changed, replicates=2, epochs=30)
    assert made.variants == ["mainnet6#2", "mainnet6#3"]


def test_finished_runs_can_be_compared_and_bring_their_size() -> None:
    made = compare(hand_made_run(), hand_made_run(load_scenario("mainnet7"), shifts=SHIFTS))
    assert (made.numbers.replicates, made.variants) == (6, ["mainnet7"])


@pytest.mark.parametrize(
    ("others", "message"),
    [
        ({"replicates": 3}, "replicates"),
        ({"seed": 2}, "seed"),
        ({"epochs": 50}, "epochs"),
    ],
)
def test_runs_of_different_size_are_refused(others: dict[str, int], message: str) -> None:
    with pytest.raises(UsageError, match=f"share {message}, but mainnet6 has"):
        compare(hand_made_run(), hand_made_run(load_scenario("mainnet7"), **others))


def test_scenarios_that_start_on_different_days_are_refused(quick: None) -> None:
    later = load_scenario("mainnet6").with_changes({"run.start": "2023-09-01"})
    with pytest.raises(UsageError, match="share start, but"):
        compare("mainnet6", later)


def test_something_else_is_refused() -> None:
    with pytest.raises(UsageError, match="wants names, files, scenarios or runs"):
        compare("mainnet6", 7)  # type: ignore[arg-type]


def test_objectives_say_what_is_better_and_what_matters(tmp_path: Path, quick: None) -> None:
    file = tmp_path / "wanted.yaml"
    file.write_text(
        "schema: 1\nextends: mainnet6\nobjectives:\n  - {metric: net_apr, better: lower, smallest_effect: 0.5}\n",
        encoding="utf-8",
    )
    made = compare(file, "mainnet7", replicates=2, epochs=30)
    assert outcome(made, "net_apr").smallest_effect == 0.5
    assert {one.name: one.better for one in made.metrics.values() if one.better != "-"} == {"net_apr": "lower"}


def test_an_objective_for_an_unknown_metric_is_refused(tmp_path: Path, quick: None) -> None:
    file = tmp_path / "wanted.yaml"
    file.write_text(
        "schema: 1\nextends: mainnet6\nobjectives:\n  - {metric: net_apy, better: higher, smallest_effect: 0.1}\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError, match=r"wanted.yaml:4:6 objectives.0.metric .* did you mean net_apr"):
        compare(file, "mainnet7", replicates=2, epochs=30)


def test_what_more_replicates_would_decide_is_printed_with_their_number() -> None:
    """Differences of +-.002 in turn: sd^2 = 6 x .000004 / 5; .001 matters: (1.645 + 1.282)^2 sd^2 / .001^2 + 2 = 44."""
    arms = hand_made_arms()
    draws = arms[1].run.series["stake_hhi"].to_numpy().reshape(6, -1).copy()
    draws[:, -1] = arms[0].run.series["stake_hhi"].to_numpy().reshape(6, -1)[:, -1] + [0.002, -0.002] * 3
    arms[1].run.series["stake_hhi"] = draws.ravel()
    assert "[cannot be said yet (44 runs would)] Herfindahl index of stake" in str(first_page(compared(arms)))


def test_the_frame_holds_every_number() -> None:
    comparison = compared(hand_made_arms(shifts=SHIFTS))
    frame = comparison.frame()
    assert frame.loc[("mainnet7", "net_apr"), "difference"] == pytest.approx(-0.002)
    assert len(frame) == len(metrics())


def test_time_paths_keep_mean_and_range_of_each_arm() -> None:
    comparison = compared(hand_made_arms(shifts=SHIFTS))
    band = comparison.background.paths["net_apr"]["mainnet7"]
    assert np.all(np.array(band.low) <= np.array(band.mean))
    assert np.all(np.array(band.mean) <= np.array(band.high))


def test_a_variant_that_is_not_there_is_told_with_the_nearest() -> None:
    made = compared(hand_made_arms())
    with pytest.raises(UsageError, match=r"no such variant 'mainnet9'; there are mainnet7; did you mean mainnet7"):
        made.outcomes("mainnet9")
    with pytest.raises(UsageError, match=r"^no such variant '7'; there are mainnet7$"):
        made.outcomes(7)
    with pytest.raises(UsageError, match=r"^no such metric 'net_apy'; did you mean net_apr[?]$"):
        made.outcomes("mainnet7")["net_apy"]
    with pytest.raises(KeyError, match=r"^no such arm 'mainnet9'; there are mainnet6, mainnet7; did you mean mainnet7"):
        made.runs["mainnet9"]
    assert made.runs.get("mainnet9") is None


def test_runs_and_comparisons_are_told_in_one_line() -> None:
    arms = hand_made_arms()
    assert repr(arms[0].run) == "RunResult(mainnet6: 6 replicates of 40 epochs, seed 1)"
    told = "Comparison(mainnet6 against mainnet7: 6 replicates of 40 epochs, seed 1)"
    assert str(compared(arms)) == repr(compared(arms)) == told
