"""Whatever the code of a policy reaches is part of the question: it changes the hash, wherever it stands."""

from __future__ import annotations

import importlib
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from econsim.scenario.outside import source_of, state_of

RATES = """
    from dataclasses import dataclass
    import numpy as np
    import pandas as pd

    RATE = 0.06
    UNUSED = 1

    class Settings:
        floor = 0.06

        def __init__(self):
            self.rate = 0.06

    class Slotted:
        __slots__ = ("rate",)

    def rate():
        return RATE

    settings, slotted = Settings(), Slotted()
    slotted.rate = 0.06
"""

MINE = """
    import functools
    from collections import defaultdict
    from types import SimpleNamespace
    from typing import ClassVar

    import numpy as np
    import pandas as pd

    import rates_of_mine
    from econsim.contracts import Policy
    from econsim.policies.validators.decisions import CommissionEdit
    from rates_of_mine import RATE, Settings, rate, settings, slotted

    STEP = FOR_KEPT = FOR_FILLED = FOR_ANY = 0.01
    NOT_NAMED = 0.5
    LIST = [0.01, [0.02]]
    MAP = {"deep": {"rate": 0.01}}
    SET = {"a", "b", "c"}
    TABLE = pd.DataFrame({"rate": [0.01, 0.02], "who": ["a", "b"]})
    ARRAY = np.array([0.01, 0.02])
    SPACE = SimpleNamespace(rate=0.01)
    circle = [0.01]
    circle.append(circle)

    def from_closure():
        held = [0.01]

        def inner():
            return held[0]

        inner.held = held
        return inner

    closure = from_closure()

    @functools.lru_cache
    def remembered():
        return MAP["deep"]["rate"]

    def with_default(steps=[0.01]):
        return steps[0]

    half = functools.partial(with_default, LIST)

    class Listed(list):
        pass

    listed, missing = Listed([0.01]), defaultdict(lambda: LIST[0])
    listed.rate = 0.01

    @functools.singledispatch
    def by_type(value):
        return 0.01

    @by_type.register
    def for_floats(value: float):
        return LIST[0]

    class Kind(type):
        @property
        def rate(cls):
            return LIST[0]

    class Kinded(metaclass=Kind):
        pass

    def by_any_name():
        return globals()["FOR_" + "ANY"]

    class Own(Policy):
        kind: ClassVar[str] = "own"
        decides: ClassVar[str] = "validator_commission"

        @property
        def step(self):
            return STEP

        @functools.cached_property
        def kept(self):
            return FOR_KEPT

        filled: ClassVar = functools.partialmethod(lambda self, by: FOR_FILLED * by, 2.0)

        def decide(self, mine, public, draws):
            def later():
                return NAMES

            return CommissionEdit(mine.commission_rate + NAMES)
"""


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ModuleType]]:
    """Return a maker of the module of a policy that names an expression."""
    monkeypatch.syspath_prepend(str(tmp_path))
    names = ("rates_of_mine", "policy_of_mine")

    def make(expression: str) -> ModuleType:
        (tmp_path / "rates_of_mine.py").write_text(textwrap.dedent(RATES), encoding="utf-8")
        text = textwrap.dedent(MINE).replace("NAMES", expression)
        (tmp_path / "policy_of_mine.py").write_text(text, encoding="utf-8")
        importlib.invalidate_caches()
        return importlib.import_module("policy_of_mine")

    yield make
    for name in names:
        sys.modules.pop(name, None)


def put(path: str, value: Any) -> Callable[[ModuleType], None]:
    """Return what sets an attribute, by its path from the module of the policy."""

    def change(module: ModuleType) -> None:
        *holders, name = path.split(".")
        thing: Any = module
        for holder in holders:
            thing = getattr(thing, holder)
        setattr(thing, name, value)

    return change


