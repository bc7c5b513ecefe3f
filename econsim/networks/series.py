"""Every series of Akash: those of its modules, then those that belong to none."""

from __future__ import annotations

from econsim.measures import accounts, break_even, concentration, token, yields
from econsim.measures.outcomes import Incomes
from econsim.mechanisms.distribution import series as distribution
from econsim.mechanisms.exchange import series as exchange
from econsim.mechanisms.market import series as market
from econsim.mechanisms.mint import series as mint
from econsim.mechanisms.staking import series as staking
from econsim.simulation.recorder import Recorder
from econsim.world.series import Family, Series
from econsim.world.world import World

_MODULES = (mint, distribution, staking, exchange, market)
_MEASURES = (token, yields, concentration, break_even, accounts)
SERIES: tuple[Series | Family, ...] = tuple(series for place in (*_MODULES, *_MEASURES) for series in place.SERIES)


def recorder_of(world: World, horizon: int, seed: int, number: int) -> Recorder:
    """Return what records a replicate of at most `horizon` epochs."""
    return Recorder(SERIES, Incomes(world), horizon, seed, number)
