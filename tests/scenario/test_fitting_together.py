"""Numbers that are each allowed and do not fit together are refused, with where and why."""

from __future__ import annotations

import pytest

from econsim.errors import ScenarioError
from econsim.networks.catalogue import load_scenario
from tests.scenario.scenario_files import mistakes, written


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "chain: {distribution: {community_tax: 0.96}}",
            "3:24 chain.distribution.community_tax is 0.96; with the proposer rewards, 0.05, it is above 1",
        ),
        (
            "chain: {mint: {inflation_min: 0.2}}",
            "3:16 chain.mint.inflation_min is 0.2; above inflation_max 0.15",
        ),
        (
            "chain: {take: {denom_take_rates: {uakt: null}}}",
            "3:16 chain.take.denom_take_rates: has no uakt; the chain requires a rate for it",
        ),
        (
            "population: {providers: {gpu_providers: 61}}",
            "3:26 population.providers.gpu_providers is 61; there are 60 providers",
        ),
        (
            "population: {providers: {gpu_providers: 0}}",
            "3:26 population.providers.gpu_providers is 0; somebody must have the GPUs of gpu_models",
        ),
        (
            "population: {tenants: {classes: {web: {accounts_share: 0.7}}}}",
            "3:24 population.tenants.classes: accounts_share add up to 1.1; expected 1",
        ),
        (
            "population: {tenants: {classes: {web: {threads: {8: 0.5}}}}}",
            "population.tenants.classes.web.threads: shares add up to 1.0907; expected 1 (1: 0.0537, 2: 0.1611, "
            "4: 0.3759, 8: 0.5)",
        ),
        (
            "population: {tenants: {classes: {web: {threads_per_gpu: 8}}}}",
            "population.tenants.classes.web.threads is not for a class that asks for gpus",
        ),
        (
            "population: {providers: {gpu_models: {t4: null}}}",
            "population.tenants.classes.ai_inference.gpu_models.t4: no such GPU model",
        ),
        (
            "population: {tenants: {classes: {web: {lease_days: 0.01}}}}",
            "3:40 population.tenants.classes.web.lease_days is 0.01; its short leases alone last as long on average",
        ),
        (
            "policies: {delegation: [{kind: sticky, share: 0.5}, {kind: logit, share: 0.4}]}",
            "3:12 policies.delegation: has shares that add up to 0.9; expected 1",
        ),
        (
            "policies: {delegation: [{kind: sticky, share: 0.5}, {kind: logit}]}",
            "3:53 policies.delegation.1.share: missing; each policy of a list has a share of the rows",
        ),
        (
            "timeline: {old: {date: 2023-08-30, set: {chain.staking.max_validators: 90}}}",
            "3:18 timeline.old.date is 2023-08-30T00:00:00Z, before the run starts (2023-08-31T15:45:00Z)",
        ),
        (
            "timeline: {x: {date: 2024-01-01, set: {chain.staking.max_validator: 90}}}",
            "3:40 timeline.x.set.chain.staking.max_validator: no such field; did you mean max_validators?",
        ),
        (
            "timeline: {x: {date: 2024-01-01, set: {chain.staking.max_validators.more: 90}}}",
            "3:40 timeline.x.set.chain.staking.max_validators.more is a map; expected a whole number",
        ),
        (
            "timeline: {x: {date: 2024-01-01, set: {chain.staking: 90}}}",
            "3:40 timeline.x.set.chain.staking: no such chain parameter; an event sets what is below chain.mint,",
        ),
        (
            "timeline: {x: {date: 2023-09-01, set: {chain.deployment.min_deposits.uusdc: null}}}",
            "timeline.x.set.chain.deployment.min_deposits.uusdc: null removes an inherited entry, and there is none",
        ),
        (
            "population: {tenants: {classes: {trial: {threads: {02: 0.2}}}}}",
            "population.tenants.classes.trial.threads.02 is no name that can stand here; expected a whole number",
        ),
        (
            "timeline: {x: {date: 2024-01-01, set: {run.epochs: 90}}}",
            "3:40 timeline.x.set.run.epochs: no such chain parameter; an event sets what is below chain.mint,",
        ),
        (
            "timeline: {x: {date: 2024-01-01, set: {chain.release: v0.26.0}}}",
            "3:40 timeline.x.set.chain.release is the software's version; change it with `upgrade`",
        ),
        (
            "timeline: {x: {date: 2024-01-01, set: {chain.mint.inflation_min: 13}}}",
            "3:40 timeline.x.set.chain.mint.inflation_min is 13; expected 0 to 1; did you mean 0.13?",
        ),
        (
            "timeline: {x: {date: 2024-01-01, set: {chain.mint.inflation_min: 0.2}}}",
            "3:40 timeline.x.set.chain.mint.inflation_min is 0.2; above inflation_max 0.15",
        ),
        (
            "run: {epochs: 474}\nshocks: {akt_price: {kind: history}}",
            "4:22 shocks.akt_price: knows prices until 2024-12-16 12:00, and the last epoch begins on "
            "2024-12-16 15:45; say what follows, `then: {kind: constant}`, or run fewer epochs",
        ),
        (
            "genesis: {total_supply_uakt: 1 AKT}",
            "3:11 genesis.total_supply_uakt is less than stake, unbonding and idle AKT, the pool and providers' "
            "wallets together",
        ),
        ("run: {epoch_length: 1 s}", "3:7 run.epoch_length is shorter than a block"),
        ("run: {epoch_length: 99999999 days}", "3:7 run.epoch_length is '99999999 days'; expected 100000 days at most"),
    ],
)
def test_what_does_not_fit_together_is_refused(tmp_path, text, complaint):
    found = mistakes(tmp_path, text)
    assert len(found) == 1
    assert complaint in found[0]


def test_a_price_history_needs_no_sequel_where_it_covers_the_run(tmp_path):
    """2023-08-31T15:45Z plus 472 days is 2024-12-15T15:45Z; the last price known is that of 2024-12-16T12:00Z."""
    for epochs, is_covered in ((473, True), (474, False)):
        path = written(
            tmp_path,
            f"schema: 1\nextends: mainnet6\nrun: {{epochs: {epochs}}}\nshocks: {{akt_price: {{kind: history}}}}",
        )
        if is_covered:
            assert load_scenario(path).shocks.akt_price.kind == "history"
        else:
            with pytest.raises(ScenarioError, match="knows prices until 2024-12-16"):
                load_scenario(path)


def test_a_price_history_may_name_what_follows(tmp_path):
    sequel = load_scenario("mainnet6", ["shocks.akt_price={kind: history, then: {kind: constant, usd: 2.0}}"])
    assert sequel.shocks.akt_price.then.usd == 2.0


def test_a_metric_has_one_objective(tmp_path):
    one = "{metric: net_apr, better: higher, smallest_effect: 0.001}"
    assert mistakes(tmp_path, f"objectives: [{one}, {one}]") == [
        "3:15 objectives.0.metric is 'net_apr'; a metric has one objective",
        "3:74 objectives.1.metric is 'net_apr'; a metric has one objective",
    ]
