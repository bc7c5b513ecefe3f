"""The rows of the report's tables, every number already written as people read it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import numpy as np

from econsim.analysis.caveats import SUPPLY_HELD_FIXED
from econsim.analysis.comparison import Comparison
from econsim.analysis.display import MISSING, decimals_of, number, over, plain, significant, span, words_of
from econsim.analysis.metrics import Metric
from econsim.analysis.statistics import IDENTICAL, UNDETECTED
from econsim.analysis.targets import OUTSIDE, observed, period
from econsim.analysis.winners import CROSS_CUT, NET_CREATION, OF_THE_MARKET, OF_THE_MINT
from econsim.report.figures import TimePath
from econsim.report.sentences import effects
from econsim.units import SECONDS_PER_DAY, UAKT_PER_AKT

_MATERIAL = {True: "yes", False: "no", None: "open"}
_TOPICS = {
    "concentration": "Concentration of stake",
    "staking": "Supply and bonding",
    "delegators": "Delegators",
    "validators": "Validators",
    "market": "Market",
    "token": "Token",
}
_DAYS_BETWEEN_ROWS = 30


def changes(comparison: Comparison, variant: str) -> list[dict[str, str]]:
    """Return what differs in the scenario, with the chain source where there is one."""
    found = next(one for one in comparison.numbers["variants"] if one["name"] == variant)
    sources = comparison.background["sources"][variant]
    return [
        {
            "path": change["path"],
            "baseline": _written(change["baseline"]),
            "variant": _written(change["variant"]),
            "source": sources.get(change["path"], ""),
        }
        for change in found["changes"]
    ]


def outcomes(comparison: Comparison, variant: str) -> dict[str, Any]:
    """Return the outcomes that differ, by topic, and the names of those that are identical."""
    found = effects(comparison, variant)
    extras = comparison.background["statistics"][variant]
    differing = [effect for effect in found if effect.found["verdict"] != IDENTICAL]
    topics = [
        {
            "name": _TOPICS[topic],
            "caption": _caption(topic),
            "rows": [_outcome(effect.metric, effect.found, extras) for effect in group],
        }
        for topic, group in groupby(differing, key=lambda effect: effect.metric.topic)
    ]
    same = [effect.metric.heading for effect in found if effect.found["verdict"] == IDENTICAL]
    return {"topics": topics, "identical": same}


def _caption(topic: str) -> str:
    return SUPPLY_HELD_FIXED if topic == "market" else ""


def _outcome(metric: Metric, found: dict[str, Any], extras: dict[str, Any]) -> dict[str, Any]:
    return {
        "heading": metric.heading,
        "unit": words_of(metric, found["window_days"]),
        "over": over(metric, found["window_days"]),
        "meaning": f"{metric.meaning} ({metric.aggregation}, {metric.window.replace('_', ' ')})",
        "baseline": number(metric, found["baseline"]),
        "variant": number(metric, found["variant"]),
        "difference": number(metric, found["difference"], signed=True),
        "interval": span(metric, found["ci_low"], found["ci_high"]),
        "drift": number(metric, found["baseline_drift"], signed=True),
        "relative": _percent(extras[metric.name]["relative"]),
        "smallest_effect": number(metric, metric.smallest_effect),
        "material": MISSING if found["verdict"] == UNDETECTED else _MATERIAL[found["material"]],
        "verdict": found["verdict"],
    }


def gains(comparison: Comparison, variant: str) -> dict[str, Any]:
    """Return the tables of winners and losers: the mint, its total, the market, and the validators cut otherwise."""
    rows = comparison.background["winners"][variant]
    tables = {
        table: [_gain(row) for row in rows if row["table"] == table]
        for table in (OF_THE_MINT, NET_CREATION, OF_THE_MARKET, CROSS_CUT)
    }
    total = sum(row["transfer"] for row in rows if row["table"] == OF_THE_MINT)
    return {"tables": tables, "sum": _money(round(total), "uakt", signed=True)}


def _gain(row: dict[str, Any]) -> dict[str, Any]:
    ends = [row["ci_low"], row["ci_high"]]
    interval = MISSING if None in ends else " to ".join(_money(end, row["unit"], signed=True) for end in ends)
    relative = row["difference"] / abs(row["baseline"]) if row["baseline"] else None
    return {
        "who": row["who"],
        "members": MISSING if row["members"] is None else f"{row['members']:,}",
        "baseline": _money(row["baseline"], row["unit"]),
        "variant": _money(row["variant"], row["unit"]),
        "difference": _money(row["difference"], row["unit"], signed=True),
        "interval": interval,
        "transfer": _money(row["transfer"], row["unit"], signed=True),
        "relative": _percent(relative),
        "verdict": row["verdict"],
    }


def break_even_rows(comparison: Comparison) -> dict[str, Any]:
    """Return the break-even prices of every arm, and how many validators cover their own cost at some prices."""
    found = comparison.background["break_even"]
    arms = list(found)
    first = found[arms[0]]
    prices = [
        [f"{row['rank']}", f"{row['cost_usd_per_month']:,.0f}"]
        + [_usd(found[arm]["prices"][place]["usd"]) for arm in arms]
        for place, row in enumerate(first["prices"])
    ]
    covering = [
        [_usd(row["akt_price_usd"]), *(_mean_count(found[arm]["covering"][place]["validators"]) for arm in arms)]
        for place, row in enumerate(first["covering"])
    ]
    apart = [
        f"{arm}: {_apart(one['n_captive'])} and {_apart(one['n_without_commission'])}" for arm, one in found.items()
    ]
    return {"arms": arms, "prices": prices, "covering": covering, "apart": "; ".join(apart)}


def _usd(value: float | None) -> str:
    return MISSING if value is None else plain(value, 2)


def _apart(value: float | None) -> str:
    return _mean_count(value).removesuffix(".0")


def _mean_count(value: float | None) -> str:
    return MISSING if value is None else plain(value, 1)


def target_rows(targets: dict[str, Any]) -> dict[str, Any]:
    """Return the market's targets beside what each arm has, a verdict a row; nothing where no arm covers any."""
    if not any(row["mean"] is not None for found in targets.values() for row in found["rows"]):
        return {"arms": [], "rows": []}
    places = range(len(next(iter(targets.values()))["rows"]))
    return {
        "arms": list(targets),
        "rows": [_target([found["rows"][place] for found in targets.values()]) for place in places],
    }


