"""A scenario: every parameter of a run, checked, frozen and with its origin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, TypeVar

from econsim.errors import UsageError
from econsim.scenario import content
from econsim.scenario.agenda import build_agenda
from econsim.scenario.checks import OF_EVERY_NETWORK
from econsim.scenario.claims import Claim, check_answer, claims_in
from econsim.scenario.days import with_days
from econsim.scenario.fields import root_spec
from econsim.scenario.frozen_map import FrozenMap
from econsim.scenario.layered import Layered
from econsim.scenario.merge import closest
from econsim.scenario.network import Check, Network
from econsim.scenario.origin import Mistakes, Node, Origin, Path, as_node, bare, leaves, nearest, written
from econsim.scenario.parts import known, named, part_of, refuse_other_than_paths, unwrapped, whole
from econsim.scenario.past import history_of
from econsim.scenario.questions import MOST_ALTERNATIVES, Objective, objectives_in, sweep_in, variants_in
from econsim.scenario.root import Context, Policies, Shocks
from econsim.scenario.run import Run
from econsim.scenario.sentences import checked
from econsim.scenario.timeline import build_timeline, events_at
from econsim.scenario.uncertain import Prior, uncertain_in
from econsim.scenario.values import Section, shown

Part = TypeVar("Part", bound=Section)
_OF_A_FILE = ("extends", "schema")  # not of what is laid over it
_CHANGES_COME_AFTER = 1_000_000  # in the order of mistakes: after files and --set


@dataclass(frozen=True, eq=False, repr=False)
class Scenario:
    """One world to run; nothing in it changes.

    Attributes are also its sections by their names, checked (`scenario.run`, and whichever its network has), and what
    the network derives from them.
    """

    name: str
    title: str
    question: str
    assumes: str
    answer: str
    sections: Mapping[str, Section]
    policies: Policies
    shocks: Shocks
    timeline: tuple[Any, ...]
    governance: tuple[Any, ...]
    objectives: tuple[Objective, ...]
    claims: tuple[Claim, ...]
    variants: Mapping[str, Mapping[str, Any]]
    sweep: Mapping[str, tuple[Any, ...]]
    uncertain: Mapping[str, Prior]
    layered: Layered
    history: Scenario | None = None  # what runs from genesis_time to a later start

    @property
    def run(self) -> Run:
        """Return when, how long and how often it runs."""
        return self.part(Run)

    @property
    def network(self) -> Network:
        """Return the network that it is about."""
        return self.layered.kinds.network

    def part(self, model: type[Part]) -> Part:
        """Return the section of a class, typed."""
        return part_of(self.sections, model)

    def __getattr__(self, name: str) -> Any:
        """Return a section by its name, or what the network derives."""
        if name.startswith("_") or name in type(self).__dataclass_fields__:
            raise AttributeError(name)  # not there yet: it is being read back
        if name in self.sections:
            return self.sections[name]
        if name not in self.network.derived:
            raise AttributeError(f"a scenario has no '{name}'; its sections are {', '.join(self.sections)}")
        return self.network.derived[name](self)

    def events_at(self, epoch: int) -> tuple[Any, ...]:
        """Return the events in force from the beginning of an epoch, in the order of their dates."""
        return events_at(self.timeline, epoch)

    def with_changes(self, changes: Mapping[str, Any], name: str | None = None) -> Scenario:
        """Return the scenario with values at dotted paths changed; None removes an entry of a named map.

        `name` is what the changed scenario is called, such as in a comparison with this one.

        >>> from econsim import load_scenario
        >>> short = load_scenario("reliability_link").with_changes({"run.epochs": 10}, name="short")
        >>> (short.name, short.run.epochs)
        ('short', 10)
        """
        refuse_other_than_paths(changes)
        origin = Origin("with_changes", order=_CHANGES_COME_AFTER)
        changes = changes if name is None else {**changes, "name": name}
        more = tuple((tuple(path.split(".")), as_node(value, origin)) for path, value in changes.items())
        return build(replace(self.layered, changes=(*self.layered.changes, *more)))

    def variant(self, name: str) -> Scenario:
        """Return one of the scenario's own variants, named after it."""
        if name not in self.variants:
            known = ", ".join(self.variants) or "none"
            raise UsageError(f"{self.name} has no variant '{name}'; it has {known}{closest(name, self.variants)}")
        return build(replace(self.layered, variant=name))

    def content(self) -> dict[str, Any]:
        """Return every value, defaults included, as plain maps, lists, numbers and text."""
        return content.content_of(self)

    def digest(self) -> str:
        """Return a hash of what the model does; see `content.digest_of` for what it leaves out."""
        return content.digest_of(self)

    def resolved_yaml(self) -> str:
        """Return the scenario as one YAML file that extends nothing and loads as the same scenario."""
        return content.yaml_of(self)

    @cached_property
    def origins(self) -> Mapping[str, str]:
        """Return where each single value of `content()` was written, by its dotted path."""
        layered, mistakes = self.layered, Mistakes()
        tree = with_days(unwrapped(layered.tree(mistakes)), layered.kinds, mistakes)
        paths = [path for path, _ in leaves(self.content()) if path != ("schema",)]
        return FrozenMap({".".join(path): ", ".join(written(tree, path)) or "default" for path in paths})

    def __repr__(self) -> str:
        return f"Scenario('{self.name}', digest='{self.digest()}')"

    def _repr_html_(self) -> str:
        return content.html_of(self)


def build(layered: Layered, mistakes: Mistakes | None = None) -> Scenario:
    """Return the scenario that the layers make; raises ScenarioError with all mistakes at once.

    `mistakes` are those of reading.
    """
    mistakes = Mistakes(layered.kinds.network.words) if mistakes is None else mistakes
    scenario = _made(layered, mistakes, layered.kinds.history)
    mistakes.raise_if_any()
    assert scenario is not None, "a part that is missing has left a mistake"
    return scenario


