"""Winners and losers: what each group of agents got in two arms, transfers apart from what is newly created."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from econsim.analysis.cuts import VALIDATOR, Cut, cuts_of, totals
from econsim.analysis.lifted import by_lift
from econsim.analysis.metrics import by_epoch, weighted_mean
from econsim.analysis.report_data import Gain
from econsim.analysis.value_created import value_created
from econsim.runs.run_result import RunResult
from econsim.units import SECONDS_PER_HOUR

OF_THE_MINT, NET_CREATION, OF_THE_MARKET, CROSS_CUT = "mint", "net creation", "market", "cross-cut"
OF_TENANTS = "tenants"
VALIDATORS, DELEGATORS, POOL = "validators", "delegators", "community pool"
CREATED = "minted in all"


def winners(baseline: RunResult, variant: RunResult, arms: list[pd.DataFrame]) -> tuple[Gain, ...]:
    """Return the rows of several tables, told apart by `table`; `arms` are both runs' agents by group.

    `mint`: who received the newly minted AKT. Validators' commission by tier of stake at the start, delegators'
    rewards by decile, and the rest, which is the community pool's: the rows add up to what was minted.
    transfer = (change of a group's share of what is minted) x (what is minted, mean of both arms): these add up to 0,
    and are the whole difference where the same is minted. Captive validators have their own row.
    `market`: what tenants paid and providers received [USD]; the rest is the take fee and rent not yet withdrawn, so
    the rows add up to 0.
    `tenants`: what tenants got for it: GPU-hours leased, and the mean price of one [USD].
    `value`, `value created`, `beside value`: who gains of the value that leases create (see `value_created.py`).
    `cross-cut`: the validators once more, those that the proposal lifts and the others; none where it lifts nobody.
    """
    cuts = (*mint_cuts(baseline, variant, arms), *_market(arms), *_tenants(baseline, variant))
    of_value = value_created(baseline, variant)
    return (*(cut.gain() for cut in cuts), *of_value, *(cut.gain() for cut in _cross(baseline, variant, arms)))


def mint_cuts(baseline: RunResult, variant: RunResult, arms: list[pd.DataFrame]) -> list[Cut]:
    """Return who received what was minted, the community pool last but one, and what was minted in all."""
    return shared_out(
        [
            *cuts_of(OF_THE_MINT, arms, VALIDATOR, "group", "income_uakt", VALIDATORS + ", {}"),
            *cuts_of(OF_THE_MINT, arms, "delegator", "group", "income_uakt", DELEGATORS + ", {}"),
        ],
        baseline,
        variant,
    )


def shared_out(cuts: list[Cut], baseline: RunResult, variant: RunResult) -> list[Cut]:
    """Return the cuts of all who receive what is minted; the pool has the rest, and what is minted in all comes last.

    Arguments: the cuts of everybody but the pool, the two runs.
    """
    minted = [by_epoch(run.series, "minted_uakt").sum(axis=1).astype(np.float64) for run in (baseline, variant)]
    handed_out = totals(cuts)
    pool = Cut(OF_THE_MINT, POOL, "uakt", minted[0] - handed_out[0], minted[1] - handed_out[1])
    receivers = [dataclasses.replace(cut, minted=(minted[0], minted[1])) for cut in (*cuts, pool)]
    return [*receivers, Cut(NET_CREATION, CREATED, "uakt", minted[0], minted[1])]


def _market(arms: list[pd.DataFrame]) -> list[Cut]:
    providers = cuts_of(OF_THE_MARKET, arms, "provider", "group", "income_usd", "providers, {}", unit="USD")
    paid = cuts_of(OF_THE_MARKET, arms, "tenant", "group", "cost_usd", "tenants, {}", unit="USD")
    tenants = [Cut(cut.table, cut.who, cut.unit, -cut.baseline, -cut.variant, cut.members) for cut in paid]
    cuts = [*providers, *tenants]
    if not cuts:
        return []
    left = totals(cuts)
    return [*cuts, Cut(OF_THE_MARKET, "take fees, and rent not yet withdrawn", "USD", -left[0], -left[1])]


def _tenants(baseline: RunResult, variant: RunResult) -> list[Cut]:
    if not baseline.scenario.run.market:
        return []
    hours = float(baseline.scenario.run.epoch_length) / SECONDS_PER_HOUR
    runs = (baseline, variant)
    used = [by_epoch(run.series, "gpus_in_use_all").astype(np.float64) for run in runs]
    prices = [by_epoch(run.series, "gpu_price_usd_per_hour_all") for run in runs]
    leased = [each.sum(axis=1) * hours for each in used]
    paid = [weighted_mean(price, each) for price, each in zip(prices, used, strict=True)]
    return [
        Cut(OF_TENANTS, "GPU-hours leased", "GPU-hours", leased[0], leased[1]),
        Cut(OF_TENANTS, "price per GPU-hour", "USD/GPU-hour", paid[0], paid[1]),
    ]


def _cross(baseline: RunResult, variant: RunResult, arms: list[pd.DataFrame]) -> list[Cut]:
    lifted = by_lift(baseline, variant, arms)
    if lifted is None:
        return []
    cuts = cuts_of(CROSS_CUT, lifted, VALIDATOR, "lift", "income_uakt", f"{VALIDATORS} {{}}")
    return cuts[::-1]  # those whom the proposal lifts, those it leaves alone, the captive
