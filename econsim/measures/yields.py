"""Series of the yields that an epoch has paid: econsim/world/yields.py has the formulas."""

from __future__ import annotations

from econsim.world.series import Series

SERIES = (
    Series(
        "bonded_at_start_uakt",
        "uakt",
        "stake of the active set at the beginning of the epoch",
        lambda now: now.yields.bonded_uakt,
    ),
    Series(
        "gross_apr",
        "1/year",
        "what stake earned in the epoch before commission over what was bonded at its beginning; a year of such epochs",
        lambda now: now.yields.gross_apr,
    ),
    Series(
        "net_apr",
        "1/year",
        "what delegators earned in the epoch (self-bonds included) over what was bonded at its beginning; a year of "
        "such epochs",
        lambda now: now.yields.net_apr,
    ),
    Series(
        "real_yield",
        "1/year",
        "growth of the share of supply in a year of such epochs of one who restakes every epoch",
        lambda now: now.yields.real_yield,
    ),
    Series(
        "real_yield_unrestaked",
        "1/year",
        "growth of the share of supply in a year of such epochs of one who restakes nothing",
        lambda now: now.yields.real_yield_unrestaked,
    ),
)
