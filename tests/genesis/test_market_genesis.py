import numpy as np
import pytest

from econsim.draws import Streams
from econsim.genesis.bundles import build_bundles
from econsim.genesis.intentions import Demand
from econsim.genesis.market import build_providers
from econsim.networks.catalogue import load_scenario
from econsim.policies.providers.population import GpuModel
from tests.genesis.hand_made_market import DAY, intentions_of, market_demand, tenants_of

DRAWS = Streams(1, 0)
HARDWARE = ("gpus", "threads", "memory_gib", "storage_gib")


def providers_and_nodes(streams=DRAWS, models=None, **changes):
    who = market_demand().who.providers
    all_models = {"gpu_models": {**who.gpu_models, **(models or {})}}
    return build_providers(who.model_copy(update=all_models | changes), streams)


def gpu_nodes(nodes, model):
    """Return (provider, GPUs) of the nodes of a model, in a fixed order."""
    rows = nodes.gpu_model == model
    return sorted(zip(nodes.provider[rows].tolist(), nodes.gpus[rows].tolist(), strict=True))


def test_every_gpu_is_installed_once_on_the_nodes_of_gpu_providers():
    _, nodes = providers_and_nodes()
    assert nodes.gpus[nodes.gpu_model == 0].sum() == 41
    assert nodes.gpus[nodes.gpu_model == 1].sum() == 20
    assert nodes.gpus[nodes.gpu_model == -1].sum() == 0
    assert nodes.provider[nodes.gpus > 0].max() < 5
    assert set(nodes.gpus[nodes.gpus > 0].tolist()) <= {1, 2, 3, 4, 5, 6, 7, 8}


def test_nodes_are_sorted_by_provider_and_all_free():
    providers, nodes = providers_and_nodes()
    assert np.all(np.diff(nodes.provider) >= 0)
    assert np.bincount(nodes.provider[nodes.gpu_model < 0]).tolist() == [1] * len(providers)
    for name in HARDWARE:
        assert np.array_equal(getattr(nodes, name), getattr(nodes, f"free_{name}"))
        assert not np.shares_memory(getattr(nodes, name), getattr(nodes, f"free_{name}"))


def test_hosts_carry_memory_and_storage_in_proportion():
    _, nodes = providers_and_nodes()
    cpu, gpu = nodes.gpu_model < 0, nodes.gpu_model >= 0
    assert np.array_equal(nodes.memory_gib[cpu], nodes.threads[cpu] * 4)
    assert np.array_equal(nodes.storage_gib[cpu], nodes.threads[cpu] * 20)
    assert np.array_equal(nodes.threads[gpu], nodes.gpus[gpu] * 16)
    assert np.array_equal(nodes.memory_gib[gpu], nodes.gpus[gpu] * 64)
    assert np.array_equal(nodes.storage_gib[gpu], nodes.gpus[gpu] * 500)


def test_one_more_provider_leaves_the_others_as_they_were():
    providers, nodes = providers_and_nodes()
    more, with_more = providers_and_nodes(accounts=13)
    assert np.array_equal(more.ask_factor[:12], providers.ask_factor)
    assert np.array_equal(more.is_audited[:12], providers.is_audited)
    kept = with_more.provider < 12
    for name, values in nodes.columns().items():
        assert np.array_equal(getattr(with_more, name)[..., kept], values)


def test_one_more_gpu_provider_takes_nodes_over_and_moves_no_other():
    _, nodes = providers_and_nodes()
    _, with_more = providers_and_nodes(gpu_providers=6)
    for model in (0, 1):
        stayed = [node for node in gpu_nodes(with_more, model) if node[0] < 5]
        assert set(stayed) <= set(gpu_nodes(nodes, model))
        sizes = [sorted(gpus for _, gpus in gpu_nodes(table, model)) for table in (nodes, with_more)]
        assert sizes[0] == sizes[1]


