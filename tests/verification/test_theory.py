"""The frame of theory rows: what is judged how, and that nothing a file holds makes it stumble."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from econsim.errors import UsageError
from econsim.verification import theory_table as theory
from econsim.verification.judge import BadTolerance, verdicts
from econsim.verification.theory import THEORIES
from econsim.verification.theory.theory import Measured, Range, Theory

A_THEORY = Theory("a theory", Range, lambda given, sample: Measured({}))
RATIO = {
    "id": "ratio",
    "law": "mint.blocks_ratio",
    "parameters": {"block_seconds": 6.0, "blocks_per_year": 5_000_000, "year_seconds": 30_000_000},
    "expected": {"blocks_ratio": 1.0},
    "tolerance": {"formula_rtol": 1e-9},
}


def row(**changes: Any) -> dict[str, Any]:
    return RATIO | changes


def agrees(value: Any, expected: Any, error: Any = None, theory: Theory = A_THEORY, **tolerance: Any) -> bool:
    measured = Measured({"x": value}, {} if error is None else {"x": error})
    return verdicts(theory, measured, {"x": expected}, tolerance)["x"].agrees


def test_a_simulated_number_may_be_off_by_as_many_standard_errors_as_the_row_says() -> None:
    assert agrees(1.039, 1.0, error=0.01)
    assert not agrees(1.041, 1.0, error=0.01)
    assert agrees(1.041, 1.0, error=0.01, simulated={"z_max": 5})
    assert not agrees(1.039, 1.0, error=0.01, simulated={"z_max": 4, "rtol_max": 0.02})


def test_a_number_without_error_or_spread_must_be_met() -> None:
    assert agrees(0.0, 0.0, error=0.0)
    assert not agrees(0.0, 0.1, error=0.0)


def test_replicates_that_are_all_alike_are_not_held_to_digits_that_no_row_has() -> None:
    assert agrees(4 / 99, 0.040404040404, error=0.0)  # written with 12 digits
    assert agrees(0.05 + 7e-18, 0.05, error=1e-18)
    assert not agrees(0.0404040405, 0.040404040404, error=0.0)


def test_a_deterministic_number_is_judged_by_the_relative_tolerance() -> None:
    assert agrees(1 + 0.9e-9, 1.0)
    assert not agrees(1 + 1.1e-9, 1.0)
    assert agrees(1.009, 1.0, formula_rtol=0.01)


def test_a_theory_names_the_tolerance_that_judges_a_key() -> None:
    theory_row = Theory(
        "a theory", Range, lambda given, sample: Measured({}), rtol={"x": ("per_block.supply_rtol", 1e-5)}
    )
    assert agrees(1 + 9e-6, 1.0, theory=theory_row)
    assert not agrees(1 + 9e-6, 1.0, theory=theory_row, per_block={"supply_rtol": 1e-6})


def test_expected_numbers_rounded_to_twelve_digits_do_not_fail_a_tolerance_of_as_many() -> None:
    theory_row = Theory("a theory", Range, lambda given, sample: Measured({}), rtol={"": ("rtol", 1e-12)})
    assert agrees(10 / 99, 0.10101010101, theory=theory_row)
    assert agrees(10 / 99, 10 / 99, theory=theory_row)
    assert not agrees(10 / 99, 0.10101010102, theory=theory_row)


def test_whole_numbers_are_exact() -> None:
    assert agrees(34, 34)
    assert not agrees(34, 33)
    assert not agrees(1_000_000_000, 1_000_000_001)
    assert not agrees([3, 4], [3, 5], exact_integer=True)


def test_lists_agree_entry_by_entry_and_in_length() -> None:
    assert agrees([1.0, 2.0], [1.0, 2.0], error=[0.1, 0.1])
    assert not agrees([1.0, 2.0], [1.0, 2.5], error=[0.1, 0.1])
    assert not agrees([1.0, 2.0], [1.0], error=[0.1, 0.1])
    assert not agrees([1.0], 1.0)


def test_never_agrees_with_never_alone() -> None:
    assert agrees(None, None)
    assert not agrees(None, 1.0)
    assert not agrees(1.0, None)
    assert not agrees(1.0, "1.0")
    assert not agrees(1, True)


@pytest.mark.parametrize("given", [-1, "4", True, None])
def test_a_tolerance_that_is_no_number_is_refused_by_name(given: Any) -> None:
    with pytest.raises(BadTolerance, match="formula_rtol"):
        agrees(1.0, 1.0, formula_rtol=given)


def test_a_row_that_agrees_has_passed_and_says_what_was_measured() -> None:
    result = theory.check_row(RATIO)
    assert (result.id, result.subject, result.status) == ("ratio", "mint.blocks_ratio", "passed")
    assert result.measured == {"blocks_ratio": pytest.approx(1.0, rel=1e-9)}
    assert result.expected == {"blocks_ratio": 1.0}


def test_keys_that_cannot_be_measured_are_named() -> None:
    result = theory.check_row(row(expected={"blocks_ratio": 1.0, "beauty": 7}))
    assert result.status == "passed"
    assert "not measured: beauty" in result.detail


@pytest.mark.parametrize("expected", [{}, {"beauty": 7}])
def test_a_row_of_which_nothing_can_be_measured_never_passes(expected: dict[str, Any]) -> None:
    result = theory.check_row(row(expected=expected))
    assert result.status == "unsupported"
    assert "nothing to compare" in result.detail


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"law": "auction.capacity_duopoly"}, "no mechanism of this chain"),
        ({"law": "no.such"}, "no such law"),
        ({"parameters": {}}, "block_seconds"),
        ({"parameters": RATIO["parameters"] | {"block_seconds": -1}}, "block_seconds"),
        ({"parameters": RATIO["parameters"] | {"block_seconds": "6"}}, "block_seconds"),
        ({"parameters": RATIO["parameters"] | {"colour": 1}}, "colour"),
        ({"law": "mint.compounding", "parameters": {"inflation": 0.1, "blocks_per_year": 12}}, "mint.blocks_per_year"),
        (
            {
                "law": "distribution.block_allocation",
                "parameters": {
                    "provision_uakt": 1,
                    "community_tax": 0.5,
                    "base_proposer_reward": 0.3,
                    "bonus_proposer_reward": 0.3,
                    "proposer": 0,
                    "power": [1],
                    "commission": [0.0],
                    "signed": [True],
                },
            },
            "more than 1",
        ),
    ],
)
def test_what_lies_outside_a_theory_is_unsupported_with_the_reason(changes: dict[str, Any], says: str) -> None:
    result = theory.check_row(row(**changes))
    assert result.status == "unsupported"
    assert says in result.detail


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        "row",
        {},
        row(id=3),
        row(law=None),
        row(parameters=[]),
        row(expected=1.0),
        row(tolerance=4),
        row(tolerance={"formula_rtol": "small"}),
        row(law="queue.erlang_b", parameters={"offered_load": 1, "servers": 1}, expected={"blocking": 0.5},
            tolerance={"simulated": {"min_arrivals": "many"}}),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_understood_has_failed(broken: Any) -> None:
    result = theory.check_row(broken, number=7)
    assert result.status == "failed"
    assert result.detail


def test_a_set_up_that_breaks_takes_no_other_row_with_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def breaks(given: Any, sample: int) -> Measured:
        raise ZeroDivisionError("oh")

    theory_row = Theory("breaks", Range, breaks)
    monkeypatch.setattr(theory, "THEORIES", {**THEORIES, "breaks": theory_row})
    file = tmp_path / "rows.json"
    file.write_text(json.dumps([row(law="breaks", parameters={}), RATIO]))
    results = theory.check(file, workers=1)
    assert [result.status for result in results] == ["failed", "passed"]
    assert "ZeroDivisionError: oh" in results[0].detail


@pytest.mark.parametrize("text", ["", "{", "{}", "[]", '[{"id": NaN}]', "[" * 100_000])
def test_a_file_that_holds_no_rows_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    file.write_text(text)
    with pytest.raises(UsageError, match=r"^[^\n]*rows\.json: [^\n]+$"):
        theory.check(file)


def test_a_file_that_is_not_there_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        theory.check(tmp_path / "none.json")


EFFORT = 0.05  # of the sample that a theory wants
WHOLE = {"delegation.relaxation"}  # judged by a fixed tolerance, which wants the whole sample

UNSEEN: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    # one server: B = A / (1 + A)
    ("queue.erlang_b", {"offered_load": 0.25, "servers": 1}, {"blocking": 0.2}),
    # two servers: B = A^2/2 / (1 + A + A^2/2)
    ("queue.insensitivity", {"offered_load": 2, "servers": 2.0, "duration_law": "erlang k=3", "mean_duration": 40},
     {"blocking": 0.4}),
    ("queue.insensitivity", {"offered_load": 2, "servers": 2, "duration_law": "uniform", "mean_duration": 0.5},
     {"blocking": 0.4}),
    # nodes of 8 hold one lease of 5 each
    ("queue.node_fragmentation", {"nodes": 2, "gpus_per_node": 8, "gpus_per_lease": 5, "offered_load": 2.0},
     {"blocking": 0.4}),
    # a class that never fits
    ("queue.kaufman_roberts", {"capacity": 1, "classes": [[1, 0.25], [2, 1.0]]}, {"blocking": [0.2, 1.0]}),
    ("delegation.logit_shares", {"commission": [0.05, 0.1, 0.05], "gamma": None, "alpha": [0, 5, 0]},
     {"shares": [0.5, 0.0, 0.5]}),
    # e^(0.2 x 0.5) = 1.105
    ("delegation.logit_shares", {"commission": [0.7, 0.5], "gamma": 0.5, "alpha": [0.1, 0.0]}, {"shares": [0.5, 0.5]}),
    ("delegation.relaxation", {"reconsider_probability": 0.5}, {"half_life_steps": 1.0}),
    ("floor.logit_response", {"shares": [0.5, 0.5], "commission": [0.0, 0.3], "floor": 0.1, "gamma": None},
     {"new_shares": [0.0, 1.0], "stake_moved": 0.5, "total_commission_after": 0.3, "hhi_after": 1.0}),
    # one validator has all stake, whatever delegators feel, and takes 5 % instead of 1 %: they keep .95 / .99
    ("floor.logit_response", {"shares": [1.0], "commission": [0.01], "floor": 0.05, "gamma": 20.0},
     {"new_shares": [1.0], "stake_moved": 0.0, "total_commission_before": 0.01, "total_commission_after": 0.05,
      "delegator_income_loss": 4 / 99, "hhi_before": 1.0, "hhi_after": 1.0}),
    ("mint.constant_bonded",  # at the upper bound at once: e^0.2 in a year of k = 1
     {"inflation_min": 0.2, "inflation_max": 0.2, "inflation_start": 0.2, "inflation_rate_change": 0.5,
      "goal_bonded": 0.5, "bonded_ratio": 0.25, "blocks_ratio": 1.0, "years": 0.5},
     {"slope_per_year": 0.25, "years_to_bound": 0.0, "inflation_end": 0.2, "supply_factor": 1.10517091808}),
    ("mint.apr", {"inflation": 0.5, "community_tax": 0.0, "bonded_ratio": 1.0, "commission": 0.2},
     {"apr": 0.4, "real_share_growth": 1.4 / 1.5 - 1}),
    ("metrics.concentration", {"weights": [0.1, 0.2, 0.3]},
     {"hhi": 14 / 36, "gini": 2 / 9, "nakamoto_gt_one_third": 1, "nakamoto_ge_one_third": 1, "top10_share": 1.0}),
    ("distribution.block_allocation",
     {"provision_uakt": 10**6, "community_tax": 0.1, "base_proposer_reward": 0.0, "bonus_proposer_reward": 0.0,
      "proposer": 1, "power": [1, 2, 3], "commission": [0.1, 0.0, 0.5], "signed": [True, True, True]},
     {"community_pool": 100_000, "validator": [150_000, 300_000, 450_000], "commission": [15_000, 0, 225_000],
      "delegators": [135_000, 300_000, 225_000]}),
    # the community takes all
    ("distribution.block_allocation",
     {"provision_uakt": 10**6, "community_tax": 1.0, "base_proposer_reward": 0.0, "bonus_proposer_reward": 0.0,
      "proposer": None, "power": [1, 3], "commission": [0.1, 1.0], "signed": [True, True]},
     {"community_pool": 10**6, "validator": [0, 0], "commission": [0, 0], "delegators": [0, 0]}),
    # 3/4 signed: the first proposes and gets .02 + .04 x .75 = .05, voters share 1 - .05 - .15 = .8, absent or not
    ("distribution.block_allocation",
     {"provision_uakt": 10**6, "community_tax": 0.15, "base_proposer_reward": 0.02, "bonus_proposer_reward": 0.04,
      "proposer": 0, "power": [25, 50, 25], "commission": [0.1, 0.0, 0.5], "signed": [True, True, False]},
     {"community_pool": 150_000, "validator": [250_000, 400_000, 200_000], "commission": [25_000, 0, 100_000],
      "delegators": [225_000, 400_000, 100_000]}),
    # nobody knows who proposed: his part is the community's
    ("distribution.block_allocation",
     {"provision_uakt": 10**6, "community_tax": 0.15, "base_proposer_reward": 0.05, "bonus_proposer_reward": 0.0,
      "proposer": None, "power": [1, 1], "commission": [0.0, 1.0], "signed": [True, True]},
     {"community_pool": 200_000, "validator": [400_000, 400_000], "commission": [0, 400_000],
      "delegators": [400_000, 0]}),
    ("mint.apr", {"inflation": 0.15, "community_tax": 1.0, "bonded_ratio": 0.5, "commission": 0.05},
     {"apr": 0.0, "real_share_growth": 1 / 1.15 - 1}),
    # who charges nothing earns nothing, however much is with it
    ("validator.breakeven_stake",
     {"cost_usd_per_month": 300.0, "commission": 0.0, "gross_apr": 0.18, "akt_usd": 3.0}, {"stake_akt": None}),
    ("compounding.validator_delegator",
     {"own_stake": 0, "delegated_stake": 1, "rate_per_year": 1.0, "commission": 1.0, "years": 3, "steps_per_year": 1},
     {"own_daily": 7.0, "delegated_daily": 1.0, "total_daily": 8.0}),
]  # fmt: skip


@pytest.mark.parametrize(("law", "parameters", "expected"), UNSEEN, ids=[law for law, _, _ in UNSEEN])
def test_rows_that_do_not_ship_are_measured_as_well(
    law: str, parameters: dict[str, Any], expected: dict[str, Any]
) -> None:
    given = {"id": "unseen", "law": law, "parameters": parameters, "expected": expected, "tolerance": {}}
    result = theory.check_row(given, effort=1.0 if law in WHOLE else EFFORT)
    assert result.status == "passed", result.detail
    assert set(result.measured) == set(expected)
