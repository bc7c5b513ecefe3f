"""What cannot be of the market is refused in one line that names the key and the cure."""

from __future__ import annotations

import pytest

import econsim
from econsim.errors import ScenarioError

CLASS, MODELS = "population.tenants.classes.ai_training.", "a100, a6000, rtx4090, rtx3090, t4, v100, h100"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("patience={kind: exponential, hours: -2}", "patience.hours is -2; expected above 0 to 1000000"),
        ("patience={kind: fixed, hours: 2 hours}", "patience.hours is '2 hours'; expected a number"),
        ("patience={kind: gamma, hours: 3}", "patience.kind is 'gamma'; expected none, exponential, fixed or endless"),
        ("patience={kind: endless, hours: 3}", "patience.hours is given, and patience of kind 'endless' takes none"),
        ("patience=2", "patience is 2; expected a map"),
        ("retries=-1", "retries is -1; expected 0 to 1000"),
        ("retry_share=1.1", "retry_share is 1.1; expected 0 to 1; did you mean 0.011?"),
        ("retry_share=50%", "retry_share is '50%'; expected a number; did you mean 0.5?"),
        ("retry_hours=0", "retry_hours is 0; expected above 0 to"),
        (
            "second_choice.a100.h100=0.5",
            "second_choice.a100: shares add up to 1.2; expected 1 (h100: 0.5, a6000: 0.3, ",
        ),
        (
            "second_choice={b100: {leave: 1}}",
            f"second_choice.b100: no such GPU model; providers.gpu_models has {MODELS}",
        ),
        (
            "second_choice={a100: {h100: 0, b200: 0.3}}",
            f"second_choice.a100.b200: no such GPU model; providers.gpu_models has {MODELS}",
        ),
        ("second_choice={a100: {a100: 0}}", "second_choice.a100.a100 is the model itself; give shares of other models"),
        ("second_choice=h100", "second_choice is 'h100'; expected a map"),
        ("least_uptime=99.9", "least_uptime is 99.9; expected 0 to 1; did you mean 0.999?"),
        ("reopen_share=-1", "reopen_share is -1; expected 0 to 1"),
        ("one_at_a_time=2", "one_at_a_time is 2; expected true or false"),
        ("/policies.tenant_choice={kind: logit, trust_weight: -1}", "tenant_choice.trust_weight is -1; expected 0 to"),
        (
            "/policies.tenant_choice={kind: tier_first, least_uptime: 99}",
            "least_uptime is 99; expected 0 to 1; did you ",
        ),
        (
            "/policies.provider_pricing={kind: capacity_aware, slope: -1}",
            "provider_pricing.slope is -1; expected 0 to 100",
        ),
        (
            "/policies.provider_pricing={kind: equilibrium, cost_law: uniform, cost_low: 2, cost_high: 1}",
            "provider_pricing.cost_low is 2; lower it below cost_high, 1",
        ),
        (
            "/population.tenants.provider_trust={half_life: 90}",
            "half_life is 90; expected a duration with its unit, such",
        ),
        ("/population.providers.bids_again=false", "nobody would bid on who waits: set providers.bids_again to true"),
        ("/population.providers.gpus_per_node=[0]", "population.providers.gpus_per_node.0 is 0; expected above 0 to"),
        (
            "/shocks.node_outages={kind: renewal, cpu_node_mtbf_hours: 0}",
            "cpu_node_mtbf_hours is 0; expected above 0 to",
        ),
        (
            "/shocks.node_outages={kind: renewal, data_centre_mtbf_gpu_hours: 1e-9}",
            "50,000,000 at most, so raise its times between failures or run fewer epochs",
        ),
    ],
)
def test_it_is_refused_in_one_line(given: str, says: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        econsim.load_scenario("mainnet7", [given[1:] if given.startswith("/") else CLASS + given])
    (line,) = str(refused.value).splitlines()
    assert says in line
