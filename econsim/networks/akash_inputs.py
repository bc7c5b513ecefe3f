"""What scenarios of Akash hold: their sections, their events, what must fit together, what messages name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from econsim import sources
from econsim.contracts import parameter
from econsim.genesis.parameters import Genesis
from econsim.mechanisms.counterfactual import Counterfactual
from econsim.mechanisms.gov.agenda import Proposed, WrittenProposal, what_is_refused
from econsim.mechanisms.law import Law
from econsim.mechanisms.upgrades.events import ChainEvent, WrittenEvent, events_that_do_not_fit
from econsim.mechanisms.upgrades.releases import Release, known_migrations, known_releases, release
from econsim.mechanisms.upgrades.rules import law_after
from econsim.networks.deeds import deeds, intents
from econsim.networks.names_in_shocks import no_gpus_wanted, unknown_names
from econsim.networks.notes import notes
from econsim.networks.renamed import refuse_old_names
from econsim.networks.size import too_large, too_long_before
from econsim.policies.delegators.bonding_path import ObservedPath
from econsim.policies.population import Population
from econsim.scenario.network import Check, Governance, Network, Problem, Timeline
from econsim.scenario.origin import Path, Words
from econsim.scenario.run import Run
from econsim.scenario.values import Moment

_SELDOM = 0.01  # probability


class AkashRun(Run):
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
    seconds_per_block: float = parameter(
        "mean time between two blocks",
        unit="s",
        source="386,130 blocks from Mainnet 6 to Mainnet 7; cosmos/chain-registry pull requests #2720, #2880",
        status="measured",
        ge=0.1,
        le=3600.0,
    )


def release_of_day_0(scenario: Any) -> Release:
    """Return the chain release at the start, before the events of epoch 0."""
    law: Law = scenario.part(Law)
    for event in scenario.timeline:
        law = law_after(law, event) if event.epoch < 0 else law
    return release(law.release)


def law_of_day_0(scenario: Any) -> Law:
    """Return the law in force from the first block on: the scenario's, changed by the events up to epoch 0."""
    law: Law = scenario.part(Law)
    for event in scenario.timeline:
        law = law_after(law, event) if event.epoch <= 0 else law
    return law


def unread(history: Any, epochs: int) -> tuple[Path, ...]:
    """Return what a history has read nothing of by an epoch: how tenants pay in ACT, while nobody can."""
    changes = (*history.timeline, *history.governance)
    brought = [one.upgrade for one in changes if one.epoch < epochs and one.upgrade is not None]
    paid_in_act = any(one.rules.deployments_in_act for one in (*brought, release(history.part(Law).release)))
    return () if paid_in_act else (("population", "tenants", "act"),)


def supply_too_small(genesis: Genesis, population: Population) -> Iterator[Problem]:
    """Return a supply that cannot hold what is handed out at genesis, or too few delegators to hold it."""
    bonded = genesis.bonded_ratio * (1.0 + genesis.unbonding_ratio + population.delegators.idle_ratio)
    yield from _too_few_delegators(genesis, population)
    providers = population.providers
    held = genesis.community_pool_uakt + providers.accounts * providers.wallet_uakt
    if bonded + held / max(genesis.total_supply_uakt, 1) > 1.0:
        message = "is less than stake, unbonding and idle AKT, the pool and providers' wallets together"
        yield Problem(("genesis", "total_supply_uakt"), message, "inconsistent")


def _too_few_delegators(genesis: Genesis, population: Population) -> Iterator[Problem]:
    """Return delegators so few that it is no rare chance that none of the large ones stakes."""
    who = population.delegators
    n_large = round(who.accounts * who.large_heads_share)
    not_staking = min(1.0, genesis.unbonding_ratio + who.idle_ratio)
    if n_large < 1 or not_staking**n_large > _SELDOM:
        message = f"is {who.accounts}; that makes {n_large} large ones, too few for one of them to stake"
        yield Problem(("population", "delegators", "accounts"), message, "inconsistent")


def path_without_knots(policies: Any) -> Iterator[Problem]:
    """Return a bonded ratio that is to follow a path which is not said."""
    for one in policies.bonding:
        if isinstance(one.policy, ObservedPath) and not one.policy.days:
            message = "missing; give `days` and `bonded_ratios`, or take kind required_yield"
            yield Problem(("policies", "bonding", "days"), message, "incomplete")


def _of_an_event() -> Mapping[str, Any]:
    """Return which texts an event may hold, for editors."""
    return {
        "upgrade": {"enum": list(known_releases())},
        "migrations": {"type": "array", "items": {"enum": list(known_migrations())}},
    }


AKASH = Network(
    name="akash",
    preset="mainnet6",
    sections={
        "run": AkashRun,
        "chain": Law,
        "genesis": Genesis,
        "population": Population,
        "counterfactual": Counterfactual,
    },
    law="chain",
    timeline=Timeline(
        written=WrittenEvent,
        made=ChainEvent,
        check=events_that_do_not_fit,
        fixed={"chain.release": "is the software's version; change it with `upgrade`"},
        schema=_of_an_event,
    ),
    governance=Governance(written=WrittenProposal, made=Proposed, check=what_is_refused, deeds=intents),
    words=Words(
        whole_preset="mainnet6",
        usual_preset="mainnet7",
        gone={"popularity_exponent": "delegators pick validators at genesis by fitted brands; remove the line"},
    ),
    example="chain.staking.max_validators=85",
    nested_example="chain: {staking: {...}}",
    checks=(
        Check(("genesis", "population"), supply_too_small),
        Check(("run", "population"), too_large, if_whole=("shocks",)),
        Check(("population", "shocks"), unknown_names),
        Check(("population", "shocks"), no_gpus_wanted),
        Check(("policies",), path_without_knots),
        Check(("run", "genesis"), too_long_before),
    ),
    notes=notes,
    deeds=deeds,
    renamed=refuse_old_names,
    unread=unread,
    derived={"release": release_of_day_0, "law_of_day_0": law_of_day_0},
    enumerated={"chain.release": known_releases},
)
