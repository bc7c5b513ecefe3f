"""Forced raises of other chains: the regression, what a raise does in the model, and when the verdict is no."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import scipy.stats

from econsim.networks.catalogue import load_scenario
from econsim.verification.replications import (
    Observed,
    Replicated,
    observations,
    regression,
    replicate,
    results,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "replications.md"
DELEGATION = "policies.delegation"
FEW = {"run.replicates": 4}


def answering(name: str, sensitivity: float, months: float | None = None) -> list[Replicated]:
    """Replicate a raise where everybody has one sensitivity; `months` after it instead of those observed."""
    fixed = {
        f"{DELEGATION}.prior_width": 0.0,
        f"{DELEGATION}.large_commission_sensitivity": sensitivity,
        f"{DELEGATION}.small_commission_sensitivity": sensitivity,
    }
    rows = observations()[name] if months is None else [Observed(name, months, 0.0, 1.0)]
    return replicate(load_scenario(name).with_changes(FEW | fixed), rows)


def made_up(chain: str, observed: float, error: float, responses: tuple[float, ...]) -> Replicated:
    return Replicated(Observed(chain, 2, observed, error), np.array(responses), np.array([1.0]))


def test_the_regression_is_ordinary_least_squares() -> None:
    x, y = np.array([0.0, 0.0, 0.01, 0.05, 0.0, 0.03]), np.array([0.1, -0.2, -0.1, -0.6, 0.05, 0.0])
    found = scipy.stats.linregress(x, y)
    assert regression(x, y) == pytest.approx((found.slope, found.stderr), rel=1e-12)


def test_z_is_the_distance_over_the_combined_standard_error() -> None:
    """Mean 2, spread sqrt(2 x 16 / 1) = 4 sqrt 2 of -2 and 6; (2 - 9) / sqrt(25 + 32)."""
    assert made_up("one", 9.0, 5.0, (-2.0, 6.0)).z == pytest.approx(-7.0 / 57.0**0.5)


def test_rows_that_cannot_refuse_alone_do_so_together() -> None:
    """Twice 1.5 below is 3 / sqrt 2 = 2.1 below; the second row of a chain does not count again."""
    below = (-7.5, -7.5)
    rows = [made_up(chain, 0.0, 5.0, below) for chain in ("one", "one", "other")]
    found = {one.id: one for one in results(rows)}
    assert found["one_2_months"].status == found["other_2_months"].status == "passed"
    assert found["forced_raises_together"].status == "failed"
    assert found["forced_raises_together"].measured["z"] == pytest.approx(-3.0 / 2.0**0.5)
    assert results(rows[:2])[-1].status == "passed"


def test_nobody_who_answers_is_refused_by_both_chains_together() -> None:
    rows = [*answering("emoney_forced_raise", 0.0), *answering("osmosis_forced_lift", 0.0)]
    assert all(abs(one.mean) < 0.5 for one in rows)
    assert results(rows)[-1].status == "failed"


def test_everybody_who_runs_from_every_raise_is_refused() -> None:
    (result, _) = results(answering("osmosis_forced_lift", 200.0))
    assert result.status == "failed"
    assert result.measured["z"] > 2.0


def test_what_a_raise_does_grows_to_the_sensitivity_as_everybody_chooses_anew() -> None:
    """s (1 - exp(-rate x time)), rate = reconsidered + exits a month, is an upper bound where all chose anew long ago.

    Per unit of ln(1 - c) at rates of 0 to 5 %: times 1 to 1 / .95. Moves of whole holders leave a spread.
    """
    (after_31,) = answering("osmosis_forced_lift", 10.0)
    (after_3,) = answering("osmosis_forced_lift", 10.0, months=3.0)
    rate = 30.4375 * (0.00148 + 0.02 / 21)
    assert after_31.mean == pytest.approx(10.2 * (1 - np.exp(-31 * rate)), abs=3.5)
    assert after_3.mean == pytest.approx(10.2 * (1 - np.exp(-3 * rate)), abs=1.5)


def test_the_page_has_a_line_for_every_observation() -> None:
    page = PAGE.read_text("utf-8")
    for row in (row for rows in observations().values() for row in rows):
        assert f"| `{row.scenario}_{row.months_after:g}_months` |" in page
        assert f"observed {row.response:g} per unit of commission, standard error {row.standard_error:g} " in page
