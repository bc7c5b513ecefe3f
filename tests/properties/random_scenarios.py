"""Random scenarios: a shipped one, made small, in which anything that a scenario declares may be moved.

What may be moved, and how far, is read from the declarations: a new parameter, policy, shock or release joins by
itself. Only how many agents there are and how finely time is cut is bounded here, so that a scenario takes a blink.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Literal, NamedTuple, get_args, get_origin

from hypothesis import reject
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from econsim.errors import ScenarioError
from econsim.mechanisms.upgrades.releases import known_releases
from econsim.networks.akash_inputs import AKASH
from econsim.networks.catalogue import CATALOGUE, load_scenario
from econsim.scenario.fields import Spec, root_spec
from econsim.scenario.load import shipped_names
from econsim.scenario.schema import Scenario
from econsim.scenario.values import AS_DURATION

HOUR, DAY = 3_600.0, 86_400.0
NAMES = {"gpu_model": "a100", "tenant_class": "ai_training", "jurisdiction": "EU"}  # that every preset has
NEEDED = {"constant": {"usd": 1.0}, "path": {"days": [0.0, 30.0], "bonded_ratios": [0.6, 0.7]}}  # by kinds that need it
FIRST_DAY = datetime(2023, 9, 1, tzinfo=UTC)
BASES = {name: load_scenario(name) for name in shipped_names()}
FAR = 20  # how many times its usual value a number may grow or shrink where its limits leave it that much room
LEAST_SECONDS = 600.0  # of a duration: the market is not asked for millions of withdrawals

# How large a scenario is: below what is declared.
SIZES = {
    "run.seconds_per_block": (1.0, 60.0),
    "population.validators.waiting_candidates": (0, 20),
    "population.delegators.accounts": (60, 200),
    "population.delegators.large_heads_share": (0.1, 0.5),  # of so few, some must be large
    "population.providers.accounts": (1, 10),
    "population.tenants.accounts": (5, 40),
    "population.tenants.adoption_per_day": (0.0, 1.0),
    "gpus": (0, 12),  # of a model
    "orders_per_day": (0.0, 60.0),  # of a tenant class
    "lease_days": (0.5, 30.0),
    "activity_log_sd": (0.0, 1.0),  # above it late tenants are many times as active as a few early ones
    "size": (-1.0, 3.0),  # of a shock
}
# Drawn by themselves below, told by the run itself, or shares of a whole, which no single one of them can leave.
APART = {"run.epochs", "run.epoch_length", "run.replicates", "run.seed", "population.providers.gpu_providers"}
SHARES = {"accounts_share", "threads", "gpus", "gpu_models"}
PARTS = {"second_choice", "hyperscalers", "jurisdictions"}


class Drawn(NamedTuple):
    """A shipped scenario and what is changed in it."""

    base: str
    changes: dict[str, Any]

    def scenario(self) -> Scenario:
        return BASES[self.base].with_changes(self.changes)


@st.composite
def changed_scenarios(draw: st.DrawFn) -> Drawn:
    """Return a scenario that its checks accept; its run has as many epochs as one can wait for."""
    name = draw(st.sampled_from(sorted(BASES)))
    base = BASES[name]
    epoch_seconds, epochs = draw(_lengths())
    changes: dict[str, Any] = {"run.epoch_length": f"{epoch_seconds:.6f} s", "run.epochs": epochs}
    places = _places(base)
    sizes = [path for path in places if _size(path)]
    for path in sizes + draw(st.lists(st.sampled_from(sorted(set(places) - set(sizes))), max_size=12, unique=True)):
        changes[path] = draw(_values(*places[path], _size(path)))
    if draw(st.booleans()):  # so that stake is paid out at the very moment at which an epoch begins
        changes["chain.staking.unbonding_time"] = f"{draw(st.integers(1, 2)) * epoch_seconds:.6f} s"
    _share_out_the_gpus(draw, changes)
    for decision, kinds in CATALOGUE.policies.items():
        changes[f"policies.{decision}"] = draw(_mixtures(list(kinds.values())))
    changes["shocks.akt_price"] = draw(_tagged(CATALOGUE.shapes["akt_price"]))
    changes["shocks.reservation_price"] = draw(_tagged(CATALOGUE.shapes["reservation_price"]))
    changes["shocks.validator_outages"] = draw(_tagged(CATALOGUE.shapes["validator_outages"]))
    shocks = draw(st.lists(_tagged(CATALOGUE.shapes["gpu_demand"]), max_size=2))
    changes["shocks.gpu_demand"] = {f"shock_{number}": shock for number, shock in enumerate(shocks)}
    changes |= draw(_timelines(base, places, epochs * epoch_seconds))
    changes |= draw(_agendas(base, epochs * epoch_seconds))
    drawn = Drawn(name, changes)
    try:
        drawn.scenario()
    except ScenarioError:  # values that are fine each for itself but not together
        return reject()
    return drawn


def _lengths() -> st.SearchStrategy[tuple[float, int]]:
    """Return the seconds of an epoch and how many there are: hours, days, weeks, or anything between."""
    return st.one_of(
        st.tuples(st.just(HOUR), st.integers(1, 12)),
        st.tuples(st.just(DAY), st.integers(1, 6)),
        st.tuples(st.just(7 * DAY), st.integers(1, 3)),
        st.tuples(st.floats(LEAST_SECONDS, 10 * DAY).map(lambda seconds: round(seconds, 6)), st.integers(1, 3)),
    )


@cache
def _places(scenario: Scenario) -> dict[str, tuple[Spec, Any]]:
    """Return the dotted path of everything that can be moved by itself, with its declaration and its value."""
    found = {}
    for name, model in AKASH.sections.items():
        for path, spec, value in _below((name,), root_spec(model), getattr(scenario, name)):
            dotted, is_share = ".".join(path), ("classes" in path and SHARES & set(path[-2:])) or PARTS & set(path)
            if dotted not in APART and not is_share and _is_drawn(spec):
                found[dotted] = spec, value
    return found


def _below(path: tuple[str, ...], spec: Spec, value: Any) -> Iterator[tuple[tuple[str, ...], Spec, Any]]:
    if isinstance(value, BaseModel | Mapping):
        names = type(value).model_fields if isinstance(value, BaseModel) else value
        for name in names:
            inner, entry = spec.step(name), value[name] if isinstance(value, Mapping) else getattr(value, name)
            assert inner is not None
            if entry is not None:
                yield from _below((*path, str(name)), inner, entry)
    else:
        yield path, spec, value


def _is_drawn(spec: Spec) -> bool:
    return spec.annotation in (int, float, bool) or spec.is_list or get_origin(spec.annotation) is Literal


def _size(path: str) -> Any:
    return SIZES.get(path) or SIZES.get(path.rsplit(".", 1)[-1])


def _values(spec: Spec, usual: Any, size: Any = None) -> st.SearchStrategy[Any]:
    """Return values that a declaration allows, as a scenario writes them."""
    if spec.model is not None:
        return _tagged({spec.model.kind: spec.model})
    if spec.is_list:
        inner = root_spec(get_args(spec.annotation)[0])
        return st.lists(_values(inner, usual[0] if usual else None), min_size=1, max_size=4)
    if get_origin(spec.annotation) is Literal:
        return st.sampled_from(get_args(spec.annotation))
    if spec.annotation is bool:
        return st.booleans()
    if spec.annotation is datetime:
        return st.integers(0, 700).map(lambda days: f"{FIRST_DAY + timedelta(days=days):%Y-%m-%d}")
    if size is not None:
        return st.integers(*size) if spec.annotation is int else st.floats(*size, allow_subnormal=False)
    if AS_DURATION in spec.metadata:
        usual = max(usual, LEAST_SECONDS)
        return _floats({"ge": LEAST_SECONDS, "le": usual * FAR}, usual).map(lambda seconds: f"{seconds:.6f} s")
    assert spec.annotation in (int, float), f"{spec.annotation}: say here how to draw it"
    return (_integers if spec.annotation is int else _floats)(spec.limits, usual)


def _integers(limits: Mapping[str, float], usual: int | None) -> st.SearchStrategy[int]:
    low = math.ceil(limits["ge"]) if "ge" in limits else math.floor(limits["gt"]) + 1
    around = max(usual or 1, 1)
    values = st.integers(max(low, around // FAR), min(limits.get("le", math.inf), around * FAR))
    return st.one_of(st.just(0), values) if limits.get("ge") == 0 else values


def _floats(limits: Mapping[str, float], usual: float | None) -> st.SearchStrategy[float]:
    """Return floats between the limits: any, if they leave little room, else around the usual value, or 0."""
    around = usual or 1.0
    low, high = limits.get("ge", limits.get("gt", -math.inf)), limits.get("le", limits.get("lt", math.inf))
    if high <= 1.0 or low < 0.0:
        return st.floats(
            max(low, -around * FAR),
            min(high, around * FAR),
            exclude_min="gt" in limits,
            exclude_max="lt" in limits,
            allow_subnormal=False,
        )
    values = st.floats(max(low, around / FAR), min(high, around * FAR))
    return st.one_of(st.just(0.0), values) if limits.get("ge") == 0.0 else values


def _tagged(kinds: Mapping[str, type[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Return policies or shocks, written as a scenario does, with any of their parameters moved."""
    return st.one_of([_of_kind(kind) for kind in kinds.values()])


