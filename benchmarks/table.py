"""How fast and how small is econsim? Prints what was measured beside what it must be and what it aims at.

    make bench                                   all rows, in a few minutes
    python -m benchmarks.table [--rows epoch,genesis,...] [--reference COMMIT] [--out benchmarks/RESULTS.md]

Everything but `preset` is measured on `workload.yaml`. The first two rows are ratios, from one run of both trees in
turn, and hold on any machine (it needs the reference commit in the clone's history); so do those of workers, of a
hundred times the agents and of other libraries, whose parts are measured one after the other. The others are this
machine's own: must and aim are meant for one that counts to ten million (`for number in range(10_000_000): total +=
number`, outside functions) in 1.2 to 1.5 s, and the first line says how long it takes here. Seconds and milliseconds
are processor time, unless they say wall. Nothing else should run meanwhile. `--out` writes the table with date, commit
and machine to a file.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.epoch import ROOT
from benchmarks.rows import ROWS, Row
from benchmarks.rows_of_size import ROWS_OF_SIZE

WIDTHS = (37, 9, 9, 8)
ALL: Mapping[str, Callable[[str], Iterator[Row]]] = {**ROWS, **ROWS_OF_SIZE}


def main() -> None:
    """Print a line a figure, each as soon as it is known; write them where asked."""
    asked = _arguments()
    told = f"{_machine()}; counts to ten million in {_count():.2f} s, the machine of the goals in 1.2 to 1.5 s"
    print(told)
    head, found = Row("figure", asked.reference, "must", "aim", "here"), []
    _print_row(head)
    for name in asked.rows:
        for row in ALL[name](asked.reference):
            _print_row(row)
            found.append(row)
    if asked.out is not None:
        asked.out.write_text(_page(told, head, found), encoding="utf-8")


def _print_row(row: Row) -> None:
    *goals, here = row
    print(*(f"{text:<{width}}" for text, width in zip(goals, WIDTHS, strict=True)), here, flush=True)


def _page(told: str, head: Row, rows: Sequence[Row]) -> str:
    """Return the table as Markdown, with when, of what and where it was measured."""
    told_at = f"Measured on {datetime.now(UTC):%Y-%m-%d} at commit {_commit()}: {told}."
    table = [head, Row(*("---" for _ in head)), *rows]
    lines = [f"| {' | '.join(text.replace('|', '/') for text in row)} |" for row in table]
    how = "Written by `python -m benchmarks.table --out benchmarks/RESULTS.md`; `table.py` says how to read it."
    return "\n".join(["# Speed and size", "", how, told_at, "", *lines, ""])


def _machine() -> str:
    """Return processor, cores, interpreter."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text(encoding="utf-8").splitlines() if cpu.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    name = names[0] if names else platform.machine()
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _commit() -> str:
    """Return the short name of the commit that is checked out, marked where files differ from it."""
    words = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    try:
        return subprocess.run(words, capture_output=True, check=True, text=True).stdout.strip()
    except (FileNotFoundError, subprocess.CalledProcessError):
        return "unknown"


def _count() -> float:
    """Return how long this machine takes to count to ten million [s]."""
    begun = time.process_time()
    exec("for number in range(10_000_000): total += number", {"total": 0})
    return time.process_time() - begun


def _rows(text: str) -> Sequence[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in ALL]:
        raise argparse.ArgumentTypeError(f"no row {', '.join(unknown)}; there are {', '.join(ALL)}")
    return names


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--rows", type=_rows, default=list(ALL), metavar="ROW,...", help=f"of {', '.join(ALL)}")
    parser.add_argument("--reference", default="14a9e3c", metavar="COMMIT", help="of the ratio (14a9e3c)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="a Markdown file to write as well")
    return parser.parse_args()


if __name__ == "__main__":
    main()
