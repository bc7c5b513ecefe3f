"""Winners and losers: what each group of agents got in two arms, transfers apart from what is newly created."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from econsim.analysis.metrics import by_epoch
from econsim.analysis.statistics import paired
from econsim.simulation.run import Run
from econsim.units import FloatArray

OF_THE_MINT, NET_CREATION, OF_THE_MARKET, CROSS_CUT = "mint", "net creation", "market", "cross-cut"


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

    @property
    def transfer(self) -> float | None:
        """Return the mean of the difference less this group's share of what is minted more or less."""
        if self.minted is None:
            return None
        before, after = self.minted
        share = np.divide(self.baseline, before, out=np.zeros_like(before), where=before > 0)
        return float((self.variant - self.baseline - share * (after - before)).mean())

    def row(self) -> dict[str, Any]:
        """Return the row of the table: both levels, the paired difference with its 95 % interval, the verdict."""
        pair = paired(self.baseline, self.variant)
        return {
            "table": self.table,
            "who": self.who,
            "members": self.members,
            "unit": self.unit,
            "baseline": pair.baseline,
            "variant": pair.variant,
            "difference": pair.difference,
            "ci_low": pair.ci_low,
            "ci_high": pair.ci_high,
            "transfer": self.transfer,
            "verdict": pair.verdict,
        }


def winners(baseline: Run, variant: Run) -> list[dict[str, Any]]:
    """Return the rows of three tables, told apart by `table`.

    `mint`: who received the newly minted AKT. Validators' commission by tier of stake at the start, delegators'
    rewards by decile, and the rest, which is the community pool's: the rows add up to what was minted.
    transfer = difference - (share of the baseline's mint) x (change of what is minted): these add up to 0, and are the
    whole difference where the same is minted.
    `market`: what tenants paid and providers received [USD]; the rest is the take fee and rent not yet withdrawn, so
    the rows add up to 0.
    `cross-cut`: the validators once more, those below the floor at the start and the others.
    """
    arms = [_by_group(run) for run in (baseline, variant)]
    return [cut.row() for cut in (*_mint(baseline, variant, arms), *_market(arms), *_cross(arms))]


def _by_group(run: Run) -> pd.DataFrame:
    """Return the sums of a run over agents that are alike, a row for each kind and replicate, with their number."""
    return pd.concat([_sums_of_the_alike(agents) for agents in run.agents_by_replicate], ignore_index=True)


def _sums_of_the_alike(agents: pd.DataFrame) -> pd.DataFrame:
    lifted = np.where(agents["is_lifted"], "below the floor at the start", "not below it")
    told = agents.assign(is_lifted=lifted, members=1)
    alike = told.groupby(["replicate", "population", "group", "is_lifted"], as_index=False)
    return alike[["income_uakt", "income_usd", "cost_usd", "members"]].sum()


def _mint(baseline: Run, variant: Run, arms: list[pd.DataFrame]) -> list[Cut]:
    cuts = [
        *_cuts(OF_THE_MINT, arms, "validator", "group", "income_uakt", "validators, {}"),
        *_cuts(OF_THE_MINT, arms, "delegator", "group", "income_uakt", "delegators, {}"),
    ]
    minted = [by_epoch(run.series, "minted_uakt").sum(axis=1).astype(np.float64) for run in (baseline, variant)]
    handed_out = _totals(cuts)
    pool = Cut(OF_THE_MINT, "community pool", "uakt", minted[0] - handed_out[0], minted[1] - handed_out[1])
    receivers = [dataclasses.replace(cut, minted=(minted[0], minted[1])) for cut in (*cuts, pool)]
    return [*receivers, Cut(NET_CREATION, "minted in all", "uakt", minted[0], minted[1])]


def _market(arms: list[pd.DataFrame]) -> list[Cut]:
    providers = _cuts(OF_THE_MARKET, arms, "provider", "group", "income_usd", "providers, {}", unit="USD")
    paid = _cuts(OF_THE_MARKET, arms, "tenant", "group", "cost_usd", "tenants, {}", unit="USD")
    tenants = [Cut(cut.table, cut.who, cut.unit, -cut.baseline, -cut.variant, cut.members) for cut in paid]
    cuts = [*providers, *tenants]
    if not cuts:
        return []
    left = _totals(cuts)
    return [*cuts, Cut(OF_THE_MARKET, "take fees, and rent not yet withdrawn", "USD", -left[0], -left[1])]


def _totals(cuts: list[Cut]) -> list[FloatArray]:
    """Return the sum over groups in each arm, one number a replicate."""
    return [np.sum([cut.baseline for cut in cuts], axis=0), np.sum([cut.variant for cut in cuts], axis=0)]


def _cross(arms: list[pd.DataFrame]) -> list[Cut]:
    return _cuts(CROSS_CUT, arms, "validator", "is_lifted", "income_uakt", "validators {}")


def _cuts(
    table: str, arms: list[pd.DataFrame], population: str, by: str, column: str, who: str, unit: str = "uakt"
) -> list[Cut]:
    sums = [_sums(agents, population, by, column) for agents in arms]
    groups = sorted(set(sums[0].index) | set(sums[1].index), key=_natural)
    members = arms[0][(arms[0]["population"] == population) & (arms[0]["replicate"] == arms[0]["replicate"].min())]
    sizes = members.groupby(by)["members"].sum()
    found = [part.reindex(groups, fill_value=0) for part in sums]
    return [
        Cut(
            table,
            who.format(f"rank {group}" if group[0].isdigit() else group),
            unit,
            found[0].loc[group].to_numpy(np.float64),
            found[1].loc[group].to_numpy(np.float64),
            int(sizes.get(group, 0)),
        )
        for group in groups
    ]


def _sums(agents: pd.DataFrame, population: str, by: str, column: str) -> pd.DataFrame:
    """Return the sum of a column by group (rows) and replicate (columns)."""
    rows = agents[agents["population"] == population]
    return rows.groupby([by, "replicate"])[column].sum().unstack("replicate", fill_value=0)


def _natural(group: str) -> list[tuple[bool, int, str]]:
    """Sort `decile 2` before `decile 10`, and ranks before `waiting`."""
    parts = [part for part in re.split(r"(\d+)", group) if part]
    return [(False, int(part), "") if part.isdigit() else (True, 0, part) for part in parts]
