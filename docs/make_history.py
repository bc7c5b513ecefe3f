"""Write the bands of docs/history.md anew: python docs/make_history.py (some minutes)"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from econsim.networks.catalogue import load_scenario
from econsim.normal import normal_quantile
from econsim.scenario.schema import Scenario
from econsim.units import DAYS_PER_YEAR, UAKT_PER_AKT, FloatArray
from econsim.verification.bands import Band, at, band, paths
from econsim.verification.supply_path import SupplyPath, read_supply_path

PAGE = Path(__file__).with_name("history.md")
N_DRAWS = 100
DATES = ("2023-09-29", "2023-12-31", "2024-07-01", "2024-12-31", "2025-03-15", "2025-10-27")
SERIES = ("supply_uakt", "bonded_ratio", "inflation_rate")
NOISE = 1e-5  # of the observed supply, relative: what the replay of 2023 leaves (docs/verification.md)
KNOT_NOISE = 0.019  # of the last knot of the bonded ratio, a standard error


class Seen(NamedTuple):
    """An observation, its standard error, and what the draws had in its place."""

    what: str
    value: float
    error: float
    drawn: FloatArray
    decimals: int


def main() -> None:
    """Run the draws, without a market, and fill both tables."""
    scenario = load_scenario("akash_history_bands")
    found = paths(scenario, SERIES, N_DRAWS)
    page = PAGE.read_text("utf-8")
    tables = {"bands": table_of(scenario, found), "seen": table_of_seen(list(seen(scenario, found)))}
    for mark, table in tables.items():
        between = rf"(<!-- {mark} -->\n).*(<!-- end of {mark} -->)"
        page = re.sub(between, lambda one, table=table: one[1] + table + one[2], page, flags=re.DOTALL)
    PAGE.write_text(page, "utf-8")


def table_of(scenario: Scenario, found: dict[str, FloatArray]) -> str:
    """Return one line a date: 10 %, median and 90 % of each series."""
    lines = ["| date | supply, million AKT | bonded ratio | inflation, % a year |", "|---|---|---|---|"]
    for text in DATES:
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
        supply, bonded, inflation = (at(scenario, found[name], moment) for name in SERIES)
        cells = [_text(band(supply / UAKT_PER_AKT / 1e6), 2), _text(band(bonded), 3), _text(band(inflation * 100.0), 2)]
        lines.append(f"| {text} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def seen(scenario: Scenario, found: dict[str, FloatArray]) -> Iterator[Seen]:
    """Yield every observation later than the start: supply, its growth from one to the next, the bonded ratio."""
    observed: SupplyPath = read_supply_path(None)
    later = [number for number, date in enumerate(observed.dates) if date > scenario.run.start]
    supply = {number: at(scenario, found["supply_uakt"], observed.dates[number]) / UAKT_PER_AKT for number in later}
    for number in later:
        value = float(observed.supply_akt[number]) / 1e6
        yield Seen(f"million AKT, {observed.dates[number]:%Y-%m-%d}", value, NOISE * value, supply[number] / 1e6, 5)
    for last, number in pairwise(later):
        years = (observed.days[number] - observed.days[last]) / DAYS_PER_YEAR
        value = math.log(observed.supply_akt[number] / observed.supply_akt[last]) / years
        drawn = np.log(supply[number] / supply[last]) / years
        error = NOISE * math.sqrt(2.0) / years
        yield Seen(f"growth a year to {observed.dates[number]:%Y-%m-%d}, %", 100 * value, 100 * error, 100 * drawn, 2)
    for date, value in zip(observed.knot_dates, observed.knots.tolist(), strict=True):
        if date > scenario.run.start:
            yield Seen(
                f"bonded ratio, {date:%Y-%m-%d}", value, KNOT_NOISE, at(scenario, found["bonded_ratio"], date), 3
            )


def table_of_seen(rows: list[Seen]) -> str:
    """Return one line an observation: the band alone, and the band of the draws each observed with its own error."""
    lines = ["| observed | value | band | within | band with the error of the observation | within |", "|---" * 6 + "|"]
    counts = np.zeros(2, dtype=np.int64)
    for row in rows:
        noise = row.error * normal_quantile((np.arange(N_DRAWS) + 0.5) / N_DRAWS)[:, np.newaxis]
        bands = band(row.drawn), band((row.drawn + noise).ravel())
        cells = [f"{_text(one, row.decimals)} | {'yes' if one.holds(row.value) else 'no'}" for one in bands]
        counts += [one.holds(row.value) for one in bands]
        lines.append(
            f"| {row.what} | {row.value:.{row.decimals}f} +- {row.error:.{row.decimals}f} | {' | '.join(cells)} |"
        )
    alone, with_error = counts.tolist()
    return "\n".join([*lines, f"| all {len(rows)} | | | {alone} | | {with_error} |", ""])


def _text(one: Band, decimals: int) -> str:
    return " ".join(f"{value:.{decimals}f}" for value in one)


if __name__ == "__main__":
    main()
