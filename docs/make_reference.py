"""Write docs/policies.md, docs/shocks.md and docs/metrics.md anew: python docs/make_reference.py"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import econsim
from econsim.analysis.lists import rows_of
from econsim.contracts import DecisionKind
from econsim.networks.akash_kinds import CHANNELS, DECISIONS
from econsim.networks.catalogue import load_scenario
from econsim.world.views import public_view
from econsim.world.world import World

DOCS = Path(__file__).parent
PRESET = "mainnet7"


def main() -> None:
    """Write each page from what the package declares."""
    for name, page in pages().items():
        (DOCS / name).write_text(page, "utf-8")


def pages() -> dict[str, str]:
    """Return the pages by the names of their files."""
    return {"policies.md": policies_page(), "shocks.md": shocks_page(), "metrics.md": metrics_page()}


def policies_page() -> str:
    """Return every decision with its policies, and which of them the preset mixes."""
    words = (
        "# Policies\n\nWhat agents may decide by, under `policies:` in a scenario: one policy, or a list with `share:` "
        "of the agents. Made by `python docs/make_reference.py` from the classes in `econsim/policies/`; a test keeps "
        "it so. "
        "Ranges, meanings and sources of the parameters are in [the parameter book](parameters.md), and "
        "[write a policy](write_a_policy.md) says how to add one. For who does, each decision says what a policy "
        "returns and which columns `own` has; a name ends in its unit.\n"
    )
    model = econsim.AkashModel(PRESET, epochs=1)
    law = model.law.at(0)
    public = public_view(model.world, law, law.software)
    words += (
        "\nEverybody sees, besides what [`Public`](api.md) has, in `public.validators` "
        f"{_code(public.validators.columns)}; in `public.bundles` {_code(public.bundles.columns)}.\n"
    )
    chosen = load_scenario(PRESET).content()["policies"]
    sections = []
    for decision in DECISIONS:
        rows = [row for row in rows_of("policies") if row["decision"] == decision.name]
        use = _shares(chosen[decision.name])
        cells = [
            [f"`{row['kind']}`", row["meaning"], _code(row["parameters"]), use.get(row["kind"], "")] for row in rows
        ]
        title = f"## `{decision.name}`\n\nOf {_whose(decision.population)}: {decision.meaning}.\n"
        table = _table(["kind", "what it does", "parameters", f"in {PRESET}"], cells)
        sections.append(f"{title}\n{table}\n{_to_write_one(decision, model.world)}\n")
    return "\n".join([words, *sections])


def _to_write_one(decision: DecisionKind, world: World) -> str:
    """Return what a policy of the reader's own returns, and what it sees of its agents."""
    returned = decision.decides
    told = " ".join((returned.__doc__ or "").split())
    return (
        f"To write one: `{returned.__name__}` is returned ({told.removesuffix('.')}), with "
        f"{_code(part.name for part in fields(returned))}; `own` has {_code(decision.sees(world).columns)}."
    )


def shocks_page() -> str:
    """Return every channel of nature with its shapes."""
    words = (
        "# Shocks\n\nWhat happens to everybody, under `shocks:` in a scenario: one shape, or, where a channel takes "
        "many, a map of shapes with names of your own. What has a `start_day` takes a `date` in its place: a date "
        "alone is 00:00 UTC, day 0 the start of the run, its hour included. Made by `python docs/make_reference.py` "
        "from the classes in `econsim/shocks/`; a test keeps it so. Ranges, meanings and sources of the parameters are "
        "in [the parameter book](parameters.md).\n"
    )
    chosen = load_scenario(PRESET).content()["shocks"]
    sections = []
    for channel in CHANNELS:
        rows = [row for row in rows_of("shocks") if row["shock"] == channel.name]
        use = {} if channel.many else {chosen[channel.name]["kind"]: "yes"}
        cells = [
            [f"`{row['kind']}`", row["meaning"], _code(row["parameters"]), use.get(row["kind"], "")] for row in rows
        ]
        takes = "many, by names of your own" if channel.many else "one shape"
        title = f"## `{channel.name}`\n\nNature decides {channel.meaning}. Takes {takes}.\n"
        sections.append(title + "\n" + _table(["kind", "what it does", "parameters", f"in {PRESET}"], cells))
    return "\n".join([words, *sections])


def metrics_page() -> str:
    """Return every metric, by topic."""
    words = (
        "# Metrics\n\nBy what arms are compared: one number a replicate, made of a [series](series.md). Made by "
        "`python docs/make_reference.py` from `econsim/analysis/metrics.csv`; a test keeps it so. "
        "[What is measured](measures.md) says what windows, aggregations and smallest effects are. Where no side is "
        "better (`-`), a report says that it matters and leaves the judgement to whoever declares objectives.\n"
    )
    rows = rows_of("metrics")
    heads = ["metric", "meaning", "unit", "how it is made", "better", "smallest effect"]
    sections = []
    for topic in dict.fromkeys(row["topic"] for row in rows):
        cells = [_metric(row) for row in rows if row["topic"] == topic]
        sections.append(f"## {topic.replace('_', ' ').capitalize()}\n\n" + _table(heads, cells))
    return "\n".join([words, *sections])


def _metric(row: Mapping[str, Any]) -> list[str]:
    series = "the series" if row["series"] == row["name"] else f"`{row['series']}`"
    weighted = f", weighted by `{row['weight']}`" if row["weight"] else ""
    made = f"`{row['aggregation']}` of {series} over `{row['window']}`{weighted}"
    told = f"{row['label']}: {row['meaning']}"
    return [f"`{row['name']}`", told, row["unit"], made, row["better"], f"{row['smallest_effect']:,.10g}"]


def _shares(given: Any) -> dict[str, str]:
    """Return which kinds a scenario uses, each with its share of the agents in per cent."""
    parts = given if isinstance(given, list) else [given]
    return {part["kind"]: f"{100 * part['share']:g} %" if "share" in part else "all" for part in parts}


def _whose(population: str) -> str:
    return "owners of nodes, there or to come" if population == "projects" else population


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


if __name__ == "__main__":
    main()
