"""Slashing: who is jailed when, what it costs and whom, and how a validator comes back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from econsim.mechanisms.distribution.rules import distribute, withdraw_rewards
from econsim.mechanisms.slashing.rules import sign_blocks, unjail
from econsim.mechanisms.slashing.series import SERIES
from econsim.mechanisms.slashing.terms import most_missed
from econsim.mechanisms.slashing.window import NONE, first_too_many
from econsim.mechanisms.staking.rules import delegate, redelegate, undelegate, update_validator_set
from econsim.world.series import Epochs, Moment
from econsim.world.signing import Faults, MissedVotes
from econsim.world.tables import records
from econsim.world.validators import BONDED, NEVER_BONDED, UNBONDED, UNBONDING
from tests.mechanisms.changed_law import changed_law
from tests.mechanisms.staking_worlds import (
    AKT,
    DAY,
    add_fees,
    check_everything,
    ids,
    slash_for,
    staking_world,
    taxed,
)

BLOCKS = 14_400  # of 6 seconds in a day
LAW = changed_law(staking={"max_validators": 3})
SINCE_V1 = changed_law(LAW, release="v1.0.0")


def faults(world, *absent: tuple[int, int, int], twice: tuple[tuple[int, int, int], ...] = (), offline=()) -> Faults:
    """Return outages (validator, first and last block), double signs (validator, block, delay), who is still down."""
    is_offline = np.isin(np.arange(len(world.validators)), offline)
    runs = np.array([(*run, 1) for run in absent], dtype=np.int64).reshape(-1, 4)
    return Faults(runs, np.array(twice, dtype=np.int64).reshape(-1, 3), is_offline)


def four_validators():
    """Return validators of 40, 30, 20 and 10 AKT, of which three have a seat; delegator 4 has half of the first."""
    world = staking_world(
        {(0, 0): 20 * AKT, (4, 0): 20 * AKT, (1, 1): 30 * AKT, (2, 2): 20 * AKT, (3, 3): 10 * AKT},
        n_validators=4,
        wallets=(0,) * 4 + (50 * AKT,),
    )
    world.start_height = 10**6  # so that no window is still in its first blocks
    world.validators.status[3] = UNBONDED
    world.validators.first_bonded_height[3] = NEVER_BONDED
    return world


def a_day(world, *absent, law=LAW, **more) -> None:
    """Let the set be formed and a day's blocks be signed."""
    world.journal.begin()
    update_validator_set(world, law.staking)
    sign_blocks(world, law, faults(world, *absent, **more))
    check_everything(world)
    world.epoch += 1


@st.composite
def missed_votes(draw):
    """Return which of some votes are missed, a window, how many of it may be, and the first vote that counts."""
    missed = np.array(draw(st.lists(st.booleans(), min_size=1, max_size=60)))
    window = draw(st.integers(1, 40))
    return missed, window, draw(st.integers(0, window)), draw(st.integers(0, missed.size))


@given(missed_votes())
def test_the_first_vote_too_many_is_the_one_that_a_bit_a_vote_finds(given):
    missed, window, most, first = given
    begin, end = np.flatnonzero(np.diff(missed, prepend=False, append=False)).reshape(-1, 2).T
    runs = records(MissedVotes.record, begin.size)
    runs["first"], runs["last"] = begin, end - 1
    in_window = [int(missed[max(vote - window + 1, 0) : vote + 1].sum()) for vote in range(missed.size)]
    too_many = [vote for vote in range(first, missed.size) if in_window[vote] > most]
    found = first_too_many(runs, 0, runs.size, window, most, (first, missed.size - 1))
    assert found == (too_many[0] if too_many else NONE)


@pytest.mark.parametrize(
    ("window", "min_signed", "most"), [(10_000, 0.05, 9_500), (100, 0.5, 50), (5, 0.5, 3), (7, 0.5, 3), (10, 1.0, 0)]
)
def test_half_a_block_that_must_be_signed_is_rounded_to_the_even_number(window, min_signed, most):
    """5 x 0.5 = 2.5 goes to 2, 7 x 0.5 = 3.5 to 4."""
    assert most_missed(window, min_signed) == most


