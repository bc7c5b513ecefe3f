"""The first output of a notebook is the reader's: mesa's progress bar does not speak in between."""

from __future__ import annotations

import subprocess
import sys

NOTEBOOK = """
import sys, types, warnings
shell = types.ModuleType("ipykernel.zmqshell")
ipython = types.ModuleType("IPython")
ipython.get_ipython = lambda: types.SimpleNamespace()
sys.modules |= {"ipykernel": types.ModuleType("ipykernel"), "ipykernel.zmqshell": shell, "IPython": ipython}
sys.modules |= {"ipywidgets": None}  # not installed
warnings.simplefilter("always")
"""


def in_a_notebook(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", NOTEBOOK + code], capture_output=True, text=True, check=False)


def test_mesa_is_imported_without_a_remark_about_its_progress_bar():
    answer = in_a_notebook("from econsim.simulation.quiet_mesa import mesa; mesa.Model")
    assert (answer.returncode, answer.stderr) == (0, "")


def test_the_remark_is_there_where_nobody_silences_it():
    assert "IProgress not found" in in_a_notebook("import tqdm.auto").stderr
