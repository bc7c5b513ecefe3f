"""How fast and how small is econsim? Prints what was measured beside what it must be and what it aims at.

    make bench                                   all rows, in a few minutes
    python -m benchmarks.table [--rows epoch,genesis,...] [--reference COMMIT]

Everything is measured on `workload.yaml`. The first two rows are ratios, from one run of both trees in turn, and hold
on any machine (it needs the reference commit in the clone's history). The others are this machine's own: must and aim
are meant for one that counts to ten million (`for number in range(10_000_000): total += number`, outside functions) in
1.2 to 1.5 s, and the first line says how long it takes here. Seconds and milliseconds are processor time, unless they
say wall. Nothing else should run meanwhile.
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Sequence

from benchmarks.rows import ROWS, Row

WIDTHS = (37, 9, 8, 7)


def main() -> None:
    """Print a line a figure, each as soon as it is known."""
    asked = _arguments()
    here = f"{platform.machine()}, Python {platform.python_version()}"
    print(f"{here}; counts to ten million in {_count():.2f} s, the machine of the goals in 1.2 to 1.5 s")
    _print_row(Row("figure", asked.reference, "must", "aim", "here"))
    for name in asked.rows:
        for row in ROWS[name](asked.reference):
            _print_row(row)


def _print_row(row: Row) -> None:
    *goals, here = row
    print(*(f"{text:<{width}}" for text, width in zip(goals, WIDTHS, strict=True)), here, flush=True)


def _count() -> float:
    """Return how long this machine takes to count to ten million [s]."""
    begun = time.process_time()
    exec("for number in range(10_000_000): total += number", {"total": 0})
    return time.process_time() - begun


def _rows(text: str) -> Sequence[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in ROWS]:
        raise argparse.ArgumentTypeError(f"no row {', '.join(unknown)}; there are {', '.join(ROWS)}")
    return names


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--rows", type=_rows, default=list(ROWS), metavar="ROW,...", help=f"of {', '.join(ROWS)}")
    parser.add_argument("--reference", default="14a9e3c", metavar="COMMIT", help="of the ratio (14a9e3c)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
