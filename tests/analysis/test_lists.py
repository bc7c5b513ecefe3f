"""What `econsim list` prints, as tables for pandas."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import econsim as es
from econsim.cli import call
from econsim.errors import UsageError

KEYS = {
    "scenarios": ["name"],
    "params": ["path"],
    "policies": ["decision", "kind"],
    "shocks": ["shock", "kind"],
    "series": ["name"],
    "metrics": ["name"],
}


@pytest.mark.parametrize("what", KEYS)
def test_a_list_has_the_rows_and_columns_that_the_command_prints(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["list", what, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)[what]
    frame: pd.DataFrame = getattr(es, f"list_{what}")()
    assert list(frame.index.names) == KEYS[what]
    assert [*frame.index.names, *frame.columns] == list(rows[0])
    assert len(frame) == len(rows)


def test_words_narrow_a_list_and_a_slip_is_told_with_the_nearest_name() -> None:
    found = es.list_params("min", "Commission")
    assert "chain.staking.min_commission_rate" in found.index
    assert len(found) < len(es.list_params()) / 10
    with pytest.raises(UsageError, match=r"^no metrics with 'net_aprr' in name or meaning; did you mean net_apr\?$"):
        es.list_metrics("net_aprr")
    with pytest.raises(UsageError, match=r"^a list takes words to look for; got 3$"):
        es.list_params(3)


def test_a_shock_that_begins_takes_a_date_in_the_place_of_its_day() -> None:
    taken = es.list_shocks()["parameters"]
    assert taken["gpu_demand", "step"] == ["gpu_model", "tenant_class", "start_day", "date", "size"]
    assert not any("date" in names for names in taken if "start_day" not in names)
    assert "or a `date`" in es.list_params("gpu_demand[step].start_day")["meaning"].iloc[0]
