"""The catalogue: our own classes by kind, and others' with equal rights."""

from __future__ import annotations

import importlib.metadata
from typing import ClassVar

import numpy as np
import pytest

from econsim.contracts import Policy
from econsim.errors import UsageError
from econsim.networks import catalogue as module
from econsim.networks.catalogue import CATALOGUE, Catalogue, load_scenario
from econsim.policies.validators.decisions import CommissionEdit
from econsim.scenario.load import load
from econsim.shocks.akt_price.channel import PriceProcess
from econsim.shocks.gpu_demand.channel import DemandShock


class Own(Policy):
    """A policy from outside."""

    kind: ClassVar[str] = "mine"
    decides: ClassVar[str] = "validator_commission"
    rate: float = 0.07

    def decide(self, own, public, draws):
        return CommissionEdit(np.full(len(own), self.rate))


class Flat(DemandShock):
    """A shock from outside."""

    kind: ClassVar[str] = "flat"

    def multiplier(self, days):
        return np.ones_like(days)


def test_every_decision_has_the_policies_of_this_walk():
    kinds = {decision: set(found) for decision, found in CATALOGUE.policies.items()}
    assert set(kinds) == {decision.name for decision in CATALOGUE.decisions}
    assert kinds["validator_commission"] >= {"hold", "follow_floor", "land_grab"}
    assert kinds["delegation"] >= {"sticky", "logit"}
    assert kinds["provider_pricing"] >= {"price_script", "cost_plus"}
    assert kinds["provider_revenue"] >= {"keep", "sell"}
    assert kinds["tenant_choice"] >= {"cheapest", "logit"}
    assert len(kinds["reward_use"]) >= 2


def test_prices_and_demand_have_the_shocks_of_this_walk():
    assert set(CATALOGUE.shapes["akt_price"]) >= {"constant", "history", "gbm_jumps"}
    assert set(CATALOGUE.shapes["gpu_demand"]) >= {"pulse", "step", "ramp"}
    assert set(CATALOGUE.shapes["reservation_price"]) >= {"log_logistic", "iso_elastic"}


def test_the_template_is_no_part_of_it():
    assert "cover_costs" not in CATALOGUE.policies["validator_commission"]


def test_a_registered_class_is_used_like_ours():
    catalogue = Catalogue()
    assert catalogue.register(Own) is Own
    catalogue.register(Flat)
    scenario = load(
        "mainnet6",
        ["policies.validator_commission={kind: mine, rate: 0.08}", "shocks.gpu_demand.none={kind: flat}"],
        catalogue,
    )
    assert scenario.policies.validator_commission[0].policy == Own(rate=0.08)
    assert dict(scenario.shocks.gpu_demand) == {"none": Flat()}
    with pytest.raises(Exception, match="known kinds"):
        load_scenario("mainnet6", ["policies.validator_commission={kind: mine}"])


def test_registering_twice_keeps_the_second():
    catalogue = Catalogue()
    assert "mine" not in catalogue.policies["validator_commission"]
    catalogue.register(Own)
    assert catalogue.policies["validator_commission"]["mine"] is Own

    class Again(Own):
        pass

    catalogue.register(Again)
    assert catalogue.policies["validator_commission"]["mine"] is Again


def test_what_does_not_fit_is_refused_with_a_reason():
    class NoKind(Policy):
        decides: ClassVar[str] = "delegation"

        def decide(self, own, public, draws):
            raise AssertionError("never asked")

    class NoDecision(Own):
        kind: ClassVar[str] = "other"
        decides: ClassVar[str] = "weather"

    class Taken(Own):
        kind: ClassVar[str] = "hold"

    class Share(Own):
        kind: ClassVar[str] = "shared"
        share: float = 0.5

    class Unfinished(PriceProcess):
        kind: ClassVar[str] = "unfinished"

    cases = {
        int: "derives from none of Policy, PriceProcess, PriceMove, DemandCurve, OutsidePrice, DemandShock",
        3: "derives from none of Policy, PriceProcess, PriceMove, DemandCurve, OutsidePrice, DemandShock",
        NoKind: r"^NoKind needs a `kind`, its name in scenario files: kind: ClassVar\[str\] = 'mine'$",
        Unfinished: "a body for every abstract method: ",
        NoDecision: "decides is not one of validator_commission",
        Taken: "the kind 'hold' is taken",
        Share: "`share` is taken",
    }
    for cls, reason in cases.items():
        with pytest.raises(UsageError, match=reason):
            Catalogue().register(cls)


def _offering(monkeypatch, value: str) -> None:
    point = importlib.metadata.EntryPoint("mine", value, "econsim.policies")
    monkeypatch.setattr(module, "entry_points", lambda group: [point] if group == "econsim.policies" else [])


def test_an_entry_point_offers_a_class(monkeypatch):
    _offering(monkeypatch, "econsim.policies._template:CoverCosts")
    assert "cover_costs" in Catalogue().policies["validator_commission"]


def test_an_entry_point_that_cannot_be_loaded_is_named(monkeypatch):
    _offering(monkeypatch, "no_such_module:Class")
    with pytest.raises(UsageError, match="entry point mine = no_such_module:Class cannot be loaded"):
        _ = Catalogue().policies
