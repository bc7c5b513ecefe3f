"""The yield in the world: by the law before anything is paid, then what the epoch before paid."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import econsim
from econsim.analysis.metrics import measured, metric
from econsim.units import DAYS_PER_YEAR, SECONDS_PER_DAY, dec18
from econsim.world.holdings import stake_of_delegations
from tests.small_world import small_file


def model(folder: Path, *sets: str):
    return econsim.AkashModel(econsim.load_scenario(small_file(folder), sets), seed=1, epochs=4)


def test_the_yield_at_genesis_is_what_the_first_epoch_pays(tmp_path) -> None:
    world_by_law = model(tmp_path)
    promised = world_by_law.world.real_yield
    world_by_law.step()
    assert promised != 0.0
    assert promised == pytest.approx(world_by_law.series["real_yield"].iloc[0], abs=1e-8)


def test_a_vote_at_the_first_boundary_counts_in_the_yield_at_genesis(tmp_path, monkeypatch) -> None:
    """A tax of 95 % leaves stake less than its dilution."""
    file = small_file(tmp_path)
    file.write_text(
        file.read_text() + "timeline:\n  all_taxed: {date: 2023-08-31T15:45:00Z, set: "
        "{chain.distribution.community_tax: 0.95, chain.distribution.base_proposer_reward: 0.0}}\n"
    )
    taxed = econsim.AkashModel(econsim.load_scenario(file), seed=1, epochs=1)
    seen = yields_at_choices(taxed, monkeypatch)
    taxed.step()
    assert seen == pytest.approx([taxed.series["real_yield"].iloc[0]], abs=1e-8)
    assert seen[0] < 0.0


def yields_at_choices(of, monkeypatch) -> list[float]:
    """Return a list that fills with the yield that the world shows when choices are made."""
    seen: list[float] = []
    decide = of.choices.decide

    def watched(world, public):
        seen.append(world.real_yield)
        return decide(world, public)

    monkeypatch.setattr(of.choices, "decide", watched)
    return seen


def test_choices_see_the_yield_of_the_epoch_before(tmp_path, monkeypatch) -> None:
    stepped = model(tmp_path)
    seen = yields_at_choices(stepped, monkeypatch)
    stepped.run(4)
    paid = stepped.series["real_yield"].tolist()
    assert seen[1:] == paid[:3]
    assert stepped.world.real_yield == paid[3]


def test_the_yield_is_what_accounts_get_of_the_mint(tmp_path) -> None:
    """.0806 x .75 / .656 x (blocks in a year, 31,557,600 s / 6.047 s) / 5,256,000 = .091496 before commission."""
    stepped = model(tmp_path).run(1)
    blocks = DAYS_PER_YEAR * SECONDS_PER_DAY / 6.047
    assert stepped.series["gross_apr"].iloc[0] == pytest.approx(0.0806 * 0.75 / 0.656 * blocks / 5_256_000, rel=1e-3)


def test_net_apr_is_what_the_agents_earned_over_what_was_bonded(tmp_path) -> None:
    """Rewards in the agents' file / mean bonded stake x 365.25 / days, daily and in weeks."""
    for sets, days in (((), 1), (("run.epoch_length=7 days", "run.epochs=20"), 7)):
        run = econsim.run(econsim.load_scenario(small_file(tmp_path), sets), epochs=20, replicates=2, workers=1)
        found = measured(metric("net_apr"), run.series, days * SECONDS_PER_DAY)
        earned = run.agents[run.agents["population"] == "delegator"].groupby("replicate")["income_uakt"].sum()
        bonded = run.series["bonded_at_start_uakt"].groupby("replicate").mean()
        assert found == pytest.approx((earned / bonded * DAYS_PER_YEAR / (20 * days)).to_numpy(), abs=1e-6)


def test_stake_that_restakes_daily_for_a_year_grows_its_share_of_supply_by_the_real_yield(tmp_path) -> None:
    """All of it claims and restakes every day and nothing else moves, so that its share is the bonded ratio."""
    restaking = econsim.load_scenario(small_file(tmp_path)).with_changes(
        {
            "policies.delegation": {"kind": "sticky"},
            "policies.bonding": {"kind": "fixed"},
            "policies.reward_use": {
                "kind": "periodic",
                "claim_every_days": 1.0,
                "restaked_share": 1.0,
                "sold_share": 0.0,
            },
        }
    )
    run = econsim.run(restaking, epochs=366, replicates=1, workers=1)
    share = (run.series["bonded_at_start_uakt"] / (run.series["supply_uakt"] - run.series["minted_uakt"])).to_numpy()
    days = run.series.loc[(slice(None), slice(0, 364)), :]
    growth = measured(metric("real_yield"), days, SECONDS_PER_DAY)[0]
    assert share[365] / share[0] == pytest.approx((1.0 + growth) ** (365 / DAYS_PER_YEAR), abs=1e-6)
    assert abs(growth) > 1e-3


def test_a_delegator_among_others_that_restakes_daily_grows_with_its_validators(tmp_path) -> None:
    """With one rate for all every stake earns alike: one in a hundred restakes daily, the rest as in the preset."""
    still = {"policies.delegation": {"kind": "sticky"}, "policies.bonding": {"kind": "fixed"}}
    scenario = econsim.load_scenario(small_file(tmp_path)).with_changes(still)
    stepped = econsim.AkashModel(scenario, seed=1, epochs=365)
    validators, delegators = stepped.world.validators, stepped.world.delegators
    validators.commission_rate_dec18[:] = dec18(0.05)
    restaker = int(np.argmax(np.where(delegators.operates < 0, delegators.stake_at_start_uakt, 0)))
    restakes_daily(stepped, restaker)
    before = stake_of(stepped.world, restaker) / stepped.world.supply_uakt
    stepped.run(365)
    growth = stake_of(stepped.world, restaker) / stepped.world.supply_uakt / before
    series = pd.concat([stepped.replicate().series], keys=[0], names=["replicate", "epoch", "date"])
    real_yield = measured(metric("real_yield"), series, SECONDS_PER_DAY)[0]
    assert growth == pytest.approx((1.0 + real_yield) ** (365 / DAYS_PER_YEAR), abs=1e-4)


def restakes_daily(of, delegator: int) -> None:
    """Let one delegator claim and restake everything in every epoch, whatever its policy says."""
    decide = of.choices.decide

    def decided(world, public):
        decisions = decide(world, public)
        use = decisions.reward_use
        columns = {name: getattr(use, name).copy() for name in ("is_claiming", "restaked_share", "sold_share")}
        for name, value in zip(columns, (True, 1.0, 0.0), strict=True):
            columns[name][delegator] = value
        decisions.reward_use = dataclasses.replace(use, **columns)
        return decisions

    of.choices.decide = decided


def stake_of(world, delegator: int) -> int:
    return int(stake_of_delegations(world)[world.delegations.delegator == delegator].sum())


def test_half_the_seconds_a_block_and_half_the_blocks_a_year_move_yields_alike(tmp_path) -> None:
    """Either lets twice as many provisions fall into a day, and inflation move twice as fast."""
    plain, real, believed = (
        model(tmp_path, *sets).run(4).series
        for sets in ((), ("run.seconds_per_block=3.0235",), ("chain.mint.blocks_per_year=2628000",))
    )
    for name in ("gross_apr", "net_apr", "real_yield", "real_yield_unrestaked"):
        assert real[name].to_numpy() == pytest.approx(believed[name].to_numpy(), abs=1e-7)
    assert real["net_apr"].iloc[0] / plain["net_apr"].iloc[0] == pytest.approx(2.0, rel=2e-3)
