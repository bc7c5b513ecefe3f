"""Delegate, undelegate, redelegate, and what comes back when its time has come.

Source: cosmos/cosmos-sdk x/staking/keeper/{delegation,msg_server}.go @9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b
(v0.45.16). A refusal is found before anything is changed, where the chain changes a branch and throws it away.
"""

from __future__ import annotations

from econsim.reference.bank import BONDED_POOL, NOT_BONDED_POOL, Account
from econsim.reference.decimal18 import Dec
from econsim.reference.failures import Refused
from econsim.reference.shares import Validator
from econsim.reference.staking_state import RedelegationEntry, Staking, UnbondingEntry, pool_of
from econsim.reference.validator_set import jail


def delegate(staking: Staking, delegator: Account, index: int, amount: int) -> Dec:
    """Delegate an amount [uakt] and return the shares issued for it (MsgDelegate)."""
    validator = staking.validator(index)
    _check_can_receive(validator)
    if amount <= 0:
        raise Refused("nothing is delegated")
    shares = staking.shares_of(delegator, index)
    rewards = sum(hooks.withdrawable(delegator, validator, shares) for hooks in staking.hooks) if shares else 0
    if staking.bank.balance(delegator) + rewards < amount:
        raise Refused(f"delegator {delegator} does not hold {amount}, rewards included")
    return _add(staking, delegator, validator, amount, payer=delegator)


def undelegate(staking: Staking, delegator: Account, index: int, amount: int) -> UnbondingEntry:
    """Undelegate an amount [uakt] and return the entry that will pay it back (MsgUndelegate)."""
    shares = _shares_worth(staking, delegator, staking.validator(index), amount)
    return undelegate_shares(staking, delegator, index, shares)


def undelegate_shares(staking: Staking, delegator: Account, index: int, shares: Dec) -> UnbondingEntry:
    """Undelegate shares of a delegation and return the entry that will pay them back (Undelegate)."""
    validator = staking.validator(index)
    same = [entry for entry in staking.unbondings if (entry.delegator, entry.validator) == (delegator, index)]
    if len(same) >= staking.params.max_entries:
        raise Refused("too many unbonding entries")
    pool = pool_of(validator)
    returned = unbond(staking, delegator, validator, shares)
    if pool == BONDED_POOL:
        staking.bank.send(BONDED_POOL, NOT_BONDED_POOL, returned)
    completion = staking.block.time + staking.params.unbonding_time
    entry = UnbondingEntry(delegator, index, staking.block.height, completion, returned, returned)
    staking.unbondings.append(entry)
    return entry


def redelegate(
    staking: Staking, delegator: Account, source: int, destination: int, amount: int
) -> RedelegationEntry | None:
    """Move an amount [uakt] between validators and return the entry, if one is needed (MsgBeginRedelegate)."""
    shares = _shares_worth(staking, delegator, staking.validator(source), amount)
    return redelegate_shares(staking, delegator, source, destination, shares)


def redelegate_shares(
    staking: Staking, delegator: Account, source: int, destination: int, shares: Dec
) -> RedelegationEntry | None:
    """Move shares of a delegation to another validator and return the entry, if one is needed (BeginRedelegation)."""
    if source == destination:
        raise Refused("source and destination are the same validator")
    validator, receiver = staking.validator(source), staking.validator(destination)
    of_delegator = [entry for entry in staking.redelegations if entry.delegator == delegator]
    if any(entry.destination == source for entry in of_delegator):
        raise Refused("a redelegation into the source has not finished")
    same = [entry for entry in of_delegator if (entry.source, entry.destination) == (source, destination)]
    if len(same) >= staking.params.max_entries:
        raise Refused("too many redelegation entries")
    if validator.tokens_for_removed(shares) == 0:
        raise Refused("too little is redelegated to be a token")
    _check_can_receive(receiver)
    pool = pool_of(validator)
    moved = unbond(staking, delegator, validator, shares)
    issued = _add(staking, delegator, receiver, moved, payer=pool)
    return _redelegation_entry(staking, delegator, source, destination, moved, issued)


