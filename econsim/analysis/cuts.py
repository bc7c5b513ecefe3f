"""Groups of agents that are alike, and what each got in two arms."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from econsim.analysis.better_off import better_and_worse
from econsim.analysis.report_data import Gain
from econsim.analysis.statistics import paired
from econsim.runs.run_result import RunResult
from econsim.units import FloatArray

CAPTIVE, VALIDATOR = "captive", "validator"
_SUMMED = ("income_uakt", "income_usd", "cost_usd", "members", "n_better", "n_worse")
_NONE = -1  # the validator of agents of other kinds
_ALIKE = ["replicate", "population", "group", "validator", "lifted_epoch"]


@dataclass(frozen=True)
class Cut:
    """A group of agents and a number for it, one a replicate, in both arms."""

    table: str
    who: str
    unit: str
    baseline: FloatArray
    variant: FloatArray
    members: int | None = None
    minted: tuple[FloatArray, FloatArray] | None = None
    better: float | None = None
    worse: float | None = None

    @property
    def transfers(self) -> FloatArray | None:
        """Return, one a replicate, the change of this group's share of what is minted x what is minted on average.

        The rest of the difference is its mean share of what is minted more or less. Where the same is minted the
        transfer is the whole difference; swapping the arms flips its sign.
        """
        if self.minted is None:
            return None
        before, after = self.minted
        if np.array_equal(before, after):
            return self.variant - self.baseline
        return (_share(self.variant, after) - _share(self.baseline, before)) * (before + after) / 2

    def gain(self) -> Gain:
        """Return the row of the table: both levels, the paired difference with its 95 % interval, the verdict."""
        pair, moved = paired(self.baseline, self.variant), self.transfers
        return Gain(
            table=self.table,
            who=self.who,
            members=self.members,
            unit=self.unit,
            baseline=pair.baseline,
            variant=pair.variant,
            difference=pair.difference,
            ci_low=pair.ci_low,
            ci_high=pair.ci_high,
            transfer=None if moved is None else float(moved.mean()),
            verdict=pair.verdict,
            better=self.better,
            worse=self.worse,
        )


def by_group(*runs: RunResult) -> list[pd.DataFrame]:
    """Return the sums of each run over agents that are alike, a row for each kind and replicate, with their number.

    Every validator has a row of its own; captive ones are a group of their own, whatever their rank. `n_better` and
    `n_worse` count the agents that got more and less than in the first run, the baseline; in that one they are NaN.
    """
    found: list[list[pd.DataFrame]] = [[] for _ in runs]
    for baseline, *others in zip(*(run.agents_by_replicate for run in runs), strict=True):
        for parts, agents, held_against in zip(
            found, (baseline, *others), (None, *[baseline] * len(others)), strict=True
        ):
            parts.append(_sums_of_the_alike(agents, held_against))
    return [pd.concat(parts, ignore_index=True) for parts in found]


def cuts_of(
    table: str, arms: list[pd.DataFrame], population: str, by: str, column: str, who: str, unit: str = "uakt"
) -> list[Cut]:
    """Return one cut for each group of a population; `who` names it, with the group in the place of {}."""
    sums = [_sums(agents, population, by, column) for agents in arms]
    groups = sorted(set(sums[0].index) | set(sums[1].index), key=_natural)
    sizes = _sums(arms[0], population, by, "members").mean(axis=1).round()
    found = [part.reindex(groups, fill_value=0) for part in sums]
    better, worse = (_part_of_members(arms[1], population, by, count) for count in ("n_better", "n_worse"))
    return [
        Cut(
            table,
            who.format(f"rank {group}" if group[0].isdigit() else group),
            unit,
            found[0].loc[group].to_numpy(np.float64),
            found[1].loc[group].to_numpy(np.float64),
            int(sizes.get(group, 0)),
            better=better.get(group),
            worse=worse.get(group),
        )
        for group in groups
    ]


def totals(cuts: list[Cut]) -> list[FloatArray]:
    """Return the sum over groups in each arm, one number a replicate."""
    return [np.sum([cut.baseline for cut in cuts], axis=0), np.sum([cut.variant for cut in cuts], axis=0)]


def _sums_of_the_alike(agents: pd.DataFrame, baseline: pd.DataFrame | None) -> pd.DataFrame:
    told = agents.assign(
        group=agents["group"].mask(agents["is_captive"], CAPTIVE),
        validator=np.where(agents["population"] == VALIDATOR, agents["id"], _NONE),
        members=1,
        **better_and_worse(agents, baseline),
    )
    return told.groupby(_ALIKE, as_index=False)[list(_SUMMED)].sum(min_count=1)


def _part_of_members(agents: pd.DataFrame, population: str, by: str, count: str) -> dict[str, float]:
    """Return, by group, the part of its members that a count counts; groups whose agents cannot be held apart lack."""
    rows = agents[agents["population"] == population]
    sums = rows.groupby(by)[[count, "members"]].sum(min_count=1).dropna()
    return {str(group): float(part) for group, part in (sums[count] / sums["members"]).items()}


def _sums(agents: pd.DataFrame, population: str, by: str, column: str) -> pd.DataFrame:
    """Return the sum of a column by group (rows) and replicate (columns)."""
    rows = agents[agents["population"] == population]
    return rows.groupby([by, "replicate"])[column].sum().unstack("replicate", fill_value=0)


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _natural(group: str) -> list[tuple[bool, int, str]]:
    """Sort `decile 2` before `decile 10`, and ranks before `captive` and `waiting`."""
    parts = [part for part in re.split(r"(\d+)", group) if part]
    return [(False, int(part), "") if part.isdigit() else (True, 0, part) for part in parts]
