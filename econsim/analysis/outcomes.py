"""What comparison.json holds, typed: docs/output.md is its contract, the fields stand in the order of its keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from econsim.analysis.by_name import ByName
from econsim.analysis.sensitivity.switching import SwitchingValues
from econsim.analysis.verdicts import IDENTICAL, CallWord, StandingWord, WayWord, called
from econsim.scenario.values import counted
from econsim.simulation.invariants import InvariantLog


@dataclass(frozen=True)
class Change:
    """A value that differs from the baseline; None where one side has no such value."""

    path: str
    baseline: Any
    variant: Any


@dataclass(frozen=True)
class Outcome:
    """What is said of a metric: levels, paired difference with its 95 % interval, whether that matters, its window.

    None where there is no such number; `material` None: the interval straddles the smallest effect, or there is none.
    `standing` says of an objective how it stands, None of other metrics; `settling_runs`: the pairs that would settle
    one that is open.
    """

    unit: str
    baseline: float | None
    variant: float | None
    difference: float | None
    ci_low: float | None
    ci_high: float | None
    smallest_effect: float
    material: bool | None
    verdict: WayWord
    window_days: float
    baseline_drift: float | None
    standing: StandingWord | None
    settling_runs: int | None

    @property
    def call(self) -> CallWord:
        """Return whether it matters: how an objective stands, of any other metric what its interval shows."""
        is_same = self.verdict == IDENTICAL
        shown = called(self.difference, self.ci_low, self.ci_high, self.smallest_effect, is_identical=is_same)
        return self.standing or shown


@dataclass(frozen=True)
class Variant:
    """What a variant changes and what came of it, by metric."""

    name: str
    changes: tuple[Change, ...]
    metrics: Mapping[str, Outcome]

    def __repr__(self) -> str:
        return f"Variant({self.name}: {counted(len(self.changes), 'change')}, {counted(len(self.metrics), 'metric')})"


@dataclass(frozen=True)
class Finding:
    """How an objective stands under a belief; `flips`: otherwise than in the comparison itself."""

    difference: float | None
    ci_low: float | None
    ci_high: float | None
    standing: StandingWord
    flips: bool


@dataclass(frozen=True)
class BeliefRow:
    """What was found under one belief, by variant and objective."""

    name: str
    words: str
    changes: Mapping[str, Any]
    variants: Mapping[str, Mapping[str, Finding]]


@dataclass(frozen=True)
class LeftOut:
    """A belief that was not tried: it changes nothing here, or not every arm alike."""

    name: str
    words: str


@dataclass(frozen=True)
class WhatIf:
    """The comparison under other beliefs; the first row is the comparison itself.

    `switching`: by variant, where along the most doubtful ones the difference of an objective crosses a level; None
    where that was not asked.
    """

    replicates: int
    rows: tuple[BeliefRow, ...]
    left_out: tuple[LeftOut, ...]
    switching: Mapping[str, tuple[SwitchingValues, ...]] | None = None


@dataclass(frozen=True)
class PairedDifference:
    """The mean of paired differences with its 95 % interval; None where there is no such number."""

    difference: float | None
    ci_low: float | None
    ci_high: float | None


@dataclass(frozen=True)
class SingleEffect:
    """One change of a variant alone in the baseline, by metric; `metrics` is empty where it cannot stand alone.

    `reason` says why it cannot, and is empty where it can.
    """

    path: str
    words: str
    reason: str
    run_dir: str | None
    metrics: Mapping[str, PairedDifference]


@dataclass(frozen=True)
class OneByOne:
    """A variant taken apart: each change alone, all of them, and all less the sum of those alone.

    `objectives` names the metrics that have a better side.
    """

    objectives: tuple[str, ...]
    alone: tuple[SingleEffect, ...]
    together: Mapping[str, PairedDifference]
    interaction: Mapping[str, PairedDifference]


@dataclass(frozen=True)
class ClaimFinding:
    """A metric under a variant, `against` another (None: the baseline): levels and paired difference; None: no number.

    `over`: what the difference is to be divided by to be what it is `called`; None and '' where it stands as it is.
    """

    variant: str
    against: str | None
    metric: str
    unit: str
    before: float | None
    after: float | None
    difference: float | None
    ci_low: float | None
    ci_high: float | None
    verdict: WayWord
    over: float | None
    called: str


@dataclass(frozen=True)
class JudgedClaim:
    """A claim of the scenario, what the code says of it, and what the runs say; `note`: what no run can tell."""

    says: str
    code: str
    note: str
    finds: tuple[ClaimFinding, ...]


@dataclass(frozen=True, repr=False)
class Numbers:
    """The numbers of a comparison."""

    baseline: str
    digest: str
    results_digest: str
    seed: int
    replicates: int
    epochs: int
    run_dirs: Mapping[str, str | None]
    variants: tuple[Variant, ...]
    what_if: WhatIf | None
    invariants: InvariantLog
    wall_seconds: float
    one_by_one: Mapping[str, OneByOne] | None = None
    claims: tuple[JudgedClaim, ...] | None = None

    def __repr__(self) -> str:
        names = ", ".join(variant.name for variant in self.variants)
        return f"Numbers({self.baseline} against {names}: {counted(len(self.variants[0].metrics), 'metric')})"

    def variant(self, name: str) -> Variant:
        """Return one variant; an unknown name is refused with the nearest known one."""
        return ByName("variant", {variant.name: variant for variant in self.variants})[name]
