"""What a notebook's user gets in hand says in one line what it is."""

from __future__ import annotations

import pytest

import econsim as es
from econsim.analysis.compare import compared
from tests.analysis.hand_made import hand_made_arms


def of_all() -> dict[str, object]:
    model = es.AkashModel("mainnet6", epochs=2).run(1)
    comparison = compared(hand_made_arms(shifts={"net_apr": -0.002}))
    made = es.sweep("mainnet6", {"chain.staking.max_validators": [85, 100]}, epochs=1, replicates=1, workers=1)
    return {
        "scenario": model.inputs,
        "model": model,
        "world": model.world,
        "agent": next(iter(model.agents)),
        "replicate": model.replicate(),
        "run": comparison.runs["mainnet6"],
        "comparison": comparison,
        "sweep": made,
        "point of a sweep": made.points[0],
        "numbers": comparison.numbers,
        "variant": comparison.numbers.variants[0],
        "background": comparison.background,
    }


@pytest.fixture(scope="module")
def things() -> dict[str, object]:
    return of_all()


def test_every_thing_is_told_in_one_line_of_its_own(things) -> None:
    for thing in things.values():
        told = repr(thing)
        assert told.startswith(type(thing).__name__)
        assert "\n" not in told
        assert " object at " not in told
        assert len(told) < 200


def test_a_line_says_what_it_is_about_and_how_large(things) -> None:
    assert repr(things["model"]) == "AkashModel(mainnet6: epoch 1 of 2, seed 1, replicate 0)"
    assert repr(things["run"]) == "RunResult(mainnet6: 6 replicates of 40 epochs, seed 1)"
    assert repr(things["comparison"]) == "Comparison(mainnet6 against mainnet7: 6 replicates of 40 epochs, seed 1)"
    assert repr(things["numbers"]).startswith("Numbers(mainnet6 against mainnet7: ")
    assert repr(things["sweep"]) == (
        "Sweep(mainnet6 over chain.staking.max_validators: 2 points, 1 replicate of 1 epoch, seed 1)"
    )
