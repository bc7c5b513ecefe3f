"""Genesis is at rest under its own rules, and Mainnet 7 leads from it to the table of 20 February 2024.

Few replicates here; `python -m tests.properties.genesis_at_rest 50` holds 50 against the tolerances. A mean of few
wanders more, by (50 / few)^1/2.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.properties.genesis_at_rest import (
    ALLOWED_DRIFT,
    DAY_OF_THE_TABLE,
    LEVEL,
    OF_THE_TABLE,
    STANDARD_ERRORS,
    YEAR,
    paths,
)

REPLICATES = 6
WIDER = (50 / REPLICATES) ** 0.5


@pytest.fixture(scope="module")
def year_of_mainnet6():
    return paths("mainnet6", YEAR, REPLICATES)


@pytest.fixture(scope="module")
def day_of_the_table():
    return paths("mainnet7", DAY_OF_THE_TABLE + 1, REPLICATES)


@pytest.mark.parametrize("measure", ALLOWED_DRIFT)
def test_where_no_rule_changes_concentration_stays_where_it_begins(year_of_mainnet6, measure):
    path = year_of_mainnet6[measure]
    assert abs(path.drift) <= ALLOWED_DRIFT[measure] * WIDER
    assert abs(path.drift) <= STANDARD_ERRORS * path.error


@pytest.mark.parametrize("measure", LEVEL)
def test_the_genesis_is_that_of_before_the_lift(year_of_mainnet6, measure):
    assert abs(year_of_mainnet6[measure].first.mean() - LEVEL[measure]) <= ALLOWED_DRIFT[measure] * WIDER


@pytest.mark.parametrize("measure", OF_THE_TABLE)
def test_on_its_day_mainnet7_has_the_concentration_of_the_table_as_fitted(day_of_the_table, measure):
    table, allowed = OF_THE_TABLE[measure]
    assert abs(day_of_the_table[measure].last.mean() - table) <= allowed * WIDER
    assert np.median(day_of_the_table["Nakamoto"].last) in (6, 6.5, 7)
