"""What report_data.json holds, typed: all that a report shows beside the numbers, so that a folder is enough for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from econsim.analysis.event_data import Ballot, EventRow, Flag, Mark
from econsim.analysis.first_page_data import ProposedChange, WhoGains
from econsim.analysis.metrics import Level, Metric
from econsim.analysis.shock_data import ShockWindows
from econsim.analysis.typed_json import KEY
from econsim.networks.targets import JudgedTarget
from econsim.scenario.values import counted


@dataclass(frozen=True)
class ArmNames:
    """How one arm is called, what it asks of the baseline, and the names of its question and its answer.

    `question` is empty where the baseline is made of the file that asks it.
    """

    label: str
    name: str
    title: str
    question: str
    digest: str
    results_digest: str


@dataclass(frozen=True)
class Clock:
    """When epoch 0 begins (ISO 8601), the length of an epoch, and the epoch from which arms differ (None: never)."""

    start: str
    epoch_seconds: float
    first_difference: int | None


@dataclass(frozen=True)
class PriceNotes:
    """Sentences about the AKT price: where none is recorded, and whether chance is in it ('' where it is)."""

    beyond: tuple[str, ...]
    interval: str


@dataclass(frozen=True)
class PairStatistics:
    """The relative difference of a metric, what pairing left of the variance, and how many replicates would tell."""

    n: int
    relative: float | None
    variance_ratio: float | None
    needed_replicates: int | None
    runs_for_level: int | None


@dataclass(frozen=True)
class Gain:
    """What a group of agents got in both arms, in one of the tables of winners and losers.

    `better` and `worse` are the parts of its members that got more and less than in the baseline, None where agents
    cannot be held against each other.
    """

    table: str
    who: str
    members: int | None
    unit: str
    baseline: float | None
    variant: float | None
    difference: float | None
    ci_low: float | None
    ci_high: float | None
    transfer: float | None
    verdict: str
    better: float | None = None
    worse: float | None = None


@dataclass(frozen=True)
class Amount:
    """An amount of AKT with its 95 % interval, whether it was detected, and its share of staking rewards."""

    uakt: float
    ci_low: float | None
    ci_high: float | None
    is_seen: bool
    share_of_rewards: float | None


@dataclass(frozen=True)
class Parties:
    """Who pays and who receives."""

    payer: str = field(metadata={KEY: "from"})
    payee: str = field(metadata={KEY: "to"})


@dataclass(frozen=True)
class Flow(Amount, Parties):
    """An amount that goes from one party to another."""


@dataclass(frozen=True)
class Transfer:
    """What moves between delegators, validators and the community pool in the window in which arms may differ."""

    days: float
    flows: tuple[Flow, ...]
    ten_largest: float | None
    minted: Amount


@dataclass(frozen=True)
class BreakEvenPrice:
    """The AKT price at which so many validators earn a cost; None where in some replicate fewer earn any."""

    rank: int
    cost_usd_per_month: float
    usd: float | None


@dataclass(frozen=True)
class Covering:
    """How many validators an AKT price pays their own cost."""

    akt_price_usd: float
    validators: float | None


@dataclass(frozen=True)
class BreakEven:
    """The break-even table of a run at its end; captive validators and those at 0 % stand apart."""

    prices: tuple[BreakEvenPrice, ...]
    covering: tuple[Covering, ...]
    n_captive: float | None
    n_without_commission: float | None


@dataclass(frozen=True)
class Band:
    """A series over time: mean over replicates, the ranges that hold 90 % and half of them; None where none has it."""

    mean: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]


@dataclass(frozen=True)
class TargetRows:
    """The market's targets, judged for one arm."""

    rows: tuple[JudgedTarget, ...]


@dataclass(frozen=True)
class Assumption:
    """A value that no code and no measurement settles."""

    path: str
    value: str
    unit: str
    meaning: str
    status: str
    origin: str
    source: str


@dataclass(frozen=True)
class Versions:
    """The versions that the numbers depend on."""

    econsim: str
    model_version: str
    python: str
    machine: str
    platform: str
    libraries: Mapping[str, str]


@dataclass(frozen=True, repr=False)
class Background:
    """All of it. `metrics` are as they were judged, `key` is the question without the number of replicates.

    What `flags` say stands in `caveats`, too; `events`, `ballots` and `marks` are by arm, `shocks` by variant.
    `command` makes the comparison again;
    `asked` is how it was asked for, None where it was kept in no folder; `answer` is the scenario's, with its gaps;
    `same_as` are the variants that come to the same as one before them, by label.
    """

    flags: tuple[Flag, ...]
    caveats: tuple[str, ...]
    not_in_the_model: tuple[str, ...]
    metrics: tuple[Metric, ...]
    has_objectives: bool
    arms: tuple[ArmNames, ...]
    clock: Clock
    price: PriceNotes
    events: Mapping[str, tuple[EventRow, ...]]
    ballots: Mapping[str, tuple[Ballot, ...]]
    marks: Mapping[str, tuple[Mark, ...]]
    shocks: Mapping[str, tuple[ShockWindows, ...]]
    sources: Mapping[str, Mapping[str, str]]
    statistics: Mapping[str, Mapping[str, PairStatistics]]
    winners: Mapping[str, tuple[Gain, ...]]
    transfer: Mapping[str, Transfer]
    who_gains: Mapping[str, WhoGains]
    proposal: Mapping[str, tuple[ProposedChange, ...]]
    break_even: Mapping[str, BreakEven]
    levels: Mapping[str, Mapping[str, Level]]
    paths: Mapping[str, Mapping[str, Band]]
    targets: Mapping[str, TargetRows]
    assumptions: tuple[Assumption, ...]
    command: str
    versions: Versions
    key: str
    asked: str | None = None
    answer: str | None = None
    same_as: Mapping[str, str] | None = None

    def __repr__(self) -> str:
        return f"Background({', '.join(arm.label for arm in self.arms)}: {counted(len(self.metrics), 'metric')})"
