"""What a valid file may not mean, and what only a comparison or a sweep would refuse, is told by `validate`."""

from __future__ import annotations

import json

import pytest

from econsim.analysis.objectives import metrics_of
from econsim.cli import call
from econsim.networks.akash_validators import empty_seats
from econsim.networks.catalogue import load_scenario
from econsim.scenario.agreement import disagreements
from econsim.scenario.load import shipped_names
from econsim.scenario.notes import lines_about, notes_on
from tests.scenario.scenario_files import child

LIFTS_NOBODY = (
    "timeline.proposal raises min_commission_rate to 0.1 without a migration: this changes what edits may name, it "
    "lifts nobody{until}; `migrations: [lift_to_floor]` lifts everybody below it"
)


def floor(date: str, more: str = "", rate: float = 0.1) -> str:
    return f"timeline: {{proposal: {{date: {date}, set: {{chain.staking.min_commission_rate: {rate}}}{more}}}}}"


def notes(folder, text: str, parent: str = "mainnet7") -> list[str]:
    return [
        line.removeprefix(f"{folder / 'mine.yaml'}:")
        for line in lines_about(child(folder, text, parent=parent), empty_seats)
    ]


def test_a_variant_without_changes_is_told_with_its_place(tmp_path):
    text = "variants: {a: {}, b: {chain.staking.max_validators: 85}}"
    assert notes(tmp_path, text) == ["3:12: variants.a changes nothing; give it a dotted path and its value"]


def test_an_event_after_the_end_is_told_with_its_place(tmp_path):
    text = "run: {epochs: 30}\ntimeline: {late: {date: 2025-06-01, set: {chain.distribution.community_tax: 0.4}}}"
    assert notes(tmp_path, text) == [  # 639.34 days after 2023-08-31T15:45Z
        "4:12: timeline.late acts at epoch 639 (2025-06-01), after the end of this run: nothing of it is seen here; "
        "--epochs 640 or more reach it"
    ]


def test_the_first_epoch_that_a_run_does_not_have_is_after_its_end(tmp_path):
    mine = child(tmp_path, "timeline: {axlusdc_accepted: {start_day: 7}}")
    assert [len(notes_on(mine, epochs)) for epochs in (7, 8)] == [1, 0]


def test_a_shock_after_the_end_is_told(tmp_path):
    text = "run: {epochs: 30}\nshocks: {gpu_demand: {boom: {kind: step, start_day: 30, size: 1}}}"
    assert notes(tmp_path, text) == [
        "4:23: shocks.gpu_demand.boom acts at epoch 30 (2023-09-30), after the end of this run: nothing of it is seen "
        "here; --epochs 31 or more reach it"
    ]


def test_what_a_variant_or_a_swept_value_puts_after_the_end_is_told(tmp_path):
    text = (
        "variants: {late: {timeline.mainnet_7.date: 2025-06-01}}\n"
        "sweep: {timeline.mainnet_7.date: {values: [2023-10-10, 2025-06-02]}}"
    )
    assert [line.split(": ")[1] for line in notes(tmp_path, text)] == [
        "timeline.mainnet_7 acts at epoch 639 (2025-06-01), after the end of this run",
        "timeline.mainnet_7 acts at epoch 640 (2025-06-02), after the end of this run",
    ]


def test_a_floor_that_is_raised_without_a_migration_lifts_nobody(tmp_path):
    assert notes(tmp_path, floor("2023-10-10")) == [f"3:12: {LIFTS_NOBODY.format(until='')}"]


def test_a_higher_floor_at_the_start_that_nothing_enforces_lifts_nobody(tmp_path):
    text = (
        "chain: {staking: {min_commission_rate: 0.1}}\n"
        "variants: {high: {chain.staking.min_commission_rate: 0.2}, law: {chain.staking.min_commission_rate: 0.05}}\n"
        "sweep: {chain.staking.min_commission_rate: {values: [0.05, 0.15]}}"
    )
    said = "from the start: this changes what edits may name, it lifts nobody; an event with `migrations: "
    found = notes(tmp_path, text, parent="mainnet6")
    assert [line.partition(f" {said}")[0].partition(" ")[2] for line in found] == [
        f"chain.staking.min_commission_rate is {rate}" for rate in ("0.1", "0.2", "0.15")
    ]
    assert notes(tmp_path, text, parent="mainnet7") == []  # which lifts everybody to that floor


def test_a_floor_that_a_later_upgrade_enforces_lifts_nobody_until_then(tmp_path):
    until = LIFTS_NOBODY.format(until=" until timeline.mainnet_7")
    assert notes(tmp_path, floor("2023-09-10")) == [f"3:12: {until}"]


@pytest.mark.parametrize(
    "text",
    [
        floor("2023-10-10", ", migrations: [lift_to_floor]"),
        floor("2023-10-10", rate=0.05),
        floor("2023-10-10", rate=0.0),
        "timeline: {proposal: {date: 2023-10-10, set: {chain.distribution.community_tax: 0.4}}}",
    ],
)
def test_a_floor_that_lifts_or_does_not_rise_is_no_note(tmp_path, text):
    assert notes(tmp_path, text) == []


