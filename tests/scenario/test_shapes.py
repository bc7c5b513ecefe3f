"""Every section given as another shape than it has, in every position: told in one line each, never a crash."""

from __future__ import annotations

import json
import re

import pytest

from econsim.cli import call
from econsim.errors import EconsimError
from econsim.networks.catalogue import load_scenario
from tests.scenario.scenario_files import written

TREE = load_scenario("mainnet7").content() | {
    "objectives": [{"metric": "net_apr", "better": "higher", "smallest_effect": 0.001}],
    "variants": {"tight": {"chain.staking.max_validators": 85}},
    "sweep": {"chain.staking.max_validators": {"values": [85, 100]}},
}
TREE["shocks"]["gpu_demand"] = {"boom": {"kind": "step", "start_day": 1.0, "size": 1.0}}
SHAPES = ([{"chain.staking.max_validators": 85}], 5, "text", None, {}, {"x": 1})
PLACE = re.compile(r"[^ ]+\.yaml:\d+:\d+[: ]")


def holders(tree, path=()):
    """Return the path of every map and list in plain content."""
    entries = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for name, below in entries:
        if isinstance(below, dict | list):
            yield (*path, name)
            yield from holders(below, (*path, name))


def with_another_shape(path, value, tmp_path):
    """Write the scenario's content with another value at a path.

    What lies apart from that is in a file that it extends, always the same one, so that it is parsed once.
    """
    rest = {name: entry for name, entry in TREE.items() if isinstance(entry, dict | list) and name != path[0]}
    written(tmp_path, json.dumps({"schema": 1} | rest), "rest.yaml")
    content = json.loads(json.dumps({name: entry for name, entry in TREE.items() if name not in rest}))
    place = content
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return written(tmp_path, json.dumps({"extends": "rest.yaml"} | content))


def test_nothing_is_told_of_the_shape_that_it_has(tmp_path):
    digest = load_scenario(written(tmp_path, json.dumps(TREE))).digest()
    for name in (name for name, entry in TREE.items() if isinstance(entry, dict | list)):
        assert load_scenario(with_another_shape((name,), TREE[name], tmp_path)).digest() == digest


@pytest.mark.parametrize("path", list(holders(TREE)), ids=lambda path: ".".join(map(str, path)))
def test_another_shape_is_told_with_its_place_or_taken(tmp_path, path):
    for shape in SHAPES:
        file = with_another_shape(path, shape, tmp_path)
        try:
            load_scenario(file)
        except EconsimError as error:
            lines = str(error).split("\n")
            assert all(PLACE.match(line) and line.isprintable() for line in lines), (path, shape, lines)


@pytest.mark.parametrize("shape", ["[{chain.staking.max_validators: 85}]", "[]", "5", "text", "true"])
@pytest.mark.parametrize("name", ["variants", "timeline", "sweep", "run", "chain", "population", "policies", "shocks"])
def test_a_section_that_is_no_map_is_one_line(tmp_path, name, shape):
    file = written(tmp_path, f"schema: 1\nextends: mainnet7\n{name}: {shape}\n")
    with pytest.raises(EconsimError) as caught:
        load_scenario(file)
    (line,) = str(caught.value).split("\n")
    assert line.startswith(f"{file}:3:1 {name} is ")
    assert "; expected a map" in line


def test_variants_as_a_list_are_refused_and_other_files_are_judged_all_the_same(tmp_path, capsys):
    listed = written(
        tmp_path, "schema: 1\nextends: mainnet7\nvariants:\n  - {chain.staking.max_validators: 85}\n", "a.yaml"
    )
    typo, good = (
        written(tmp_path, f"schema: 1\nextends: mainnet7\nrun: {{{name}: 3}}\n", f"{name}.yaml")
        for name in ("sed", "seed")
    )
    assert call(["validate", str(listed), str(typo), str(good)]) == 2
    out, err = capsys.readouterr()
    assert out == f"{good}: valid\n"
    assert err.splitlines() == [
        f"{listed}:3:1 variants is a list; expected a map",
        f"{typo}:3:7 run.sed: no such field; did you mean seed?",
    ]
