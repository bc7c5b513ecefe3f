"""Slips of the hand in YAML: told by what was typed, in one line, with its place."""

from __future__ import annotations

import pytest

from econsim.errors import ScenarioError
from econsim.networks.catalogue import load_scenario
from econsim.scenario.slips import decimal_comma, point_for_comma
from tests.scenario.scenario_files import mistakes, written


def only_line(folder, text: str) -> str:
    """Return the one complaint about a file, from its line and column on."""
    path = written(folder, text)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    (line,) = caught.value.mistakes
    return line.removeprefix(f"{path}:")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("run:\n\tepochs: 3\n", "4:1: a tab; indent with spaces"),
        ("run:\n  epochs: 3\n  \tseed: 3\n", "5:3: a tab; indent with spaces"),
        ("run:\tepochs: 3\n", "3:5: a tab; write a space"),
        ("run:\n  epochs: 3\n seed: 4\n", "5:2: line 5 is indented by 1, the lines above by 0 or 2"),
        ("run:\n  epochs: 3\n   seed: 4\n", "5:4: line 5 is indented by 3, the lines above by 0 or 2"),
        (" run: {epochs: 3}\n", "3:2: line 3 is indented by 1, the line above by 0"),
        ("run: {epochs: 3}\n chain: {}\n", "4:2: line 4 is indented by 1, the line above by 0"),
        (
            "objectives:\n  - metric: net_apr\n   better: higher\n",
            "5:4: line 5 is indented by 3, the lines above by 0, 2 or 4",
        ),
        (
            "chain:\n  # a remark\n\n  mint:\n    inflation_min: 0.1\n   goal_bonded: 0.5\n",
            "8:4: line 8 is indented by 3, the lines above by 0, 2 or 4",
        ),
        ("run:\n  epochs 3\n  seed: 4\n", "4:3: no colon; write `epochs: 3`"),
        ("run:\n  seed: 4\n  epochs 3\n", "5:3: no colon; write `epochs: 3`"),
        ("run\n  seed: 4\n", "3:1: no colon; write `run:`"),
        ("run:\n  epochs:3\n  seed: 4\n", "4:3: no space after a colon; write `epochs: 3`"),
        ("run:\n  epochs:3\n", "3:1 run is 'epochs:3'; expected a map; write a space after the colon: `epochs: 3`"),
        ("run: {epochs:3}\n", "3:7 run.epochs:3 is no entry; write a space after the colon: `epochs: 3`"),
        ("run: {seed 4, epochs: 3}\n", "3:7 run.seed 4 is no entry; did you mean `seed: 4`?"),
        ('title: "abc\nrun: {epochs: 3}\n', "3:8: is not YAML: the quote that opens here is not closed"),
        (
            "title: 'it's'\n",
            "3:12: is not YAML: text goes on after a closing quote; a quote inside is doubled: 'it''s'",
        ),
        ("run: {epochs: 3\nchain: {}\n", "3:6: is not YAML: the { that opens here is not closed"),
        (
            "sweep: {run.epochs: {values: [1, 2}}\n",
            "3:35: is not YAML: a comma, or the closing ], is missing before this",
        ),
        ("run: {epochs: 3}}\n", "3:17: is not YAML: a } that closes nothing"),
        ("title: Mainnet 7: a floor\n", "3:17: is not YAML: mapping values are not allowed here; a text with a colon"),
        ("title: @me\n", "3:8: is not YAML: a value that begins with @ goes in quotes"),
        ("title: Mainnet 7: a floor\r", "3:17: is not YAML: mapping values are not allowed here; a text with a colon"),
        ("\r\r\r\rtitle: Mainnet 7: a floor", "7:17: is not YAML: mapping values are not allowed here; a text"),
        ("run: {epochs: 3, epochs: 4}\n", "3:18 run.epochs is given twice; first in line 3"),
    ],
)
def test_a_slip_is_told_by_what_was_typed(tmp_path, text, complaint):
    assert only_line(tmp_path, f"schema: 1\nextends: mainnet7\n{text}").startswith(complaint)


