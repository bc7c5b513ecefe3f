"""What agents see: their own columns (`own_*`) and the public snapshot, all read-only copies."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np

from econsim.columns import LISTS, WHOLE
from econsim.compiled import njit
from econsim.contracts import Own, Public
from econsim.units import DEC18, SECONDS_PER_DAY, SECONDS_PER_HOUR, FloatArray, IntArray
from econsim.world.tranches import free_stake_uakt, n_tranches
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
        validators=_frozen(np.arange(len(world.validators)), _validators_in_public(world)),
        bundles=_frozen(np.arange(len(world.bundles)), _bundles_in_public(world)),
    )


def own_validators(world: World) -> Own:
    """Return what validators know of themselves; the income is that of the epoch before [uakt a day]."""
    validators, epoch_days = world.validators, world.epoch_seconds / SECONDS_PER_DAY
    return _frozen(
        np.arange(len(validators)),
        _validators_in_public(world)
        | {
            "hours_since_change": (world.seconds - validators.commission_updated_seconds) / SECONDS_PER_HOUR,
            "commission_income_uakt_per_day": validators.commission_income_uakt / epoch_days,
            "operating_cost_usd_per_month": validators.operating_cost_usd_per_month,
        },
    )


def own_delegators(world: World) -> Own:
    """Return what delegators know of their stake.

    `held_*` has one entry a holding, `away_*` one entry an amount of principal in the wallet, both with the number of
    tranches it falls into; `held_row`, `away_row` say whose.
    """
    held, away, preferences = world.delegations, world.away, world.genesis_preferences
    held_uakt = stake_of_delegations(world)
    return _frozen(
        np.arange(len(world.delegators)),
        {
            "wallet_uakt": world.delegators.wallet_uakt,
            "is_large": world.delegators.is_large,
            "operates": world.delegators.operates,
            "held_row": held.delegator,
            "held_validator": held.validator,
            "away_row": away.delegator,
            "away_validator": away.validator,
            "away_uakt": away.amount_uakt,
            "genesis_share_large": preferences.genesis_share_large,
            "genesis_share_small": preferences.genesis_share_small,
            "genesis_commission_rate": preferences.genesis_commission_rate,
        },
        {
            "held_uakt": held_uakt,
            "held_tranches": n_tranches(held_uakt, world.tranche_uakt),
            "away_tranches": n_tranches(away.amount_uakt, world.tranche_uakt),
        },
    )


def own_rewards(world: World) -> Own:
    """Return what delegators, operators included, could claim now (whole uakt, rounded down)."""
    validators, delegators = world.validators, world.delegators
    is_operator = delegators.operates >= 0
    operated = delegators.operates[is_operator]
    commission = np.zeros(len(delegators), dtype=np.int64)
    cost = np.zeros(len(delegators))
    commission[is_operator] = validators.commission_uakt[operated]
    cost[is_operator] = validators.operating_cost_usd_per_month[operated]
    return _frozen(
        np.arange(len(delegators)),
        {"wallet_uakt": delegators.wallet_uakt, "operates": delegators.operates},
        {
            "pending_rewards_uakt": pending_rewards(world).astype(np.int64),
            "pending_commission_uakt": commission,
            "operating_cost_usd_per_month": cost,
        },
    )


def own_providers(world: World) -> Own:
    """Return what providers know of themselves."""
    providers = world.providers
    return _frozen(
        np.arange(len(providers)),
        {
            "ask_factor": providers.ask_factor,
            "is_audited": providers.is_audited,
            "wallet_uakt": providers.wallet_uakt,
            "wallet_uusdc": providers.wallet_uusdc,
        },
    )


def own_tenants(world: World) -> Own:
    """Return what tenants know of themselves."""
    tenants = world.tenants
    return _frozen(np.arange(len(tenants)), {"tenant_class": tenants.tenant_class, "trust": tenants.trust})


def cut(own: Own, rows: IntArray) -> Own:
    """Return the same view for some rows only; holdings and amounts away follow their delegators."""
    if rows.size == len(own):
        return own
    columns: dict[str, Any] = {}
    place = np.full(len(own), -1, dtype=np.int64)
    place[rows] = np.arange(rows.size)
    for name, column in own.columns.items():
        if name.startswith(LISTS):
            owner = place[own.columns[name.split("_")[0] + "_row"]]
            columns[name] = (owner if name.endswith("_row") else column)[owner >= 0]
        elif name.startswith(WHOLE):
            columns[name] = column
        else:
            columns[name] = column[rows]
    return _read_only(own.ids[rows], columns)


def stake_of_delegations(world: World) -> IntArray:
    """Return the worth of each delegation [uakt]: shares x tokens / shares of the validator, rounded down."""
    held, validators = world.delegations, world.validators
    tokens, shares = validators.tokens_uakt, validators.delegator_shares
    if np.array_equal(tokens, shares):
        return held.shares.copy()
    worth = tokens[held.validator] / np.maximum(shares[held.validator], 1)
    return np.floor(held.shares * worth).astype(np.int64)


def pending_rewards(world: World) -> FloatArray:
    """Return the rewards each delegator has not yet withdrawn [uakt], to float precision."""
    return rewards_since(world, world.delegations.start_index_dec18)


def rewards_since(world: World, start_index_dec18: IntArray) -> FloatArray:
    """Return each delegator's rewards [uakt] since its delegations' validators had reward indices, one a delegation."""
    held, rewards = world.delegations, np.zeros(len(world.delegators))
    index = world.validators.reward_index_dec18
    _add_rewards(rewards, held.delegator, held.validator, held.shares, start_index_dec18, index)
    return rewards


@njit
def _add_rewards(
    rewards: FloatArray, delegator: IntArray, validator: IntArray, shares: IntArray, start: IntArray, index: IntArray
) -> None:
    for row in range(delegator.size):
        rewards[delegator[row]] += shares[row] * ((index[validator[row]] - start[row]) / DEC18)


def _free_stake_uakt(world: World) -> int:
    """Return the stake with bonded validators that is neither an operator's own nor with a captive one [uakt]."""
    held, validators = world.delegations, world.validators
    may_be, operates = validators.is_bonded & ~validators.is_captive, world.delegators.operates
    return int(free_stake_uakt(held.delegator, held.validator, stake_of_delegations(world), operates, may_be))


def _validators_in_public(world: World) -> dict[str, Any]:
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


def _bundles_in_public(world: World) -> dict[str, Any]:
    bundles = world.bundles
    asks = np.append(world.typical_gpu_ask_usd_per_hour, 0.0)  # the last entry serves gpu_model -1
    return dict(bundles.columns()) | {"typical_gpu_ask_usd_per_hour": asks[bundles.gpu_model]}


def _frozen(ids: IntArray, columns: dict[str, Any], made: dict[str, Any] | None = None) -> Own:
    """Return a view of copies of the world's columns, and of columns made for it, which are nobody else's."""
    return _read_only(ids, {name: np.array(column) for name, column in columns.items()} | (made or {}))


def _read_only(ids: IntArray, columns: dict[str, Any]) -> Own:
    for column in columns.values():
        column.flags.writeable = False
    return Own(ids, MappingProxyType(columns))
