"""Scripts of conformance vectors for x/bme, run by the engine: prices, requests, end blockers, funding."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from econsim.mechanisms.bme.arithmetic import ratio_bps
from econsim.mechanisms.bme.money import post
from econsim.mechanisms.bme.parameters import Bme
from econsim.mechanisms.bme.records import Conversions
from econsim.mechanisms.bme.requests import QUEUED, ask
from econsim.mechanisms.bme.rules import register_module
from econsim.mechanisms.bme.terms import (
    burn_epochs_of,
    mint_epochs_of,
    price_rows,
    room_for_outcomes,
    terms_of,
    write_price,
)
from econsim.mechanisms.bme.walk import next_end_block, run_end_block
from econsim.mechanisms.upgrades.releases import release
from econsim.units import DENOMS
from econsim.verification.mainnet6 import law_with
from econsim.world.bme import OF_A_TENANT, STATUSES
from econsim.world.build import empty_world
from econsim.world.ledger import Account

WHY = ("", "epsilon", "minimum_mint", "price_stalled", "max_attempts")
NAMES = {
    "warn_bps": "circuit_breaker_warn_threshold",
    "halt_bps": "circuit_breaker_halt_threshold",
    "backoff_percent": "epoch_blocks_backoff_percent",
}
_NONE = {"mint_spread_bps": 0, "settle_spread_bps": 0, "min_mint": {}}


def law_of(params: dict[str, Any], version: str = "v2.1.0") -> Bme:
    """Return the law that a vector names."""
    given = {NAMES.get(name, name): value for name, value in (_NONE | params).items()}
    if version == "v2.0.0":
        given["max_pending_attempts"] = 1
    return law_with(**{f"bme__{name}": value for name, value in given.items()}).bme


class Script:
    """The module, an account for each of some people, and what has become of requests."""

    def __init__(self, inputs: dict[str, Any]) -> None:
        """Set up what a vector starts from."""
        version = inputs["release"]
        self.law, self.world = law_of(inputs["params"], version), empty_world(supply_uakt=10**17)
        world, vault, credits = self.world, inputs.get("vault", 0), inputs.get("credits", 0)
        world.tenants.grow(32)
        register_module(world, self.law)
        self.state = state = world.bme.state
        world.ledger.move(Account("outside_uakt"), Account("bme_uakt"), vault, "set up")
        state.credits_uakt, state.free_reserve_uakt = credits, vault - credits
        state.supply_uact = state.migrated_uact = inputs.get("act_supply", 0)
        tables = (world.ledger.pot_record, world.providers.rows, world.tenants.purses.rows, world.traders.rows)
        terms, rows = terms_of(self.law, release(version).rules), (price_rows([]), room_for_outcomes(self.law))
        epochs = mint_epochs_of(self.law), burn_epochs_of(self.law)
        self.module = Conversions(state, world.bme.price, rows[0], terms, *epochs, world.bme.queue, rows[1], *tables)
        self.ids: list[str] = []
        self.executed: list[str] = []
        self.canceled: dict[str, str] = {}
        self.paid: dict[str, int] = {}

    def step(self, step: dict[str, Any]) -> dict[str, Any]:
        """Carry out a step; return the report."""
        taken = getattr(self, f"_{step['op']}")(step)
        post(self.world.ledger, self.state)
        return self.report() | {"ok": taken}

    def _price(self, step: dict[str, Any]) -> None:
        write_price(self.world.bme.price, 0, None if step["price"] is None else Decimal(step["price"]))
        self.state.is_touched = 1

    def _fund(self, step: dict[str, Any]) -> None:
        self.world.ledger.move(Account("outside_uakt"), Account("bme_uakt"), step["amount"], "set up")
        self.state.free_reserve_uakt += step["amount"]
        self.state.is_touched = 1

    def _request(self, step: dict[str, Any]) -> bool:
        who, amount, denom = step["who"], step["amount"], DENOMS.index(step["from"])
        self.world.tenants.wallet[denom, who] = amount  # whatever it holds: the vectors do not say
        self.ids.append(step["id"])
        answer = ask(self.module, step["h"], who, OF_A_TENANT, who, denom, amount, len(self.ids) - 1)
        return bool(answer == QUEUED)

    def _end_block(self, step: dict[str, Any]) -> None:
        self._walk(step["h"], step["h"] + 1)

    def _blocks(self, step: dict[str, Any]) -> None:
        self._walk(step["from"], step["to"] + 1)

    def _state(self, step: dict[str, Any]) -> None:
        pass

    def _walk(self, begin: int, until: int) -> None:
        self.state.walked_to = begin
        while (height := next_end_block(self.module, until)) < until:
            run_end_block(self.module, height)
            for outcome in self.module.outcomes[: self.module.terms.n_outcomes]:
                name, why = self.ids[outcome.tag], WHY[outcome.what]
                if why:
                    self.canceled[name] = why
                else:
                    self.executed.append(name)
                    self.paid[name] = int(outcome.paid)

    def report(self) -> dict[str, Any]:
        """Return all that a vector may expect."""
        state, pots, price = self.state, self.world.ledger.pot_record, self.world.bme.price
        vault, pending = int(pots.bme_uakt), int(state.pending_uakt)
        numbers = (vault - pending, int(price.whole), int(price.part_dec18), int(state.supply_uact))
        return {
            "vault": vault,
            "credits": int(state.credits_uakt),
            "pending_uakt": pending,
            "pending_uact": int(state.pending_uact),
            "act_supply": int(state.supply_uact),
            "vault_act": int(pots.bme_uact),
            "free_reserve": vault - int(state.credits_uakt) - pending,
            "minted_uakt": int(state.minted_uakt),
            "minted_uact": int(state.minted_uact),
            "burned_uact": int(state.burned_uact),
            "status": STATUSES[state.status],
            "epoch_blocks": int(state.epoch_blocks),
            "cr_bps": ratio_bps(*numbers) if price.is_healthy else None,
            "next_mint": int(state.next_mint),
            "next_burn": int(state.next_burn),
            "executed": list(self.executed),
            "canceled": dict(self.canceled),
            "paid": dict(self.paid),
        }
