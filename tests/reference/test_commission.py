"""The commission floor, by hand from the ante handlers and the upgrade handlers of v0.24.0 and v0.26.0."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from econsim.reference.commission import (
    create_refused_mainnet6,
    create_refused_mainnet7,
    edit_refused,
    upgrade_to_mainnet6,
    upgrade_to_mainnet7,
)
from econsim.reference.commission_rates import Commission, validate, validate_new_rate
from econsim.reference.decimal18 import Dec
from econsim.reference.failures import Refused

FLOOR = Dec.parse("0.05")


def commission(rate: str, max_rate: str, max_change_rate: str, update_time: int = 7) -> Commission:
    return Commission(Dec.parse(rate), Dec.parse(max_rate), Dec.parse(max_change_rate), update_time)


@pytest.mark.parametrize(
    ("before", "after_6", "after_7"),
    [
        # below, with room above: only Mainnet 7 lifts it, and starts its 24 hours
        (("0.02", "0.2", "0.01"), ("0.02", "0.2", "0.01", 7), ("0.05", "0.2", "0.01", 99)),
        # below, the max rate too: Mainnet 6 raises that alone
        (("0", "0", "0"), ("0", "0.05", "0", 7), ("0.05", "0.05", "0", 99)),
        (("0.049999999999999999", "1", "1"), ("0.049999999999999999", "1", "1", 7), ("0.05", "1", "1", 99)),
        # at the floor and above: untouched
        (("0.05", "0.05", "0.01"), ("0.05", "0.05", "0.01", 7), ("0.05", "0.05", "0.01", 7)),
        (("1", "1", "1"), ("1", "1", "1", 7), ("1", "1", "1", 7)),
    ],
)  # fmt: skip
def test_upgrades(before: tuple[str, str, str], after_6: tuple, after_7: tuple) -> None:
    given = commission(*before)
    assert upgrade_to_mainnet6(given, FLOOR) == commission(*after_6)
    assert upgrade_to_mainnet7(given, FLOOR, block_time=99) == commission(*after_7)
    assert upgrade_to_mainnet7(upgrade_to_mainnet6(given, FLOOR), FLOOR, block_time=99) == commission(*after_7)


def test_the_floor_itself_is_allowed_and_less_is_not() -> None:
    below = Dec.parse("0.049999999999999999")
    assert not create_refused_mainnet6(FLOOR, FLOOR)
    assert create_refused_mainnet6(below, FLOOR)
    assert not edit_refused(FLOOR, FLOOR)
    assert edit_refused(below, FLOOR)
    assert not edit_refused(None, FLOOR)


def test_mainnet_7_looks_at_the_max_rate_of_a_new_validator_too() -> None:
    high, low = Dec.parse("0.06"), Dec.parse("0.04")
    assert not create_refused_mainnet7(FLOOR, FLOOR, FLOOR)
    assert create_refused_mainnet7(high, low, FLOOR)
    assert create_refused_mainnet7(low, high, FLOOR)
    assert not create_refused_mainnet6(high, FLOOR)


def test_an_incumbent_too_far_below_the_floor_is_locked_in_under_mainnet_6() -> None:
    """At 0.02 with steps of 0.01, every rate is below the floor or too far away."""
    incumbent = upgrade_to_mainnet6(commission("0.02", "0.2", "0.01", update_time=0), FLOOR)
    now = 10 * 86_400
    for percent in range(21):
        rate = Dec.whole(percent).quo_int(100)
        if not edit_refused(rate, FLOOR):
            with pytest.raises(Refused, match="rises by more"):
                validate_new_rate(incumbent, rate, now)


HOUR = 3_600
rates = st.sampled_from([Dec.parse(rate) for rate in ("0", "0.01", "0.049999999999999999", "0.05", "0.07", "0.2", "1")])


class FloorMachine(RuleBasedStateMachine):
    """M3: after Mainnet 7 no validator's rate is below the floor, whatever its operator tries; nor is its max rate."""

    def __init__(self) -> None:
        super().__init__()
        self.validators: list[Commission] = []
        self.now, self.release = 0, 5

    @initialize(rate=rates, max_rate=rates, max_change_rate=rates)
    def incumbent(self, rate: Dec, max_rate: Dec, max_change_rate: Dec) -> None:
        self.create(rate, max_rate, max_change_rate)

    @rule(rate=rates, max_rate=rates, max_change_rate=rates)
    def create(self, rate: Dec, max_rate: Dec, max_change_rate: Dec) -> None:
        if self.release == 6 and create_refused_mainnet6(rate, FLOOR):
            return
        if self.release == 7 and create_refused_mainnet7(rate, max_rate, FLOOR):
            return
        with suppress(Refused):
            new = Commission(rate, max_rate, max_change_rate, self.now)
            validate(new)
            self.validators.append(new)

    @rule(which=st.integers(0, 9), rate=rates)
    def edit(self, which: int, rate: Dec) -> None:
        if which < len(self.validators) and not (self.release > 5 and edit_refused(rate, FLOOR)):
            with suppress(Refused):
                validate_new_rate(self.validators[which], rate, self.now)
                self.validators[which] = replace(self.validators[which], rate=rate, update_time=self.now)

    @rule(hours=st.integers(1, 48))
    def wait(self, hours: int) -> None:
        self.now += hours * HOUR

    @rule()
    def upgrade(self) -> None:
        before, self.release = self.validators, min(self.release + 1, 7)
        if self.release == 6:
            self.validators = [upgrade_to_mainnet6(validator, FLOOR) for validator in before]
            assert [validator.rate for validator in self.validators] == [validator.rate for validator in before]
        else:
            self.validators = [upgrade_to_mainnet7(validator, FLOOR, self.now) for validator in before]

    @invariant()
    def nobody_is_below_the_floor_after_mainnet_7(self) -> None:
        if self.release == 7:
            assert all(validator.rate >= FLOOR for validator in self.validators)

    @invariant()
    def every_commission_keeps_to_the_chain_s_own_rules(self) -> None:
        for validator in self.validators:
            validate(validator)


TestFloorMachine = FloorMachine.TestCase
TestFloorMachine.settings = settings(max_examples=30, stateful_step_count=20)
