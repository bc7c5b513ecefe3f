"""Fit the preferences of genesis: shares p by which tranches fall so that on average they give the ranked table.

The mean of the largest of many random shares is above the largest of their means, so p is flatter than the table. It
is found by repetition, p <- p x (table / mean ranked shares)^step put in order, always on the same draws: sizes drawn
anew for every replicate, every tranche's place by one uniform, and each replicate turned through `_TURNS` equal steps
of those uniforms, which is as good as more draws and costs no drawing. How well p does is measured on draws of its own.
Where the table is flatter than draws alone leaves equal preferences, as from rank 34 on, no p meets every rank: there
preferences come out nearly equal, and what is missed at single ranks is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from econsim.draws import Streams
from econsim.genesis.delegators import build_heads, own_bond, tranche_draws, tranches
from econsim.genesis.parameters import Genesis
from econsim.measures.concentration import gini, hhi, nakamoto, top_share
from econsim.networks.akash_validators import akash_validators
from econsim.policies.population import Population
from econsim.scenario.schema import Scenario
from econsim.units import DEC18, FloatArray, IntArray, dec18, mul_div

_DRAWN, _TURNS, _ROUNDS, _STEP = 200, 10, 150, 0.6
_APART = 1_000_000  # replicates of the check begin here
_UNITS = 10**12  # of a share, to measure shares as whole stakes
MEASURES: dict[str, Callable[[IntArray], float]] = {
    "HHI": hhi,
    "Gini": gini,
    "top ten": lambda stake: top_share(stake, 10),
    "Nakamoto": nakamoto,
}


@dataclass(frozen=True)
class Met:
    """A measure of the table, and what placed tranches have of it: their mean and its standard error."""

    measure: str
    table: float
    placed: float
    error: float


@dataclass(frozen=True)
class Fit:
    """Fitted preferences, what was to be met, and what tranches placed by them give on average on draws of its own."""

    preferences: FloatArray
    table: FloatArray
    ranked: FloatArray
    measures: dict[str, tuple[float, float, float]]  # of the table; mean and standard error of the placed

    def met(self) -> list[Met]:
        """Return one row a measure, and the largest miss of a ranked share."""
        missed = float(np.abs(self.ranked - self.table).max())
        rows = [Met(name, *found) for name, found in self.measures.items()]
        return [*rows, Met("largest miss of a ranked share", 0.0, missed, 0.0)]


@dataclass(frozen=True)
class _Sample:
    """One replicate's tranches by their uniforms: shares of stake summed up to each."""

    at: FloatArray
    upto: FloatArray
    own: float  # share of stake that an operator has with its own validator

    def stake(self, preferences: FloatArray) -> FloatArray:
        """Return shares of stake by (turn, validator) for tranches placed by preferences."""
        edges = (
            np.append(0.0, np.cumsum(preferences) / preferences.sum())[None, :] + np.arange(_TURNS)[:, None] / _TURNS
        )
        whole, within = np.divmod(edges, 1.0)
        below = whole + self.upto[np.searchsorted(self.at, within)]
        return np.asarray(self.own + (1.0 - self.own * preferences.size) * np.diff(below, axis=1))


def fit_preferences(scenario: Scenario, seed: int) -> Fit:
    """Return the preferences whose tranches, of the sizes of a scenario, have the table's ranked shares on average."""
    table = akash_validators().stake_share
    table = table / table.sum()
    samples = [_sample(scenario, Streams(seed, replicate), table.size) for replicate in range(_DRAWN)]
    preferences = table.copy()
    for _ in range(_ROUNDS):
        preferences = preferences * (table / _ranked(samples, preferences).mean(axis=0)) ** _STEP
        preferences = np.sort(preferences / preferences.sum())[::-1]
    preferences = np.round(preferences, 9)
    fresh = [_sample(scenario, Streams(seed, _APART + replicate), table.size) for replicate in range(_DRAWN)]
    placed = _ranked(fresh, preferences)
    of_sample = placed.reshape(_DRAWN, _TURNS, -1)
    measures = {}
    for name, measure in MEASURES.items():
        values = np.array([np.mean([measure(_whole(turn)) for turn in turns]) for turns in of_sample])
        error = float(values.std(ddof=1)) / _DRAWN**0.5
        measures[name] = (np.asarray(measure(_whole(table))).item(), float(values.mean()), error)
    return Fit(preferences, table, placed.mean(axis=0), measures)


def csv_of(preferences: FloatArray, seed: int) -> str:
    """Return preferences as the table that ships, each line with its source."""
    source = f'"fitted by econsim calibrate genesis --seed {seed}, to validators_akash_2024-02-20.csv"'
    lines = [f"{row + 1},{share:.9f},{source}" for row, share in enumerate(preferences)]
    return "\n".join(["row,brand_share,source", *lines]) + "\n"


def _sample(scenario: Scenario, streams: Streams, n_validators: int) -> _Sample:
    bonded = mul_div(scenario.part(Genesis).total_supply_uakt, dec18(scenario.part(Genesis).bonded_ratio), DEC18)
    who = scenario.part(Population).delegators
    heads = build_heads(who, scenario.part(Genesis).unbonding_ratio, streams)
    fallen = tranches(who, streams, heads, bonded)
    draws = tranche_draws(streams, fallen)
    order = np.argsort(draws)
    upto = np.append(0.0, np.cumsum(fallen.share[order]))
    return _Sample(
        draws[order],
        upto / upto[-1],
        own_bond(scenario.part(Population).validators.self_bond_uakt, bonded, n_validators) / bonded,
    )


def _ranked(samples: list[_Sample], preferences: FloatArray) -> FloatArray:
    """Return shares of stake from the largest down, one row a sample and turn."""
    placed = np.concatenate([sample.stake(preferences) for sample in samples])
    return np.asarray(np.sort(placed, axis=1)[:, ::-1])


def _whole(shares: FloatArray) -> IntArray:
    return np.rint(shares * _UNITS).astype(np.int64)
