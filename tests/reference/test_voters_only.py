"""Distribution without proposers, from v1.0.0 on: by hand from x/distribution/keeper/allocation.go."""

from __future__ import annotations

from econsim.reference.bank import DISTRIBUTION, FEE_COLLECTOR
from econsim.reference.chain import Chain
from econsim.reference.commission_rates import Commission
from econsim.reference.decimal18 import ONE, ZERO, Dec
from econsim.reference.distribution import Distribution, DistributionParams
from econsim.reference.shares import Validator
from tests.reference.staking_chain import chain_of

LAW = DistributionParams(Dec.parse("0.02"), Dec.parse("0.01"), Dec.parse("0.04"))


def allocated(fees: int, *powers: int) -> Distribution:
    distribution = Distribution(LAW)
    distribution.bank.mint(FEE_COLLECTOR, fees)
    votes = []
    for index, power in enumerate(powers):
        validator = Validator(index, index, power, Dec.whole(power), "bonded", commission=Commission(ZERO, ONE, ONE))
        distribution.after_validator_created(validator)
        votes.append((validator, power))
    distribution.allocate_to_voters(sum(powers), votes)
    return distribution


def test_voters_share_everything_above_the_tax():
    """100 x 0.98 x 10 / 11 and x 1 / 11, cut at 18 decimals twice; the tax and what was cut go to the pool."""
    distribution = allocated(100, 10, 1)
    large, small = (distribution.rewards[index].outstanding for index in (0, 1))
    assert large == Dec.parse("0.909090909090909090").mul_truncate(Dec.whole(98))
    assert small == Dec.parse("0.090909090909090909").mul_truncate(Dec.whole(98))
    assert distribution.community_pool == Dec.whole(100) - large - small
    assert Dec.whole(2) < distribution.community_pool < Dec.parse("2.000000000000001")
    assert distribution.bank.balance(DISTRIBUTION) == 100


def test_without_voters_it_is_all_the_community_s():
    assert allocated(100).community_pool == Dec.whole(100)


def stepped(release: str) -> Chain:
    """Return a chain of two validators after three blocks; validator 1 proposes all of them."""
    chain = chain_of(3_000_000, 1_000_000, release=release)
    for time in (6, 12, 18):
        chain.begin_block(time, proposer=1)
        chain.end_block()
    return chain


def test_a_proposer_gets_nothing_for_it_from_v1_0_0_on():
    share = {}
    for release in ("v0.26.0", "v1.0.0"):
        rewards = stepped(release).distribution.rewards
        share[release] = rewards[1].outstanding.steps / rewards[0].outstanding.steps
    assert abs(share["v1.0.0"] - 1 / 3) < 1e-12
    assert share["v0.26.0"] > 0.35


def test_from_v2_0_0_a_block_s_mint_is_handed_out_in_the_next():
    waiting = {release: stepped(release).bank.balance(FEE_COLLECTOR) for release in ("v1.0.0", "v2.0.0")}
    assert waiting["v1.0.0"] == 0
    assert waiting["v2.0.0"] > 0
