"""A number that a governance vote could change lives in YAML, never in Python."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

import econsim
from econsim.scenario.chain_params import ChainParams

PACKAGE = Path(econsim.__file__).parent
LAW_AND_DATES = {5_256_000, 12_606_074, 12_992_204, 6.047, 0.67, 0.0806, 217_688_892}  # numbers nobody meets by chance


def models_in(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Return a model and the models of its fields, all the way down."""
    yield model
    for field in model.model_fields.values():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from models_in(field.annotation)


@pytest.mark.parametrize("model", list(models_in(ChainParams)), ids=lambda model: model.__name__)
def test_no_chain_parameter_has_a_default_in_python(model: type[BaseModel]) -> None:
    assert [name for name, field in model.model_fields.items() if not field.is_required()] == []


def test_the_law_is_more_than_one_model() -> None:
    assert {model.__name__ for model in models_in(ChainParams)} > {"ChainParams"}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_number_of_the_law_stands_in_python(path: Path) -> None:
    numbers = [node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)]
    found = [number for number in numbers if isinstance(number, int | float) and number in LAW_AND_DATES]
    assert found == []
