"""Money of staking and distribution: the one place where compiled code moves it, one small function a reason.

Each debit stands beside its credit, and the amount is added to the total of its reason; when a line of the page is
done, `post` writes the totals to the journal. What would put an account below zero is not carried out: `is_covered`
notes it, the line ends there, and `post` raises.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from econsim.compiled import njit_borrowing as njit
from econsim.errors import BrokenBooks
from econsim.world.journal import Journal
from econsim.world.tables import record_type, records

Record = Any
_CODES: Any = np.arange(25)  # no literals: compiled code makes a function anew for each that it is handed

# why money moves
(
    ALLOCATED,
    COMMUNITY_TAX,
    CARRIED_FRACTIONS,
    REWARDS_CLAIMED,
    REWARDS_TOUCHED,
    REWARD_FRACTIONS,
    COMMISSION_WITHDRAWN,
    COMMISSION_OF_REMOVED,
    LEFT_BY_REMOVED,
    SOLD_BY_DELEGATORS,
    DELEGATED,
    RESTAKED,
    NEW_STAKE,
    NEW_STAKE_REFUSED,
    JOINED,
    UNDELEGATED,
    LEAVING,
    REDELEGATED,
    UNBONDED_COINS,
    LEFT_STAKING,
    SLASHED_DOWNTIME,
    SLASHED_DOUBLE_SIGN,
    UNBONDING_SLASHED_DOWNTIME,
    UNBONDING_SLASHED_DOUBLE_SIGN,
    HANDED_BACK,
) = _CODES


class Reason(NamedTuple):
    """A reason in words, and the account that it takes money from."""

    words: str
    source: str


_COLLECTOR, _POOL, _OUTSIDE = "fee_collector_uakt", "community_pool_uakt", "outside_uakt"
_OUTSTANDING, _TOKENS = "validators.outstanding_uakt", "validators.tokens_uakt"
_WALLET, _UNBONDING = "delegators.wallet_uakt", "unbondings.balance_uakt"

REASONS = {
    ALLOCATED: Reason("allocated to validators", _COLLECTOR),
    COMMUNITY_TAX: Reason("community tax", _COLLECTOR),
    CARRIED_FRACTIONS: Reason("carried fractions", _POOL),
    REWARDS_CLAIMED: Reason("rewards claimed", _OUTSTANDING),
    REWARDS_TOUCHED: Reason("rewards withdrawn by staking messages", _OUTSTANDING),  # that touch the delegation
    REWARD_FRACTIONS: Reason("fractions of rewards", _OUTSTANDING),
    COMMISSION_WITHDRAWN: Reason("commission withdrawn", _OUTSTANDING),
    COMMISSION_OF_REMOVED: Reason("commission of removed validators", _OUTSTANDING),
    LEFT_BY_REMOVED: Reason("left by removed validators", _OUTSTANDING),
    SOLD_BY_DELEGATORS: Reason("sold by delegators", _WALLET),
    DELEGATED: Reason("delegated", _WALLET),
    RESTAKED: Reason("restaked", _WALLET),
    NEW_STAKE: Reason("new stake", _OUTSIDE),
    NEW_STAKE_REFUSED: Reason("new stake refused", _WALLET),
    JOINED: Reason("new stake delegated", _WALLET),
    UNDELEGATED: Reason("undelegated", _TOKENS),
    LEAVING: Reason("undelegated for good", _TOKENS),
    REDELEGATED: Reason("redelegated", _TOKENS),
    UNBONDED_COINS: Reason("unbonding completed", _UNBONDING),
    LEFT_STAKING: Reason("left staking", _WALLET),
    SLASHED_DOWNTIME: Reason("stake slashed for downtime", _TOKENS),
    SLASHED_DOUBLE_SIGN: Reason("stake slashed for a double sign", _TOKENS),
    UNBONDING_SLASHED_DOWNTIME: Reason("unbonding stake slashed for downtime", _UNBONDING),
    UNBONDING_SLASHED_DOUBLE_SIGN: Reason("unbonding stake slashed for a double sign", _UNBONDING),
    HANDED_BACK: Reason("commission handed back", _OUTSTANDING),
}

_FLOWS = [(why.words, "uakt") for why in REASONS.values()]  # as the journal knows them, in the order of codes

BOOKS = record_type(  # of one line of the page
    moved=(np.int64, len(REASONS)),  # by reason [uakt]
    is_short=np.bool_,  # whether the source of a reason would be below zero; then which one, and its balance
    short_reason=np.int64,
    short_row=np.int64,
    short_balance=np.int64,
)


def new_books() -> Record:
    """Return books in which nothing has moved."""
    return records(BOOKS, 1)[0]


def words(reason: int) -> str:
    """Return a reason in words, by which the journal knows it."""
    return REASONS[reason].words


def post(journal: Journal, books: Record) -> None:
    """Write the totals of the books to the journal; raise BrokenBooks where an account would be below zero."""
    for flow, amount in zip(_FLOWS, books["moved"].tolist(), strict=True):
        if amount:
            journal.money[flow] += amount
    if books["is_short"]:
        why = REASONS[int(books["short_reason"])]
        raise BrokenBooks(f"{why.words}: {why.source}[{books['short_row']}] would be {books['short_balance']}")


@njit
def is_covered(books: Record, why: int, row: int, balance: int) -> bool:
    """Return whether a balance that would be left is not below zero; note it if it is."""
    if balance < 0:
        books.is_short, books.short_reason, books.short_row, books.short_balance = True, why, row, balance
        return False
    return True


@njit
def is_short(books: Record) -> bool:
    """Return whether something was not covered, so that the line ends."""
    return bool(books.is_short)


@njit
def allocate_fees(books: Record, pots: Record, validator: Record, amount: int) -> None:
    """Move what was allocated to a validator out of the fee collector."""
    pots.fee_collector_uakt -= amount
    validator.outstanding_uakt += amount
    books.moved[ALLOCATED] += amount


@njit
def tax_fees(books: Record, pots: Record, amount: int) -> None:
    """Move what is not allocated to the community pool."""
    pots.fee_collector_uakt -= amount
    pots.community_pool_uakt += amount
    books.moved[COMMUNITY_TAX] += amount


@njit
def return_fractions(books: Record, pots: Record, amount: int) -> None:
    """Move fractions that the pool held and that are whole now back to the fee collector."""
    pots.community_pool_uakt -= amount
    pots.fee_collector_uakt += amount
    books.moved[CARRIED_FRACTIONS] += amount


@njit
def pay_rewards(books: Record, why: int, validator: Record, delegator: Record, amount: int) -> None:
    """Pay rewards to a delegator's wallet."""
    validator.outstanding_uakt -= amount
    delegator.wallet_uakt += amount
    books.moved[why] += amount


