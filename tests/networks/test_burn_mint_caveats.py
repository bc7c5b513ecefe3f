"""What is said of a world of 2026 and of a vault whose seed is handed out, and of no other."""

from __future__ import annotations

from pathlib import Path

from econsim.networks.burn_mint_caveats import (
    brakes_that_no_chain_has,
    no_level_of_2026,
    reserve_that_is_handed_out,
)
from econsim.networks.catalogue import load_scenario
from econsim.networks.caveats import CAVEATS
from tests.scenario.scenario_files import child


def test_no_level_of_2026_is_a_result_and_the_world_was_simulated() -> None:
    for name in ("mainnet16", "mainnet17", "mainnet18", "bme_as_written"):
        (said,) = no_level_of_2026({name: load_scenario(name)})
        assert said.startswith("No level of 2026 is a result, only differences between rules are: the world")
        assert "simulated, not observed" in said


def test_of_the_history_itself_it_is_said_without_a_start() -> None:
    (said,) = no_level_of_2026({"akash_history_2026": load_scenario("akash_history_2026")})
    assert "simulated, not observed" not in said


def test_nothing_is_said_of_a_run_that_ends_before() -> None:
    for name in ("mainnet7", "akash_history", "history_2023_24"):
        assert no_level_of_2026({name: load_scenario(name)}) == []


def test_a_seed_that_is_handed_out_is_a_counterfactual() -> None:
    arms = {name: load_scenario(name) for name in ("mainnet17", "bme_as_written")}
    (said,) = reserve_that_is_handed_out(arms)
    assert said.startswith("A counterfactual: in bme_as_written the seed of the vault is remint credit")
    assert reserve_that_is_handed_out({"mainnet17": arms["mainnet17"]}) == []


def test_brakes_that_no_chain_has_are_a_counterfactual_set_at_the_start_or_later() -> None:
    study, start = load_scenario("studies/bme_brakes"), load_scenario("mainnet7", ["chain.bme.max_burn=500 ACT"])
    arms = {"mainnet17": load_scenario("mainnet17"), "limit": study.variant("limit"), "mine": start}
    (said,) = brakes_that_no_chain_has(arms)
    assert said.startswith("A counterfactual: in limit, mine x/bme has a restart threshold")
    assert brakes_that_no_chain_has({"mainnet17": arms["mainnet17"]}) == []


def test_the_pages_say_both(tmp_path: Path) -> None:
    mine = child(tmp_path, "title: mine\n", parent="bme_as_written")
    said = [sentence for caveat in CAVEATS for sentence in caveat({"mine": mine})]
    assert any(sentence.startswith("No level of 2026") for sentence in said)
    assert any("is never handed out" in sentence for sentence in said)
