"""Column tables keep one length in every column, whatever is done to them."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

from econsim.errors import RunError
from econsim.units import BoolArray, IntArray
from econsim.world import tables
from econsim.world.tables import Table, column, empty, sum_by


class People(Table):
    age: IntArray = column("age [years]")
    is_tall: BoolArray = column("tall", np.bool_)
    purse: IntArray = column("one row a denom", lead=(2,))


@pytest.fixture
def people() -> People:
    table: People = empty(People, 3)
    table.age[:] = [30, 40, 50]
    table.is_tall[1] = True
    table.purse[:] = [[1, 2, 3], [4, 5, 6]]
    return table


def test_an_empty_table_has_the_declared_types_and_shapes():
    table = empty(People, 4)
    assert len(table) == 4
    assert {name: (c.dtype, c.shape) for name, c in table.columns().items()} == {
        "age": (np.int64, (4,)),
        "is_tall": (np.bool_, (4,)),
        "purse": (np.int64, (2, 4)),
    }


def test_a_column_is_a_view_of_its_field_and_is_filled_in_place(people):
    ages, row = people.age, people.rows[1]
    people.age = [1, 2, 3]
    people.purse = np.array([[7], [8]])
    assert ages.tolist() == [1, 2, 3]
    assert (row.age, row.purse.tolist()) == (2, [7, 8])
    with pytest.raises(ValueError, match="broadcast"):
        people.age = [1, 2]


def test_appended_rows_come_last_and_unnamed_columns_are_zero(people):
    rows = people.append(age=np.array([60, 70]), purse=np.array([[7, 8], [9, 10]]))
    assert rows.tolist() == [3, 4]
    assert people.age.tolist() == [30, 40, 50, 60, 70]
    assert people.is_tall.tolist() == [False, True, False, False, False]
    assert people.purse.tolist() == [[1, 2, 3, 7, 8], [4, 5, 6, 9, 10]]


def test_one_value_is_appended_to_each_row_and_to_none_when_there_are_none(people):
    people.append(age=np.array([1, 2]), is_tall=True)
    assert people.is_tall.tolist() == [False, True, False, True, True]
    assert people.append(age=np.zeros(0, np.int64), is_tall=True).size == 0
    assert len(people) == 5


def test_values_alone_are_one_row(people):
    assert people.append(age=60, is_tall=True).tolist() == [3]
    assert (people.age[-1], people.is_tall[-1], people.purse[:, -1].tolist()) == (60, True, [0, 0])


def test_a_row_that_32_bits_cannot_name_is_refused_and_the_table_stays_as_it_was(people, monkeypatch):
    assert np.iinfo(np.int32).max == tables.MOST_ROWS - 1  # the last row
    monkeypatch.setattr(tables, "MOST_ROWS", 4)
    people.append(age=60)
    before = people.rows.copy()
    with pytest.raises(RunError, match=r"^people would have 5 rows; 4 are the most: simulate fewer of them$"):
        people.append(age=70)
    assert np.array_equal(people.rows, before)
    with pytest.raises(RunError, match=r"^people would have 6 rows; 4 are the most"):
        empty(People, 6)


def test_rows_that_are_not_kept_are_gone_from_every_column(people):
    people.keep(people.age != 40)
    assert people.age.tolist() == [30, 50]
    assert people.is_tall.tolist() == [False, False]
    assert people.purse.tolist() == [[1, 3], [4, 6]]


def test_amounts_add_up_by_row_and_a_row_without_any_has_nothing():
    large = 2**62  # beyond what a float counts to the last unit
    assert sum_by(np.array([2, 0, 2]), np.array([large, 5, 1]), 4).tolist() == [5, 0, large + 1, 0]
    assert sum_by(np.zeros(0, np.int64), np.zeros(0, np.int64), 2).tolist() == [0, 0]


def test_the_fields_of_one_record_are_its_attributes(people: People) -> None:
    one = people.rows[2]
    assert (one.age, bool(one.is_tall), one.purse.tolist()) == (50, False, [3, 6])
    one.age, one.purse[1] = 51, 7
    assert (people.age[2], people.purse[1, 2]) == (51, 7)
    with pytest.raises(AttributeError, match="a record has no 'height'; it has age, is_tall, purse"):
        _ = one.height
    with pytest.raises(ValueError, match="height"):
        one.height = 2


def test_records_travel_as_they_are(people: People) -> None:
    there = pickle.loads(pickle.dumps(people.rows))
    assert there.dtype == people.rows.dtype
    assert there[1].age == 40
    assert copy.deepcopy(people.rows)[0].purse.tolist() == [1, 4]


def test_a_column_that_numpy_has_a_word_for_is_refused():
    """Uncompiled code that reads a field of a record would get numpy's own method."""
    with pytest.raises(ValueError, match="records of numpy have mean themselves; call the field otherwise"):
        tables.record_type(mean=np.float64)


@pytest.mark.parametrize(
    ("there", "rows"),
    [
        (tables.record_type(b=np.int64, a=np.int64), 3),
        (tables.record_type(a=np.int64, b=np.int64), 4),
        (tables.record_type(a=np.int64), 6),
    ],
    ids=["other order", "more rows", "other width"],
)
def test_bytes_are_copied_between_records_alike_alone(there, rows):
    given, room = tables.records(tables.record_type(a=np.int64, b=np.int64), 3), tables.records(there, rows)
    with pytest.raises(ValueError, match="do not fit"):
        tables.copy_into(room, given)
    assert not room.view(np.int64).any()
