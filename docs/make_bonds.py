"""Write the numbers of docs/bonds.md anew (some minutes): python docs/make_bonds.py"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

import econsim

PAGE = Path(__file__).with_name("bonds.md")
REPLICATES, EPOCHS, SINCE = 4, 180, 60  # days; the first month there are no bonds, and a month later levels stand
DISHONEST = (0.0, 0.05, 0.2)


def main() -> None:
    """Run every design with every share of dishonest providers, and put the table between its marks."""
    heads = [
        "dishonest",
        "design",
        "leases failed by fault",
        "less than without bonds",
        "leases with dishonest providers",
        "providers with a level",
        "bonded [AKT]",
        "bond [days of income]",
        "slashed [USD]",
        "slashes that found nothing",
        "orders filled [%]",
    ]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    scenario = econsim.load_scenario("provider_bonds")
    designs: Mapping[str, Mapping[str, Any]] = {"none": {}, **scenario.variants}
    for share in DISHONEST:
        nature = scenario.with_changes({"shocks.provider_faults.dishonest_share": share})
        without: Any = None
        for design, changes in designs.items():
            found = np.array([_of(nature.with_changes(changes), number) for number in range(REPLICATES)])
            without = found if without is None else without
            lines.append(_line(f"{share:.0%}", design, found, without))
            print(lines[-1], flush=True)
    between = r"(<!-- designs -->\n).*(<!-- end of designs -->)"
    table = "\n".join([*lines, ""])
    page = PAGE.read_text("utf-8")
    PAGE.write_text(re.sub(between, lambda marks: marks[1] + table + marks[2], page, flags=re.DOTALL), "utf-8")


def _line(share: str, design: str, found: Any, without: Any) -> str:
    """Return a row: means over replicates, and the paired difference of failures with its standard error."""
    failed, leases, level, bonded, days, slashed, nothing, filled = found.mean(axis=0)
    fewer = without[:, 0] - found[:, 0]
    spread = fewer.std(ddof=1) / np.sqrt(REPLICATES)
    less = "" if design == "none" else f"{fewer.mean():.0f} ± {spread:.0f}"
    numbers = [f"{failed:.0f}", less, f"{leases:.0f}", f"{level:.1f}", f"{bonded:,.0f}", f"{days:.0f}"]
    return "| " + " | ".join([share, design, *numbers, f"{slashed:,.0f}", f"{nothing:.1f}", f"{filled:.1f}"]) + " |"


def _of(scenario: Any, number: int) -> list[float]:
    """Return what is shown of one replicate from day `SINCE` on: sums of flows, means of the rest."""
    series = econsim.AkashModel(scenario, replicate=number, epochs=EPOCHS).run(EPOCHS).series.iloc[SINCE:]
    return [
        series["leases_ended_fault"].sum(),
        series["dishonest_leases_active"].mean(),
        series["providers_with_level"].mean(),
        series["provider_bonds_uakt"].mean() / 1e6,
        series["bond_days_of_income"].mean(),
        series["bonds_slashed_usd"].sum(),
        series["slashes_of_nothing"].sum(),
        100.0 * series["fill_ratio"].mean(),
    ]


if __name__ == "__main__":
    main()
