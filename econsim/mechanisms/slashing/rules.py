"""Slashing and evidence: the signatures on an epoch's blocks, what too few and two of them cost, the way out of jail.

Downtime: a validator that misses more than window - RoundInt(min_signed_per_window x window) of its last `window`
votes is slashed and jailed, once window blocks have passed since it first entered the set (since v1.0.0: since it last
did); its count begins anew, with the two votes that consensus still takes of it (since v1.0.0: after them).
Double sign: a validator of which evidence comes is slashed by its power then, jailed and tombstoned, unless the
evidence is older than both maximum ages, or it has unbonded. A jailed validator leaves the set at once, earns nothing,
and comes back at the end of the block in which its operator's message is accepted, if it is strong enough. What is
burned leaves the supply. Who does not sign earns its part of voters' rewards nevertheless.

Source: cosmos/cosmos-sdk x/slashing/keeper/{infractions,hooks,unjail}.go, x/evidence/keeper/infraction.go
@9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16); since v1.0.0 x/slashing/keeper/{infractions,hooks}.go of
akash-network/cosmos-sdk @36aff57365193f3359d3de99c59e732e2ad74a26 (v0.53).
Where we differ: messages, the set and rewards belong to boundaries, so a seat that is empty inside an epoch is taken at
its end, and a jailed validator keeps what this epoch has paid it and gets nothing of the one in which it comes back
(less than an epoch each). Of an epoch evidence comes before downtime. A changed window keeps what has been counted.
At the upgrade to v1.0.0 who came back within the last window has grace for the rest of it.
Departure `proposers_in_expectation`: who is offline loses none of its proposer rewards.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from econsim.compiled import njit, njit_borrowing
from econsim.mechanisms.slashing.evidence import handle_evidence, note_double_signs
from econsim.mechanisms.slashing.jail import tell_powers
from econsim.mechanisms.slashing.liveness import Votes, count_votes, power_offline
from econsim.mechanisms.slashing.money import post_burned
from econsim.mechanisms.slashing.slash import Slashable
from econsim.mechanisms.slashing.terms import Terms, terms_of
from econsim.mechanisms.staking.records import Queue, Records, queue_of, stake_of
from econsim.mechanisms.staking.rules import LEFT, form_set, set_stands
from econsim.mechanisms.staking.shares import tokens_of_shares
from econsim.units import BoolArray, FloatArray, IntArray
from econsim.world.pairs import END, find_pair
from econsim.world.signing import Faults, MissedVotes
from econsim.world.validators import BONDED
from econsim.world.world import World

MISSED, JAILED, TOMBSTONED = "missed_blocks", "validators_jailed_for_downtime", "validators_tombstoned"
POWER_OFFLINE, POWER_COUNTED = "power_offline_blocks", "power_counted_blocks"  # summed over the epoch's blocks
WORST_OFFLINE, WORST_COUNTED = "power_offline_at_worst", "power_counted_at_worst"  # in the block where it is most
COUNTED = (MISSED, JAILED, TOMBSTONED, LEFT, POWER_OFFLINE, POWER_COUNTED, WORST_OFFLINE, WORST_COUNTED)


class Outages(Protocol):
    """What nature does to validators in a run."""

    def in_blocks(
        self,
        epoch: int,
        first: int,
        n_blocks: int,
        seconds_per_block: float,
        validators: int,
        saved_share: FloatArray | None = None,
    ) -> Faults:
        """Return what goes wrong in the blocks of an epoch.

        first: number of the epoch's first block since the start. saved_share: part of the cost of operation that each
        validator saves; None: nobody saves any.
        """


def faults_in(world: World, outages: Outages | None) -> Faults | None:
    """Return what goes wrong in the blocks of this epoch; None where nothing ever does."""
    if outages is None:
        return None
    first, validators = world.height - world.start_height, world.validators
    return outages.in_blocks(
        world.epoch, first, world.n_blocks, world.seconds_per_block, len(validators), validators.saved_share
    )


def sign_blocks(world: World, law: Any, faults: Faults | None) -> None:
    """Let validators sign the blocks of this epoch, slash and jail; None: all sign them all, and none twice.

    `law`: the law in force, of which slashing, evidence, staking and the rules of its release are read.
    """
    if faults is None:
        return
    terms, pending = terms_of(world, law), world.double_signs
    follows = law.software.rules.slash_follows_undelegations
    of = Slashable(stake_of(world), queue_of(world.unbondings), queue_of(world.redelegations), follows)
    pending.make_room(len(faults.double_signs))
    fresh = np.empty(len(world.missed_votes) + len(faults.absent), MissedVotes.record)
    votes = Votes(world.missed_votes.rows, faults.absent, fresh, *np.zeros((2, terms.n_blocks + 1), np.int64))
    size, *counts = _sign(of, queue_of(pending), faults.double_signs, votes, terms)
    world.missed_votes.rows = fresh[:size]
    world.validators.is_offline = faults.is_offline
    post_burned(world.ledger, of.stake.books)
    for name, number in zip(COUNTED, counts, strict=True):
        world.journal.count(name, number)
    if not set_stands(world.validators.rows, law.staking.max_validators):
        form_set(world, law.staking, terms.height + terms.n_blocks, world.seconds + world.epoch_seconds)


@njit_borrowing
def _sign(of: Slashable, pending: Queue, double_signs: IntArray, votes: Votes, terms: Terms) -> tuple[int, ...]:
    """Let the blocks of an epoch be signed; return how many runs of missed votes are kept, then what is counted."""
    validators = of.stake.validators
    n_bonded = _n_bonded(validators)
    tell_powers(validators)
    note_double_signs(of, pending, double_signs, terms)
    n_tombstoned = handle_evidence(of, pending, terms)
    size, n_missed, n_jailed = count_votes(of, votes, terms)
    offline, counted, worst_offline, worst_counted = power_offline(votes)
    n_left = n_bonded - _n_bonded(validators)
    return size, n_missed, n_jailed, n_tombstoned, n_left, offline, counted, worst_offline, worst_counted


@njit_borrowing
def _n_bonded(validators: Records) -> int:
    n_bonded = 0
    for number in range(validators.size):
        n_bonded += validators[number].status == BONDED
    return n_bonded


def unjail(world: World, validators: IntArray) -> BoolArray:
    """Let operators ask for the release of their validators; return which messages were accepted.

    Refused: a validator that is not jailed, is tombstoned or has to wait; an operator without a delegation to it, or
    with less than the minimum.
    """
    held = world.delegations
    held.make_room_for(len(world.delegators), 0)
    return np.asarray(_unjail(world.validators.rows, validators, held.first, held.store, world.seconds))


@njit
def _unjail(of: Records, asking: IntArray, first: IntArray, pairs: Records, seconds: float) -> BoolArray:
    accepted = np.zeros(asking.size, np.bool_)
    for place in range(asking.size):
        validator = of[asking[place]]
        row = find_pair(first, pairs, validator.operator, asking[place])
        if row == END or not validator.is_jailed or validator.is_tombstoned:
            continue
        own = tokens_of_shares(validator.tokens_uakt, validator.delegator_shares, pairs[row].shares)
        if own < validator.min_self_delegation_uakt or seconds < validator.jailed_until_seconds:
            continue
        validator.is_jailed = False
        accepted[place] = True
    return accepted
