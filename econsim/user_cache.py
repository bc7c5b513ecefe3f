"""Where econsim keeps what it can make again: compiled code, histories. The folder may be removed at any time."""

from __future__ import annotations

import os
from pathlib import Path


def user_cache() -> Path:
    """Return the folder: `econsim` in XDG_CACHE_HOME or, where that is not set, in ~/.cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "econsim"
