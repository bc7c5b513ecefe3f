"""Write docs/odd.md anew from its template, the code and the scenario: python docs/make_odd.py"""

from __future__ import annotations

import ast
import inspect
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from econsim.analysis.lists import rows_of
from econsim.networks import akash
from econsim.networks.akash_kinds import DECISIONS
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.networks.targets import targets
from econsim.simulation.choices import Choices
from econsim.simulation.recorder import Recorder
from econsim.world.delegations import Delegators
from econsim.world.providers import Nodes, Providers
from econsim.world.tables import Column
from econsim.world.tenants import Purses, Tenants
from econsim.world.validators import Validators

DOCS = Path(__file__).parent
PACKAGE = DOCS.parent / "econsim"
PRESET = "mainnet7"
SUBMODELS = {
    "Mint": "mint/rules.py",
    "Distribution of what is minted": "distribution/rules.py",
    "Stake and the validator set": "staking/rules.py",
    "Commission": "staking/commission.py",
    "Slashing and evidence": "slashing/rules.py",
    "Governance": "gov/rules.py",
    "Tally of votes": "gov/tally.py",
    "Upgrades": "upgrades/rules.py",
    "The market": "market/loop.py",
    "Escrow": "escrow/rules.py",
    "Take fee": "take/rules.py",
    "Burn and mint": "bme/rules.py",
    "Oracle": "oracle/rules.py",
    "Trade of AKT": "exchange/rules.py",
    "Price impact": "exchange/impact.py",
    "Operation of validators": "operation/rules.py",
    "Supply of GPUs": "supply/rules.py",
    "Bonds of providers (a counterfactual)": "bonds/rules.py",
}
GENESIS_FILES = ("validators", "preferences", "delegators", "head_sizes", "market", "projects", "intentions", "trust")
AT_THE_START = (
    "genesis.total_supply_uakt",
    "genesis.bonded_ratio",
    "genesis.inflation",
    "genesis.community_pool_uakt",
    "genesis.unbonding_ratio",
    "population.validators.waiting_candidates",
    "population.validators.lifted_old_rates",
    "population.delegators.accounts",
    "population.delegators.large_heads_share",
    "population.delegators.large_stake_share",
    "population.providers.accounts",
    "population.providers.gpu_providers",
    "population.tenants.accounts",
    "population.tenants.adoption_per_day",
)


def main() -> None:
    """Write the page."""
    (DOCS / "odd.md").write_text(page(), "utf-8")


def page() -> str:
    """Return the page: the template with what the code and the scenario say."""
    template = (DOCS / "site" / "templates" / "odd.md.jinja").read_text("utf-8")
    rules = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)  # it is Markdown
    return rules.from_string(template).render(told())


def told() -> dict[str, Any]:
    """Return what the description of the model names, by the words of its template."""
    scenario = load_scenario(PRESET)
    content = scenario.content()
    people = content["population"]
    epoch_seconds = scenario.run.epoch_length
    return {
        "preset": PRESET,
        "law": content["chain"],
        "run": content["run"],
        "akt_price": content["shocks"]["akt_price"],
        "classes": ", ".join(f"`{name}`" for name in people["tenants"]["classes"]),
        "jurisdictions": ", ".join(people["providers"]["jurisdictions"]),
        "blocks_per_epoch": f"{int(epoch_seconds / content['run']['seconds_per_block']):,}",
        "entities": entities(),
        "state": [{"name": name, "columns": columns_of(tables)} for name, tables in STATE.items()],
        "schedule": schedule(),
        "decisions": decisions(content["policies"]),
        "n_series": len(rows_of("series")),
        "n_metrics": len(rows_of("metrics")),
        "targets": Counter(target.mark for target in targets()),
        "genesis": at_the_start(),
        "genesis_files": [(f"{name}.py", first_words(PACKAGE / "genesis" / f"{name}.py")) for name in GENESIS_FILES],
        "n_upgrades": len(list((PACKAGE / "data" / "upgrades").glob("*.yaml"))),
        "timeline": "; ".join(f"`{name}` on {str(event['date'])[:10]}" for name, event in content["timeline"].items()),
        "submodels": [submodel(title, place) for title, place in SUBMODELS.items()],
    }


