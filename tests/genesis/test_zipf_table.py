"""A table of another chain: sizes by Zipf's law, rates dealt out by chance."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from econsim.draws import Streams
from econsim.genesis.zipf_table import zipf_table
from econsim.networks.akash_model import AkashModel
from econsim.networks.akash_validators import akash_validators
from econsim.networks.catalogue import load_scenario
from econsim.policies.validators.table import TableOfValidators
from econsim.units import dec18
from tests.scenario.scenario_files import mistakes

THREE_AND_TWO = {"kind": "zipf", "commission_rates": (0.0, 0.05), "validators_each": (3, 2)}


def made(replicate: int = 0, **asked: object):
    return zipf_table(TableOfValidators(**{**THREE_AND_TWO, **asked}), akash_validators(), Streams(1, replicate))


def test_the_second_is_half_of_the_first_by_zipfs_law_proper() -> None:
    table = made(least_size_exponent=1.0, most_size_exponent=1.0)
    harmonic = 1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5
    np.testing.assert_allclose(table.stake_share, [1 / k / harmonic for k in (1, 2, 3, 4, 5)])


def test_an_exponent_of_nothing_makes_all_alike() -> None:
    assert made(least_size_exponent=0.0, most_size_exponent=0.0).stake_share.tolist() == [0.2] * 5


def test_replicates_draw_exponents_evenly_between_the_bounds() -> None:
    """The first over the second is 2^a; of 200 even draws the mean is 1 with a standard error of 1 / sqrt(12 x 200)."""
    shares = np.array([made(number).stake_share for number in range(200)])
    exponents = np.log2(shares[:, 0] / shares[:, 1])
    assert exponents.min() >= 0.5
    assert exponents.max() <= 1.5
    assert exponents.mean() == pytest.approx(1.0, abs=0.06)


def test_rates_are_dealt_out_anew_in_each_replicate_and_never_lost() -> None:
    rates = [made(number).commission_rate.tolist() for number in range(30)]
    assert all(sorted(each) == [0.0, 0.0, 0.0, 0.05, 0.05] for each in rates)
    assert {each[0] for each in rates} == {0.0, 0.05}


def test_the_world_begins_with_the_validators_of_the_table() -> None:
    few = {f"population.validators.table.{name}": list(value) for name, value in (*THREE_AND_TWO.items(),)[1:]}
    scenario = load_scenario("emoney_forced_raise").with_changes(few)
    rates = AkashModel(scenario, epochs=1).world.validators.commission_rate_dec18
    assert sorted(rates.tolist()) == [0, 0, 0, dec18(0.05), dec18(0.05)]


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("{kind: zipf}", "commission_rates is missing; a table of kind 'zipf' takes the rates at the start"),
        ("{commission_rates: [0.1], validators_each: [3]}", "the recorded table has its own; set kind to zipf"),
        ("{kind: zipf, commission_rates: [0.1, 0.2], validators_each: [3]}", "has 1 entries for 2 commission rates"),
        (
            "{kind: zipf, commission_rates: [0.1], validators_each: [3], most_size_exponent: 0.2}",
            "most_size_exponent is 0.2, less than least_size_exponent, 0.5",
        ),
    ],
)
def test_a_table_that_does_not_say_who_there_is_is_refused(tmp_path: Path, table: str, line: str) -> None:
    (told,) = mistakes(tmp_path, f"population: {{validators: {{table: {table}}}}}")
    assert line in told
