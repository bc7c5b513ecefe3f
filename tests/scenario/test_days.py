"""Events and shocks alike begin on a `date` or a `start_day`, one of the two."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from econsim.networks.catalogue import load_scenario
from tests.scenario.scenario_files import child, mistakes

START = datetime(2023, 8, 31, 15, 45, tzinfo=UTC)
DAYS = (datetime(2023, 10, 10, tzinfo=UTC) - START) / timedelta(days=1)  # 39.34375
SET = "set: {chain.distribution.community_tax: 0.4}"


def test_a_shock_on_a_date_is_one_on_its_day(tmp_path):
    dated = child(tmp_path, "shocks: {gpu_demand: {boom: {kind: step, date: 2023-10-10, size: 1}}}")
    counted = child(tmp_path, f"shocks: {{gpu_demand: {{boom: {{kind: step, start_day: {DAYS}, size: 1}}}}}}")
    assert dated.shocks.gpu_demand["boom"].start_day == DAYS == 39.34375
    assert dated.digest() == counted.digest()
    assert dated.origins["shocks.gpu_demand.boom.start_day"].endswith("mine.yaml:3:42")


def test_an_event_on_a_day_is_one_on_its_date(tmp_path):
    counted = child(tmp_path, f"timeline: {{x: {{start_day: {DAYS}, {SET}}}}}")
    dated = child(tmp_path, f"timeline: {{x: {{date: 2023-10-10, {SET}}}}}")
    assert counted.timeline[1].date == datetime(2023, 10, 10, tzinfo=UTC)
    assert (counted.timeline[1].epoch, counted.digest()) == (39, dated.digest())


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "shocks: {gpu_demand: {boom: {kind: step, date: 2023-10-10, start_day: 1, size: 1}}}",
            "3:42 shocks.gpu_demand.boom.date is given beside start_day; one of the two says when it begins",
        ),
        (
            f"timeline: {{x: {{start_day: 3, date: 2023-10-10, {SET}}}}}",
            "3:16 timeline.x.start_day is given beside date; one of the two says when it begins",
        ),
        ("timeline: {x: {" + SET + "}}", "3:12 timeline.x.date: missing; give it, or start_day"),
        (
            "shocks: {gpu_demand: {boom: {kind: step, size: 1}}}",
            "3:23 shocks.gpu_demand.boom.start_day: missing; give it, or date",
        ),
        (
            "shocks: {gpu_demand: {boom: {kind: step, date: 2023-08-01, size: 1}}}",
            "3:42 shocks.gpu_demand.boom.date is '2023-08-01', before the run starts (2023-08-31T15:45:00Z)",
        ),
        (
            "shocks: {gpu_demand: {boom: {kind: step, date: soon, size: 1}}}",
            "3:42 shocks.gpu_demand.boom.date is 'soon'; expected a time in UTC such as 2023-08-31T15:45:00Z, "
            "or a date such as 2023-08-31",
        ),
        (f"timeline: {{x: {{start_day: -1, {SET}}}}}", "3:16 timeline.x.start_day is -1; expected 0 to 100000"),
        (
            f"timeline: {{x: {{start_day: soon, {SET}}}}}",
            "3:16 timeline.x.start_day is 'soon'; expected a number of days after the start, such as 30",
        ),
        (
            f"timeline: {{x: {{start_day: 2023-09-10, {SET}}}}}",
            "3:16 timeline.x.start_day is '2023-09-10'; expected a number of days after the start, such as 30; a date "
            "goes under date: 2023-09-10",
        ),
        (
            "shocks: {gpu_demand: {boom: {kind: step, start_day: 2023-09-10, size: 1}}}",
            "3:42 shocks.gpu_demand.boom.start_day is '2023-09-10'; expected a number of days after the start, such as "
            "30; a date goes under date: 2023-09-10",
        ),
    ],
)
def test_what_says_no_beginning_or_two_is_refused(tmp_path, text, complaint):
    assert mistakes(tmp_path, text) == [complaint]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("shocks: {gpu_demand: {b: {kind: step, start_day: 3, size: 1, x: 1}}}", "start_day, size, date"),
        ("shocks: {gpu_demand: {b: {kind: step, start_day: 3, size: 1, dte: 1}}}", "did you mean date?"),
        (f"timeline: {{x: {{date: 2023-10-10, colour: 3, {SET}}}}}", "start_day"),
    ],
)
def test_what_is_no_field_is_told_with_both_ways_to_begin(tmp_path, text, complaint):
    (told,) = mistakes(tmp_path, text)
    assert "no such field" in told
    assert told.endswith(complaint)


def test_what_is_laid_over_another_file_says_its_own_way_when_it_begins(tmp_path):
    assert child(tmp_path, "timeline: {axlusdc_accepted: {start_day: 30}}").timeline[0].epoch == 30
    child(tmp_path, "shocks: {gpu_demand: {boom: {kind: step, start_day: 3, size: 1}}}", "parent.yaml")
    mine = child(tmp_path, "shocks: {gpu_demand: {boom: {date: 2023-10-10}}}", parent="parent.yaml")
    assert mine.shocks.gpu_demand["boom"].start_day == DAYS
    assert load_scenario("mainnet6", ["timeline.axlusdc_accepted.start_day=30"]).timeline[0].epoch == 30


def test_a_sweep_goes_over_days_of_events_and_dates_of_shocks(tmp_path):
    mine = child(
        tmp_path,
        "shocks: {gpu_demand: {boom: {kind: step, start_day: 3, size: 1}}}\n"
        "sweep: {timeline.axlusdc_accepted.start_day: {values: [9, 30]}, "
        "shocks.gpu_demand.boom.date: {values: [2023-10-10]}}",
    )
    assert mine.with_changes({"shocks.gpu_demand.boom.date": "2023-10-10"}).shocks.gpu_demand["boom"].start_day == DAYS


def test_a_day_that_python_gives_is_written_as_text() -> None:
    """A variant keeps what it was given, and is written into manifests and resolved scenarios."""
    event = {"date": date(2023, 10, 10), "set": {"chain.distribution.community_tax": 0.4}}
    made = load_scenario("mainnet6").with_changes({"variants": {"v": {"timeline.e": event}}})
    assert json.loads(json.dumps(made.content()))["variants"]["v"]["timeline.e"]["date"] == "2023-10-10"
    assert "date: '2023-10-10'" in made.resolved_yaml()