def unbond(staking: Staking, delegator: Account, validator: Validator, shares: Dec) -> int:
    """Take shares out of a delegation and return their tokens [uakt], still in the validator's pool (Unbond)."""
    held = staking.shares_of(delegator, validator.index)
    for hooks in staking.hooks:
        hooks.before_delegation_modified(delegator, validator, held)
    left = held - shares
    is_own = delegator == validator.operator
    own_value = validator.tokens_from_shares(left).truncate_int()
    if is_own and not validator.is_jailed and own_value < validator.min_self_delegation:
        jail(validator)
    if left:
        staking.delegations[delegator, validator.index] = left
        for hooks in staking.hooks:
            hooks.after_delegation_modified(delegator, validator, left)
    else:
        del staking.delegations[delegator, validator.index]
    returned = validator.remove_shares(shares)
    if not validator.shares and validator.status == "unbonded":
        staking.remove_validator(validator)
    return returned


def complete_unbondings(staking: Staking) -> int:
    """Pay every unbonding entry whose time has come and return their number (CompleteUnbonding)."""
    mature = [entry for entry in staking.unbondings if entry.completion_time <= staking.block.time]
    if mature:
        staking.unbondings = [entry for entry in staking.unbondings if entry.completion_time > staking.block.time]
    for entry in mature:
        staking.bank.send(NOT_BONDED_POOL, entry.delegator, entry.balance)
    return len(mature)


def complete_redelegations(staking: Staking) -> None:
    """Forget every redelegation entry whose time has come (CompleteRedelegation)."""
    staking.redelegations = [entry for entry in staking.redelegations if entry.completion_time > staking.block.time]


def _add(staking: Staking, delegator: Account, validator: Validator, amount: int, payer: Account) -> Dec:
    """Add an amount [uakt] from the payer's account to a delegation and return the shares issued (Delegate)."""
    held = staking.shares_of(delegator, validator.index)
    for hooks in staking.hooks:
        if held:
            hooks.before_delegation_modified(delegator, validator, held)
        else:
            hooks.before_delegation_created(delegator, validator)
    if payer != pool_of(validator):
        staking.bank.send(payer, pool_of(validator), amount)
    issued = validator.add_tokens(amount)
    staking.delegations[delegator, validator.index] = held + issued
    for hooks in staking.hooks:
        hooks.after_delegation_modified(delegator, validator, held + issued)
    return issued


def _redelegation_entry(
    staking: Staking, delegator: Account, source: int, destination: int, moved: int, issued: Dec
) -> RedelegationEntry | None:
    """Write down a redelegation, unless its source is unbonded (getBeginInfo, SetRedelegationEntry).

    A source that this very redelegation has emptied is no longer there, and then counts as bonded.
    """
    validator = staking.validators.get(source)
    if validator is None or validator.status == "bonded":
        height, completion = staking.block.height, staking.block.time + staking.params.unbonding_time
    elif validator.status == "unbonding":
        height, completion = validator.unbonding_height, validator.unbonding_end
    else:
        return None
    entry = RedelegationEntry(delegator, source, destination, height, completion, moved, issued)
    staking.redelegations.append(entry)
    return entry


def _shares_worth(staking: Staking, delegator: Account, validator: Validator, amount: int) -> Dec:
    """Return the shares of a delegation that are worth an amount [uakt] (ValidateUnbondAmount)."""
    held = staking.shares_of(delegator, validator.index)
    if not held:
        raise Refused(f"delegator {delegator} has no delegation to validator {validator.index}")
    if amount <= 0:
        raise Refused("nothing is asked back")
    if validator.shares_from_tokens_truncated(amount) > held:
        raise Refused(f"delegator {delegator} has less than {amount} with validator {validator.index}")
    return min(validator.shares_from_tokens(amount), held)


def _check_can_receive(validator: Validator) -> None:
    if validator.has_no_exchange_rate():
        raise Refused(f"validator {validator.index} has shares without tokens: no delegation has a price")
