"""Small scenario files for tests: written, loaded, or refused."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from econsim.errors import EconsimError
from econsim.networks.catalogue import load_scenario
from econsim.scenario.schema import Scenario

SHIPPED = [
    "akash_2023_bonding",
    "akash_2023_staking",
    "akash_2024_market",
    "akash_history",
    "akash_history_2026",
    "akash_history_2026_cheap",
    "akash_history_2026_dear",
    "akash_history_bands",
    "bme_as_written",
    "emoney_forced_raise",
    "governed_floor",
    "gpu_boom",
    "gpu_entry",
    "history_2023_24",
    "hyperscaler_cut",
    "mainnet16",
    "mainnet17",
    "mainnet18",
    "mainnet5",
    "mainnet6",
    "mainnet7",
    "osmosis_forced_lift",
    "provider_bonds",
    "reliability_link",
    "studies/ai_demand_growth",
    "studies/article_2023",
    "studies/bme_akt_demand",
    "studies/bme_brakes",
    "studies/bme_crash",
    "studies/bme_oracle",
    "studies/bme_price_drift",
    "studies/bme_seed",
    "studies/bme_size",
    "studies/bme_stakers",
    "studies/bme_text",
    "studies/commission_floor",
    "studies/competition",
    "studies/deposits",
    "studies/foundation_delegation",
    "studies/governed_floor",
    "studies/gpu_demand_shock",
    "studies/inflation_and_tax",
    "studies/provider_quality",
    "studies/provider_subsidy",
    "studies/regulation",
    "studies/security_budget",
    "studies/spot_backed_supply",
    "studies/take_rate",
    "studies/validator_set",
    "studies/virtuous_cycle",
]


def written(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    """Write a scenario file, indented as the test is."""
    path = folder / name
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return path


def child(folder: Path, text: str, name: str = "mine.yaml", parent: str = "mainnet6") -> Scenario:
    """Load a file that extends a parent."""
    body = f"schema: 1\nextends: {parent}\n{textwrap.dedent(text)}"
    return load_scenario(written(folder, body, name))


def mistakes(folder: Path, text: str, sets: tuple[str, ...] = ()) -> list[str]:
    """Return the lines of complaint about a child of mainnet6; line 3 is the first of the text."""
    body = f"schema: 1\nextends: mainnet6\n{textwrap.dedent(text)}"
    path = written(folder, body)
    with pytest.raises(EconsimError) as caught:
        load_scenario(path, sets)
    return [line.removeprefix(f"{path}:") for line in str(caught.value).split("\n")]
