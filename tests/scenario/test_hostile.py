"""Files that no honest hand wrote: judged quickly, in one line each, before anything is made of them."""

from __future__ import annotations

import contextlib
import os
import pickle
import time

import pytest

from econsim.errors import EconsimError, ScenarioError, UsageError
from econsim.networks.catalogue import load_scenario
from tests.scenario.scenario_files import child, mistakes


def complaints(path) -> list[str]:
    with pytest.raises(EconsimError) as caught:
        load_scenario(path)
    return [line.removeprefix(f"{path}") for line in str(caught.value).split("\n")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path):
    path = tmp_path / "pipe.yaml"
    os.mkfifo(path)
    assert complaints(path) == [": cannot be read: it is no ordinary file"]


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no /dev/zero on this system")
def test_a_device_without_end_is_not_read(tmp_path):
    assert complaints("/dev/zero") == [": cannot be read: it is no ordinary file"]
    path = tmp_path / "mine.yaml"
    path.write_text("schema: 1\nextends: /dev/zero\n")
    assert complaints(path) == [":2:1 extends is '/dev/zero'; no such shipped scenario, no such file"]


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ("schema: 1\n".encode("utf-16"), ": is UTF-16 text; save it as UTF-8"),
        ("schema: 1\n".encode("utf-32-be"), ": is UTF-32 text; save it as UTF-8"),
        ("schema: 1\ntitle: café\n".encode("latin-1"), ": is not UTF-8 text (byte 20); save it as UTF-8"),
        (b"schema: 1\0", ": is not YAML: unacceptable character #x0000: special characters are not allowed"),
        (b"schema: 1\nrun:\n\tepochs: 3\n", ":3:1: a tab; indent with spaces"),
        (b"%YAML 1.1\n---\nschema: 1\n", ":2:1: is not YAML: directives (%YAML, %TAG) are no part of scenarios"),
        (b"%TAG ! !x\n---\nschema: 1\n", ":2:1: is not YAML: directives (%YAML, %TAG) are no part of scenarios"),
        (b"schema: 1\na: &x 1\nb: &x 2\n", ":3:4: is not YAML: the anchor &x is given twice"),
        (b"schema: &x 1\na: [" + b"*x, " * 101 + b"]", ":2:405: is not YAML: a scenario has 100 aliases at most"),
        (b"schema: 1\na: [" + b"1," * 10_001 + b"]", ":2:19995: is not YAML: a scenario has 10,000 entries at most"),
        (b"schema: 1\nrun: " + b"{a: " * 30, ":2:119: is nested too deeply or repeats itself too often"),
        (
            b"schema: 1\nextends: mainnet6\ntitle: !!python/object:os.system x\n",
            ":3:1 title: has the tag tag:yaml.org,2002:python/obj",
        ),
        (b"---\n", ": is empty; a scenario begins with schema: 1"),
        (b"schema: 1.0\nextends: mainnet6\n", ":1:1 schema is 1.0; this econsim reads schema 1"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_in_one_line(tmp_path, data, complaint):
    path = tmp_path / "hostile.yaml"
    path.write_bytes(data)
    (line,) = complaints(path)
    assert line.startswith(complaint)


def test_a_byte_order_mark_before_utf8_is_no_mistake(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"\xef\xbb\xbfschema: 1\nextends: mainnet6\n")
    assert load_scenario(path).digest() == load_scenario("mainnet6").digest()


def test_a_bomb_of_aliases_is_defused_before_it_unfolds(tmp_path):
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    path = tmp_path / "bomb.yaml"
    path.write_text("schema: 1\n" + "\n".join(rows))
    began = time.perf_counter()
    (line,) = complaints(path)
    assert line.endswith("is nested too deeply or repeats itself too often")
    assert time.perf_counter() - began < 5.0


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 199_000, id="brackets"),
        pytest.param("{a: " * 49_000, id="maps in maps"),
        pytest.param("\n".join(f"k{n}: {n}" for n in range(9_900)), id="unknown fields"),
        pytest.param("run: {" + ", ".join(f"epoch{n}: 1" for n in range(9_900)) + "}", id="fields that look known"),
        pytest.param("title: '" + "x" * 199_000 + "'", id="one long text"),
        pytest.param("title: |\n" + "  x\n" * 49_000, id="many lines"),
        pytest.param("# x\n" * 49_000, id="comments"),
        pytest.param("x" * 199_000 + ": 1", id="one long key"),
        pytest.param("run: {seed: " + "9" * 199_000 + "}", id="one long number"),
        pytest.param("run: {seed: 0x" + "f" * 199_000 + "}", id="one long hexadecimal number"),
        pytest.param("run: {epoch_length: " + "9" * 199_000 + " days}", id="one long duration"),
        pytest.param("genesis: {total_supply_uakt: " + "9" * 199_000 + " AKT}", id="one long amount"),
        pytest.param("x" * 1_000_000, id="a megabyte"),
    ],
)
def test_the_largest_files_are_judged_in_seconds(tmp_path, text):
    path = tmp_path / "large.yaml"
    path.write_text(f"schema: 1\nextends: mainnet6\n{text}")
    began = time.perf_counter()
    with contextlib.suppress(EconsimError):  # a few of these are valid
        load_scenario(path)
    assert time.perf_counter() - began < 10.0  # a second or two where nobody else computes


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (r'"\e[31m": 1', r"3:1 \x1b[31m is no name; a key has 1 to 200 letters that can be printed"),
        ('"": 1', "3:1 '' is no name; a key has 1 to 200 letters that can be printed"),
        (r'"a\nb": 1', r"3:1 a\nb is no name; a key has 1 to 200 letters that can be printed"),
        (r'title: "\e]0;gone\a"', r"3:1 title is '\x1b]0;gone\x07'; U+001B cannot be printed, leave it out"),
        (r'title: "a\u202Eb"', r"3:1 title is 'a\u202eb'; U+202E cannot be printed, leave it out"),
        (r'name: "\ud800"', r"3:1 name is '\ud800'; U+D800 cannot be printed, leave it out"),
        ('title: "two\\nlines"\nrun: {sed: 1}', "4:7 run.sed: no such field; did you mean seed?"),
        ("null: 1", "3:1 null: no such field; there are name, title,"),
        ("1.5: 1", "3:1 1.5: no such field; dotted paths stand in variants, sweep, uncertain, set and --set"),
        ("name: 1", "3:1 name is 1; expected text"),
        ("name: " + "x" * 81, f"3:1 name is '{'x' * 56}...'; a name has letters, digits, _ and -, 80 at most"),
        ("timeline: {a.b: {date: 2024-01-01, upgrade: v0.26.0}}", "3:12 timeline.a.b is 'a.b'; a name has letters"),
        ("variants: {a/b: {run.epochs: 3}}", "3:12 variants.a/b is 'a/b'; a name has letters"),
        (
            "shocks: {gpu_demand: {-x: {kind: step, start_day: 1, size: 1}}}",
            "3:23 shocks.gpu_demand.-x is '-x'; a name",
        ),
        ("run: {seed: 0x" + "f" * 5_000 + "}", "3:7 run.seed is 0xffff"),
        ("run: {seed: 1e400}", "3:7 run.seed is inf; expected a whole number"),
        ("run: {seconds_per_block: .nan}", "3:7 run.seconds_per_block is nan; expected a finite number"),
        ("run: {seconds_per_block: 1e-300}", "3:7 run.seconds_per_block is 1e-300; expected 0.1 to 3600"),
        ("genesis: {community_pool_uakt: -5 AKT}", "3:11 genesis.community_pool_uakt is '-5 AKT'; expected a whole"),
        ("genesis: {community_pool_uakt: -5}", "3:11 genesis.community_pool_uakt is -5; expected 0 to 90000000000000"),
        ("chain: {market: {bid_min_deposit: 1.00000000000000000000000000000001 AKT}}", "AKT has six decimals at most"),
        ("run: {start: 2023-08-31T15:45:00}", "3:7 run.start is '2023-08-31T15:45:00'; expected a time in UTC"),
        ("run: {start: 2023-02-30}", "3:7 run.start is '2023-02-30'; expected a time in UTC"),
        ("run: {start: 2023-02-30}", "or a date such as 2023-08-31; this day or hour is in no calendar"),
        ("run: {start: 9999-12-31}", "3:7 run.start is '9999-12-31'; expected a year from 2000 to 2999"),
        ("run: {start: 0001-01-01T00:00:00+14:00}", "expected a year from 2000 to 2999"),
        ("run: {start: 2023-W35-4}", "3:7 run.start is '2023-W35-4'; expected a time in UTC"),
        ("run: {epoch_length: 0.5 s}", "3:7 run.epoch_length is 0.5 s; expected 1 s to 100000 days"),
        (
            "run: {epochs: 100000, epoch_length: 2 days}",
            "3:23 run.epoch_length is too long: with it the run lasts 200,000",
        ),
        ("run: {epochs: 1000001}", "3:7 run.epochs is 1000001; expected 1 to 100000"),
        (
            "population: {delegators: {accounts: 0}}",
            "3:27 population.delegators.accounts is 0; expected above 0 to 10000",
        ),
        (
            "population: {delegators: {accounts: 9}}",
            "accounts is 9; that makes 0 large ones, too few for one of them to",
        ),
        (
            "population: {delegators: {large_stake_share: 0.01}}",
            "3:27 population.delegators.large_stake_share is 0.01; the large hold more than their part of heads, 0.05",
        ),
        (
            "population: {delegators: {size_law: exponential}}",
            "population.delegators.large_stake_share is 0.75; of exponential sizes the top 0.05 of heads hold 0.1998",
        ),
        (
            "population: {delegators: {size_law: uniform}}",
            "large_stake_share is 0.75; of uniform sizes the top 0.05 of heads hold 0.05 to 0.0975",
        ),
        (
            "population: {tenants: {adoption_per_day: 99999}}",
            "population.tenants.accounts: makes about 36,500,635 tenants by the end of the run; 1,000,000 at most",
        ),
        (
            "population: {providers: {gpu_models: {a100: {gpus: 100000}}, supply: {potential_ratio: 20}}}",
            "population.providers.supply.potential_ratio: makes about 2,002,800 GPUs that are there or could be",
        ),
        (
            "population: {providers: {supply: {hyperscalers: {aws: 0.5}}}}",
            "add up to 0.9; expected 1",
        ),
        (
            "population: {tenants: {accounts: 100000, classes: {web: {orders_per_day: 30000}}}}",
            "3:42 population.tenants.classes: makes about 24,",
        ),
        (
            "population: {tenants: {classes: {ai_training: {orders_per_day: 100}}}}\n"
            "shocks: {gpu_demand: {boom: {kind: step, start_day: 1, size: 100}}}",
            "3:24 population.tenants.classes: makes about 47,",
        ),
        (
            "population: {providers: {wallet_uakt: 4000000 AKT}}",
            "genesis.total_supply_uakt is less than stake, unbonding and idle AKT, the pool and providers' wallets",
        ),
        (
            "timeline: {back: {date: 2023-12-01, upgrade: v0.20.0}}",
            "3:37 timeline.back.upgrade is v0.20.0; v0.24.0 is in force by then, and only a newer one can follow",
        ),
        (
            "run: {start: 2023-06-30, epochs: 9}\nshocks: {akt_price: {kind: history}}",
            "3:7 run.start is 2023-06-30; shocks.akt_price knows prices from 2023-07-01 on; start then, or name "
            "another price: {kind: constant, usd: ...}",
        ),
        (
            "run: {start: 2025-01-01, epochs: 1}\ntimeline: {axlusdc_accepted: null}\n"
            "shocks: {akt_price: {kind: history}}",
            "5:22 shocks.akt_price: knows prices until 2024-12-16 12:00, and the last epoch begins on 2025-01-01 00:",
        ),
    ],
)
def test_a_value_out_of_this_world_is_one_line(tmp_path, text, complaint):
    (line,) = mistakes(tmp_path, text)
    assert complaint in line
    assert line.isprintable()


