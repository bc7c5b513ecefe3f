"""The command that holds the model against what it claims to be: verify."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from econsim.cli.show import print_json, print_table
from econsim.errors import EconsimError

if TYPE_CHECKING:
    from econsim.verification.result import Result, Status

Files = Annotated[tuple[Path, ...], Parameter(help="a file of conformance vectors; may be given again", negative="")]
Json = Annotated[bool, Parameter(name="--json", help="print one JSON object", negative="")]
Strict = Annotated[bool, Parameter(help="what is unsupported counts as failed", negative="")]

STATUSES: tuple[Status, ...] = ("passed", "failed", "unsupported")


def verify(*, vectors: Files = (), json: Json = False, strict: Strict = False) -> None:
    """Run the checks that ship with econsim, or your own: vectors of the real chain through the reference chain.

    Example: econsim verify --vectors my_vectors.json
    """
    checks = _checks(vectors)
    results = [result for made in checks.values() for result in made]
    counts = Counter(result.status for result in results)
    if json:
        rows = [_row(subject, result) for subject, made in checks.items() for result in made]
        print_json({**{status: counts[status] for status in STATUSES}, "results": rows})
    else:
        _print(checks)
    if counts["failed"] or (strict and counts["unsupported"]):
        raise EconsimError(", ".join(f"{counts[status]} {status}" for status in STATUSES))


def _checks(vectors: tuple[Path, ...]) -> dict[str, list[Result]]:
    """Return the results of every kind of check, by what it is about; all that ship where no file is named."""
    from econsim.verification.vectors import SHIPPED, run_file

    return {"mechanism": [result for path in vectors or (SHIPPED,) for result in run_file(path)]}


def _row(subject: str, result: Result) -> dict[str, Any]:
    return {
        "id": result.id,
        subject: result.subject,
        "status": result.status,
        "detail": result.detail,
        "measured": result.measured,
        "standard_error": result.standard_error,
        "expected": result.expected,
    }


def _print(checks: dict[str, list[Result]]) -> None:
    """Print how many passed by subject, then every check that did not, with the reason."""
    for subject, results in checks.items():
        counts: dict[str, Counter[Status]] = {}
        for result in results:
            counts.setdefault(result.subject, Counter())[result.status] += 1
        rows = [(name, *(count[status] for status in STATUSES)) for name, count in counts.items()]
        total = Counter(result.status for result in results)
        title = f"{total['passed']} of {len(results)} passed"
        print_table(title, (subject, *STATUSES), [*rows, ("all", *(total[status] for status in STATUSES))])
        for result in (result for result in results if result.status != "passed"):
            print(f"{result.status} {result.id}: {result.detail}")


COMMANDS = (verify,)
