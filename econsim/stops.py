"""Whether this process was asked to stop: what works for long looks here, too.

A signal handler stops the work by an exception, and Python drops exceptions that come while an object is freed or a
library calls back: such a stop is heeded at the next step instead.
"""

from __future__ import annotations

_asked = False


def ask() -> None:
    """Ask this process to stop."""
    global _asked
    _asked = True


def heed() -> None:
    """Raise KeyboardInterrupt if this process was asked to stop."""
    if _asked:
        raise KeyboardInterrupt
