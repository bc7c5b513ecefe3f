"""Burning stake for an infraction: entries that left since, then the validator's own tokens.

    amount = floor(power x power reduction x fraction) in all; each entry counts with floor(fraction x initial balance)

Source: cosmos/cosmos-sdk x/staking/keeper/slash.go @9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16), and where
a slash follows undelegations (Akash v1.0.0) akash-network/cosmos-sdk @36aff57365193f3359d3de99c59e732e2ad74a26 (v0.53).
"""

from __future__ import annotations

from dataclasses import dataclass

from econsim.reference.bank import NOT_BONDED_POOL
from econsim.reference.decimal18 import ONE, Dec
from econsim.reference.delegation import unbond
from econsim.reference.failures import Halted
from econsim.reference.staking_state import RedelegationEntry, Staking, UnbondingEntry, pool_of


@dataclass
class Burned:
    """What one slash burned [uakt]: of validators (the slashed one and destinations) and of unbonding entries."""

    from_validators: int = 0
    from_entries: int = 0


def slash(staking: Staking, index: int, infraction_height: int, power: int, fraction: Dec) -> Burned:
    """Slash a validator for an infraction at a height, when it had this power (Slash)."""
    burned = Burned()
    if fraction < Dec(0):
        raise Halted("the slash fraction is negative")
    validator = staking.validators.get(index)
    if validator is None:
        return burned
    if validator.status == "unbonded":
        raise Halted(f"validator {index} is unbonded and cannot be slashed")
    if infraction_height > staking.block.height:
        raise Halted("an infraction in the future cannot be slashed")
    remaining = (Dec.whole(power * staking.params.power_reduction) * fraction).truncate_int()
    if infraction_height < staking.block.height:
        for unbonding in staking.unbondings:
            if unbonding.validator == index:
                remaining -= slash_unbonding(staking, unbonding, infraction_height, fraction, burned)
        for redelegation in staking.redelegations:
            if redelegation.source == index:
                remaining -= slash_redelegation(staking, redelegation, infraction_height, fraction, burned)
    to_burn = max(min(remaining, validator.tokens), 0)
    if validator.tokens > 0:
        effective = min(Dec.whole(to_burn).quo_round_up(Dec.whole(validator.tokens)), ONE)
        for hooks in staking.hooks:
            hooks.before_validator_slashed(validator, effective)
    validator.remove_tokens(to_burn)
    staking.bank.burn(pool_of(validator), to_burn)
    burned.from_validators += to_burn
    return burned


def slash_unbonding(
    staking: Staking, entry: UnbondingEntry, infraction_height: int, fraction: Dec, burned: Burned
) -> int:
    """Burn from an unbonding entry and return what it counts for, whatever is left of it (SlashUnbondingDelegation)."""
    if not _is_eligible(staking, entry, infraction_height):
        return 0
    amount = fraction.mul_int(entry.initial_balance).truncate_int()
    to_burn = min(amount, entry.balance)
    entry.balance -= to_burn
    staking.bank.burn(NOT_BONDED_POOL, to_burn)
    burned.from_entries += to_burn
    return amount


def slash_redelegation(
    staking: Staking, entry: RedelegationEntry, infraction_height: int, fraction: Dec, burned: Burned
) -> int:
    """Burn redelegated stake at its destination and return what it counts for: its full share (SlashRedelegation)."""
    if not _is_eligible(staking, entry, infraction_height):
        return 0
    amount = fraction.mul_int(entry.initial_balance).truncate_int()
    if staking.params.slash_follows_undelegations:
        paid = _slash_undelegated(staking, entry, amount, infraction_height, burned)
        if paid == amount:
            return amount
    held = staking.shares_of(entry.delegator, entry.destination)
    to_unbond = min(fraction * entry.destination_shares, held)
    if to_unbond:
        destination = staking.validators[entry.destination]
        to_burn = unbond(staking, entry.delegator, destination, to_unbond)
        if entry.destination not in staking.validators:
            raise Halted(f"validator {entry.destination}, destination of a redelegation, is gone")
        staking.bank.burn(pool_of(destination), to_burn)
        burned.from_validators += to_burn
    return amount


def _slash_undelegated(
    staking: Staking, redelegation: RedelegationEntry, amount: int, infraction_height: int, burned: Burned
) -> int:
    """Burn at most an amount from what the delegator undelegates from the destination; return what was burned."""
    where, left = (redelegation.delegator, redelegation.destination), amount
    for entry in staking.unbondings:
        if (entry.delegator, entry.validator) == where and _is_eligible(staking, entry, infraction_height):
            to_burn = min(left, entry.balance)
            entry.balance -= to_burn
            left -= to_burn
    staking.bank.burn(NOT_BONDED_POOL, amount - left)
    burned.from_entries += amount - left
    return amount - left


def _is_eligible(staking: Staking, entry: UnbondingEntry | RedelegationEntry, infraction_height: int) -> bool:
    """Return whether an entry's stake was there at the infraction and has not come free yet."""
    return entry.creation_height >= infraction_height and entry.completion_time > staking.block.time
