"""Proposals: deposits, the periods that end them, votes.

A proposal is opened by a message that brings an initial deposit of at least min_initial_deposit_rate x min_deposit,
half-even to whole uakt. Up to v0.26.0 one is refused that could not act if it passed at once, too: the chain tries it.
Once its deposits reach min_deposit, voting begins; one that does not come so far within max_deposit_period is dropped,
and burns them (burn_proposal_deposit_prevote). When voting is over the tally decides (tally.py). An expedited proposal
needs more and is voted on for a shorter time; where it fails, it goes on as an ordinary one, without the votes it had.

Times are those of boundaries between epochs: what happens at one happens in a block of that time, messages first.

Source: cosmos/cosmos-sdk x/gov/keeper/{proposal,deposit,vote}.go, x/gov/abci.go
@9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16); akash-network/node app/decorators/gov_filter.go
@6952ec25c2f6494439d947e03ff9aaacc592598d (v0.26.0); from v1.0.0 on x/gov/abci.go, keeper/{proposal,tally}.go of
akash-network/cosmos-sdk @36aff57365193f3359d3de99c59e732e2ad74a26 (v0.53.4-akash.1).
Where we differ: all deposits of a proposal are from outside, so that they go back to one place. What ends between two
boundaries ends at the later one. From v1.0.0 on the chain takes no deposit below a hundredth of min_deposit
(min_deposit_ratio), and a proposer may cancel; neither is here.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.gov import money
from econsim.mechanisms.gov.parameters import Gov
from econsim.mechanisms.gov.tally import Tally, tally
from econsim.mechanisms.gov.terms import terms_of
from econsim.units import DEC18, BoolArray, IntArray, dec18
from econsim.world.proposals import IN_DEPOSIT, IN_VOTING, OPTIONS, PASSED
from econsim.world.world import World

DROPPED, REJECTED, ACCEPTED = "proposals_dropped", "proposals_rejected", "proposals_passed"
SUBMITTED, REFUSED = "proposals_submitted", "proposals_refused"
N_OPTIONS = len(OPTIONS)


def minimum_initial_deposit(law: Gov, *, is_expedited: bool = False) -> int:
    """Return what a proposal must bring along [uakt]: rate x min_deposit, half-even."""
    whole, rest = divmod(dec18(law.min_initial_deposit_rate) * terms_of(law, is_expedited).min_deposit, DEC18)
    return whole + (2 * rest > DEC18 or (2 * rest == DEC18 and whole % 2 == 1))


def submit(world: World, law: Gov, number: int, initial_deposit_uakt: int, *, is_expedited: bool = False) -> bool:
    """Open a proposal and start its deposit period; False where it brings too little or is there already."""
    is_refused = world.proposals.row_of(number) >= 0
    if is_refused or initial_deposit_uakt < minimum_initial_deposit(law, is_expedited=is_expedited):
        world.journal.count(REFUSED, 1)
        return False
    world.proposals.append(
        number=number, is_expedited=is_expedited, deposit_end_seconds=world.seconds + law.max_deposit_period
    )
    world.journal.count(SUBMITTED, 1)
    return deposit(world, law, number, initial_deposit_uakt)


def deposit(world: World, law: Gov, number: int, amount_uakt: int) -> bool:
    """Add to a deposit, also while voting; voting begins as soon as it reaches min_deposit.

    False: no such proposal, or one whose deposit period was over before: the chain has dropped it then.
    """
    table, row = world.proposals, world.proposals.row_of(number)
    if row < 0 or table.state[row] == PASSED:
        return False
    if table.state[row] == IN_DEPOSIT and table.deposit_end_seconds[row] < world.seconds:
        return False
    terms = terms_of(law, bool(table.is_expedited[row]))
    money.pay_deposit(world, row, amount_uakt)
    if table.state[row] == IN_DEPOSIT and table.deposit_uakt[row] >= terms.min_deposit:
        table.state[row] = IN_VOTING
        table.voting_begin_seconds[row] = world.seconds
        table.voting_end_seconds[row] = world.seconds + terms.voting_period
    return True


def cast_votes(world: World, number: IntArray, voter: IntArray, option: IntArray) -> BoolArray:
    """Take votes in order, one a row; return which are accepted: those on a proposal that is being voted on.

    The last vote of an account on a proposal stands.
    """
    if not number.size:
        return np.zeros(0, np.bool_)
    table, votes, n_before = world.proposals, world.votes, len(world.votes)
    open_numbers = table.number[table.state == IN_VOTING]
    accepted: BoolArray = _are_cast(number, voter, option, open_numbers, len(world.delegators))
    votes.append(number=number[accepted], voter=voter[accepted], option=option[accepted])
    votes.keep(_is_last(votes.rows, n_before, len(world.delegators)))
    return accepted


@njit
def _are_cast(number: IntArray, voter: IntArray, option: IntArray, open_numbers: IntArray, n_voters: int) -> BoolArray:
    """Return which votes are for an option that there is, of an account that there is, on an open proposal."""
    are = np.zeros(number.size, np.bool_)
    for place in range(number.size):
        is_known = 0 <= option[place] < N_OPTIONS and 0 <= voter[place] < n_voters
        for open_number in open_numbers:
            are[place] |= is_known and number[place] == open_number
    return are


@njit
def _is_last(votes: Any, n_before: int, n_voters: int) -> BoolArray:
    """Return which votes no later one of the same account replaces; no two among the first ones are on the same."""
    is_last = np.ones(votes.size, np.bool_)
    later = np.full(n_voters, -1)  # by voter: the first of the new votes; the next of them stand behind
    following = np.full(votes.size, -1)
    for place in range(votes.size - 1, -1, -1):
        vote = votes[place]
        other = later[vote.voter]
        while other >= 0:
            is_last[place] &= votes[other].number != vote.number
            other = following[other]
        if place >= n_before:
            following[place] = later[vote.voter]
            later[vote.voter] = place
    return is_last


def drop_unfunded(world: World, law: Gov) -> list[int]:
    """Drop the proposals whose deposit period is over; return their numbers."""
    table = world.proposals
    late = [row for row in table.in_state(IN_DEPOSIT) if table.deposit_end_seconds[row] <= world.seconds]
    numbers = [int(table.number[row]) for row in late]
    for row in late:
        (money.burn_deposits if law.burn_proposal_deposit_prevote else money.refund_deposits)(world, row)
    for number in numbers:
        forget(world, number)
    world.journal.count(DROPPED, len(late))
    return numbers


def voted_on(world: World) -> list[int]:
    """Return the numbers of the proposals whose voting is over, in the order in which the chain decides."""
    table = world.proposals
    ended = [row for row in table.in_state(IN_VOTING) if table.voting_end_seconds[row] <= world.seconds]
    return [int(table.number[row]) for row in sorted(ended, key=lambda row: (table.voting_end_seconds[row], row))]


def decide(world: World, law: Gov, number: int, max_validators: int) -> Tally | None:
    """Decide a proposal: one that passes is in force from this epoch on, one that fails is forgotten.

    None: it was expedited, failed, and goes on as an ordinary one, from this boundary on for as long as the longer
    period lasts beyond the shorter one.
    """
    table, row = world.proposals, world.proposals.row_of(number)
    is_expedited = bool(table.is_expedited[row])
    found = tally(world, number, terms_of(law, is_expedited).majorities, max_validators)
    world.votes.keep(world.votes.number != number)
    if is_expedited and not found.passes:
        late = world.seconds - table.voting_end_seconds[row]
        table.is_expedited[row] = False
        table.voting_end_seconds[row] = table.voting_begin_seconds[row] + law.voting_period + late
        table.voting_begin_seconds[row] = world.seconds
        return None
    (money.burn_deposits if found.burns_deposits else money.refund_deposits)(world, row)
    world.journal.count(ACCEPTED if found.passes else REJECTED, 1)
    if found.passes:
        table.state[row], table.enacted_epoch[row] = PASSED, world.epoch
        table.rows = table.rows[np.argsort(np.arange(len(table)) == row, kind="stable")]  # the last that has passed
    else:
        forget(world, number)
    return found


def forget(world: World, number: int) -> None:
    """Take a proposal from which nothing follows out of the world."""
    world.proposals.keep(world.proposals.number != number)
