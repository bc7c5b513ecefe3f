"""The epoch engine keeps the bounds of every row, and a mistake in any of its mechanisms turns the row red."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from econsim.mechanisms.distribution import rules as distribution
from econsim.mechanisms.gov import money as gov_money
from econsim.mechanisms.gov import rules as gov
from econsim.mechanisms.gov import tally
from econsim.mechanisms.market import terms
from econsim.mechanisms.mint import rules as mint
from econsim.mechanisms.slashing import evidence, jail, liveness, slash, window
from econsim.mechanisms.slashing import rules as slashing
from econsim.mechanisms.staking import commission, delegation
from econsim.mechanisms.staking import rules as staking
from econsim.mechanisms.upgrades import rules as upgrades
from econsim.verification.fast_equals_slow import TWINS, held_to_its_bound
from econsim.verification.twins import slashing as slashing_twin
from econsim.verification.twins import stake as stake_twin
from tests.as_written import run_as_written

BY_NAME = {twin.name: twin for twin in TWINS}


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.name)
def test_engine_and_chain_agree_within_the_bound(twin: Any) -> None:
    result = held_to_its_bound(twin)
    assert result.status == "passed", result.detail


def truncation_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    run_as_written(monkeypatch, mint)
    monkeypatch.setattr(mint, "mean_fraction", lambda first, last: 0.0)


def inflation_stands_still_in_an_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    run_as_written(monkeypatch, mint)
    monkeypatch.setattr(mint, "_sum_of_inflations", lambda inflation, step, n_blocks, law: inflation * n_blocks)


def stake_instead_of_power(monkeypatch: pytest.MonkeyPatch) -> None:
    run_as_written(monkeypatch, distribution)
    monkeypatch.setattr(distribution, "UAKT_PER_POWER", 1)


def commission_before_tax(monkeypatch: pytest.MonkeyPatch) -> None:
    run_as_written(monkeypatch, distribution)
    allocate = distribution.allocated_by_power
    monkeypatch.setattr(distribution, "allocated_by_power", lambda fees, tax, power: allocate(fees, 0, power))


def edits_without_a_day_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commission, "SECONDS_BETWEEN_EDITS", 0)


def raises_without_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    valid = commission.new_rate_is_valid
    monkeypatch.setattr(
        commission, "new_rate_is_valid", lambda new, old, most, change, since: valid(new, old, most, 10**18, since)
    )


def the_defect_of_v0_24_0_repaired(monkeypatch: pytest.MonkeyPatch) -> None:
    migrations = {"lift_max_rate_only": upgrades.lift_to_floor, "lift_to_floor": upgrades.lift_to_floor}
    monkeypatch.setattr(upgrades, "MIGRATIONS", migrations)


def a_lifted_rate_is_not_stamped(monkeypatch: pytest.MonkeyPatch) -> None:
    def lift(world: Any, law: Any) -> None:
        stamps = world.validators.commission_updated_seconds.copy()
        upgrades.lift_to_floor(world, law)
        world.validators.commission_updated_seconds[:] = stamps

    monkeypatch.setattr(
        upgrades, "MIGRATIONS", {"lift_max_rate_only": upgrades.lift_max_rate_only, "lift_to_floor": lift}
    )


def a_day_too_long_in_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    undelegate = staking.undelegate

    def late(world: Any, *columns: Any) -> Any:
        n_before = len(world.unbondings)
        accepted = undelegate(world, *columns)
        world.unbondings.completion_seconds[n_before:] += 86_400.0
        return accepted

    kinds = [(late if send is undelegate else send, carry_out, n) for send, carry_out, n in stake_twin.KINDS]
    monkeypatch.setattr(stake_twin, "KINDS", kinds)


def a_share_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    run_as_written(monkeypatch, staking, delegation)
    worth = delegation.shares_to_remove
    monkeypatch.setattr(
        delegation,
        "shares_to_remove",
        lambda tokens, shares, held, amount: min(held, worth(tokens, shares, held, amount) + 1),
    )


def take_rates_of_the_denoms_swapped(monkeypatch: pytest.MonkeyPatch) -> None:
    rates = terms.take_rates
    monkeypatch.setattr(terms, "take_rates", lambda law: rates(law)[::-1])


def shares_counted_as_stake(monkeypatch: pytest.MonkeyPatch) -> None:
    run_as_written(monkeypatch, tally)

    def add(power: Any, validator: Any, shares: int) -> None:
        power[0] += shares

    monkeypatch.setattr(tally, "_add_power", add)


def who_votes_is_counted_with_the_validator_too(monkeypatch: pytest.MonkeyPatch) -> None:
    count = tally._count.py_func

    def twice(first: Any, pairs: Any, validators: Any, option: Any, holder: Any, counts: Any, counted: Any) -> None:
        count(first, pairs, validators, option, holder, counts, counted)
        for number in range(validators.size):
            says = option[validators[number].operator]
            if counts[number] and says != -1:
                counted[:, says, :] = 0
                counted[3, says, 0] += validators[number].tokens_uakt

    monkeypatch.setattr(tally, "_count", twice)


def the_unbonded_vote(monkeypatch: pytest.MonkeyPatch) -> None:
    count = tally._count

    def all_of_them(*given: Any) -> None:
        count(*given[:5], given[5] | True, given[6])

    monkeypatch.setattr(tally, "_count", all_of_them)


def abstentions_count_against(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "ABSTAIN", tally.NO_WITH_VETO)


def a_rejected_deposit_is_burned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gov_money, "refund_deposits", gov_money.burn_deposits)


def an_unfunded_proposal_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gov, "drop_unfunded", lambda world, law: [])


def any_initial_deposit_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gov, "minimum_initial_deposit", lambda law, is_expedited: 0)


def a_window_a_vote_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    run_as_written(monkeypatch, slashing, liveness, window)
    missed = window.missed_in_window
    monkeypatch.setattr(
        window, "missed_in_window", lambda runs, begin, end, vote, size: missed(runs, begin, end, vote, size + 1)
    )


def one_missed_vote_more_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    terms = slashing.terms_of
    monkeypatch.setattr(slashing, "terms_of", lambda *of: terms(*of)._replace(most_missed=terms(*of).most_missed + 1))


def a_new_window_after_every_bonding(monkeypatch: pytest.MonkeyPatch) -> None:
    form = staking.form_set

    def form_anew(world: Any, law: Any, height: int, seconds: float) -> None:
        was_bonded = world.validators.is_bonded
        form(world, law, height, seconds)
        entered = world.validators.is_bonded & ~was_bonded
        world.validators.first_bonded_height[entered] = height

    for module in (staking, slashing):
        monkeypatch.setattr(module, "form_set", form_anew)


def grace_at_the_first_bonding_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    terms = slashing.terms_of
    monkeypatch.setattr(slashing, "terms_of", lambda *of: terms(*of)._replace(grace_at_each_bonding=False))


def votes_in_jail_go_into_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    terms = slashing.terms_of
    monkeypatch.setattr(slashing, "terms_of", lambda *of: terms(*of)._replace(votes_in_jail_counted=True))


def votes_follow_the_set_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    run_as_written(monkeypatch, slashing, liveness, jail)
    monkeypatch.setattr(jail, "COUNTED_AFTER", 1)


def a_slash_by_the_stake_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    run_as_written(monkeypatch, slashing, liveness, evidence)
    for module in (liveness, evidence):
        monkeypatch.setattr(module, "power_at", lambda terms, validator, height: validator.tokens_uakt // 10**6 + 1)


def released_while_it_has_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    def unjail(world: Any, validators: Any) -> Any:
        world.validators.jailed_until_seconds[~world.validators.is_tombstoned] = 0.0
        return slashing.unjail(world, validators)

    monkeypatch.setattr(slashing_twin, "unjail", unjail)


def old_evidence_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    terms = slashing.terms_of
    monkeypatch.setattr(slashing, "terms_of", lambda *of: terms(*of)._replace(max_age_seconds=1e9))


def unbonding_stake_goes_free(monkeypatch: pytest.MonkeyPatch) -> None:
    run_as_written(monkeypatch, slashing, evidence, slash)
    monkeypatch.setattr(slash, "burn_unbonding", lambda *of: None)


def redelegated_stake_goes_free(monkeypatch: pytest.MonkeyPatch) -> None:
    run_as_written(monkeypatch, slashing, evidence, slash)
    monkeypatch.setattr(slash, "_slash_redelegation", lambda *of: None)


def undelegations_after_a_redelegation_go_free(monkeypatch: pytest.MonkeyPatch) -> None:
    run_as_written(monkeypatch, slashing, evidence, slash)
    monkeypatch.setattr(slash, "_slash_undelegated", lambda *of: 0)


def entries_of_before_pay_too(monkeypatch: pytest.MonkeyPatch) -> None:
    run_as_written(monkeypatch, slashing, evidence, slash)
    monkeypatch.setattr(slash, "_counts", lambda infraction, entry: entry.completion_seconds > infraction.seconds)


def no_minimum_self_delegation(monkeypatch: pytest.MonkeyPatch) -> None:
    run_as_written(monkeypatch, staking, delegation)
    monkeypatch.setattr(delegation, "jail_below_minimum", lambda validator, pair, shares: None)


def exactly_the_minimum_is_too_little(monkeypatch: pytest.MonkeyPatch) -> None:
    run_as_written(monkeypatch, staking, delegation)
    jail_below = delegation.jail_below_minimum

    def jail_at(validator: Any, pair: Any, shares: int) -> None:
        validator.min_self_delegation_uakt += 1
        jail_below(validator, pair, shares)
        validator.min_self_delegation_uakt -= 1

    monkeypatch.setattr(delegation, "jail_below_minimum", jail_at)


@pytest.mark.parametrize(
    ("mistake", "row"),
    [
        (truncation_forgotten, "mint over 1 day"),
        (inflation_stands_still_in_an_epoch, "mint over 1 day"),
        (inflation_stands_still_in_an_epoch, "mint over 7 days"),
        (inflation_stands_still_in_an_epoch, "mint over 30 days"),
        (stake_instead_of_power, "rewards"),
        (commission_before_tax, "rewards"),
        (commission_before_tax, "proposer rewards"),
        (edits_without_a_day_between, "commission edits"),
        (raises_without_a_limit, "commission edits"),
        (the_defect_of_v0_24_0_repaired, "commission migrations"),
        (a_lifted_rate_is_not_stamped, "commission migrations"),
        (a_day_too_long_in_the_queue, "staking messages"),
        (a_share_too_many, "staking messages"),
        (a_window_a_vote_too_long, "slashing for downtime"),
        (one_missed_vote_more_allowed, "slashing for downtime"),
        (a_new_window_after_every_bonding, "slashing for downtime"),
        (grace_at_the_first_bonding_alone, "slashing for downtime"),
        (votes_in_jail_go_into_the_window, "slashing for downtime"),
        (votes_follow_the_set_at_once, "slashing for downtime"),
        (released_while_it_has_to_wait, "slashing for downtime"),
        (a_slash_by_the_stake_of_now, "slashing for downtime"),
        (a_slash_by_the_stake_of_now, "slashing for double signing"),
        (old_evidence_counts, "slashing for double signing"),
        (unbonding_stake_goes_free, "slashing of unbonding and redelegating stake"),
        (redelegated_stake_goes_free, "slashing of unbonding and redelegating stake"),
        (undelegations_after_a_redelegation_go_free, "slashing of unbonding and redelegating stake"),
        (entries_of_before_pay_too, "slashing of unbonding and redelegating stake"),
        (no_minimum_self_delegation, "jailing by minimum self-delegation"),
        (exactly_the_minimum_is_too_little, "jailing by minimum self-delegation"),
        (take_rates_of_the_denoms_swapped, "escrow"),
        (shares_counted_as_stake, "governance tally"),
        (who_votes_is_counted_with_the_validator_too, "governance tally"),
        (the_unbonded_vote, "governance tally"),
        (abstentions_count_against, "governance tally"),
        (a_rejected_deposit_is_burned, "governance deposits and periods"),
        (an_unfunded_proposal_stays, "governance deposits and periods"),
        (any_initial_deposit_will_do, "governance deposits and periods"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_mistake_in_a_mechanism_turns_its_row_red(mistake: Any, row: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mistake(monkeypatch)
    assert held_to_its_bound(replace(BY_NAME[row], worlds=min(3, BY_NAME[row].worlds))).status == "failed"
