"""Runs made by hand: the shipped scenarios with invented series and agents, small and quick."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from econsim.analysis import arms as arms_room
from econsim.analysis.arms import FinishedArm
from econsim.analysis.metrics import metrics
from econsim.networks.catalogue import load_scenario
from econsim.networks.floor import lifts
from econsim.networks.targets import targets
from econsim.runs.run_result import RunResult
from econsim.simulation.invariants import InvariantLog
from econsim.world.validators import NEVER

EPOCHS = 40
DIFFER_FROM = 27  # Mainnet 7 acts at the start of epoch 27
MINTED_UAKT = 1_000_000_000
TAX_UAKT = 250_000_000
CAPTIVE_UAKT = 1_000_000  # of the commission, kept by a captive validator
COMMISSION_UAKT = (MINTED_UAKT - TAX_UAKT) // 10  # a tenth of what is handed out, an epoch
OF_EVENTS = ("validators_lifted", "stake_lifted_uakt", "n_below_floor", "stake_below_floor_ratio")
LEVELS = {
    "supply_uakt": 2.2e14,
    "community_pool_uakt": 2.6e12,
    "bonded_ratio": 0.656,
    "inflation_rate": 0.08,
    "net_apr": 0.09,
    "real_yield": 0.01,
    "nakamoto_coefficient": 6.0,
    "stake_hhi": 0.033,
    "gpus_all": 180.0,
    "gpus_in_use_all": 110.0,
    "gpu_utilisation_all": 0.6,
    "gpu_orders_all": 15.0,
    "orders": 200.0,
    "spend_usd": 2_000.0,
    "akt_price_usd": 1.0,
    "leases_active": 900.0,
}


def hand_made_run(scenario=None, *, shifts=None, replicates=6, epochs=EPOCHS, seed=1, moved_uakt=0) -> RunResult:
    """Return a run whose draws depends on the replicate only; `shifts` adds to series from epoch 27 on.

    `moved_uakt` goes from the decile 10 of delegators to the validator that the last lift of the scenario lifts, in
    every replicate.
    """
    scenario = load_scenario("mainnet6") if scenario is None else scenario
    parts = [_series(number, epochs, shifts or {}) for number in range(replicates)]
    by_date = [part.set_index(scenario.run.dates(epochs), append=True) for part in parts]
    series = pd.concat(by_date, keys=range(replicates), names=["replicate", "epoch", "date"])
    agents = [_agents(number, epochs, moved_uakt, max(lifts(scenario), default=NEVER)) for number in range(replicates)]
    invariants = InvariantLog(checked=10 * epochs)
    return RunResult(scenario, seed, replicates, epochs, series, agents, invariants, 1.0)


def run_by(run: Callable[..., RunResult], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every arm be run by itself, and by a function in place of the simulation."""
    monkeypatch.setattr(arms_room, "run", run)
    monkeypatch.setattr(arms_room, "could_run_together", lambda replicates, workers: False)


def hand_made_arms(**of_the_variant) -> list[FinishedArm]:
    """Return mainnet6 as the baseline and mainnet7 as the variant, with what is asked of the variant."""
    baseline, variant = hand_made_run(), hand_made_run(load_scenario("mainnet7"), **of_the_variant)
    return [FinishedArm(run.scenario.name, run.scenario.name, run.scenario, run) for run in (baseline, variant)]


def swapped(arms: list[FinishedArm]) -> list[FinishedArm]:
    return list(reversed(arms))


def relabelled(arm: FinishedArm, label: str) -> FinishedArm:
    return dataclasses.replace(arm, label=label)


def recorded_names() -> list[str]:
    """Return every series that metrics, targets and the break-even table read."""
    wanted = {name for one in metrics().values() for name in (one.series, one.weight) if name}
    of_targets = {name for row in targets() for name in (*row.series.split("+"), row.over) if name}
    of_reports = {"minted_uakt", "n_captive", "n_without_commission", *OF_EVENTS}
    of_reports |= {"take_fee_usd", "value_above_outside_usd", "revenue_shared_uakt", "revenue_shared_uusdc"}
    return sorted(wanted | {name for name in of_targets if "." not in name} | of_reports)


def _series(replicate: int, epochs: int, shifts) -> pd.DataFrame:
    draws = np.random.default_rng(replicate)
    columns = {}
    for name in recorded_names():
        level = LEVELS.get(name, 0.5)
        noise = 1.0 + 0.02 * draws.standard_normal() + 0.01 * draws.standard_normal(epochs)
        columns[name] = level * noise
        columns[name][DIFFER_FROM:] += shifts.get(name, 0.0)
    columns["minted_uakt"] = np.full(epochs, MINTED_UAKT)
    columns["commission_accrued_uakt"] = np.full(epochs, float(COMMISSION_UAKT))
    columns["delegator_rewards_accrued_uakt"] = np.full(epochs, float(MINTED_UAKT - TAX_UAKT - COMMISSION_UAKT))
    return pd.DataFrame(columns, index=pd.RangeIndex(epochs, name="epoch"))


def _agents(replicate: int, epochs: int, moved_uakt: int, lifted_epoch: int) -> pd.DataFrame:
    to_hand_out = (MINTED_UAKT - TAX_UAKT) * epochs
    commission = to_hand_out // 20
    rewards = to_hand_out - 2 * commission
    rows = [
        ("validator", "1-10", commission - CAPTIVE_UAKT, 900.0, 300.0, NEVER, False),
        ("validator", "11-33", commission + moved_uakt, 200.0 + moved_uakt / 1e6, 300.0, lifted_epoch, False),
        ("validator", "11-33", CAPTIVE_UAKT, 1_000.0, 300.0, NEVER, True),
        ("delegator", "decile 2", rewards // 10, 0.0, 0.0, NEVER, False),
        ("delegator", "decile 10", rewards - rewards // 10 - moved_uakt, 0.0, 0.0, NEVER, False),
        ("provider", "gpu", 0, 800.0 + replicate, 0.0, NEVER, False),
        ("tenant", "web", 0, 0.0, 1_000.0 + replicate, NEVER, False),
    ]
    names = ["population", "group", "income_uakt", "income_usd", "cost_usd", "lifted_epoch", "is_captive"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(replicate=replicate, id=range(len(rows)), net_worth_uakt=0)