def test_what_is_set_again_in_the_same_epoch_never_acts(tmp_path):
    text = (
        "timeline: {a: {date: 2023-10-10T00:00:00Z, set: {chain.distribution.community_tax: 0.3}}, "
        "b: {date: 2023-10-10T02:00:00Z, set: {chain.distribution.community_tax: 0.4}}}"
    )
    assert notes(tmp_path, text) == [
        "3:12: timeline.a sets chain.distribution.community_tax, and timeline.b sets it again in the same epoch: "
        "what the first one sets never acts"
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "timeline: {x: {start_day: 9, set: {chain.deployment.min_deposits: {uusdc: 3 USDC}}}}",
            "3:12: timeline.x sets chain.deployment.min_deposits as a whole, without uakt; "
            "`chain.deployment.min_deposits.uusdc: ...` sets one entry",
        ),
        (
            "governance: {x: {submitted: 2023-10-01, set: {chain.deployment.min_deposits: {uakt: 3 AKT}}}}",
            "3:14: governance.x sets chain.deployment.min_deposits as a whole, without uusdc; "
            "`chain.deployment.min_deposits.uakt: ...` sets one entry",
        ),
        ("timeline: {x: {start_day: 6, set: {chain.deployment.min_deposits: {uakt: 3 AKT}}}}", None),  # uusdc: day 7
        ("timeline: {x: {start_day: 9, set: {chain.deployment.min_deposits: {uakt: 3 AKT, uusdc: 3 USDC}}}}", None),
        ("timeline: {x: {start_day: 9, set: {chain.deployment.min_deposits.uusdc: 3 USDC}}}", None),
    ],
)
def test_what_a_map_that_is_set_as_a_whole_takes_away_is_told(tmp_path, text, told):
    assert notes(tmp_path, text) == ([] if told is None else [told])


@pytest.mark.parametrize("name", [name for name in shipped_names() if not name.endswith("governed_floor")])
def test_shipped_scenarios_have_nothing_to_note(name):
    assert lines_about(load_scenario(name), empty_seats) == []


def test_the_vote_without_a_migration_is_noted_as_one_that_lifts_nobody():
    (line,) = lines_about(load_scenario("governed_floor"), empty_seats)
    assert "it changes what edits may name and lifts nobody" in line


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "variants: {longer: {run.epochs: 700}}",
            "3:21 variants.longer.run.epochs is 700, and 365 in the file; the arms of a comparison share it",
        ),
        (
            "variants: {weekly: {run.epoch_length: 7 days}}",
            "3:21 variants.weekly.run.epoch_length is '7 days', and '1 day' in the file; the arms",
        ),
        (
            "variants: {later: {run: {start: 2023-09-01}}}",
            "3:12 variants.later.run.start is '2023-09-01T00:00:00Z', and '2023-08-31T15:45:00Z' in the file; the arms",
        ),
        (
            "objectives: [{metric: net_apr, better: higher, smallest_effect: 0.001}]\n"
            "variants: {other: {objectives: [{metric: net_apr, better: lower, smallest_effect: 0.001}]}}",
            "4:20 variants.other.objectives: wants something else of net_apr than the file; arms share their",
        ),
        (
            "variants:\n"
            "  one: {objectives: [{metric: net_apr, better: higher, smallest_effect: 0.001}]}\n"
            "  two: {objectives: [{metric: net_apr, better: lower, smallest_effect: 0.001}]}",
            "5:9 variants.two.objectives: wants something else of net_apr than variant one; arms share their",
        ),
        (
            "run: {market: false}\nobjectives: [{metric: gpu_utilisation, better: higher, smallest_effect: 0.01}]",
            "4:15 objectives.0.metric: names gpu_utilisation, and there is no market (run.market is false); remove it",
        ),
        (
            "run: {market: false}\nvariants: {few: {chain.staking.max_validators: 90, "
            "objectives: [{metric: fill_ratio, better: higher, smallest_effect: 0.01}]}}",
            "4:52 variants.few.objectives: names fill_ratio, and there is no market",
        ),
        (
            "run: {market: false}\nvariants: {few: {chain.staking.max_validators: 90}}\n"
            "claims: [{says: More., finds: [{variant: few, metric: net_apr}, {variant: few, metric: fill_ratio}]}]",
            "5:80 claims.0.finds.1.metric: names fill_ratio, and there is no market (run.market is false); remove it",
        ),
        (
            "sweep: {run.epochs: {values: [3, 4]}}",
            "3:9 sweep.run.epochs: cannot be swept; all points of a sweep share it",
        ),
        ("sweep: {run.epoch_length: {values: [1 week]}}", "3:9 sweep.run.epoch_length: cannot be swept; all points"),
    ],
)
def test_what_a_comparison_or_a_sweep_would_refuse_is_told_by_validate(tmp_path, capsys, text, complaint):
    mine = child(tmp_path, text, parent="mainnet7")
    (mistake,) = disagreements(mine, metrics_of([mine]))
    assert mistake.line.removeprefix(f"{tmp_path / 'mine.yaml'}:").startswith(complaint)
    assert call(["validate", str(tmp_path / "mine.yaml")]) == 2
    assert capsys.readouterr() == ("", f"{mistake.line}\n")


