"""A number that a governance vote could change lives in YAML, never in Python."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

import econsim
from econsim.mechanisms.law import Law
from econsim.networks.catalogue import CATALOGUE, load_scenario
from econsim.networks.parameter_book import parameter_book

PACKAGE = Path(econsim.__file__).parent
STATE_THEIR_OWN_CASES = ("verification", "reference")  # as tests do: checks of the chain and of laws, no part of a run
SOURCES = [
    path for path in sorted(PACKAGE.rglob("*.py")) if path.relative_to(PACKAGE).parts[0] not in STATE_THEIR_OWN_CASES
]
DATES_AND_STATE = {12_606_074, 12_992_204, 6.047, 0.0806, 0.656, 217_688_892, 2_500_000}
# numbers of the law that mean other things elsewhere
MET_BY_CHANCE = {0, 1, 2, 4, 5, 7, 10, 20, 24, 25, 50, 100, 150, 10_000, 86_400, 10_000_000, 0.01, 0.05, 0.5}


def models_in(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Return a model and the models of its fields, all the way down."""
    yield model
    for field in model.model_fields.values():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from models_in(field.annotation)


def numbers_in(value: Any) -> Iterator[float]:
    """Return the numbers of a checked part of a scenario, durations in seconds and money in micro-units."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from numbers_in(getattr(value, name))
    elif isinstance(value, Mapping):
        for entry in value.values():
            yield from numbers_in(entry)
    elif isinstance(value, int | float):
        yield value


LAW = {number for name in ("mainnet5", "mainnet6") for number in numbers_in(load_scenario(name).chain)}
KEYS = {row.path.rpartition(".")[2] for row in parameter_book(CATALOGUE) if row.chain_key}


def numbers_given_to_keys(source: str) -> list[tuple[str, float]]:
    """Return the numbers that a source gives to a name of the law: `goal_bonded=0.67`, `_GOAL_BONDED = 0.67`."""
    given: list[tuple[str, ast.expr | None]] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign):
            given += [(target.id, node.value) for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            given.append((node.target.id, node.value))
        elif isinstance(node, ast.keyword) and node.arg:
            given.append((node.arg, node.value))
    return [
        (name, value.value)
        for name, value in given
        if name.strip("_").lower() in KEYS and isinstance(value, ast.Constant) and isinstance(value.value, int | float)
    ]


@pytest.mark.parametrize("model", list(models_in(Law)), ids=lambda model: model.__name__)
def test_no_chain_parameter_has_a_default_in_python(model: type[BaseModel]) -> None:
    assert [name for name, field in model.model_fields.items() if not field.is_required()] == []


def test_the_law_is_more_than_one_model() -> None:
    assert {model.__name__ for model in models_in(Law)} > {"Law", "Mint", "Slashing", "Gov"}


def test_numbers_met_by_chance_are_numbers_of_the_law() -> None:
    assert MET_BY_CHANCE <= LAW
    assert {0.67, 0.334, 0.0001, 1_814_400.0, 5_256_000, 1_000_000_000} <= LAW - MET_BY_CHANCE


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_number_of_the_law_stands_in_python(path: Path) -> None:
    source = path.read_text("utf-8")
    numbers = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    forbidden = (LAW | DATES_AND_STATE) - MET_BY_CHANCE
    assert [number for number in numbers if isinstance(number, int | float) and number in forbidden] == []
    assert numbers_given_to_keys(source) == []


def test_a_number_given_to_a_name_of_the_law_is_found() -> None:
    assert numbers_given_to_keys("_QUORUM = 0.334\nlaw(goal_bonded=0.67, goal=0.67)\norder_max_bids: int = 20\n") == [
        ("_QUORUM", 0.334),
        ("order_max_bids", 20),
        ("goal_bonded", 0.67),
    ]
