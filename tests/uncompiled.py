"""Code in a process of its own that compiles nothing: Python says what compiled code has to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def uncompiled(code: str, root: Path = ROOT) -> str:
    """Return what code prints, run uncompiled at the root of the repository or a copy; it neither fails nor warns."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=root,
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
