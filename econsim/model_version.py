"""The model version: a hash over econsim's own sources and data, so that an edited model never passes for the old."""

from __future__ import annotations

import functools
import hashlib
import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
_PARTS = {".py", ".yaml", ".csv", ".json", ".html"}


@functools.cache
def model_version() -> str:
    """Return 16 hex digits over every source and data file of the package, in the order of their paths."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in _PARTS and "scenarios" not in path.relative_to(PACKAGE).parts:
            digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def keep_compiled_code_by_version() -> None:
    """Point numba's cache to a folder named by the model version.

    numba notices an edit only in the file that holds a function, not in files it calls; a folder per version makes
    stale code impossible. A `NUMBA_CACHE_DIR` that is already set wins.
    """
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = os.environ.setdefault("NUMBA_CACHE_DIR", str(home / "econsim" / f"numba-{model_version()}"))
    if "numba" in sys.modules:  # imported before us: it has read its settings already
        sys.modules["numba"].config.CACHE_DIR = folder
