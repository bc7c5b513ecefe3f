"""Write docs/student.md anew from its template, the scenario and the committed example: python docs/make_student.py"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from econsim.networks.catalogue import load_scenario

DOCS = Path(__file__).parent
EXAMPLE = DOCS.parent / "results" / "example-mainnet6-vs-mainnet7"
RATES = (0.0, 0.05, 0.10, 1.0)  # of the validators in the table of one AKT
PRINTED = "29 validators gain 21,541.652997 AKT"  # by the page's own lines; the numbers are those of hand_check.md


def main() -> None:
    """Write the page."""
    (DOCS / "student.md").write_text(page(), "utf-8")


def page() -> str:
    """Return the page: the template with the numbers of the scenario and of the example."""
    template = (DOCS / "site" / "templates" / "student.md.jinja").read_text("utf-8")
    rules = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)  # it is Markdown
    start = at_the_start()
    told = {"start": start, "of_one": of_one(start["tax_number"]), "printed": PRINTED}
    return rules.from_string(template).render(
        told, year=year(json.loads((EXAMPLE / "comparison.json").read_text("utf-8")))
    )


def at_the_start() -> dict[str, Any]:
    """Return the numbers of the first day of Mainnet 6, and what follows from them by the formulas of the page."""
    content = load_scenario("mainnet6").content()
    mint, staking, genesis = content["chain"]["mint"], content["chain"]["staking"], content["genesis"]
    tax, floor = content["chain"]["distribution"]["community_tax"], staking["min_commission_rate"]
    inflation, bonded, supply = genesis["inflation"], genesis["bonded_ratio"], genesis["total_supply_uakt"] / 1e6
    a_block, a_day = inflation * supply / mint["blocks_per_year"], 86_400 / content["run"]["seconds_per_block"]
    paid = (1 - tax) * (1 - floor) / bonded  # to a staked AKT, of what is minted on one
    nominal, real = inflation * paid, real_yield(inflation, paid)
    rise = (1 - bonded / mint["goal_bonded"]) * mint["inflation_rate_change"]
    return {
        "inflation": percent(inflation),
        "supply": f"{supply:,.0f}",
        "blocks_per_year": f"{mint['blocks_per_year']:,}",
        "a_block": f"{a_block:.3f}",
        "blocks_a_day": f"{a_day:,.0f}",
        "a_day": f"{a_block * a_day:,.0f}",
        "goal": percent(mint["goal_bonded"]),
        "change": percent(mint["inflation_rate_change"]),
        "least": percent(mint["inflation_min"]),
        "most": percent(mint["inflation_max"]),
        "bonded": percent(bonded),
        "rise": f"{100 * rise:.1f}",
        "tax": percent(tax),
        "tax_number": tax,
        "floor": percent(floor),
        "floor_number": floor,
        "seats": staking["max_validators"],
        "nominal": percent(nominal, 2),
        "real": percent(real, 2),
        "nominal_doubled": percent(2 * nominal, 2),
        "real_doubled": percent(real_yield(2 * inflation, paid), 2),
    }


def real_yield(inflation: float, paid: float) -> float:
    """Return the growth of one's share of all AKT in a year, when nothing is restaked."""
    return (1 + inflation * paid) / (1 + inflation) - 1


def of_one(tax: float) -> list[dict[str, str]]:
    """Return who gets what of one AKT, by the rate of the validator."""
    return [
        {
            "rate": percent(rate),
            "pool": f"{tax:.4f}",
            "validator": f"{(1 - tax) * rate:.4f}",
            "delegators": f"{(1 - tax) * (1 - rate):.4f}",
        }
        for rate in RATES
    ]


def year(example: Mapping[str, Any]) -> dict[str, Any]:
    """Return who got what of what was minted in the example, in both arms, and the transfer by hand."""
    found = example["variants"][0]["metrics"]
    minted, commission, rewards = ([found[f"{name}_uakt"][arm] for arm in ("baseline", "variant")] for name in _PARTS)
    pool = [minted[arm] - commission[arm] - rewards[arm] for arm in (0, 1)]
    got = {"validators (commission)": commission, "delegators": rewards, "community pool (tax)": pool, "all": minted}
    shares = [commission[arm] / minted[arm] for arm in (0, 1)]
    mean, days = sum(minted) / 2e6, found["minted_uakt"]["window_days"]
    moved = (shares[1] - shares[0]) * mean
    line = re.search(r"About (\S+) AKT a year move to validators", (EXAMPLE / "report.md").read_text("utf-8"))
    assert line, "the example says otherwise now: tell it anew in the template"
    return {
        "replicates": example["replicates"],
        "days": f"{days:.0f}",
        "rows": [_row(who, *parts, *minted) for who, parts in got.items()],
        "share_before": percent(shares[0], 3),
        "share_after": percent(shares[1], 3),
        "minted_mean": f"{mean:,.0f}",
        "moved": f"{moved:,.0f}",
        "moved_a_year": f"{moved * 365.25 / days:,.0f}",
        "as_told": line[1],
    }


_PARTS = ("minted", "commission", "delegator_rewards")


def _row(who: str, before: float, after: float, minted_before: float, minted_after: float) -> dict[str, str]:
    return {
        "who": who,
        "before": f"{before / 1e6:,.0f}",
        "share_before": percent(before / minted_before, 1),
        "after": f"{after / 1e6:,.0f}",
        "share_after": percent(after / minted_after, 1),
        "difference": f"{(after - before) / 1e6:+,.0f}",
    }


def percent(ratio: float, digits: int | None = None) -> str:
    """Return a ratio in per cent, with as many digits as it has unless told."""
    return f"{100 * ratio:.10g} %" if digits is None else f"{100 * ratio:.{digits}f} %"


if __name__ == "__main__":
    main()
