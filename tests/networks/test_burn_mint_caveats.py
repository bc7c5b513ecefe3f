"""What is said of a world of 2026 and of a vault whose seed is handed out, and of no other."""

from __future__ import annotations

from pathlib import Path

from econsim.networks.burn_mint_caveats import no_level_of_2026, reserve_that_is_handed_out
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


def test_the_pages_say_both(tmp_path: Path) -> None:
    mine = child(tmp_path, "title: mine\n", parent="bme_as_written")
    said = [sentence for caveat in CAVEATS for sentence in caveat({"mine": mine})]
    assert any(sentence.startswith("No level of 2026") for sentence in said)
    assert any("is never handed out" in sentence for sentence in said)
