"""What is told while something runs: a bar on a terminal, elsewhere a plain line now and then; always on stderr."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from econsim.cli.show import is_terminal, narrate, put
from econsim.runs.progress import Count

if TYPE_CHECKING:
    from econsim.runs.progress import Progress
    from econsim.scenario.schema import Scenario

_SECONDS_BETWEEN_LINES = 5.0
_ROOM_FOR_A_BAR = 80  # columns


@contextmanager
def progress_of(what: str, total: int, quiet: bool) -> Iterator[Progress]:
    """Narrate, and show how many of the replicates are done and how long the rest will take."""
    with _narration(quiet):
        if quiet:
            yield lambda n: None
        elif is_terminal(sys.stderr):
            with _bar(what, total) as advance:
                yield advance
        else:
            yield _lines(what, total)


def tell_caveats(scenarios: Sequence[Scenario], *, json: bool = False, quiet: bool = False) -> None:
    """Print what is to be read before any result, before anything is run: on stderr where stdout is one JSON object."""
    from econsim.analysis.caveats import notes_of

    for sentence in () if json and quiet else notes_of(scenarios):
        (narrate if json else put)(sentence)


@contextmanager
def _narration(quiet: bool) -> Iterator[None]:
    """Print what the library has to tell on stderr; where it shall be quiet only its warnings."""
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
        narrate(record.getMessage())


@contextmanager
def _bar(what: str, total: int) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    bars = (BarColumn(),) if console.width >= _ROOM_FOR_A_BAR else ()
    columns = (TextColumn("{task.description}", markup=False), *bars, MofNCompleteColumn())
    left = (TextColumn("replicates, left"), TimeRemainingColumn())
    with Progress(*columns, *left, console=console) as bar:
        task = bar.add_task(what, total=total)
        yield lambda n: bar.advance(task, n)


def _lines(what: str, total: int) -> Progress:
    """Return a progress that prints a line every few seconds, and the last one if there was any before."""
    count, told, has_told = Count(what, total), time.monotonic(), False

    def advance(n: int) -> None:
        nonlocal told, has_told
        now = time.monotonic()
        count.add(n, now)
        if now - told >= _SECONDS_BETWEEN_LINES or (count.done == total and has_told):
            narrate(count.told(now))
            told, has_told = now, True

    return advance
