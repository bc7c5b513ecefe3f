"""Broken scenario files by the thousand: every one is judged in plain words, and what is judged valid runs.

    python -m tests.scenario.fuzz 20000 [FIRST_SEED]

judges that many mutated files (every tenth valid one is run for two epochs) and prints every one that misbehaves with
its seed; the suite does the same with fewer.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import random
import re
import sys
import tempfile
import traceback
import warnings
from pathlib import Path
from typing import Any

from econsim.cli import call
from econsim.errors import EconsimError
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.scenario.load import shipped_folder, shipped_names

_SMALL = {  # laid over a valid scenario before it runs, so that a run takes a fraction of a second
    "population.delegators.accounts": 300,
    "population.tenants.accounts": 100,
}
_EPOCHS = 2
_PLACE = re.compile(r"[^ ]+\.yaml(:\d+:\d+)?[: ]|/[^ ]+:")  # what a file extends need not be called .yaml


class Raw(str):
    """Text that goes into a file as it stands."""


_HOSTILE = [Raw(line) for line in Path(__file__).with_name("hostile_values.txt").read_text("utf-8").splitlines()]
_NAMES = ("", "kind", "share", "share ", "epochs", "NAME", "a.b", "0", "-1", "null", "é", "x" * 300, "\x1b[31m", "<<")
_LINES = (
    "---",
    "...",
    "%YAML 1.1",
    "<<: *a",
    "- 1",
    "\t\t",
    "x",
    ": ",
    "? a",
    "*a",
    "&a",
    "!t",
    "}",
    "]",
    "'",
    '"',
    "|",
)
_BYTES = (
    b"\x00",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\x1b[31m",
    b"\r",
    b"\t",
    b"\xc3",
    b":",
    b"#",
    b"{",
    b"]",
    b"-",
)


def mutated(seed: int) -> bytes:
    """Return a shipped scenario, or a child of one that repeats a part of it, with a few things broken."""
    dice = random.Random(seed)
    name = dice.choice(shipped_names())
    if dice.random() < 0.04:
        return _garbled(_text(name).encode(), dice)
    if dice.random() < 0.06:
        return _slipped(_study(name), dice).encode()
    content = json.loads(_content(name))
    part = dice.choice([section for section in content if section not in ("schema", "name")])
    repeated = content[part]
    if isinstance(repeated, dict) and repeated and dice.random() < 0.8:  # a thousand files are to take seconds
        chosen = dice.choice(list(repeated))
        repeated = {chosen: repeated[chosen]}
    tree = {"schema": 1, "extends": name, part: repeated}
    if dice.random() < 0.3:
        tree["variants"] = {"other": {_some_path(content, dice): _something(dice)}}
    if dice.random() < 0.1:
        tree["sweep"] = {_some_path(content, dice): {"values": [_something(dice), _something(dice)]}}
    if dice.random() < 0.1:
        tree["uncertain"] = {_some_path(content, dice): {"low": 0.1, "high": _something(dice)}}
    if dice.random() < 0.02:
        del tree["extends"]
    if dice.random() < 0.06:
        _reshape(tree, dice)
    is_gentle = dice.random() < 0.4
    for _ in range(dice.choice((1, 1, 2, 3))):
        _break(tree if dice.random() < 0.1 else {part: tree[part]} if part in tree else tree, dice, is_gentle)
    data = "\n".join(f"{json.dumps(key)}: {_flow(value)}" for key, value in tree.items()).encode(
        "utf-8", "surrogatepass"
    )
    return _garbled(data, dice) if dice.random() < 0.15 else data


def _study(name: str) -> str:
    """Return a child of a shipped scenario in block style, as people write it."""
    return f"""\
schema: 1
name: study
title: 'A study'
extends: {name}
run:
  epochs: 30
  epoch_length: 1.5 days
chain:
  staking:
    min_commission_rate: 0.10
    unbonding_time: 1814400s
  market:
    bid_min_deposit: 5.5 AKT
