"""Shares of variance that are none: what has no variance to share out, and samples that are too few."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from econsim.analysis.metrics import metric
from econsim.analysis.sensitivity.estimators import VarianceShare, variance_shares, why_no_shares
from econsim.analysis.sensitivity.result import Response
from econsim.report.parts.factors import factors_table
from econsim.report.written import text


@pytest.mark.filterwarnings("error")
def test_samples_whose_variance_is_none_have_no_shares_and_no_warning_of_a_library() -> None:
    """A sample of one factor is its first point, that with the factor of the last, the last: only the middle varies."""
    constant = np.array([1.0, 2.0, 1.0, 1.0, 3.0, 1.0])
    assert why_no_shares(constant, 1) == "the same at every point whose variance is shared out: too few samples"
    with pytest.raises(ValueError, match="too few samples"):
        variance_shares(("x",), constant, 1)
    assert why_no_shares(np.array([1.0, 2.0, 2.0, 1.0, 3.0, 3.0]), 1) == ""


@pytest.mark.parametrize(
    ("total", "alone", "is_said"),
    [(2.17, -0.71, True), (1.02, 0.9, True), (0.4, -0.01, True), (1.0, 0.0, False), (1.004, -0.004, False)],
)
def test_shares_that_are_none_are_said_to_come_of_too_few_samples(total, alone, is_said) -> None:
    index = metric("stake_hhi")
    shares = (VarianceShare("x", alone, 0.1, total, 0.1),)
    response = Response(index.unit, 0.0, -1.0, 1.0, 1.0, None, "", (), shares)
    made = SimpleNamespace(found=SimpleNamespace(method="sobol", points=6, responses={"stake_hhi": response}))
    notes = [text(note) for note in factors_table(made, index).notes]
    assert any("is no share: these samples are too few" in note for note in notes) == is_said
