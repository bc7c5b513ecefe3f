"""Escrow: one account a deployment, one payment an account, settled only when somebody asks.

Nothing runs per block. A settlement moves rate x blocks from the account to the payment, as many whole blocks as
the account can pay; if that is fewer than have passed, the account is overdrawn: what is left goes to the payment
and the deployment closes. Amounts are `_micro`: int64 millionths of a uakt or uusdc. Prices per block have six
decimals, so every amount here is exact, as the chain's 18 decimals are.

Since v1.1.0 a settlement moves whole units only (`settlement_in_whole_units`): what is due is cut to whole uakt or
uusdc each time, so an account that is settled often pays less; what it lacks is recorded as a debt.

Source: akash-network/node x/escrow/keeper/keeper.go @6952ec25c2f6494439d947e03ff9aaacc592598d; of v1.1.0
@009fab027eb177e5d7ef0367f6df85d1fb212779 (accountSettleFullBlocks, deductFromBalance).
Where we differ: one payment an account and no money of authorised granters (`funds`), so the weighted split of the
rest, and since v1.0.0 the payments served in turn, give all of it to the one payment; deposits of one owner that are
spent first in, first out pay what one sum pays. Nobody pays a debt later. An account is never closed in the block of
its last settlement (a lease ends before anything else happens to it in that block), so no payment is left dangling
(quirk 1); payments without a whole unit to pay are closed like all others (quirk 2, which moves no money).
"""

from __future__ import annotations

from econsim.compiled import njit
from econsim.units import MICRO


@njit
def settlement(balance_micro: int, rate_micro_per_block: int, elapsed_blocks: int) -> tuple[int, bool]:
    """Return what a settlement moves from account to payment [micro], and whether it overdraws the account.

    n = min(elapsed, floor(balance / rate)) full blocks; paid = rate x n; if n < elapsed the rest of the balance, less
    than one block's rate, is paid as well: then the account owed more than it had. Exactly nothing left is not
    overdrawn; the next block is.

    balance_micro >= 0; rate_micro_per_block > 0; elapsed_blocks since the last settlement, >= 0;
    rate x elapsed_blocks fits in 64 bits.
    """
    due = rate_micro_per_block * elapsed_blocks
    return (balance_micro, True) if balance_micro < due else (due, False)


@njit
def depletion_height(settled_at: int, balance_micro: int, rate_micro_per_block: int) -> int:
    """Return the last height up to which the account pays in full: settled_at + floor(balance / rate)."""
    return settled_at + balance_micro // rate_micro_per_block


@njit
def settlement_in_whole_units(balance_micro: int, rate_micro_per_block: int, elapsed_blocks: int) -> tuple[int, bool]:
    """Return the same of an account that settles whole units: due = rate x elapsed, cut to whole units.

    The account is overdrawn if it holds less than that; then what it lacks, due less what is paid, is its debt.
    """
    due = due_in_whole_units(rate_micro_per_block, elapsed_blocks)
    return (balance_micro, True) if balance_micro < due else (due, False)


@njit
def due_in_whole_units(rate_micro_per_block: int, elapsed_blocks: int) -> int:
    """Return what is due for some blocks that are settled at once, cut to whole units [micro]."""
    return rate_micro_per_block * elapsed_blocks // MICRO * MICRO


@njit
def depletion_in_whole_units(settled_at: int, balance_micro: int, rate_micro_per_block: int) -> int:
    """Return the last height up to which an account that settles whole units pays in full, unless settled before.

    floor(rate x d) <= floor(balance) as long as rate x d < floor(balance) + 1.
    """
    return settled_at + ((balance_micro // MICRO + 1) * MICRO - 1) // rate_micro_per_block


@njit
def whole_units(micro: int) -> int:
    """Return the whole uakt or uusdc in an amount of millionths: all that a withdrawal or refund can pay."""
    return micro // MICRO


@njit
def units_to_cover(micro: int) -> int:
    """Return the whole uakt or uusdc that cover an amount of millionths, rounded up."""
    return -(-micro // MICRO)
