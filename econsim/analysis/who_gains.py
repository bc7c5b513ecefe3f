"""Who gains and who pays, in few groups of people: AKT a year that moves between them, what is created apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from econsim.analysis.cuts import VALIDATOR, Cut, cuts_of
from econsim.analysis.first_page_data import GroupGain, WhoGains
from econsim.analysis.lifted import ALONE, LIFTED, NO_LONGER, by_lift
from econsim.analysis.metrics import by_epoch
from econsim.analysis.statistics import paired
from econsim.analysis.winners import CREATED, DELEGATORS, OF_THE_MINT, POOL, VALIDATORS, shared_out
from econsim.runs.run_result import RunResult
from econsim.units import DAYS_PER_YEAR, SECONDS_PER_DAY, UAKT_PER_AKT

LARGE, SMALL = "largest delegators (top decile)", "other delegators"
TEN, REST = "ten largest validators", "other validators"
_BY_LIFT = {lift: f"{VALIDATORS} {lift}" for lift in (LIFTED, NO_LONGER, ALONE)}
_PEOPLE = (LARGE, SMALL, TEN, REST, *_BY_LIFT.values(), POOL)
_TEN_RANKS, _LARGEST_DECILE = "1-10", "decile 10"


def who_gains(baseline: RunResult, variant: RunResult, arms: list[pd.DataFrame], first: int | None) -> WhoGains:
    """Return what moves between groups of people, whose transfers sum to zero; `arms` are both runs' agents by group.

    Groups are delegators by their stake at the start, and validators by what the proposal does: those it lifts and
    those it leaves alone; where it lifts nobody they are cut by their rank at the start. Who waits or is captive is
    among the last of the validators, operators' own stake among the other delegators.
    `first` is the epoch from which the arms differ (None: never); transfers are those of the epochs from there on.
    """
    days = float(baseline.scenario.run.epoch_length) / SECONDS_PER_DAY
    begin, lifted = first or 0, by_lift(baseline, variant, arms)
    told = [
        agents.assign(people=_people(agents, None if lifted is None else lifted[place]), party=_party(agents))
        for place, agents in enumerate(arms)
    ]
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


def _people(agents: pd.DataFrame, lifted: pd.DataFrame | None) -> Any:
    """Return the group of people that each row belongs to; `lifted` are the validators by lift, None: it is no cut."""
    is_validator = agents["population"] == VALIDATOR
    people = np.where(agents["group"] == _LARGEST_DECILE, LARGE, SMALL).astype(object)
    if lifted is None:
        people[is_validator] = np.where(agents["group"][is_validator] == _TEN_RANKS, TEN, REST)
    else:
        people[is_validator] = lifted["lift"].map(_BY_LIFT).fillna(_BY_LIFT[ALONE])
    return people


def _party(agents: pd.DataFrame) -> Any:
    return np.where(agents["population"] == VALIDATOR, VALIDATORS, DELEGATORS)


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
