"""A scenario: every parameter of a run, checked, frozen and with its origin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from pydantic import Field

from econsim.contracts import Frozen, parameter
from econsim.errors import UsageError
from econsim.scenario import content, sources
from econsim.scenario.chain_params import ChainParams
from econsim.scenario.fields import root_spec
from econsim.scenario.kinds import Kinds, Maker, Policies, PolicyShare, Shocks
from econsim.scenario.merge import Layers, closest
from econsim.scenario.origin import Mistakes, Node, Origin, Path, as_node, bare, leaves, nearest, written
from econsim.scenario.population import Genesis, Population
from econsim.scenario.releases import Release, release
from econsim.scenario.sentences import MISSING, checked
from econsim.scenario.timeline import Event, build_timeline
from econsim.scenario.values import FrozenMap, Moment, Name, Seconds, Section, shown

__all__ = ["Objective", "Policies", "PolicyShare", "Run", "Scenario", "Shocks"]

_CHANGES_COME_AFTER = 1_000_000  # in the order of mistakes: after files and --set


class Run(Section):
    """When, how long and how often."""

    start: Moment = parameter(
        "time of the first block of epoch 0",
        unit="time (UTC)",
        source=f"{sources.REGISTRY}; {sources.AEP_24} (Mainnet 6, about 15:45 UTC)",
        status="measured",
    )
    start_height: int = parameter(
        "height of that block",
        unit="blocks",
        source=f"{sources.REGISTRY} (Mainnet 6)",
        status="measured",
        ge=0,
        le=10**12,
    )
    epochs: int = parameter(
        "length of the run", unit="epochs", source=sources.OURS, status="choice", ge=1, le=100_000
    )
    epoch_length: Seconds = parameter(
        "time between two decisions", unit="s", source=sources.OURS, status="choice", gt=0.0
    )
    seconds_per_block: float = parameter(
        "mean time between two blocks",
        unit="s",
        source="386,130 blocks from Mainnet 6 to Mainnet 7; cosmos/chain-registry pull requests #2720, #2880",
        status="measured",
        gt=0.0,
        le=3600.0,
    )
    replicates: int = parameter(
        "runs that differ by their luck only", unit="runs", source=sources.OURS, status="choice", ge=1, le=100_000
    )
    seed: int = parameter(
        "beginning of all luck", unit="1", source=sources.OURS, status="choice", ge=0, le=2**63 - 1
    )


class Objective(Frozen):
    """What better means: a metric, its good direction, and the smallest difference that matters."""

    metric: str
    better: Literal["higher", "lower"]
    smallest_effect: float = Field(ge=0.0)


class _Heading(Section):
    name: Name
    title: str = ""
    question: str = ""


SECTIONS: Mapping[str, type[Section]] = {
    "run": Run,
    "chain": ChainParams,
    "genesis": Genesis,
    "population": Population,
}
_HEADING = tuple(_Heading.model_fields)
_KNOWN = (*_HEADING, *SECTIONS, "policies", "shocks", "timeline", "objectives", "variants")


@dataclass(frozen=True)
class Layered:
    """What a scenario is made of: its files merged, one of its variants perhaps, then changes in their order."""

    files: Node
    kinds: Kinds
    variant: str = ""
    changes: tuple[tuple[Path, Node], ...] = ()

    def tree(self, mistakes: Mistakes) -> Node:
        """Return everything merged: changes over the variant over the files."""
        layers, tree = Layers(is_open, mistakes), self.files
        if self.variant:
            for dotted, node in self.files.value["variants"].value[self.variant].entries().items():
                origin = replace(node.origin, variant=self.variant)
                tree = layers.changed(tree, tuple(dotted.split(".")), as_node(bare(node), origin))
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
    chain: ChainParams
    genesis: Genesis
    population: Population
    policies: Policies
    shocks: Shocks
    timeline: tuple[Event, ...]
    objectives: tuple[Objective, ...]
    variants: Mapping[str, Mapping[str, Any]]
    layered: Layered

    @property
    def release(self) -> Release:
        """Return the chain release at the start."""
        return release(self.chain.release)

    def events_at(self, epoch: int) -> tuple[Event, ...]:
        """Return the events in force from the beginning of an epoch, in the order of their dates."""
        return tuple(event for event in self.timeline if event.epoch == epoch)

    def with_changes(self, changes: Mapping[str, Any]) -> Scenario:
        """Return the scenario with values at dotted paths changed; None removes an entry of a named map."""
        origin = Origin("with_changes", order=_CHANGES_COME_AFTER)
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
        tree = unwrapped(self.layered.tree(Mistakes()))
        return FrozenMap({
            ".".join(path): str(written(tree, path) or "default") for path, _ in leaves(self.content())
        })

    def __repr__(self) -> str:
        return f"Scenario('{self.name}', digest='{self.digest()}')"

    def _repr_html_(self) -> str:
        return content.html_of(self)


def build(layered: Layered, mistakes: Mistakes | None = None) -> Scenario:
    """Return the scenario that the layers make; raises ScenarioError with all mistakes at once."""
    mistakes = Mistakes() if mistakes is None else mistakes
    tree = unwrapped(layered.tree(mistakes))
    for name, node in tree.value.items():
        if name not in _KNOWN:
            hint = closest(name, _KNOWN) or f"; there are {', '.join(_KNOWN)}"
            mistakes.add(node.origin, (name,), f"no such field{hint}")
    heading = checked(_Heading, {name: bare(tree.value[name]) for name in _HEADING if name in tree.value}, (), tree, mistakes)
    run = _section(Run, "run", tree, mistakes)
    chain = _section(ChainParams, "chain", tree, mistakes)
    genesis = _section(Genesis, "genesis", tree, mistakes)
    population = _section(Population, "population", tree, mistakes)
    maker = Maker(tree, layered.kinds, mistakes)
    policies, shocks = maker.policies(), maker.shocks()
    objectives, variants = _objectives(tree, mistakes), _variants(tree, mistakes)
    timeline: tuple[Event, ...] = ()
    if run is not None:
        events = _map(tree, "timeline", mistakes)
        timeline = build_timeline(events, tree, run.start, run.epoch_length, chain, mistakes)
        _check_run(run, shocks, tree, mistakes)
    if genesis is not None and population is not None:
        _check_supply(genesis, population, tree, mistakes)
    mistakes.raise_if_any()
    assert heading and run and chain and genesis and population and policies and shocks
    return Scenario(
        name=layered.variant or heading.name,
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
        layered=layered,
    )


def is_open(path: Path) -> bool:
    """Return whether the entries of the map at a path are names that a scenario chooses, so that null removes one."""
    if path and path[0] in SECTIONS:
        spec = root_spec(SECTIONS[path[0]]).walk(path[1:])
        return spec is not None and spec.is_named_map
    open_maps = (("timeline",), ("variants",), ("shocks", "gpu_demand"))
    return path in open_maps or path[2:] == ("set",) or (len(path) == 2 and path[0] == "variants")


def unwrapped(tree: Node) -> Node:
    """Return a scenario in which a list of one policy is that policy."""
    section = tree.value.get("policies")
    if section is None or not section.is_map:
        return tree
    entries = {name: _only_one(node) for name, node in section.value.items()}
    return Node({**tree.value, "policies": Node(entries, section.origin)}, tree.origin)


def _only_one(node: Node) -> Node:
    if isinstance(node.value, list) and len(node.value) == 1 and node.value[0].is_map:
        share = node.value[0].value.get("share")
        if share is None or share.value == 1:
            return node.value[0].without("share")
    return node


def _section(model: type[Any], name: str, tree: Node, mistakes: Mistakes) -> Any:
    node = tree.value.get(name)
    if node is None:
        mistakes.add(tree.origin, (name,), MISSING)
        return None
    return checked(model, bare(node), (name,), tree, mistakes)


def _map(tree: Node, name: str, mistakes: Mistakes) -> Node:
    node: Node = tree.value.get(name, Node({}, tree.origin))
    if node.is_map:
        return node
    mistakes.add(node.origin, (name,), f"is {shown(node.value)}; expected a map")
    return Node({}, node.origin)


def _objectives(tree: Node, mistakes: Mistakes) -> tuple[Objective, ...]:
    node = tree.value.get("objectives", Node([], tree.origin))
    if not isinstance(node.value, list):
        message = f"is {shown(node.value)}; expected a list of {{metric, better, smallest_effect}}"
        mistakes.add(node.origin, ("objectives",), message)
        return ()
    made = [
        checked(Objective, bare(entry), ("objectives", number), tree, mistakes)
        for number, entry in node.entries().items()
    ]
    return tuple(objective for objective in made if objective is not None)


def _variants(tree: Node, mistakes: Mistakes) -> Mapping[str, Mapping[str, Any]]:
    found = {}
    for name, node in _map(tree, "variants", mistakes).value.items():
        if node.is_map:
            found[name] = FrozenMap(bare(node))
        else:
            message = f"is {shown(node.value)}; expected a map of dotted paths and values"
            mistakes.add(node.origin, ("variants", name), message)
    return FrozenMap(found)


def _check_run(run: Run, shocks: Shocks | None, tree: Node, mistakes: Mistakes) -> None:
    if run.seconds_per_block > run.epoch_length:
        path: Path = ("run", "epoch_length")
        mistakes.add(nearest(tree, path), path, "is shorter than a block")
    covers_until = getattr(shocks.akt_price, "covers_until", None) if shocks else None
    until = covers_until(run.start) if covers_until else None
    if until is not None:
        days = (until - run.start).total_seconds() / 86_400
        wanted = (run.epochs - 1) * run.epoch_length / 86_400
        if days < wanted:
            path = ("shocks", "akt_price")
            message = f"knows prices for {days:.0f} days from the start, the run asks for {wanted:.0f}"
            hint = "; say what follows, `then: {kind: gbm_jumps}`, or run fewer epochs"
            mistakes.add(nearest(tree, path), path, message + hint)


def _check_supply(genesis: Genesis, population: Population, tree: Node, mistakes: Mistakes) -> None:
    bonded = genesis.bonded_ratio * (1.0 + genesis.unbonding_ratio + population.delegators.idle_ratio)
    pool = genesis.community_pool_uakt / max(genesis.total_supply_uakt, 1)
    if bonded + pool > 1.0:
        path: Path = ("genesis", "total_supply_uakt")
        mistakes.add(nearest(tree, path), path, "is less than stake, unbonding and idle AKT and the pool together")
