"""What is recorded and what series.csv declares are the same."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest

import econsim
from econsim.measures.break_even import PRICES_CENTS, RANKS

SERIES = Path(econsim.__file__).parent / "measures" / "series.csv"


@pytest.fixture(scope="module")
def model():
    return econsim.AkashModel(econsim.load_scenario("mainnet6"), seed=1, replicate=0, epochs=2).run(2)


@pytest.fixture(scope="module")
def declared() -> list[dict[str, str]]:
    with SERIES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def series_of(pattern: str, world) -> list[str]:
    """Return the series that a declared name stands for in a world, in the world's order."""
    ledger = world.ledger
    accounts = [*ledger.names("uakt"), *ledger.names("uusdc")]
    many = {
        "gpu_model": [*world.gpu_models, "all"],
        "tenant_class": world.tenant_classes,
        "rank": map(str, RANKS),
        "cents": map(str, PRICES_CENTS),
        "account": [name.replace(".", "__") for name in accounts],
    }
    wildcard = re.search(r"\{(\w+)\}", pattern)
    if wildcard is None:
        return [pattern]
    return [pattern.replace(wildcard.group(), one) for one in many[wildcard.group(1)]]


def test_everything_recorded_is_declared_and_everything_declared_is_recorded(model, declared) -> None:
    promised = [name for row in declared for name in series_of(row["name"], model.world)]
    recorded = list(model.series.columns)
    assert sorted(set(recorded) - set(promised)) == []
    assert sorted(set(promised) - set(recorded)) == []
    assert len(promised) == len(set(promised))


def test_every_series_says_its_unit_and_what_it_means(declared) -> None:
    for row in declared:
        assert row["unit"], row
        assert len(row["meaning"]) > 5, row
        assert None not in row, row


def test_only_means_of_nothing_are_missing(model, declared) -> None:
    """A price or a ratio is missing where nothing was there to be counted; amounts and counts never are."""
    for row in declared:
        numbers = model.series[series_of(row["name"], model.world)].to_numpy(dtype=float)
        assert not np.isinf(numbers).any(), row
        if row["unit"] in {"uakt", "uusdc", "count", "own"} or "{" not in row["name"]:
            assert not np.isnan(numbers).any(), row
