"""Exclusions: their spells, who is refused as unknown, and in a preset whose leases end and who orders."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from econsim.contracts import Span
from econsim.draws import Streams
from econsim.errors import ScenarioError
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.scenario.values import moment_of
from econsim.shocks.exclusion.channel import EXCLUSION
from econsim.shocks.exclusion.shapes import OfJurisdiction, OfWorkload

SPAN = Span(moment_of("2024-01-01T00:00:00Z"), 100, 86_400.0, n_before=10)
DAY = 3
Leases = dict[int, tuple[int, int]]  # jurisdiction and tenant class by serial
SMALL = {"population.delegators.accounts": 100, "population.tenants.adoption_per_day": 1.0}


def test_spells_of_one_name_that_overlap_or_touch_are_one_and_count_from_the_start_of_the_world() -> None:
    shapes = {
        "later": OfJurisdiction(jurisdiction="EU", start_day=20.0, days=5.0),
        "first": OfJurisdiction(jurisdiction="EU", start_day=5.0, days=10.0),
        "touches": OfJurisdiction(jurisdiction="EU", start_day=15.0, days=1.0),
        "other": OfWorkload(tenant_class="batch", start_day=1.0),
    }
    found = EXCLUSION.begins(shapes, SPAN, Streams(1, 0))
    assert found.jurisdictions == {"EU": [(15.0, 26.0), (30.0, 35.0)]}
    assert found.tenant_classes == {"batch": [(11.0, np.inf)]}


@pytest.mark.parametrize(
    ("shape", "line"),
    [
        (
            {"kind": "jurisdiction", "jurisdiction": "EUR"},
            r"jurisdiction is 'EUR'; .*has NA, EU, other; did you mean EU",
        ),
        ({"kind": "workload", "tenant_class": "batches"}, r"tenant_class is 'batches'; .*did you mean batch"),
    ],
)
def test_who_is_not_there_cannot_be_excluded(shape: dict[str, Any], line: str) -> None:
    with pytest.raises(ScenarioError, match=rf"shocks\.exclusion\.ban\.{line}"):
        load_scenario("mainnet7").with_changes({"shocks.exclusion": {"ban": shape | {"start_day": 1}}})


def test_it_takes_a_date_and_is_marked_for_as_long_as_it_lasts() -> None:
    ban = {"kind": "workload", "tenant_class": "batch", "date": "2024-08-31", "days": 4}
    shape = load_scenario("mainnet7").with_changes({"shocks.exclusion": {"ban": ban}}).shocks.exclusion["ban"]
    lasting = shape.lasting()
    assert lasting is not None
    assert lasting.end == lasting.begin + 4
    assert shape.told() == "tenants of class batch excluded"


def stepped(ban: dict[str, Any] | None) -> tuple[AkashModel, list[Leases]]:
    """Return a model after the ban's first two days, and the leases that ran before and after each of them."""
    changes = SMALL | ({} if ban is None else {"shocks.exclusion": {"ban": ban | {"start_day": DAY}}})
    model = AkashModel(load_scenario("mainnet7").with_changes(changes), epochs=DAY + 2, seed=3)
    for _ in range(DAY):
        model.step()
    seen = [running(model)]
    for _ in range(2):
        model.step()
        seen.append(running(model))
    return model, seen


def running(model: AkashModel) -> Leases:
    """Return the leases that run: jurisdiction and tenant class by serial."""
    world, leases = model.world, model.world.market.leases
    rows = leases.rows[leases.rate_micro_per_block > 0]
    return {
        int(row["serial"]): (
            int(world.providers.jurisdiction[row["provider"]]),
            int(world.tenants.tenant_class[row["tenant"]]),
        )
        for row in rows
    }


@pytest.mark.parametrize("place", [0, 1])
def test_the_leases_of_whom_it_excludes_end_by_that_cause_and_nobody_elses_do(place: int) -> None:
    """Leases are known by their serials: those of others that ran before run on, or end as they do without a ban."""
    bans = (
        {"kind": "jurisdiction", "jurisdiction": "EU"},
        {"kind": "workload", "tenant_class": "batch"},
    )
    whom = (1, list(load_scenario("mainnet7").population.tenants.classes).index("batch"))[place]
    model, (begin, end, last) = stepped(bans[place])
    _, (same, free, _) = stepped(None)
    assert begin == same
    struck = {serial for serial, who in begin.items() if who[place] == whom}
    assert model.series["leases_ended_exclusion"].tolist() == [0] * DAY + [len(struck), 0]
    assert struck
    assert not [serial for serial, who in (end | last).items() if who[place] == whom]
    others = begin.keys() - struck
    assert others & end.keys() == others & free.keys()
