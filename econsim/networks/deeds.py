"""What each event of a timeline does, in words: by the law alone, and with what a run has seen of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from econsim.mechanisms.law import Law
from econsim.mechanisms.upgrades.events import ChainEvent
from econsim.mechanisms.upgrades.rules import law_after, lift_max_rate_only, register_bme, reserve_to_credits
from econsim.networks.floor import LIFTS, silent_rises
from econsim.networks.seen import Effect, Seen
from econsim.scenario.agenda import law_at
from econsim.scenario.fields import root_spec
from econsim.scenario.schema import Scenario
from econsim.scenario.values import number_text, plain
from econsim.units import DENOMS, UAKT_PER_AKT

_BY_DENOM = "uakt, uusdc or uact"  # the unit of a map of amounts: the denom of each


def deeds(scenario: Scenario, seen: Mapping[str, Effect] | None = None) -> Mapping[str, str]:
    """Return what each event does, by its name; `seen` is what a run has seen of those that it has reached."""
    law, found = scenario.part(Law), {}
    silent = {rise.event.name: rise for rise in silent_rises(scenario) if rise.event is not None}
    for event in scenario.timeline:
        before, law = law, law_after(law, event)
        effect = (seen or {}).get(event.name)
        parts = [*_releases(event), *_settings(event, before, law), *_migrations(event, law, effect)]
        if event.unlocked_uakt:
            parts.append(f"brings {_value(event.unlocked_uakt, 'uakt')} into circulation")
        parts += _funding(event)
        if event.name in silent:
            until = silent[event.name].lifted_by
            parts.append("changes what edits may name, lifts nobody" + (f" until {until.name}" if until else ""))
            parts += [f"leaves {_who(effect.below)} below it"] if effect and effect.below.validators else []
        found[event.name] = ", ".join(parts)
    return found


def intents(scenario: Scenario) -> Mapping[str, str]:
    """Return what each proposal would do, by its name, on the law that the events have left by its day."""
    found = {}
    for proposal in scenario.governance:
        law = law_at(proposal.date, scenario.timeline, scenario.part(Law))
        after = law_after(law, proposal)
        parts = [*_releases(proposal), *_settings(proposal, law, after), *_migrations(proposal, after, None)]
        if proposal.spent_uakt:
            parts.append(f"spends {_value(proposal.spent_uakt, 'uakt')} of the community pool")
        parts += _funding(proposal)
        kind = "expedited proposal" if proposal.is_expedited else "proposal"
        found[proposal.name] = f"{kind}: {', '.join(parts)}"
    return found


def _releases(event: ChainEvent) -> Iterator[str]:
    if event.upgrade is not None:
        yield f"brings release {event.upgrade.version}"


def _funding(event: ChainEvent) -> Iterator[str]:
    if event.funded_uakt:
        yield f"moves {_value(event.funded_uakt, 'uakt')} of the community pool to the vault of x/bme"


def _settings(event: ChainEvent, before: Law, after: Law) -> Iterator[str]:
    """Return every parameter that an event sets, with its value before and after."""
    for path in event.all_set:
        _, section, *names = path.split(".")
        old, new = (_text(law, section, names) for law in (before, after))
        name = ".".join(names)
        if old == new:
            if path in event.set:  # what a release sets as it was is nothing to tell
                yield f"keeps {name} at {new}"
        elif new is None:
            yield f"removes {name} (before {old})"
        else:
            yield f"sets {name} to {new} ({'not set before' if old is None else f'before {old}'})"


def _migrations(event: ChainEvent, law: Law, effect: Effect | None) -> Iterator[str]:
    floor = _value(law.staking.min_commission_rate, "fraction")
    for name in event.all_migrations:
        lifted = None if effect is None else effect.lifted
        if name == LIFTS and lifted is not None:
            yield f"lifts {_who(lifted)} to {floor}" if lifted.validators else f"lifts nobody: nobody was below {floor}"
        elif name == LIFTS:
            yield f"lifts every validator below {floor} to it"
        elif name == lift_max_rate_only.__name__:
            yield f"raises max rates (no rate) below {floor} to it"
        elif name == register_bme.__name__:
            yield "opens x/bme, where it is not open, halted until there is a price"
        elif name == reserve_to_credits.__name__:
            yield "makes the free reserve of x/bme remint credit, as no chain has"


def _who(seen: Seen) -> str:
    n = seen.validators
    number = f"{n:.0f}" if n == int(n) else f"about {n:.0f}" if n >= 1 else f"on average {n:.1g}"
    return f"{number} validator{'s' if number != '1' else ''} with {100 * seen.stake_ratio:.3g} % of stake"


def _text(law: Law, section: str, names: list[str]) -> str | None:
    """Return a value of the law as people read it, None where there is none."""
    value: Any = plain(getattr(law, section))
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    if value is None:
        return None
    spec = root_spec(type(getattr(law, section))).walk(tuple(names))
    extra = spec.field.json_schema_extra if spec is not None and spec.field is not None else None
    unit = str(extra.get("unit", "")) if isinstance(extra, dict) else ""
    return _value(value, names[-1] if unit == _BY_DENOM and not isinstance(value, Mapping) else unit)


def _value(value: Any, unit: str) -> str:
    """Return a value with its unit; a text, such as a duration, stands as it is written."""
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(
                f"{name}: {_value(entry, name if unit == _BY_DENOM else unit)}" for name, entry in value.items()
            )
            + "}"
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if unit.startswith("fraction"):
        return f"{number_text(round(100 * value, 10))} %"
    if unit == "1/year":
        return f"{number_text(round(100 * value, 10))} % a year"
    if unit.startswith("whole percent"):
        return f"{value:g} %"
    if unit in DENOMS:
        return f"{value / UAKT_PER_AKT:,.10g} {unit[1:].upper()}"
    return f"{value:,}"
