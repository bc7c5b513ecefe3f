"""A scenario: every parameter of a run, checked, frozen and with its origin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from econsim.errors import UsageError
from econsim.genesis.parameters import Genesis
from econsim.mechanisms.law import Law
from econsim.mechanisms.upgrades.releases import Release, release
from econsim.policies.population import Population
from econsim.scenario import content
from econsim.scenario.days import with_days
from econsim.scenario.fields import root_spec
from econsim.scenario.frozen_map import FrozenMap
from econsim.scenario.kinds import Kinds, Maker, Policies, PolicyShare, Shocks
from econsim.scenario.merge import Layers, closest
from econsim.scenario.origin import Mistakes, Node, Origin, Path, as_node, bare, leaves, written
from econsim.scenario.parts import (
    HEADING,
    KNOWN,
    SECTIONS,
    Heading,
    Run,
    check_run,
    check_supply,
    entries_of,
    is_open,
    named,
    section,
    unwrapped,
)
from econsim.scenario.questions import MOST_ALTERNATIVES, SWEPT, Objective, objectives_in, sweep_in, variants_in
from econsim.scenario.renamed import refuse_old_names
from econsim.scenario.sentences import checked
from econsim.scenario.size import check_size
from econsim.scenario.timeline import Event, build_timeline
from econsim.scenario.values import name_problem, shown

__all__ = ["SECTIONS", "Objective", "Policies", "PolicyShare", "Run", "Scenario", "Shocks"]

_CHANGES_COME_AFTER = 1_000_000  # in the order of mistakes: after files and --set


@dataclass(frozen=True)
class Layered:
    """What a scenario is made of: its files merged, one of its variants perhaps, then changes in their order."""

    files: Node
    kinds: Kinds
    variant: str = ""
    changes: tuple[tuple[Path, Node], ...] = ()
    sources: tuple[tuple[str, str], ...] = ()  # files that do not ship with econsim: as messages call them, their text
    swept: tuple[Path, int, Node] | None = None  # of an alternative that is one value of a sweep: path, number, value

    def tree(self, mistakes: Mistakes) -> Node:
        """Return everything merged: changes over the variant over the files."""
        layers, tree = Layers(is_open, mistakes), self.files
        if self.variant:
            chosen = self._changed(tree, layers).value["variants"].value[self.variant]
            tree = layers.changed(tree, ("name",), Node(self.variant, chosen.origin))
            for dotted, node in chosen.entries().items():
                origin = replace(node.origin, variant=self.variant)
                tree = layers.changed(tree, tuple(dotted.split(".")), as_node(bare(node), origin))
        return self._changed(tree, layers)

    def alternatives(self) -> Iterator[Layered]:
        """Return each variant, and each value of the sweep on its own."""
        tree = self.tree(Mistakes())
        variants = tree.value.get("variants")
        for name, variant in (variants.value if variants is not None and variants.is_map else {}).items():
            if variant.is_map and not name_problem(name):
                yield replace(self, variant=name)
        sweep = tree.value.get("sweep")
        for dotted, swept in (sweep.value if sweep is not None and sweep.is_map else {}).items():
            path = tuple(dotted.split("."))
            for number, value in enumerate(entries_of(swept, "values").values() if path[0] in SWEPT else ()):
                yield replace(self, changes=(*self.changes, (path, value)), swept=(path, number, value))

    def _changed(self, tree: Node, layers: Layers) -> Node:
        for path, node in self.changes:
            tree = layers.changed(tree, path, node)
        return tree


@dataclass(frozen=True, eq=False, repr=False)
class Scenario:
    """One world to run. Attributes are the sections of its file, checked; nothing in it changes."""

    name: str
    title: str
    question: str
    run: Run
    chain: Law
    genesis: Genesis
    population: Population
    policies: Policies
    shocks: Shocks
    timeline: tuple[Event, ...]
    objectives: tuple[Objective, ...]
    variants: Mapping[str, Mapping[str, Any]]
    sweep: Mapping[str, tuple[Any, ...]]
    layered: Layered

    @property
    def release(self) -> Release:
        """Return the chain release at the start."""
        return release(self.chain.release)

    @property
    def law_of_day_0(self) -> Law:
        """Return the law in force from the first block on: the scenario's, changed by the events of epoch 0."""
        law = self.chain
        for event in self.events_at(0):
            law = law.with_changes({**event.set, **(event.upgrade.set if event.upgrade else {})})
        return law

    def events_at(self, epoch: int) -> tuple[Event, ...]:
        """Return the events in force from the beginning of an epoch, in the order of their dates."""
        return tuple(event for event in self.timeline if event.epoch == epoch)

    def with_changes(self, changes: Mapping[str, Any], name: str | None = None) -> Scenario:
        """Return the scenario with values at dotted paths changed; None removes an entry of a named map.

        `name` is what the changed scenario is called, such as in a comparison with this one.
        """
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


