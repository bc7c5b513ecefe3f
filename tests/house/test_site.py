"""The site: what its pages say is what the package has. That links lead somewhere is checked by `make docs` itself."""

from __future__ import annotations

import doctest
import importlib.util
import re
import runpy
import sys
from pathlib import Path
from types import ModuleType

import pytest
from ruamel.yaml import YAML

import econsim
from econsim.scenario.schema import Scenario

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["policies.md", "shocks.md", "metrics.md"])
def test_a_page_of_the_reference_is_what_the_package_declares(name: str) -> None:
    made = script("make_reference").pages()[name]
    assert (DOCS / name).read_text("utf-8") == made, "make it anew: python docs/make_reference.py"


@pytest.mark.parametrize("name", ["odd", "student"])
def test_a_page_is_its_template_with_the_numbers_of_today(name: str) -> None:
    made = script(f"make_{name}").page()
    assert (DOCS / f"{name}.md").read_text("utf-8") == made, f"make it anew: python docs/make_{name}.py"


def test_the_description_of_the_model_says_what_the_scenario_and_the_page_of_the_epoch_say() -> None:
    page = (DOCS / "odd.md").read_text("utf-8")
    assert "| all AKT, the community pool included | 217,688,892 AKT | measured |" in page  # scenarios/mainnet6.yaml
    assert "an epoch has\n14,288 blocks" in page  # 86,400 / 6.047
    called = re.findall(r"^\* `(\w+)`: ", page.partition("## 3.")[2].partition("## 4.")[0], re.MULTILINE)
    assert called.index("mint_epoch") < called.index("distribute") < called.index("move_stake")
    assert called.index("open_the_market") < called.index("update_validator_set") < called.index("check_the_books")


def test_every_mechanism_is_among_the_submodels() -> None:
    places = script("make_odd").SUBMODELS.values()
    rules = {path.parent.name for path in (ROOT / "econsim" / "mechanisms").glob("*/rules.py")}
    assert rules == {place.partition("/")[0] for place in places}, "add a line to SUBMODELS of docs/make_odd.py"


def test_who_gets_a_minted_akt_is_arithmetic() -> None:
    page = (DOCS / "student.md").read_text("utf-8")
    assert "| 5 % | 0.2500 | 0.0375 | 0.7125 |" in page
    assert "= 3.338 AKT a block" in page  # .0806 x 217,688,892 / 5,256,000
    assert "= 8.75 % a year" in page  # .0806 x .75 x .95 / .656
    assert "= 0.64 % a year" in page  # 1.08754 / 1.0806 - 1


def test_the_check_by_hand_of_the_student_page_comes_out(tmp_path: Path, monkeypatch, capsys) -> None:
    page = (DOCS / "student.md").read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    for language, file in (("yaml", "still.yaml"), ("python", "by_hand.py")):
        [text] = re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)
        Path(file).write_text(text, "utf-8")
    runpy.run_path("by_hand.py")
    assert f"It prints `{capsys.readouterr().out.strip()}`" in page
    assert "21,541.652997 AKT" in (DOCS / "hand_check.md").read_text("utf-8").replace("\n", " ")


def test_the_reference_has_every_public_word_and_every_plot() -> None:
    page = (DOCS / "api.md").read_text("utf-8")
    documented = re.findall(r"^\.\. auto\w+:: (\S+)$", page, re.MULTILINE)
    words = {f"econsim.{word}" for word in econsim.__all__} | {
        f"econsim.plots.{plot}" for plot in econsim.plots.__all__
    }
    assert words <= set(documented)
    assert len(documented) == len(set(documented))


@pytest.mark.parametrize("word", [word for word in econsim.__all__ if word != "plots"] + ["Scenario"])
def test_the_examples_of_a_docstring_come_out(word: str) -> None:
    thing = Scenario if word == "Scenario" else getattr(econsim, word)
    space = vars(sys.modules[thing.__module__])
    examples = [found for found in doctest.DocTestFinder().find(thing, word, globs=dict(space)) if found.examples]
    assert examples or word not in ("load_scenario", "run", "compare", "AkashModel", "list_params", "Scenario")
    runner = doctest.DocTestRunner()
    for example in examples:
        assert runner.run(example).failed == 0


def test_the_answer_that_the_readme_prints_is_that_of_the_example() -> None:
    made = (ROOT / "results" / "example-mainnet6-vs-mainnet7" / "report.md").read_text("utf-8")
    page = re.sub(r"<[^>]+>|\*\*", "", made)
    printed = (ROOT / "README.md").read_text("utf-8").partition("\nAnswer\n")[2].partition("\n...\n")[0]
    lines = [re.sub(r"^\[([^\]]+)\]", r"\1", line.strip()) for line in printed.splitlines()]
    assert len(lines) == 8
    assert all(line.removesuffix("; ...)") in page for line in lines)


def test_the_example_of_the_page_for_mesa_users_runs(tmp_path: Path) -> None:
    [text] = re.findall(r"```python\n(.*?)```", (DOCS / "mesa.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "mesa_users.py").write_text(text, "utf-8")
    found = runpy.run_path(str(tmp_path / "mesa_users.py"))
    assert (found["model"].epoch, len(found["rows"])) == (10, 2)


@pytest.mark.parametrize("page", ["analyst", "student"])
def test_a_scenario_of_a_page_is_valid(page: str, tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", (DOCS / f"{page}.md").read_text("utf-8"), re.DOTALL)
    whole = next(block for block in blocks if block.startswith("schema:"))
    parts = [block for block in blocks if not block.startswith("schema:")]
    for number, text in enumerate([whole, *(f"{whole}{part}" for part in parts)]):
        file = tmp_path / f"{number}.yaml"
        file.write_text(text, "utf-8")
        assert econsim.load_scenario(file)


def test_the_citation_is_of_this_version() -> None:
    told = YAML(typ="safe").load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert (told["cff-version"], told["version"]) == ("1.2.0", econsim.__version__)
    assert {"message", "title", "authors"} <= set(told)  # what CFF 1.2 asks for


@pytest.mark.parametrize("page", ["start.md", "sweeps.md", "cite.md"])
def test_the_readme_leads_to(page: str) -> None:
    assert f"](docs/{page})" in (ROOT / "README.md").read_text("utf-8")
