"""How far something is: what wants to be told, how times are said, and a line that a notebook shows by itself."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Progress = Callable[[int], None]
_SECONDS_BEFORE, _SECONDS_BETWEEN = 1.0, 0.5


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


class _Line:
    """One line of a notebook: how many replicates are done, and how long the rest will take."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total, self._done, self._at_once = what, total, 0, 0
        self._began = self._last = time.monotonic()
        self._handle: Any = None

    def advance(self, n: int) -> None:
        """Count replicates that were done; many at once were kept from an earlier run and are no measure of speed."""
        self._done += n
        self._at_once += n if n > 1 else 0
        now = time.monotonic()
        if now - self._began >= _SECONDS_BEFORE and now - self._last >= _SECONDS_BETWEEN:
            left = (now - self._began) / max(1, self._done - self._at_once) * (self._total - self._done)
            self._show(f", about {duration(left)} left" if self._done < self._total else "")
            self._last = now

    def end(self) -> None:
        """Leave the line, if there is one, as it stays."""
        if self._handle is not None:
            self._show("")

    def _show(self, rest: str) -> None:
        content = {"text/plain": f"{self._what}: {self._done} of {self._total} replicates{rest}"}
        if self._handle is None:
            from IPython.display import display

            self._handle = display(content, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(content, raw=True)