@pytest.mark.parametrize("length", [9_500, 9_501])
def test_the_9501st_block_missed_in_a_row_is_one_too_many(length):
    """Down from block 100 on: its 9,501st absence is block 9,600, counted in block 9,601, 57,606 s after the first."""
    world = four_validators()
    a_day(world, (0, 100, 100 + length - 1))
    validators = world.validators
    assert validators.is_jailed.tolist() == [length == 9_501, False, False, False]
    assert world.journal.counts["missed_blocks"] == length
    if length == 9_501:
        assert validators.tokens_uakt[0] == 40 * AKT - 4_000  # 40 x 10^6 x 0.0001
        assert world.supply_uakt == 150 * AKT - 4_000
        assert validators.status[0] == UNBONDING
        assert validators.unbonding_height[0] == 10**6 + 9_601
        assert validators.unbonding_seconds[0] == 9_601 * 6.0 + 21 * DAY
        assert validators.jailed_until_seconds[0] == 9_601 * 6.0 + 600.0


@pytest.mark.parametrize("length", [9_500, 9_501])
def test_an_outage_over_the_end_of_a_day_counts_as_one(length):
    """4,400 blocks of the first day and the rest of the next: the last is one too many, counted in the block after."""
    world = four_validators()
    a_day(world, (0, 10_000, BLOCKS - 1))
    assert not world.validators.is_jailed.any()
    a_day(world, (0, 0, length - 4_400 - 1))
    assert world.validators.is_jailed[0] == (length == 9_501)
    if length == 9_501:
        assert world.validators.unbonding_height[0] == 10**6 + BLOCKS + 9_501 - 4_400


@pytest.mark.parametrize("length", [9_500, 9_501])
def test_misses_that_leave_the_window_make_room_for_others(length):
    """9,000 missed, 5,000 signed, then down: at first one leaves the window for each that comes, then all are new."""
    world = four_validators()
    a_day(world, (0, 0, 8_999), (0, 14_000, BLOCKS - 1))
    a_day(world, (0, 0, length - 400 - 1))
    assert world.validators.is_jailed[0] == (length == 9_501)
    if length == 9_500:
        assert world.validators.n_votes[0] == 2 * BLOCKS


def test_the_seat_of_a_jailed_validator_is_taken_and_won_back():
    world, law = four_validators(), LAW.staking
    a_day(world, (1, 0, 9_999))
    assert world.validators.status.tolist() == [BONDED, UNBONDING, BONDED, BONDED]
    assert (world.journal.counts["validators_left"], world.journal.counts["validators_entered"]) == (1, 1)
    assert world.validators.first_bonded_height[3] == 10**6 + BLOCKS
    update_validator_set(world, law)
    assert world.validators.status[1] == UNBONDING  # it is strong enough and still in jail
    assert unjail(world, ids(1)).all()
    a_day(world)
    assert world.validators.status.tolist() == [BONDED, BONDED, BONDED, UNBONDING]


def test_who_is_in_jail_earns_nothing_and_keeps_what_it_had():
    """100 uakt by 40, 30 and 20 of 90, then 100 by 30, 20 and 10 of 60: the first has half of 44 a delegator."""
    world, law = four_validators(), taxed(0.0)
    add_fees(world, 100)
    distribute(world, law)
    a_day(world, (0, 0, 9_999))
    add_fees(world, 100)
    distribute(world, law)
    assert withdraw_rewards(world, ids(0, 1, 2, 3, 4)).uakt.tolist() == [22, 33 + 50, 22 + 33, 16, 22]


def test_a_slash_falls_on_all_delegators_of_a_validator_alike_and_on_nobody_else():
    world = four_validators()
    assert slash_for(world, 0, 40, 0.05) == 2 * AKT
    shares = world.delegations.shares[world.delegations.find(ids(0, 4), ids(0, 0))]
    assert shares.tolist() == [20 * AKT, 20 * AKT]
    assert world.validators.tokens_uakt.tolist() == [38 * AKT, 30 * AKT, 20 * AKT, 10 * AKT]
    assert undelegate(world, LAW.staking, ids(4), ids(0), ids(19 * AKT)).all()
    assert world.validators.tokens_uakt[0] == 19 * AKT
    check_everything(world)


