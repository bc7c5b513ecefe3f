"""Orders, bids and leases of one group, by hand from x/market/handler/server.go and x/market/keeper/keeper.go."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from econsim.reference.decimal18 import Dec
from econsim.reference.failures import Refused
from econsim.reference.market import Group


def dec(number: str) -> Dec:
    return Dec.parse(number)


def bidden() -> Group:
    """An open order at 100 with bids of A at 50 and B at 100."""
    group = Group(order_max_bids=20)
    group.create_order(1, dec("100"))
    group.create_bid(1, "A", dec("50"))
    group.create_bid(1, "B", dec("100"))
    return group


def leased() -> Group:
    group = bidden()
    group.create_lease(1, "A")
    return group


def states(group: Group) -> tuple[dict[int, str], dict[str, str], dict[str, str], str]:
    return (
        {order: record.state for order, record in group.orders.items()},
        {provider: record.state for (_, provider), record in group.bids.items()},
        {provider: record.state for (_, provider), record in group.leases.items()},
        group.state,
    )


def test_a_lease_makes_its_order_and_bid_active_and_other_open_bids_lost() -> None:
    group = bidden()
    group.create_bid(1, "C", dec("1"))
    group.close_bid(1, "C", height=3)
    assert group.create_lease(1, "A") == [(1, "B")]
    assert states(group) == ({1: "active"}, {"A": "active", "B": "lost", "C": "closed"}, {"A": "active"}, "open")
    assert (group.leases[1, "A"].price, group.leases[1, "A"].closed_on) == (dec("50"), 0)


def test_taking_back_an_open_bid_changes_nothing_else() -> None:
    group = bidden()
    assert not group.close_bid(1, "A", height=3)
    assert states(group) == ({1: "open"}, {"A": "closed", "B": "open"}, {}, "open")


def test_taking_back_an_active_bid_ends_its_lease_and_pauses_the_group() -> None:
    group = leased()
    assert group.close_bid(1, "A", height=9)
    assert states(group) == ({1: "closed"}, {"A": "closed", "B": "lost"}, {"A": "closed"}, "paused")
    assert group.leases[1, "A"].closed_on == 9


def test_a_tenant_who_ends_a_lease_does_not_pause_the_group() -> None:
    group = leased()
    group.close_lease(1, "A", height=9)
    assert states(group) == ({1: "closed"}, {"A": "closed", "B": "lost"}, {"A": "closed"}, "open")


def test_closing_everything_spares_lost_bids_and_leases_closed_before() -> None:
    group = leased()
    group.close_lease(1, "A", height=9)
    group.create_order(2, dec("100"))
    group.create_bid(2, "C", dec("5"))
    group.create_bid(2, "D", dec("6"))
    group.create_lease(2, "C")
    assert group.close_everything(20) == [(2, "C")]
    assert states(group) == (
        {1: "closed", 2: "closed"},
        {"A": "closed", "B": "lost", "C": "closed", "D": "lost"},
        {"A": "closed", "C": "closed"},
        "open",
    )
    assert (group.leases[1, "A"].closed_on, group.leases[2, "C"].closed_on) == (9, 20)


def test_a_lease_record_is_closed_once_and_alone() -> None:
    group = leased()
    group.close_lease_record((1, "A"), 1337)
    group.close_lease_record((1, "A"), 2000)
    assert group.leases[1, "A"].closed_on == 1337
    assert states(group) == ({1: "active"}, {"A": "active", "B": "lost"}, {"A": "closed"}, "open")


def test_one_bid_more_than_the_maximum_fits_and_closed_ones_count() -> None:
    group = Group(order_max_bids=2)
    group.create_order(1, dec("10"))
    for provider in ("A", "B", "C"):
        group.create_bid(1, provider, dec("1"))
        group.close_bid(1, provider, height=1)
    with pytest.raises(Refused, match="too many"):
        group.create_bid(1, "D", dec("1"))


@pytest.mark.parametrize(
    "message",
    [
        lambda group: group.create_order(2, dec("1")),  # another is active
        lambda group: group.create_bid(1, "C", dec("1")),  # its order is active
        lambda group: group.create_bid(7, "C", dec("1")),
        lambda group: group.create_lease(1, "B"),  # lost
        lambda group: group.create_lease(1, "A"),  # active
        lambda group: group.create_lease(1, "Z"),
        lambda group: group.close_bid(1, "B", 1),  # lost
        lambda group: group.close_bid(1, "Z", 1),
        lambda group: group.close_lease(1, "B", 1),
        lambda group: group.close_lease(7, "A", 1),
        lambda group: group.close_lease_record((1, "B"), 1),
        lambda group: group.close_order(7),
    ],
)
def test_refused_while_a_lease_is_active(message: Callable[[Group], object]) -> None:
    group = leased()
    with pytest.raises(Refused):
        message(group)
    assert states(group) == states(leased())


@pytest.mark.parametrize(
    "message",
    [
        lambda group: group.create_order(1, dec("1")),
        lambda group: group.create_order(2, dec("1")),  # another is open
        lambda group: group.create_bid(1, "A", dec("1")),  # one bid a provider
        lambda group: group.create_bid(1, "C", dec("100.000000000000000001")),
        lambda group: group.create_bid(1, "C", dec("0")),
        lambda group: group.close_lease(1, "A", 1),
        lambda group: group.latest_lease(),
    ],
)
def test_refused_while_an_order_is_open(message: Callable[[Group], object]) -> None:
    group = bidden()
    with pytest.raises(Refused):
        message(group)
    assert states(group) == states(bidden())


def test_a_bid_is_not_taken_once_its_order_is_closed_or_its_group_paused() -> None:
    group = bidden()
    group.close_order(1)
    with pytest.raises(Refused, match="order not open"):
        group.create_lease(1, "A")
    group = bidden()
    group.state = "paused"
    with pytest.raises(Refused, match="group not open"):
        group.create_lease(1, "A")


def test_a_bid_stays_active_when_its_lease_record_is_closed_alone() -> None:
    group = leased()
    group.close_lease_record((1, "A"), 5)
    with pytest.raises(Refused, match="lease not active"):
        group.close_bid(1, "A", 6)


def test_an_id_of_an_order_is_used_once() -> None:
    group = bidden()
    group.close_order(1)
    with pytest.raises(Refused, match="order exists"):
        group.create_order(1, dec("1"))
    group.create_order(2, dec("1"))
    assert group.orders[2].state == "open"
