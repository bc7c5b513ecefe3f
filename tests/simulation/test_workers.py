"""Workers: policies from anywhere, processes that die, errors that name their place."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.small_world import small_file

SCRIPT = '''
import logging, os, sys
from functools import partial
from pathlib import Path
from typing import ClassVar

import numpy as np

import econsim as es
from econsim.catalogue import load_scenario, register
from econsim.contracts import CommissionEdit, Policy
from econsim.errors import RunError

STEP = 0.01
logging.getLogger("econsim").addHandler(logging.StreamHandler(sys.stdout))

@register
class Raise(Policy):
    """Ask for a step more."""
    kind: ClassVar[str] = "raise"
    decides: ClassVar[str] = "validator_commission"

    def decide(self, mine, public, luck):
        return CommissionEdit(np.minimum(mine.commission_rate + STEP, 1.0))

@register
class Fatal(Raise):
    """End the process, once or always."""
    kind: ClassVar[str] = "fatal"
    always: bool = False

    def decide(self, mine, public, luck):
        if self.always or not Path("died").exists():
            Path("died").touch()
            os._exit(9)
        return super().decide(mine, public, luck)

@register
class Wrong(Raise):
    """Make a mistake."""
    kind: ClassVar[str] = "wrong"

    def decide(self, mine, public, luck):
        raise ValueError("no\\nidea")

def answer(kind, workers, **fields):
    policy = {"policies.validator_commission": {"kind": kind, **fields}}
    return es.run(load_scenario("small.yaml").with_changes(policy), replicates=3, epochs=2, workers=workers)

print(answer("raise", 1).results_digest)
print(answer("raise", 2).results_digest)
print(answer("fatal", 2).results_digest)
for failing in (partial(answer, "fatal", 2, always=True), partial(answer, "wrong", 2)):
    try:
        failing()
    except RunError as error:
        print(error)
'''


def test_policies_of_a_script_work_and_fail_in_workers_as_anywhere_else(tmp_path: Path) -> None:
    small_file(tmp_path)
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run([sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    one, two, first_death, survived, second_death, gave_up, mistake = done.stdout.splitlines()
    assert one == two == survived
    for line in (first_death, second_death):
        assert line.startswith("a worker process died; trying the ")
    assert gave_up.startswith("worker processes died twice while 3 replicates were left, the first of them 0, 1, 2:")
    assert "--workers 1" in gave_up
    assert re.fullmatch(
        r"small, seed 1, replicate (\d), epoch 0: ValueError: no idea "
        r"\(to repeat it alone: econsim\.run\(scenario, seed=1, epochs=2, only_replicate=\1\)\)",
        mistake,
    )
