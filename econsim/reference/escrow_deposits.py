"""How an escrow account pays from v1.0.0 on: deposits in order of arrival, payments one after the other.

    due          rate x blocks; from v1.1.0 cut to whole units, at every settlement
    overdraft    payments are paid in full as long as deposits last, one gets the rest, the others nothing
    debt         what is not paid; recorded from v1.1.0 (v1.0.x subtracted the amount from itself: 0), and funds go
                 below zero by it in every release
    AKT instead  from v2.0.0, while the engine halts and the oracle has a price: debt / price from AKT in the account

Source: akash-network/node x/escrow/keeper/keeper.go accountSettleFullBlocks, deductFromBalance, settleFromAktFallback
@b10cf66c (v1.0.0), @009fab02 (v1.1.0), @2d606d30b7bc452781f773dba4f7b4a8c5e582de (v2.0.0; the same in v2.1.0).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from econsim.reference.collateral import HALTS, Status
from econsim.reference.decimal18 import ZERO, Dec

Release = Literal["v1.0.0", "v1.1.0", "v2.0.0"]


@dataclass(frozen=True)
class Settled:
    """What a settlement leaves [Dec micro units]."""

    payments: tuple[Dec, ...]  # credited to each
    unsettled: tuple[Dec, ...]  # owed to each, as recorded
    is_short: tuple[bool, ...]  # each that was not paid in full
    deposits: tuple[Dec, ...]
    funds: Dec  # below zero by what is missing

    @property
    def overdrawn(self) -> bool:
        """Return whether any payment was not paid in full."""
        return any(self.is_short)


def due(release: Release, rate: Dec, blocks: int) -> Dec:
    """Return what a payment is owed for some blocks."""
    owed = rate.mul_int(blocks)
    return owed if release == "v1.0.0" else Dec.whole(owed.truncate_int())


def settle_deposits(release: Release, deposits: Sequence[Dec], funds: Dec, dues: Sequence[Dec]) -> Settled:
    """Pay what is due, payment by payment, out of deposits in order of arrival; `funds` is their sum before."""
    payments, unsettled, is_short = [], [], []
    left = tuple(deposits)
    for amount in dues:
        paid, left = _deduct(left, amount)
        funds -= amount
        payments.append(paid)
        is_short.append(paid < amount)
        unsettled.append(ZERO if release == "v1.0.0" else amount - paid)
    return Settled(tuple(payments), tuple(unsettled), tuple(is_short), left, funds)


def _deduct(deposits: Sequence[Dec], amount: Dec) -> tuple[Dec, tuple[Dec, ...]]:
    """Return what deposits give of an amount, first come first, and what each has left."""
    wanted, left = amount, []
    for deposit in deposits:
        taken = min(deposit, wanted)
        wanted -= taken
        left.append(deposit - taken)
    return amount - wanted, tuple(left)


@dataclass(frozen=True)
class PaidInAkt:
    """What AKT in the account did for overdrawn payments."""

    paid: tuple[int, ...]  # uakt to each provider
    unsettled: tuple[Dec, ...]  # uact still owed
    is_open: tuple[bool, ...]  # the debt is gone and the payment goes on
    deposits: tuple[Dec, ...]  # uakt left in each
    funds: Dec  # uakt left in all


def akt_fallback(
    status: Status, price: Dec | None, unsettled: Sequence[Dec], deposits: Sequence[Dec], funds: Dec
) -> PaidInAkt:
    """Pay the debts [uact] of overdrawn payments with AKT deposits [uakt] at the oracle price [USD].

    A debt is reduced by uakt x price, half-even; the payment is open again only if nothing is left. If AKT runs out in
    the middle of a debt, the fraction of a uakt that cannot be sent is lost, and the debts after it are not looked at.
    Debts that find no AKT at all are taken off `funds` all the same.
    """
    n_debts, left = len(unsettled), tuple(deposits)
    paid, debts, is_open = [0] * n_debts, list(unsettled), [False] * n_debts
    if price is not None and price > ZERO and funds > ZERO and status in HALTS:
        for place, debt in enumerate(unsettled):
            needed = debt / price
            taken, left = _deduct(left, needed)
            funds -= needed
            if not taken:
                continue
            paid[place] = taken.truncate_int()
            is_open[place] = debt <= taken * price
            debts[place] = ZERO if is_open[place] else debt - taken * price
            if taken < needed:
                funds = ZERO
                break
    return PaidInAkt(tuple(paid), tuple(debts), tuple(is_open), left, funds)
