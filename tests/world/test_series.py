"""A series reads a moment, or is worked out of what was read, for many epochs at once; a family has a name a member."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from econsim.errors import BrokenBooks
from econsim.world.journal import Journal
from econsim.world.ledger import Account, Ledger
from econsim.world.series import Epochs, Family, Moment, Series, asked_of, count, flow, of, over_the_last, stock
from tests.readings import read


def moment(**world) -> Moment:
    world = {"journal": Journal(), "seconds": 0.0, "epoch_seconds": 1.0} | world
    return Moment(SimpleNamespace(**world), None, None, None)


def test_a_flow_is_in_the_denom_that_its_name_ends_in():
    now = moment()
    now.world.journal.money["gift", "uakt"] = 3
    now.world.journal.money["gift", "uusdc"] = 5
    gifts = [flow("gift", f"given_{denom}", "given away") for denom in ("uakt", "uusdc")]
    assert [gift.unit for gift in gifts] == ["uakt", "uusdc"]
    assert read(gifts, now) == {"given_uakt": 3, "given_uusdc": 5}
    assert read([flow("theft", "stolen_uakt", "taken")], now) == {"stolen_uakt": 0}


def test_a_count_is_read_under_the_name_of_its_series():
    now = moment()
    now.world.journal.count("refused", 2)
    assert read([count("refused", "refused messages")], now) == {"refused": 2}


def test_a_stock_is_all_that_accounts_of_a_name_hold_and_an_unknown_name_is_refused():
    now = moment(ledger=Ledger())
    now.world.ledger.mint(Account("escrow_dust_uusdc"), 7, "dust")
    assert read([stock("escrow_dust_uusdc", "dust_uusdc", "dust")], now) == {"dust_uusdc": 7}
    with pytest.raises(BrokenBooks, match="no account is called 'dust_uusdc'"):
        read([stock("dust_uusdc", "dust_uusdc", "dust")], now)


def height(now: Moment) -> int:
    return now.world.height


def width(now: Moment) -> int:
    return now.world.width


def test_what_is_worked_out_is_worked_out_of_what_was_asked_for_all_epochs_at_once():
    area = Series("area", "m2", "height times width", of(lambda a, b: a * b, height, width))
    columns = area.columns(Epochs({height: np.array([2, 3]), width: np.array([5, 7])}))
    assert [values.tolist() for values in columns] == [[10, 21]]
    assert read([area], moment(height=3, width=4)) == {"area": 12}


def test_what_readings_share_is_asked_once_and_worked_out_once():
    seen = []

    def double(heights):
        seen.append(heights.tolist())
        return 2 * heights

    doubled = of(double, height)
    both = [of(lambda heights: heights + 1, doubled), of(lambda heights, widths: heights * widths, doubled, width)]
    assert asked_of([*both, width]) == [height, width]
    epochs = Epochs({height: np.array([2, 3]), width: np.array([5, 7])})
    assert [epochs[reading].tolist() for reading in both] == [[5, 7], [20, 42]]
    assert seen == [[2, 3]]


def test_the_last_epochs_are_fewer_where_a_run_begins_and_the_oldest_is_added_first():
    assert over_the_last(3, np.array([1, 10, 100, 1_000, 10_000])).tolist() == [1, 11, 111, 1_110, 11_100]
    assert over_the_last(3, np.array([7])).tolist() == [7]
    by_member = np.array([[1.0, 5.0], [2.0, 6.0], [4.0, 8.0]])
    assert over_the_last(2, by_member).tolist() == [[1.0, 5.0], [3.0, 11.0], [6.0, 14.0]]
    large_first = np.array([1e16, 1.0, 1.0])
    assert over_the_last(3, large_first)[-1] == (1e16 + 1.0) + 1.0 != 1e16 + (1.0 + 1.0)


def test_nobody_looks_back_further_than_the_recorder_remembers():
    assert over_the_last(31, np.ones(40))[-1] == 31.0
    with pytest.raises(ValueError, match="look back 30 epochs"):
        over_the_last(32, np.ones(40))


def test_a_family_has_one_column_a_member_and_no_member_may_be_left_out():
    now = moment(models=("h100", "a100"))
    both = Family("gpus_{gpu_model}_n", "count", "GPUs", lambda world: world.models, lambda now: [7, 8])
    assert read([both], now) == {"gpus_h100_n": 7, "gpus_a100_n": 8}
    one = Family("gpus_{gpu_model}_n", "count", "GPUs", lambda world: world.models, lambda now: [7])
    with pytest.raises(ValueError, match="shorter"):
        read([one], now)
