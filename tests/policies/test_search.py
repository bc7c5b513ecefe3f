"""How tenants of a class search: what is refused, in one line; and which bundles a second choice needs."""

from __future__ import annotations

from typing import Any

import pytest

from econsim.errors import ScenarioError
from econsim.genesis.bundles import build_bundles
from econsim.networks.akash_habits import market_habits
from econsim.networks.catalogue import load_scenario
from econsim.policies.population import Population

CLASSES = "population.tenants.classes"
TRAINING = f"{CLASSES}.ai_training"


@pytest.mark.parametrize(
    ("changes", "mistake"),
    [
        ({f"{TRAINING}.patience": {"kind": "exponential", "hours": -1.0}}, "patience.hours is -1; expected above 0"),
        ({f"{TRAINING}.patience": {"kind": "fixed", "hours": 0.0}}, "patience.hours is 0; expected above 0"),
        ({f"{TRAINING}.patience": {"kind": "fixed"}}, "hours is missing; patience of kind 'fixed' takes hours"),
        ({f"{TRAINING}.patience": {"kind": "endless", "hours": 1.0}}, "hours is given, and patience of kind 'endless'"),
        ({"population.providers.bids_again": False}, "set providers.bids_again to true"),
        ({f"{TRAINING}.retries": -1}, "retries is -1; expected 0 to 1000"),
        ({f"{TRAINING}.retry_share": 1.5}, "retry_share is 1.5; expected 0 to 1"),
        ({f"{TRAINING}.second_choice": {"a100": {"h100": 0.2}}}, "shares add up to 0.9; expected 1"),
        ({f"{TRAINING}.second_choice": {"a100": {"h10": 0.0}}}, "did you mean h100"),
        ({f"{TRAINING}.second_choice": {"h10": {"a100": 1.0}}}, "second_choice.h10: no such GPU model"),
        ({f"{TRAINING}.second_choice": {"a100": {"a100": 1.0}}}, "is the model itself"),
        ({f"{CLASSES}.web.second_choice": {"a100": {"h100": 1.0}}}, "is for classes that ask for GPUs"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_that_says_what_to_do(changes: dict[str, Any], mistake: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_scenario("mainnet7").with_changes(changes)
    (line,) = str(refused.value).splitlines()
    assert mistake in line


def test_every_second_choice_of_the_preset_has_its_bundle() -> None:
    """The same GPUs, threads, memory and storage of the other model; none is listed twice."""
    who = load_scenario("mainnet7").part(Population)
    models, bundles = tuple(who.providers.gpu_models), build_bundles(who)
    rows = {tuple(int(row[name]) for name in ("gpu_model", "gpus", "threads", "memory_gib")) for row in bundles.rows}
    assert len(rows) == len(bundles)
    for kind in who.tenants.classes.values():
        for model, shares in kind.second_choice.items():
            assert model in models
            for other in set(shares) - {"leave"}:
                for n in kind.gpus or {}:
                    host = n * (kind.threads_per_gpu or 0), n * (kind.memory_gib_per_gpu or 0)
                    assert (models.index(other), n, *host) in rows


def test_habits_count_hours_in_blocks_and_models_by_number() -> None:
    """At 6.047 s a block two hours are 1190.7 blocks."""
    scenario = load_scenario("mainnet7").with_changes(
        {f"{TRAINING}.patience": {"kind": "fixed", "hours": 2.0}, f"{TRAINING}.retry_hours": 4.0}
    )
    classes = list(scenario.part(Population).tenants.classes)
    models = list(scenario.part(Population).providers.gpu_models)
    habits = market_habits(scenario).classes[classes.index("ai_training")]
    assert habits.patience_kind == "fixed"
    assert habits.patience_blocks == pytest.approx(7_200 / 6.047)
    assert habits.retry_blocks == pytest.approx(14_400 / 6.047)
    shares = habits.second_choice[models.index("a100")]
    assert models.index("h100") in shares
    assert sum(shares.values()) < 1.0
