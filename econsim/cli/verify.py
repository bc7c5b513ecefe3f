"""The command that holds the model against what it claims to be: verify."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from cyclopts import Parameter

from econsim.cli.show import print_json, print_table
from econsim.errors import EconsimError

if TYPE_CHECKING:
    from econsim.verification.result import Result, Status

Files = Annotated[tuple[Path, ...], Parameter(help="a file of conformance vectors; may be given again", negative="")]
Json = Annotated[bool, Parameter(name="--json", help="print one JSON object", negative="")]
Strict = Annotated[bool, Parameter(help="what is unsupported counts as failed", negative="")]

STATUSES: tuple[Status, ...] = ("passed", "failed", "unsupported")


class Part(NamedTuple):
    """One kind of check: what it is called, what each of its results is about, and the results."""

    name: str
    subject: str
    results: list[Result]


def verify(*, vectors: Files = (), json: Json = False, strict: Strict = False) -> None:
    """Run the checks that ship with econsim, or vectors of your own, through the exact reference chain.

    Example: econsim verify --vectors my_vectors.json
    """
    parts = _parts(vectors)
    counts = Counter(result.status for part in parts for result in part.results)
    if json:
        rows = [_row(part.subject, result) for part in parts for result in part.results]
        print_json({**{status: counts[status] for status in STATUSES}, "results": rows})
    else:
        for part in parts:
            _print(part)
    if counts["failed"] or (strict and counts["unsupported"]):
        raise EconsimError(", ".join(f"{counts[status]} {status}" for status in STATUSES))


def _parts(vectors: tuple[Path, ...]) -> list[Part]:
    """Run every kind of check that is asked for; all that ship where no file is named."""
    from econsim.verification.vectors import SHIPPED, run_file

    return [
        Part("chain vectors", "mechanism", [result for path in vectors or (SHIPPED,) for result in run_file(path)]),
    ]


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


def _print(part: Part) -> None:
    """Print how many passed by subject, then every check that did not, with the reason."""
    counts: dict[str, Counter[Status]] = {}
    for result in part.results:
        counts.setdefault(result.subject, Counter())[result.status] += 1
    total = Counter(result.status for result in part.results)
    rows = [(subject, *(found[status] for status in STATUSES)) for subject, found in (*counts.items(), ("all", total))]
    print_table(f"{part.name}: {total['passed']} of {len(part.results)} passed", (part.subject, *STATUSES), rows)
    for result in part.results:
        if result.status != "passed":
            print(f"{result.status} {result.id}: {result.detail}")


COMMANDS = (verify,)