timeline:
  proposal:
    start_day: 9
    set: {{chain.distribution.community_tax: 0.4, chain.staking.min_commission_rate: 0.15}}
    migrations: [lift_to_floor]
shocks:
  gpu_demand:
    boom: {{kind: step, date: 2024-06-10, size: 0.5}}
objectives:
  - metric: net_apr
    better: higher
    smallest_effect: 0.001
variants:
  bold: {{timeline.proposal: null}}
sweep:
  chain.mint.goal_bonded: {{values: [0.5, 0.6]}}
uncertain:
  chain.mint.goal_bonded: {{kind: normal, mean: 0.67, sd: 0.01}}
"""


def _slipped(text: str, dice: random.Random) -> str:
    """Return text in which a hand has slipped once or twice: a tab, a space, a comma, a quote, a bracket, a line."""
    for _ in range(dice.choice((1, 1, 2))):
        lines = text.split("\n")
        here = dice.randrange(len(lines))
        lines[here] = dice.choice(_HAND_SLIPS)(lines[here])
        text = "\n".join(lines)
    return text


_HAND_SLIPS = (
    lambda line: f"\t{line.lstrip()}",
    lambda line: line.replace("  ", "\t", 1),
    lambda line: line.replace(": ", ":\t", 1),
    lambda line: f" {line}",
    lambda line: line.removeprefix(" "),
    lambda line: line.replace(": ", ":"),
    lambda line: line.replace(":", "", 1),
    lambda line: line.replace(".", ","),
    lambda line: re.sub("[]}']", "", line, count=1),
    lambda line: re.sub(r"[\[{']", "", line, count=1),
    lambda line: "" if "extends" in line or line.endswith(":") else line,
    lambda line: f"{line}\n{line}",
    lambda line: re.sub(r": .*", ": null", line),
    lambda line: f"- {line.lstrip()}",
)


def _reshape(tree: dict[str, Any], dice: random.Random) -> None:
    """Write a section as a list, as a single value, or one name further out or in."""
    part = dice.choice(list(tree))
    value = tree[part]
    shapes = [[value], 5, "text", None, {"x": value}]
    if isinstance(value, dict):
        shapes += [list(value), list(value.values()), *value.values()]
    tree[part] = dice.choice(shapes)


def judged(data: bytes, folder: Path) -> tuple[bool, list[str]]:
    """Return whether `econsim validate` takes a file, and what it does that it should not."""
    file, out, err = folder / "mutated.yaml", io.StringIO(), io.StringIO()
    file.write_bytes(data)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), warnings.catch_warnings():
            warnings.simplefilter("error")
            code = call(["validate", str(file)])
    except Exception:
        return False, [traceback.format_exc()]
    lines = err.getvalue().splitlines()
    is_told = [_PLACE.match(line) and line.isprintable() for line in lines]
    odd = [f"no line with a place: {line!r}" for line, is_good in zip(lines, is_told, strict=True) if not is_good]
    if code not in (0, 2) or (code == 0) != (not lines):
        odd.append(f"exit code {code} with {len(lines)} mistakes")
    return code == 0, odd


def tried(data: bytes, folder: Path) -> list[str]:
    """Return what goes wrong when a valid file runs for two epochs: anything but an error in plain words."""
    file = folder / "mutated.yaml"
    file.write_bytes(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            scenario = load_scenario(file)
            with contextlib.suppress(EconsimError):
                scenario = scenario.with_changes(_SMALL)
            AkashModel(scenario, epochs=_EPOCHS).run(_EPOCHS)
    except EconsimError:
        return []
    except Exception:
        return [traceback.format_exc()]
    return []


@functools.cache
def _text(name: str) -> str:
    folder = shipped_folder()
    assert folder is not None
    return (folder / f"{name}.yaml").read_text(encoding="utf-8")


@functools.cache
def _content(name: str) -> str:
    return json.dumps(load_scenario(name).content())


def _break(tree: Any, dice: random.Random, is_gentle: bool) -> None:
    """Break one thing somewhere below the top of a file, or, gently, only move a number."""
    place = tree
    while isinstance(place, dict | list) and place:
        key = dice.choice(list(place) if isinstance(place, dict) else range(len(place)))
        below = place[key]
        if not isinstance(below, dict | list) or not below or (place is not tree and dice.random() < 0.08):
            if is_gentle and isinstance(below, int | float) and not isinstance(below, bool):
                place[key] = type(below)(below * dice.choice((0.01, 0.5, 0.9, 1.1, 2, 100)))
            elif not is_gentle:
                _replace(place, key, dice)
            return
        place = below


def _replace(place: Any, key: Any, dice: random.Random) -> None:
    value, way = place[key], dice.random()
    if way < 0.35 and isinstance(value, int | float) and not isinstance(value, bool):
        place[key] = type(value)(value * dice.choice((0, 0.1, 10, 1e4, 1e6, 1e12, -1)))
    elif way < 0.7 or not isinstance(place, dict):
        place[key] = _something(dice)
    elif way < 0.8:
        del place[key]
    else:
        place[dice.choice((*_NAMES, str(key)[1:], f"{key}s"))] = place.pop(key) if way < 0.9 else value


def _something(dice: random.Random) -> Any:
    return dice.choice(_HOSTILE) if dice.random() < 0.7 else dice.choice((-1, 1)) * 10 ** dice.uniform(-12, 12)


def _some_path(content: Any, dice: random.Random) -> str:
    path: list[str] = []
    while isinstance(content, dict) and content:
        path.append(dice.choice(list(content)))
        content = content[path[-1]]
    return ".".join(path)


def _garbled(data: bytes, dice: random.Random) -> bytes:
    """Return text with some of its lines or bytes removed, repeated, moved or replaced."""
    for _ in range(dice.choice((1, 1, 2, 5))):
        lines = data.split(b"\n")
        here, there = dice.randrange(len(lines)), dice.randrange(len(lines))
        at = dice.randrange(len(data) + 1)
        way = dice.randrange(6)
        if way == 0:
            lines[here : here + 1] = dice.choice(([], [lines[here]] * 2, [lines[here][::-1]], [b"  " + lines[here]]))
        elif way == 1:
            lines[here], lines[there] = lines[there], lines[here]
        elif way == 2:
            lines.insert(here, dice.choice(_LINES).encode())
        data = b"\n".join(lines)
        if way == 3:
            data = data[:at] + dice.choice(_BYTES) + data[at:]
        elif way == 4:
            data = data[:at] + data[at + dice.choice((1, 1, 10)) :]
        elif way == 5:
            data = data[:at]
    return data


def _flow(tree: Any) -> str:
    """Return plain content as YAML in flow style, `Raw` text as it stands."""
    if isinstance(tree, Raw):
        return str(tree)
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {_flow(value)}" for key, value in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(map(_flow, tree)) + "]"
    return json.dumps(tree)


def main(n_files: int, first_seed: int = 1) -> int:
    """Judge files, print those that misbehave, and return how many did."""
    n_valid, n_run, n_odd = 0, 0, 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for seed in range(first_seed, first_seed + n_files):
            data = mutated(seed)
            is_valid, odd = judged(data, folder)
            n_valid += is_valid
            if is_valid and n_valid % 10 == 0:
                n_run += 1
                odd += tried(data, folder)
            for complaint in odd:
                n_odd += 1
                print(f"seed {seed}: {complaint}\n{data.decode(errors='replace')[:2000]}\n", flush=True)
    print(f"{n_files} files: {n_valid} valid, {n_run} of them run, {n_odd} complaints")
    return n_odd


if __name__ == "__main__":
    sys.exit(min(1, main(*map(int, sys.argv[1:] or ["1000"]))))