def test_limits_leave_room_for_a_long_run_of_many_agents(tmp_path):
    mine = child(
        tmp_path, "run: {epochs: 3650}\npopulation: {delegators: {accounts: 100000}, tenants: {accounts: 20000}}"
    )
    assert mine.run.epochs == 3650


def test_names_from_the_command_line_are_shown_without_control_characters():
    with pytest.raises(UsageError) as caught:
        load_scenario("\x1b[31mmainnet6")
    assert str(caught.value).startswith(r"no scenario '\x1b[31mmainnet6'; did you mean mainnet6?")


def test_mistakes_travel_between_processes_as_they_are():
    travelled = pickle.loads(pickle.dumps(ScenarioError(["a.yaml:1:1: one", "a.yaml:2:1: two"], ["empty", "missing"])))
    assert travelled.mistakes == ["a.yaml:1:1: one", "a.yaml:2:1: two"]
    assert travelled.codes == ["empty", "missing"]
    assert str(travelled) == "a.yaml:1:1: one\na.yaml:2:1: two"


def test_long_numbers_and_names_are_cut_in_messages(tmp_path):
    for text in (f"run: {{seed: {'9' * 9_000}}}", f"name: {'x' * 9_000}", f"run: {{{'y' * 150}: 1}}"):
        (line,) = mistakes(tmp_path, text)
        assert len(line) < 250
