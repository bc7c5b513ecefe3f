"""`econsim verify --theory [FILE]`: the model held against theories with numbers.

A row is {id, law, parameters, expected, tolerance, note}, as in data/theory/benchmarks.json, which is checked when no
file is given. For each row the model is set up as the theory assumes and stepped: measured values come from its own
mechanisms and policies, never from its formula. A row passes when every expected key that the set-up can
measure agrees; keys it cannot measure are named in `detail`. What the model cannot be set up for is `unsupported`,
with the reason; a row that cannot be understood has failed.

Tolerances judged: `simulated` (|z| <= z_max with the standard error of independent replicates on fixed seeds, and
rtol_max where given; `estimated_atol` alone where a row has it), `per_block`, `daily_rtol`,
`continuous_vs_daily_rtol`, `rtol`, `exact_integer`; `formula_rtol` where nothing else is named for a key that is not
simulated. `min_arrivals` and `min_paths` are sample sizes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import joblib
from pydantic import ValidationError

from econsim.cores import n_lanes
from econsim.errors import UsageError
from econsim.model_version import PACKAGE
from econsim.verification.judge import BadTolerance, verdicts
from econsim.verification.result import Result
from econsim.verification.theory import NOT_YET, THEORIES
from econsim.verification.theory.theory import CannotMeasure, Measured, Theory

SHIPPED = PACKAGE / "data" / "theory" / "benchmarks.json"
_PARTS = {"id": str, "law": str, "parameters": dict, "expected": dict}
_SAMPLE_KEYS = ("min_arrivals", "min_paths", "min_auctions")
_LARGEST_SAMPLE = 10_000_000


def check(path: Path | None = None, *, workers: int | None = None, effort: float = 1.0) -> list[Result]:
    """Return the outcome of every row of a file, in its order; raises UsageError for a file that is no list of rows.

    workers: processes; as many as there are cores when None. effort: factor on the sample sizes of simulated theories.
    """
    rows = _rows(SHIPPED if path is None else path)
    n_workers = n_lanes(workers, len(rows))
    if n_workers <= 1:
        return [check_row(row, number, effort) for number, row in enumerate(rows, start=1)]
    pool = joblib.Parallel(n_jobs=n_workers, batch_size=1)
    return list(pool(joblib.delayed(check_row)(row, number, effort) for number, row in enumerate(rows, start=1)))


def check_row(row: Any, number: int = 1, effort: float = 1.0) -> Result:
    """Return the outcome of one row; whatever is wrong with it is in `detail`."""
    wrong = _what_is_wrong(row)
    if wrong:
        given = row if isinstance(row, dict) else {}
        return Result(str(given.get("id", f"row {number}")), str(given.get("law", "")), "failed", f"no row: {wrong}")
    name, theory = row["law"], THEORIES.get(row["law"])
    if theory is None:
        return _unsupported(row, NOT_YET.get(name, f"no such law; known are {', '.join(THEORIES)}"))
    try:
        parameters = theory.parameters.model_validate(row["parameters"])
        measured = theory.measure(parameters, round(effort * _sample(theory, row.get("tolerance", {}))))
    except ValidationError as error:  # of the law's own range, or of the range that the model's parameters have
        return _unsupported(row, _sentences(error))
    except CannotMeasure as reason:
        return _unsupported(row, str(reason))
    except BadTolerance as error:
        return Result(row["id"], name, "failed", str(error), expected=row["expected"])
    except Exception as error:  # one row must not take the others with it
        detail = f"the set-up broke: {type(error).__name__}: {error}"
        return Result(row["id"], name, "failed", detail, expected=row["expected"])
    return _judged(row, theory, measured)


def _judged(row: Mapping[str, Any], theory: Theory, measured: Measured) -> Result:
    expected = row["expected"]
    try:
        found = verdicts(theory, measured, expected, row.get("tolerance", {}))
    except BadTolerance as error:
        return Result(row["id"], theory.name, "failed", str(error), expected=expected)
    tests = [name for name in found if name in measured.p_values]
    missing = [f"{key} ({measured.missing.get(key, 'no such key')})" for key in expected if key not in found]
    if not found:
        return _unsupported(row, f"nothing to compare: {'; '.join(missing) or 'nothing is expected'}")
    wrong = [f"{key} {verdict.words}" for key, verdict in found.items() if not verdict.agrees]
    parts = [*wrong, *([f"not measured: {'; '.join(missing)}"] if missing else [])]
    return Result(
        row["id"],
        theory.name,
        "failed" if wrong else "passed",
        "; ".join(parts),
        measured={key: measured.p_values[key] if key in tests else measured.values[key] for key in found},
        standard_error={key: measured.errors[key] for key in found if key in measured.errors} or None,
        expected=expected,
    )


def _unsupported(row: Mapping[str, Any], reason: str) -> Result:
    return Result(row["id"], row["law"], "unsupported", reason, expected=row["expected"])


def _rows(path: Path) -> list[Any]:
    try:
        rows = json.loads(path.read_text("utf-8"), parse_constant=_refuse)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from None
    except RecursionError:
        raise UsageError(f"{path}: is nested too deeply") from None
    except ValueError as error:
        raise UsageError(f"{path}: is not JSON: {error}") from None
    if not isinstance(rows, list) or not rows:
        raise UsageError(f"{path}: is no list of rows; expected [{{id, law, parameters, expected, tolerance}}, ...]")
    return rows


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")


def _what_is_wrong(row: Any) -> str:
    if not isinstance(row, dict):
        return "expected a map with id, law, parameters, expected and tolerance"
    for part, kind in _PARTS.items():
        if not isinstance(row.get(part), kind):
            return f"{part} is {'missing' if part not in row else 'of the wrong kind'}; expected {_words(kind)}"
    if not isinstance(row.get("tolerance", {}), dict):
        return "tolerance is of the wrong kind; expected a map"
    return ""


def _words(kind: type) -> str:
    return "text" if kind is str else "a map"


def _sample(theory: Theory, tolerance: Mapping[str, Any]) -> int:
    """Return how many draws a theory wants, or more where the row asks for more."""
    simulated = tolerance.get("simulated")
    asked = [simulated[key] for key in _SAMPLE_KEYS if key in simulated] if isinstance(simulated, dict) else []
    for number in asked:
        if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number <= _LARGEST_SAMPLE:
            raise BadTolerance(f"a sample size is {number!r}; expected at most {_LARGEST_SAMPLE:,}")
    return max([theory.sample, *(int(number) for number in asked)]) if theory.sample else 0


def _sentences(error: ValidationError) -> str:
    """Return what is wrong with parameters, one clause each."""
    clauses = []
    for problem in error.errors(include_url=False):
        place = ".".join(str(part) for part in problem["loc"])
        message = problem["msg"].removeprefix("Value error, ")
        clauses.append(f"{place}: {message}" if place else message)
    return "parameters outside the law's range: " + "; ".join(clauses)