def test_one_more_gpu_model_leaves_the_nodes_of_the_others():
    one = GpuModel(gpus=10, ask_usd_per_hour=2.0, open_market_usd_per_hour=4.7)
    _, nodes = providers_and_nodes()
    _, with_more = providers_and_nodes(models={"h100": one})
    assert gpu_nodes(with_more, 0) == gpu_nodes(nodes, 0)
    assert gpu_nodes(with_more, 1) == gpu_nodes(nodes, 1)
    assert with_more.gpus[with_more.gpu_model == 2].sum() == 10


def test_node_sizes_are_equally_likely():
    one = GpuModel(gpus=40_000, ask_usd_per_hour=2.0, open_market_usd_per_hour=4.7)
    _, nodes = providers_and_nodes(models={"h100": one})
    sizes = np.bincount(nodes.gpus[nodes.gpu_model == 2], minlength=9)[[1, 2, 4, 8]]
    assert sizes / sizes.sum() == pytest.approx(0.25, abs=4 * (0.25 * 0.75 / sizes.sum()) ** 0.5)


def test_providers_have_the_spread_that_was_asked_for():
    providers, nodes = providers_and_nodes(accounts=20_000)
    threads = nodes.threads[nodes.gpu_model < 0]
    assert np.log(providers.ask_factor).std() == pytest.approx(0.25, rel=0.03)
    assert np.median(providers.ask_factor) == pytest.approx(1.0, rel=0.01)
    assert np.median(threads) == pytest.approx(256, rel=0.02)
    assert np.log(threads).std() == pytest.approx(0.5, rel=0.03)
    assert providers.is_audited.mean() == pytest.approx(0.6, abs=0.015)


def test_replicates_have_other_providers():
    here, there = (providers_and_nodes(Streams(1, replicate))[0] for replicate in (0, 1))
    assert not np.any(here.ask_factor == there.ask_factor)


def test_bundles_are_the_distinct_requests_priced_as_the_open_market_does():
    bundles = build_bundles(market_demand().who)
    # web: 1 and 4 threads; training: 1 and 2 A100, 1 and 2 T4
    assert bundles.gpu_model.tolist() == [-1, -1, 0, 0, 1, 1]
    assert bundles.gpus.tolist() == [0, 0, 1, 2, 1, 2]
    assert bundles.threads.tolist() == [1, 4, 8, 16, 8, 16]
    assert bundles.memory_gib.tolist() == [2, 8, 32, 64, 32, 64]
    assert bundles.storage_gib.tolist() == [10, 40, 100, 200, 100, 200]
    # 1 thread: (8 + 2 x 2 + 10 x 0.10) = 13 USD a month of 730.5 h
    expected = [13 / 730.5, 52 / 730.5, 1.69, 3.38, 0.35, 0.70]
    assert bundles.open_market_usd_per_hour == pytest.approx(expected)


def test_classes_that_ask_for_the_same_share_a_bundle():
    classes = market_demand().who.tenants.classes
    demand = market_demand(classes=classes | {"again": classes["training"]})
    assert len(build_bundles(demand.who)) == 6


def test_the_class_totals_at_the_start_are_exactly_the_orders_per_day():
    tenants = tenants_of(market_demand(), DRAWS, 365)
    totals = np.bincount(tenants.tenant_class[:100], tenants.orders_per_day[:100])
    assert totals == pytest.approx([40.0, 60.0], rel=1e-12)


def test_tenants_adopt_at_a_steady_pace_and_keep_the_mix():
    tenants = tenants_of(market_demand(), DRAWS, 100)
    assert len(tenants) == 100 + 459  # the 460th would come at day 100, the horizon
    assert not tenants.adoption_seconds[:100].any()
    assert tenants.adoption_seconds[100] == pytest.approx(DAY / 4.6)
    assert tenants.adoption_seconds[-1] < 100 * DAY
    for part in (slice(0, 100), slice(100, 200), slice(None)):
        assert tenants.tenant_class[part].mean() == pytest.approx(0.5, abs=0.03)


def test_tenants_do_not_depend_on_the_horizon():
    short, long = (tenants_of(market_demand(), DRAWS, n) for n in (30, 365))
    for name, values in short.columns().items():
        assert np.array_equal(getattr(long, name)[..., : len(short)], values)


