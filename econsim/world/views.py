"""What everybody sees: the public snapshot of an epoch, read-only copies."""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.columns import snapshot
from econsim.contracts import Public
from econsim.units import DEC18
from econsim.world.holdings import free_stake_uakt, stake_of_delegations
from econsim.world.world import World


def public_view(world: World, law: Any, release: Any) -> Public:
    """Return the snapshot that every population sees this epoch, law and release in force included."""
    return Public(
        epoch=world.epoch,
        seconds=world.seconds,
        epoch_seconds=world.epoch_seconds,
        seconds_per_block=world.seconds_per_block,
        law=law,
        release=release,
        akt_price_usd=world.akt_price_usd,
        supply_uakt=world.supply_uakt,
        free_stake_uakt=_free_stake_uakt(world),
        real_yield=world.real_yield,
        validators=snapshot(np.arange(len(world.validators)), validators_in_public(world)),
        bundles=snapshot(np.arange(len(world.bundles)), _bundles_in_public(world)),
    )


def validators_in_public(world: World) -> dict[str, Any]:
    """Return the columns of validators that everybody sees."""
    validators = world.validators
    bonded = max(world.bonded_uakt, 1)
    return {
        "stake_uakt": validators.tokens_uakt,
        "stake_share": np.where(validators.is_bonded, validators.tokens_uakt / bonded, 0.0),
        "commission_rate": validators.commission_rate_dec18 / DEC18,
        "max_rate": validators.max_rate_dec18 / DEC18,
        "max_change_rate": validators.max_change_rate_dec18 / DEC18,
        "is_bonded": validators.is_bonded,
        "is_captive": validators.is_captive,
    }


def _free_stake_uakt(world: World) -> int:
    """Return the stake with bonded validators that is neither an operator's own nor with a captive one [uakt]."""
    held, validators = world.delegations, world.validators
    may_be, operates = validators.is_bonded & ~validators.is_captive, world.delegators.operates
    return int(free_stake_uakt(held.delegator, held.validator, stake_of_delegations(world), operates, may_be))


def _bundles_in_public(world: World) -> dict[str, Any]:
    bundles = world.bundles
    asks = np.append(world.typical_gpu_ask_usd_per_hour, 0.0)  # the last entry serves gpu_model -1
    return dict(bundles.columns()) | {"typical_gpu_ask_usd_per_hour": asks[bundles.gpu_model]}