@cache
def _of_kind(kind: type[Any]) -> st.SearchStrategy[dict[str, Any]]:
    required, optional = {}, {}
    for name, declared in kind.model_fields.items():
        spec = root_spec(kind).step(name)
        assert spec is not None
        usual = None if declared.is_required() else declared.default
        values = st.just(NAMES[name]) if spec.annotation is str else _values(spec, usual, _size(name))
        (required if declared.is_required() else optional)[name] = values

    def is_accepted(given: dict[str, Any]) -> bool:
        try:
            kind(**{name: value for name, value in given.items() if not isinstance(value, dict)})
        except ValidationError:
            return False
        return True

    written = st.fixed_dictionaries(required, optional=optional)
    return written.filter(is_accepted).map(lambda given: {"kind": kind.kind, **given, **NEEDED.get(kind.kind, {})})


@st.composite
def _mixtures(draw: st.DrawFn, kinds: list[type[Any]]) -> list[dict[str, Any]]:
    """Return one to three policies of a decision with their shares; a kind may come twice, a share be nothing."""
    several = draw(st.lists(st.one_of([_of_kind(kind) for kind in kinds]), min_size=1, max_size=3))
    parts = [draw(st.integers(1, 5)), *(draw(st.integers(0, 5)) for _ in several[1:])]
    return [policy | {"share": part / sum(parts)} for policy, part in zip(several, parts, strict=True)]


