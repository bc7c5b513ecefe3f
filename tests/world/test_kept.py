"""What is kept stands for as long as what it was worked out of; copies go without it."""

from __future__ import annotations

import copy
import pickle

import pytest

from econsim.world.kept import Kept


def test_it_is_worked_out_anew_where_an_object_is_another_although_equal() -> None:
    kept, made = Kept(), []

    def sum_of(numbers: list[int], more: list[int]) -> int:
        made.append(1)
        return sum(numbers) + sum(more)

    one, other = [1, 2], [3]
    assert [kept("sum", sum_of, one, other), kept("sum", sum_of, one, other)] == [6, 6]
    assert len(made) == 1
    assert kept("sum", sum_of, list(one), other) == 6
    assert len(made) == 2


def test_names_do_not_meet() -> None:
    kept = Kept()
    assert [kept(name, lambda name: name, name) for name in ("a", "b", "a")] == ["a", "b", "a"]


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda kept: pickle.loads(pickle.dumps(kept))])
def test_a_copy_begins_with_nothing(copied) -> None:
    kept = Kept()
    assert kept("number", lambda: 1) == 1
    assert copied(kept)("number", lambda: 2) == 2
