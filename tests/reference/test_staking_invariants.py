"""The chain's own invariants and ours hold whatever is done to the staking side of the reference chain.

Numbers are those of the chain's invariants (x/crisis): 1, 2 bank; 3 to 6 staking; 7 to 10 distribution. M1, M2, M4, M5
are ours: supply, conservation of rewards, what F1 may leave over, entries that only shrink.
"""

from __future__ import annotations

from copy import deepcopy

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from econsim.reference.bank import BONDED_POOL, DISTRIBUTION, FEE_COLLECTOR, NOT_BONDED_POOL
from econsim.reference.decimal18 import ZERO, Dec, total
from econsim.reference.delegation import delegate, redelegate, undelegate
from econsim.reference.failures import Refused
from econsim.reference.operators import create_validator, edit_commission
from econsim.reference.validator_set import by_power
from tests.reference.staking_chain import BLOCK_SECONDS, COMMISSION, UNBONDING_TIME, chain_of

VALIDATORS = st.integers(0, 4)
PEOPLE = st.sampled_from([0, 1, 2, 3, 4, 8, 9])
PERCENT = st.sampled_from([1, 50, 100, 100, 101])
AMOUNTS = st.sampled_from([3_333_333, 1_000_000, 12_345_678, 999_999, 1, 0, 20_000_000])


def everything(chain):
    return chain.bank, chain.staking, chain.distribution, chain.slashing.infos


def staked(chain):
    entries = sum(entry.balance for entry in chain.staking.unbondings)
    return entries + sum(validator.tokens for validator in chain.staking.validators.values())


def owed(chain):
    """Return all that distribution owes: to validators, delegators and the community."""
    return (
        total(record.outstanding for record in chain.distribution.rewards.values()) + chain.distribution.community_pool
    )


def in_purses(chain):
    """Return what people hold: their accounts have numbers."""
    return sum(amount for account, amount in chain.bank.balances.items() if isinstance(account, int))


