"""Principal: what delegators take out of staking and what becomes of it.

An unbonding that is paid out stays in the wallet as principal that will be staked again (`world.away`), or goes on to
`outside` for good. What is delegated by choice is taken off the principal: first off what left that very validator,
then off what left others; what left a captive validator goes back to that one alone. The chain knows no such
thing: to it a wallet is a wallet. Without it rewards kept in a wallet and stake on its way back would be one.
"""

from __future__ import annotations

import numpy as np

from econsim.units import BoolArray, IntArray
from econsim.world.ledger import Account
from econsim.world.world import World

LEFT_STAKING = "left staking"


def settle_paid_out(
    world: World, delegator: IntArray, validator: IntArray, amount_uakt: IntArray, is_leaving: BoolArray
) -> None:
    """Note amounts that have just been paid out to wallets as principal away; send on what leaves for `outside`."""
    wallets = Account("delegators.wallet_uakt", delegator[is_leaving])
    world.ledger.move(wallets, Account("outside_uakt"), amount_uakt[is_leaving], LEFT_STAKING)
    stays = ~is_leaving & (amount_uakt > 0)
    world.away.put(delegator[stays], validator[stays], amount_uakt[stays])


def take_off_principal(world: World, delegator: IntArray, validator: IntArray, amount_uakt: IntArray) -> None:
    """Take amounts that were delegated from wallets off the principal; no more stands away than a wallet holds."""
    away, wallets = world.away, world.delegators.wallet_uakt
    leaves_captive = (away.validator >= 0) & world.validators.is_captive[away.validator]
    for who, to, amount in zip(delegator.tolist(), validator.tolist(), amount_uakt.tolist(), strict=True):
        own = np.flatnonzero(away.delegator == who)
        is_back = away.validator[own] == to
        _take(away.amount_uakt, np.concatenate([own[is_back], own[~is_back & ~leaves_captive[own]]]), amount)
        _take(away.amount_uakt, own, int(away.amount_uakt[own].sum()) - int(wallets[who]))
    away.keep(away.amount_uakt > 0)


def _take(amounts: IntArray, rows: IntArray, wanted: int) -> None:
    """Take a sum off some rows, one after the other, until it is taken or nothing is left."""
    for row in rows.tolist():
        taken = max(min(int(amounts[row]), wanted), 0)
        amounts[row] -= taken
        wanted -= taken
