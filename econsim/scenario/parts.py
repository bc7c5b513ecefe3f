"""The parts of a scenario that are neither law nor population, and how every part is read from what was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from econsim import sources
from econsim.contracts import Shape, parameter
from econsim.genesis.parameters import Genesis
from econsim.mechanisms.law import Law
from econsim.policies.population import Population
from econsim.scenario.fields import root_spec
from econsim.scenario.kinds import Shocks
from econsim.scenario.merge import BEGINNINGS, has_dotted_names
from econsim.scenario.origin import MISSING, Mistakes, Node, Path, bare, nearest
from econsim.scenario.sentences import checked
from econsim.scenario.slips import meant_as_entry
from econsim.scenario.values import LONGEST_DAYS, Moment, Name, Seconds, Section, name_problem, shown
from econsim.units import SECONDS_PER_DAY


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
    epochs: int = parameter("length of the run", unit="epochs", source=sources.OURS, status="choice", ge=1, le=100_000)
    epoch_length: Seconds = parameter(
        "time between two decisions", unit="s", source=sources.OURS, status="choice", ge=1.0
    )
    seconds_per_block: float = parameter(
        "mean time between two blocks",
        unit="s",
        source="386,130 blocks from Mainnet 6 to Mainnet 7; cosmos/chain-registry pull requests #2720, #2880",
        status="measured",
        ge=0.1,
        le=3600.0,
    )
    replicates: int = parameter(
        "runs that differ by their draws only", unit="runs", source=sources.OURS, status="choice", ge=1, le=100_000
    )
    seed: int = parameter("beginning of all draws", unit="1", source=sources.OURS, status="choice", ge=0, le=2**63 - 1)


class Heading(Section):
    """What a scenario is called and what it asks; each file has its own."""

    name: Name
    title: str = ""
    question: str = ""


SECTIONS: Mapping[str, type[Section]] = {
    "run": Run,
    "chain": Law,
    "genesis": Genesis,
    "population": Population,
}
HEADING = tuple(Heading.model_fields)
WHOLE = (*SECTIONS, "policies", "shocks")  # what every scenario has, its own or its parent's
KNOWN = (*HEADING, *WHOLE, "timeline", "objectives", "variants", "sweep")
WRITTEN_IN_EVENTS = (*BEGINNINGS, "set", "upgrade", "migrations")
_SELDOM = 0.01  # probability


def is_open(path: Path) -> bool:
    """Return whether the entries of the map at a path are names that a scenario chooses, so that null removes one."""
    if path and path[0] in SECTIONS:
        spec = root_spec(SECTIONS[path[0]]).walk(path[1:])
        return spec is not None and spec.is_named_map
    open_maps = (("timeline",), ("variants",), ("sweep",), ("shocks", "gpu_demand"))
    return path in open_maps or has_dotted_names(path)


def unwrapped(tree: Node) -> Node:
    """Return a scenario in which a list of one policy is that policy."""
    section = tree.value.get("policies")
    if section is None or not section.is_map:
        return tree
    entries = {name: _only_one(node) for name, node in section.value.items()}
    return Node({**tree.value, "policies": Node(entries, section.origin)}, tree.origin)


def _only_one(node: Node) -> Node:
    entries = list(node.entries().values()) if isinstance(node.value, list) else []
    if len(entries) != 1 or not entries[0].is_map:
        return node
    share = entries[0].value.get("share")
    return entries[0].without("share") if share is None or (share.value == 1 and share.value is not True) else node


def section(name: str, tree: Node, mistakes: Mistakes) -> Any:
    """Return one of `SECTIONS`, None after noting what is wrong with it."""
    node = tree.value.get(name)
    if node is None:
        mistakes.add(tree.origin, (name,), MISSING)
        return None
    return checked(SECTIONS[name], bare(node), (name,), tree, mistakes)


def named(name: str, tree: Node, mistakes: Mistakes) -> Node:
    """Return a map of names a scenario chooses, empty where there is none."""
    node: Node = tree.value.get(name, Node({}, tree.origin))
    if not node.is_map:
        message = f"is {shown(node.value)}; expected a map{meant_as_entry(node.value)}"
        mistakes.add(node.origin, (name,), message)
        return Node({}, node.origin)
    if any(map(_IS_INSIDE[name], node.value.items())):
        mistakes.add(node.origin, (name,), f"needs a name: {_EXAMPLES[name]}")
        return Node({}, node.origin)
    for entry, written in node.value.items():
        problem = name_problem(entry)
        if problem:
            mistakes.add(written.origin, (name, entry), problem)
    return node


_EXAMPLES = {
    "timeline": "timeline: {proposal: {date: ..., set: ...}}",
    "variants": "variants: {bold: {PATH: VALUE}}",
}
_IS_INSIDE: Mapping[str, Callable[[tuple[str, Node]], bool]] = {  # whether an entry belongs one name further in
    "timeline": lambda entry: entry[0] in WRITTEN_IN_EVENTS and not (entry[1].is_map and "date" in entry[1].value),
    "variants": lambda entry: entry[0].split(".")[0] in KNOWN and ("." in entry[0] or entry[0] in SECTIONS),
}


def entries_of(node: Node, name: str) -> Mapping[str, Node]:
    """Return what a map or a list inside a map holds; nothing where there is none."""
    found = node.entries().get(name)
    return {} if found is None else found.entries()


def check_run(run: Run, shocks: Shocks | None, tree: Node, mistakes: Mistakes) -> None:
    """Note a run whose blocks, length or AKT price do not fit together."""
    length = run.epochs * run.epoch_length
    if length > LONGEST_DAYS * SECONDS_PER_DAY:
        message = f"is too long: with it the run lasts {length / SECONDS_PER_DAY:,.0f} days"
        mistakes.add(nearest(tree, ("run", "epoch_length")), ("run", "epoch_length"), message)
        return
    if run.seconds_per_block > run.epoch_length:
        path: Path = ("run", "epoch_length")
        mistakes.add(nearest(tree, path), path, "is shorter than a block")
    for name, shape in vars(shocks).items() if shocks is not None else ():
        for inner, one in shape if isinstance(shape, tuple) else (("", shape),):
            _check_shape(run, one, ("shocks", name, *filter(None, [inner])), tree, mistakes)


def _check_shape(run: Run, shape: Shape, path: Path, tree: Node, mistakes: Mistakes) -> None:
    """Note a shape of nature that lacks something or does not fit the run."""
    for name in shape.needed_alone:
        if getattr(shape, name) is None:
            mistakes.add(nearest(tree, (*path, name)), (*path, name), "missing; give it")
    misfit = shape.misfit(run.start, run.start + timedelta(seconds=(run.epochs - 1) * run.epoch_length))
    if misfit is not None:
        where: Path = tuple(misfit.path.split(".")) if misfit.path else path
        mistakes.add(nearest(tree, where if misfit.path else (*path, "kind")), where, misfit.message)


def check_supply(genesis: Genesis, population: Population, tree: Node, mistakes: Mistakes) -> None:
    """Note a supply that cannot hold what is handed out at genesis, or too few delegators to hold it."""
    bonded = genesis.bonded_ratio * (1.0 + genesis.unbonding_ratio + population.delegators.idle_ratio)
    _check_delegators(genesis, population, tree, mistakes)
    providers = population.providers
    held = genesis.community_pool_uakt + providers.accounts * providers.wallet_uakt
    if bonded + held / max(genesis.total_supply_uakt, 1) > 1.0:
        path: Path = ("genesis", "total_supply_uakt")
        message = "is less than stake, unbonding and idle AKT, the pool and providers' wallets together"
        mistakes.add(nearest(tree, path), path, message)


def _check_delegators(genesis: Genesis, population: Population, tree: Node, mistakes: Mistakes) -> None:
    """Note delegators so few that it is no rare chance that none of the large ones stakes."""
    who = population.delegators
    n_large = round(who.accounts * who.large_heads_share)
    not_staking = min(1.0, genesis.unbonding_ratio + who.idle_ratio)
    if n_large < 1 or not_staking**n_large > _SELDOM:
        path: Path = ("population", "delegators", "accounts")
        message = f"is {who.accounts}; that makes {n_large} large ones, too few for one of them to stake"
        mistakes.add(nearest(tree, path), path, message)
