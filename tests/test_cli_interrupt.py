"""Ctrl-C while the commands are still being loaded: 130 and one line, whatever was being imported."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

INTERRUPTED = "interrupted; run the same command again\n"
START = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
import builtins, os
from econsim.cli import main
real = builtins.__import__
def slowly(name, *rest, **named):
    if name == MODULE:
        os.kill(os.getpid(), NUMBER)
    return real(name, *rest, **named)
builtins.__import__ = slowly
main(["list", "scenarios"])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("module", ["econsim.cli.commands", "cyclopts", "econsim.networks.catalogue"])
def test_an_interrupt_while_commands_load_is_one_line(module, number):
    code = f"MODULE, NUMBER = {module!r}, {int(number)}\n{START}"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout, answer.stderr) == (130, "", INTERRUPTED)


def test_what_is_imported_before_interrupts_are_answered_is_little():
    code = "import sys, econsim.cli; print(*sorted(m for m in sys.modules if m.split('.')[0] in LARGE))"
    large = ("cyclopts", "numba", "numpy", "pandas", "pydantic", "rich", "ruamel", "mesa")
    answer = subprocess.run(
        [sys.executable, "-c", f"LARGE = {large}\n{code}"], capture_output=True, text=True, check=True
    )
    assert answer.stdout == "\n"
