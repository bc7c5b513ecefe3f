"""The JSON Schema that editors use says of a file what loading says, as far as a schema can."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from econsim.networks.catalogue import CATALOGUE, load_scenario
from econsim.scenario.json_schema import json_schema
from econsim.scenario.load import shipped_folder, shipped_names
from econsim.scenario.origin import Mistakes, bare
from econsim.scenario.read import read_file
from tests.scenario.fuzz import judged, mutated


@pytest.fixture(scope="module")
def editor() -> Draft202012Validator:
    schema = json_schema(CATALOGUE)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def as_json(path) -> object:
    return json.loads(json.dumps(bare(read_file(path, path.name, 0, Mistakes()))))


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_files_and_what_they_resolve_to_fit_the_schema(editor, name):
    assert list(editor.iter_errors(as_json(shipped_folder() / f"{name}.yaml"))) == []
    assert list(editor.iter_errors(json.loads(json.dumps(load_scenario(name).content())))) == []


def test_whatever_loads_fits_the_schema(editor, tmp_path):
    valid = [seed for seed in range(120) if judged(mutated(seed), tmp_path)[0]]
    assert len(valid) > 10
    for seed in valid:
        path = tmp_path / "mutated.yaml"
        path.write_bytes(mutated(seed))
        assert list(editor.iter_errors(as_json(path))) == [], seed


@pytest.mark.parametrize(
    "wrong",
    [
        {"chian": {}},
        {"chain": {"staking": {"min_commision_rate": 0.1}}},
        {"chain": {"staking": {"min_commission_rate": 5}}},
        {"chain": {"staking": {"unbonding_time": 21}}},
        {"chain": {"market": {"bid_min_deposit": "5 USDC"}}},
        {"chain": {"take": {"denom_take_rates": {"ubtc": 3}}}},
        {"chain": {"release": "v0.25.0"}},
        {"run": {"start": "tomorrow"}},
        {"population": {"tenants": {"classes": {"web": {"threads": {"0": 1.0}}}}}},
        {"policies": {"delegation": {"kind": "sticki"}}},
        {"policies": {"delegation": {"kind": "sticky", "prior_width": 1}}},
        {"policies": {"delegation": [{"kind": "sticky"}]}},
        {"shocks": {"akt_price": {"kind": "constant"}}},
        {"shocks": {"gpu_demand": {"boom": {"kind": "step", "size": 1}}}},
        {"timeline": {"x": {"date": "2023-09-27", "upgrade": "v1"}}},
        {"objectives": [{"metric": "happiness", "better": "higher", "smallest_effect": 1}]},
        {"objectives": [{"metric": "net_apr", "better": "more", "smallest_effect": 1}]},
        {"sweep": {"run.epochs": [1, 2]}},
        {"schema": 2},
    ],
    ids=json.dumps,
)
def test_an_editor_underlines_what_loading_would_refuse(editor, wrong):
    assert not editor.is_valid({"schema": 1, "extends": "mainnet6"} | wrong)


@pytest.mark.parametrize(
    "right",
    [
        {"timeline": {"axlusdc_accepted": None}},
        {"policies": {"delegation": {"prior_width": 0.5}}},
        {"policies": {"delegation": [{"kind": "sticky", "share": 1.0}]}},
        {"shocks": {"akt_price": {"kind": "history", "then": {"kind": "gbm_jumps"}}}},
        {"population": {"tenants": {"classes": {"trial": {"threads": {"2": None, "1": 1.0}}}}}},
        {"run": {"start": "2023-08-31"}},
    ],
    ids=json.dumps,
)
def test_a_file_may_say_less_than_its_parent(editor, right):
    assert editor.is_valid({"schema": 1, "extends": "mainnet6"} | right)


def test_an_editor_shows_meaning_unit_and_source(editor):
    rate = editor.schema["$defs"]["Staking"]["properties"]["min_commission_rate"]
    assert rate["description"] == "lowest commission rate that a message may name; moves no incumbent by itself"
    assert (rate["unit"], rate["chain_key"], rate["minimum"], rate["maximum"]) == (
        "fraction",
        "astaking/MinCommissionRate",
        0.0,
        1.0,
    )
