"""How far something is: what wants to be told, how times are said, and a line that a notebook shows by itself."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Progress = Callable[[int], None]
_SECONDS_BEFORE, _SECONDS_BETWEEN = 1.0, 0.5
_FEWEST_TIMED = 4  # replicates after the first


def duration(seconds: float) -> str:
    """Return a time as people say it: 40 s, 3 min, 2.5 h."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6_000 else f"{seconds / 3600:.1f} h"


@contextmanager
def told(what: str, total: int, asked: Progress | None) -> Iterator[Progress]:
    """Give what is to be told of replicates as they are done: what was asked for, else a notebook's line, else nothing.

    The line appears where something takes more than a second and changes in its place.
    """
    if asked is not None:
        yield asked
    elif _is_notebook():
        line = _Line(what, total)
        yield line.advance
        line.end()
    else:
        yield lambda n: None


def _is_notebook() -> bool:
    """Return whether this process serves a notebook: its shell has a kernel."""
    ipython: Any = sys.modules.get("IPython")
    return ipython is not None and getattr(ipython.get_ipython(), "kernel", None) is not None


class Count:
    """How many replicates are done, and how long the rest will take at the pace since the first.

    Many at once were kept from an earlier run; neither they nor the start are a measure of speed, and a few are none.
    """

    def __init__(self, what: str, total: int) -> None:
        """Begin with none of `total`."""
        self.done, self._what, self._total, self._timed = 0, what, total, -1
        self._since = 0.0

    def add(self, n: int, now: float) -> None:
        """Count replicates that were done at a moment [s]."""
        self.done += n
        if n == 1:
            self._timed += 1
            self._since = now if self._timed == 0 else self._since

    def told(self, now: float) -> str:
        """Return it in words: `mainnet7: 12 of 40 replicates, about 20 s left`."""
        rest = self._total - self.done
        of = f" of {self._total}" if rest >= 0 else ""  # a scan that found a crossing asks for more than was known
        said = f"{self._what}: {self.done}{of} replicates"
        if rest <= 0 or self._timed < _FEWEST_TIMED:
            return said
        return f"{said}, about {duration((now - self._since) / self._timed * rest)} left"


class _Line:
    """One line of a notebook."""

    def __init__(self, what: str, total: int) -> None:
        self._count = Count(what, total)
        self._began = self._last = time.monotonic()
        self._handle: Any = None

    def advance(self, n: int) -> None:
        """Count replicates that were done."""
        now = time.monotonic()
        self._count.add(n, now)
        if now - self._began >= _SECONDS_BEFORE and now - self._last >= _SECONDS_BETWEEN:
            self._show(now)
            self._last = now

    def end(self) -> None:
        """Leave the line, if there is one, as it stays."""
        if self._handle is not None:
            self._show(time.monotonic())

    def _show(self, now: float) -> None:
        content = {"text/plain": self._count.told(now)}
        if self._handle is None:
            from IPython.display import display

            self._handle = display(content, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(content, raw=True)
