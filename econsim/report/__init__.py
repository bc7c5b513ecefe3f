"""Policy reports: figures, sentences chosen by rule, and the page that holds them."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from econsim.analysis.comparison import Comparison


class _RoomAndWord(ModuleType):
    """`econsim.report` is both this room and a public word: `econsim.report(comparison)` writes a report."""

    def __call__(self, comparison: Comparison | Path | str, out: Path | str | None = None) -> Path:
        from econsim.report.policy_report import report

        return report(comparison, out)


sys.modules[__name__].__class__ = _RoomAndWord
