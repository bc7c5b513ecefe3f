"""Whether what was measured agrees with what a row of theory expects, within the row's own tolerances."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from econsim.verification.theory.theory import Measured, Theory

_Z_MAX = 4.0
_P_MIN = 1e-3
_SIMULATED = (("z_max", _Z_MAX), ("rtol_max", None), ("argmax_within", None))
_FORMULA_RTOL = ("formula_rtol", 1e-9)
_DIGITS_WRITTEN = 12  # of expected numbers; a tolerance of 1e-12 must not fail on what they were rounded by ...
_AS_WRITTEN = 10.0 ** (1 - _DIGITS_WRITTEN)  # ... nor replicates that are all alike


@dataclass(frozen=True)
class Verdict:
    """Of one number: whether it agrees, and how far it is off, in words."""

    agrees: bool
    words: str


class BadTolerance(ValueError):
    """A tolerance that is no positive number; the message names it."""


def verdicts(
    theory: Theory, measured: Measured, expected: Mapping[str, Any], tolerance: Mapping[str, Any]
) -> dict[str, Verdict]:
    """Return a verdict for each expected key that was measured, and for each test of a whole law."""
    found = {}
    for key, wanted in expected.items():
        if key in measured.values:
            value, error = measured.values[key], measured.errors.get(key)
            rule = replace(_rule(theory, key, error is not None, tolerance), rounding=measured.rounding.get(key, 0.0))
            found[key] = _of_each(value, error, wanted, rule)
    for name, p_value in measured.p_values.items():
        least = _number(tolerance, f"simulated.{name}", _P_MIN)
        found[name] = Verdict(p_value >= least, f"is {p_value:.3g}, expected {least:g} at least")
    return found


@dataclass(frozen=True)
class _Rule:
    is_exact: bool
    z_max: float
    rtol: float | None
    within: float | None = None  # what alone judges a simulated number, where a row has it
    rounding: float = 0.0  # what whole units may take a deterministic number off its law


def _rule(theory: Theory, key: str, is_simulated: bool, tolerance: Mapping[str, Any]) -> _Rule:
    if is_simulated:
        z_max, rtol, within = (_number(tolerance, f"simulated.{name}", none) for name, none in _SIMULATED)
        return _Rule(False, z_max, rtol, _number(tolerance, "estimated_atol", within))
    path, default = theory.rtol.get(key) or theory.rtol.get("") or _FORMULA_RTOL
    return _Rule(tolerance.get("exact_integer") is True, _Z_MAX, _number(tolerance, path, default))


def _number(tolerance: Mapping[str, Any], path: str, default: Any) -> Any:
    """Return the positive number at a dotted path of a row's tolerances, the default where there is none."""
    found: Any = tolerance
    for name in path.split("."):
        if not isinstance(found, Mapping) or name not in found:
            return default
        found = found[name]
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0.0 <= found < math.inf:
        raise BadTolerance(f"tolerance {path} is {found!r}; expected a number, 0 or more")
    return float(found)


def _of_each(value: Any, error: Any, wanted: Any, rule: _Rule) -> Verdict:
    """Judge a number, or every number of a list or a map: the worst decides."""
    if isinstance(value, dict) or isinstance(wanted, dict):
        return _of_map(value, error, wanted, rule)
    if isinstance(value, list) or isinstance(wanted, list):
        if not (isinstance(value, list) and isinstance(wanted, list)) or len(value) != len(wanted):
            return Verdict(False, f"has {_length(value)}, expected {_length(wanted)}")
        errors = error if isinstance(error, list) else [error] * len(value)
        parts = [_of_each(*each, rule) for each in zip(value, errors, wanted, strict=True)]
        wrong = [f"entry {number}: {part.words}" for number, part in enumerate(parts) if not part.agrees]
        return Verdict(not wrong, "; ".join(wrong))
    if value is None or wanted is None:
        return Verdict(value is None and wanted is None, f"is {_text(value)}, expected {_text(wanted)}")
    if isinstance(value, bool) and isinstance(wanted, bool):
        return Verdict(value is wanted, f"is {value}, expected {wanted}")
    if isinstance(value, bool) or isinstance(wanted, bool) or not isinstance(wanted, int | float):
        return Verdict(False, f"is {_text(value)}, expected {wanted!r}, which is no number")
    return _of_number(value, error, wanted, rule)


def _of_map(value: Any, error: Any, wanted: Any, rule: _Rule) -> Verdict:
    """Judge the numbers of a map by their names; names that nothing is expected of are left out."""
    if not (isinstance(value, dict) and isinstance(wanted, dict)) or not value.keys() >= wanted.keys():
        return Verdict(False, f"is a map of other names or none, expected {wanted!r}")
    errors = error if isinstance(error, dict) else dict.fromkeys(value, error)
    parts = {name: _of_each(value[name], errors[name], entry, rule) for name, entry in wanted.items()}
    wrong = [f"{name}: {part.words}" for name, part in parts.items() if not part.agrees]
    return Verdict(not wrong, "; ".join(wrong))


def _of_number(value: float, error: float | None, wanted: float, rule: _Rule) -> Verdict:
    words = f"is {_text(value)}, expected {_text(wanted)}"
    if error is not None:
        error = max(error, abs(wanted) * _AS_WRITTEN)
        z = (value - wanted) / error if error > 0.0 else (0.0 if value == wanted else math.inf)
        agrees = abs(z) <= rule.z_max and (rule.rtol is None or _is_near(value, wanted, rule.rtol))
        if rule.within is not None:
            agrees = abs(value - wanted) <= rule.within
        return Verdict(agrees, f"{words}, z {z:.1f}")
    if rule.is_exact or (isinstance(value, int) and isinstance(wanted, int)):
        return Verdict(value == wanted, words)
    written = float(f"{value:.{_DIGITS_WRITTEN}g}")
    assert rule.rtol is not None, "every deterministic key has a tolerance"
    is_near = _is_near(value, wanted, rule.rtol) or _is_near(written, wanted, rule.rtol)
    return Verdict(is_near or abs(value - wanted) <= rule.rounding, words)


def _is_near(value: float, wanted: float, rtol: float) -> bool:
    return abs(value - wanted) <= rtol * (abs(wanted) or 1.0)


def _length(value: Any) -> str:
    return f"{len(value)} entries" if isinstance(value, list) else "one number"


def _text(value: Any) -> str:
    return "never" if value is None else f"{value:.12g}"
