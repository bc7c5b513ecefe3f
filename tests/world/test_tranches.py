"""How large tranches are while validators come and go."""

from __future__ import annotations

import numpy as np

from econsim.world.build import empty_world, with_stakes
from econsim.world.tranches import stakes_of
from econsim.world.validators import BONDED, UNBONDED


def test_a_tranche_is_a_part_of_bonded_stake_and_of_half_of_all_where_hardly_any_is_bonded() -> None:
    world = with_stakes(empty_world(), [0.05] * 3, {(0, 0): 6_000_000, (1, 1): 2_000_000, (2, 2): 2_000_000}, 3)
    world.tranche_ratio = 0.01
    sizes = []
    for status in ([BONDED] * 3, [BONDED, BONDED, UNBONDED], [UNBONDED, UNBONDED, BONDED], [UNBONDED] * 3):
        world.validators.status = np.array(status)
        sizes.append(stakes_of(world).tranche_uakt)
    assert sizes == [100_000, 80_000, 50_000, 50_000]


def test_principal_away_is_not_cut_to_pieces_when_all_stake_is_burned() -> None:
    world = with_stakes(empty_world(), [0.05], {(0, 0): 1}, 2)
    world.tranche_ratio = 0.01
    world.away.append(delegator=[1], validator=[0], amount_uakt=[1_000_000])
    assert stakes_of(world).tranche_uakt == 5_000  # a hundredth of half of what there is
