"""The channel of outages in scenarios: what is refused, what its law says, and whose nodes it is about."""

from __future__ import annotations

import numpy as np
import pytest

import econsim
from econsim.errors import ScenarioError
from econsim.networks.akash_model import AkashModel
from econsim.shocks.node_outages.shapes import NoOutages, Renewal


def test_the_measured_mtbf_is_the_gpu_hours_of_the_record_over_its_interruptions() -> None:
    """16,384 GPUs for 54 days, 419 unexpected interruptions (The Llama 3 Herd of Models, 3.3.4)."""
    assert Renewal().data_centre_mtbf_gpu_hours == pytest.approx(16_384 * 54 * 24 / 419, rel=1e-4)
    assert Renewal().consumer_mtbf_gpu_hours == pytest.approx(Renewal().data_centre_mtbf_gpu_hours / 10)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            "shocks.node_outages={kind: renewal, data_centre_mtbf_gpu_hours: 0}",
            "shocks.node_outages.data_centre_mtbf_gpu_hours is 0; expected above 0",
        ),
        ("shocks.node_outages={kind: renewal, consumer_mttr_hours: -1}", "consumer_mttr_hours is -1; expected 0 to"),
        (
            "shocks.node_outages={kind: renewal, provider_share: 0.8, jurisdiction_share: 0.5}",
            "shocks.node_outages.jurisdiction_share is 0.5; with provider_share 0.8 that is more than 1",
        ),
        ("shocks.node_outages.kind=renewel", "known kinds: none, renewal; did you mean renewal?"),
        (
            "population.providers.jurisdictions={NA: 0.3}",
            "shares add up to 0.8; expected 1 (NA: 0.3, EU: 0.35, other: 0.15)",
        ),
        ("population.providers.gpu_models.a100.grade=server", "is 'server'; expected data_centre or consumer"),
        ("population.tenants.heeds_notice=-1", "population.tenants.heeds_notice is -1; expected 0 to 1"),
        ("population.tenants.classes.web.least_uptime=99", "least_uptime is 99; expected 0 to 1"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_that_names_it(given: str, message: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        econsim.load_scenario("mainnet6", [given])
    (line,) = str(refused.value).splitlines()
    assert message in line


def model_of(*sets: str, **asked: int) -> AkashModel:
    return AkashModel(econsim.load_scenario("mainnet6", sets), **({"seed": 3, "epochs": 30} | asked))


def test_jurisdictions_grades_and_identities_are_those_of_the_population() -> None:
    model = model_of(
        "population.providers.accounts=2000",
        "population.providers.jurisdictions={NA: 0.5, EU: 0.35, other: 0.15}",
    )
    world = model.world
    shares = np.bincount(world.providers.jurisdiction) / 2_000
    assert shares == pytest.approx([0.5, 0.35, 0.15], abs=4 * np.sqrt(0.25 / 2_000))
    assert np.unique(world.nodes.identity).size == len(world.nodes)
    is_consumer = np.isin(world.nodes.gpu_model, [world.gpu_models.index(name) for name in ("rtx4090", "rtx3090")])
    assert is_consumer.any()
    assert (world.nodes.is_consumer == is_consumer).all()


def test_more_gpus_of_one_model_leave_the_outages_of_all_other_nodes_as_they_were() -> None:
    outages = "shocks.node_outages={kind: renewal, cpu_node_mtbf_hours: 300, data_centre_mtbf_gpu_hours: 900}"
    entered = []
    for gpus in (40, 44):
        world = model_of(outages, f"population.providers.gpu_models.a100.gpus={gpus}").run(30).world
        a100 = world.nodes.gpu_model == world.gpu_models.index("a100")
        columns = (world.nodes.identity, world.nodes.state, world.nodes.changed_at)
        entered.append(set(zip(*(column[~a100].tolist() for column in columns), strict=True)))
    assert entered[0] == entered[1]
    assert {state for _, state, _ in entered[0]} > {0}


def test_a_run_under_outages_balances_its_books_and_tells_what_it_lost() -> None:
    model = model_of("shocks.node_outages={kind: renewal, data_centre_mtbf_gpu_hours: 2000, cpu_node_mtbf_hours: 500}")
    series = model.run(30).series
    assert (series["imbalance_uakt"] == 0).all()
    assert (series["imbalance_uusdc"] == 0).all()
    for name in (
        "leases_ended_failure",
        "leases_ended_provider",
        "leases_ended_tenant",
        "orders_reopened",
        "nodes_down",
    ):
        assert series[name].sum() > 0, name
    assert series["gpu_availability_all"].between(0.0, 0.9999).any()
    causes = [f"leases_ended_{cause}" for cause in ("planned", "tenant", "provider", "failure")]
    assert (series[causes].sum(axis=1) == series["leases_ended"]).all()
    assert (series["leases_active"].diff().iloc[1:] == (
        series["leases_started"] - series["leases_ended"] - series["leases_overdrawn"]
    ).iloc[1:]).all()  # fmt: skip


def test_where_nothing_breaks_nothing_of_outages_is_seen() -> None:
    series = model_of("shocks.node_outages={kind: none}").run(5).series
    assert not series[["nodes_down", "gpus_down_all", "leases_ended_failure", "gpu_hours_lost_all"]].to_numpy().any()
    assert (series["gpu_availability_all"] == 1.0).all()


def test_the_failures_expected_are_those_of_each_kind_of_node() -> None:
    law = Renewal(data_centre_mtbf_gpu_hours=100.0, consumer_mtbf_gpu_hours=10.0, cpu_node_mtbf_hours=4.0)
    assert law.failures_per_hour(50, 20, 8) == 0.5 + 2.0 + 2.0
    assert NoOutages().failures_per_hour(50, 20, 8) == 0.0
