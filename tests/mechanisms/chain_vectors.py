"""The conformance vectors that ship with econsim, by mechanism."""

from __future__ import annotations

import json
from typing import Any

import pytest

from econsim.model_version import PACKAGE

_VECTORS = json.loads((PACKAGE / "data" / "vectors" / "public.json").read_text("utf-8"))["vectors"]


def vectors(mechanism: str, *, leave_out: tuple[str, ...] = ()) -> list[Any]:
    """Return (inputs, expected) of every vector of a mechanism, as test parameters named by their ids."""
    chosen = [v for v in _VECTORS if v["mechanism"] == mechanism]
    unknown = set(leave_out) - {v["id"] for v in chosen}
    assert not unknown, f"no vectors called {unknown}"
    return [pytest.param(v["inputs"], v["expected"], id=v["id"]) for v in chosen if v["id"] not in leave_out]
