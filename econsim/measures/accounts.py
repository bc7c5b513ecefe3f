"""Series of the ledger's accounts."""

from __future__ import annotations

from collections.abc import Sequence

from econsim.units import DENOMS
from econsim.world.series import Family, Moment, Series, shared
from econsim.world.world import World


def _accounts(world: World) -> Sequence[str]:
    return [name.replace(".", "__") for denom in DENOMS for name in world.ledger.names(denom)]


@shared
def _totals(now: Moment) -> dict[str, dict[str, int]]:
    return {denom: now.world.ledger.totals(denom) for denom in DENOMS}


def _imbalance(denom: str) -> Series:
    def excess(now: Moment) -> int:
        return sum(_totals(now)[denom].values()) - now.world.ledger.supply[denom]

    return Series(f"imbalance_{denom}", denom, "sum of all accounts less supply: always 0", excess)


SERIES = (
    *map(_imbalance, DENOMS),
    Family(
        "account_{account}",
        "own",
        "ledger account (a dot is written __) at the end of the epoch",
        _accounts,
        lambda now: [total for totals in _totals(now).values() for total in totals.values()],
    ),
)
