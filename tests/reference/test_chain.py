"""The order of a block and what crosses module borders, by hand from the Go code."""

from __future__ import annotations

from copy import deepcopy

import pytest

from econsim.reference.bank import BONDED_POOL, DISTRIBUTION, FEE_COLLECTOR, NOT_BONDED_POOL
from econsim.reference.commission_rates import Commission
from econsim.reference.decimal18 import Dec, total
from econsim.reference.delegation import delegate, redelegate, undelegate
from econsim.reference.delegator_rewards import Start, ValidatorRewards, delegation_rewards
from econsim.reference.failures import Halted, Refused
from econsim.reference.operators import create_validator, edit_commission
from econsim.reference.slash import slash
from tests.reference.staking_chain import BLOCK_SECONDS, COMMISSION, UNBONDING_TIME, chain_of


def dec(number: str) -> Dec:
    return Dec.parse(number)


def step(chain, blocks=1, **begin):
    for _ in range(blocks):
        chain.begin_block(chain.block.time + BLOCK_SECONDS, **begin)
        chain.end_block()


def test_the_first_set_is_the_strongest_and_its_tokens_are_in_the_bonded_pool():
    chain = chain_of(3_000_000, 1_000_000, 999_999, 2_000_000)
    assert chain.voters() == {0: 3, 3: 2, 1: 1}
    assert chain.bank.balance(BONDED_POOL) == 6_000_000
    assert chain.bank.balance(NOT_BONDED_POOL) == 999_999


def test_the_mint_of_a_block_is_shared_out_in_it_with_the_fees_of_the_last_one():
    """Bonded 3 of 1003: inflation rises by (1 - 0.002991027 / 0.67) / 1000 to 0.130995536. Block 1 shares nothing."""
    chain = chain_of(3_000_000)
    first = chain.begin_block(6)
    assert chain.bank.balance(FEE_COLLECTOR) == first
    chain.bank.send(9, FEE_COLLECTOR, 500)
    second = chain.begin_block(12)
    assert chain.bank.balance(FEE_COLLECTOR) == 0
    assert chain.bank.balance(DISTRIBUTION) == first + 500 + second
    assert first == 131_388  # 0.130995536 x 1,003,000,000 / 1,000 = 131,388.5


def test_the_proposer_of_a_block_is_paid_in_the_next_one():
    """Both have power 1 and all sign: the proposer has 0.05 of it all beside the voters' halves of 0.93."""
    chain = chain_of(1_000_000, 1_000_000)
    step(chain, proposer=0)
    chain.bank.burn(FEE_COLLECTOR, chain.bank.balance(FEE_COLLECTOR))
    minted = chain.begin_block(12, proposer=1)
    rewards = chain.distribution.rewards
    assert rewards[0].outstanding == Dec.whole(minted) * dec("0.515")
    assert rewards[1].outstanding == Dec.whole(minted) * dec("0.465")
    assert chain.distribution.community_pool == Dec.whole(minted) * dec("0.02")


def test_an_update_of_the_set_reaches_the_votes_three_blocks_later():
    chain = chain_of(3_000_000)
    chain.begin_block(6)
    delegate(chain.staking, 9, 0, 1_000_000)
    assert chain.end_block() == [(0, 4)]
    assert chain.voters() == {0: 3}
    step(chain)
    assert chain.voters() == {0: 3}
    step(chain)
    assert chain.voters() == {0: 4}


def test_rewards_that_a_delegation_pays_out_first_can_be_delegated_at_once():
    chain = chain_of(1_000_000, rich=500_000)
    delegate(chain.staking, 9, 0, 500_000)
    step(chain, blocks=3)
    pending = chain.distribution.withdrawable(9, chain.staking.validators[0], Dec.whole(500_000))
    assert pending > 0
    with pytest.raises(Refused, match="rewards included"):
        delegate(chain.staking, 9, 0, pending + 1)
    delegate(chain.staking, 9, 0, pending)
    assert chain.bank.balance(9) == 0


