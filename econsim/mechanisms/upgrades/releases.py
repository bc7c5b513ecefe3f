"""Chain releases: what an upgrade sets and runs, and which rules its software has (data/upgrades/*.yaml)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, ClassVar

from econsim import sources
from econsim.contracts import Frozen, parameter
from econsim.errors import UsageError
from econsim.model_version import PACKAGE
from econsim.scenario.merge import closest
from econsim.scenario.origin import Mistakes, bare
from econsim.scenario.read import read_file
from econsim.scenario.values import FROZEN, Refused, shown
from econsim.world.money import Akt

_UPGRADES = PACKAGE / "data" / "upgrades"
_ANTE = "app/decorators/min_commision.go"


def _ante(meaning: str) -> Any:
    source = f"{sources.NODE_24.format(path=_ANTE)}; {sources.NODE_26.format(path=_ANTE)}"
    return parameter(meaning, unit="flag", source=source, status="from code")


def _since_v1(meaning: str, path: str) -> Any:
    source = f"{sources.SDK_53.format(path=path)}; not {sources.SDK_45.format(path=path)}"
    return parameter(meaning, unit="flag", source=source, status="from code")


def _limit(meaning: str, unit: str) -> Any:
    return parameter(meaning, unit=unit, source=sources.API_LIMITS, status="from code", ge=0, le=10**9)


class Rules(Frozen):
    """What a release's software does that no parameter says: only an upgrade changes it."""

    not_read_yet: ClassVar[frozenset[str]] = frozenset(
        {
            "create_below_floor_refused",
            "create_max_rate_below_floor_refused",
            "max_unit_price_uakt_per_block",
            "max_gpus_per_unit",
            "max_gpus_per_group",
            "max_units_per_group",
            "max_groups_per_deployment",
        }
    )

    create_below_floor_refused: bool = _ante("a create-validator is refused that names a rate below the floor")
    create_max_rate_below_floor_refused: bool = _ante(
        "a create-validator is refused that names a max rate below the floor"
    )
    edit_below_floor_refused: bool = _ante("an edit-validator is refused that names a rate below the floor")
    gpu_orders_accepted: bool = parameter(
        "orders may ask for GPUs", unit="flag", source=sources.AEP_24, status="from code"
    )
    expedited_proposals_accepted: bool = parameter(
        "proposals may be expedited: more deposit, less time, more votes needed",
        unit="flag",
        source=f"{sources.NODE_24.format(path='go.mod')}; {sources.NODE_26.format(path='go.mod')} (SDK 0.45 has none)",
        status="from code",
    )
    proposals_tried_when_submitted: bool = parameter(
        "a proposal is refused that could not act if it passed at once",
        unit="flag",
        source="cosmos/cosmos-sdk x/gov/keeper/proposal.go @9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16); since "
        "v1.0.0 not, akash-network/cosmos-sdk @36aff57365193f3359d3de99c59e732e2ad74a26",
        status="from code",
    )
    grace_at_each_bonding: bool = _since_v1(
        "nobody is jailed for downtime in the first window after entering the set, each time; else only the first time",
        "x/slashing/keeper/hooks.go",
    )
    votes_in_jail_counted: bool = _since_v1(
        "the window of signatures goes on with the last votes of a jailed validator", "x/slashing/keeper/infractions.go"
    )
    slash_follows_undelegations: bool = _since_v1(
        "a slash takes stake that was redelegated and then undelegated", "x/staking/keeper/slash.go"
    )
    escrow_settles_whole_units: bool = parameter(
        "escrow settles whole units only: each settlement drops the fraction of a unit, and what an account lacks is "
        "recorded as a debt",
        unit="flag",
        source="akash-network/node x/escrow/keeper/keeper.go, accountSettleFullBlocks: since v1.1.0 "
        "@009fab027eb177e5d7ef0367f6df85d1fb212779; not in v1.0.0 @b10cf66cb1c5b2fe61980719d4add48a0cadb73a",
        status="from code",
    )
    deployments_in_act: bool = parameter(
        "new deployments are priced in ACT, and opened with it",
        unit="flag",
        source=sources.NODE_2.format(path="x/deployment/handler/server.go"),
        status="from code",
    )
    missing_price_keeps_halt_cr: bool = parameter(
        "x/bme: without a price a halt for the ratio stays one, in which burns are taken",
        unit="flag",
        source=f"{sources.NODE_2.format(path='x/bme/keeper')}; not {sources.NODE_21.format(path='x/bme/keeper')}",
        status="from code",
    )
    oracle_averages_over_time: bool = parameter(
        "x/oracle: the price is a mean over a window of time, and age is told by time alone; else the latest quote",
        unit="flag",
        source=f"{sources.NODE_21.format(path='x/oracle/keeper')}; not {sources.NODE_2.format(path='x/oracle/keeper')}",
        status="from code",
    )
    max_unit_price_uakt_per_block: int = _limit("highest price a tenant may offer for one unit", "uakt/block")
    max_gpus_per_unit: int = _limit("GPUs that one unit may ask for; 0 where there are no GPU units", "GPUs")
    max_gpus_per_group: int = _limit("GPUs that one group may ask for; 0 where there are no GPU units", "GPUs")
    max_units_per_group: int = _limit("units of one group", "units")
    max_groups_per_deployment: int = _limit("groups of one deployment", "groups")


