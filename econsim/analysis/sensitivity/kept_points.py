"""What both arms came to at the points of a design, a sealed line a point: what was stopped goes on from there.

The series of these runs are kept nowhere. To look at a point, run its scenarios with the same seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from econsim.analysis.statistics import Paired
from econsim.analysis.typed_json import json_of, typed
from econsim.runs.sealed_lines import SealedLines, lines_in
from econsim.simulation.invariants import InvariantLog

POINTS = "points.jsonl"  # in the folder of the analysis, or of the comparison


@dataclass(frozen=True)
class Observed:
    """What came of a point, a variant against the baseline, by metric; `error` says why there is nothing."""

    pairs: Mapping[str, Paired]
    results_digest: str
    invariants: InvariantLog
    error: str = ""


class KeptPoints:
    """The file of one question: what is known of its points, by the key of each, a variant after the other."""

    def __init__(self, path: Path, key: str) -> None:
        """Read what is there."""
        self.path, self._key = path, key
        self.known = known_points(path, key)

    def add(self, point: str, found: tuple[Observed, ...]) -> None:
        """Write what came of a point; raises OSError where the disk is full."""
        self.known[point] = found
        lines = SealedLines(self.path, self._key)
        try:
            lines.append({"point": point, "found": json_of(found)})
        finally:
            lines.close()


def known_points(path: Path, key: str) -> dict[str, tuple[Observed, ...]]:
    """Return what came of the points that are there whole, each a tuple in the order of the variants."""
    return {
        told["point"]: tuple(typed(Observed, one, f"{path}:") for one in told["found"]) for told in lines_in(path, key)
    }