def test_a_commission_changes_at_most_once_in_24_hours_and_acts_from_the_next_block():
    chain = chain_of(1_000_000)
    chain.begin_block(24 * 3600 - 1)
    with pytest.raises(Refused, match="24 hours"):
        edit_commission(chain.staking, 0, dec("0"))
    chain.begin_block(24 * 3600)
    for rate, said in (("0.200000000000000001", "rises"), ("0.6", "above"), ("-0.1", "negative")):
        with pytest.raises(Refused, match=said):
            edit_commission(chain.staking, 0, dec(rate))
    earned = chain.distribution.rewards[0].commission
    edit_commission(chain.staking, 0, dec("0"))
    chain.begin_block(24 * 3600 + 6)
    assert chain.distribution.rewards[0].commission == earned
    with pytest.raises(Refused, match="24 hours"):
        edit_commission(chain.staking, 0, dec("0.1"))


@pytest.mark.parametrize(
    ("tokens", "minimum", "commission"),
    [
        (0, 1, COMMISSION),
        (10, 0, COMMISSION),
        (10, 11, COMMISSION),
        (101, 1, COMMISSION),
        (10, 1, Commission(dec("0.2"), dec("0.1"), dec("0"))),
    ],
)
def test_a_validator_that_breaks_a_rule_is_not_created(tokens, minimum, commission):
    chain = chain_of(1_000_000)
    chain.bank.mint(5, 100)
    with pytest.raises(Refused):
        create_validator(chain.staking, 5, 5, tokens, commission, minimum)
    assert set(chain.staking.validators) == set(chain.distribution.rewards) == {0}
    assert chain.bank.balance(5) == 100


def test_who_misses_too_many_blocks_is_slashed_jailed_and_comes_back_after_its_time():
    """Window 4, at most 2 missed: past height 4 a third one in the window is too many. 1 % of power 2 is 20,000."""
    chain = chain_of(2_000_000, 5_000_000)
    step(chain, blocks=4)
    step(chain, blocks=2, absent={0})
    assert not chain.staking.validators[0].is_jailed
    chain.begin_block(42, absent={0})
    validator = chain.staking.validators[0]
    assert (validator.is_jailed, validator.tokens, validator.status) == (True, 1_980_000, "bonded")
    assert chain.end_block() == [(0, 0)]
    assert (validator.status, validator.unbonding_end) == ("unbonding", 42 + UNBONDING_TIME)
    chain.begin_block(42 + 29)
    with pytest.raises(Refused, match="until 72"):
        chain.slashing.unjail(0)
    chain.begin_block(42 + 30)
    chain.slashing.unjail(0)
    assert chain.end_block() == [(0, 1)]
    with pytest.raises(Refused, match="not jailed"):
        chain.slashing.unjail(0)


def test_who_signs_twice_never_comes_back():
    chain = chain_of(2_000_000, 5_000_000)
    step(chain, blocks=3)
    chain.slashing.handle_double_sign(0, power=2, height=2, time=12)
    chain.end_block()
    assert chain.staking.validators[0].tokens == 1_900_000
    chain.slashing.handle_double_sign(0, power=2, height=2, time=12)
    assert chain.staking.validators[0].tokens == 1_900_000
    chain.block.time = 10**9
    with pytest.raises(Refused, match="for ever"):
        chain.slashing.unjail(0)


@pytest.mark.parametrize(("age", "blocks", "counts"), [(60, 11, True), (61, 10, True), (61, 11, False)])
def test_evidence_is_too_old_when_both_its_time_and_its_blocks_are(age, blocks, counts):
    chain = chain_of(2_000_000)
    chain.block.height, chain.block.time = 100, 1_000
    chain.slashing.handle_double_sign(0, power=2, height=100 - blocks, time=1_000 - age)
    assert chain.slashing.infos[0].is_tombstoned is counts


def test_a_slash_follows_stake_that_left_since_and_counts_it_in_full():
    """Half of power 10 is 5: half of the 4 unbonding and of the 2 redelegated count, 2 are left for the validator."""
    chain = chain_of(4_000_000, 1_000_000)
    delegate(chain.staking, 9, 0, 6_000_000)
    chain.block.height = 10
    undelegate(chain.staking, 9, 0, 4_000_000)
    redelegate(chain.staking, 9, 0, 1, 2_000_000)
    supply = chain.bank.supply
    chain.block.height = 11
    burned = slash(chain.staking, 0, 9, 10, dec("0.5"))
    assert (burned.from_validators, burned.from_entries) == (3_000_000, 2_000_000)
    assert chain.staking.unbondings[0].balance == 2_000_000
    assert chain.staking.shares_of(9, 1) == Dec.whole(1_000_000)
    assert [validator.tokens for validator in chain.staking.validators.values()] == [2_000_000, 2_000_000]
    assert chain.bank.supply == supply - 5_000_000


