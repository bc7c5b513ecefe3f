"""What is said of runs of another chain, along a path, or with responses drawn from priors, and of no other."""

from __future__ import annotations

from econsim.networks.catalogue import load_scenario
from econsim.networks.caveats import along_a_path, drawn_responses, of_another_chain

ARMS = {name: load_scenario(name) for name in ("mainnet7", "emoney_forced_raise", "akash_2023_staking")}


def test_akt_stands_for_the_token_of_another_chain() -> None:
    (said,) = of_another_chain(ARMS)
    assert said.startswith("In emoney_forced_raise the validators are those of another chain")


def test_a_bonded_ratio_that_is_put_in_is_no_result() -> None:
    (said,) = along_a_path(ARMS)
    assert said.startswith("In akash_2023_staking the bonded ratio follows a path that is put in")


def test_doubt_that_replicates_draw_is_in_the_intervals() -> None:
    (said,) = drawn_responses(ARMS)
    assert said.startswith("In emoney_forced_raise each replicate draws from a prior")


def test_nothing_is_said_of_a_preset() -> None:
    seven = {"mainnet7": ARMS["mainnet7"]}
    assert [*of_another_chain(seven), *along_a_path(seven), *drawn_responses(seven)] == []