@st.composite
def _timelines(draw: st.DrawFn, base: Scenario, places: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    """Return a release to start in and dated changes of the law: upgrades to newer ones, parameters, or both."""
    release, *newer = known_releases()[draw(st.integers(0, len(known_releases()) - 1)) :]
    changes: dict[str, Any] = {"chain.release": release}
    changes |= {f"timeline.{event.name}": None for event in base.timeline if event.upgrade is not None}
    law = sorted(path for path in places if path.startswith("chain."))
    for number, part in enumerate(sorted(draw(st.lists(st.floats(0.0, 1.0), max_size=3)))):
        event = {"date": (base.run.start + timedelta(seconds=part * seconds)).isoformat()}
        if newer and draw(st.booleans()):
            event["upgrade"] = newer.pop(0)
        paths = draw(st.lists(st.sampled_from(law), min_size=int("upgrade" not in event), max_size=4, unique=True))
        if paths:
            event["set"] = {path: draw(_values(*places[path])) for path in paths}
        changes[f"timeline.event_{number}"] = event
    return changes


@st.composite
def _agendas(draw: st.DrawFn, base: Scenario, seconds: float) -> dict[str, Any]:
    """Return proposals, and a law under which they are decided within the run; some never find their deposit."""
    changes: dict[str, Any] = {f"governance.{proposal.name}": None for proposal in base.governance}
    moments = draw(st.lists(st.floats(0.0, 0.8), max_size=3, unique_by=lambda part: round(part, 3)))
    for number, part in enumerate(moments):
        proposal: dict[str, Any] = {"submitted": (base.run.start + timedelta(seconds=part * seconds)).isoformat()}
        proposal |= {"deposit": f"{draw(st.sampled_from([500, 1_000, 2_000]))} AKT"}
        does = {
            "set": {"chain.distribution.community_tax": draw(st.sampled_from([0.0, 0.1, 0.9]))},
            "migrations": ["lift_to_floor"],
            "spend": {"amount": f"{draw(st.sampled_from([1, 10**9]))} AKT"},
        }
        chosen = draw(st.lists(st.sampled_from(sorted(does)), min_size=1, unique=True))
        changes[f"governance.proposal_{number}"] = proposal | {name: does[name] for name in chosen}
    if moments:
        for name, period in (("max_deposit_period", 0.1), ("voting_period", 0.15), ("expedited_voting_period", 0.1)):
            changes[f"chain.gov.{name}"] = f"{max(1.0, period * seconds):.6f} s"
        changes |= {"chain.gov.min_deposit": "1000 AKT", "chain.gov.min_initial_deposit_rate": 0.4}
    return changes


def _share_out_the_gpus(draw: st.DrawFn, changes: dict[str, Any]) -> None:
    """Draw how many providers may have GPUs; where there is none, there are no GPUs."""
    number = draw(st.integers(0, changes["population.providers.accounts"]))
    changes["population.providers.gpu_providers"] = number
    if not number:
        for path in changes:
            if path.startswith("population.providers.gpu_models.") and path.endswith(".gpus"):
                changes[path] = 0
