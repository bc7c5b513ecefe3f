"""Whom a proposal lifts to the commission floor, told from the validators that it leaves alone."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from econsim.analysis.cuts import CAPTIVE, VALIDATOR
from econsim.analysis.metrics import by_epoch
from econsim.mechanisms.upgrades.rules import LIFTED as N_LIFTED
from econsim.networks.floor import lifts
from econsim.runs.run_result import RunResult

LIFTED, NO_LONGER, ALONE = "the proposal lifts", "the proposal no longer lifts", "it leaves alone"


def by_lift(baseline: RunResult, variant: RunResult, arms: list[pd.DataFrame]) -> list[pd.DataFrame] | None:
    """Return the validators of both runs' agents by group, with a column `lift` that says what the proposal does.

    A lift is the proposal's if only one arm has it, or each to a floor of its own; whom it lifts in a replicate is in
    one group in both arms. None: it lifts nobody, the arms do not have the same validators, or a lift that both have
    comes after it and lifts somebody again, so that nobody can tell whom the first one had lifted.
    """
    before, after = lifts(baseline.scenario), lifts(variant.scenario)
    own = {epoch for epoch in before.keys() | after.keys() if before.get(epoch) != after.get(epoch)}
    shared = {epoch for epoch in before.keys() - own if epoch > min(own, default=epoch)}
    validators = [agents[agents["population"] == VALIDATOR] for agents in arms]
    if not own or _has_lifted(variant, shared) or not _are_the_same(*validators):
        return None
    of_baseline, of_variant = (rows["lifted_epoch"].isin(own).to_numpy() for rows in validators)
    is_lifted = of_baseline | of_variant
    if not is_lifted.any():
        return None
    others = np.where(validators[0]["group"] == CAPTIVE, CAPTIVE, ALONE)
    lift = np.where(is_lifted, LIFTED if of_variant.any() else NO_LONGER, others)
    return [rows.assign(lift=lift) for rows in validators]


def _has_lifted(run: RunResult, epochs: Iterable[int]) -> bool:
    """Return whether anybody is lifted at some epochs, in any replicate."""
    n_lifted = by_epoch(run.series, N_LIFTED)
    return any(n_lifted[:, epoch].any() for epoch in epochs if epoch < run.epochs)


def _are_the_same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return all(
        np.array_equal(one[name].to_numpy(), other[name].to_numpy()) for name in ("replicate", "group", "validator")
    )
