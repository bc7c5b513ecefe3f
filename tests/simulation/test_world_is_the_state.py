"""The world is the whole state: nothing that behaves reads the recorder, and a world laid aside steps on alone."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import econsim
from econsim.networks.akash_model import AkashModel
from econsim.world.kept import Kept

EPOCHS, SPLIT = 60, 40
CHANGES = {
    "population.delegators.accounts": 400,
    "population.tenants.accounts": 300,
    "policies.validator_commission": [
        {"kind": "land_grab", "share": 0.3, "grab_days": 45.0},
        {"kind": "follow_floor", "share": 0.7},
    ],
    "policies.bonding": {"kind": "required_yield"},
    "policies.reward_use": {"kind": "periodic", "claim_every_days": 7.0},
    "policies.provider_revenue": {"kind": "sell"},
    "shocks.validator_outages": {
        "kind": "renewal",
        "days_between_outages": 10.0,
        "outage_hours": 12.0,
        "double_signs_per_year": 0.5,
        "evidence_delay": "2 days",
    },
}


def model_of(name: str, **changes: Any) -> AkashModel:
    return AkashModel(econsim.load_scenario(name).with_changes(CHANGES | changes), seed=3, epochs=EPOCHS)


def state(thing: Any, path: str = "world") -> Iterator[tuple[str, Any]]:
    """Return all that a world holds, every array as its type, shape and bytes, records by their fields."""
    if isinstance(thing, Kept):
        return  # worked out of the rest, and anew wherever it is missing
    if isinstance(thing, np.ndarray) and thing.dtype.names:
        for name in thing.dtype.names:
            yield from state(thing[name], f"{path}.{name}")
    elif isinstance(thing, np.ndarray):
        yield path, (thing.dtype.str, thing.shape, np.ascontiguousarray(thing).tobytes())
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            yield from state(value, f"{path}[{key!r}]")
    elif isinstance(thing, tuple | list):
        for place, value in enumerate(thing):
            yield from state(value, f"{path}[{place}]")
    elif hasattr(thing, "__dict__") and type(thing).__module__.startswith("econsim.world"):
        for name, value in vars(thing).items():
            yield from state(value, f"{path}.{name}")
    else:
        yield path, repr(thing)


def differing(one: Any, other: Any) -> list[str]:
    """Return where two worlds differ."""
    ours, theirs = dict(state(one)), dict(state(other))
    return sorted(path for path in ours.keys() | theirs.keys() if ours.get(path) != theirs.get(path))


@pytest.fixture(scope="module", params=["mainnet5", "mainnet7"])
def split(request) -> tuple[AkashModel, bytes, int]:
    """Return a run from end to end, and its world as it was after 40 epochs."""
    model = model_of(request.param).run(SPLIT)
    aside = pickle.dumps(model.world)
    return model.run(EPOCHS - SPLIT), aside, len(dict(state(model.world)))


def test_a_world_laid_aside_steps_on_like_the_unsplit_run(split) -> None:
    whole, aside, n_parts = split
    other = model_of(whole.inputs.name)  # all that it has beside its world follows from the inputs
    other.world = pickle.loads(aside)
    other.run(EPOCHS - SPLIT)
    assert n_parts > 150
    assert differing(whole.world, other.world) == []
    looking_back = [name for name in whole.series if name.startswith(("break_even_", "n_covering_cost_"))]
    later = whole.series[SPLIT:].drop(columns=looking_back).reset_index(drop=True)
    assert later.equals(other.series.drop(columns=looking_back).reset_index(drop=True))


def test_a_run_that_records_nothing_is_the_same_run(split) -> None:
    whole, *_ = split
    silent = model_of(whole.inputs.name)
    silent.recorder = SimpleNamespace(epoch=lambda *happened: None)
    silent.run(EPOCHS)
    assert differing(whole.world, silent.world) == []


def test_a_lost_part_of_the_world_is_found_out(split) -> None:
    """The test can fail: the yield of the epoch before, or a wallet, is not made up by anything else."""
    whole, aside, _ = split
    for lose in (lambda world: setattr(world, "real_yield", 0.0), lambda world: world.away.amount_uakt.fill(0)):
        other = model_of(whole.inputs.name)
        other.world = pickle.loads(aside)
        lose(other.world)
        other.run(EPOCHS - SPLIT)
        assert differing(whole.world, other.world)


def test_validators_see_the_commission_of_the_epoch_before_in_a_world_laid_aside() -> None:
    model = model_of("mainnet7").run(3)
    seen: list[np.ndarray] = []
    decide = model.choices.decide

    def watched(world: Any, public: Any) -> Any:
        seen.append(world.validators.commission_income_uakt.copy())
        return decide(world, public)

    accrued = model.world.validators.commission_accrued_uakt.copy()
    model.world = pickle.loads(pickle.dumps(model.world))
    model.choices.decide = watched
    model.run(1)
    assert accrued.sum() > 0
    assert np.array_equal(seen[0], accrued)
    assert not np.array_equal(accrued, model.world.validators.commission_accrued_uakt)
