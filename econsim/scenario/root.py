"""The root of a scenario: one frozen model of all that a file says in sections, made of what a network has.

Its fields are the heading, the network's sections, `policies` with one field a decision, `shocks` with one a channel.
A tagged object, `{kind: NAME, ...}`, is made by the class that is registered under its kind. All mistakes come at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, cast

from pydantic import AfterValidator, PlainValidator, ValidationError, ValidationInfo, create_model

from econsim.contracts import Channel, DecisionKind, Policy
from econsim.scenario.codes import Code
from econsim.scenario.frozen_map import ByName, FrozenMap
from econsim.scenario.merge import BEGINNINGS, closest
from econsim.scenario.network import Kinds, Network
from econsim.scenario.origin import Words
from econsim.scenario.run import Heading
from econsim.scenario.sentences import Several, Told, problems
from econsim.scenario.values import Part, as_share, name_problem, number_text, shown

_OF_YOUR_OWN = "; a class of your own is known once its module is imported (docs/write_a_policy.md)"


@dataclass(frozen=True)
class PolicyShare:
    """A policy and the share of the population's rows that use it."""

    policy: Policy
    share: float


class Policies(ByName):
    """Who decides how: for each decision the policies, a tuple of `PolicyShare` in the order written."""

    __slots__ = ()


class Shocks(ByName):
    """What nature does: for each channel its shape, or, where a channel has many, its shapes by their names."""

    __slots__ = ()


@dataclass
class Context:
    """What validation needs beside the values, and the sections that had no mistake, by their names."""

    kinds: Kinds
    words: Words
    whole: dict[str, Any]


def root_of(network: Network, decisions: Iterable[DecisionKind], channels: Iterable[Channel]) -> type[Heading]:
    """Return the root model of a network's scenarios; validate with a `Context`."""
    policies: Any = {decision.name: (Annotated[Any, PlainValidator(_shares)], ...) for decision in decisions}
    shocks: Any = {
        channel.name: (Annotated[Any, PlainValidator(_shapes)], FrozenMap({}))
        if channel.many
        else (Annotated[Any, PlainValidator(_shape)], ...)
        for channel in channels
    }
    fields: Any = {
        **network.sections,
        "policies": Annotated[
            create_model("Policies", __base__=Part, **policies), AfterValidator(partial(_by_name, Policies))
        ],
        "shocks": Annotated[create_model("Shocks", __base__=Part, **shocks), AfterValidator(partial(_by_name, Shocks))],
    }
    kept: Any = {name: (Annotated[model, AfterValidator(_keep)], ...) for name, model in fields.items()}
    return create_model("Root", __base__=Heading, **kept)


def _keep(value: Any, info: ValidationInfo) -> Any:
    """Remember a section without mistakes, which may be checked against others although the root has some."""
    _context(info).whole[str(info.field_name)] = value
    return value


def _context(info: ValidationInfo) -> Context:
    return cast(Context, info.context)


def _by_name(made: type[ByName], value: Part) -> ByName:
    return made({name: getattr(value, name) for name in type(value).model_fields})


def _shape(given: Any, info: ValidationInfo) -> Any:
    context = _context(info)
    return _tagged(context.kinds.shapes[str(info.field_name)], context.words, given)


def _shapes(given: Any, info: ValidationInfo) -> Mapping[str, Any]:
    """Return the shapes of a channel that has many, by the names that a scenario gives them."""
    if _is_one_shape(given) or (isinstance(given, tuple) and any(map(_is_one_shape, given))):
        raise Several.of(f"needs a name: {info.field_name}: {{boom: {{...}}}}", "incomplete")
    if not isinstance(given, Mapping):
        raise Several.of(f"is {shown(given)}; expected a map of names, each with a kind", "wrong-type")

    told: list[Told] = [((name,), problem, "bad-name") for name in given if (problem := name_problem(name))]
    try:
        shapes = _each(given, partial(_shape, info=info))
    except Several as several:
        raise Several([*told, *several.told]) from None
    if told:
        raise Several(told)
    return FrozenMap(shapes)


