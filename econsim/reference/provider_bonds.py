"""Provider bonds as AEP-86 drafts them: what a level asks for, and what a slash leaves. No chain has ever run this.

Source: akash-network/AEP spec/aep-86/README.md @d21edcdf2b363f1705a6240f043d2daad0ec66c4, a draft.
"""

from __future__ import annotations

from collections.abc import Mapping

from econsim.reference.decimal18 import Dec
from econsim.reference.failures import Refused


def required_bonds(unit_bonds: Mapping[str, Mapping[str, int]], resources: Mapping[str, int]) -> dict[str, int]:
    """Return what each level asks for [uakt]: the sum over declared resources of count x unit bond.

    unit_bonds: by resource, then level [uakt a unit]; a level that has none for a resource asks nothing for it.
    """
    if unknown := [name for name in resources if name not in unit_bonds]:
        raise Refused(f"no unit bond of {unknown[0]}")
    levels = dict.fromkeys(level for of_levels in unit_bonds.values() for level in of_levels)
    return {level: sum(n * unit_bonds[name].get(level, 0) for name, n in resources.items()) for level in levels}


def slashed(bonded: int, fraction: Dec) -> int:
    """Return what a slash leaves of a bond: floor(bonded x (1 - fraction)) [uakt]."""
    if not Dec.whole(0) <= fraction <= Dec.whole(1):
        raise Refused(f"a fraction of {fraction}")
    return (Dec.whole(1) - fraction).mul_int(bonded).truncate_int()


def supported_levels(required: Mapping[str, int], bonded: int) -> list[str]:
    """Return the levels that a bond is large enough for."""
    return [level for level, least in required.items() if least <= bonded]
