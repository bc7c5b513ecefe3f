"""Write the numbers of docs/replications.md anew: python docs/make_replications.py"""

from __future__ import annotations

import re
from pathlib import Path

from econsim.networks.catalogue import load_scenario
from econsim.verification.replications import check, observations, replicate, results
from econsim.verification.result import Result

PAGE = Path(__file__).with_name("replications.md")
SENSITIVITIES = (0.0, 10.0, 20.0, 40.0, 200.0)
TWICE_AS_OFTEN = {"policies.delegation.reconsideration_rate_per_day": 0.00296}


def main() -> None:
    """Run the replications, with the priors and with one sensitivity for everybody, and fill both tables."""
    page = PAGE.read_text("utf-8")
    shipped = check()
    rows = [("the priors", shipped), ("the priors, reconsidered twice as often", results_of(TWICE_AS_OFTEN))]
    rows += [(f"{one:g} for everybody", results_of(of_everybody(one))) for one in SENSITIVITIES]
    tables = {"replications": table_of(shipped), "refused": table_of_z(rows)}
    for mark, table in tables.items():
        between = rf"(<!-- {mark} -->\n).*(<!-- end of {mark} -->)"
        page = re.sub(between, lambda found, table=table: found[1] + table + found[2], page, flags=re.DOTALL)
    PAGE.write_text(page, "utf-8")


def of_everybody(sensitivity: float) -> dict[str, float]:
    """Return the changes by which every delegator has one sensitivity, large or small."""
    return {
        "policies.delegation.prior_width": 0.0,
        "policies.delegation.large_commission_sensitivity": sensitivity,
        "policies.delegation.small_commission_sensitivity": sensitivity,
    }


def results_of(changes: dict[str, float]) -> list[Result]:
    """Return the results of both scenarios with some changes."""
    every = observations().items()
    return results([one for name, rows in every for one in replicate(load_scenario(name).with_changes(changes), rows)])


def table_of(found: list[Result]) -> str:
    """Return one line a result: numbers of the model, what was observed, the verdict."""
    lines = ["| check | response | spread | z | outcome | |", "|---|---|---|---|---|---|"]
    for one in found:
        numbers = [f"{one.measured[name]:.1f}" if name in one.measured else "" for name in ("response", "spread", "z")]
        lines.append(f"| `{one.id}` | {' | '.join(numbers)} | {one.status} | {one.detail} |")
    return "\n".join([*lines, ""])


def table_of_z(rows: list[tuple[str, list[Result]]]) -> str:
    """Return one line a sensitivity: the response and z of each check; refused ones are bold."""
    heads = [one.id.replace("_", " ") for one in rows[0][1]]
    lines = [f"| sensitivity | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|"]
    lines += [f"| {name} | {' | '.join(_cell(one) for one in found)} |" for name, found in rows]
    return "\n".join([*lines, ""])


def _cell(one: Result) -> str:
    response = f"{one.measured['response']:.1f}, " if "response" in one.measured else ""
    words = f"{response}z {one.measured['z']:.1f}"
    return words if one.status == "passed" else f"**{words}**"


if __name__ == "__main__":
    main()
