"""Slashing and evidence: the signatures on an epoch's blocks, what too few and two of them cost, the way out of jail.

Downtime: a validator that misses more than window - RoundInt(min_signed_per_window x window) of its last `window`
votes is slashed and jailed, once window blocks have passed since it first entered the set; its count begins anew.
Double sign: a validator of which evidence comes is slashed by its power then, jailed and tombstoned, unless the
evidence is older than both maximum ages, or it has unbonded. A jailed validator leaves the set at once, earns nothing,
and comes back at the end of the block in which its operator's message is accepted, if it is strong enough. What is
burned leaves the supply. Who does not sign earns its part of voters' rewards nevertheless.

Source: cosmos/cosmos-sdk x/slashing/keeper/{infractions,hooks,unjail}.go, x/evidence/keeper/infraction.go
@9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16).
Where we differ: messages, the set and rewards belong to boundaries, so a seat that is empty inside an epoch is taken at
its end, and a jailed validator keeps what this epoch has paid it and gets nothing of the one in which it comes back
(less than an epoch each). Of an epoch evidence comes before downtime. A changed window keeps what has been counted.
Departure `proposers_in_expectation`: who is offline loses none of its proposer rewards.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.mechanisms.slashing.evidence import handle_evidence, note_double_signs
from econsim.mechanisms.slashing.jail import tell_powers
from econsim.mechanisms.slashing.liveness import Votes, count_votes, power_offline
from econsim.mechanisms.slashing.money import post_burned
from econsim.mechanisms.slashing.slash import Slashable
from econsim.mechanisms.slashing.terms import terms_of
from econsim.mechanisms.staking.records import queue_of, stake_of
from econsim.mechanisms.staking.rules import LEFT, form_set
from econsim.mechanisms.staking.shares import tokens_of_shares
from econsim.units import BoolArray, IntArray
from econsim.world.signing import Faults, MissedVotes
from econsim.world.tables import records
from econsim.world.world import World

MISSED, JAILED, TOMBSTONED = "missed_blocks", "validators_jailed_for_downtime", "validators_tombstoned"
POWER_OFFLINE, POWER_COUNTED = "power_offline_blocks", "power_counted_blocks"  # summed over the epoch's blocks
WORST_OFFLINE, WORST_COUNTED = "power_offline_at_worst", "power_counted_at_worst"  # in the block where it is most


def sign_blocks(world: World, law: Any, faults: Faults | None) -> None:
    """Let validators sign the blocks of this epoch, slash and jail; None: all sign them all, and none twice.

    `law`: the law in force, of which slashing, evidence and staking are read.
    """
    if faults is None:
        return
    terms, validators, pending = terms_of(world, law), world.validators, world.double_signs
    tell_powers(validators.rows)
    of = Slashable(stake_of(world), queue_of(world.unbondings), queue_of(world.redelegations))
    n_bonded = int(validators.is_bonded.sum())
    pending.make_room(len(faults.double_signs))
    note_double_signs(of, queue_of(pending), faults.double_signs, terms)
    n_tombstoned = handle_evidence(of, queue_of(pending), terms)
    fresh = records(MissedVotes.record, len(world.missed_votes) + len(faults.absent))
    votes = Votes(world.missed_votes.rows, faults.absent, fresh, *np.zeros((2, terms.n_blocks + 1), np.int64))
    size, n_missed, n_jailed = count_votes(of, votes, terms)
    world.missed_votes.rows = fresh[:size]
    validators.is_offline = faults.is_offline
    post_burned(world.ledger, of.stake.books)
    n_left = n_bonded - int(validators.is_bonded.sum())
    _count(world, {MISSED: n_missed, JAILED: n_jailed, TOMBSTONED: n_tombstoned, LEFT: n_left})
    _count(
        world,
        dict(zip((POWER_OFFLINE, POWER_COUNTED, WORST_OFFLINE, WORST_COUNTED), power_offline(votes), strict=True)),
    )
    form_set(world, law.staking, terms.height + terms.n_blocks, world.seconds + world.epoch_seconds)


def unjail(world: World, validators: IntArray) -> BoolArray:
    """Let operators ask for the release of their validators; return which messages were accepted.

    Refused: a validator that is not jailed, is tombstoned or has to wait; an operator without a delegation to it, or
    with less than the minimum.
    """
    return np.array([_unjail(world, number) for number in validators.tolist()], dtype=np.bool_)


def _unjail(world: World, number: int) -> bool:
    validator, held = world.validators.rows[number], world.delegations
    row = held.find(np.array([validator["operator"]]), np.array([number]))[0]
    if row < 0 or not validator["is_jailed"] or validator["is_tombstoned"]:
        return False
    own = tokens_of_shares(validator["tokens_uakt"], validator["delegator_shares"], held.store["shares"][row])
    if own < validator["min_self_delegation_uakt"] or world.seconds < validator["jailed_until_seconds"]:
        return False
    validator["is_jailed"] = False
    return True


def _count(world: World, counts: dict[str, int]) -> None:
    for name, number in counts.items():
        world.journal.count(name, number)
