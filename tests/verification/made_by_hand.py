"""Vectors whose answers were computed by hand."""

from __future__ import annotations

from typing import Any

from econsim.verification.vectors import run_vector


def check(mechanism: str, inputs: Any, expected: Any) -> None:
    """Run a vector; it has to pass."""
    result = run_vector({"id": "made", "mechanism": mechanism, "inputs": inputs, "expected": expected})
    assert (result.status, result.detail) == ("passed", "")
