"""The outcome of one check, whatever it checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Status = Literal["passed", "failed", "unsupported"]


@dataclass(frozen=True)
class Result:
    """One line of `econsim verify`: what was checked, how it ended and, where numbers were compared, which ones.

    `subject` is the mechanism of a vector or the law of a theory row; `detail` says in one line what differs, what
    could not be measured or why the check cannot be run. `measured`, `standard_error` and `expected` are plain JSON.
    """

    id: str
    subject: str
    status: Status
    detail: str = ""
    measured: Any = None
    standard_error: Any = None
    expected: Any = None