STATE = {
    "validators": (Validators,),
    "delegators": (Delegators,),
    "providers": (Providers,),
    "nodes": (Nodes,),
    "tenants": (Tenants, Purses),
}
_WORDS = {
    "validators": "who signs blocks, in the active set or waiting; keeps a commission of rewards",
    "delegators": "accounts that hold stake with validators, operators' own accounts among them",
    "providers": "who let nodes and bid for orders",
    "nodes": "machines of providers, with GPUs of one model or none",
    "tenants": "who order and rent; those that come during the run have their rows from the start",
}


def entities() -> list[dict[str, str]]:
    """Return each kind of agent with its rows in the first replicate."""
    world = AkashModel(PRESET, replicate=0).world
    return [{"name": name, "rows": f"{len(getattr(world, name)):,}", "words": words} for name, words in _WORDS.items()]


def columns_of(tables: Iterable[type]) -> list[tuple[str, str]]:
    """Return the declared columns of the tables of a kind of agent, with their meanings."""
    declared = (column for table in tables for column in vars(table).items())
    return [(name, _cell(kind.meaning)) for name, kind in declared if isinstance(kind, Column)]


def schedule() -> list[dict[str, Any]]:
    """Return the steps of an epoch as its page has them: each comment with a number, and what is called under it."""
    source = inspect.getsource(akash.one_epoch)
    steps = [
        {"line": at, "title": found[1], "calls": []}
        for at, line in enumerate(source.splitlines(), start=1)
        if (found := re.fullmatch(r"\s+# (\d .*)", line))
    ]
    for line, name, words in _calls(source):
        under = [step for step in steps if step["line"] < line]
        if under and (name, words) not in under[-1]["calls"]:
            under[-1]["calls"].append((name, words))
    return steps


def _calls(source: str) -> Iterator[tuple[int, str, str]]:
    """Return line, name and first sentence of what a source calls of the page's modules, in order."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for node in sorted(calls, key=lambda one: (one.lineno, one.col_offset)):
        name = ast.unparse(node.func)
        function = _METHODS.get(name) or getattr(akash, name, None)
        if name == "Turn":  # what is handed over happens here
            happens = getattr(akash, ast.unparse(node.args[0]))
            yield from ((node.lineno, *call[1:]) for call in _calls(inspect.getsource(happens)))
        elif inspect.isfunction(function):
            yield node.lineno, name, (inspect.getdoc(function) or "").split("\n")[0]


_METHODS = {"choices.decide": Choices.decide, "recorder.epoch": Recorder.epoch}


def decisions(chosen: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return each decision with the policies that the preset uses and how many there are."""
    known = Counter(row["decision"] for row in rows_of("policies"))
    found = []
    for kind in DECISIONS:
        parts = chosen[kind.name] if isinstance(chosen[kind.name], list) else [chosen[kind.name]]
        mix = [f"`{part['kind']}`" + (f" {100 * part['share']:g} %" if "share" in part else "") for part in parts]
        whose = "owners of nodes" if kind.population == "projects" else kind.population
        told = {"meaning": kind.meaning, "population": whose, "chosen": ", ".join(mix), "known": str(known[kind.name])}
        found.append(told)
    return found


def at_the_start() -> list[dict[str, str]]:
    """Return the parameters that say how the world begins, with the unit in the value."""
    rows = {row["path"]: row for row in rows_of("params")}
    return [
        {"meaning": _cell(rows[path]["meaning"]), "value": _value(rows[path]), "status": rows[path]["status"]}
        for path in AT_THE_START
    ]


def _value(row: Mapping[str, Any]) -> str:
    value, unit = row["in_force"][PRESET], row["unit"]
    if unit == "uakt":
        return f"{value / 1e6:,.0f} AKT"
    if unit == "fraction":
        values = value if isinstance(value, list) else [value]
        return ", ".join(f"{100 * one:g}" for one in values) + " %"
    told = f"{value:,}" if isinstance(value, int) else f"{value}"
    return told if unit == "count" else f"{told} {unit}"


def submodel(title: str, place: str) -> dict[str, str]:
    """Return a submodel as its file describes it."""
    path = PACKAGE / "mechanisms" / place
    return {"title": title, "path": f"econsim/mechanisms/{place}", "words": _docstring(path)}


def first_words(path: Path) -> str:
    """Return the first line of what a file says it is."""
    return _docstring(path).split("\n")[0]


def _docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    main()
