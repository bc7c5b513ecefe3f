"""Checkpoints: a world laid aside in a file, with what was recorded of it, to be taken up again to the last bit.

The file is one line of JSON that says what it is, then the state, compressed, then the hash of both, which is looked at
before anything is. Nothing but econsim's own tables and numpy's arrays is ever built from it: a file from a stranger
runs no code.
"""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from econsim.atomic_files import write_bytes
from econsim.errors import UsageError
from econsim.model_version import model_version

_WHAT = "econsim_checkpoint"
_LONGEST_HEAD, _HASH_BYTES = 16 * 2**20, 16
_OUR_ROOMS = ("econsim.world.", "econsim.mechanisms.", "econsim.measures.", "econsim.simulation.", "econsim.scenario.")
_OTHERS = {
    ("collections", "Counter"),
    ("numpy", "dtype"),
    ("numpy", "ndarray"),
    ("numpy", "record"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "scalar"),
    ("numpy._core.numeric", "_frombuffer"),
}


def write_checkpoint(path: Path, told: Mapping[str, Any], state: Any) -> None:
    """Write a state whole or not at all; `told` (plain content) is what can be read without it."""
    body = zlib.compress(pickle.dumps(state, protocol=5), level=1)
    head = {_WHAT: 1, "model_version": model_version(), **told}
    whole = json.dumps(head, allow_nan=False).encode() + b"\n" + body
    write_bytes(path, whole + _hash(whole))


def told_by(path: Path) -> dict[str, Any]:
    """Return what a checkpoint tells: the content and digest of its scenario, seed, replicate, epochs, epoch.

    Raises UsageError, in one line, for what is no checkpoint, was damaged, or was made by another model version.
    """
    return _opened(path)[0]


def read_checkpoint(path: Path) -> tuple[dict[str, Any], Any]:
    """Return what a checkpoint tells, and its state.

    Raises UsageError, in one line, for what is no checkpoint, was damaged, or was made by another model version.
    """
    told, body = _opened(path)
    try:
        return told, _Careful(io.BytesIO(zlib.decompress(body))).load()
    except (pickle.UnpicklingError, zlib.error) as error:
        raise UsageError(f"{path} holds what no checkpoint of econsim holds: {error}") from error


def _opened(path: Path) -> tuple[dict[str, Any], bytes]:
    try:
        with path.open("rb") as file:
            line, rest = file.readline(_LONGEST_HEAD), file.read()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    body, said = rest[:-_HASH_BYTES], rest[-_HASH_BYTES:]
    told = _told(line)
    if told is None:
        raise UsageError(f"{path} is no checkpoint of econsim; model.save(...) writes one")
    if _hash(line + body) != said:
        raise UsageError(f"{path} is not as it was written: it was cut short or changed; save it again")
    if told["model_version"] != model_version():
        raise UsageError(
            f"{path} was written by model version {told['model_version']}, this is {model_version()}: run its past "
            "again with this one, or take it up with that one"
        )
    return told, body


def _told(line: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) and told.get(_WHAT) == 1 else None


def _hash(whole: bytes) -> bytes:
    return hashlib.blake2b(whole, digest_size=_HASH_BYTES).digest()


class _Careful(pickle.Unpickler):
    """Builds econsim's own classes, arrays, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        """Return what a name stands for, if a checkpoint may hold it."""
        if (module, name) in _OTHERS:
            return super().find_class(module, name)
        if module.startswith(_OUR_ROOMS) and name.isidentifier():
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")
