"""The commission floor in the words of the vectors."""

from __future__ import annotations

from typing import Any

import pytest

from econsim.verification.compare import first_difference
from econsim.verification.conformance.commission import CASES
from econsim.verification.conformance.fields import Malformed, Unsupported


def ante(msg: str, rate: str | None, max_rate: str = "0.2") -> Any:
    inputs = {"msg": msg, "rate": rate, "max_rate": max_rate, "min_rate": "0.05"}
    return CASES["akash_min_commission_ante"](inputs)["rejected"]


def test_the_ante_rule() -> None:
    below = "0.049999999999999999"
    assert [ante("create", "0.05"), ante("create", below), ante("create", "0.06")] == [False, True, False]
    assert [ante("edit", "0.05"), ante("edit", below), ante("edit", None)] == [False, True, False]


def test_a_case_in_which_the_releases_differ_is_no_case() -> None:
    with pytest.raises(Malformed, match="differ"):
        ante("create", "0.06", max_rate="0.01")
    with pytest.raises(Malformed, match="null"):
        ante("create", None)
    with pytest.raises(Unsupported, match="delegate"):
        ante("delegate", "0.05")


@pytest.mark.parametrize(
    ("rate", "max_rate", "after_6", "after_7"),
    [("0.04", "0.04", ("0.04", "0.05"), ("0.05", "0.05")), ("0.06", "0.1", ("0.06", "0.1"), ("0.06", "0.1"))],
)
def test_both_upgrades(rate: str, max_rate: str, after_6: tuple[str, str], after_7: tuple[str, str]) -> None:
    inputs = {"rate": rate, "max_rate": max_rate, "max_change_rate": "0.01", "min_rate": "0.05"}
    expected = {
        name: {"rate": after[0], "max_rate": after[1], "max_change_rate": "0.01"}
        for name, after in (("after_mainnet6", after_6), ("after_mainnet7", after_7))
    }
    assert first_difference(expected, CASES["akash_min_commission_upgrade"](inputs)) is None
