"""The recorder by hand: what is worked out late is what would have been worked out at once, whoever asks when."""

from __future__ import annotations

import pickle
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from econsim.simulation.recorder import Recorder
from econsim.world.journal import Journal
from econsim.world.series import Family, Moment, Series, count, of, over_the_last

EPOCHS = 900


def rain(now: Moment) -> int:
    return now.world.rain


def rain_by_place(now: Moment) -> Any:
    return now.world.rain_by_place


SERIES = (
    Series("rain_mm", "mm", "rain of the day", rain),
    Series("rain_mm_of_three_days", "mm", "rain of the last three days", of(lambda mm: over_the_last(3, mm), rain)),
    Series("half_mm", "mm", "half of it", of(lambda mm: mm / 2, rain)),
    Family("rain_{place}_mm", "mm", "by place", lambda world: ["here", "there"], of(lambda mm: 2 * mm, rain_by_place)),
)


def moment(epoch: int, by_place: Any) -> Moment:
    by_place[:] = [epoch, -epoch]  # one array, written again every epoch, as columns of tables are
    world = SimpleNamespace(rain=epoch**2, rain_by_place=by_place, journal=Journal())
    world.journal.count("floods", epoch % 3)
    return Moment(world, None, None, None)


def recorder_of() -> Recorder:
    return Recorder(SimpleNamespace(add=lambda world: None), EPOCHS, 0, 0)


def by_hand(epochs: int) -> dict[str, list[float]]:
    days = range(epochs)
    return {
        "rain_mm": [day**2 for day in days],
        "rain_mm_of_three_days": [sum(each**2 for each in range(max(day - 2, 0), day + 1)) for day in days],
        "half_mm": [day**2 / 2 for day in days],
        "rain_here_mm": [2 * day for day in days],
        "rain_there_mm": [-2 * day for day in days],
    }


@pytest.mark.parametrize("asked_at", [(), range(EPOCHS), (0, 255, 256, 285, 286, 287, 541, 542, 543)])
def test_it_makes_no_difference_when_series_are_asked_for(asked_at: Any) -> None:
    recorder, by_place = recorder_of(), np.zeros(2, np.int64)
    for epoch in range(EPOCHS):
        recorder.epoch(SERIES, moment(epoch, by_place))
        if epoch in asked_at:
            assert recorder.values_of(epoch)["rain_mm_of_three_days"] == by_hand(epoch + 1)["rain_mm_of_three_days"][-1]
    assert recorder.frame().to_dict("list") == by_hand(EPOCHS)


def test_whole_numbers_stay_whole() -> None:
    recorder = recorder_of()
    recorder.epoch(SERIES, moment(3, np.zeros(2, np.int64)))
    assert [kind.kind for kind in recorder.frame().dtypes] == ["i", "i", "f", "i", "i"]


@pytest.mark.parametrize("aside_at", [1, 100, 300])
def test_a_recorder_laid_aside_still_looks_back(aside_at: int) -> None:
    recorder, by_place = recorder_of(), np.zeros(2, np.int64)
    recorder.outcomes = None  # of no matter here, and a stand-in cannot travel
    for epoch in range(400):
        if epoch == aside_at:
            recorder = pickle.loads(pickle.dumps(recorder))
        recorder.outcomes = SimpleNamespace(add=lambda world: None)
        recorder.epoch(SERIES, moment(epoch, by_place))
        recorder.outcomes = None
    assert recorder.frame().to_dict("list") == by_hand(400)


def test_a_series_that_is_added_in_mid_run_leaves_the_others_as_they_were() -> None:
    recorder, by_place = recorder_of(), np.zeros(2, np.int64)
    double = Series("double_mm", "mm", "twice as much", of(lambda mm: 2 * mm, rain))
    recorded: Any = SERIES
    for epoch in range(20):
        recorded = (*SERIES, double, count("floods", "floods of the day")) if epoch == 10 else recorded
        recorder.epoch(recorded, moment(epoch, by_place))
    found = recorder.frame().to_dict("list")
    assert found.pop("double_mm") == [0] * 10 + [2 * day**2 for day in range(10, 20)]
    assert found.pop("floods") == [0] * 10 + [day % 3 for day in range(10, 20)]
    assert found == by_hand(20)
