"""When models of Akash that live side by side can share one market, and how they hold it together.

The market looks at its own tables, at nature, at what providers and tenants decide, at the law that it reads and at the
AKT price; at stake, validators and votes it does not look. So two scenarios that differ in those alone have one market.
"""

from __future__ import annotations

import pickle
from dataclasses import fields
from typing import Any

from econsim.mechanisms.market.terms import MarketLaw, rules_of
from econsim.mechanisms.upgrades.rules import OF_VALIDATORS
from econsim.networks.akash import marketplace
from econsim.networks.akash_kinds import DECISIONS
from econsim.networks.akash_model import AkashModel
from econsim.scenario.content import classes_from_outside
from econsim.scenario.schema import Scenario
from econsim.simulation.side_by_side import Turn
from econsim.world.effects import Effects
from econsim.world.world import World, open_books

TABLES = (  # of the world, that the market reads or writes
    *("providers", "nodes", "projects", "gpu_returns", "outages", "tenants", "bundles", "arrivals", "wants"),
    *("intentions", "market", "elsewhere", "gpu_models", "tenant_classes", "jurisdictions", "track"),
    *("typical_gpu_ask_usd_per_hour", "basket_gpus", "gpu_price_usd_per_hour", "machine_price_over_start"),
    *("bond_terms", "bond_unbondings", "slash_proposals", "spot_price_over_start"),
)
_WHO = ("providers", "projects", "tenants")
_DECIDED = tuple(kind.name for kind in DECISIONS if kind.population in _WHO)
_APART = {  # sections of a scenario of which the market knows nothing
    "chain": ("mint", "distribution", "staking", "slashing", "evidence", "gov"),
    "population": ("validators", "delegators"),
    "policies": tuple(kind.name for kind in DECISIONS if kind.name not in _DECIDED),
}


def could_share(one: Scenario, other: Scenario) -> bool:
    """Return whether the market of two scenarios may be one, as far as can be told before they are run.

    Not where trade moves the AKT price or x/bme may be there: then what is staked moves the market, too; nor where a
    policy or a shock of a user's own takes part, which may look at anything.
    """
    scenarios = (one, other)
    if not all(each.run.market for each in scenarios) or any(map(classes_from_outside, scenarios)):
        return False
    changes = [change for each in scenarios for change in (*each.timeline, *each.governance)]
    if any(not OF_VALIDATORS.issuperset(change.all_migrations) for change in changes):
        return False
    return bool(_of_the_market(one) == _of_the_market(other))


def leaves_the_market_alone(path: str) -> bool:
    """Return whether the market knows nothing of what is at a dotted path, unless an event or a vote makes it so."""
    section, _, rest = path.partition(".")
    return section in ("timeline", "governance") or rest.partition(".")[0] in _APART.get(section, ())


def _of_the_market(scenario: Scenario) -> Any:
    """Return what a scenario says of the market and of nature, and its clock."""
    content = scenario.content()
    return {
        name: {key: value for key, value in content[name].items() if key not in _APART.get(name, ())}
        for name in ("run", "chain", "genesis", "population", "counterfactual", "policies", "shocks")
        if name in content
    }


class Market:
    """The market that models of Akash share (a `Shared` of `SideBySide`)."""

    def move_in(self, model: AkashModel, other: AkashModel) -> bool:
        """Let a model hold the very tables of another one of the same draws, if the same is in them."""
        if not model.is_asked_as(other) or not could_share(model.inputs, other.inputs):
            return False
        worlds = (model.world, other.world)
        if any(each.bme.is_registered or each.price_impact.is_on for each in worlds):
            return False
        if _packed(model.world) != _packed(other.world):
            return False
        self.keep_up(model, other)
        _open_books_anew(model.world)
        return True

    def move_out(self, model: AkashModel) -> None:
        """Let a model hold tables of its own, as those that are shared are now."""
        vars(model.world).update(pickle.loads(_packed(model.world)))
        _open_books_anew(model.world)

    def keep_up(self, model: AkashModel, other: AkashModel) -> None:
        """Let a model hold what another one holds by now under the names of the market."""
        for name in TABLES:
            setattr(model.world, name, getattr(other.world, name))

    def is_alike(self, model: AkashModel, mine: Turn, other: AkashModel, its: Turn) -> bool:
        """Return whether a turn finds in two models the same of all that it looks at.

        What is scarce counts as unlike: subsidies that the community pool may be too small for, bonds and bid deposits
        for which others may hold too little AKT.
        """
        world, there = model.world, other.world
        if mine.happens is not its.happens or world.akt_price_usd != there.akt_price_usd:
            return False
        if mine.happens is not marketplace:
            return True
        (terms, _, decisions, habits, *_), (its_terms, _, its_decisions, *_) = mine.told, its.told
        kept = world.ledger.kept  # the world's own
        if not kept("one market law", _reads_the_same, *terms, *its_terms, habits):
            return False
        if not all(kept(name, _same, getattr(decisions, name), getattr(its_decisions, name)) for name in _DECIDED):
            return False
        if decisions.provider_bond.bond_uakt.any() or world.bond_terms.is_on or len(world.bond_unbondings):
            return False
        wanted = decisions.provider_revenue.kept_for_deposits_uakt.sum(dtype=float)
        held = min(each.ledger.pot_record.outside_uakt for each in (world, there))
        return bool(wanted <= held and not decisions.provider_supply.guaranteed_use.any())

    def has_enough(self, model: AkashModel, effects: Effects) -> bool:
        """Return whether others hold as much AKT as moved in a turn: then none of it lacked at any moment."""
        return bool(effects.moved("uakt") <= model.world.ledger.pot_record.outside_uakt)


def _reads_the_same(*terms_and_habits: Any) -> bool:
    """Return whether the market reads the same in two laws (four parts each), under habits that they share."""
    *parts, habits = terms_and_habits
    one, other = MarketLaw(*parts[:4]), MarketLaw(*parts[4:])
    return one == other or bool(rules_of(one, habits).tobytes() == rules_of(other, habits).tobytes())


def _same(one: Any, other: Any) -> bool:
    """Return whether two decisions are the same to the last bit."""
    return one is other or all(_equal(getattr(one, each.name), getattr(other, each.name)) for each in fields(one))


def _equal(one: Any, other: Any) -> bool:
    if one is other:
        return True
    if one.dtype != other.dtype or one.shape != other.shape:
        return False
    return bool(one.tobytes() == other.tobytes())


def _packed(world: World) -> bytes:
    return pickle.dumps({name: getattr(world, name) for name in TABLES}, protocol=5)


def _open_books_anew(world: World) -> None:
    world.ledger.close_columns()
    open_books(world)
