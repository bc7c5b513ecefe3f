"""What a foundation does with its stake."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.policies.delegators.foundation import Paused, Programme
from econsim.world.delegations import FOUNDATION
from tests.policies.hand_made import delegators, draws_of, public

AKT = 1_000_000
RATES = [0.03, 0.05, 0.05, 0.10]


def programme(**fields):
    """Return a programme without caps but those named."""
    no_caps = {"most_commission_rate": 1.0, "largest_left_out": 0, "most_stake_share": 1.0, "most_akt_each": 1e9}
    return Programme(**(no_caps | fields))


def moves(policy, held, **seen):
    """Return {(source, target): AKT} of a foundation that holds so many AKT with each of four validators."""
    validator = np.flatnonzero(held)
    own = delegators(
        np.append(validator, 0),
        held_uakt=[*(held[v] * AKT for v in validator), 7],
        held_row=[*[1] * validator.size, 0],
        held_tranches=1,
        n=2,
        operates=[-1, FOUNDATION],
        genesis_share=[0.25] * 4,
        genesis_commission_rate=[0.0] * 4,
    )
    seen = public(**({"commission_rate": RATES, "stake_uakt": [400, 300, 200, 100]} | seen))
    found = policy.decide(own, seen, draws_of("foundation", 2))
    assert set(found.redelegate_delegator.tolist()) <= {1}
    return {
        (source, target): amount / AKT
        for source, target, amount in zip(
            found.redelegate_source.tolist(),
            found.redelegate_destination.tolist(),
            found.redelegate_uakt.tolist(),
            strict=True,
        )
    }


@pytest.mark.parametrize(
    ("caps", "expected"),
    [
        ({}, {}),
        ({"most_commission_rate": 0.05}, {(3, 1): 20.0, (3, 2): 10.0}),  # 40, 10, 20 with 30 to give: all 40, 30, 30
        ({"largest_left_out": 1}, {(0, 1): 25.0, (0, 2): 15.0}),  # 10, 20, 30 with 40 to give: 33 1/3 each, to a uakt
        ({"most_akt_each": 35.0}, {(0, 1): 5.0}),
        ({"most_stake_share": 0.3}, {(0, 1): 23.0}),
    ],
)
def test_stake_leaves_who_breaks_a_cap_for_those_who_have_least(caps, expected) -> None:
    found = moves(programme(**caps), [40, 10, 20, 30], stake_share=[0.4, 0.3, 0.2, 0.1])
    if "largest_left_out" in caps or "most_stake_share" in caps:
        into = {target: sum(uakt for (_, to), uakt in found.items() if to == target) for target in (1, 2, 3)}
        level = 100 / 3
        assert into == pytest.approx({1: level - 10, 2: level - 20, 3: level - 30}, abs=2e-6)
        assert {source for source, _ in found} == {0}
    else:
        assert found == pytest.approx(expected)


def test_what_nobody_may_take_stays() -> None:
    assert moves(programme(most_akt_each=45.0, largest_left_out=3), [40, 0, 20, 30]) == pytest.approx({(0, 3): 15.0})
    assert moves(programme(most_commission_rate=0.01), [40, 0, 20, 30]) == {}


@pytest.mark.parametrize("gone", [{"is_bonded": [0, 1, 1, 1]}, {"is_captive": [1, 0, 0, 0]}])
def test_who_is_captive_or_not_in_the_set_takes_no_part(gone) -> None:
    seen = {name: np.array(column, dtype=np.bool_) for name, column in gone.items()}
    assert {source for source, _ in moves(programme(), [40, 10, 20, 30], **seen)} == {0}


@pytest.mark.parametrize(
    ("policy", "epoch", "acts"),
    [
        (programme(most_commission_rate=0.05), 3, True),
        (programme(most_commission_rate=0.05, review_every_days=30.0), 3, False),
        (programme(most_commission_rate=0.05, review_every_days=30.0), 60, True),
        (programme(most_commission_rate=0.05, paused_from_day=4.0), 3, True),
        (programme(most_commission_rate=0.05, paused_from_day=3.0), 3, False),
        (Paused(), 3, False),
    ],
)
def test_a_foundation_acts_at_reviews_until_it_pauses(policy, epoch, acts) -> None:
    assert bool(moves(policy, [40, 10, 20, 30], epoch=epoch)) == acts


def test_who_is_no_foundation_is_left_alone() -> None:
    own = delegators([0, 3], n=2, genesis_share=[0.25] * 4, genesis_commission_rate=[0.0] * 4)
    found = programme(most_commission_rate=0.0).decide(own, public(commission_rate=RATES), draws_of("foundation", 2))
    assert found.redelegate_uakt.size == 0
