"""A comparison that has been made: its numbers, and what a report about it needs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Group

from econsim.analysis.metrics import Metric
from econsim.analysis.tables import outcome_rows, outcome_table, what_if_table
from econsim.errors import UsageError
from econsim.runs.atomic_files import write_json
from econsim.scenario.merge import closest

NUMBERS, BACKGROUND, REPORT = "comparison.json", "report_data.json", "report.html"


@dataclass(frozen=True)
class Comparison:
    """The baseline against each variant, paired by replicate.

    `numbers` is the machine output without its two paths, `background` everything else a report shows: clock,
    events, time paths, winners, targets, assumptions, versions. Both are plain JSON content.
    """

    numbers: Mapping[str, Any]
    background: Mapping[str, Any]
    directory: Path | None = None

    def __repr__(self) -> str:
        told, where = self.numbers, f", in {self.directory}" if self.directory else ""
        size = f"{told['replicates']} replicates of {told['epochs']} epochs, seed {told['seed']}"
        return f"Comparison({self.baseline} against {', '.join(self.variants)}: {size}{where})"

    @property
    def baseline(self) -> str:
        """Return the name of the baseline."""
        return str(self.numbers["baseline"])

    @property
    def variants(self) -> list[str]:
        """Return the names of the variants."""
        return [variant["name"] for variant in self.numbers["variants"]]

    @property
    def metrics(self) -> dict[str, Metric]:
        """Return the metrics as they were judged: smallest effects and directions of the objectives included."""
        return {row["name"]: Metric(**row) for row in self.background["metrics"]}

    def outcomes(self, variant: str) -> dict[str, Any]:
        """Return one variant's numbers by metric."""
        by_name = {found["name"]: found["metrics"] for found in self.numbers["variants"]}
        if variant not in by_name:
            known = ", ".join(by_name)
            raise UsageError(f"no such variant '{variant}'; there are {known}{closest(variant, by_name)}")
        return dict(by_name[variant])

    def as_json(self) -> dict[str, Any]:
        """Return the machine output of `econsim compare --json`: plain numbers and None, never NaN or infinity."""
        paths = {
            "dir": None if self.directory is None else str(self.directory),
            "report": None if self.directory is None else str(self.directory / REPORT),
        }
        return {"baseline": self.baseline, **paths} | dict(self.numbers)

    def frame(self) -> pd.DataFrame:
        """Return every number as a table indexed (variant, metric)."""
        rows = {(name, metric): row for name in self.variants for metric, row in self.outcomes(name).items()}
        frame = pd.DataFrame.from_dict(rows, orient="index")
        frame.index = pd.MultiIndex.from_tuples(rows, names=["variant", "metric"])
        return frame

    def table(self) -> Group:
        """Return the outcomes for a terminal of 100 columns."""
        tables = (outcome_table, what_if_table)
        return Group(*(part for name in self.variants for table in tables for part in table(self, name)))

    def _repr_html_(self) -> str:
        caveats = "".join(f"<p><b>{escape(caveat)}</b></p>" for caveat in self.background.get("caveats", []))
        return caveats + "".join(self._html(name) for name in self.variants)

    def _html(self, variant: str) -> str:
        head, rows, notes = outcome_rows(self, variant)
        frame = pd.DataFrame(rows, columns=head).to_html(index=False, border=0)
        return f"<p><b>{escape(self.baseline)} → {escape(variant)}</b></p>{frame}<p>{escape(' '.join(notes))}</p>"

    def write(self, directory: Path) -> Path:
        """Write both files, each whole or not at all, and return the folder."""
        write_json(directory / BACKGROUND, dict(self.background))
        write_json(directory / NUMBERS, Comparison(self.numbers, self.background, directory).as_json())
        return directory


def load_comparison(directory: Path | str) -> Comparison:
    """Return a comparison from its folder alone."""
    folder = Path(directory)
    missing = [name for name in (NUMBERS, BACKGROUND) if not (folder / name).is_file()]
    if missing:
        raise UsageError(f"{folder} is not the folder of a comparison: it has no {' and no '.join(missing)}")
    numbers, background = (json.loads((folder / name).read_text("utf-8")) for name in (NUMBERS, BACKGROUND))
    return Comparison({k: v for k, v in numbers.items() if k not in ("dir", "report")}, background, folder)
