"""Liveness and double signing: who is slashed and jailed for what, and how a validator comes back.

    jailed if height > start + window and missed > window - RoundInt(min_signed_per_window x window)

Source: cosmos/cosmos-sdk x/slashing/keeper/{infractions,hooks,unjail,signing_info}.go, x/evidence/keeper/infraction.go
@9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16); what is said to be since v0.53 (Akash v1.0.0): x/slashing/keeper/
{infractions,hooks}.go of akash-network/cosmos-sdk @36aff57365193f3359d3de99c59e732e2ad74a26.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from econsim.reference.decimal18 import Dec
from econsim.reference.failures import Refused
from econsim.reference.shares import Validator
from econsim.reference.slash import slash
from econsim.reference.staking_state import Hooks, Staking
from econsim.reference.validator_set import jail

VALIDATOR_UPDATE_DELAY = 1  # blocks between an update of the set and the votes it shows in (sdk.ValidatorUpdateDelay)
DOUBLE_SIGN_JAIL_END = 253_402_300_799  # 9999-12-31T23:59:59Z (DoubleSignJailEndTime)


@dataclass(frozen=True)
class SlashingParams:
    """The law of slashing: the window [blocks], times [seconds], fractions, and how old evidence may be."""

    signed_blocks_window: int
    min_signed_per_window: Dec
    downtime_jail_duration: int
    slash_fraction_downtime: Dec
    slash_fraction_double_sign: Dec
    evidence_max_age: int  # seconds
    evidence_max_age_blocks: int
    starts_at_each_bonding: bool = False  # the start height is that of the last bonding (true since v0.53)
    counts_votes_in_jail: bool = True  # (false since v0.53)

    @cached_property
    def max_missed(self) -> int:
        """Return how many blocks of a window may be missed."""
        minimum = self.min_signed_per_window.mul_int(self.signed_blocks_window).round_int()
        return self.signed_blocks_window - minimum


@dataclass(slots=True)
class SigningInfo:
    """What a validator signed: `missed` are the places in its window whose block it missed."""

    start_height: int
    index_offset: int = 0
    jailed_until: int = 0  # seconds
    is_tombstoned: bool = False
    missed: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Slashing(Hooks):
    """The signing of every validator that has ever been bonded."""

    params: SlashingParams
    staking: Staking
    infos: dict[int, SigningInfo] = field(default_factory=dict)  # by validator

    def after_validator_bonded(self, validator: Validator) -> None:
        """Begin to count at the first bonding; later ones move the start at most (AfterValidatorBonded)."""
        info = self.infos.setdefault(validator.index, SigningInfo(self.staking.block.height))
        if self.params.starts_at_each_bonding:
            info.start_height = self.staking.block.height

    def handle_validator_signature(self, index: int, power: int, signed: bool) -> None:
        """Count one vote of the last block, and slash and jail for too many missed (HandleValidatorSignature)."""
        law, info, height = self.params, self.infos[index], self.staking.block.height
        validator = self.staking.validators.get(index)
        if not law.counts_votes_in_jail and validator is not None and validator.is_jailed:
            return
        place = info.index_offset % law.signed_blocks_window
        info.index_offset += 1
        if signed:
            info.missed.discard(place)
        else:
            info.missed.add(place)
        if height <= info.start_height + law.signed_blocks_window or len(info.missed) <= law.max_missed:
            return
        if validator is not None and not validator.is_jailed:
            infraction_height = height - VALIDATOR_UPDATE_DELAY - 1
            slash(self.staking, index, infraction_height, power, law.slash_fraction_downtime)
            jail(validator)
            info.jailed_until = self.staking.block.time + law.downtime_jail_duration
            info.index_offset = 0
            info.missed.clear()

    def handle_double_sign(self, index: int, power: int, height: int, time: int) -> None:
        """Slash, jail and tombstone for evidence of a double sign at a height and time (HandleEquivocationEvidence)."""
        law, now = self.params, self.staking.block
        if now.time - time > law.evidence_max_age and now.height - height > law.evidence_max_age_blocks:
            return
        validator = self.staking.validators.get(index)
        if validator is None or validator.status == "unbonded":
            return
        info = self.infos[index]
        if info.is_tombstoned:
            return
        slash(self.staking, index, height - VALIDATOR_UPDATE_DELAY, power, law.slash_fraction_double_sign)
        if not validator.is_jailed:
            jail(validator)
        info.jailed_until = DOUBLE_SIGN_JAIL_END
        info.is_tombstoned = True

    def unjail(self, index: int) -> None:
        """Let a jailed validator back into the power index (Unjail)."""
        validator = self.staking.validator(index)
        own = self.staking.shares_of(validator.operator, index)
        if not own:
            raise Refused("the operator has no self-delegation")
        if validator.tokens_from_shares(own).truncate_int() < validator.min_self_delegation:
            raise Refused("the self-delegation is below its minimum")
        if not validator.is_jailed:
            raise Refused(f"validator {index} is not jailed")
        info = self.infos.get(index)
        if info is not None and info.is_tombstoned:
            raise Refused(f"validator {index} is jailed for ever")
        if info is not None and self.staking.block.time < info.jailed_until:
            raise Refused(f"validator {index} is jailed until {info.jailed_until}")
        validator.is_jailed = False
