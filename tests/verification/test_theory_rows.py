"""Every theory that is measured: a right row passes, a wrong one fails, and so does a model with a mistake in it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import econsim.mechanisms.distribution.messages as claims
import econsim.mechanisms.distribution.rules as distribution
import econsim.mechanisms.market.rules as market
import econsim.mechanisms.mint.rules as mint
import econsim.policies.delegators.herding as herding
from econsim.mechanisms.distribution.allocation import allocated_by_power
from econsim.mechanisms.upgrades.rules import lift_max_rate_only
from econsim.policies.providers.first_price import bids_at_knots
from econsim.policies.providers.pricing import CostPlus
from econsim.shocks.akt_price.processes import GbmJumps
from econsim.shocks.reservation_price.curves import IsoElastic
from econsim.units import SECONDS_PER_DAY
from econsim.verification import loss_system
from econsim.verification import theory_table as theory
from econsim.verification.theory import NOT_YET, THEORIES
from econsim.verification.theory import sensitivity as shares
from econsim.world.outages import Outages
from econsim.world.world import World
from tests.as_written import run_as_written

SHIPPED = json.loads(theory.SHIPPED.read_text("utf-8"))
EFFORT = 0.1  # of the sample that the shipped rows ask for
BURN_MINT = {
    "bme.mint_surplus": "cr_after",
    "bme.burn_ratio": "cr_after",
    "bme.run_fresh_mint": "fresh_uakt",
    "bme.halt_price": "halt_price",
    "bme.supply_change": "supply_change",
    "bme.steady_stock": "act_stock",
    "bme.tenant_cost": "cost_share",
    "bme.arbitrage": "profit",
}
HURT = [  # (law, of the shipped rows the one whose id has this, key to spoil)
    ("auction.uniform", "n5", "mean_price_first"),
    ("auction.lognormal", "n3", "mean_rent"),
    ("auction.reserve_uniform", "n2.r0.5", "tenant_surplus"),
    ("auction.optimal_reserve", "v1.5", "reserve"),
    ("auction.cost_plus_uniform", "n5", "mean_price"),
    ("auction.poisson_bidders_uniform", "poisson.2", "mean_price_given_trade"),
    ("auction.logit_choice_uniform", "g16", "mean_price"),
    ("mint.constant_bonded", "prop211.b0.45.k1", "supply_factor"),
    ("mint.compounding", "0.13", "per_block"),
    ("mint.blocks_ratio", "6.047s.5256000", "blocks_ratio"),
    ("mint.apr", "0.08-0.25-0.66-0.05", "real_share_growth"),
    ("compounding.validator_delegator", "by hand", "own_daily"),
    ("delegation.logit_shares", "g20", "shares"),
    ("delegation.relaxation", "0.1", "half_life_steps"),
    ("floor.logit_response", "g20", "stake_moved"),
    ("floor.breakeven_gamma", "c0.02", "gamma"),
    ("delegation.kirman", "a5", "variance_share"),
    ("commission.logit_bertrand", "g40.n5", "commission"),
    ("metrics.concentration", "one_to_ten", "nakamoto_gt_one_third"),
    ("metrics.population_gini", "lognormal.1", "gini"),
    ("queue.erlang_b", "7-10", "utilisation"),
    ("queue.insensitivity", "lognormal", "blocking"),
    ("queue.kaufman_roberts", "C64", "blocking"),
    ("queue.node_fragmentation", "8x8", "blocking"),
    ("queue.erlang_c", "7-10", "mean_wait_in_mean_leases"),
    ("queue.erlang_a", "90-64", "p_abandon"),
    ("queue.engset", "20-10", "time_congestion"),
    ("queue.overflow", "10-8", "p_overflow_type1"),
    ("queue.little", "little", "occupancy_integral_minus_sum_of_overlaps"),
    ("reliability.alternating_renewal", "200h", "availability"),
    ("reliability.node_survival", "all_causes", "p_node_survives"),
    ("reliability.up_count", "20", "mean"),
    ("distribution.block_allocation", "no_proposer_reward", "commission"),
    ("distribution.f1", "f1.slash", "rewards"),
    ("validator.breakeven_stake", "F300.c0.05.p0.87", "stake_akt"),
    ("market.isoelastic_shock", "eps1.eta1.x1", "quantity_factor"),
    ("market.fee_incidence", "eps1.eta3.t0.2", "pass_through"),
    ("gsa.ishigami", "ishigami", "total_order"),
    ("gsa.sobol_g", "sobol_g", "first_order"),
    ("process.gbm", "gbm", "q95"),
    ("stats.replicates_for_half_width", "cv0.3.h0.05", "n"),
    ("stats.replicates_for_paired_effect", "d0.5", "n"),
    ("stats.crn_variance_ratio", "rho0.8", "ratio"),
    ("stats.placebo", "placebo", "max_abs_paired_difference"),
    *((law, "", key) for law, key in BURN_MINT.items()),
]


def by_hand() -> dict[str, Any]:
    """Two years of monthly steps: D (1 + r(1-c))^n, the rest of the total to the operator."""
    own, delegated, rate, commission, n = 2.0, 50.0, 0.3 / 12, 0.08, 24
    total = (own + delegated) * (1 + rate) ** n
    theirs = delegated * (1 + rate * (1 - commission)) ** n
    return {
        "id": "by hand",
        "law": "compounding.validator_delegator",
        "parameters": {"own_stake": own, "delegated_stake": delegated, "rate_per_year": 0.3, "commission": commission,
                       "years": 2, "steps_per_year": 12},
        "expected": {"own_daily": total - theirs, "delegated_daily": theirs, "total_daily": total},
        "tolerance": {"daily_rtol": 1e-9},
    }  # fmt: skip


def row_of(law: str, name: str) -> dict[str, Any]:
    if name == "by hand":
        return by_hand()
    return copy.deepcopy(next(row for row in SHIPPED if row["law"] == law and row["id"].endswith(name)))


def spoilt(value: Any) -> Any:
    """Return an expected value changed by more than any tolerance."""
    if isinstance(value, list):
        return [spoilt(value[0]), *value[1:]]
    if isinstance(value, bool):
        return not value
    if isinstance(value, dict):
        return {name: spoilt(entry) for name, entry in value.items()}
    return value + 1 if isinstance(value, int) else value * 1.5


def test_every_shipped_theory_is_measured_or_has_a_reason_not_to_be() -> None:
    laws = {row["law"] for row in SHIPPED}
    assert len(SHIPPED) == 289
    assert laws == set(THEORIES) | set(NOT_YET)
    assert not set(THEORIES) & set(NOT_YET)


def test_every_theory_that_is_measured_is_in_this_file() -> None:
    assert {law for law, _, _ in HURT} == set(THEORIES)
    elsewhere = {law for law in THEORIES if law.startswith("bme.")}  # tests/mechanisms/test_bme_mutants.py
    assert {law for law, _ in MISTAKES} == set(THEORIES) - elsewhere


@pytest.mark.parametrize(("law", "name", "key"), HURT, ids=lambda one: str(one))
def test_a_right_row_passes_and_a_wrong_expectation_fails(law: str, name: str, key: str) -> None:
    row = row_of(law, name)
    right = theory.check_row(row, effort=EFFORT)
    assert right.status == "passed", right.detail
    assert key in right.measured
    row["expected"][key] = spoilt(row["expected"][key])
    wrong = theory.check_row(row, effort=EFFORT)
    assert wrong.status == "failed"
    assert key in wrong.detail


def test_whether_a_floor_binds_is_judged_as_well() -> None:
    row = row_of("commission.logit_bertrand", "g40.n5")
    row["expected"]["floor_binds"] = spoilt(row["expected"]["floor_binds"])
    wrong = theory.check_row(row, effort=EFFORT)
    assert (wrong.status, wrong.detail) == ("failed", "floor_binds is True, expected False")


def test_a_market_whose_supply_does_not_answer_is_told_why_it_is_not_measured() -> None:
    result = theory.check_row(row_of("market.isoelastic_shock", "eps1.eta0.x1"))
    assert result.status == "unsupported"
    assert "no provider's cost rises with what is sold" in result.detail


def test_a_fee_that_is_no_whole_percent_is_told_to_be_none_of_this_chain() -> None:
    row = row_of("market.fee_incidence", "eps1.eta3.t0.2")
    row["parameters"]["take_rate"] = 0.025
    result = theory.check_row(row)
    assert (result.status, "whole percents" in result.detail) == ("unsupported", True)


def test_who_charges_nothing_is_never_hurt_by_a_floor() -> None:
    row = row_of("floor.breakeven_gamma", "c0.02")
    row["parameters"]["commission"], row["expected"]["gamma"] = 0.0, None
    assert theory.check_row(row).status == "passed"


@dataclass(frozen=True)
class Mistake:
    """A plausible mistake in the model: what is replaced by what."""

    target: Any
    name: str
    wrong: Any
    as_written: tuple[ModuleType, ...] = ()  # whose compiled code must see it


def leases_run_longer(original: Callable[..., Any]) -> Callable[..., Any]:
    def wrong(*given: Any, **named: Any) -> Any:
        found = original(*given, **named)
        longer = found.intentions.copy()
        longer["duration_blocks"] *= 2
        return found._replace(intentions=longer)

    return wrong


def use_forgotten(original: Callable[..., Any]) -> Callable[..., Any]:
    def wrong(*given: Any) -> Any:
        tally = original(*given)
        tally.by_model["gpu_blocks"] //= 2
        return tally

    return wrong


def tax_forgotten(fees: int, tax: int, power: Any) -> Any:
    return allocated_by_power(fees, 0, power)


def no_correction(self: GbmJumps, epochs: Any, epoch_seconds: float, streams: Any) -> Any:
    sd = self.diffusion_sd_per_day * (epoch_seconds / SECONDS_PER_DAY) ** 0.5
    return sd * streams("walk").standard_normal(len(epochs))


def nothing_withdrawn(*given: Any) -> int:
    return 0


def nobody_imitates(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given: original(*given[:5], 0.0, given[6])


def keeps_to_a_point(own: Any, public: Any, wanted: Any) -> Any:
    return np.round(wanted, 2)


def bids_against_one_more(law: Any, rivals: list[Any], of: Any, reserve: Any) -> Any:
    return bids_at_knots(law, [each._replace(number=each.number + 1.0) for each in rivals], of, reserve)


def costs_halved(original: Callable[..., Any]) -> Callable[..., Any]:
    def wrong(pricing: Any) -> Any:
        found = original(pricing)
        found.tables[:, :, :-1] /= 2.0
        return found

    return wrong


def price_counts_half(original: Callable[..., Any]) -> Callable[..., Any]:
    def wrong(choice: Any) -> Any:
        weights = original(choice)
        weights["price"] /= 2.0
        return weights

    return wrong


def twice_as_elastic(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, uniform, has_gpu: np.sqrt(original(self, uniform, has_gpu))


ONE_RIVAL_MORE = Mistake("econsim.policies.providers.equilibrium", "bids_at_knots", bids_against_one_more)


def points_reversed(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given: original(*given)[:, ::-1]


INPUTS_SWAPPED = Mistake(shares, "sobol_design", points_reversed(shares.sobol_design))


def half_unnoticed(original: Callable[..., Any]) -> Callable[..., Any]:
    def wrong(*given: Any) -> Any:
        due = original(*given)
        return due[due["node"] % 2 == 0]

    return wrong


HALF_UNNOTICED = Mistake(Outages, "until", half_unnoticed(Outages.until))
USE_FORGOTTEN = Mistake(loss_system, "run_market", use_forgotten(loss_system.run_market))
LONGER = Mistake(market, "opened", leases_run_longer(market.opened))
NO_TAX = Mistake(distribution, "allocated_by_power", tax_forgotten, (distribution,))
STATISTICS = "econsim.verification.theory.statistics"
MISTAKES = [
    ("auction.uniform", ONE_RIVAL_MORE),
    ("auction.lognormal", ONE_RIVAL_MORE),
    ("auction.reserve_uniform", ONE_RIVAL_MORE),
    ("auction.optimal_reserve", Mistake(market, "own_costs_of", costs_halved(market.own_costs_of))),
    ("auction.cost_plus_uniform", Mistake(market, "own_costs_of", costs_halved(market.own_costs_of))),
    ("auction.poisson_bidders_uniform", ONE_RIVAL_MORE),
    ("auction.logit_choice_uniform", Mistake(market, "weights_of", price_counts_half(market.weights_of))),
    ("mint.constant_bonded", Mistake(mint, "_step", lambda ratio, law: (1 - ratio) / law.blocks_per_year, (mint,))),
    ("mint.compounding", Mistake(mint, "mint_over", lambda rate, supply, _, n, law: (
        round(law.inflation_min * 10**18 * n / law.blocks_per_year), law.inflation_min))),
    ("mint.blocks_ratio", Mistake(World, "height_at", lambda self, epoch: (
        epoch * int(self.epoch_seconds // round(self.seconds_per_block))))),
    ("mint.apr", NO_TAX),
    ("compounding.validator_delegator", Mistake(
        claims, "withdraw_commission_of", nothing_withdrawn, (claims,))),
    ("delegation.logit_shares", Mistake(
        "econsim.policies.delegators.delegation", "logit_weights", lambda now, before, _, __, ___, *types: (
        tuple(share * np.exp(-sensitivity * (before - now)) for share, sensitivity in types)))),
    ("delegation.relaxation", Mistake(
        "econsim.policies.delegators.delegation", "per_epoch", lambda rate, seconds: rate / 2)),
    ("floor.logit_response", Mistake(
        "econsim.mechanisms.upgrades.rules", "MIGRATIONS", {"lift_to_floor": lift_max_rate_only})),
    ("delegation.kirman", Mistake(herding, "herding", nobody_imitates(herding.herding))),
    ("floor.breakeven_gamma", Mistake(
        "econsim.mechanisms.upgrades.rules", "MIGRATIONS", {"lift_to_floor": lift_max_rate_only})),
    ("commission.logit_bertrand", Mistake("econsim.policies.validators.rivals", "step_towards", keeps_to_a_point)),
    ("metrics.concentration", Mistake(
        "econsim.verification.theory.concentration", "hhi", lambda stake: float(stake.max() / stake.sum()))),
    ("metrics.population_gini", Mistake(
        "econsim.genesis.head_sizes", "normal_quantile", lambda uniform: 1.7 * (np.asarray(uniform) - 0.5))),
    ("queue.erlang_b", LONGER),
    ("queue.insensitivity", LONGER),
    ("queue.kaufman_roberts", LONGER),
    ("queue.node_fragmentation", LONGER),
    ("queue.erlang_c", LONGER),
    ("queue.erlang_a", LONGER),
    ("queue.engset", LONGER),
    ("queue.overflow", LONGER),
    ("queue.little", USE_FORGOTTEN),
    ("reliability.alternating_renewal", HALF_UNNOTICED),
    ("reliability.node_survival", HALF_UNNOTICED),
    ("reliability.up_count", HALF_UNNOTICED),
    ("distribution.block_allocation", NO_TAX),
    ("distribution.f1", Mistake(
        "econsim.verification.theory.f1", "slash", lambda of, infraction: None)),
    ("validator.breakeven_stake", Mistake("econsim.measures.outcomes", "DAYS_PER_MONTH", 30.0)),
    ("market.isoelastic_shock", Mistake(IsoElastic, "price_ratio", twice_as_elastic(IsoElastic.price_ratio))),
    ("market.fee_incidence", Mistake(CostPlus, "_gross_up", lambda self, public, denom: 1.0)),
    ("gsa.ishigami", INPUTS_SWAPPED),
    ("gsa.sobol_g", INPUTS_SWAPPED),
    ("process.gbm", Mistake(GbmJumps, "log_returns", no_correction)),
    ("stats.replicates_for_half_width", Mistake(STATISTICS, "replicates_for_half_width", lambda cv, h, level: (
        int((2 * cv / h) ** 2)))),
    ("stats.replicates_for_paired_effect", Mistake(STATISTICS, "replicates_for_paired_effect", lambda d, level, power: (
        int(2 * (2.8 / d) ** 2)))),
    ("stats.crn_variance_ratio", Mistake(STATISTICS, "variance_ratio", lambda one, other: (
        float((other - one).var() / one.var())))),
    ("stats.placebo", Mistake(mint, "_clamp", lambda rate, law: rate * law.inflation_max, (mint,))),
]  # fmt: skip


@pytest.mark.parametrize(("law", "mistake"), MISTAKES, ids=[law for law, _ in MISTAKES])
def test_a_mistake_in_the_model_turns_the_row_red(law: str, mistake: Mistake, monkeypatch: pytest.MonkeyPatch) -> None:
    name = next(name for known, name, _ in HURT if known == law)
    run_as_written(monkeypatch, *mistake.as_written)
    if isinstance(mistake.target, str):
        monkeypatch.setattr(f"{mistake.target}.{mistake.name}", mistake.wrong)
    else:
        monkeypatch.setattr(mistake.target, mistake.name, mistake.wrong)
    result = theory.check_row(row_of(law, name), effort=EFFORT)
    assert result.status == "failed", result
    assert "broke" not in result.detail