def _target(judged: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one target with what each arm has for it."""
    target = judged[0]
    is_outside = target["mark"] == OUTSIDE
    return {
        "label": target["label"],
        "unit": target["unit"],
        "mark": target["mark"],
        "observed": observed(target),
        "tolerance": MISSING if is_outside else f"{100 * target['tolerance']:.0f} %",
        "found": [
            {"mean": MISSING, "verdict": MISSING if is_outside else "not in this run"}
            if row["mean"] is None
            else {"mean": significant(row["mean"]), "verdict": row["verdict"]}
            for row in judged
        ],
        "reason": target["reason"],
        "source": ", ".join(filter(None, (target["source"], period(target)))),
    }


def statistics_rows(comparison: Comparison, variant: str) -> list[dict[str, str]]:
    """Return, for metrics that differ, what pairing gains and how many replicates would be needed."""
    extras = comparison.background["statistics"][variant]
    rows = []
    for metric, found in effects(comparison, variant):
        if found["verdict"] == IDENTICAL:
            continue
        extra = extras[metric.name]
        ratio = extra["variance_ratio"]
        rows.append(
            {
                "heading": metric.heading,
                "variance_ratio": MISSING if ratio is None else f"{ratio:.3g}",
                "needed": _count(extra["needed_replicates"]),
                "settling": _count(extra["settling_replicates"]) if found["material"] is None else MISSING,
                "for_level": _count(extra["runs_for_level"]),
            }
        )
    return rows


def path_rows(data: TimePath, metric: Metric) -> list[dict[str, Any]]:
    """Return a figure's data table: the mean of each arm every 30 days and at the end."""
    step = max(1, round(_DAYS_BETWEEN_ROWS / _days_an_epoch(data)))
    places = sorted({*range(0, len(data.dates), step), len(data.dates) - 1})
    decimals = decimals_of(metric)
    return [
        {
            "date": f"{data.dates[place]:%Y-%m-%d}",
            "means": [_plain_or_missing(path["mean"][place], decimals) for path in data.arms.values()],
        }
        for place in places
    ]


def _days_an_epoch(data: TimePath) -> float:
    return (data.dates[1] - data.dates[0]).total_seconds() / SECONDS_PER_DAY if len(data.dates) > 1 else 1.0


def _plain_or_missing(value: float, decimals: int) -> str:
    return plain(float(value), decimals) if np.isfinite(value) else MISSING


def _money(value: float | None, unit: str, *, signed: bool = False) -> str:
    if value is None:
        return MISSING
    return plain(
        round(value / UAKT_PER_AKT if unit == "uakt" else value, 6), 0 if unit != "validators" else 1, signed=signed
    )


def _percent(value: float | None, *, signed: bool = True, decimals: int = 1) -> str:
    return MISSING if value is None else f"{plain(100 * value, decimals, signed=signed)} %"


def _count(value: int | None) -> str:
    return MISSING if value is None else f"{value:,}"


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_written(entry)}" for name, entry in value.items())
    if isinstance(value, list):
        return "; ".join(_written(entry) for entry in value)
    return MISSING if value is None else str(value)
