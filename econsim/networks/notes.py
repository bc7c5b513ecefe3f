"""What a valid scenario of Akash does that its author may not have meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from econsim.mechanisms.law import Law
from econsim.mechanisms.upgrades.events import FLOOR
from econsim.networks.agenda_notes import about_proposals, about_skipped
from econsim.networks.floor import LIFTS, SilentRise, silent_rises
from econsim.scenario.fields import root_spec
from econsim.scenario.network import LIFTS_NOBODY, Note
from econsim.scenario.origin import Mistakes, Path, bare, dotted, leaves
from econsim.scenario.schema import Scenario
from econsim.scenario.values import number_text, plain, shown
from econsim.units import MICRO
from econsim.world.money import SYMBOLS

_HARDLY_ANY = MICRO // 1000  # micro-units: no deposit that somebody minds is below
_ONLY_EDITS = "changes what edits may name, it lifts nobody"


def notes(scenario: Scenario) -> Iterator[Note]:
    """Return everything of note of a scenario's timeline and of what is proposed in it."""
    yield from lifting_nobody(scenario)
    yield from of_the_history_alone(scenario)
    yield from about_proposals(scenario)
    yield from of_hardly_any_money(scenario)
    yield from of_skipped_releases(scenario)


def of_skipped_releases(scenario: Scenario) -> Iterator[Note]:
    """Return a note for every upgrade that skips a release whose handler does something."""
    version = scenario.part(Law).release
    for event in scenario.timeline:
        if event.upgrade is not None:
            skipped = about_skipped(("timeline", event.name), version, event.upgrade.version)
            yield from () if skipped is None else (skipped,)
            version = event.upgrade.version


def of_the_history_alone(scenario: Scenario) -> Iterator[Note]:
    """Return a note for every parameter of the law that a file gives again and that is another by a later start.

    A resolved scenario, which gives all of them, only repeats its history.
    """
    history, law = scenario.history, scenario.network.law
    if history is None:
        return
    before, now = (dict(leaves(plain(one))) for one in (scenario.part(Law), scenario.law_of_day_0))
    places = {path: dotted((law, *path)) for path in before}
    own = {path for path, at in places.items() if scenario.origins.get(at) != history.origins.get(at)}
    for path in before if len(own) < len(before) else ():
        if path in own and path in now and now[path] != before[path]:
            begun, by_now = (shown(one[path]) for one in (before, now))
            said = f"{places[path]} is {begun} at the beginning of {history.name}, by the start it is {by_now}"
            yield Note((law, *path), f"{said}; an event with `start_day: 0` sets it from the start on")


def of_hardly_any_money(scenario: Scenario) -> Iterator[Note]:
    """Return a note for every amount that is written as a number below a thousandth of a coin, no unit.

    Whole coins may have been meant; who writes `5uakt` or `0.000005 AKT` means just that.
    """
    for place, denom, value in _written_amounts(scenario):
        if denom and type(value) is int and 0 < value < _HARDLY_ANY:
            symbol = SYMBOLS[denom]
            said = f"{dotted(place)} is {value} {denom}, {number_text(value / MICRO)} {symbol}"
            yield Note(place, f"{said}; whole ones are written `{value} {symbol}`")


def _written_amounts(scenario: Scenario) -> Iterator[tuple[Path, str, Any]]:
    """Return what is written of the law, and what events and proposals set or move.

    Where it stands, its denom ('' for what is no amount), the value.
    """
    for place, value in leaves(bare(scenario.layered.tree(Mistakes()))):
        match place:
            case (scenario.network.law, *path):
                yield place, _denom_of(tuple(path)), value
            case ("timeline" | "governance", _, "set", name, *rest):
                yield place, _denom_of((*name.split(".")[1:], *rest)), value
            case ("timeline", _, "unlock" | "fund_vault") | ("governance", _, "deposit" | "initial_deposit"):
                yield place, "uakt", value
            case ("governance", _, "spend", "amount"):
                yield place, "uakt", value


def _denom_of(path: Path) -> str:
    """Return the denom of an amount of the law, '' for what is none."""
    spec = root_spec(Law).walk(path)
    declared: Any = spec.field.json_schema_extra if spec is not None and spec.field is not None else {}
    unit = (declared or {}).get("unit", "")
    return next((denom for denom in (unit, path[-1]) if denom in SYMBOLS and denom in unit), "")


def lifting_nobody(scenario: Scenario) -> Iterator[Note]:
    """Return a note for every event that raises the floor, or a start above the release's own, that lifts nobody."""
    for rise in silent_rises(scenario):
        yield _from_the_start(rise) if rise.event is None else _by_an_event(rise, rise.event.name)


def _from_the_start(rise: SilentRise) -> Note:
    return Note(
        tuple(FLOOR.split(".")),
        f"{FLOOR} is {number_text(rise.floor)} from the start: this {_ONLY_EDITS}; an event with "
        f"`migrations: [{LIFTS}]` lifts everybody below it",
        LIFTS_NOBODY,
    )


def _by_an_event(rise: SilentRise, name: str) -> Note:
    path = ("timeline", name)
    until = f" until timeline.{rise.lifted_by.name}" if rise.lifted_by else ""
    raised = f"{dotted(path)} raises min_commission_rate to {number_text(rise.floor)} without a migration"
    sentence = f"{raised}: this {_ONLY_EDITS}{until}; `migrations: [{LIFTS}]` lifts everybody below it"
    return Note(path, sentence, LIFTS_NOBODY)
