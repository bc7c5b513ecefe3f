"""Write the table of the cut in docs/prices.md anew (some minutes): python docs/make_hyperscaler_cut.py"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

import econsim
from econsim.analysis.comparison import Comparison
from econsim.analysis.metrics import by_epoch
from econsim.analysis.statistics import paired
from econsim.analysis.what_if import beliefs
from econsim.units import FloatArray

PAGE = Path(__file__).with_name("prices.md")
REPLICATES = 16
PRICES = {"script only": "prices_script", "the preset's mix": "base", "adaptive": "prices_adaptive"}  # of what_if.yaml
MODELS = ("h100", "a100")


def main() -> None:
    """Compare with and without the cut under each way of pricing, and put the table between its marks."""
    heads = [
        f"{what}, {model.upper()}"
        for model in MODELS
        for what in ("GPUs leased [%]", "their price [%]", "use [points]")
    ]
    lines = ["| " + " | ".join(["asks", *heads, "all orders filled [%]"]) + " |", "|---" * (len(heads) + 2) + "|"]
    changes = {"base": {}} | {belief.name: dict(belief.changes) for belief in beliefs()}
    for words, belief in PRICES.items():
        compared = econsim.compare(
            econsim.load_scenario("hyperscaler_cut").with_changes(changes[belief]), replicates=REPLICATES
        )
        cells = [cell for model in MODELS for cell in _of_model(compared, model)]
        lines.append("| " + " | ".join([words, *cells, _change(*_after(compared, "orders_filled"))]) + " |")
    page = PAGE.read_text("utf-8")
    between = r"(<!-- cut -->\n).*(<!-- end of cut -->)"
    table = "\n".join([*lines, ""])
    PAGE.write_text(re.sub(between, lambda found: found[1] + table + found[2], page, flags=re.DOTALL), "utf-8")


def _days_after(compared: Comparison, name: str) -> list[FloatArray]:
    """Return a series from the day of the cut on, of both arms, by replicate and day; what is not there is 0."""
    first = int(compared.runs["cut"].scenario.shocks.outside_price["h100"].start_day)
    return [np.nan_to_num(by_epoch(run.series, name)[:, first:]) for run in compared.runs.values()]


def _after(compared: Comparison, name: str) -> list[FloatArray]:
    return [days.sum(axis=1) for days in _days_after(compared, name)]


def _of_model(compared: Comparison, model: str) -> list[str]:
    """Return what the cut does to leases of a model that begin after it, to their price and to the model's use."""
    leased = _days_after(compared, f"gpus_leased_{model}")
    prices = _days_after(compared, f"gpu_new_price_usd_per_hour_{model}")
    paid = [(n * price).sum(axis=1) / n.sum(axis=1) for n, price in zip(leased, prices, strict=True)]
    use = [days.mean(axis=1) for days in _days_after(compared, f"gpu_utilisation_{model}")]
    return [_change(*(n.sum(axis=1) for n in leased)), _change(*paid), _points(*use)]


def _change(before: FloatArray, after: FloatArray) -> str:
    """Return the mean change of a sum over what it was, with its interval."""
    return _told(before, after, 100.0 / float(before.mean()))


def _points(before: FloatArray, after: FloatArray) -> str:
    return _told(before, after, 100.0)


def _told(before: FloatArray, after: FloatArray, factor: float) -> str:
    found = paired(before, after)
    if found.difference is None or found.ci_low is None or found.ci_high is None:
        return "no number"
    mean, low, high = (f"{value * factor:+.1f}" for value in (found.difference, found.ci_low, found.ci_high))
    return f"**{mean}** ({low} to {high})"


if __name__ == "__main__":
    main()
