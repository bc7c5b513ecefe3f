"""Series of the yields that an epoch has paid: econsim/world/yields.py has the formulas."""

from __future__ import annotations

from econsim.world.series import Moment, Series, entry


def _paid(now: Moment) -> dict[str, float]:
    return vars(now.yields)


SERIES = (
    Series(
        "bonded_at_start_uakt",
        "uakt",
        "stake of the active set at the beginning of the epoch",
        entry("bonded_uakt", _paid),
    ),
    Series(
        "gross_apr",
        "1/year",
        "what stake earned in the epoch before commission over what was bonded at its beginning; a year of such epochs",
        entry("gross_apr", _paid),
    ),
    Series(
        "net_apr",
        "1/year",
        "what delegators earned in the epoch (self-bonds included) over what was bonded at its beginning; a year of "
        "such epochs",
        entry("net_apr", _paid),
    ),
    Series(
        "real_yield",
        "1/year",
        "growth of the share of supply in a year of such epochs of one who restakes every epoch",
        entry("real_yield", _paid),
    ),
    Series(
        "real_yield_unrestaked",
        "1/year",
        "growth of the share of supply in a year of such epochs of one who restakes nothing",
        entry("real_yield_unrestaked", _paid),
    ),
)
