"""The site: what its pages say is what the package has. That links lead somewhere is checked by `make docs` itself."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from ruamel.yaml import YAML

import econsim

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["policies.md", "shocks.md", "metrics.md"])
def test_a_generated_page_is_what_the_package_declares(name: str) -> None:
    made = script("make_reference").pages()[name]
    assert (DOCS / name).read_text("utf-8") == made, "make it anew: python docs/make_reference.py"


def test_the_reference_has_every_public_word_and_every_plot() -> None:
    page = (DOCS / "api.md").read_text("utf-8")
    documented = re.findall(r"^\.\. auto\w+:: (\S+)$", page, re.MULTILINE)
    words = {f"econsim.{word}" for word in econsim.__all__} | {
        f"econsim.plots.{plot}" for plot in econsim.plots.__all__
    }
    assert words <= set(documented)
    assert len(documented) == len(set(documented))


def test_the_citation_is_of_this_version() -> None:
    told = YAML(typ="safe").load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert (told["cff-version"], told["version"]) == ("1.2.0", econsim.__version__)
    assert {"message", "title", "authors"} <= set(told)  # what CFF 1.2 asks for


@pytest.mark.parametrize("page", ["start.md", "sweeps.md", "cite.md"])
def test_the_readme_leads_to(page: str) -> None:
    assert f"](docs/{page})" in (ROOT / "README.md").read_text("utf-8")