def test_an_entry_that_is_empty_already_still_counts_in_full():
    """Half of 40 AKT's power, of which 20 are leaving: 10 from them, 10 from the rest; once more: all 0 left, 10."""
    world = four_validators()
    assert undelegate(world, LAW.staking, ids(4), ids(0), ids(20 * AKT)).all()
    assert slash_for(world, 0, 40, 1.0, height=world.height) == 40 * AKT
    world = four_validators()
    undelegate(world, LAW.staking, ids(4), ids(0), ids(20 * AKT))
    world.unbondings.balance_uakt[0] -= 20 * AKT
    world.ledger.supply["uakt"] -= 20 * AKT
    assert slash_for(world, 0, 40, 0.5, height=world.height) == 10 * AKT


@pytest.mark.parametrize(
    ("undelegated", "since_v1", "unbonding", "with_the_second"),
    [(15, False, 15, 30), (15, True, 5, 35), (5, False, 5, 35), (5, True, 0, 35)],
)
def test_what_was_redelegated_and_then_undelegated_pays_since_v1(undelegated, since_v1, unbonding, with_the_second):
    """Half of power 40 is 20 AKT, of which 10 come from the 20 that moved on; the validator pays the other 10.

    15 of those unbond: before v1.0.0 they go free, and the 5 that are left pay all that they can; since then 10 of the
    15 are burned. Where 5 unbond these are not enough: they are burned, and the delegation of 15 pays 10 all the same.
    """
    world = four_validators()
    assert redelegate(world, LAW.staking, ids(4), ids(0), ids(1), ids(20 * AKT)).all()
    assert undelegate(world, LAW.staking, ids(4), ids(1), ids(undelegated * AKT)).all()
    burned = slash_for(world, 0, 40, 0.5, height=world.height, follows_undelegations=since_v1)
    assert world.unbondings.balance_uakt.tolist() == [unbonding * AKT]
    assert world.validators.tokens_uakt[:2].tolist() == [10 * AKT, with_the_second * AKT]
    assert burned == 10 * AKT + (undelegated - unbonding + 30 + 20 - undelegated - with_the_second) * AKT
    check_everything(world)


