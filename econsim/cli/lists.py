"""The command `list`: what there is, as a table, as one JSON object, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from econsim.cli import options
from econsim.cli.show import print_json, print_rows, put, text_of
from econsim.errors import UsageError

Listable = Literal["scenarios", "params", "policies", "shocks", "series", "metrics"]
_SERIES_HEADING = """# Series

What is recorded at the end of every epoch, one column each of `epochs/replicate=NNNN.parquet`; `{gpu_model}` and the
like stand for one column a member. Each is declared beside the rule it is about (`econsim/mechanisms/*/series.py`) or
in `econsim/measures/`. This page is made by `econsim list series --markdown > docs/series.md`.

"""
Rows = list[dict[str, Any]]
Markdown = Annotated[
    bool, Parameter(name="--markdown", help="print Markdown; for params and series the page in docs/", negative="")
]


def list_(what: Listable = "scenarios", /, *words: str, json: options.Json = False, markdown: Markdown = False) -> None:
    """List scenarios, params, policies, shocks, series or metrics; with words only what has all of them.

    Example: econsim list params commission floor
    """
    rows = _with_words(what, words, _LISTS[what]())
    if markdown:
        put(_page(what, rows, is_whole=not words).rstrip("\n"))
    elif json:
        print_json({what: rows})
    elif what == "params":
        for row in rows:
            put(_entry_of_the_book(row))
    else:
        print_rows(what, _as_table(rows))


def _with_words(what: Listable, words: Sequence[str], rows: Rows) -> Rows:
    """Return the rows whose names and meanings hold all the words, in any case; no such row is bad usage."""
    from econsim.scenario.merge import closest

    found = [row for row in rows if all(word.lower() in _searched(row) for word in words)]
    if words and not found:
        known = {part for row in rows for part in (_name(row), _name(row).rpartition(".")[2])}
        hint = closest(" ".join(words), sorted(known)) or f"; `econsim list {what}` prints all {len(rows)}"
        raise UsageError(f"no {what} with '{' '.join(words)}' in name or meaning{hint}")
    return found


def _searched(row: Mapping[str, Any]) -> str:
    told = [_name(row), *(str(row.get(name) or "") for name in ("chain_key", "label", "title", "question", "meaning"))]
    return " ".join([*told, *map(str, row.get("parameters", ()))]).lower()


def _name(row: Mapping[str, Any]) -> str:
    """Return what a row is called: a path, a name, or a kind with what it is a kind of."""
    kind = f"{row.get('decision') or row.get('shock')}.{row.get('kind')}"
    return str(row.get("path") or row.get("name") or kind)


def _page(what: Listable, found: Rows, *, is_whole: bool) -> str:
    """Return a list as Markdown; whole lists of params and series are the pages of docs/."""
    from econsim.networks.catalogue import CATALOGUE
    from econsim.networks.parameter_page import markdown_table, parameter_page

    if what == "params" and is_whole:
        return parameter_page(CATALOGUE)
    rows = _as_table(found)
    heading = _SERIES_HEADING if what == "series" and is_whole else ""
    return heading + markdown_table(rows[0], [row.values() for row in rows]) + "\n"


def _as_table(rows: Rows) -> list[dict[str, str]]:
    """Return rows as text."""
    return [{name: _cell(value) for name, value in row.items()} for row in rows]


def _cell(value: Any) -> str:
    from econsim.scenario.values import number_text

    if isinstance(value, list):
        return ", ".join(map(str, value))
    return number_text(value) if isinstance(value, float) else text_of(value)


def _entry_of_the_book(row: Mapping[str, Any]) -> str:
    """Return one parameter as four lines: what it is now, what it means, where it is from, who reads it."""
    value = "" if row["value"] is None else f" = {text_of(row['value'])}"
    allowed = f", {row['range']}" if row["range"] else ""
    chain_key = f" (chain: {row['chain_key']})" if row["chain_key"] else ""
    first = f"{row['path']}{value} [{row['unit']}{allowed}]{chain_key}"
    read_by = f"read by {', '.join(row['read_by'])}" if row["read_by"] else "not read by any mechanism yet"
    others = ", ".join(f"{name} {text_of(there)}" for name, there in row["in_force"].items() if there != row["value"])
    last = read_by + (f"; in force elsewhere: {others}" if others else "")
    return f"{first}\n    {row['meaning']}\n    {row['status']}: {row['source']}\n    {last}"


def _scenarios() -> Rows:
    from econsim.networks.catalogue import load_scenario
    from econsim.scenario.load import shipped_names

    found = [(name, load_scenario(name)) for name in shipped_names()]
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
        for name, one in found
    ]


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
    return [{"shock": channel, "kind": cls.kind} | _described(cls) for channel, cls in found]


def _described(cls: type[Any]) -> dict[str, Any]:
    meaning = (cls.__doc__ or "").strip().split("\n")[0]
    return {"meaning": meaning, "parameters": list(cls.model_fields)}


def _series() -> Rows:
    """Return every series with the metrics that read it; none: it is recorded and not judged."""
    from econsim.analysis.metrics import metrics
    from econsim.networks.akash import SERIES

    read = [(one.series, one.name) for one in metrics().values()]
    return [
        {
            "name": one.name,
            "unit": one.unit,
            "meaning": one.meaning,
            "metrics": [name for series, name in read if _stands_for(one.name, series)],
        }
        for one in SERIES
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
    "params": _params,
    "policies": _policies,
    "shocks": _shocks,
    "series": _series,
    "metrics": _metrics,
}
COMMANDS = (list_,)
