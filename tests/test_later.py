"""What a run never touches is not executed, and is there for whoever asks."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

import econsim

STARTED = "from econsim import AkashModel; import sys"


def python(script: str) -> str:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_the_first_public_word_brings_neither_data_frames_nor_scipy_nor_a_compiler() -> None:
    found = python(f"{STARTED}; print(*sorted(sys.modules))").split()
    assert "mesa.model" in found
    assert not {"pandas._libs", "pyarrow", "numba", "matplotlib"} & set(found)
    if version("mesa").startswith("3.3."):  # later ones use networkx, which uses scipy, as they are imported
        assert not {"networkx.algorithms", "scipy"} & set(found)


@pytest.mark.parametrize(
    "use",
    [
        "import pandas as pd; print(pd.DataFrame({'a': [1]}).shape)",
        "from pandas import DataFrame; print(DataFrame({'a': [1]}).shape)",
        "import pandas.api.types as types; import pandas; print((1, int(types.is_integer_dtype(int))))",
        "import mesa; print((1, len(mesa.space.nx.path_graph(1))))",
        "import mesa; print((1, int(mesa.DataCollector().get_agent_vars_dataframe is not None)))",
        "import mesa; print((1, int(mesa.experimental.devs.ABMSimulator is not None)))",
        "from mesa.experimental.continuous_space import ContinuousSpace; print((1, int(ContinuousSpace is not None)))",
        "import inspect; inspect.stack(); print((1, int(type(sys.modules['pandas']).__name__ == 'Later')))",
    ],
)
def test_what_was_put_off_is_there_however_it_is_asked_for(use: str) -> None:
    assert python(f"{STARTED}; {use}") == "(1, 1)"


def test_a_name_that_a_module_does_not_have_is_missed_as_usual() -> None:
    asked = "import pandas as pd; print(hasattr(pd, 'no_such_name'), hasattr(pd, '__wrapped__'), pd.__version__[:1])"
    assert python(f"{STARTED}; {asked}").startswith("False False ")


def test_what_is_there_already_stays_as_it_is() -> None:
    first = "import pandas, sys; before = sys.modules['pandas']"
    assert python(f"{first}; {STARTED}; print(sys.modules['pandas'] is before, hasattr(before, 'DataFrame'))") == (
        "True True"
    )


def test_the_public_words_are_listed_before_any_of_them_is_used() -> None:
    found = python("import econsim, sys; print(*dir(econsim)); print('numpy' in sys.modules)").split()
    wanted = {"AkashModel", "compare", "run", "sweep", "load_scenario", "list_params", "write_report", "plots"}
    assert wanted <= set(found)
    assert found[-1] == "False"


def test_a_public_word_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(AttributeError, match=r"^module 'econsim' has no attribute 'compere'; it has .*compare"):
        _ = econsim.compere
