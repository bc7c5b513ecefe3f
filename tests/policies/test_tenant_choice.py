from types import MappingProxyType

import numpy as np
import pytest

from econsim.columns import Own
from econsim.draws import Draws, Streams
from econsim.errors import ScenarioError
from econsim.networks.catalogue import load_scenario
from econsim.policies.tenants.choice import Cheapest, LevelRequired, Logit, Random, TierFirst


def weights(policy):
    own = Own(np.arange(3), MappingProxyType({"tenant_class": np.zeros(3), "trust": np.ones(3)}))
    return policy.decide(own, None, Draws(Streams(1, 0), "tenant_choice", 0, 3))


def utility(choice, bid, is_audited, taste):
    return -choice.price_weight[0] * bid + choice.audit_weight[0] * is_audited + choice.taste_weight[0] * taste


def test_the_cheapest_bid_wins_whatever_else_is_said_for_the_other():
    choice = weights(Cheapest())
    assert utility(choice, 0.50, 0, 0.0) > utility(choice, 0.51, 1, 5.0)


def test_logit_takes_a_dearer_bid_for_a_signature():
    # 10 x 0.05 dearer counts 0.5, the signature 1
    choice = weights(Logit())
    assert utility(choice, 0.50, 0, 0.0) < utility(choice, 0.55, 1, 0.0)
    assert utility(choice, 0.50, 0, 0.0) > utility(choice, 0.61, 1, 0.0)


def test_logit_without_audit_weight_ignores_the_signature():
    choice = weights(Logit(audit_weight=0.0))
    assert utility(choice, 0.50, 0, 0.0) > utility(choice, 0.51, 1, 0.0)


def test_logit_with_a_high_price_weight_takes_the_cheapest_whatever_the_taste():
    choice = weights(Logit(price_weight=1e6))
    assert utility(choice, 0.50, 0, 0.0) > utility(choice, 0.51, 1, 30.0)


def test_every_row_gets_weights():
    for policy in (Cheapest(), Logit(trust_weight=2.0), Random(), TierFirst()):
        choice = weights(policy)
        for column in (choice.price_weight, choice.audit_weight, choice.taste_weight):
            assert column.shape == (3,)
            assert column.dtype == np.float64


def test_logit_weighs_trust_as_it_is_told():
    assert weights(Logit(trust_weight=2.0)).trust_weight.tolist() == [2.0] * 3
    assert np.all(weights(Logit()).trust_weight == 0.0)


def test_a_weight_by_which_tenants_seek_who_failed_them_is_refused_in_one_line():
    with pytest.raises(ScenarioError, match=r"^[^\n]*tenant_choice.trust_weight is -1; expected 0 to 1000000$"):
        load_scenario("mainnet6", ["policies.tenant_choice.trust_weight=-1"])


def test_random_takes_a_bid_for_its_taste_whatever_its_price_and_signature():
    choice = weights(Random())
    assert utility(choice, 9.0, 0, 0.1) > utility(choice, 0.1, 1, 0.0)


def test_tier_first_gives_the_uptime_that_counts_and_every_other_policy_goes_by_utility():
    assert weights(TierFirst(least_uptime=0.95)).least_uptime.tolist() == [0.95] * 3
    assert weights(TierFirst()).least_uptime.tolist() == [0.99] * 3
    for policy in (Cheapest(), Logit(), Random()):
        assert np.isnan(weights(policy).least_uptime).all()


def test_who_requires_a_level_weighs_bids_like_the_others():
    required, plain = weights(LevelRequired(required_level=3, trust_weight=1.5)), weights(Logit(trust_weight=1.5))
    assert required.required_level.tolist() == [3, 3, 3]
    assert plain.required_level == 0
    for name in ("price_weight", "audit_weight", "taste_weight", "trust_weight"):
        assert np.array_equal(getattr(required, name), getattr(plain, name))
