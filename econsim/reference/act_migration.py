"""The migration of a deployment's escrow to ACT at v2.0.0: coins destroyed, uact minted, nothing put behind it.

    rate    1 for axlUSDC, at the upgrade block; the AKT price for AKT, from the first block that has a healthy one
    burned  floor of the sum of funds and payment balances; minted  floor of the sum of each of them x rate, half-even

Funds below zero are converted and neither burned nor minted. Rates, deposits and debts are converted as they stand. A
deployment that is priced in neither denomination is left alone.

Source: akash-network/node x/deployment/migrate/v7/act.go, x/deployment/keeper/abci.go,
upgrades/software/v2.0.0/deployment.go @2d606d30b7bc452781f773dba4f7b4a8c5e582de (v2.0.0).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from econsim.reference.bme_conversion import UAKT
from econsim.reference.decimal18 import ONE, ZERO, Dec, total


@dataclass(frozen=True)
class Escrowed:
    """What a deployment has in escrow, in the denomination it is priced in [micro units]."""

    denom: str
    amounts: Sequence[Dec]  # funds of the account and balances of its payments
    rates: Sequence[Dec] = ()  # of its payments, a block


@dataclass(frozen=True)
class Migrated:
    """What became of it [uact], and what that changed."""

    amounts: tuple[Dec, ...]
    rates: tuple[Dec, ...]
    burned: int  # of the old denomination
    minted: int  # uact
    credits_added: int = 0
    vault_added: int = 0


def migrate(old: Escrowed, rate: Dec) -> Migrated:
    """Return a deployment's escrow in uact at a rate [uact a unit of the old denomination]."""
    amounts = tuple(amount * rate for amount in old.amounts)
    counted = [(before, after) for before, after in zip(old.amounts, amounts, strict=True) if before >= ZERO]
    return Migrated(
        amounts=amounts,
        rates=tuple(each * rate for each in old.rates),
        burned=total(before for before, _ in counted).truncate_int(),
        minted=total(after for _, after in counted).truncate_int(),
    )


@dataclass
class ActMigration:
    """The upgrade: what is converted at once, what waits for a price, and what the chain holds to it."""

    stable_denoms: frozenset[str]
    migrated: dict[str, Migrated] = field(default_factory=dict)  # by deployment
    waiting: dict[str, Escrowed] = field(default_factory=dict)

    def upgrade(self, deployments: Mapping[str, Escrowed]) -> None:
        """Convert what is priced in a stable denomination, and let AKT wait (migrateDenoms)."""
        for name, old in deployments.items():
            if old.denom in self.stable_denoms:
                self.migrated[name] = migrate(old, ONE)
            elif old.denom == UAKT:
                self.waiting[name] = old

    def end_block(self, price: Dec | None) -> None:
        """Convert everything that waits, in one block, if the oracle has a price [USD] (EndBlocker).

        The code has a largest number a block and never counts up to it.
        """
        if price is None:
            return
        for name, old in sorted(self.waiting.items()):
            self.migrated[name] = migrate(old, price)
        self.waiting.clear()
