"""Tables as CSV: what is a number on the page is one for a program, and nothing is a formula."""

from __future__ import annotations

import csv
import io

import pytest

from econsim.report.document import Column, Document, Inline, Note, Quantity, Row, Section, Table
from econsim.report.tables_csv import tables_csv


def written(*cell: Inline) -> str:
    table = Table((Column("what"), Column("value")), (Row((("a",), cell)),))
    told = Document("title", (), (), (Section("here", "Here", (table,)),), (), "2023-08-31")
    (_, row) = csv.reader(io.StringIO(tables_csv(told)["here"]))
    return row[1]


@pytest.mark.parametrize(
    ("cell", "value"), [("−0.0052", -0.0052), ("+1,234.5", 1234.5), ("127,108", 127108), ("0.5", 0.5), ("12", 12)]
)
def test_a_number_that_is_written_for_people_is_one_for_programs(cell: str, value: float) -> None:
    assert float(written(cell)) == value


@pytest.mark.parametrize("cell", ["12 of 3", "1,2", "–", "2023-08-31", "10 %"])
def test_words_stay_words(cell: str) -> None:
    assert written(cell) == cell


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-2+3", "@sum"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert written(cell) == f"'{cell}"


def test_what_a_page_calls_less_than_its_last_digit_is_a_number_for_programs() -> None:
    assert float(written(Quantity(-0.00002, "", 4, is_signed=True))) == -0.00002


def test_the_mark_of_a_note_is_no_part_of_a_cell() -> None:
    assert float(written(Quantity(5.0, "", 0), Note(1))) == 5.0
    assert written("lifted to it", Note(3)) == "lifted to it"