@pytest.mark.parametrize(("law", "counted", "jailed_again"), [(LAW, 2, 9_501), (SINCE_V1, 0, 10_001)])
def test_since_v1_who_comes_back_has_a_window_of_grace_and_nothing_in_its_window(law, counted, jailed_again):
    """Down for 10,000 blocks, then, once released, down again; votes are counted from the third block on.

    Until v1.0.0 the two votes after it was jailed stand in the new window, so that its 9,499th absence is one too many;
    since then none does, and it is jailed in the first block beyond a window after its return, with 9,999 missed.
    """
    world = four_validators()
    a_day(world, (0, 0, 9_999), law=law)
    assert world.validators.unbonding_height[0] == 10**6 + 9_501
    assert (world.validators.n_votes[0], len(world.missed_votes)) == (counted, counted // 2)
    assert world.journal.counts["missed_blocks"] == 9_503  # consensus counts them all the same
    assert unjail(world, ids(0)).all()
    a_day(world, (0, 0, BLOCKS - 1), law=law)
    assert world.validators.is_jailed[0]
    assert world.validators.unbonding_height[0] == 10**6 + BLOCKS + jailed_again


def jailed(world) -> None:
    a_day(world, (0, 0, 9_999))


def jailed_just_now(world) -> None:
    """Jailed in the last block that is counted: ten minutes are not over at the boundary."""
    a_day(world, (0, BLOCKS - 9_501, BLOCKS - 1))


def tombstoned(world) -> None:
    a_day(world, twice=((0, 7, 1),))


def without_self_delegation(world) -> None:
    jailed(world)
    undelegate(world, LAW.staking, ids(0), ids(0), ids(world.validators.tokens_uakt[0] // 2))


def below_its_minimum(world) -> None:
    world.validators.min_self_delegation_uakt[0] = 20 * AKT
    jailed(world)  # a share is worth a little less now


@pytest.mark.parametrize(
    ("happens", "is_released"),
    [
        (jailed, True),
        (lambda world: a_day(world), False),
        (jailed_just_now, False),
        (tombstoned, False),
        (without_self_delegation, False),
        (below_its_minimum, False),
    ],
)
def test_a_release_is_for_those_who_may_come_back(happens, is_released):
    world = four_validators()
    happens(world)
    was_jailed = world.validators.is_jailed[0]
    assert unjail(world, ids(0)).tolist() == [is_released]
    assert world.validators.is_jailed[0] == (was_jailed and not is_released)


def test_a_double_sign_burns_by_the_power_then_and_jails_for_ever():
    """The evidence comes two days later, when half of the stake has gone: 5 % of 40 AKT come from both halves."""
    world = four_validators()
    a_day(world, twice=((0, 5, 2 * BLOCKS),))
    assert undelegate(world, LAW.staking, ids(4), ids(0), ids(20 * AKT)).all()
    a_day(world)
    assert not world.validators.is_jailed.any()
    a_day(world)
    assert world.unbondings.balance_uakt.tolist() == [19 * AKT]
    assert world.validators.tokens_uakt[0] == 19 * AKT
    assert world.validators.is_tombstoned.tolist() == [True, False, False, False]
    assert world.journal.money["unbonding stake slashed for a double sign", "uakt"] == AKT
    a_day(world, twice=((0, 5, 1),))
    assert world.validators.tokens_uakt[0] == 19 * AKT


@pytest.mark.parametrize(("days", "blocks", "counts"), [(1, 10**9, True), (10**3, 1, True), (1, 1, False)])
def test_evidence_is_too_old_when_it_is_older_than_both_ages(days, blocks, counts):
    world = four_validators()
    law = changed_law(LAW, evidence={"max_age_duration": days * DAY, "max_age_num_blocks": blocks})
    sign_blocks(world, law, faults(world, twice=((1, 0, BLOCKS + 2),)))
    world.epoch += 1
    sign_blocks(world, law, faults(world))
    assert world.validators.is_tombstoned[1] == counts


def test_who_is_not_in_the_set_signs_nothing_twice_and_misses_nothing():
    world = four_validators()
    a_day(world, (3, 0, BLOCKS - 1), twice=((3, 7, 1),))
    assert world.journal.counts["missed_blocks"] == 0
    assert not world.validators.is_jailed.any()
    assert world.validators.n_votes.tolist() == [BLOCKS, BLOCKS, BLOCKS, 0]


def test_what_is_offline_is_weighed_by_power_over_the_blocks():
    """90 AKT vote: 40 are down for a quarter of the day, 20 for the second half of that quarter: 50/360, 60/90."""
    world = four_validators()
    world.journal.begin()
    update_validator_set(world, LAW.staking)
    sign_blocks(world, LAW, faults(world, (0, 0, 3_599), (2, 1_800, 3_599)))
    now = Moment(world, LAW, None, None)
    readings = {series.name: series for series in SERIES}
    epochs = Epochs.of_one(now, [series.value for series in SERIES])
    found = {name: next(iter(series.columns(epochs)))[0] for name, series in readings.items()}
    assert found["bonded_offline_mean"] == pytest.approx(50 / 360, rel=1e-12)
    assert found["bonded_offline_worst"] == 60 / 90
    assert found["third_offline"] == 1
    assert found["missed_blocks"] == 5_400


def test_where_nothing_goes_wrong_nothing_is_touched():
    world = four_validators()
    before = world.validators.rows.copy()
    sign_blocks(world, LAW, None)
    assert (world.validators.rows == before).all()
    assert not world.journal.counts


def test_delegations_to_a_jailed_validator_are_taken():
    world = four_validators()
    jailed(world)
    assert delegate(world, ids(4), ids(0), ids(AKT)).all()
    check_everything(world)
