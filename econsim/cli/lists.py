"""The command `list`: what there is, as a table, as one JSON object, as Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from econsim.cli import options
from econsim.cli.show import print_json, print_rows, put, text_of

_SERIES_HEADING = """# Series

What is recorded at the end of every epoch, one column each of `epochs/replicate=NNNN.parquet`; `{gpu_model}` and the
like stand for one column a member. Each is declared beside the rule it is about (`econsim/mechanisms/*/series.py`) or
in `econsim/measures/`. This page is made by `econsim list series --markdown > docs/series.md`.

"""
Listable = Literal["scenarios", "studies", "params", "policies", "shocks", "series", "metrics"]
Markdown = Annotated[
    bool, Parameter(name="--markdown", help="print Markdown; for params and series the page in docs/", negative="")
]


def list_(what: Listable = "scenarios", /, *words: str, json: options.Json = False, markdown: Markdown = False) -> None:
    """List scenarios, studies, params, policies, shocks, series or metrics; with words only what has all of them.

    Example: econsim list params min commission
    """
    from econsim.analysis.lists import rows_of

    rows = rows_of(what, words)
    if markdown:
        put(_page(what, rows, is_whole=not words).rstrip("\n"))
    elif json:
        print_json({what: rows})
    elif what == "params":
        for row in rows:
            put(_entry_of_the_book(row))
    else:
        print_rows(what, _as_table(rows))


def _page(what: Listable, found: list[dict[str, Any]], *, is_whole: bool) -> str:
    """Return a list as Markdown; whole lists of params and series are the pages of docs/."""
    from econsim.networks.catalogue import CATALOGUE
    from econsim.networks.parameter_page import markdown_table, parameter_page

    if what == "params" and is_whole:
        return parameter_page(CATALOGUE)
    rows = _as_table(found)
    heading = _SERIES_HEADING if what == "series" and is_whole else ""
    return heading + markdown_table(rows[0], [row.values() for row in rows]) + "\n"


def _as_table(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
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


COMMANDS = (list_,)