def build(layered: Layered) -> Scenario:
    """Return the scenario that the layers make; raises ScenarioError with all mistakes at once."""
    mistakes = Mistakes()
    scenario = _made(layered, mistakes)
    mistakes.raise_if_any()
    assert scenario is not None, "a part that is missing has left a mistake"
    return scenario


def build_with_alternatives(layered: Layered, mistakes: Mistakes) -> Scenario:
    """Return the scenario after trying its variants and the values of its sweep; `mistakes` are those of reading."""
    scenario = _made(layered, mistakes)
    alternatives = list(layered.alternatives())
    if len(alternatives) > MOST_ALTERNATIVES:
        message = f"has {len(alternatives)} variants and values to sweep; {MOST_ALTERNATIVES} at most in a file"
        mistakes.stop(layered.files.origin, (), message)
    made: dict[tuple[Path, object], int] = {}
    for alternative in alternatives:
        found = Mistakes()
        _note_twins(alternative, _made(alternative, found), made, found)
        mistakes.include(found)
    mistakes.raise_if_any()
    assert scenario is not None, "a part that is missing has left a mistake"
    return scenario


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
        mistakes.add(node.origin, where, message)


def _made(layered: Layered, mistakes: Mistakes) -> Scenario | None:
    """Return the scenario, None after noting what is wrong with it."""
    tree = refuse_old_names(unwrapped(layered.tree(mistakes)), mistakes)
    tree = with_days(tree, layered.kinds, mistakes)
    for name, node in tree.value.items():
        if name not in KNOWN:
            mistakes.add(node.origin, (name,), f"no such field{_instead_of(name)}")
    words = {name: bare(node) for name, node in tree.value.items() if name in HEADING}
    heading: Any = checked(Heading, words, (), tree, mistakes)
    run, chain, genesis, population = (section(name, tree, mistakes) for name in SECTIONS)
    maker = Maker(tree, layered.kinds, mistakes)
    policies, shocks = maker.policies(), maker.shocks()
    objectives = objectives_in(tree, layered.kinds.metrics, mistakes)
    variants, sweep = variants_in(tree, mistakes), sweep_in(tree, mistakes)
    timeline = build_timeline(named("timeline", tree, mistakes), tree, run, chain, mistakes)
    if run is not None:
        check_run(run, shocks, tree, mistakes)
    if genesis is not None and population is not None:
        check_supply(genesis, population, tree, mistakes)
    if run is not None and population is not None:
        check_size(run, population, shocks, tree, mistakes)
    if mistakes or policies is None or shocks is None:
        return None
    return Scenario(
        name=heading.name,
        title=heading.title,
        question=heading.question,
        run=run,
        chain=chain,
        genesis=genesis,
        population=population,
        policies=policies,
        shocks=shocks,
        timeline=timeline,
        objectives=objectives,
        variants=variants,
        sweep=sweep,
        layered=layered,
    )


def _instead_of(name: str) -> str:
    """Return what may have been meant by a name at the top of a file that has no place there."""
    if "." in name:
        return "; dotted paths stand in variants, sweep, set and --set, here it is chain: {staking: {...}}"
    inside = (f"{top}.{name}" for top, model in SECTIONS.items() if root_spec(model).step(name) is not None)
    meant = closest(name, (*KNOWN, "extends", "schema")) or next((f"; did you mean {path}?" for path in inside), "")
    return meant or f"; there are {', '.join(KNOWN)}"