class Release(Frozen):
    """One release of the chain's software."""

    version: str
    source: str
    set: Annotated[Mapping[str, Any], FROZEN]  # parameters its handler sets, by dotted path
    migrations: tuple[str, ...]  # named steps of its handler
    rules: Rules
    fund_vault: Akt = 0  # what its handler moves from the community pool to the vault of x/bme
    lacks: str = ""  # what of it has no counterpart here


@cache
def known_releases() -> tuple[str, ...]:
    """Return the versions econsim knows, the oldest first."""
    return tuple(sorted(file.stem for file in _UPGRADES.glob("*.yaml")))


def is_newer(version: str, other: str) -> bool:
    """Return whether a known release is newer than another one."""
    order = known_releases()
    return order.index(version) > order.index(other)


def releases_between(before: str, version: str) -> tuple[str, ...]:
    """Return the known releases newer than one and older than another."""
    order = known_releases()
    return order[order.index(before) + 1 : order.index(version)]


@cache
def release(version: str) -> Release:
    """Return a release by its version."""
    if version not in known_releases():
        raise UsageError(no_such_release(version))
    file, mistakes = _UPGRADES / f"{version}.yaml", Mistakes()
    node = read_file(file, file.name, 0, mistakes)
    mistakes.raise_if_any()
    return Release.model_validate(bare(node))


def does_something(one: Release) -> bool:
    """Return whether the handler of a release sets, migrates or funds anything, besides the rules that it brings."""
    return bool(one.set or one.migrations or one.fund_vault)


def no_such_release(version: str) -> str:
    """Return the sentence for a version that econsim does not know."""
    known, asked = known_releases(), _number(version)
    not_older = [one for one in known if asked is None or (_number(one) or ()) >= asked]
    hint = closest(version, not_older if asked is None else not_older[:1])
    return f"is {shown(version)}; known releases: {', '.join(known)}{hint}"


def _number(version: str) -> tuple[int, ...] | None:
    """Return a version as numbers, (0, 26, 0) for v0.26.0; None for anything else."""
    found = re.fullmatch(r"v?([0-9]{1,9}(?:\.[0-9]{1,9})*)", version)
    return tuple(map(int, found[1].split("."))) if found else None


COUNTERFACTUAL = frozenset({"reserve_to_credits"})  # migrations of no release


@cache
def known_migrations() -> tuple[str, ...]:
    """Return the names of the migrations that the known releases run, and of those that no chain has run."""
    return tuple(
        sorted({name for version in known_releases() for name in release(version).migrations} | COUNTERFACTUAL)
    )


def known_migration(name: str) -> str:
    """Return the name of a migration that econsim knows; raises ValueError otherwise."""
    known = known_migrations()
    if name not in known:
        raise Refused(f"is {shown(name)}; known migrations: {', '.join(known)}{closest(name, known)}", "unknown-value")
    return name


def known_release(version: str) -> str:
    """Return a version that econsim knows; raises ValueError otherwise."""
    if version not in known_releases():
        raise Refused(no_such_release(version), "unknown-value")
    return version
