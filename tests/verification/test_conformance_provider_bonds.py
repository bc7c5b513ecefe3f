"""Provider bonds in the words of the vectors: the published case, and what it leaves out, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from econsim.model_version import PACKAGE
from econsim.verification.vectors import read_vectors, run_file, run_vector
from tests.verification.made_by_hand import check

DRAFT = PACKAGE / "data" / "vectors" / "provider_bond.json"
PARAMS = {"gpu": {"l2": 50, "l3": 100}, "vcpu": {"l2": 1, "l3": 3}}


def given(posted: int, fraction: str, **resources: int) -> Any:
    return {"params": PARAMS, "resources": resources, "posted": posted, "slash_fraction": fraction}


def test_the_published_case_passes() -> None:
    assert [(result.id, result.status) for result in run_file(DRAFT)] == [("bond.d_eight_gpu_slash", "passed")]


def test_a_level_more_than_a_bond_supports_fails() -> None:
    (vector,) = read_vectors(DRAFT)
    vector["expected"]["supported"] = ["l2", "l3"]
    assert run_vector(vector).status == "failed"


def test_a_requirement_is_met_to_the_last_unit_and_one_less_is_too_little() -> None:
    """2 x 100 + 5 x 3 = 215 and 2 x 50 + 5 = 105."""
    required = {"l2": 105, "l3": 215}
    enough = {"required": required, "remaining": 215, "supported": ["l2", "l3"]}
    check("provider_bond", given(215, "0", gpu=2, vcpu=5), enough)
    check("provider_bond", given(214, "0", gpu=2, vcpu=5), {"remaining": 214, "supported": ["l2"]})


def test_what_is_left_is_rounded_down_and_nothing_declared_asks_for_nothing() -> None:
    """100 x (1 - 1/3 of 18 decimals) = 66.6...67 -> 66; all of it leaves 0, which supports what asks for nothing."""
    check("provider_bond", given(100, "0.333333333333333333", gpu=1), {"remaining": 66, "supported": ["l2"]})
    check("provider_bond", given(99, "1"), {"required": {"l2": 0, "l3": 0}, "remaining": 0, "supported": ["l2", "l3"]})


@pytest.mark.parametrize(
    "inputs", [given(1, "1.5", gpu=1), given(1, "0.5", tpu=1), {"params": PARAMS, "resources": {}, "posted": 1}]
)
def test_what_the_rules_cannot_mean_does_not_pass(inputs: Any) -> None:
    result = run_vector({"id": "made", "mechanism": "provider_bond", "inputs": inputs, "expected": {}})
    assert result.status == "failed"