def test_late_tenants_are_on_average_as_active_as_early_ones():
    tenants = tenants_of(market_demand(accounts=20_000, adoption_per_day=200.0), DRAWS, 100)
    early, late = tenants.orders_per_day[:20_000], tenants.orders_per_day[20_000:]
    assert late.mean() == pytest.approx(early.mean(), rel=0.05)
    assert np.log(early[tenants.tenant_class[:20_000] == 0]).std() == pytest.approx(1.0, rel=0.03)


def test_without_adoption_nobody_comes():
    assert len(tenants_of(market_demand(adoption_per_day=0.0), DRAWS, 365)) == 100


@pytest.fixture(scope="module")
def mainnet6():
    return load_scenario("mainnet6")


def test_mainnet6_has_its_gpus_and_every_node_can_let_all_of_them(mainnet6):
    _, nodes = build_providers(mainnet6.population.providers, DRAWS)
    bundles = build_bundles(mainnet6.population)
    gpus = np.bincount(nodes.gpu_model[nodes.gpus > 0], nodes.gpus[nodes.gpus > 0])
    assert gpus.tolist() == [40, 20, 30, 30, 30, 20, 10]
    for bundle in np.flatnonzero(bundles.gpus):
        hosts = nodes.gpu_model == bundles.gpu_model[bundle]
        fit = nodes.gpus[hosts] / bundles.gpus[bundle]
        for name in ("threads", "memory_gib", "storage_gib"):
            assert np.all(getattr(nodes, name)[hosts] >= fit * getattr(bundles, name)[bundle])


def test_mainnet6_asks_for_what_is_known_of_its_tenants(mainnet6):
    """Known of 2024: 123,342 new leases. Its middle lies 306 days after the start, growth being even.

    Asks lie at the reference price and below, so orders at that price are somewhat fewer than leases.
    """
    who, kinds = mainnet6.population.tenants, mainnet6.population.tenants.classes
    rate = {name: kind.orders_per_day for name, kind in kinds.items()}
    in_2024 = 366 * sum(rate.values()) * (1 + 306 * who.adoption_per_day / who.accounts)
    assert 0.75 < in_2024 / 123_342 < 1.0
    on_gpus = [name for name, kind in kinds.items() if kind.gpus and name != "enterprise"]  # nothing is known of those
    of_gpus = sum(rate[name] for name in on_gpus)
    assert sum(rate[n] * kinds[n].lease_days for n in on_gpus) / of_gpus == pytest.approx(5.0, abs=0.05)
    gpus = {n: sum(count * share for count, share in kinds[n].gpus.items()) for n in on_gpus}
    assert sum(rate[n] * gpus[n] for n in on_gpus) / of_gpus == pytest.approx(1.6, abs=0.05)


def test_mainnet6_begins_with_the_orders_and_the_leases_of_a_steady_state(mainnet6):
    demand = Demand(mainnet6.run, mainnet6.population, mainnet6.shocks)
    intentions = intentions_of(demand, tenants_of(demand, DRAWS, 30), DRAWS, 30)
    new = intentions.is_standing == 0
    who, kinds = mainnet6.population.tenants, mainnet6.population.tenants.classes.values()
    # half of the intentions would pay the reference price; accounts grow evenly
    per_day = sum(kind.orders_per_day for kind in kinds) / 0.5
    early, late = per_day * 30, per_day * 30**2 / 2 * who.adoption_per_day / who.accounts
    # Poisson, and late ones are as active as early ones within the draws of some 1000 lognormals (sd 1.31) each
    spread = (early + late + (late * 1.31 * (2 / 1000) ** 0.5 * 1.5) ** 2) ** 0.5
    assert new.sum() == pytest.approx(early + late, abs=5 * spread)
    # Little: rate x mean length of the CPU leases run at the start
    load = sum(kind.orders_per_day * kind.lease_days for kind in kinds if not kind.gpus) / 0.5
    assert (~new).sum() == pytest.approx(load, abs=5 * load**0.5)
