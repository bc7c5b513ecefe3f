"""Files that are whole or not there: written beside their place under a name of their own, then renamed into it.

A writer holds a lock on its unfinished file (`.NAME.TOKEN.part`), so that what a killed process has left behind can be
told from what a live one is writing, on whatever machine or in whatever container it runs.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from contextlib import suppress
from io import BufferedIOBase
from pathlib import Path
from typing import Any


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    while not _written(path, content):
        pass  # somebody tidied up in the instant in which the unfinished file was not locked


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    write_bytes(path, text.encode("utf-8"))


def write_json(path: Path, content: Any) -> None:
    """Write a JSON file whole or not at all; NaN and infinities are refused."""
    write_text(path, json.dumps(content, indent=2, allow_nan=False) + "\n")


def remove_leftovers(folder: Path) -> int:
    """Remove the unfinished files of dead processes under a folder, and return how many there were."""
    removed = 0
    for part in folder.rglob(".*.part"):
        with suppress(OSError), part.open("rb") as file:
            if _lock(file):
                part.unlink()
                removed += 1
    return removed


def set_aside(path: Path) -> Path:
    """Rename a file so that nothing takes it for what it was, no pattern such as *.parquet either; return its path."""
    number = 1
    while (aside := path.with_name(f"_set_aside_{number}_{path.name}.damaged")).exists():
        number += 1
    return path.rename(aside)


def is_set_aside(path: Path) -> bool:
    """Return whether a file was set aside."""
    return path.name.startswith("_set_aside_")


def _written(path: Path, content: bytes) -> bool:
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            _lock(file)
            file.write(content)
        os.replace(part, path)
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise
        return False
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        part.unlink(missing_ok=True)
    return True


def _lock(file: BufferedIOBase) -> bool:
    """Lock an open file until it is closed; return False if another process has it."""
    if sys.platform == "win32":
        return True  # there an open file cannot be removed, which is as good
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
