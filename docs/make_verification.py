"""Write the numbers of docs/verification.md anew: python docs/make_verification.py"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from econsim.verification import fast_equals_slow, history, replications
from econsim.verification import theory_table as theory
from econsim.verification.result import Result
from econsim.verification.vectors import ALL_SHIPPED, run_file

PAGE = Path(__file__).with_name("verification.md")


def main() -> None:
    """Run every check and put its table between its marks."""
    page = PAGE.read_text("utf-8")
    tables = {
        "vectors": vector_table([result for file in ALL_SHIPPED for result in run_file(file)]),
        "fast equals slow": twin_table(fast_equals_slow.check()),
        "theory": theory_table(theory.check()),
        "history": history_table([*history.check(), *replications.check()]),
    }
    for mark, table in tables.items():
        between = rf"(<!-- {mark} -->\n).*(<!-- end of {mark} -->)"
        page = re.sub(between, lambda found, table=table: found[1] + table + found[2], page, flags=re.DOTALL)
    PAGE.write_text(page, "utf-8")


def vector_table(results: list[Result]) -> str:
    """Return one line a mechanism: how many of its vectors passed."""
    lines = ["| mechanism | vectors | passed |", "|---|---|---|"]
    for mechanism in (*dict.fromkeys(result.subject for result in results), None):
        rows = [result for result in results if mechanism in (None, result.subject)]
        name = "all" if mechanism is None else f"`{mechanism}`"
        lines.append(f"| {name} | {len(rows)} | {sum(row.status == 'passed' for row in rows)} |")
    return "\n".join([*lines, ""])


def twin_table(results: list[Result]) -> str:
    """Return one line a mechanism: the bound, and what was measured."""
    lines = ["| mechanism | outcome | compared, bound and worst |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {row.subject} | {row.status} | {row.detail} |" for row in results), ""])


def theory_table(results: list[Result]) -> str:
    """Return one line a law: how many rows passed, and the worst agreement among them.

    Keys of a continuous law that discrete steps come near (within 1e-3) are left out of the worst.
    """
    lines = [
        "| law | rows | passed | failed | unsupported | worst agreement, or why unsupported |",
        "|---|---|---|---|---|---|",
    ]
    for law in dict.fromkeys(result.subject for result in results):
        rows = [result for result in results if result.subject == law]
        counts = [sum(row.status == status for row in rows) for status in ("passed", "failed", "unsupported")]
        lines.append(f"| `{law}` | {len(rows)} | {' | '.join(map(str, counts))} | {_remark(rows)} |")
    totals = [sum(row.status == status for row in results) for status in ("passed", "failed", "unsupported")]
    return "\n".join([*lines, f"| all | {len(results)} | {' | '.join(map(str, totals))} | |", ""])


def history_table(results: list[Result]) -> str:
    """Return one line a check, in words."""
    lines = ["| check | outcome | measured | |", "|---|---|---|---|"]
    for result in results:
        measured = ", ".join(f"{key} {value:.3g}" for key, value in result.measured.items())
        lines.append(f"| `{result.id}` | {result.status} | {measured} | {result.detail} |")
    return "\n".join([*lines, ""])


def _remark(rows: list[Result]) -> str:
    reasons = dict.fromkeys(row.detail for row in rows if row.status == "unsupported")
    z = [abs(z) for row in rows for key, error in (row.standard_error or {}).items() for z in _z(row, key, error)]
    off = [each for row in rows for each in _relative(row)]
    words = [f"largest abs(z) {max(z):.1f}"] if z else []
    words += [f"largest relative error {max(off):.0e}" if max(off) > 0 else "exact"] if off else []
    return "; ".join([*words, *reasons])


def _z(row: Result, key: str, error: Any) -> Iterator[float]:
    found, wanted = np.atleast_1d(row.measured[key]), np.atleast_1d(row.expected[key])
    yield from ((found - wanted) / np.atleast_1d(error)).tolist()


def _numbers(value: Any) -> Any:
    """Return a number, some of them, or those of a map in the order of its keys, as an array."""
    numbers = [value[key] for key in sorted(value)] if isinstance(value, dict) else value
    return np.atleast_1d(np.asarray(numbers, dtype=np.float64))


def _relative(row: Result) -> Iterator[float]:
    for key, value in (row.measured or {}).items():
        is_near_only = key in (row.standard_error or {}) or key.endswith("_continuous")
        if key in row.expected and not is_near_only and value is not None:  # the others are p-values
            found, wanted = _numbers(value), _numbers(row.expected[key])
            yield from (np.abs(found - wanted) / np.where(wanted == 0, 1.0, np.abs(wanted))).tolist()


if __name__ == "__main__":
    main()
