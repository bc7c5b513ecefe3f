"""What the first page of a report shows beside the numbers of a comparison, typed: it is kept in report_data.json."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class GroupGain:
    """What a group of people gets in both arms and what moves to it, AKT a year; None where there is no interval.

    `moved` is the transfer alone, `usd` the same in USD a year at the mean price; `baseline` and `variant` are levels
    of the whole run.
    """

    who: str
    members: int | None
    baseline: float
    variant: float
    moved: float
    ci_low: float | None
    ci_high: float | None
    usd: float
    verdict: str


@dataclass(frozen=True)
class WhoGains:
    """Who gains and who pays: groups whose transfers sum to zero, what is created apart.

    `parties` are the same people once more: delegators, validators and the community pool. `days` is the window in
    which the arms may differ, over which transfers are counted; `akt_price_usd` the mean price in it, over both arms.
    """

    days: float
    akt_price_usd: float
    groups: tuple[GroupGain, ...]
    parties: tuple[GroupGain, ...]
    created: GroupGain


@dataclass(frozen=True)
class ProposedChange:
    """One thing that a variant changes: now, proposed, from when, for whom, and where both are from.

    `since` is an ISO date; where it acts at a boundary of epochs that lies on another day than its date, or a shock
    begins between boundaries, the moment in words. `path` is that of the parameter, or of the event where it sets
    none; None where one side has no such value.
    """

    path: str
    words: str
    unit: str
    now: Any
    proposed: Any
    since: str
    whom: str
    now_source: str
    proposed_source: str
