"""Lock-in: part of what a class needs never comes to the market, and nothing else changes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from econsim.errors import ScenarioError
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario

CLASS = "population.tenants.classes.web"
FEW = {"population.delegators.accounts": 100}


def come_up(lock_in_share: float) -> tuple[Any, Any]:
    """Return what comes up in three days, and whether it is of the class that is locked in."""
    changes = FEW | {f"{CLASS}.lock_in_share": lock_in_share, f"{CLASS}.orders_per_day": 500.0}
    model = AkashModel(load_scenario("mainnet7").with_changes(changes), epochs=3, seed=1).run(3)
    rows = model.world.intentions.rows
    return rows, model.world.tenants.tenant_class[rows["tenant"]] == model.world.tenant_classes.index("web")


def test_the_share_that_is_locked_in_is_never_acted_on_and_all_else_is_as_it_was() -> None:
    """Of some 7,000 intentions of a week .3, sd .0055; leases that run at the start are not concerned."""
    (rows, is_web), (free, _) = come_up(0.3), come_up(0.0)
    comes = rows["thinning"] < 1.0
    can_be_locked = is_web & (rows["is_standing"] == 0)
    assert comes[~can_be_locked].all()
    assert np.mean(~comes[can_be_locked]) == pytest.approx(0.3, abs=0.022)
    for name in set(rows.dtype.names) - {"thinning"}:
        np.testing.assert_array_equal(rows[name], free[name], err_msg=name)
    np.testing.assert_array_equal(rows["thinning"][comes], free["thinning"][comes])


def test_a_class_that_is_locked_in_as_a_whole_orders_nothing() -> None:
    changes = FEW | {f"{CLASS}.lock_in_share": 1.0}
    series = AkashModel(load_scenario("mainnet7").with_changes(changes), epochs=4, seed=1).run(4).series
    assert series["fill_ratio_web"].isna().all()
    assert series["intentions_suppressed"].sum() == 0


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"population.outside.gpus_elsewhere": {"h10": 5}},
            r"gpus_elsewhere\.h10: no such GPU model; .*did you mean h100",
        ),
        ({"population.outside.gpus_elsewhere": {"h100": -1}}, r"gpus_elsewhere\.h100 is -1; expected 0 to 100,?000"),
        ({f"{CLASS}.lock_in_share": 1.5}, r"lock_in_share is 1\.5; expected 0 to 1"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], line: str) -> None:
    with pytest.raises(ScenarioError, match=line):
        load_scenario("mainnet7").with_changes(changes)
