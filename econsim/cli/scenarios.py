"""Commands about scenarios and what they are made of: list, show, validate."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from econsim.cli.show import print_json, print_table
from econsim.errors import EconsimError, ScenarioError, one_line
from econsim.model_version import PACKAGE

if TYPE_CHECKING:
    from econsim.scenario.schema import Scenario

Listable = Literal["scenarios", "params", "policies", "shocks", "series", "metrics"]
Sets = Annotated[
    tuple[str, ...],
    Parameter(name="--set", help="change one value before it is shown", negative="", show_default=False),
]
Json = Annotated[bool, Parameter(name="--json", help="print one JSON object", negative="")]


def list_(what: Listable = "scenarios", /, *, json: Json = False) -> None:
    """List scenarios, params, policies, shocks, series or metrics.

    Example: econsim list params
    """
    rows: list[dict[str, Any]] = _LISTS[what]()
    if json:
        print_json({what: rows})
    elif what == "params":
        for row in rows:
            print(_entry_of_the_book(row))
    else:
        _print_rows(what, rows)


def show(
    scenario: str,
    /,
    *,
    origin: Annotated[bool, Parameter(help="the line that each value comes from", negative="")] = False,
    diff: Annotated[str | None, Parameter(help="another scenario: show what differs")] = None,
    set_: Sets = (),
    json: Json = False,
) -> None:
    """Print a scenario as one YAML file, or its values with their origins, or what differs from another.

    Example: econsim show mainnet7 --origin
    """
    from econsim.catalogue import load_scenario
    from econsim.scenario.content import diff as differences
    from econsim.scenario.origin import leaves

    loaded = load_scenario(scenario, set_)
    other = None if diff is None else load_scenario(diff)
    found = [] if other is None else differences(loaded, other)
    if json:
        print_json(_as_json(loaded, origin) | _beside(other, found))
    elif other is not None:
        rows = [{"path": path, "value": _text(left), f"in {diff}": _text(right)} for path, left, right in found]
        _print_rows(f"{loaded.name} beside {other.name}", rows or [{"path": "no difference"}])
    elif origin:
        values = {".".join(path): value for path, value in leaves(loaded.content())}
        rows = [{"path": path, "value": _text(values[path]), "origin": where} for path, where in loaded.origins.items()]
        _print_rows(loaded.name, rows)
    else:
        print(loaded.resolved_yaml(), end="")


def validate(first: str, /, *more: str, json: Json = False) -> None:
    """Check scenario files: one line for each mistake, with file, line and column.

    Example: econsim validate my_scenario.yaml
    """
    from econsim.catalogue import load_scenario

    verdicts: dict[str, list[str]] = {}
    for file in (first, *more):
        try:
            load_scenario(file)
            verdicts[file] = []
        except ScenarioError as error:
            verdicts[file] = error.mistakes
        except EconsimError as error:
            verdicts[file] = [str(error)]
    if json:
        print_json(
            {"files": [{"file": file, "valid": not found, "mistakes": found} for file, found in verdicts.items()]}
        )
    else:
        for file in (file for file, found in verdicts.items() if not found):
            print(f"{one_line(file)}: valid")
    mistakes = [line for found in verdicts.values() for line in found]
    if mistakes:
        raise ScenarioError(mistakes)


def _as_json(scenario: Scenario, origin: bool) -> dict[str, Any]:
    return {
        "scenario": scenario.name,
        "digest": scenario.digest(),
        "events": [{"name": event.name, "epoch": event.epoch} for event in scenario.timeline],
        "content": scenario.content(),
        "origins": dict(scenario.origins) if origin else None,
    }


def _beside(other: Scenario | None, found: Sequence[tuple[str, Any, Any]]) -> dict[str, Any]:
    if other is None:
        return {"other": None, "differences": None}
    return {
        "other": other.name,
        "differences": [{"path": path, "value": value, "other": there} for path, value, there in found],
    }


def _print_rows(title: str, rows: Sequence[Mapping[str, Any]]) -> None:
    print_table(title, list(rows[0]) if rows else [], [list(row.values()) for row in rows])


def _entry_of_the_book(row: Mapping[str, Any]) -> str:
    """Return one parameter as three lines: what it is now, what it means, where it is from."""
    value = "" if row["value"] is None else f" = {_text(row['value'])}"
    allowed = f", {row['range']}" if row["range"] else ""
    chain_key = f" (chain: {row['chain_key']})" if row["chain_key"] else ""
    first = f"{row['path']}{value} [{row['unit']}{allowed}]{chain_key}"
    return f"{first}\n    {row['meaning']}\n    {row['status']}: {row['source']}"


def _text(value: Any) -> str:
    """Return a value in one line, as YAML would write it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_text(entry)}" for name, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_text, value)) + "]"
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _scenarios() -> list[dict[str, Any]]:
    from econsim.catalogue import load_scenario
    from econsim.scenario.load import shipped_names

    return [{"name": name, "title": load_scenario(name).title} for name in shipped_names()]


def _params() -> list[dict[str, Any]]:
    from econsim.catalogue import CATALOGUE
    from econsim.scenario.book import parameter_book

    return [asdict(row) for row in parameter_book(CATALOGUE)]


def _policies() -> list[dict[str, Any]]:
    from econsim.catalogue import CATALOGUE

    found = [cls for kinds in CATALOGUE.policies.values() for cls in kinds.values()]
    return [{"decision": cls.decides, "kind": cls.kind, "meaning": _first_line(cls)} for cls in found]


def _shocks() -> list[dict[str, Any]]:
    from econsim.catalogue import CATALOGUE

    prices: list[tuple[str, Any]] = [("akt_price", cls) for cls in CATALOGUE.price_processes.values()]
    demand: list[tuple[str, Any]] = [("gpu_demand", cls) for cls in CATALOGUE.demand_shocks.values()]
    return [{"shock": what, "kind": cls.kind, "meaning": _first_line(cls)} for what, cls in (*prices, *demand)]


def _rows_of(file: str) -> list[dict[str, Any]]:
    with (PACKAGE / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _metrics() -> list[dict[str, Any]]:
    rows = _rows_of("analysis/metrics.csv")
    return [row | {"weight": row["weight"] or None, "smallest_effect": float(row["smallest_effect"])} for row in rows]


def _first_line(cls: type[Any]) -> str:
    return (cls.__doc__ or "").strip().split("\n")[0]


_LISTS: Mapping[str, Callable[[], list[dict[str, Any]]]] = {
    "scenarios": _scenarios,
    "params": _params,
    "policies": _policies,
    "shocks": _shocks,
    "series": partial(_rows_of, "simulation/series.csv"),
    "metrics": _metrics,
}
COMMANDS = (list_, show, validate)
