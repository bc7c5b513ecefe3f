"""How the command line prints: tables for people, one JSON object for programs."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from econsim.simulation.run import Progress

_WIDE = 2_000  # where there is no terminal nothing is folded, so that a line is a row


def print_json(content: Any) -> None:
    """Print one JSON object; NaN and infinities are refused."""
    print(json_text(content))


def json_text(content: Any) -> str:
    """Return one JSON object as text; NaN and infinities are refused."""
    return json.dumps(content, indent=2, allow_nan=False, default=str)


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table as wide as the terminal, or as its content where there is no terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for name in head:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    if sys.stdout.isatty():
        Console().print(table)
        return
    wide = Console(width=_WIDE)
    with wide.capture() as printed:
        wide.print(table)
    print("\n".join(line.rstrip() for line in printed.get().splitlines()))


def print_rows(title: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows that have the same fields as a table."""
    print_table(title, list(rows[0]) if rows else [], [list(row.values()) for row in rows])


def text_of(value: Any) -> str:
    """Return a value in one line, as YAML would write it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {text_of(entry)}" for name, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(text_of, value)) + "]"
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def console(kind: Any) -> Any:
    """Return a console on stdout; 100 columns where there is no terminal."""
    return kind(width=None if sys.stdout.isatty() else 100)


@contextmanager
def narration(quiet: bool) -> Iterator[None]:
    """Print what the library has to tell on stderr, where nothing but warnings is wanted only those."""
    log, teller = logging.getLogger("econsim"), _Teller()
    log.addHandler(teller)
    log.setLevel(logging.WARNING if quiet else logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(teller)


class _Teller(logging.Handler):
    """Prints to whatever stderr is now: a progress bar puts itself in its place."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one line."""
        print(record.getMessage(), file=sys.stderr, flush=True)


@contextmanager
def progress_of(what: str, total: int, quiet: bool) -> Iterator[Progress]:
    """Narrate, and show how many of the replicates are done: a bar on a terminal, a line now and then elsewhere."""
    with narration(quiet), _progress(what, total, quiet) as progress:
        yield progress


@contextmanager
def _progress(what: str, total: int, quiet: bool) -> Iterator[Progress]:
    if quiet:
        yield lambda n: None
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TextColumn("replicates, left"))
        with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bar:
            task = bar.add_task(what, total=total)
            yield lambda n: bar.advance(task, n)
    else:
        yield _lines(what, total)


def _lines(what: str, total: int) -> Progress:
    done = 0

    def advance(n: int) -> None:
        nonlocal done
        done += n
        if done == total or done % max(1, total // 4) == 0:
            print(f"{what}: {done} of {total} replicates", file=sys.stderr, flush=True)

    return advance