def build_with_alternatives(layered: Layered, mistakes: Mistakes) -> Scenario:
    """Return the scenario after trying its variants, the values of its sweep and the ends of what is uncertain.

    `mistakes` are those of reading.
    """
    history = cache(layered.kinds.history)  # of all alternatives the same one, as a rule
    scenario = _made(layered, mistakes, history)
    alternatives = list(layered.alternatives())
    if len(alternatives) > MOST_ALTERNATIVES:
        what = "variants, values to sweep and ends of what is uncertain"
        message = f"has {len(alternatives)} {what}; {MOST_ALTERNATIVES} at most in a file"
        mistakes.stop(layered.files.origin, (), message, "too-large")
    made: dict[tuple[Path, object], int] = {}
    for alternative in alternatives:
        found = Mistakes(mistakes.words)
        _note_twins(alternative, _made(alternative, found, history), made, found)
        _advise_of_prior(alternative, found)
        mistakes.include(found)
    mistakes.raise_if_any()
    assert scenario is not None, "a part that is missing has left a mistake"
    return scenario


def _advise_of_prior(alternative: Layered, mistakes: Mistakes) -> None:
    """Say how to be rid of a prior of a parent whose parameter is gone, as where another kind of policy is chosen."""
    if alternative.uncertain is not None:
        path, end = alternative.uncertain
        if end.origin.source != alternative.files.origin.source:
            name = ".".join(path)
            mistakes.advise(path, "unknown-field", f"`uncertain: {{{name}: null}}` takes the inherited prior away")


def _note_twins(
    alternative: Layered, scenario: Scenario | None, made: dict[tuple[Path, object], int], mistakes: Mistakes
) -> None:
    """Note a value of a sweep that makes the same scenario as one before it; `made` are those so far, by path."""
    if scenario is None or alternative.swept is None:
        return
    path, number, node = alternative.swept
    same = (scenario.digest(), scenario.run.epochs, scenario.run.replicates, scenario.run.seed)
    first = made.setdefault((path, same), number)
    if first != number:
        where = ("sweep", ".".join(path), "values", str(number))
        message = f"is {shown(bare(node))}; it makes the same scenario as values.{first}, leave one out"
        mistakes.add(node.origin, where, message, "repeated")


def _made(layered: Layered, mistakes: Mistakes, read_history: Callable[[str], Scenario]) -> Scenario | None:
    """Return the scenario, None after noting what is wrong with it."""
    kinds, network = layered.kinds, layered.kinds.network
    tree = with_days(network.renamed(unwrapped(layered.tree(mistakes)), mistakes), kinds, mistakes)
    for name, node in tree.value.items():
        if name not in known(network):
            mistakes.add(node.origin, (name,), f"no such field{_instead_of(name, network)}", "unknown-field")
    context = Context(kinds, mistakes.words, whole={})
    inside = {name: bare(node) for name, node in tree.value.items() if name in kinds.root.model_fields}
    heading: Any = checked(kinds.root, inside, (), tree, mistakes, context)
    parts: dict[str, Any] = dict.fromkeys(whole(network)) | context.whole
    objectives = objectives_in(tree, kinds.metrics, mistakes)
    variants, sweep = variants_in(network, tree, mistakes), sweep_in(network, tree, mistakes)
    claims = claims_in(tree, variants, kinds.metrics, mistakes)
    check_answer(tree, variants, kinds.metrics, mistakes)
    events = named("timeline", network, tree, mistakes)
    timeline = build_timeline(events, network, tree, parts["run"], parts[network.law], mistakes)
    proposals, law = named("governance", network, tree, mistakes), parts[network.law]
    governance = build_agenda(proposals, network, tree, parts["run"], law, timeline, mistakes)
    for check in (*OF_EVERY_NETWORK, *network.checks):
        _note(check, parts, tree, mistakes)
    uncertain = uncertain_in(network, tree, mistakes)
    history = history_of(parts, timeline, governance, read_history, tree, mistakes)
    if mistakes:
        return None
    return Scenario(
        name=heading.name,
        title=heading.title,
        question=heading.question,
        assumes=heading.assumes,
        answer=heading.answer,
        sections=FrozenMap({name: parts[name] for name in network.sections}),
        policies=parts["policies"],
        shocks=parts["shocks"],
        timeline=timeline,
        governance=governance,
        objectives=objectives,
        claims=claims,
        variants=variants,
        sweep=sweep,
        uncertain=uncertain,
        layered=layered,
        history=history,
    )


def _note(check: Check, parts: Mapping[str, Any], tree: Node, mistakes: Mistakes) -> None:
    """Note what a rule between sections finds, unless one of them has a mistake itself."""
    if all(parts[name] is not None for name in check.sections):
        for problem in check.find(*(parts[name] for name in (*check.sections, *check.if_whole))):
            origin = nearest(tree, problem.at or problem.path)
            mistakes.add(origin, problem.path, problem.message, problem.code)


def _instead_of(name: str, network: Network) -> str:
    """Return what may have been meant by a name at the top of a file that has no place there."""
    if name in _OF_A_FILE:
        return "; it stands at the top of a file alone"
    if "." in name:
        return f"; dotted paths stand in variants, sweep, uncertain, set and --set, here it is {network.nested_example}"
    there, models = known(network), network.sections.items()
    inside = sorted(((top, *path) for top, model in models for path in root_spec(model).paths_to(name)), key=len)
    meant = closest(name, (*there, *_OF_A_FILE)) or (f"; did you mean {'.'.join(inside[0])}?" if inside else "")
    return meant or f"; there are {', '.join(there)}"
