"""A series reads a moment: shared work is done once, a window holds the last epochs, a family has a name a member."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from econsim.world.journal import Journal
from econsim.world.series import Family, Moment, count, flow, shared


def moment(memory=None, **world) -> Moment:
    return Moment(SimpleNamespace(journal=Journal(), **world), None, None, None, {} if memory is None else memory)


def test_a_flow_is_in_the_denom_that_its_name_ends_in():
    now = moment()
    now.world.journal.money["gift", "uakt"] = 3
    now.world.journal.money["gift", "uusdc"] = 5
    gifts = [flow("gift", f"given_{denom}", "given away") for denom in ("uakt", "uusdc")]
    assert [(each.unit, *each.columns(now)) for each in gifts] == [
        ("uakt", ("given_uakt", 3)),
        ("uusdc", ("given_uusdc", 5)),
    ]
    assert list(flow("theft", "stolen_uakt", "taken").columns(now)) == [("stolen_uakt", 0)]


def test_a_count_is_read_under_the_name_of_its_series():
    now = moment()
    now.world.journal.count("refused", 2)
    assert list(count("refused", "refused messages").columns(now)) == [("refused", 2)]


def test_what_series_share_is_worked_out_once_a_moment():
    seen = []

    @shared
    def work(now: Moment) -> int:
        seen.append(now)
        return len(seen)

    first, second = moment(), moment()
    assert [work(first), work(first), work(second), work(first)] == [1, 1, 2, 1]


def test_a_window_holds_the_last_epochs_however_often_it_is_asked():
    memory, seen = {}, []
    for epoch in range(5):
        now = moment(memory, epoch=epoch)
        for _ in range(2):
            window = list(now.last(3, epoch_of))
        seen.append(window)
    assert seen == [[0], [0, 1], [0, 1, 2], [1, 2, 3], [2, 3, 4]]


def epoch_of(now: Moment) -> int:
    return now.world.epoch


def test_a_family_has_one_column_a_member_and_no_member_may_be_left_out():
    now = moment(models=("h100", "a100"))
    both = Family("gpus_{gpu_model}_n", "count", "GPUs", lambda world: world.models, lambda now: [7, 8])
    assert list(both.columns(now)) == [("gpus_h100_n", 7), ("gpus_a100_n", 8)]
    one = Family("gpus_{gpu_model}_n", "count", "GPUs", lambda world: world.models, lambda now: [7])
    with pytest.raises(ValueError, match="shorter"):
        list(one.columns(now))
