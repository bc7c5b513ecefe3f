"""The runs of a comparison, read again from the folders that keep them."""

from __future__ import annotations

from pathlib import Path

from econsim.analysis.outcomes import Numbers
from econsim.analysis.report_data import ArmNames
from econsim.errors import UsageError
from econsim.runs.kept_run import load_run
from econsim.runs.manifest import MANIFEST
from econsim.runs.run_result import RunResult


def arm_again(numbers: Numbers, names: ArmNames, beside: Path | None) -> RunResult:
    """Return the run of one arm; `beside` is the folder of the comparison, beside which those of its runs stand.

    Raises UsageError where none is kept, or another one than was compared.
    """
    given = numbers.run_dirs[names.label]
    how = "compare again with out=FOLDER (econsim compare ... --out FOLDER): runs are kept there"
    if given is None:
        raise UsageError(f"the run of {names.label} was kept in no folder; {how}")
    places = [Path(given)] if beside is None else [beside.parent / Path(given).name, Path(given)]
    folder = next((place for place in places if (place / MANIFEST).is_file()), None)
    if folder is None:
        raise UsageError(f"the run of {names.label} is not in {' nor in '.join(map(str, places))}; {how}")
    found = load_run(folder, numbers.replicates)
    if found.results_digest != names.results_digest:
        raise UsageError(f"{folder} holds another run of {names.label} than was compared; {how}")
    return found
