"""Write the numbers of docs/supply.md anew (some minutes): python docs/make_supply.py"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

import econsim

PAGE = Path(__file__).with_name("supply.md")
REPLICATES, EPOCHS = 4, 480
PRICES: Mapping[str, Mapping[str, Any]] = {
    "script only": {"policies.provider_pricing": {"kind": "price_script"}},
    "the preset's mix": {},
    "adaptive": {"policies.provider_pricing": {"kind": "capacity_aware"}},
}
LAGS_DAYS = (0, 30, 90, 180)
SHOWN = {  # series: factor, digits
    "gpus_all": (1.0, 0),
    "gpu_price_index_usd_per_hour": (1.0, 3),
    "gpu_fill_ratio_by_gpu_all": (100.0, 1),
}
WINDOWS = (
    (165, 210),
    (210, 300),
    (390, 480),
)  # days: second half of the boom, the 90 after it, a year after its middle


def main() -> None:
    """Compare quiet and boom for every way of pricing and every lag, and put the table between its marks."""
    heads = ["asks", "lag [days]", "GPUs listed", "price index [USD/GPU-hour]", "ordered GPUs filled [points]"]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    fixed = {"policies.provider_supply": {"kind": "fixed"}}
    lines.append(_line("the preset's mix", "supply fixed", fixed))
    for words, prices in PRICES.items():
        for lag in LAGS_DAYS:
            delivery = {"population.providers.supply.delivery_lag": f"{lag} days"}
            lines.append(_line(words, str(lag), {**prices, **delivery}))
    page = PAGE.read_text("utf-8")
    between = r"(<!-- lags -->\n).*(<!-- end of lags -->)"
    table = "\n".join([*lines, ""])
    PAGE.write_text(re.sub(between, lambda found: found[1] + table + found[2], page, flags=re.DOTALL), "utf-8")


def _line(words: str, lag: str, changes: Mapping[str, Any]) -> str:
    """Return a row: the mean over replicates of what the boom changes, in each window."""
    boom = econsim.load_scenario("gpu_entry").variants["boom"]
    arms = [econsim.load_scenario("gpu_entry").with_changes({**changes, **more}) for more in ({}, boom)]
    found = np.mean([_of(arms[1], number) - _of(arms[0], number) for number in range(REPLICATES)], axis=0)
    cells = []
    for place, (factor, digits) in enumerate(SHOWN.values()):
        means = [np.nanmean(found[first:last, place]) * factor for first, last in WINDOWS]
        cells.append(" / ".join(f"{mean:+.{digits}f}" for mean in means))
    print(words, lag, cells, flush=True)
    return "| " + " | ".join([words, lag, *cells]) + " |"


def _of(scenario: Any, number: int) -> Any:
    """Return the series that are shown of one replicate, by day."""
    model = econsim.AkashModel(scenario, replicate=number, epochs=EPOCHS)
    return model.run(EPOCHS).series[list(SHOWN)].to_numpy(dtype=np.float64)


if __name__ == "__main__":
    main()