class StakingSide(RuleBasedStateMachine):
    @initialize(tokens=st.permutations([5_000_001, 3_000_000, 2_999_999, 999_999]))
    def begin(self, tokens):
        self.chain = chain_of(*tokens, rich=60_000_000)
        self.chain.bank.mint(8, 30_000_000)
        self.chain.begin_block(BLOCK_SECONDS)

    def attempt(self, message, *arguments):
        """Carry out a message; one that is refused leaves everything as it was; none changes the supply."""
        before, supply = deepcopy(everything(self.chain)), self.chain.bank.supply
        try:
            message(*arguments)
        except Refused:
            assert everything(self.chain) == before
        assert self.chain.bank.supply == supply

    def a_delegation(self, data):
        """Return a delegator, a validator and what the delegation is worth [whole uakt]; nobody's without any."""
        staking = self.chain.staking
        if not staking.delegations:
            return 9, 0, 0
        delegator, index = data.draw(st.sampled_from(sorted(staking.delegations)))
        shares = staking.delegations[delegator, index]
        return delegator, index, staking.validators[index].tokens_from_shares(shares).truncate_int()

    @rule(
        blocks=st.integers(1, 8),
        proposer=st.none() | VALIDATORS,
        absent=st.none() | VALIDATORS,
        seconds=st.sampled_from([BLOCK_SECONDS, UNBONDING_TIME // 2]),
    )
    def next_blocks(self, blocks, proposer, absent, seconds):
        for _ in range(blocks):
            self.next_block(lambda: None, proposer, absent, seconds)

    @rule(accused=VALIDATORS, power=st.sampled_from([3, 9, 400]))
    def double_sign(self, accused, power):
        """Evidence of three blocks ago: what left since is slashed too."""
        now = self.chain.block
        if accused in self.chain.slashing.infos:
            height, time = now.height - 2, now.time - 2 * BLOCK_SECONDS
            evidence = (accused, power, height, time)
            self.next_block(lambda: self.chain.slashing.handle_double_sign(*evidence), None, None, BLOCK_SECONDS)

    def next_block(self, evidence, proposer, absent, seconds):
        """M1: what is burned is what stakers lose. M2: fees and mint are owed afterwards, but for rewards paid out.

        A slash pays rewards out where it reaches a redelegation.
        """
        chain = self.chain
        chain.end_block()
        bank, stake, fees, debts = chain.bank, staked(chain), chain.bank.balance(FEE_COLLECTOR), owed(chain)
        supply, purses = bank.supply, in_purses(chain)
        minted = chain.begin_block(chain.block.time + seconds, proposer=proposer, absent={absent})
        evidence()
        burned = stake - staked(chain)
        assert burned >= 0
        assert bank.supply == supply + minted - burned
        assert bank.balance(FEE_COLLECTOR) == 0
        assert owed(chain) == debts + Dec.whole(fees + minted - (in_purses(chain) - purses))

    @rule(delegator=PEOPLE, index=VALIDATORS, amount=AMOUNTS)
    def delegate(self, delegator, index, amount):
        self.attempt(delegate, self.chain.staking, delegator, index, amount)

    @rule(data=st.data(), percent=PERCENT)
    def undelegate(self, data, percent):
        delegator, index, worth = self.a_delegation(data)
        self.attempt(undelegate, self.chain.staking, delegator, index, worth * percent // 100)

    @rule(data=st.data(), percent=PERCENT, destination=VALIDATORS)
    def redelegate(self, data, percent, destination):
        delegator, index, worth = self.a_delegation(data)
        self.attempt(redelegate, self.chain.staking, delegator, index, destination, worth * percent // 100)

    @rule(data=st.data())
    def withdraw(self, data):
        delegator, index, _ = self.a_delegation(data)
        self.attempt(self.chain.withdraw_rewards, delegator, index)
        self.attempt(self.chain.withdraw_commission, index)

    @rule(index=VALIDATORS, amount=AMOUNTS, rate=st.sampled_from(["0", "0.15", "0.2", "0.6"]))
    def operate(self, index, amount, rate):
        self.attempt(create_validator, self.chain.staking, index, index, amount, COMMISSION)
        self.attempt(edit_commission, self.chain.staking, index, Dec.parse(rate))
        self.attempt(self.chain.slashing.unjail, index)

    @rule(sender=PEOPLE, amount=AMOUNTS)
    def pay(self, sender, amount):
        self.attempt(self.chain.bank.send, sender, FEE_COLLECTOR, amount)
        self.attempt(self.chain.distribution.fund_community_pool, sender, amount)

    @invariant()
    def bank_balances(self):
        """1 nonnegative-outstanding, 2 total-supply."""
        balances = self.chain.bank.balances.values()
        assert min(balances) >= 0
        assert sum(balances) == self.chain.bank.supply

    @invariant()
    def staking_pools(self):
        """3 module-accounts, 4 nonnegative-power."""
        staking, bank = self.chain.staking, self.chain.bank
        bonded = sum(one.tokens for one in staking.validators.values() if one.status == "bonded")
        assert bank.balance(BONDED_POOL) == bonded
        assert bank.balance(NOT_BONDED_POOL) == staked(self.chain) - bonded
        assert all(validator.tokens >= 0 for validator in staking.validators.values())
        order = by_power(staking.validators.values(), staking.params.power_reduction)
        assert [v.tokens // 1_000_000 for v in order] == sorted((v.tokens // 1_000_000 for v in order), reverse=True)

    @invariant()
    def shares(self):
        """5 positive-delegation, 6 delegator-shares; M5."""
        staking = self.chain.staking
        assert all(shares > ZERO for shares in staking.delegations.values())
        for index, validator in staking.validators.items():
            assert total(held for (_, other), held in staking.delegations.items() if other == index) == validator.shares
        assert {index for _, index in staking.delegations} <= set(staking.validators)
        assert all(0 <= entry.balance <= entry.initial_balance for entry in staking.unbondings)

    @invariant()
    def rewards(self):
        """7 nonnegative-outstanding, 9 reference-count, 10 module-account (all flows are whole, hence exactly)."""
        distribution, staking = self.chain.distribution, self.chain.staking
        assert set(distribution.rewards) == set(staking.validators)
        for index, record in distribution.rewards.items():
            delegators = {delegator for delegator, other in staking.delegations if other == index}
            assert min(record.outstanding, record.commission, record.current) >= ZERO
            assert set(record.starts) == delegators
            assert record.reference_count() == 1 + len(delegators) + len(record.slash_events)
        assert Dec.whole(self.chain.bank.balance(DISTRIBUTION)) == owed(self.chain)

    @rule()
    def what_is_owed_can_be_withdrawn(self):
        """8 can-withdraw; M4: what delegators and operator may claim is all but less than one uakt a delegation."""
        chain = deepcopy(self.chain)
        chain.block.height += 1  # a delegation made in this block earns nothing in it
        for index, validator in chain.staking.validators.items():
            record = chain.distribution.rewards[index]
            held = {who: shares for (who, other), shares in chain.staking.delegations.items() if other == index}
            claims = total(chain.distribution.pending(who, validator, shares) for who, shares in held.items())
            if validator.tokens > 0:
                left = record.outstanding - record.commission - claims
                assert -Dec(len(held)) <= left < Dec.whole(1 + len(held))
            if record.commission:
                chain.withdraw_commission(index)
            for delegator in held:
                chain.withdraw_rewards(delegator, index)
                assert record.outstanding >= ZERO

    @invariant()
    def the_set_is_the_strongest(self):
        """After an end of block the bonded are the first three with power that are not jailed."""
        staking = self.chain.staking
        bonded = {one.index for one in staking.validators.values() if one.status == "bonded"}
        assert bonded == set(staking.last_powers)
        assert len(bonded) <= 3


StakingSide.TestCase.settings = settings(max_examples=30, stateful_step_count=40)
TestStakingSide = StakingSide.TestCase