def test_a_slash_leaves_alone_what_left_before_the_infraction_and_what_has_come_free():
    chain = chain_of(4_000_000)
    delegate(chain.staking, 9, 0, 6_000_000)
    chain.block.height = 10
    undelegate(chain.staking, 9, 0, 4_000_000)
    chain.block.height = 12
    assert slash(chain.staking, 0, 11, 6, dec("0.5")).from_entries == 0
    chain.block.time = UNBONDING_TIME
    assert slash(chain.staking, 0, 10, 6, dec("0.5")).from_entries == 0


def test_a_slash_in_the_future_or_of_an_unbonded_validator_changes_nothing():
    chain = chain_of(4_000_000, 999_999)
    with pytest.raises(Halted, match="future"):
        slash(chain.staking, 0, 1, 4, dec("0.5"))
    with pytest.raises(Halted, match="unbonded"):
        slash(chain.staking, 1, 0, 4, dec("0.5"))
    assert chain.bank.supply == 1_000_000_000 + 4_999_999


def test_the_last_delegation_of_an_unbonded_validator_takes_it_away_and_its_dust_goes_to_the_community():
    chain = chain_of(4_000_000, 5_000_000)
    chain.begin_block(6)
    undelegate(chain.staking, 0, 0, 4_000_000)
    chain.end_block()
    step(chain, blocks=4)  # votes of the set before it left go on for two more blocks
    step(chain, blocks=UNBONDING_TIME // BLOCK_SECONDS)
    assert set(chain.staking.validators) == set(chain.distribution.rewards) == {1}
    rewards = total(record.outstanding for record in chain.distribution.rewards.values())
    assert Dec.whole(chain.bank.balance(DISTRIBUTION)) == rewards + chain.distribution.community_pool


def test_a_redelegation_that_empties_its_unbonded_source_is_still_written_down():
    """getBeginInfo does not find the source any more and takes the longest wait."""
    chain = chain_of(1_000_000, 999_999)
    chain.block.time = 7
    entry = redelegate(chain.staking, 1, 1, 0, 999_999)
    assert 1 not in chain.staking.validators
    assert entry is not None
    assert entry.completion_time == 7 + UNBONDING_TIME


def test_a_share_that_is_worth_less_than_a_token_gives_none_back_and_does_not_move():
    """6 tokens for 7 shares: a token costs 7/6 shares, cut to 1.166666666666666666, worth 0.999999999999999999."""
    chain = chain_of(7_000_000, 1_000_000)
    delegate(chain.staking, 9, 0, 7)
    validator = chain.staking.validators[0]
    validator.tokens, validator.shares = 6, Dec.whole(7)
    before = deepcopy(chain.staking)
    with pytest.raises(Refused, match="too little"):
        redelegate(chain.staking, 9, 0, 1, 1)
    assert chain.staking == before
    assert undelegate(chain.staking, 9, 0, 1).balance == 0
    assert chain.staking.shares_of(9, 0) == dec("5.833333333333333334")


def test_nothing_goes_to_a_validator_whose_tokens_were_all_burned():
    chain = chain_of(7_000_000, 1_000_000)
    slash(chain.staking, 1, 0, 1, dec("1"))
    before = deepcopy((chain.bank, chain.staking, chain.distribution))
    with pytest.raises(Refused, match="without tokens"):
        redelegate(chain.staking, 0, 0, 1, 1_000_000)
    with pytest.raises(Refused, match="without tokens"):
        delegate(chain.staking, 9, 1, 1_000_000)
    with pytest.raises(Refused, match="no price"):
        undelegate(chain.staking, 1, 1, 1)
    assert (chain.bank, chain.staking, chain.distribution) == before


def test_a_validator_created_later_waits_24_hours_from_then():
    chain = chain_of(1_000_000)
    chain.bank.mint(5, 10)
    chain.block.time = 77
    assert create_validator(chain.staking, 5, 5, 10, COMMISSION).commission.update_time == 77


def test_who_did_not_sign_earns_as_a_voter_and_lowers_the_proposers_bonus():
    """Half of the power signs: the proposer has 0.01 + 0.04 / 2 = 0.03, the voters (1 - 0.03 - 0.02) / 2 each."""
    chain = chain_of(1_000_000, 1_000_000)
    step(chain, proposer=0)
    chain.bank.burn(FEE_COLLECTOR, chain.bank.balance(FEE_COLLECTOR))
    minted = Dec.whole(chain.begin_block(12, absent={1}))
    rewards = chain.distribution.rewards
    assert rewards[0].outstanding == minted * dec("0.505")
    assert rewards[1].outstanding == minted * dec("0.475")


def test_a_delegation_is_never_paid_more_than_its_validator_is_owed():
    chain = chain_of(1_000_000)
    step(chain, blocks=3)
    chain.distribution.rewards[0].outstanding = dec("2.5")
    pool = chain.distribution.community_pool
    assert chain.withdraw_rewards(0, 0) == 2
    assert chain.distribution.rewards[0].outstanding == dec("0")
    assert chain.distribution.community_pool == pool + dec("0.5")


@pytest.mark.parametrize(("left_at", "burned"), [(5, 1_000), (6, 1_000), (4, 0)])
def test_downtime_reaches_back_to_the_second_block_before(left_at, burned):
    """At height 7 the infraction is taken to be at 5: 1 % of 100,000 that left then or later."""
    chain = chain_of(2_000_000, 5_000_000)
    for _ in range(6):
        chain.begin_block(chain.block.time + 1, absent={0} if chain.block.height >= 4 else ())
        if chain.block.height == left_at:
            undelegate(chain.staking, 0, 0, 100_000)
        chain.end_block()
    chain.begin_block(7, absent={0})
    assert chain.staking.validators[0].is_jailed
    assert chain.staking.unbondings[0].balance == 100_000 - burned
    assert chain.slashing.infos[0].start_height == 0


@pytest.mark.parametrize(("left_at", "burned"), [(4, 5_000), (3, 0)])
def test_a_double_sign_reaches_back_to_the_block_before_it(left_at, burned):
    chain = chain_of(2_000_000, 5_000_000)
    chain.block.height = left_at
    undelegate(chain.staking, 0, 0, 100_000)
    chain.block.height = 6
    chain.slashing.handle_double_sign(0, power=2, height=5, time=0)
    assert chain.staking.unbondings[0].balance == 100_000 - burned


def test_a_validator_that_comes_back_goes_on_with_its_old_count():
    chain = chain_of(2_000_000, 5_000_000)
    step(chain, blocks=7, absent={0})
    assert chain.staking.validators[0].status == "unbonding"
    chain.block.time += 30
    chain.slashing.unjail(0)
    step(chain)
    assert chain.staking.validators[0].status == "bonded"
    assert chain.slashing.infos[0].start_height == 0


def test_entries_end_with_the_first_block_whose_time_has_come():
    chain = chain_of(2_000_000, 5_000_000)
    redelegate(chain.staking, 0, 0, 1, 10)
    undelegate(chain.staking, 0, 0, 20)
    for time, left in ((UNBONDING_TIME - 1, 1), (UNBONDING_TIME, 0)):
        chain.begin_block(time)
        chain.end_block()
        assert (len(chain.staking.redelegations), len(chain.staking.unbondings)) == (left, left)
    assert chain.bank.balance(0) >= 20


def test_what_a_validator_without_tokens_is_allocated_goes_to_the_community_when_its_period_ends():
    """Of 10, 1 is commission and stays owed; the 9 of its delegators are nobody's."""
    chain = chain_of(7_000_000, 1_000_000)
    slash(chain.staking, 1, 0, 1, dec("1"))
    validator = chain.staking.validators[1]
    chain.distribution.allocate_tokens_to_validator(validator, dec("10"))
    chain.distribution.end_period(validator)
    assert chain.distribution.community_pool == dec("9")
    assert chain.distribution.rewards[1].outstanding == dec("1")


def test_a_stake_may_exceed_the_worth_of_its_shares_by_three_steps_of_rounding():
    """It then earns what the shares are worth; more than that, and the chain would stop."""
    record, start = ValidatorRewards(), Start(period=0, stake=dec("1"), height=0)
    worth = dec("0.999999999999999997")
    assert delegation_rewards(record, start, dec("1"), worth, height=1) == worth
    with pytest.raises(Halted, match="exceeds"):
        delegation_rewards(record, start, dec("1"), dec("0.999999999999999996"), height=1)
