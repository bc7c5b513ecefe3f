"""Staking messages and the end of the block: delegate, undelegate, redelegate, maturity, the validator set.

Messages are carried out in the order given; one that is refused leaves everything as it was. A message that
touches an existing delegation first withdraws its rewards; a new delegation starts at the validator's current
reward index. Since the index stands still meanwhile, a batch is first worked out message by message and then
carried out as a whole, with the same result.

Source: cosmos/cosmos-sdk x/staking/keeper/{msg_server,delegation,val_state_change}.go, x/staking/abci.go
@9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16).
Where we differ: whole shares (shares.py). No minimum self-delegation, hence no jailing by it. An undelegation or
redelegation worth less than one uakt is refused (on the chain only the latter). A removed validator keeps its row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from econsim.mechanisms.distribution.rules import close_validators
from econsim.mechanisms.staking.parameters import Staking
from econsim.mechanisms.staking.principal import settle_paid_out
from econsim.mechanisms.staking.shares import RunningStake, add_shares, remove_shares, takes_stake, withdraw_touched
from econsim.units import DEC18, BoolArray, FloatArray, IntArray, mul_div
from econsim.world.ledger import Account
from econsim.world.tables import sum_by
from econsim.world.validators import BONDED, UNBONDED, UNBONDING, active_set
from econsim.world.world import World

DELEGATED, RESTAKED, JOINED = "delegated", "restaked", "new stake delegated"
UNDELEGATED, LEAVING = "undelegated", "undelegated for good"
REDELEGATED, UNBONDED_COINS = "redelegated", "unbonding completed"
REFUSED = "staking_messages_refused"
ENTERED, LEFT = "validators_entered", "validators_left"


def delegate(
    world: World, delegator: IntArray, validator: IntArray, amount_uakt: IntArray, why: str = DELEGATED
) -> BoolArray:
    """Delegate amounts from wallets; return which messages were accepted.

    Refused: an amount that is not positive or more than the wallet holds once the delegation's rewards are in it;
    a validator that was removed or whose tokens were all slashed.
    """
    tokens, shares = world.validators.tokens_uakt, world.validators.delegator_shares
    takes: BoolArray = takes_stake(tokens, shares, world.validators.status == UNBONDED)
    accepted = takes[validator] & (amount_uakt > 0)
    accepted[accepted] = _affordable(world, delegator[accepted], validator[accepted], amount_uakt[accepted])
    world.journal.count(REFUSED, (~accepted).sum())
    delegator, validator, amounts = delegator[accepted], validator[accepted], amount_uakt[accepted]
    issued = amounts.copy()
    to_slashed = np.flatnonzero((tokens != shares)[validator])
    if to_slashed.size:
        stake = RunningStake.of(world)
        for message in to_slashed.tolist():
            issued[message] = stake.put(int(delegator[message]), int(validator[message]), int(amounts[message]))
    withdraw_touched(world, delegator, validator)
    wallets, bonded = Account("delegators.wallet_uakt", delegator), Account("validators.tokens_uakt", validator)
    world.ledger.move(wallets, bonded, amounts, why)
    add_shares(world, delegator, validator, issued)
    return accepted


def undelegate(
    world: World,
    law: Staking,
    delegator: IntArray,
    validator: IntArray,
    amount_uakt: IntArray,
    why: str = UNDELEGATED,
) -> BoolArray:
    """Begin to unbond amounts; return which messages were accepted.

    The tokens leave the validator at once, earn nothing, and are paid out after the unbonding time, whatever the
    validator's status. Refused: an amount that is not positive or more than the delegation is worth; more than
    max_entries entries for one (delegator, validator).
    """
    accepted, (removed, given) = _plan_undelegations(world, law, delegator, validator, amount_uakt)
    world.journal.count(REFUSED, (~accepted).sum())
    delegator, validator = delegator[accepted], validator[accepted]
    withdraw_touched(world, delegator, validator)
    new = world.unbondings.append(
        delegator=delegator,
        validator=validator,
        initial_balance_uakt=given,
        creation_height=world.height,
        completion_seconds=world.seconds + law.unbonding_time,
    )
    tokens, leaving = Account("validators.tokens_uakt", validator), Account("unbondings.balance_uakt", new)
    world.ledger.move(tokens, leaving, given, why)
    remove_shares(world, delegator, validator, removed)
    return accepted


def redelegate(
    world: World, law: Staking, delegator: IntArray, source: IntArray, destination: IntArray, amount_uakt: IntArray
) -> BoolArray:
    """Move amounts from one validator to another at once; return which messages were accepted.

    From a bonded source an entry stands for the unbonding time, from an unbonding one until that validator's own
    time, from an unbonded one there is none. Refused: the same validator; an amount that is not positive or more
    than the delegation is worth; stake that came to the source by a redelegation that still stands (a transitive
    hop); more than max_entries entries for one (delegator, source, destination); a destination that takes no stake.
    """
    accepted, (removed, given, issued) = _plan_redelegations(world, law, delegator, source, destination, amount_uakt)
    world.journal.count(REFUSED, (~accepted).sum())
    delegator, source, destination = delegator[accepted], source[accepted], destination[accepted]
    withdraw_touched(world, np.tile(delegator, 2), np.concatenate([source, destination]))
    tokens = "validators.tokens_uakt"
    world.ledger.move(Account(tokens, source), Account(tokens, destination), given, REDELEGATED)
    add_shares(world, delegator, destination, issued)
    completion, height = _begin_of_redelegation(world, law, source)
    stands = world.validators.status[source] != UNBONDED
    world.redelegations.append(
        delegator=delegator[stands],
        source=source[stands],
        destination=destination[stands],
        initial_balance_uakt=given[stands],
        destination_shares=issued[stands],
        creation_height=height[stands],
        completion_seconds=completion[stands],
    )
    remove_shares(world, delegator, source, removed)
    return accepted


def mature(world: World) -> None:
    """Pay out unbondings whose time has come, drop complete redelegations, let unbonding validators be unbonded."""
    unbondings, redelegations, validators = world.unbondings, world.redelegations, world.validators
    due = np.flatnonzero(unbondings.completion_seconds <= world.seconds)
    delegator, paid = unbondings.delegator[due], unbondings.balance_uakt[due]
    leaving, wallets = Account("unbondings.balance_uakt", due), Account("delegators.wallet_uakt", delegator)
    world.ledger.move(leaving, wallets, paid, UNBONDED_COINS)
    settle_paid_out(world, delegator, unbondings.validator[due], paid, unbondings.is_leaving[due])
    unbondings.keep(unbondings.completion_seconds > world.seconds)
    redelegations.keep(redelegations.completion_seconds > world.seconds)
    done = (validators.status == UNBONDING) & (validators.unbonding_seconds <= world.seconds)
    validators.status[done] = UNBONDED
    close_validators(world, np.flatnonzero(done & (validators.delegator_shares == 0)))


def update_validator_set(world: World, law: Staking) -> None:
    """Bond the strongest validators; those that leave the set begin to unbond."""
    validators = world.validators
    active = np.zeros(len(validators), dtype=np.bool_)
    active[active_set(validators.tokens_uakt, law.max_validators)] = True
    entering, leaving = active & ~validators.is_bonded, validators.is_bonded & ~active
    validators.status[active] = BONDED
    validators.status[leaving] = UNBONDING
    validators.unbonding_seconds[leaving] = world.seconds + law.unbonding_time
    validators.unbonding_height[leaving] = world.height
    world.journal.count(ENTERED, entering.sum())
    world.journal.count(LEFT, leaving.sum())


def _affordable(world: World, delegator: IntArray, validator: IntArray, amounts: IntArray) -> BoolArray:
    """Return which delegations a wallet can pay, in order, the rewards that each withdraws first included."""
    wallets = world.delegators.wallet_uakt
    affordable = sum_by(delegator, amounts, wallets.size)[delegator] <= wallets[delegator]
    doubtful = np.flatnonzero(~affordable)
    budget = {d: int(wallets[d]) for d in delegator[doubtful].tolist()}
    rewards = _pending(world, delegator[doubtful], validator[doubtful])
    for message, amount in zip(doubtful.tolist(), amounts[doubtful].tolist(), strict=True):
        pair = int(delegator[message]), int(validator[message])
        if amount <= budget[pair[0]] + rewards[pair]:
            affordable[message] = True
            budget[pair[0]] += rewards[pair] - amount
            rewards[pair] = 0
    return affordable


def _pending(world: World, delegator: IntArray, validator: IntArray) -> dict[tuple[int, int], int]:
    """Return the whole uakt of rewards that each (delegator, validator) pair could withdraw now."""
    held = world.delegations
    rows = held.find(delegator, validator)
    start = np.append(held.start_index_dec18, 0)[rows]
    shares = np.append(held.shares, 0)[rows]  # row -1, no such delegation, has none
    pending = mul_div(world.validators.reward_index_dec18[validator] - start, shares, DEC18)
    pairs = zip(delegator.tolist(), validator.tolist(), strict=True)
    return dict(zip(pairs, pending.tolist(), strict=True))


def _plan_undelegations(
    world: World, law: Staking, delegator: IntArray, validator: IntArray, amounts: IntArray
) -> tuple[BoolArray, IntArray]:
    """Return which messages are accepted, and the shares removed and uakt given by those, shape (2, accepted)."""
    stake, leaving = RunningStake.of(world, (delegator, validator)), world.unbondings
    concerned = np.isin(leaving.delegator, delegator)
    entries = Counter(zip(leaving.delegator[concerned].tolist(), leaving.validator[concerned].tolist(), strict=True))
    accepted, moved = np.zeros(delegator.size, dtype=np.bool_), []
    messages = zip(delegator.tolist(), validator.tolist(), amounts.tolist(), strict=True)
    for number, (d, v, amount) in enumerate(messages):
        taken = stake.take(d, v, amount) if entries[d, v] < law.max_entries else None
        if taken:
            accepted[number] = True
            moved.append(taken)
            entries[d, v] += 1
    return accepted, _columns(moved, 2)


def _plan_redelegations(
    world: World, law: Staking, delegator: IntArray, source: IntArray, destination: IntArray, amounts: IntArray
) -> tuple[BoolArray, IntArray]:
    """Return which messages are accepted; shares removed, uakt given, shares issued by those, shape (3, accepted)."""
    stake, table = RunningStake.of(world, (delegator, source), (delegator, destination)), world.redelegations
    concerned = np.isin(table.delegator, delegator)
    standing = [column[concerned].tolist() for column in (table.delegator, table.source, table.destination)]
    entries, received = Counter(zip(*standing, strict=True)), set(zip(*standing[::2], strict=True))
    accepted, moved = np.zeros(delegator.size, dtype=np.bool_), []
    messages = zip(delegator.tolist(), source.tolist(), destination.tolist(), amounts.tolist(), strict=True)
    for number, (d, v, to, amount) in enumerate(messages):
        if v == to or (d, v) in received or entries[d, v, to] >= law.max_entries or not stake.takes_stake(to):
            continue
        taken = stake.take(d, v, amount)
        if taken:
            accepted[number] = True
            moved.append((*taken, stake.put(d, to, taken[1])))
            if not stake.is_unbonded[v]:
                entries[d, v, to] += 1
                received.add((d, to))
    return accepted, _columns(moved, 3)


def _begin_of_redelegation(world: World, law: Staking, source: IntArray) -> tuple[FloatArray, IntArray]:
    """Return when a redelegation from each source is complete [s since start], and its creation height."""
    validators = world.validators
    is_unbonding = validators.status[source] == UNBONDING
    completion = world.seconds + law.unbonding_time
    return (
        np.where(is_unbonding, validators.unbonding_seconds[source], completion),
        np.where(is_unbonding, validators.unbonding_height[source], world.height),
    )


def _columns(rows: Sequence[tuple[int, ...]], width: int) -> IntArray:
    """Return rows of whole numbers as columns, shape (width, rows)."""
    return np.array(rows, dtype=np.int64).reshape(-1, width).T
