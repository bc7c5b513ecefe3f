"""The burn-mint equilibrium as the chain keeps it: one record of state, and the conversions that wait in a queue.

Money itself is in the ledger: the vault is the pot `bme_uakt`, with what waits to become ACT; `bme_uact` holds the
spread of all mints, which nothing can spend, and what waits to become AKT. The ACT supply is the ledger's. Nothing here
is a parameter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from econsim.units import DEC18
from econsim.world.kept import Kept
from econsim.world.tables import record_type, records

# Status, in the chain's order: what is higher allows less
HEALTHY, WARNING, HALT_CR, HALT_ORACLE = range(4)
STATUSES = ("healthy", "warning", "halt_cr", "halt_oracle")

NO_QUOTE = -(2**62)  # height of a quote that never came in

# Whose wallet a conversion takes from and pays into
OF_A_PROVIDER, OF_A_TENANT, OF_THE_CONSOLE, OF_A_TRADER = range(4)

N_REASONS = 12  # why the module moves money (mechanisms/bme/money.py)

PRICE = record_type(  # of AKT as the oracle hands it out from the end blocker of a height on
    height=np.int64,
    is_healthy=np.int64,  # 1 where there is one
    whole=np.int64,  # USD per AKT, whole ...
    part_dec18=np.int64,  # ... and the rest, scaled by 10^18
    inverse_whole=np.int64,  # AKT per USD, rounded as the chain rounds it
    inverse_part_dec18=np.int64,
)
STATE = record_type(
    is_registered=np.int64,  # 1 once the module is there
    walked_to=np.int64,  # height: the end blockers of all before it have been run
    status=np.int64,
    epoch_blocks=np.int64,  # between two mint epochs, of the last status that lets mint
    next_mint=np.int64,  # height
    next_burn=np.int64,  # height
    ratio_bps=np.int64,  # collateral ratio of the last status, without a price the one before
    is_halted=np.int64,  # 1 from a halt for the ratio on until it is left, a missing price notwithstanding
    is_touched=np.int64,  # 1 where something but a conversion has changed the ratio since
    supply_uact=np.int64,  # bank supply
    credits_uakt=np.int64,  # remint credits
    free_reserve_uakt=np.int64,  # funded, and the spread of all burns
    pending_uakt=np.int64,
    pending_uact=np.int64,
    minted_uact=np.int64,  # since the module is there: by conversions
    migrated_uact=np.int64,  # by the migration of deployments
    burned_uact=np.int64,
    minted_uakt=np.int64,  # fresh: what credits did not cover
    trapped_uact=np.int64,  # the spread of all mints
    n_burns=np.int64,  # that wait: the first of the queue
    n_mints=np.int64,  # that wait: those behind them
    counted_to=np.int64,  # height up to which blocks are counted by status
    blocks=(np.int64, len(STATUSES)),  # of the epoch, by status
    moved=(np.int64, N_REASONS),  # money of the epoch, by reason
    conversions=np.int64,  # of the epoch that were carried out
    refunds=np.int64,  # of the epoch
    refused=np.int64,  # requests of the epoch
)
REQUEST = record_type(  # in the order in which the chain walks: burns before mints, by address, then by height
    address=np.uint64,  # of its owner
    height=np.int64,  # at which it was asked for
    amount=np.int64,  # uact to burn, or uakt to turn into ACT
    tag=np.int64,  # of who asked, for itself
    kind=np.int32,  # of owner: OF_A_PROVIDER, OF_A_TENANT, OF_THE_CONSOLE, OF_A_TRADER
    owner=np.int32,  # row of the provider, tenant or trader
    attempts=np.int32,  # burns alone: failed for want of a price
)


@dataclass
class BurnMint:
    """The module's state, the price it was last given, and its queue."""

    state_rows: Any = field(default_factory=partial(records, STATE, 1))
    price_rows: Any = field(default_factory=partial(records, PRICE, 2))  # handed out last; of the latest quote
    queue: Any = field(default_factory=partial(records, REQUEST, 0))
    kept: Kept = field(default_factory=Kept)  # of the terms of the last stretch

    @property
    def state(self) -> Any:
        """Return the state as one record."""
        return self.state_rows[0]

    def numbers(self) -> dict[str, Any]:
        """Return the state as plain numbers by name, read at once."""
        return dict(zip(STATE.names or (), self.state_rows[0].item(), strict=True))

    @property
    def price(self) -> Any:
        """Return the price that the oracle handed out last, as one record."""
        return self.price_rows[0]

    @property
    def quote(self) -> Any:
        """Return the latest quote as one record: its price, and the height at which it came in."""
        return self.price_rows[1]

    @property
    def is_registered(self) -> bool:
        """Return whether the chain has the module."""
        return bool(self.state_rows["is_registered"][0])

    @property
    def n_waiting(self) -> int:
        """Return how many conversions wait."""
        return int(self.state_rows["n_burns"][0] + self.state_rows["n_mints"][0])

    @property
    def price_usd(self) -> float:
        """Return the price that the oracle handed out last [USD per AKT], 0 where it has none."""
        _, is_healthy, whole, part_dec18, *_ = self.price.item()
        return float(is_healthy * (whole + float(part_dec18) / DEC18))

    def grow(self, extra: int) -> None:
        """Make room in the queue."""
        grown = records(REQUEST, self.queue.size + extra)
        grown[: self.queue.size] = self.queue
        self.queue = grown
