"""Metrics: windows and aggregations by hand, and a list that agrees with what is recorded."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from econsim.analysis.display import unit_of
from econsim.analysis.metrics import drift, first_difference, measured, metric, metrics, summary, window_days
from econsim.analysis.objectives import objectives_of
from econsim.errors import UsageError
from econsim.measures.break_even import PRICES_CENTS, RANKS
from econsim.networks.akash import SERIES
from econsim.networks.effects import BY_DEFINITION, effects
from econsim.units import SECONDS_PER_DAY
from tests.analysis.hand_made import hand_made_run

ANY = metric("bonded_ratio")


def frame(*replicates: list[float], name: str = "bonded_ratio") -> pd.DataFrame:
    parts = [pd.DataFrame({name: values}, index=pd.RangeIndex(len(values), name="epoch")) for values in replicates]
    return pd.concat(parts, keys=range(len(parts)), names=["replicate", "epoch"])


@pytest.mark.parametrize(
    ("window", "aggregation", "expected"),
    [
        ("whole", "mean", [2.5, 5.0]),
        ("whole", "sum", [10.0, 20.0]),
        ("whole", "last", [4.0, 8.0]),
        ("whole", "compound", [120 ** (1 / 4) - 1, 945 ** (1 / 4) - 1]),  # growth x 2 x 3 x 4 x 5, x 3 x 5 x 7 x 9
        ("end", "last", [4.0, 8.0]),
        ("after_first_difference", "sum", [7.0, 14.0]),
        ("after_first_difference", "mean", [3.5, 7.0]),
        ("after_first_difference", "per_year", [3.5 * 365.25, 7.0 * 365.25]),
    ],
)
def test_window_and_aggregation(window: str, aggregation: str, expected: list[float]) -> None:
    series = frame([1.0, 2.0, 3.0, 4.0], [2.0, 4.0, 6.0, 8.0])
    wanted = replace(ANY, window=window, aggregation=aggregation)
    assert measured(wanted, series, SECONDS_PER_DAY, first_difference=2).tolist() == pytest.approx(expected)


def test_after_first_difference_is_the_whole_where_arms_never_differ() -> None:
    wanted = replace(ANY, window="after_first_difference", aggregation="sum")
    assert measured(wanted, frame([1.0, 2.0, 3.0]), SECONDS_PER_DAY).tolist() == [6.0]


@pytest.mark.parametrize(("epoch_days", "expected"), [(1, 34.5), (7, 47.5), (60, 49.0)])
def test_the_last_30_days_are_days_and_not_epochs(epoch_days: int, expected: float) -> None:
    wanted = replace(ANY, window="last_30_days", aggregation="mean")
    values = [float(epoch) for epoch in range(50)]  # of 7 days each the last 4 count: 46, 47, 48, 49
    assert measured(wanted, frame(values), epoch_days * SECONDS_PER_DAY).tolist() == [expected]


def test_a_flow_per_year_does_not_depend_on_the_epoch_length() -> None:
    wanted = replace(ANY, window="whole", aggregation="per_year")
    daily = measured(wanted, frame([10.0] * 14), SECONDS_PER_DAY)
    weekly = measured(wanted, frame([70.0] * 2), 7 * SECONDS_PER_DAY)
    assert daily == pytest.approx(weekly)
    assert daily == pytest.approx([3652.5])


def test_a_stake_that_restakes_nothing_adds_up_what_it_is_paid_while_supply_compounds() -> None:
    """Paid at 10 and at 30 % a year, supply x 1.21 and x 1.44 a year: 1.20 / (1.1 x 1.2) - 1, not the mean of both."""
    paid, growth = [0.1, 0.3], [1.21, 1.44]
    series = frame([1.1 / 1.21 - 1.0, 1.3 / 1.44 - 1.0], name="real_yield_unrestaked").assign(net_apr=paid)
    expected = (1.0 + sum(paid) / 2) / (growth[0] * growth[1]) ** 0.5 - 1.0
    assert expected == pytest.approx(1.20 / 1.32 - 1.0)
    assert measured(metric("real_yield_unrestaked"), series, SECONDS_PER_DAY)[0] == pytest.approx(expected)


def test_a_weighted_mean_of_ratios_is_the_ratio_over_the_window() -> None:
    wanted = replace(ANY, window="whole", aggregation="mean", weight="orders")
    series = frame([0.5, 1.0, 0.0]).assign(orders=[10, 30, 0])  # 5 + 30 of 40 were filled
    assert measured(wanted, series, SECONDS_PER_DAY).tolist() == [0.875]


def test_an_epoch_in_which_the_ratio_does_not_exist_has_no_say_in_a_weighted_mean() -> None:
    wanted = replace(ANY, window="whole", aggregation="mean", weight="orders")
    series = frame([0.5, np.nan, 1.0]).assign(orders=[10, 0, 30])  # no order in the middle, so no ratio
    assert measured(wanted, series, SECONDS_PER_DAY).tolist() == [0.875]


def test_a_weighted_mean_without_any_weight_is_missing() -> None:
    wanted = replace(ANY, window="whole", aggregation="mean", weight="orders")
    assert np.isnan(measured(wanted, frame([0.0, 0.0]).assign(orders=[0, 0]), SECONDS_PER_DAY)).all()


def test_whole_uakt_stay_exact_when_summed() -> None:
    wanted = replace(ANY, window="whole", aggregation="sum")
    amounts = [217_688_892_000_001, 1, 2]
    assert measured(wanted, frame(amounts), SECONDS_PER_DAY).tolist() == [217_688_892_000_004.0]


def test_first_difference_is_the_earliest_over_arms_replicates_and_series() -> None:
    baseline = frame([1.0, 1.0, 1.0, 1.0], [2.0, 2.0, 2.0, 2.0])
    late = frame([1.0, 1.0, 1.0, 9.0], [2.0, 2.0, 2.0, 2.0])
    early = frame([1.0, 1.0, 1.0, 1.0], [2.0, 2.0, 9.0, 9.0])
    assert first_difference(baseline, [late, early]) == 2
    assert first_difference(baseline, [late]) == 3
    assert first_difference(baseline, [baseline.copy()]) is None


def test_numbers_missing_in_both_arms_are_no_difference() -> None:
    missing = frame([np.nan, 1.0])
    assert first_difference(missing, [missing.copy()]) is None


def test_every_metric_reads_a_declared_series() -> None:
    declared = [one.name for one in SERIES]
    read = {name for one in metrics().values() for name in (one.series, one.weight) if name}
    assert [name for name in sorted(read) if not any(fits(pattern, name) for pattern in declared)] == []


def fits(declared: str, series: str) -> bool:
    """Return whether a series is one of those that a declared name, `gpus_{gpu_model}`, stands for."""
    many = {"{gpu_model}": ["all"], "{rank}": map(str, RANKS), "{cents}": map(str, PRICES_CENTS)}
    many["{cause}"] = ["failure", "provider", "exclusion", "fault"]
    return any(series == declared.replace(name, one) for name, all_of in many.items() for one in all_of)


NOT_JUDGED = {
    "bonded_at_start_uakt": "the weight of net_apr",
    "bonded_uakt": "bonded_ratio says it whatever the supply",
    "gross_apr": "net_apr is what a delegator gets",
    "commission_rate_mean": "commission_rate_mean_not_captive: nobody chooses who keeps half or more",
    "commission_withdrawn_uakt": "when operators fetch what commission_uakt counts",
    "rewards_claimed_uakt": "when delegators fetch what delegator_rewards_uakt counts",
    "validator_cost_usd": "set at genesis; n_covering_cost_at_100_cents judges it against income",
    "n_captive": "told beside the break-even prices, which leave them out",
    "n_without_commission": "told beside the break-even prices, which leave them out",
    "staking_messages_refused": "a check of the policies, not an outcome",
    "validators_entered": "validators_left: the set is full",
    "validators_lifted": "told with the event that lifts",
    "stake_lifted_uakt": "told with the event that lifts",
    "unpaid_blocks": "leases_overdrawn counts the cases",
    "unsettled_usd": "leases_overdrawn counts the cases",
    "spend_uact": "spend_usd counts all denoms",
    "orders_waited_for_act": "act_wait_blocks says how long",
    "act_wait_blocks": "unfilled_no_act counts who had none in the end",
    "top_ups_refused": "leases_overdrawn counts what comes of it",
    "bought_by_console_uakt": "akt_bought_usd counts what everybody buys",
    "lent_by_console_uact": "escrow_uact is what comes of it",
    "escrow_migrated_uakt": "once, at an upgrade",
    "escrow_migrated_uusdc": "once, at an upgrade",
    "act_minted_unbacked_uact": "once, at an upgrade; act_supply_uact counts it",
    "escrow_uact": "a part of act_supply_uact",
    "tenants_uact": "a part of act_supply_uact",
    "providers_uact": "a part of act_supply_uact",
    "console_uact": "a part of act_supply_uact",
    "leases_started": "orders_filled and the standing leases",
    "leases_ended": "as planned, whatever happens",
    "gpu_orders_open": "gpu_orders_waiting leaves out those that stand for a minute with bids",
    "gpu_winner_cost_usd_per_hour_{gpu_model}": "told where providers draw costs: the theory of auctions is held to it",
    "gpus_down_{gpu_model}": "gpu_availability",
    "nodes_down": "gpu_availability",
    "intentions_busy": "set by who wants one thing at a time",
    "intentions_excluded": "set by who is excluded",
    "gpus_leased_elsewhere_{gpu_model}": "what room elsewhere holds",
    "orders_from_elsewhere": "gpus_refused_elsewhere counts whom it may happen to",
    "use_value_usd": "value_created_usd and what GPUs cost",
    "use_value_usd_{tenant_class}": "told class by class among who gains",
    "spend_usd_{tenant_class}": "told class by class among who gains",
    "tenant_surplus_usd_{tenant_class}": "tenant_surplus_usd; told class by class among who gains",
    "outside_payments_usd_{tenant_class}": "outside_payments_usd is that of all",
    "value_above_outside_usd": "told beside who gains",
    "gpu_cost_usd_{cost}": "assumed; the same in both arms where supply is fixed",
    "provider_trust_mean_{tenant_class}": "provider_trust_mean is that of all",
    "jailed": "jailed_for_downtime counts the cases",
    "validators_tombstoned": "tombstoned at the end",
    "gpus_in_use_{gpu_model}": "gpu_utilisation over what is installed",
    "gpus_leased_{gpu_model}": "the weight of the prices of new leases",
    "gpu_orders_{gpu_model}": "nature's; the weight of gpu_fill_ratio",
    "gpus_ordered_{gpu_model}": "the weight of gpu_fill_ratio_by_gpu",
    "fill_ratio_{tenant_class}": "fill_ratio is that of all; winners and losers go by class",
    "trust_mean_{tenant_class}": "trust_mean is that of all",
    "escrow_uusdc": "escrow_uakt is the AKT locked up",
    "proposals_submitted": "told with the proposal",
    "proposals_refused": "told with the proposal",
    "proposals_in_voting": "told with the proposal",
    "proposals_dropped": "told with the proposal",
    "proposals_failed": "told with the proposal",
    "proposals_rejected": "told with the proposal",
    "votes_no_ratio": "told with the proposal",
    "votes_no_with_veto_ratio": "told with the proposal",
    "votes_abstain_ratio": "told with the proposal",
    "votes_bonded_uakt": "the weight of turnout",
    "votes_counted_uakt": "the weight of votes_yes",
    "votes_validators_uakt": "the weight of votes_yes_validators",
    "votes_large_uakt": "the weight of votes_yes_large",
    "votes_small_uakt": "the weight of votes_yes_small",
    "votes_followers_uakt": "the weight of votes_yes_followers",
    "proposal_deposits_uakt": "told with the proposal",
    "proposal_deposits_paid_uakt": "told with the proposal",
    "proposal_deposits_refunded_uakt": "told with the proposal",
    "proposal_deposits_burned_uakt": "told with the proposal",
    "community_pool_spent_uakt": "told with the proposal",
    "imbalance_uakt": "0, or the run stops",
    "imbalance_uusdc": "0, or the run stops",
    "account_{account}": "the books",
    "nodes_ordered": "gpus_net_entry",
    "nodes_listed": "gpus_net_entry",
    "nodes_given_up": "gpus_net_entry; nodes_insolvent counts those lost",
    "gpus_listed_{gpu_model}": "gpus_net_entry is of all models",
    "gpus_on_order_{gpu_model}": "gpus_net_entry once they are delivered",
    "gpu_returns_{gpu_model}": "what owners go by: the price paid and use, kept for a while",
    "providers_cash_uusdc": "providers_profit_uusdc is what changes it",
    "gpu_proceeds_uusdc": "providers_profit_uusdc",
    "machines_cost_uusdc": "providers_profit_uusdc",
    "power_cost_uusdc": "providers_profit_uusdc",
    "rent_cost_uusdc": "providers_profit_uusdc",
    "cash_brought_uusdc": "owners lend to themselves",
    "cash_taken_out_uusdc": "owners lend to themselves",
    "machines_resold_uusdc": "providers_profit_uusdc",
    "subsidies_unpaid_uakt": "subsidies_uakt; a pool that is empty is told",
    "revenue_shared_uakt": "subsidies_uakt less what comes back",
    "revenue_shared_uusdc": "subsidies_uakt less what comes back",
    "provider_bonds_unbonding_uakt": "provider_bonds_uakt is what a slash reaches",
    "bonds_bought_uakt": "provider_bonds_uakt is what changes by it",
    "bonds_withdrawn_uakt": "provider_bonds_uakt is what changes by it",
    "bonds_sold_uakt": "bonds_withdrawn_uakt, three weeks later",
    "bonds_slashed_uakt": "bonds_slashed_usd",
    "slashes_proposed": "slashes, two weeks later",
    "imbalance_uact": "0, or the run stops",
    "free_reserve_uakt": "governance's; vault_funded_uakt is what changes it",
    "circulating_supply_uakt": "supply_uakt less bme_vault_uakt",
    "act_trapped_uact": "act_mint_spread_uact, added up",
    "collateral_ratio_bps": "collateral_ratio, as the breaker saw it",
    "oracle_price_usd": "akt_price_usd, a block or two later",
    "bme_blocks_healthy": "what the others leave",
    "bme_blocks_warning": "mints go on, later",
    "mint_epoch_blocks": "told with bme_blocks_warning",
    "act_mint_asked_uakt": "act_minted_uact, at the price",
    "act_minted_uact": "act_supply_uact is what changes by it",
    "act_mint_spread_uact": "a fixed part of act_minted_uact",
    "act_paid_uact": "act_minted_uact less the spread",
    "act_burn_asked_uact": "act_burned_uact, ten blocks before",
    "act_burned_uact": "act_supply_uact is what changes by it",
    "act_settled_uakt": "act_burned_uact, at the price",
    "act_mint_refunds_uakt": "conversions_refunded counts the cases",
    "act_burn_refunds_uact": "conversions_refunded counts the cases",
    "vault_funded_uakt": "told with the event that funds it",
    "act_pending_uakt": "what waits for ten blocks",
    "act_pending_uact": "what waits for ten blocks",
    "conversions": "a number of messages, not an outcome",
    "conversions_refunded": "a check of the policies, not an outcome",
    "conversions_refused": "bme_blocks_halt_cr and bme_blocks_halt_oracle are why",
    "bought_by_traders_uakt": "trader_gain_usd is what it comes to",
    "sold_by_traders_uakt": "trader_gain_usd is what it comes to",
    "slashes": "bonds_slashed_usd; slashes_of_nothing counts those that miss",
}


def test_every_series_has_a_metric_or_a_reason_for_none() -> None:
    declared = [one.name for one in SERIES]
    judged = {one.series for one in metrics().values()}
    without = {name for name in declared if not any(fits(name, series) for series in judged)}
    assert without == set(NOT_JUDGED)


def test_windows_and_aggregations_are_those_that_exist() -> None:
    for one in metrics().values():
        assert one.window in {"whole", "after_first_difference", "last_30_days", "end"}, one
        assert one.aggregation in {"mean", "sum", "per_year", "last", "least", "compound", "unrestaked"}, one
        assert not one.weight or one.aggregation in {"mean", "unrestaked"}, one
        assert (one.window == "end") == (one.aggregation == "last"), one
        assert (one.unit.endswith("/year") and one.unit != "1/year") == (one.aggregation == "per_year"), one


@pytest.mark.parametrize("name", list(metrics()))
def test_metric_can_be_judged_and_shown(name: str) -> None:
    one = metric(name)
    assert one.better in ("higher", "lower", "-")
    assert one.smallest_effect > 0
    assert unit_of(one.unit)
    assert one.label
    assert one.meaning


def test_an_unknown_metric_is_refused_with_the_nearest_known_one() -> None:
    with pytest.raises(UsageError, match="did you mean nakamoto_coefficient"):
        metric("nakamoto_coeficient")


def test_summary_of_one_run_gives_every_metric_a_mean_inside_its_interval() -> None:
    found = summary(hand_made_run().series, SECONDS_PER_DAY)
    assert list(found) == list(metrics())
    for row in found.values():
        assert row.ci_low <= row.mean <= row.ci_high


def test_summary_of_one_replicate_has_no_interval() -> None:
    found = summary(hand_made_run(replicates=1).series, SECONDS_PER_DAY)["stake_hhi"]
    assert found.mean is not None
    assert (found.ci_low, found.ci_high) == (None, None)


def test_each_effect_has_one_metric_with_a_better_side_and_its_twins_have_none() -> None:
    spoken_for = objectives_of(metrics())
    assert [len(alike) for alike in spoken_for.values()] == [1, 1, 1, 1]
    assert (
        set(spoken_for)
        == {"concentration", "delegators' yield", "break-even", "market"}
        == {*effects().values()} - {BY_DEFINITION}
    )


def test_what_is_true_by_definition_has_no_better_side() -> None:
    assert {metrics()[name].better for name, effect in effects().items() if effect == BY_DEFINITION} == {"-"}


def test_every_effect_is_told_by_metrics_that_there_are() -> None:
    assert set(effects()) <= set(metrics())


def test_counts_stay_counts_and_only_money_has_a_pace() -> None:
    """15 validators that leave once are 15, in 40 days as in a year."""
    assert {one.unit for one in metrics().values() if one.aggregation == "per_year"} <= {
        "USD/year", "uakt/year", "uusdc/year",
    }  # fmt: skip
    left = frame([0.0] * 20 + [15.0] + [0.0] * 19, name="validators_left")
    assert measured(metric("validators_left"), left, SECONDS_PER_DAY).tolist() == [15.0]


@pytest.mark.parametrize(
    ("window", "first", "days"),
    [("whole", 27, 280), ("after_first_difference", 27, 91), ("after_first_difference", None, 280),
     ("last_30_days", 27, 28), ("end", 27, 7)],
)  # fmt: skip
def test_a_window_has_its_length_in_days(window: str, first: int | None, days: float) -> None:
    """40 epochs of a week: 13 weeks from epoch 27 on, and 4 whole weeks are nearest to 30 days."""
    assert window_days(replace(ANY, window=window), 40, 7 * SECONDS_PER_DAY, first) == days


def test_the_drift_of_a_level_is_what_it_moves_from_the_first_30_days_to_its_window() -> None:
    """0, 1, ... 59: the first 30 days have a mean of 14.5, the window from day 40 on one of 49.5."""
    rising = frame([float(day) for day in range(60)])
    mean = replace(ANY, window="after_first_difference", aggregation="mean")
    assert drift(mean, rising, SECONDS_PER_DAY, 40) == 49.5 - 14.5
    assert drift(replace(ANY, window="end", aggregation="last"), rising, SECONDS_PER_DAY, 40) == 59.0
    for aggregation in ("sum", "per_year"):
        assert drift(replace(mean, aggregation=aggregation), rising, SECONDS_PER_DAY, 40) is None
