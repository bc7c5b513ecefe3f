"""The model version: a hash over econsim's own sources and data, so that an edited model never passes for the old."""

from __future__ import annotations

import functools
import hashlib
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
