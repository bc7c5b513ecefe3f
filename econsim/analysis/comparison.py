"""A comparison that has been made: its numbers, what a report about it needs, and the folder that keeps both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from econsim.analysis.by_name import ByName
from econsim.analysis.frames import outcomes_frame, winners_frame
from econsim.analysis.metrics import Metric
from econsim.analysis.outcomes import Numbers, Outcome
from econsim.analysis.report_data import Background
from econsim.analysis.typed_json import json_of, read
from econsim.atomic_files import write_bytes, write_json, write_text
from econsim.errors import UsageError
from econsim.scenario.asked import kept_folder
from econsim.scenario.values import counted
from econsim.units import SECONDS_PER_DAY

if TYPE_CHECKING:
    from econsim.runs.run_result import RunResult

NUMBERS, BACKGROUND, REPORT = "comparison.json", "report_data.json", "report.html"
DATASET, CSV = "comparison.parquet", "comparison.csv"


@dataclass(frozen=True)
class Comparison:
    """The baseline against each variant, paired by replicate.

    `numbers` is what comparison.json holds, but for its two paths, `background` everything else that a report shows;
    `in_memory` are the runs of arms that are kept in no folder.
    """

    numbers: Numbers
    background: Background
    directory: Path | None = None
    in_memory: Mapping[str, RunResult] = field(default_factory=dict, repr=False, compare=False)

    def __repr__(self) -> str:
        told, where = self.numbers, f", in {self.directory}" if self.directory else ""
        size = f"{counted(told.replicates, 'replicate')} of {counted(told.epochs, 'epoch')}, seed {told.seed}"
        return f"Comparison({self.baseline} against {', '.join(self.variants)}: {size}{where})"

    @property
    def baseline(self) -> str:
        """Return the name of the baseline."""
        return self.numbers.baseline

    @property
    def variants(self) -> list[str]:
        """Return the names of the variants."""
        return [variant.name for variant in self.numbers.variants]

    @property
    def days(self) -> float:
        """Return the length of the runs in days."""
        return self.numbers.epochs * self.background.clock.epoch_seconds / SECONDS_PER_DAY

    @cached_property
    def metrics(self) -> Mapping[str, Metric]:
        """Return the metrics as they were judged: smallest effects and directions of the objectives included."""
        return {one.name: one for one in self.background.metrics}

    def outcomes(self, variant: str) -> Mapping[str, Outcome]:
        """Return one variant's outcomes by metric."""
        return ByName("metric", self.numbers.variant(variant).metrics)

    def as_json(self) -> dict[str, Any]:
        """Return the machine output of `econsim compare --json`: plain numbers and None, never NaN or infinity."""
        folder = self.directory
        paths = {
            "dir": None if folder is None else str(folder),
            "report": None if folder is None else str(folder / REPORT),
        }
        return {"baseline": self.baseline, **paths, **json_of(self.numbers)}

    @cached_property
    def runs(self) -> Mapping[str, RunResult]:
        """Return the run of each arm, baseline first, read again from its folder; raises UsageError if none is kept."""
        from econsim.analysis.kept_arms import arm_again  # which needs the model, as a comparison does not

        return ByName(
            "arm",
            {
                names.label: self.in_memory.get(names.label) or arm_again(self.numbers, names, self.directory)
                for names in self.background.arms
            },
        )

    def frame(self) -> pd.DataFrame:
        """Return every number as a table indexed (variant, metric): comparison.parquet and comparison.csv."""
        return outcomes_frame(self.numbers, self.background)

    def winners(self) -> pd.DataFrame:
        """Return who gains and who pays: one row for each variant and group of people, AKT or USD a year."""
        return winners_frame(self.numbers, self.background)

    def paths(self, metric: str) -> pd.DataFrame:
        """Return mean and bands of a metric's series, or of any series, indexed (arm, date), as recorded.

        Columns: mean, low_90 and high_90 (between them 90 % of the replicates), low_50 and high_50 (half of them).
        `attrs` holds the unit.
        """
        from econsim.analysis.paths import paths_frame  # as above

        return paths_frame(self.runs, metric)

    def staker(self, akt: float, validator: int | str) -> pd.DataFrame:
        """Return what a delegator with so many AKT on a validator earns a year, before and after: `econsim.staker`."""
        from econsim import staker

        found: pd.DataFrame = staker(self, akt, validator)
        return found

    def report(self, **how: Any) -> Any:
        """Write the report, into the comparison's folder unless told otherwise: `econsim.write_report`, with its words.

        Returns what that returns, the path of what was written.
        """
        from econsim import write_report

        return write_report(self, **how)

    def _repr_html_(self) -> str:
        """Return the first page of the report, for notebooks."""
        from econsim import first_page

        shown: str = first_page(self)._repr_html_()
        return shown

    def write(self, directory: Path) -> Path:
        """Write the files, each whole or not at all, the numbers last, and return the folder."""
        from econsim.runs.parquet import parquet_bytes  # as above

        write_json(directory / BACKGROUND, json_of(self.background))
        dataset = self.frame().reset_index()
        write_bytes(directory / DATASET, parquet_bytes(dataset))
        write_text(directory / CSV, dataset.to_csv(index=False, lineterminator="\n"))
        write_json(directory / NUMBERS, Comparison(self.numbers, self.background, directory).as_json())
        return directory


def load_comparison(directory: Path | str) -> Comparison:
    """Return a comparison from its folder alone; a file of another shape is refused with what it lacks."""
    folder = kept_folder(directory)
    missing = [name for name in (NUMBERS, BACKGROUND) if not (folder / name).is_file()]
    if missing:
        raise UsageError(f"{folder} is not the folder of a comparison: it has no {' and no '.join(missing)}")
    return Comparison(read(Numbers, folder / NUMBERS), read(Background, folder / BACKGROUND), folder)
