"""Commands about scenarios and what they are made of: list, show, validate."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from econsim.cli.show import print_json, print_table
from econsim.errors import EconsimError, ScenarioError
from econsim.model_version import PACKAGE

Listable = Literal["scenarios", "params", "policies", "shocks", "series", "metrics"]
Sets = Annotated[tuple[str, ...], Parameter(name="--set", help="change one value before it is shown", negative="")]
Json = Annotated[bool, Parameter(name="--json", help="print one JSON object", negative="")]


def list_(what: Listable = "scenarios", /, *, json: Json = False) -> None:
    """List scenarios, params, policies, shocks, series or metrics.

    Example: econsim list params
    """
    rows: list[dict[str, Any]] = _LISTS[what]()
    if json:
        print_json({what: rows})
        return
    head = list(rows[0]) if rows else []
    print_table(what, head, [["" if row[name] is None else row[name] for name in head] for row in rows])


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

    loaded = load_scenario(scenario, set_)
    if diff is not None:
        found = differences(loaded, load_scenario(diff))
        rows = [{"path": path, loaded.name: left, diff: right} for path, left, right in found]
        _print_rows(f"{loaded.name} and {diff}", rows, json)
    elif origin:
        values = dict(_leaves(loaded.content()))
        rows = [{"path": path, "value": values.get(path), "origin": where} for path, where in loaded.origins.items()]
        _print_rows(loaded.name, rows, json)
    elif json:
        print_json(loaded.content())
    else:
        print(loaded.resolved_yaml(), end="")
        for event in loaded.timeline:
            print(f"# {event.name}: {event.date:%Y-%m-%d %H:%M} UTC acts at the start of epoch {event.epoch}")


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
        print_json({"files": [{"file": file, "valid": not found, "mistakes": found} for file, found in verdicts.items()]})
    else:
        for file in (file for file, found in verdicts.items() if not found):
            print(f"{file}: valid")
    mistakes = [line for found in verdicts.values() for line in found]
    if mistakes:
        raise ScenarioError(mistakes)


def _print_rows(title: str, rows: Sequence[Mapping[str, Any]], json: bool) -> None:
    if json:
        print_json({"rows": list(rows)})
    elif rows:
        print_table(title, list(rows[0]), [list(row.values()) for row in rows])
    else:
        print(f"{title}: no difference")


def _leaves(content: Any) -> list[tuple[str, Any]]:
    from econsim.scenario.origin import leaves

    return [(".".join(path), value) for path, value in leaves(content)]


def _scenarios() -> list[dict[str, Any]]:
    from econsim.catalogue import load_scenario
    from econsim.scenario.load import shipped_names

    return [{"name": name, "title": load_scenario(name).title} for name in shipped_names()]


def _params() -> list[dict[str, Any]]:
    from econsim.scenario.book import parameter_rows

    return parameter_rows()


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


def _first_line(cls: type[Any]) -> str:
    return (cls.__doc__ or "").strip().split("\n")[0]


_LISTS: Mapping[str, Callable[[], list[dict[str, Any]]]] = {
    "scenarios": _scenarios,
    "params": _params,
    "policies": _policies,
    "shocks": _shocks,
    "series": partial(_rows_of, "simulation/series.csv"),
    "metrics": partial(_rows_of, "analysis/metrics.csv"),
}
COMMANDS = (list_, show, validate)
