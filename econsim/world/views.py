"""What everybody sees: the public view of an epoch, read-only windows into the world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from econsim.columns import LookedUp, Own, Seen, read_only, window
from econsim.contracts import Public
from econsim.units import DEC18, FloatArray
from econsim.world.proposals import OpenVote
from econsim.world.tranches import free_uakt
from econsim.world.world import World


def public_view(world: World, law: Any, release: Any, proposals: tuple[OpenVote, ...] = ()) -> Public:
    """Return what every population sees this epoch: law and release in force, and what is being voted on, included."""
    return Public(
        epoch=world.epoch,
        seconds=world.seconds,
        epoch_seconds=world.epoch_seconds,
        seconds_per_block=world.seconds_per_block,
        law=law,
        release=release,
        akt_price_usd=world.akt_price_usd,
        inflation=world.inflation,
        supply_uakt=world.supply_uakt,
        count_free_stake=lambda: free_uakt(world),
        real_yield=world.real_yield,
        outside_uakt=int(world.ledger.pot_record["outside_uakt"]),
        validators=window(len(world.validators), LookedUp(world, VALIDATORS_IN_PUBLIC)),
        bundles=_bundles_in_public(world),
        proposals=proposals,
    )


def _stake_share(world: World) -> FloatArray:
    validators = world.validators
    return np.where(validators.is_bonded, validators.tokens_uakt / max(world.bonded_uakt, 1), 0.0)


def _net_commission_rate(world: World) -> FloatArray:
    validators = world.validators
    return np.asarray(validators.commission_rate_dec18 / DEC18 * (1.0 - validators.rebate_share))


VALIDATORS_IN_PUBLIC: Mapping[str, Callable[[World], Any]] = {  # columns of validators that everybody sees
    "stake_uakt": lambda world: world.validators.tokens_uakt,
    "stake_share": _stake_share,
    "commission_rate": lambda world: world.validators.commission_rate_dec18 / DEC18,
    "net_commission_rate": _net_commission_rate,
    "remembered_downtime": lambda world: world.validators.remembered_downtime,
    "max_rate": lambda world: world.validators.max_rate_dec18 / DEC18,
    "max_change_rate": lambda world: world.validators.max_change_rate_dec18 / DEC18,
    "is_bonded": lambda world: world.validators.is_bonded,
    "is_jailed": lambda world: world.validators.is_jailed,
    "is_captive": lambda world: world.validators.is_captive,
}


def _bundles_in_public(world: World) -> Own:
    """Return the bundle classes; what never changes of them is found once, with what policies work out of it."""
    model = world.bundles.gpu_model
    lasting = world.market.kept("bundles in public", _Lasting, world.bundles.rows, world.typical_gpu_ask_usd_per_hour)
    columns: Seen = {
        **lasting.columns,
        "bids_per_order": lambda: world.track_record.bids_per_order(world.seconds)[model],
        "going_price_ratio": lambda: world.track_record.going_price_ratio[model],
    }
    return window(len(world.bundles), columns, worked_out=lasting.worked_out)


class _Lasting:
    """What never changes of bundle classes: their columns, read-only, and what is worked out of these."""

    def __init__(self, bundles: Any, typical_gpu_ask_usd_per_hour: FloatArray) -> None:
        asks = np.append(typical_gpu_ask_usd_per_hour, 0.0)  # the last entry serves gpu_model -1
        found = {name: bundles[name] for name in bundles.dtype.names}
        found["typical_gpu_ask_usd_per_hour"] = asks[bundles["gpu_model"]]
        self.columns: Seen = {name: partial(read_only, column) for name, column in found.items()}
        self.worked_out: dict[Any, Any] = {}
