"""What there is to use, as rows and as tables for pandas: scenarios, parameters, policies, shocks, series, metrics."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Literal

import pandas as pd

from econsim.errors import UsageError
from econsim.scenario.merge import BEGINNINGS, closest
from econsim.scenario.values import shown

Listable = Literal["scenarios", "studies", "params", "policies", "shocks", "series", "metrics"]
Rows = list[dict[str, Any]]
_CALLED = ("path", "name", "decision", "shock", "kind")  # the columns that say what a row is called


def rows_of(what: Listable, words: Sequence[str] = ()) -> Rows:
    """Return the rows of a list, with words only those whose names and meanings hold all of them, in any case.

    Raises UsageError, with the nearest name, where no row does.
    """
    for word in words:
        if not isinstance(word, str):
            raise UsageError(f"a list takes words to look for; got {shown(word)}")
    rows = _LISTS[what]()
    found = [row for row in rows if all(word.lower() in _searched(row) for word in words)]
    if words and not found:
        known = {part for row in rows for part in (_name(row), _name(row).rpartition(".")[2])}
        hint = closest(" ".join(words), sorted(known)) or f"; `econsim list {what}` prints all {len(rows)}"
        raise UsageError(f"no {what} with '{' '.join(words)}' in name or meaning{hint}")
    return found


def list_scenarios(*words: str) -> pd.DataFrame:
    """Return the scenarios that ship with econsim, with words only what has all of them, by name."""
    return _frame("scenarios", words)


def list_studies(*words: str) -> pd.DataFrame:
    """Return the studies that ship, the questions of governance that `econsim study` answers, by name."""
    return _frame("studies", words)


def list_params(*words: str) -> pd.DataFrame:
    """Return every parameter with unit, meaning, source and value, with words only what has all of them, by path.

    >>> list_params("min_commission")["unit"].to_dict()
    {'chain.staking.min_commission_rate': 'fraction'}
    """
    return _frame("params", words)


def list_policies(*words: str) -> pd.DataFrame:
    """Return the policies that agents may follow, with words only what has all of them, by decision and kind."""
    return _frame("policies", words)


def list_shocks(*words: str) -> pd.DataFrame:
    """Return the shapes of shocks, with words only what has all of them, by shock and kind."""
    return _frame("shocks", words)


def list_series(*words: str) -> pd.DataFrame:
    """Return the series that are recorded, with words only what has all of them, by name."""
    return _frame("series", words)


def list_metrics(*words: str) -> pd.DataFrame:
    """Return the metrics with unit, window and smallest effect, with words only what has all of them, by name."""
    return _frame("metrics", words)


def _frame(what: Listable, words: Sequence[str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows_of(what, words))
    return frame.set_index([name for name in _CALLED if name in frame.columns])


def _searched(row: Mapping[str, Any]) -> str:
    told = [_name(row), *(str(row.get(name) or "") for name in ("chain_key", "label", "title", "question", "meaning"))]
    return " ".join([*told, *map(str, row.get("parameters", ()))]).lower()


def _name(row: Mapping[str, Any]) -> str:
    """Return what a row is called: a path, a name, or a kind with what it is a kind of."""
    kind = f"{row.get('decision') or row.get('shock')}.{row.get('kind')}"
    return str(row.get("path") or row.get("name") or kind)


def _studies() -> Rows:
    from econsim.analysis.studies import FOLDER

    return [
        {"name": name.removeprefix(FOLDER), "question": one.question, "variants": list(one.variants)}
        for name, one in _shipped(FOLDER)
    ]


def _scenarios() -> Rows:
    return [
        {
            "name": name,
            "title": one.title,
            "question": one.question,
            "release_at_start": one.chain.release,
            "start": f"{one.run.start:%Y-%m-%d}",
            "epochs": one.run.epochs,
            "variants": list(one.variants),
        }
        for name, one in _shipped()
    ]


def _shipped(folder: str = "") -> Iterator[tuple[str, Any]]:
    """Return the scenarios that ship in a folder, by name; their variants and sweeps are not tried here."""
    from econsim.networks.catalogue import CATALOGUE
    from econsim.scenario.load import load, shipped_names

    for name in shipped_names():
        if name.startswith(folder):
            yield name, load(name, (), CATALOGUE, tries_alternatives=False)


def _params() -> Rows:
    from econsim.networks.catalogue import CATALOGUE
    from econsim.networks.parameter_book import parameter_book
    from econsim.networks.parameter_page import books_of_mainnets

    books = books_of_mainnets(CATALOGUE)
    return [
        asdict(row) | {"in_force": {name: book[row.path].value for name, book in books.items()}}
        for row in parameter_book(CATALOGUE)
    ]


def _policies() -> Rows:
    from econsim.networks.catalogue import CATALOGUE

    found = [cls for kinds in CATALOGUE.policies.values() for cls in kinds.values()]
    return [{"decision": cls.decides, "kind": cls.kind} | _described(cls) for cls in found]


def _shocks() -> Rows:
    from econsim.networks.catalogue import CATALOGUE

    found = [(channel, cls) for channel, shapes in CATALOGUE.shapes.items() for cls in shapes.values()]
    rows = [{"shock": channel, "kind": cls.kind} | _described(cls) for channel, cls in found]
    return [row | {"parameters": _with_date(row["parameters"])} for row in rows]


def _with_date(parameters: Sequence[str]) -> list[str]:
    """Return what a shock takes: where it has a `start_day`, a `date` may stand in its place."""
    return [written for name in parameters for written in (BEGINNINGS[::-1] if name == BEGINNINGS[1] else (name,))]


def _described(cls: type[Any]) -> dict[str, Any]:
    meaning = (cls.__doc__ or "").strip().split("\n")[0]
    return {"meaning": meaning, "parameters": list(cls.model_fields)}


def _series() -> Rows:
    """Return every series with the metrics that read it; none: it is recorded and not judged."""
    from econsim.analysis.metrics import metrics
    from econsim.mechanisms.gov.series import votes_on
    from econsim.networks.akash import SERIES

    read = [(one.series, one.name) for one in metrics().values()]
    return [
        {
            "name": one.name,
            "unit": one.unit,
            "meaning": one.meaning,
            "metrics": [name for series, name in read if _stands_for(one.name, series)],
        }
        for one in (*SERIES, *votes_on(("{proposal}",)))
    ]


def _stands_for(declared: str, series: str) -> bool:
    """Return whether a declared name is that of a series, or a pattern such as `gpus_{gpu_model}` that it fits."""
    return re.fullmatch(re.sub(r"\{\w+\}", r"\\w+", declared), series) is not None


def _metrics() -> Rows:
    from econsim.analysis.metrics import metrics

    shown = (
        "name",
        "label",
        "unit",
        "series",
        "window",
        "aggregation",
        "weight",
        "better",
        "smallest_effect",
        "topic",
        "meaning",
    )
    rows = [{name: getattr(one, name) for name in shown} for one in metrics().values()]
    return [row | {"weight": row["weight"] or None} for row in rows]


_LISTS: Mapping[str, Callable[[], Rows]] = {
    "scenarios": _scenarios,
    "studies": _studies,
    "params": _params,
    "policies": _policies,
    "shocks": _shocks,
    "series": _series,
    "metrics": _metrics,
}
