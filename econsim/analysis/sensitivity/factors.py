"""The factors of a sensitivity analysis: what is uncertain in both arms, a dummy that changes nothing, and the seed.

A factor is moved by one quantile in [0, 1] of its prior. Which they are says the scenario under `uncertain:`; where it
says nothing, networks/doubts.yaml.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from ruamel.yaml import YAML

from econsim.analysis.outcomes import LeftOut
from econsim.analysis.proposal import in_words
from econsim.errors import UsageError
from econsim.model_version import PACKAGE
from econsim.scenario.merge import closest
from econsim.scenario.schema import Scenario
from econsim.scenario.uncertain import PRIORS, Prior, Uniform

DUMMY, SEED = "dummy", "seed"
SEEDS = 1_000  # different lucks over the range of the seed
_VALUE = "VALUE"


@dataclass(frozen=True, eq=False)
class Factor:
    """What is moved together: priors by dotted path. Of the dummy and of the seed there are none.

    `wraps`: of a path that is no number, what is put there, with VALUE where the number belongs, and `unit` its unit.
    `is_scanned`: whether `compare --switching` scans it.
    """

    name: str
    words: str
    priors: Mapping[str, Prior] = field(default_factory=dict)
    wraps: Mapping[str, Any] = field(default_factory=dict)
    unit: str = ""
    is_scanned: bool = False

    def values(self, quantile: float, scenario: Scenario) -> dict[str, int | float]:
        """Return the number at each path at a quantile; where the scenario has a whole number, the nearest one."""
        content = scenario.content()
        found = {path: float(prior.at(np.asarray(quantile))) for path, prior in self.priors.items()}
        return {path: round(value) if type(at(content, path)) is int else value for path, value in found.items()}

    def changes(self, quantile: float, scenario: Scenario) -> dict[str, Any]:
        """Return what a quantile changes in a scenario, by dotted path."""
        values = self.values(quantile, scenario)
        return {path: _filled(self.wraps[path], x) if path in self.wraps else x for path, x in values.items()}

    def why_not(self, scenarios: Sequence[Scenario]) -> str:
        """Return why it cannot be varied in all of these arms alike, '' where it can."""
        contents = [scenario.content() for scenario in scenarios]
        for path in self.priors:
            there = [at(content, path) for content in contents]
            if any(value is None for value in there):
                return f"an arm has no {path}"
            if any(value != there[0] for value in there):
                return f"the arms differ in {path}"
        return ""


LUCK = (Factor(DUMMY, "nothing: what it shows is no effect"), Factor(SEED, "the luck of all draws"))


def factors_of(scenarios: Sequence[Scenario], over: Sequence[str] = ()) -> tuple[list[Factor], list[LeftOut]]:
    """Return what is varied in these arms, and what cannot be, with the reason; the dummy and the seed come on top.

    `over` names factors, the paths they move, or the last word of a path that no other has, and is all that is varied
    then; raises UsageError for what cannot be.
    """
    own = declared(scenarios)
    taken = {path for one in own for path in one.priors}
    pool = {one.name: one for one in (*own, *(one for one in shipped() if not taken & one.priors.keys()))}
    wanted = [_named(pool, name) for name in over] or own or list(shipped())
    reasons = {one.name: one.why_not(scenarios) for one in wanted}
    if over and (told := next((f"{name}: {why}" for name, why in reasons.items() if why), "")):
        raise UsageError(f"{told}, so it cannot be varied in all of them")
    chosen = [one for one in dict.fromkeys(wanted) if not reasons[one.name]]
    if not chosen:
        raise UsageError("nothing is left to vary: " + "; ".join(f"{name}: {why}" for name, why in reasons.items()))
    left_out = [LeftOut(one.name, f"{one.words} ({reasons[one.name]})") for one in wanted if reasons[one.name]]
    return chosen, left_out


def scanned_factors(scenarios: Sequence[Scenario]) -> tuple[list[Factor], list[LeftOut]]:
    """Return what `compare --switching` scans in these arms, and what it cannot, with the reason.

    That is what the arms call uncertain, then the factors of doubts.yaml that say so.
    """
    own = declared(scenarios)
    taken = {path for one in own for path in one.priors}
    wanted = (*own, *(one for one in shipped() if one.is_scanned and not taken & one.priors.keys()))
    reasons = {one.name: one.why_not(scenarios) for one in wanted}
    left_out = [LeftOut(one.name, f"{one.words} ({reasons[one.name]})") for one in wanted if reasons[one.name]]
    return [one for one in wanted if not reasons[one.name]], left_out


def declared(scenarios: Iterable[Scenario]) -> list[Factor]:
    """Return a factor for each path that an arm says is uncertain; arms that say different things are refused."""
    found: dict[str, Prior] = {}
    for scenario in scenarios:
        for path, prior in scenario.uncertain.items():
            if found.setdefault(path, prior) != prior:
                raise UsageError(f"the arms have different priors of {path} under uncertain: give them the same")
    return [Factor(path, in_words(path), {path: prior}) for path, prior in found.items()]


@functools.cache
def shipped() -> tuple[Factor, ...]:
    """Return the factors of doubts.yaml."""
    rows = YAML(typ="safe", pure=True).load((PACKAGE / "networks" / "doubts.yaml").read_text("utf-8"))
    return tuple(
        Factor(
            row["name"],
            row["words"],
            {path: _prior(prior) for path, prior in row["priors"].items()},
            row.get("wraps", {}),
            row.get("unit", ""),
            row.get("scanned", False),
        )
        for row in rows
    )


def _prior(written: Mapping[str, Any]) -> Prior:
    fields = dict(written)
    return PRIORS[fields.pop("kind", Uniform.kind)](**fields)


def _named(pool: Mapping[str, Factor], name: str) -> Factor:
    by_path = {path: one for one in pool.values() for path in one.priors}
    ends = [one for path, one in by_path.items() if path.rpartition(".")[2] == name]
    found = pool.get(name) or by_path.get(name) or (ends[0] if len(ends) == 1 else None)
    if found is not None:
        return found
    hint = closest(name, (*pool, *by_path)) or f"; there are {', '.join(pool)}"
    raise UsageError(f"{name}: nothing uncertain is called so: give it a prior under `uncertain:` of the file{hint}")


def _filled(wrap: Any, value: float) -> Any:
    if isinstance(wrap, Mapping):
        return {name: _filled(entry, value) for name, entry in wrap.items()}
    if isinstance(wrap, list):
        return [_filled(entry, value) for entry in wrap]
    return value if wrap == _VALUE else wrap


def at(content: Any, path: str) -> Any:
    """Return what stands at a dotted path, None where there is nothing."""
    for name in path.split("."):
        content = content.get(name) if isinstance(content, Mapping) else None
    return content
