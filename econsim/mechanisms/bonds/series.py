"""Series of provider bonds: what is bonded, slashed and withdrawn, who has a level, and leases that fail by fault."""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.mechanisms.bonds.bad_leases import BAD_LEASES_DETECTED, DISHONEST_LEASES, SLASHES_PROPOSED
from econsim.mechanisms.bonds.rules import (
    BONDS_BOUGHT,
    BONDS_SLASHED,
    BONDS_SOLD,
    BONDS_WITHDRAWN,
    SLASHES,
    SLASHES_OF_NOTHING,
)
from econsim.units import UAKT_PER_AKT
from econsim.world.series import Moment, Series, akt_price_usd, count, flow, held_in, moved, of, stock

_FIRST_WITH_A_BOND = 2


def _with_a_level(now: Moment) -> int:
    return int(np.count_nonzero(now.world.providers.level >= _FIRST_WITH_A_BOND)) if now.world.bond_terms.is_on else 0


def _income_of_bonded(now: Moment) -> float:
    providers = now.world.providers
    return float(providers.income_usd_per_day[providers.bonded_uakt > 0].sum()) if now.world.bond_terms.is_on else 0.0


_bonded = held_in("providers.bonded_uakt")


def _days_of_income(bonded: Any, price: Any, income: Any) -> Any:
    usd = bonded * price / UAKT_PER_AKT
    return np.divide(usd, income, out=np.zeros(np.shape(usd)), where=income > 0.0)


SERIES = (
    stock("providers.bonded_uakt", "provider_bonds_uakt", "bonds of providers, in reach of a slash"),
    stock("bond_unbondings.balance_uakt", "provider_bonds_unbonding_uakt", "bonds on their way out, out of reach"),
    flow(BONDS_BOUGHT, "bonds_bought_uakt", "AKT bought by owners and posted as bonds"),
    flow(BONDS_WITHDRAWN, "bonds_withdrawn_uakt", "bonds withdrawn, which wait for the unbonding time"),
    flow(BONDS_SOLD, "bonds_sold_uakt", "bonds paid out to owners, who sell them"),
    flow(BONDS_SLASHED, "bonds_slashed_uakt", "bonds slashed, into the community pool"),
    Series(
        "bonds_slashed_usd",
        "USD",
        "the same at the epoch's price",
        of(lambda slashed, price: slashed * price / UAKT_PER_AKT, moved(BONDS_SLASHED), akt_price_usd),
    ),
    Series(
        "bond_days_of_income",
        "days",
        "bonds over what the providers that have one have earned a day of late; 0 where there is neither",
        of(_days_of_income, _bonded, akt_price_usd, _income_of_bonded),
    ),
    Series("providers_with_level", "count", "providers whose bond covers a level that asks for one", _with_a_level),
    count(BAD_LEASES_DETECTED, "leases that failed by their provider's fault, and it was detected"),
    count(SLASHES_PROPOSED, "proposals to slash a provider's bond"),
    count(SLASHES, "slashes carried out, those that found nothing bonded included"),
    count(SLASHES_OF_NOTHING, "slashes that found nothing bonded"),
    count(DISHONEST_LEASES, "leases that run with dishonest providers at the end of the epoch"),
)
