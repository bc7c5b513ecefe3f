"""Write the numbers of docs/gpu_boom.md anew (some minutes): python docs/make_gpu_boom.py"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import econsim
from econsim.analysis.comparison import Comparison
from econsim.analysis.metrics import by_epoch, metrics
from econsim.analysis.shock_data import Mean, ShockRow, ShockWindows
from econsim.analysis.statistics import paired
from econsim.analysis.what_if import beliefs

PAGE = Path(__file__).with_name("gpu_boom.md")
REPLICATES = 20
PRICES = {"script only": "prices_script", "the preset's mix": "base", "adaptive": "prices_adaptive"}  # of what_if.yaml
SHOWN = {  # metric: factor, digits
    "gpu_price_index_usd_per_hour": (1.0, 3),
    "gpu_fill_ratio_by_gpu": (100.0, 1),
    "gpu_wait_hours": (1.0, 2),
    "gpu_utilisation": (100.0, 1),
}

UNFILLED = {"unfilled_no_room": "orders without room", "unfilled_too_dear": "orders priced out"}  # a day


def main() -> None:
    """Compare quiet and boom under each way of pricing, and put the table between its marks."""
    heads = ["asks", *map(_heading, SHOWN), *(f"{words} [a day]" for words in UNFILLED.values())]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    changes = {"base": {}} | {belief.name: dict(belief.changes) for belief in beliefs()}
    for words, belief in PRICES.items():
        scenario = econsim.load_scenario("gpu_boom").with_changes(changes[belief])
        compared = econsim.compare(scenario, replicates=REPLICATES)
        (shock,) = compared.background.shocks["boom"]
        rows = {row.metric: row for row in shock.rows if row.gpu_model is None}
        cells = [_cell(rows[name], *SHOWN[name]) for name in SHOWN]
        cells += [_a_day(compared, name, shock) for name in UNFILLED]
        lines.append(f"| {words} | " + " | ".join(cells) + " |")
    page = PAGE.read_text("utf-8")
    between = r"(<!-- boom -->\n).*(<!-- end of boom -->)"
    table = "\n".join([*lines, ""])
    PAGE.write_text(re.sub(between, lambda found: found[1] + table + found[2], page, flags=re.DOTALL), "utf-8")


def _heading(name: str) -> str:
    metric, factor = metrics()[name], SHOWN[name][0]
    return f"{metric.label.removeprefix('the ')} [{'points' if factor == 100.0 else metric.unit}]"


def _cell(row: ShockRow, factor: float, digits: int) -> str:
    """Return the difference that the boom makes while it lasts with its interval, and the days until it is over."""
    back = row.days_until_back
    days = f"back after {back.mean:.0f} days" if back is not None and back.mean is not None else "not back everywhere"
    return f"{_mean(row.during, factor, digits)}, {days}"


def _a_day(compared: Comparison, name: str, shock: ShockWindows) -> str:
    """Return how many more orders a day are left without a lease for a reason while the boom lasts."""
    begin = (datetime.fromisoformat(shock.begin) - compared.runs["boom"].scenario.run.start).days
    days = slice(begin, begin + round(shock.days_during))
    quiet, boom = (by_epoch(compared.runs[arm].series, name)[:, days].mean(axis=1) for arm in compared.runs)
    found = paired(quiet, boom)
    return _mean(Mean(found.difference, found.ci_low, found.ci_high), 1.0, 1)


def _mean(of: Mean, factor: float, digits: int) -> str:
    if of.mean is None or of.ci_low is None or of.ci_high is None:
        return "no number"
    mean, low, high = (f"{value * factor:+.{digits}f}" for value in (of.mean, of.ci_low, of.ci_high))
    return f"**{mean}** ({low} to {high})"


if __name__ == "__main__":
    main()