def test_a_variant_that_says_what_the_file_says_is_fine(tmp_path):
    mine = child(tmp_path, "variants: {same: {run.epochs: 365}}")
    assert disagreements(mine, metrics_of([mine])) == []


def test_validate_prints_notes_below_the_verdict_and_in_its_json(tmp_path, capsys):
    child(tmp_path, "run: {epochs: 3}")
    file = str(tmp_path / "mine.yaml")
    note = (
        "acts at epoch 7 (2023-09-07), after the end of this run: nothing of it is seen here; "
        "--epochs 8 or more reach it"
    )
    assert call(["validate", file, "--epochs", "8"]) == 0
    assert capsys.readouterr() == (f"{file}: valid\n", "")
    assert call(["validate", file]) == 0
    out, err = capsys.readouterr()
    first, second = out.splitlines()
    assert (first, err) == (f"{file}: valid", "")
    assert second.startswith("scenarios/mainnet6.yaml:")
    assert second.endswith(f": timeline.axlusdc_accepted {note}")
    assert call(["validate", file, "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["files"]
    assert (row["valid"], row["mistakes"], row["notes"]) == (True, [], [second])


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        (
            "chain: {market: {bid_min_deposit: 5}}",
            "3:18",
            "chain.market.bid_min_deposit is 5 uakt, 0.000005 AKT; `5 AKT`",
        ),
        (
            "chain: {deployment: {min_deposits: {uusdc: 5}}}",
            "3:37",
            "chain.deployment.min_deposits.uusdc is 5 uusdc, 0.000005 USDC; `5 USDC`",
        ),
        (
            "timeline: {dearer: {start_day: 9, set: {chain.market.bid_min_deposit: 10}}}",
            "3:41",
            "timeline.dearer.set.chain.market.bid_min_deposit is 10 uakt, 0.00001 AKT; `10 AKT`",
        ),
        (
            "governance: {by: {submitted: 2023-10-01, set: {chain.deployment.min_deposits: {uakt: 2, uusdc: 9 USDC}}}}",
            "3:80",
            "governance.by.set.chain.deployment.min_deposits.uakt is 2 uakt, 0.000002 AKT; `2 AKT`",
        ),
        (
            "variants: {low: {chain.market.bid_min_deposit: 5}}",
            "3:18",
            "chain.market.bid_min_deposit is 5 uakt, 0.000005 AKT; `5 AKT`",
        ),
        (
            "timeline: {more: {start_day: 9, unlock: 5}}",
            "3:33",
            "timeline.more.unlock is 5 uakt, 0.000005 AKT; `5 AKT`",
        ),
        (
            "governance: {grant: {submitted: 2023-10-01, spend: {amount: 20}}}",
            "3:53",
            "governance.grant.spend.amount is 20 uakt, 0.00002 AKT; `20 AKT`",
        ),
    ],
)
def test_a_deposit_of_a_few_micro_units_is_told(tmp_path, text, place, said):
    assert notes(tmp_path, text) == [f"{place}: {said.replace('; ', '; whole ones are written ')}"]


@pytest.mark.parametrize("amount", ["0", "1000", "5 AKT", "5000000", "5uakt", "0.000005 AKT"])
def test_a_deposit_of_nothing_of_more_or_with_its_unit_is_no_slip(tmp_path, amount):
    assert notes(tmp_path, f"chain: {{market: {{bid_min_deposit: {amount}}}}}") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "timeline: {v2: {start_day: 40, upgrade: v2.0.0}}",
            "3:12: timeline.v2 goes from v0.26.0 to v2.0.0: what v1.0.0 would have set and migrated does not come with "
            "it;",
        ),
        (
            "governance: {m17: {submitted: 2023-10-20, upgrade: v2.1.0}}",
            "3:14: governance.m17 goes from v0.26.0 to v2.1.0: what v1.0.0, v2.0.0 would have set and migrated does "
            "not come with it;",
        ),
        ("timeline: {v028: {start_day: 40, upgrade: v0.38.0}}", None),  # those between only bring rules
        ("timeline: {v1: {start_day: 40, upgrade: v1.0.0}, v2: {start_day: 41, upgrade: v2.0.0}}", None),
    ],
)
def test_an_upgrade_that_skips_a_release_that_does_something_is_told(tmp_path, text, told):
    more = " give every release an event of its own before"
    assert notes(tmp_path, text, "mainnet7") == ([] if told is None else [told + more])


@pytest.mark.parametrize(
    ("before", "said"), [("", "burned"), ("timeline: {v1: {start_day: 30, upgrade: v1.0.0}}\n", "paid back")]
)
def test_what_becomes_of_a_deposit_that_is_too_small_is_that_of_the_release(tmp_path, before, said):
    text = before + "governance: {x: {submitted: 2023-10-20, deposit: 500 AKT, set: {chain.mint.goal_bonded: 0.5}}}"
    (told,) = notes(tmp_path, text, "mainnet7")
    assert told.endswith(f": it is dropped, its deposit {said}, and nobody votes on it")
