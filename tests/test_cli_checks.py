"""Checks of --fail-if: what they say, when they fail, which are refused."""

from __future__ import annotations

import json

import pytest

from econsim.analysis.metrics import Level
from econsim.analysis.outcomes import Outcome, Variant
from econsim.cli.fail_if import CheckFailed, checks_of, raise_if_comparison_fails, raise_if_run_fails
from econsim.errors import UsageError
from tests.small_world import SHORT


def test_a_failed_check_is_exit_code_3_and_the_output_is_printed_all_the_same(said):
    checks = ("--fail-if", "nakamoto_coefficient >= 1", "--fail-if", "nakamoto_coefficient < 1")
    code, out, err = said("run", "mainnet6", *SHORT, "--json", "--quiet", *checks)
    assert code == 3
    assert json.loads(out)["metrics"]["nakamoto_coefficient"]["mean"] >= 1
    assert err.startswith("check failed: nakamoto_coefficient >= 1: it is ")
    assert err.count("\n") == 1


def test_a_check_that_does_not_fail_is_exit_code_0_and_silent(said):
    code, out, err = said("run", "mainnet6", *SHORT, "--quiet", "--fail-if", "nakamoto_coefficient < 1")
    assert (code, err) == (0, "")
    assert "Herfindahl index of stake" in out


@pytest.mark.parametrize(
    ("condition", "complaint"),
    [
        ("net_appr < 1", "--fail-if #1 net_appr: no such metric; did you mean net_apr?"),
        ("net_apr", "--fail-if #1 is 'net_apr'; expected METRIC < NUMBER"),
        ("net_apr < 5%", "!=; write 5 % as 0.05"),
        ("net_apr = 1", "expected METRIC < NUMBER"),
        ("net_apr < nan", "expected METRIC < NUMBER"),
        ("net_apr < 1e999", "expected METRIC < NUMBER"),
        ("net_apr < 0.1 or 1", "expected METRIC < NUMBER"),
        ("difference(net_apr < 0", "expected METRIC < NUMBER"),
        ("net_apr) < 0", "expected METRIC < NUMBER"),
        ("difference(net_apr) < 0", "a run has no difference, econsim compare has"),
    ],
)
def test_a_check_that_cannot_be_made_is_refused_before_anything_is_run(said, tmp_path, condition, complaint):
    code, out, err = said("run", "mainnet6", *SHORT, "--fail-if", condition)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert complaint in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("condition", "value", "fails"),
    [
        ("net_apr < 0.1", 0.09, True),
        ("net_apr < 0.1", 0.1, False),
        ("net_apr <= 0.1", 0.1, True),
        ("net_apr > 1e-1", 0.2, True),
        ("net_apr >= .1", 0.09, False),
        ("net_apr == -2", -2.0, True),
        ("net_apr != 3", 3.0, False),
        (" net_apr!=+3.5 ", 3.0, True),
        ("net_apr < 0.1", None, True),
    ],
)
def test_a_check_fails_when_its_condition_holds_or_there_is_no_number(condition, value, fails):
    checks = checks_of([condition], of_comparison=False)
    metrics = {"net_apr": Level("1/year", value, None, None)}
    if fails:
        with pytest.raises(CheckFailed, match="net_apr"):
            raise_if_run_fails(checks, "mainnet6", metrics)
    else:
        raise_if_run_fails(checks, "mainnet6", metrics)


def test_in_a_comparison_a_name_is_the_variants_mean_and_difference_the_paired_difference():
    def variant(name: str, mean: float, difference: float | None):
        found = Outcome("1/year", 0.1, mean, difference, None, None, 0.001, None, "higher", 30.0, None, None, None)
        return Variant(name, (), {"net_apr": found})

    variants = [variant("low", 0.05, -0.05), variant("high", 0.15, None)]
    checks = checks_of(["net_apr > 0.1", "difference( net_apr ) < 0"], of_comparison=True)
    with pytest.raises(CheckFailed) as failed:
        raise_if_comparison_fails(checks, variants)
    assert str(failed.value).splitlines() == [
        "check failed: net_apr > 0.1: it is 0.15 in high",
        "check failed: difference( net_apr ) < 0: it is -0.05 in low",
        "check failed: difference( net_apr ) < 0: it has no value in high",
    ]


def test_the_metric_of_a_check_in_a_comparison_is_found_too():
    with pytest.raises(UsageError, match=r"--fail-if #2 gpu_utilization: .*gpu_utilisation"):
        checks_of(["net_apr < 0", "difference(gpu_utilization) < 0"], of_comparison=True)
