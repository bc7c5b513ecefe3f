"""The events of an arm said plainly: what each does, whom it lifts in the run, when it takes effect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from econsim.analysis.event_data import EventRow, Release
from econsim.analysis.metrics import by_epoch
from econsim.analysis.provenance import event_sources
from econsim.mechanisms.upgrades.rules import LIFTED, LIFTED_STAKE
from econsim.networks.deeds import deeds
from econsim.networks.floor import LIFTS
from econsim.networks.seen import Effect, Seen
from econsim.runs.run_result import RunResult
from econsim.scenario.event_words import taking_effect
from econsim.scenario.schema import Scenario
from econsim.scenario.timeline import to_come
from econsim.scenario.values import moment_text

_N_BELOW, _STAKE_BELOW, _BONDED = "n_below_floor", "stake_below_floor_ratio", "bonded_at_start_uakt"


def events(scenario: Scenario, run: RunResult | None = None) -> tuple[EventRow, ...]:
    """Return the events of a scenario from its start on.

    With its run they come with what that has seen of each, else with what the law says alone.
    """
    epochs = scenario.run.epochs if run is None else run.epochs
    seen = {} if run is None else _seen(scenario, run)
    does, sources = deeds(scenario, seen), event_sources(scenario)
    return tuple(
        EventRow(
            name=event.name,
            date=moment_text(event.date),
            epoch=event.epoch,
            upgrade=None if event.upgrade is None else Release(event.upgrade.version),
            does=does[event.name],
            when=taking_effect(event, scenario.run, epochs),
            is_reached=event.epoch < epochs,
            lifted=seen[event.name].lifted if event.name in seen else None,
            below=seen[event.name].below if event.name in seen else None,
            source=sources[event.name],
        )
        for event in to_come(scenario.timeline)
    )


def proposed(rows: Sequence[EventRow], changed: Sequence[str]) -> list[EventRow]:
    """Return those events of a variant at which something is changed; `changed` are dotted paths."""
    return [row for row in rows if any(f"{path}.".startswith(f"timeline.{row.name}.") for path in changed)]


def _seen(scenario: Scenario, run: RunResult) -> Mapping[str, Effect]:
    """Return what a run has seen of the events that it has reached, by name.

    Of several that lift in one epoch nobody knows which of them lifted whom: for them the law speaks alone.
    """
    lifts = Counter(event.epoch for event in scenario.timeline if LIFTS in event.all_migrations)
    bonded, stake = by_epoch(run.series, _BONDED), by_epoch(run.series, LIFTED_STAKE)
    n_lifted = by_epoch(run.series, LIFTED)
    n_below, below = by_epoch(run.series, _N_BELOW), by_epoch(run.series, _STAKE_BELOW)
    found = {}
    for event in to_come(scenario.timeline):
        at, lifted = event.epoch, None
        if at < run.epochs:
            if LIFTS in event.all_migrations and lifts[at] == 1:
                lifted = Seen(float(n_lifted[:, at].mean()), float((stake[:, at] / bonded[:, at]).mean()))
            found[event.name] = Effect(lifted, Seen(float(n_below[:, at].mean()), float(below[:, at].mean())))
    return found