def _shares(given: Any, info: ValidationInfo) -> tuple[PolicyShare, ...]:
    """Return the policies of a decision: one that all rows use, or several with shares that add up to 1."""
    context = _context(info)
    make = partial(_tagged, context.kinds.policies[str(info.field_name)], context.words)
    if not isinstance(given, tuple):
        return (PolicyShare(make(given), 1.0),)
    if not given:
        raise Several.of("is an empty list; give one policy or several with shares", "empty")
    shares = _each({str(number): entry for number, entry in enumerate(given)}, partial(_share, make))
    total = math.fsum(share.share for share in shares.values())
    if abs(total - 1.0) > 1e-9:
        raise Several.of(f"has shares that add up to {total:.10g}; expected 1", "shares")
    return tuple(shares.values())


def _share(make: Callable[[Any], Policy], given: Any) -> PolicyShare:
    """Return a policy of a list with its share."""
    if not isinstance(given, Mapping):
        return PolicyShare(make(given), 0.0)  # raises: it is no map
    told: list[Told] = [] if (problem := _wrong_share(given)) is None else [(("share",), *problem)]
    try:
        policy = make({name: entry for name, entry in given.items() if name != "share"})
    except Several as several:
        raise Several([*several.told, *told]) from None
    if told:
        raise Several(told)
    return PolicyShare(policy, float(given["share"]))


def _wrong_share(entry: Mapping[str, Any]) -> tuple[str, Code] | None:
    if "share" not in entry:
        return "missing; each policy of a list has a share of the rows", "incomplete"
    share = entry["share"]
    if isinstance(share, bool) or not isinstance(share, int | float):
        return f"is {shown(share)}; expected 0 to 1", "wrong-type"
    if not 0 <= share <= 1:
        hint = f"; did you mean {number_text(as_share(share))}?" if 1 < share <= 100 else ""
        return f"is {shown(share)}; expected 0 to 1{hint}", "out-of-range"
    return None


def _tagged(known: Mapping[str, Any], words: Words, given: Any) -> Any:
    """Return the object that `{kind: NAME, ...}` describes; what it holds that is tagged is made first."""
    choices = ", ".join(known) or "none"
    if not isinstance(given, Mapping):
        raise Several.of(f"is {shown(given)}; expected a map with a kind, one of {choices}", "wrong-type")
    if "kind" not in given:
        raise Several.of(f"missing; known kinds: {choices}", "incomplete", "kind")
    kind = given["kind"]
    if not isinstance(kind, str) or kind not in known:
        hint = (closest(kind, known) or _OF_YOUR_OWN) if isinstance(kind, str) else ""
        raise Several.of(f"is {shown(kind)}; known kinds: {choices}{hint}", "unknown-kind", "kind")
    parts = {name: entry for name, entry in given.items() if name != "kind"}
    inner = {name: entry for name, entry in parts.items() if _is_tagged(entry)}
    try:
        return known[kind].model_validate(parts | _each(inner, partial(_tagged, known, words)))
    except ValidationError as error:
        raise Several(problems(known[kind], error, words)) from None


def _is_one_shape(given: Any) -> bool:
    """Return whether a map is itself what belongs one name further in: it has a kind, or says when it begins."""
    begins = isinstance(given, Mapping) and any(not isinstance(given.get(name, {}), Mapping) for name in BEGINNINGS)
    return begins or _is_tagged(given)


def _is_tagged(given: Any) -> bool:
    return isinstance(given, Mapping) and "kind" in given


def _each(entries: Mapping[str, Any], make: Callable[[Any], Any]) -> dict[str, Any]:
    """Return what is made of every entry, or raise the mistakes of all of them."""
    made, told = {}, []
    for name, entry in entries.items():
        try:
            made[name] = make(entry)
        except Several as several:
            told += several.below(name)
    if told:
        raise Several(told)
    return made
