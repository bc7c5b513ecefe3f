"""Who gains and who pays, in few groups of people: AKT a year that moves between them, what is created apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from econsim.analysis.cuts import BELOW_FLOOR, Cut, cuts_of
from econsim.analysis.first_page_data import GroupGain, WhoGains
from econsim.analysis.metrics import by_epoch
from econsim.analysis.statistics import paired
from econsim.analysis.winners import CREATED, DELEGATORS, OF_THE_MINT, POOL, VALIDATORS, shared_out
from econsim.runs.run_result import RunResult
from econsim.units import DAYS_PER_YEAR, SECONDS_PER_DAY, UAKT_PER_AKT

LARGE, SMALL = "largest delegators (top decile)", "other delegators"
TEN, LIFTED, REST = "ten largest validators", "others below the floor at the start", "other validators"
_PEOPLE = (LARGE, SMALL, TEN, LIFTED, REST, POOL)
_TEN_RANKS, _LARGEST_DECILE = "1-10", "decile 10"


def who_gains(baseline: RunResult, variant: RunResult, arms: list[pd.DataFrame], first: int | None) -> WhoGains:
    """Return what moves between groups of people, whose transfers sum to zero; `arms` are both runs' agents by group.

    Groups are those of the start: delegators by their stake, validators by rank and by whether they were below the
    floor; who waits or is captive is among the other validators, operators' own stake among the other delegators.
    `first` is the epoch from which the arms differ (None: never); transfers are those of the epochs from there on.
    """
    days = float(baseline.scenario.run.epoch_length) / SECONDS_PER_DAY
    begin, told = first or 0, [agents.assign(people=_people(agents), party=_party(agents)) for agents in arms]
    prices = [by_epoch(run.series, "akt_price_usd")[:, begin:] for run in (baseline, variant)]
    price, window, whole = float(np.mean(prices)), (baseline.epochs - begin) * days, baseline.epochs * days

    def groups(by: str) -> dict[str, GroupGain]:
        cuts = [
            cut
            for population in ("validator", "delegator")
            for cut in cuts_of(OF_THE_MINT, told, population, by, "income_uakt", "{}")
        ]
        return {cut.who: _group(cut, window, whole, price) for cut in shared_out(cuts, baseline, variant)}

    people, parties = groups("people"), groups("party")
    return WhoGains(
        days=window,
        akt_price_usd=price,
        groups=tuple(people[who] for who in _PEOPLE if who in people),
        parties=tuple(parties[who] for who in (DELEGATORS, VALIDATORS, POOL) if who in parties),
        created=people[CREATED],
    )


def _people(agents: pd.DataFrame) -> Any:
    """Return the group of people that each row belongs to."""
    ranks, is_lifted = agents["group"], agents["is_lifted"] == BELOW_FLOOR
    of_validators = np.where(ranks == _TEN_RANKS, TEN, np.where(is_lifted, LIFTED, REST))
    of_delegators = np.where(ranks == _LARGEST_DECILE, LARGE, SMALL)
    return np.where(agents["population"] == "validator", of_validators, of_delegators)


def _party(agents: pd.DataFrame) -> Any:
    return np.where(agents["population"] == "validator", VALIDATORS, DELEGATORS)


def _group(cut: Cut, window: float, whole: float, price: float) -> GroupGain:
    """Return a group as AKT a year: transfers over the window [days], levels over the whole run."""
    moved = cut.transfers if cut.minted is not None else cut.variant - cut.baseline
    assert moved is not None
    a_year = DAYS_PER_YEAR / (window * UAKT_PER_AKT)
    pair = paired(np.zeros_like(moved), moved * a_year)
    size, of_the_run = pair.difference or 0.0, DAYS_PER_YEAR / (whole * UAKT_PER_AKT)
    return GroupGain(
        who=cut.who,
        members=cut.members,
        baseline=float(cut.baseline.mean()) * of_the_run,
        variant=float(cut.variant.mean()) * of_the_run,
        moved=size,
        ci_low=pair.ci_low,
        ci_high=pair.ci_high,
        usd=size * price,
        verdict=pair.verdict,
    )
