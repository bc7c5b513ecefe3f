"""A small world for tests that run whole commands: few agents, so that a replicate takes a fraction of a second."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from econsim.networks.catalogue import load_scenario
from econsim.scenario.schema import Scenario

SMALL = """\
schema: 1
name: small
title: a small world
extends: mainnet6
population:
  delegators: {accounts: 100}
  tenants: {accounts: 40, adoption_per_day: 0.5}
"""
SHORT = ("--epochs", "2", "--replicates", "2", "--workers", "1")  # options of a command that runs a whole preset
# What a shell that runs things in the background ignores, its children ignore; Ctrl-C is to be felt here.
COMMAND = """\
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from econsim.cli import main
main(sys.argv[1:])
"""


def small_file(folder: Path) -> Path:
    path = folder / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def small(folder: Path) -> Scenario:
    return load_scenario(small_file(folder))


def started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start a command in a process group of its own, with its output in files `out` and `err`."""
    with (folder / "out").open("w") as out, (folder / "err").open("w") as err:
        return subprocess.Popen(
            [sys.executable, "-c", COMMAND, *arguments], stdout=out, stderr=err, cwd=folder, process_group=0, text=True
        )


def in_group(process: subprocess.Popen[str]) -> list[int]:
    """Return the living processes of the group that a process leads."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == process.pid and fields[0] != "Z":
            found.append(int(entry.parent.name))
    return [pid for pid in found if pid != os.getpid()]


def leftovers(folder: Path) -> list[Path]:
    return sorted(folder.rglob(".*.part"))


def as_small(scenario: Scenario) -> Scenario:
    """Return a scenario with as few agents as the small world."""
    changes = {"delegators.accounts": 100, "tenants.accounts": 40, "tenants.adoption_per_day": 0.5}
    return scenario.with_changes({f"population.{path}": value for path, value in changes.items()})
