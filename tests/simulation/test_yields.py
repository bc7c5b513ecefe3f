"""The yield in the world: by the law before anything is paid, then what the epoch before paid."""

from __future__ import annotations

from pathlib import Path

import pytest

import econsim
from econsim.units import DAYS_PER_YEAR, SECONDS_PER_DAY
from tests.small_world import small_file


def model(folder: Path, *sets: str):
    return econsim.AkashModel(econsim.load_scenario(small_file(folder), sets), seed=1, epochs=4)


def test_the_yield_at_genesis_is_what_the_first_epoch_pays(tmp_path) -> None:
    world_by_law = model(tmp_path)
    promised = world_by_law.world.real_yield
    world_by_law.step()
    assert promised != 0.0
    assert promised == pytest.approx(world_by_law.series["real_yield"][0], abs=1e-8)


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
    assert seen == pytest.approx([taxed.series["real_yield"][0]], abs=1e-8)
    assert seen[0] < 0.0


def yields_at_choices(of, monkeypatch) -> list[float]:
    """Return a list that fills with the yield that the world shows when choices are made."""
    seen: list[float] = []
    decide = of.choices.decide

    def watched(world, income):
        seen.append(world.real_yield)
        return decide(world, income)

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
    assert stepped.series["gross_apr"][0] == pytest.approx(0.0806 * 0.75 / 0.656 * blocks / 5_256_000, rel=1e-3)


def test_half_the_seconds_a_block_and_half_the_blocks_a_year_move_yields_alike(tmp_path) -> None:
    """Either lets twice as many provisions fall into a day, and inflation move twice as fast."""
    plain, real, believed = (
        model(tmp_path, *sets).run(4).series
        for sets in ((), ("run.seconds_per_block=3.0235",), ("chain.mint.blocks_per_year=2628000",))
    )
    for name in ("gross_apr", "net_apr", "real_yield", "real_yield_unrestaked"):
        assert real[name].to_numpy() == pytest.approx(believed[name].to_numpy(), abs=1e-7)
    assert real["net_apr"][0] / plain["net_apr"][0] == pytest.approx(2.0, rel=2e-3)