CHANGES: list[tuple[str, str, Callable[[Any], Any]]] = [
    ("a constant of its module", "STEP", put("STEP", 0.02)),
    ("a constant of another module", "rates_of_mine.RATE", put("rates_of_mine.RATE", 0.07)),
    ("a constant of another module, by a name made at run time", "getattr(rates_of_mine, 'RA' + 'TE')",
     put("rates_of_mine.RATE", 0.07)),
    ("a constant that was imported by name", "RATE", put("RATE", 0.07)),
    ("a constant that a function of another module reads", "rate()", put("rates_of_mine.RATE", 0.07)),
    ("a list", "LIST[0]", lambda module: module.LIST.append(1)),
    ("a list in a list", "LIST[1][0]", lambda module: module.LIST[1].append(1)),
    ("a map in a map", "MAP['deep']['rate']", lambda module: module.MAP["deep"].update(rate=2)),
    ("a set", "len(SET)", lambda module: module.SET.add("d")),
    ("a table", "TABLE['rate'][0]", lambda module: module.TABLE.loc.__setitem__((0, "rate"), 9.0)),
    ("an array", "ARRAY[0]", lambda module: module.ARRAY.__setitem__(0, 9.0)),
    ("an object", "settings.rate", put("settings.rate", 0.07)),
    ("an object with slots", "slotted.rate", put("slotted.rate", 0.07)),
    ("the class of an object", "settings.floor", put("Settings.floor", 0.07)),
    ("a class", "Settings.floor", put("Settings.floor", 0.07)),
    ("a namespace", "SPACE.rate", put("SPACE.rate", 0.07)),
    ("a closure", "closure()", lambda module: module.closure.held.append(1)),
    ("a function that remembers", "remembered()", lambda module: module.MAP["deep"].update(rate=2)),
    ("a default", "with_default()", lambda module: module.with_default.__defaults__[0].append(1)),
    ("a function with arguments filled in", "half()", lambda module: module.LIST.append(1)),
    ("a list that holds itself", "circle[0]", lambda module: module.circle.append(1)),
    ("a property of the policy", "self.step", put("STEP", 0.02)),
    ("a property that is kept", "self.kept", put("FOR_KEPT", 0.02)),
    ("a method with arguments filled in", "self.filled()", put("FOR_FILLED", 0.02)),
    ("a function inside the method", "later()", put("STEP", 0.02)),
    ("what stands beside the entries of a list", "listed.rate", put("listed.rate", 0.02)),
    ("what makes missing entries", "missing['a']", lambda module: module.LIST.append(1)),
    ("a function for one type", "by_type(0.5)", lambda module: module.LIST.append(1)),
    ("the class of a class", "Kinded.rate", lambda module: module.LIST.append(1)),
    ("any name of its module", "by_any_name()", put("FOR_ANY", 0.02)),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "change"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_what_code_reaches_is_in_the_hash(made, expression, change) -> None:
    named = "STEP" if expression == "later()" else expression
    module = made(named)
    before = source_of(module.Own), state_of(module.Own)
    assert (source_of(module.Own), state_of(module.Own)) == before
    change(module)
    after = source_of(module.Own), state_of(module.Own)
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_what_code_does_not_name_is_not_in_the_hash(made) -> None:
    module = made("0.01")
    before = source_of(module.Own)
    module.LIST.append(1)
    module.NOT_NAMED = 2.0
    module.rates_of_mine.RATE = 2.0
    assert source_of(module.Own) == before


def test_a_value_that_is_put_back_gives_the_hash_it_gave(made) -> None:
    module = made("rates_of_mine.RATE")
    before = source_of(module.Own)
    module.rates_of_mine.RATE = 2.0
    source_of(module.Own)
    module.rates_of_mine.RATE = 0.06
    assert source_of(module.Own) == before


def test_an_import_inside_a_method_is_followed(made) -> None:
    module = made("1")
    namespace = {"__name__": module.__name__, "__package__": ""}
    exec("def decide(self, mine, public, draws):\n    from rates_of_mine import RATE\n    return RATE", namespace)
    module.Own.decide = namespace["decide"]
    before = source_of(module.Own)
    module.rates_of_mine.RATE = 0.07
    assert source_of(module.Own) != before


def test_text_is_remembered_from_the_first_time_and_a_new_process_sees_the_edit(made, tmp_path) -> None:
    module = made("rate()")
    before = source_of(module.Own)
    file = tmp_path / "rates_of_mine.py"
    file.write_text(file.read_text("utf-8") + "\n# edited\n", encoding="utf-8")
    assert source_of(module.Own) == before  # what runs here is the old text
    assert in_new_process(tmp_path) != before


def test_the_hash_is_the_same_in_every_process(made, tmp_path) -> None:
    everything = (
        "[STEP, RATE, LIST, MAP, SET, TABLE, ARRAY, SPACE, circle, closure, remembered, half, settings, slotted]"
    )
    module = made(f"len({everything})")
    assert {in_new_process(tmp_path), in_new_process(tmp_path), source_of(module.Own)} == {source_of(module.Own)}


def in_new_process(folder: Path) -> str:
    code = "import policy_of_mine as mine; from econsim.scenario.outside import source_of; print(source_of(mine.Own))"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = [{str(folder)!r}, {str(root)!r}]; {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
