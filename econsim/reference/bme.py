"""The burn-mint engine, block by block: requests that wait, epochs that walk them, the circuit breaker.

    end block   1  a burn epoch that is due: the next one, then waiting burns, whatever the status
                2  status and mint epoch length, from the price the oracle gave out last block
                3  out of a halt: a new mint epoch, nothing carried out; else at the very height of the mint epoch:
                   the next one, then waiting mints, then the status again

The queue is walked by address, then height, then arrival. A block carries out max_endblocker_records; they are counted
over both directions and looked at after each record, so that a mint epoch always gets its first one. A mint epoch that
falls into a halt is lost. Out of a halt there is no hysteresis.

    a missing price    v2.0.0: a burn is refunded at once; halt_cr stays halt_cr
                       v2.1.0: it is tried again, max_pending_attempts epochs in all; halt_cr becomes halt_oracle

Source: akash-network/node x/bme/keeper/{abci,keeper,genesis}.go @2d606d30b7bc452781f773dba4f7b4a8c5e582de (v2.0.0),
@0dd8f81038c01863cc55091d3ef9477a3821591f (v2.1.0-rc12); chain-sdk go/node/bme/v1/msgs.go
@217f62d1bc63f279bdbb6a4256b948546b6b5d77. v2.0.0 stores every reason but `epsilon` as unknown; we name the cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from econsim.reference.bme_conversion import OTHER, UACT, UAKT, BmeParams, NotConverted, convert
from econsim.reference.bme_vault import Vault
from econsim.reference.collateral import HALTS, Status, collateral_ratio, epoch_blocks, ratio_bps, status_of
from econsim.reference.decimal18 import Dec
from econsim.reference.failures import Refused

Release = Literal["v2.0.0", "v2.1.0"]
AT_ONCE = ("epsilon", "minimum_mint")  # v2.1.0: what another attempt cannot change


@dataclass(slots=True)
class Waiting:
    """A request in the queue; what it pays in is held by the module."""

    identity: str
    who: int
    height: int
    arrival: int
    denom: str
    amount: int  # [micro units of denom]
    attempts: int = 0


class BurnMint:
    """The module from its genesis: halted until there is a price and a ratio above the halt threshold."""

    def __init__(self, params: BmeParams, release: Release, vault: Vault | None = None) -> None:
        self.params, self.release = params, release
        self.vault = vault or Vault()
        self.price: Dec | None = None  # what the oracle gives out [USD], None if it is unhealthy
        self.status: Status = "halt_cr"
        self.epoch_blocks = self.next_mint = self.next_burn = params.min_epoch_blocks
        self.waiting: list[Waiting] = []
        self.executed: list[str] = []
        self.paid: dict[str, int] = {}  # to whom asked, by request [micro units]
        self.canceled: dict[str, str] = {}  # why, by request
        self._arrivals = 0
        self._processed = 0

    def request(self, identity: str, who: int, height: int, denom: str, amount: int) -> None:
        """Queue a conversion of an amount that its owner pays in now (RequestBurnMint).

        Refused: another route than uakt and uact, no amount, no healthy price, halt_oracle, or a mint in halt_cr. That
        its owner holds the coins is for the caller to see to.
        """
        if denom not in OTHER or amount <= 0:
            raise Refused(f"no route for {amount} {denom}")
        if self.price is None:
            raise Refused("price stalled")
        if self.status == "halt_oracle" or (self.status == "halt_cr" and denom == UAKT):
            raise Refused("circuit breaker active")
        self._arrivals += 1
        self.vault.take(denom, amount)
        self.waiting.append(Waiting(identity, who, height, self._arrivals, denom, amount))

    def ratio_bps(self) -> int | None:
        """Return the collateral ratio in basis points at this price; None without one, or at a price of 0."""
        if not self.price:
            return None
        vault = self.vault
        return ratio_bps(collateral_ratio(vault.uakt, vault.pending[UAKT], vault.act_supply, self.price))

    def end_block(self, height: int) -> None:
        """End a block (EndBlocker)."""
        self._processed = 0
        if self.next_burn <= height:
            self.next_burn = height + self.params.min_epoch_blocks
            self._walk(UACT)
        before = self.status
        self._update_status()
        if self.status in HALTS:
            return
        if before in HALTS:
            self.next_mint = height + self.epoch_blocks
        elif self.next_mint == height:
            self.next_mint = height + self.epoch_blocks
            self._walk(UAKT)
            self._update_status()

    def _update_status(self) -> None:
        """Set the status, and the mint epoch's length unless it halts (mintStatusUpdate)."""
        bps = self.ratio_bps()
        if bps is None:
            if self.release != "v2.0.0" or self.status != "halt_cr":
                self.status = "halt_oracle"
            return
        self.status = status_of(self.params, bps)
        if self.status not in HALTS:
            self.epoch_blocks = epoch_blocks(self.params, bps)

    def _walk(self, denom: str) -> None:
        """Carry out what waits in one direction, by address, then height, then arrival."""
        for record in sorted(self.waiting, key=lambda record: (record.who, record.height, record.arrival)):
            if record.denom != denom:
                continue
            self._try(record)
            self._processed += 1
            if self._processed >= self.params.max_endblocker_records:
                return

    def _try(self, record: Waiting) -> None:
        """Carry out a record; one that fails is refunded or, from v2.1.0, may be tried again."""
        try:
            yields = convert(self.params, record.denom, record.amount, self.price, self.vault.act_supply)
        except NotConverted as failure:
            self._fail(record, failure)
            return
        if record.denom == UAKT:
            self.vault.mint_act(record.amount, yields)
        else:
            self.vault.burn_act(record.amount, yields)
        self.waiting.remove(record)
        self.executed.append(record.identity)
        self.paid[record.identity] = yields.to_user

    def _fail(self, record: Waiting, failure: NotConverted) -> None:
        if self.release == "v2.0.0" or failure.reason in AT_ONCE:
            self._cancel(record, failure.reason)
            return
        record.attempts += 1
        if record.attempts >= self.params.max_pending_attempts:
            self._cancel(record, "max_attempts")

    def _cancel(self, record: Waiting, reason: str) -> None:
        """Give the coins back and remember why (cancelBurnMint)."""
        self.vault.give_back(record.denom, record.amount)
        self.waiting.remove(record)
        self.canceled[record.identity] = reason
