"""What an event does is taken apart into events that each do one thing on the same day."""

from __future__ import annotations

import pytest

from econsim.networks.event_parts import event_parts

FLOOR, TAX = "chain.staking.min_commission_rate", "chain.distribution.community_tax"
DATE = {"date": "2023-10-10T00:00:00Z"}
LIFT = {"migrations": ["lift_to_floor"]}


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ({"set": {FLOOR: 0.1, TAX: 0.0}}, {FLOOR: {"set": {FLOOR: 0.1}}, TAX: {"set": {TAX: 0.0}}}),
        ({"set": {FLOOR: 0.1, TAX: 0.0}} | LIFT, {FLOOR: {"set": {FLOOR: 0.1}} | LIFT, TAX: {"set": {TAX: 0.0}}}),
        ({"set": {TAX: 0.0}} | LIFT, {TAX: {"set": {TAX: 0.0}}, "migrations": LIFT}),
        ({"upgrade": "v0.26.0", "set": {TAX: 0.0}}, {TAX: {"set": {TAX: 0.0}}, "upgrade": {"upgrade": "v0.26.0"}}),
        ({"upgrade": "v0.26.0"}, {"upgrade": {"upgrade": "v0.26.0"}}),
    ],
)
def test_each_setting_and_the_upgrade_stand_alone_and_a_migration_goes_with_the_floor(written, parts) -> None:
    assert event_parts(DATE | written) == {name: DATE | part for name, part in parts.items()}
