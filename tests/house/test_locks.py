"""The locks and pyproject.toml tell one story: the same pins, by version and hash, and no addresses."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ["requirements.lock", "requirements-dev.lock"]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins_of(lock: str) -> dict[str, str]:
    """Return every pin of a lock, normalised (name==version; marker), with the text that follows it."""
    entries = re.split(r"^(?=[^\s#])", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)
    starts = [entry.partition("\\\n") for entry in entries if entry.strip() and not entry.startswith(("#", " "))]
    return {str(Requirement(pin.strip())): rest for pin, _, rest in starts}


def names(pins: dict[str, str]) -> set[str]:
    """Return the names of the packages among the pins."""
    return {canonicalize_name(Requirement(pin).name) for pin in pins}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_is_exact_and_carries_hashes(lock: str) -> None:
    for pin, rest in pins_of(lock).items():
        assert [clause.operator for clause in Requirement(pin).specifier] == ["=="], pin
        assert "--hash=sha256:" in rest, pin


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_holds_no_address(lock: str) -> None:
    options_and_addresses = re.findall(r"^-.*|.*://.*", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
    assert options_and_addresses == []


def test_uv_constraints_repeat_the_pins_of_the_lock() -> None:
    constraints = {str(Requirement(line)) for line in PYPROJECT["tool"]["uv"]["constraint-dependencies"]}
    pins = set(pins_of("requirements.lock"))
    assert constraints == pins, "copy the pins again; CONTRIBUTING.md shows the command"


def test_development_lock_holds_every_pin_of_the_lock() -> None:
    missing = set(pins_of("requirements.lock")) - set(pins_of("requirements-dev.lock"))
    assert not missing, "compile the development lock with -c requirements.lock; CONTRIBUTING.md shows the command"


def test_locks_hold_everything_pyproject_asks_for() -> None:
    project, groups = PYPROJECT["project"], PYPROJECT["dependency-groups"]
    to_run = [*project["dependencies"], *groups["build"], *PYPROJECT["build-system"]["requires"]]
    to_develop = [entry for entry in [*groups["dev"], *groups["docs"]] if isinstance(entry, str)]
    to_develop += [line for extra in project["optional-dependencies"].values() for line in extra]
    for lock, lines in (("requirements.lock", to_run), ("requirements-dev.lock", to_run + to_develop)):
        assert {canonicalize_name(Requirement(line).name) for line in lines} <= names(pins_of(lock)), lock
