"""The command that holds the model against what it claims to be: verify."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from cyclopts import Parameter

from econsim.cli import options
from econsim.cli.show import narrate, print_json, print_table, put
from econsim.errors import EconsimError

if TYPE_CHECKING:
    from econsim.verification.result import Result, Status

Files = tuple[Path, ...] | None
Vectors = Annotated[
    Files,
    Parameter(help="chain vectors only: of these files, else those that ship", consume_multiple=True, negative=""),
]
Theory = Annotated[
    Files, Parameter(help="theory only: rows of these files, else those that ship", consume_multiple=True, negative="")
]
History = Annotated[
    Files,
    Parameter(
        help="history only: of these files, else of 2023 and the forced raises", consume_multiple=True, negative=""
    ),
]
Twins = Annotated[bool, Parameter(help="the epoch engine against the reference chain only", negative="")]
Strict = Annotated[bool, Parameter(help="what is unsupported counts as failed", negative="")]
Quiet = Annotated[bool, Parameter(help="no narration", negative="")]

STATUSES: tuple[Status, ...] = ("passed", "failed", "unsupported")


_EXPLAINED = ("history", "fast equals slow")  # few results, each with its numbers


class Part(NamedTuple):
    """One kind of check: what it is called, what each of its results is about, and how to get them."""

    name: str
    subject: str
    check: Callable[[], list[Result]]


def verify(
    *,
    vectors: Vectors = None,
    theory: Theory = None,
    history: History = None,
    fast_equals_slow: Twins = False,
    json: options.Json = False,
    strict: Strict = False,
    quiet: Quiet = False,
) -> None:
    """Hold the model against what it claims to be; without a choice, everything that ships (a minute or two).

    Vectors of the chain's own tests through the exact reference chain; theory with numbers; the supply of 2023, and
    forced raises of commission on other chains; the epoch engine against the reference chain. What cannot be checked
    is unsupported: counted and named, never passed.

    Example: econsim verify --vectors my_vectors.json --json
    """
    parts = _chosen(vectors, theory, history, fast_equals_slow)
    found: list[tuple[Part, list[Result]]] = []
    for part in parts:
        if len(parts) > 1 and not quiet:
            narrate(f"checking {part.name} ...")
        found.append((part, part.check()))
        if not json:
            _print(*found[-1])
    counts = Counter(result.status for _, results in found for result in results)
    if json:
        rows = [_row(part.subject, result) for part, results in found for result in results]
        print_json({**{status: counts[status] for status in STATUSES}, "results": rows})
    else:
        put("; ".join(_in_short(part, results) for part, results in found))
    if counts["failed"] or (strict and counts["unsupported"]):
        raise EconsimError(", ".join(f"{counts[status]} {status}" for status in STATUSES))


def _chosen(vectors: Files, theory: Files, history: Files, fast_equals_slow: bool) -> list[Part]:
    """Return the kinds of check that are asked for, all of them where none is named."""
    from econsim.verification import fast_equals_slow as twins
    from econsim.verification import history as supply
    from econsim.verification import replications, theory_table
    from econsim.verification.vectors import ALL_SHIPPED, run_file

    def of_chains(files: Files) -> list[Result]:
        return [] if files else replications.check()

    every = [
        (vectors, Part("chain vectors", "mechanism", lambda: _joined(run_file, vectors, ALL_SHIPPED))),
        (theory, Part("theory", "law", lambda: _joined(theory_table.check, theory, (None,)))),
        (history, Part("history", "mechanism", lambda: _joined(supply.check, history, (None,)) + of_chains(history))),
        (() if fast_equals_slow else None, Part("fast equals slow", "mechanism", twins.check)),
    ]
    chosen = [part for files, part in every if files is not None]
    return chosen or [part for _, part in every]


def _joined(check: Callable[[Any], list[Result]], files: Files, shipped: tuple[Path | None, ...]) -> list[Result]:
    return [result for file in files or shipped for result in check(file)]


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


def _print(part: Part, results: list[Result]) -> None:
    """Print how many passed by subject, then whatever did not, with the reason."""
    counts: dict[str, Counter[Status]] = {}
    for result in results:
        counts.setdefault(result.subject, Counter())[result.status] += 1
    total = Counter(result.status for result in results)
    rows = [(subject, *(found[status] for status in STATUSES)) for subject, found in (*counts.items(), ("all", total))]
    print_table(f"{part.name}: {total['passed']} of {len(results)} passed", (part.subject, *STATUSES), rows)
    if part.name in _EXPLAINED:
        for result in results:
            if result.status == "passed":
                put(_explained(result))
    for result in results:
        if result.status == "failed":
            put(_explained(result) if part.name in _EXPLAINED else f"failed {result.id}: {result.detail}")
    for (subject, detail), ids in _unsupported(results).items():
        put(f"unsupported {ids[0] if len(ids) == 1 else f'{subject} ({len(ids)} rows)'}: {detail}")
    put("")


def _explained(result: Result) -> str:
    """Return a result with its numbers, where it has some beside its words."""
    numbers = result.measured if isinstance(result.measured, dict) else {}
    found = [f"{name.replace('_', ' ')} {value:.3g}" for name, value in numbers.items()]
    return f"{result.status} {result.id}: {'; '.join([*found, result.detail])}"


def _unsupported(results: list[Result]) -> dict[tuple[str, str], list[str]]:
    """Return the ids of what is unsupported, by subject and reason."""
    found: dict[tuple[str, str], list[str]] = {}
    for result in results:
        if result.status == "unsupported":
            found.setdefault((result.subject, result.detail), []).append(result.id)
    return found


def _in_short(part: Part, results: list[Result]) -> str:
    """Return a part in one clause, as a report quotes it."""
    counts = Counter(result.status for result in results)
    clause = f"{counts['passed']} of {len(results) - counts['unsupported']} {part.name}"
    return clause + (f" ({counts['unsupported']} unsupported)" if counts["unsupported"] else "")


COMMANDS = (verify,)