def test_a_first_line_without_a_space_after_its_colon_is_told(tmp_path):
    assert only_line(tmp_path, "schema:1\nextends: mainnet7\n") == "1:1: no space after a colon; write `schema: 1`"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "chain: {staking: {min_commission_rate: 0,10}}",
            "3:19 chain.staking.min_commission_rate is '0,10'; did you mean 0.10?",
        ),
        (
            "chain:\n  staking:\n    min_commission_rate: 0,10",
            "5:5 chain.staking.min_commission_rate is '0,10'; expected a number; did you mean 0.10?",
        ),
        (
            "variants: {bold: {chain.staking.min_commission_rate: 0,10}}",
            "3:19 variants.bold.chain.staking.min_commission_rate is '0,10'; did you mean 0.10?",
        ),
        ("run: {epoch_length: 1,5 days}", "3:7 run.epoch_length is '1,5 days'; did you mean 1.5 days?"),
        ("run: {epochs: 1,000, seed: 4}", "3:7 run.epochs is '1,000'; did you mean 1000?"),
        ("run: {epochs: '1,000'}", "3:7 run.epochs is '1,000'; expected a whole number; did you mean 1000?"),
        ("chain: {market: {bid_min_deposit: 5,5 AKT}}", "3:18 chain.market.bid_min_deposit is '5,5 AKT'; did you mean"),
        (
            "chain: {market: {bid_min_deposit: '5,5 AKT'}}",
            "3:18 chain.market.bid_min_deposit is '5,5 AKT'; expected a whole number of uakt or an amount '5 AKT'; "
            "did you mean '5.5 AKT'?",
        ),
        (
            "population: {validators: {lifted_old_rates: [0,01]}}",
            "3:48 population.validators.lifted_old_rates.1 is '0,01'; did you mean 0.01?",
        ),
    ],
)
def test_a_decimal_comma_is_told_with_its_point(tmp_path, text, complaint):
    (line,) = mistakes(tmp_path, text)
    assert line.startswith(complaint)


@pytest.mark.parametrize(
    ("before", "after", "meant"),
    [
        ("0", "10", "0.10"),
        ("1", "5 days", "1.5 days"),
        ("-0", "5", "-0.5"),
        ("1", "000", "1000"),
        ("0", "000", "0.000"),
    ],
)
def test_what_stands_around_a_comma_makes_a_number(before, after, meant):
    assert decimal_comma(before, after) == meant


@pytest.mark.parametrize(("before", "after"), [("a", "10"), ("0", "b"), ("0.5", "10"), ("", "10"), ("0", "-1")])
def test_other_neighbours_of_a_comma_make_none(before, after):
    assert decimal_comma(before, after) == ""


@pytest.mark.parametrize("text", ["10", "0.5", "a,b", ",5", "5,", "2023-10-10"])
def test_text_without_a_decimal_comma_stays_as_it_is(text):
    assert point_for_comma(text) == ""


def test_a_list_of_whole_numbers_without_spaces_is_one(tmp_path):
    path = written(
        tmp_path, "schema: 1\nextends: mainnet6\nsweep: {chain.staking.max_validators: {values: [85,100,0x7D]}}"
    )
    assert load_scenario(path).sweep["chain.staking.max_validators"] == (85, 100, 125)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "shocks: {gpu_demand: {kind: step, start_day: 9, size: 1}}",
            "3:10 shocks.gpu_demand: needs a name: gpu_demand: {boom: {...}}",
        ),
        (
            "shocks: {gpu_demand: [{kind: step, start_day: 9, size: 1}]}",
            "3:10 shocks.gpu_demand: needs a name: gpu_demand: {boom: {...}}",
        ),
        (
            "shocks: {gpu_demand: {date: 2023-10-10, size: 1}}",
            "3:10 shocks.gpu_demand: needs a name: gpu_demand: {boom: {...}}",
        ),
        (
            "shocks: {exclusion: {start_day: 9, jurisdiction: us}}",
            "3:10 shocks.exclusion: needs a name: exclusion: {boom: {...}}",
        ),
        (
            "timeline: {date: 2023-10-10, set: {chain.distribution.community_tax: 0.4}}",
            "3:1 timeline: needs a name: timeline: {proposal: {date: ..., set: ...}}",
        ),
        ("variants: {chain.staking.max_validators: 90}", "3:1 variants: needs a name: variants: {bold: {PATH: VALUE}}"),
        ("extend: mainnet7", "3:1 extend: no such field; did you mean extends?"),
    ],
)
def test_what_has_no_name_needs_one(tmp_path, text, complaint):
    assert mistakes(tmp_path, text) == [complaint]
