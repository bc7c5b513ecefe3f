"""Which commission rates are within reach, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.world.commission import highest_reachable_rate, lowest_rate_of_an_edit

PERCENT = 10**16


def test_the_highest_rate_is_one_step_up_but_never_above_the_max_rate():
    """3 % + 1 % = 4 %; 3 % + 10 % = 13 %, of which a max rate of 4 % leaves 4 %; at its max rate 20 % stays 20 %."""
    rate, max_rate, step = (np.array(column) * PERCENT for column in ([3, 3, 20], [100, 4, 20], [1, 10, 5]))
    assert highest_reachable_rate(rate, max_rate, step).tolist() == [4 * PERCENT, 4 * PERCENT, 20 * PERCENT]
    np.testing.assert_allclose(highest_reachable_rate(rate / 1e18, max_rate / 1e18, step / 1e18), [0.04, 0.04, 0.20])


@pytest.mark.parametrize(("is_refused", "lowest"), [(True, 0.05), (False, 0.0)])
def test_the_floor_binds_an_edit_only_where_the_release_refuses_what_is_below(is_refused, lowest):
    assert lowest_rate_of_an_edit(0.05, is_refused) == lowest