@njit
def send_fractions(books: Record, pots: Record, validator: Record, amount: int) -> None:
    """Move fractions of withdrawals that are whole now to the community pool."""
    validator.outstanding_uakt -= amount
    pots.community_pool_uakt += amount
    books.moved[REWARD_FRACTIONS] += amount


@njit
def pay_commission(books: Record, why: int, validator: Record, operator: Record) -> int:
    """Pay the whole uakt of a validator's commission to its operator's wallet; return them."""
    amount = validator.commission_uakt
    validator.commission_uakt = 0
    validator.outstanding_uakt -= amount
    operator.wallet_uakt += amount
    books.moved[why] += amount
    return int(amount)


@njit
def leave_to_pool(books: Record, pots: Record, validator: Record) -> None:
    """Move all that is outstanding of a validator that is removed to the community pool."""
    amount = validator.outstanding_uakt
    validator.outstanding_uakt = 0
    pots.community_pool_uakt += amount
    books.moved[LEFT_BY_REMOVED] += amount


@njit
def sell(books: Record, pots: Record, delegator: Record, amount: int) -> None:
    """Sell an amount from a delegator's wallet to `outside`, at most what is in it."""
    sold = min(amount, delegator.wallet_uakt)
    delegator.wallet_uakt -= sold
    pots.outside_uakt += sold
    books.moved[SOLD_BY_DELEGATORS] += sold


@njit
def stake(books: Record, why: int, delegator: Record, validator: Record, amount: int) -> None:
    """Move an amount from a delegator's wallet to a validator's tokens."""
    delegator.wallet_uakt -= amount
    validator.tokens_uakt += amount
    books.moved[why] += amount


@njit
def bring_new_stake(books: Record, pots: Record, delegator: Record, amount: int) -> None:
    """Send a delegator's wallet an amount from `outside`, to be staked."""
    pots.outside_uakt -= amount
    delegator.wallet_uakt += amount
    books.moved[NEW_STAKE] += amount


@njit
def return_new_stake(books: Record, pots: Record, delegator: Record, amount: int) -> None:
    """Send back what no validator has taken."""
    delegator.wallet_uakt -= amount
    pots.outside_uakt += amount
    books.moved[NEW_STAKE_REFUSED] += amount


@njit
def begin_to_unbond(books: Record, why: int, validator: Record, entry: Record, amount: int) -> None:
    """Move an amount from a validator's tokens to a new unbonding entry."""
    validator.tokens_uakt -= amount
    entry.balance_uakt = amount
    books.moved[why] += amount


@njit
def move_tokens(books: Record, source: Record, destination: Record, amount: int) -> None:
    """Move an amount from one validator's tokens to another's."""
    source.tokens_uakt -= amount
    destination.tokens_uakt += amount
    books.moved[REDELEGATED] += amount


@njit
def pay_out(books: Record, entry: Record, delegator: Record) -> int:
    """Pay an unbonding entry out to its delegator's wallet; return the amount."""
    amount = entry.balance_uakt
    entry.balance_uakt = 0
    delegator.wallet_uakt += amount
    books.moved[UNBONDED_COINS] += amount
    return int(amount)


@njit
def leave_staking(books: Record, pots: Record, delegator: Record, amount: int) -> None:
    """Send an amount that leaves staking for good from a delegator's wallet on to `outside`."""
    delegator.wallet_uakt -= amount
    pots.outside_uakt += amount
    books.moved[LEFT_STAKING] += amount
