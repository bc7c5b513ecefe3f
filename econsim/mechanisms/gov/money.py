"""The money of governance: deposits on proposals, which come from outside, and what a proposal spends of the pool."""

from __future__ import annotations

from econsim.world.ledger import Account
from econsim.world.world import World

DEPOSITED, REFUNDED, BURNED = "proposal deposit", "proposal deposit refunded", "proposal deposit burned"
SPENT = "community pool spent"
_OUTSIDE, _POOL, _DEPOSITS = Account("outside_uakt"), Account("community_pool_uakt"), "proposals.deposit_uakt"


def pay_deposit(world: World, row: int, amount_uakt: int) -> None:
    """Let somebody outside pay on the deposit of a proposal [uakt]."""
    world.ledger.move(_OUTSIDE, Account(_DEPOSITS, row), amount_uakt, DEPOSITED)


def refund_deposits(world: World, row: int) -> None:
    """Give the deposits on a proposal back to whom they are from."""
    world.ledger.move(Account(_DEPOSITS, row), _OUTSIDE, int(world.proposals.deposit_uakt[row]), REFUNDED)


def burn_deposits(world: World, row: int) -> None:
    """Destroy the deposits on a proposal."""
    world.ledger.burn(Account(_DEPOSITS, row), int(world.proposals.deposit_uakt[row]), BURNED)


def spend_of_the_pool(world: World, amount_uakt: int) -> None:
    """Pay somebody outside out of the community pool [uakt]."""
    world.ledger.move(_POOL, _OUTSIDE, amount_uakt, SPENT)
