"""What tests share: commands in an empty folder, and properties that are tried on the same cases every time.

So a run says something about the code only. Commands start no workers unless a test asks for some: other tests are at
work beside. `pytest --hypothesis-profile="fresh cases"` looks for new cases: a thousand a property, unless it names a
number of its own.
"""

import os

import pytest
from hypothesis import settings

from econsim.cli import call

os.environ["LOKY_MAX_CPU_COUNT"] = "1"  # for the processes that tests start, too
settings.register_profile("same cases", derandomize=True, deadline=None)
settings.register_profile("fresh cases", derandomize=False, deadline=None, max_examples=1_000, print_blob=True)
settings.load_profile("same cases")


@pytest.fixture
def said(capsys, tmp_path, monkeypatch):
    """Run a command in an empty folder and return its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = call(arguments)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run
