"""The terms on which bonds are held, as the world keeps them, from the parameters of a scenario."""

from __future__ import annotations

import numpy as np

from econsim.mechanisms.bonds.parameters import Bonds
from econsim.world.bonds import DECLARED, HIGHEST, LEVELS, BondTerms


def bond_terms(bonds: Bonds) -> BondTerms:
    """Return the terms of a design."""
    is_on = bonds.design != "none"
    units = np.zeros((LEVELS, len(DECLARED)), dtype=np.int64)
    if is_on:
        for place, of in enumerate((bonds.gpu, bonds.vcpu, bonds.memory_gb, bonds.storage_tb)):
            units[HIGHEST - 2 :, place] = of.level_2, of.level_3, of.level_4
    return BondTerms(
        is_on=is_on,
        unit_bonds_uakt=units,
        unbonding_seconds=bonds.unbonding_time,
        slash_fraction=bonds.slash_fraction,
        slash_delay_seconds=bonds.slash_delay,
        is_slashed_automatically=bonds.design == "slashed_automatically",
        held_at_usd=bonds.drafted_at_usd if bonds.design == "in_usd" else None,
    )
