"""Claims and the answer of a scenario: where to look is checked when the file is loaded, and changes no run."""

from __future__ import annotations

from pathlib import Path

import pytest

from econsim.networks.catalogue import load_scenario
from econsim.scenario.claims import gaps_in
from tests.scenario.scenario_files import child, mistakes

VARIANTS = "variants: {floor: {chain.staking.min_commission_rate: 0.1}, none: {chain.staking.min_commission_rate: 0}}\n"
CLAIMS = """claims:
  - {says: It pays, code: A transfer, finds: [{variant: floor, metric: net_apr}]}
  - {says: It is quick, code: No, note: Text only}
"""


def test_claims_and_answer_are_read_written_back_and_no_part_of_the_model(tmp_path: Path) -> None:
    plain = child(tmp_path, VARIANTS)
    told = child(tmp_path, f'{VARIANTS}{CLAIMS}answer: "It is {{floor.net_apr}}."\n')
    assert [(one.says, one.note, len(one.finds)) for one in told.claims] == [
        ("It pays", "", 1),
        ("It is quick", "Text only", 0),
    ]
    assert told.digest() == plain.digest()
    (tmp_path / "again.yaml").write_text(told.resolved_yaml(), encoding="utf-8")
    assert load_scenario(tmp_path / "again.yaml").claims == told.claims


def test_a_gap_is_a_difference_or_a_level() -> None:
    found = gaps_in("{a.net_apr} and {baseline.net_apr.level}, not {this} nor {a.net_apr.more}")
    assert [(one.variant, one.metric, one.is_level) for one in found] == [
        ("a", "net_apr", False),
        ("baseline", "net_apr", True),
        ("this", "", False),
        ("a", "", True),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("claims: {a: 1}", "claims is a map; expected a list of {says, code, finds: [{variant, metric}]}"),
        ("claims: [{code: x}]", "claims.0.says: missing"),
        (
            f"{VARIANTS}claims: [{{says: x, finds: [{{variant: flor, metric: net_apr}}]}}]",
            "claims.0.finds.0.variant is 'flor'; no such variant; did you mean floor?",
        ),
        (
            f"{VARIANTS}claims: [{{says: x, finds: [{{variant: floor, metric: net_ap}}]}}]",
            "claims.0.finds.0.metric is 'net_ap'; no such metric; did you mean net_apr?",
        ),
        (
            f"{VARIANTS}claims: [{{says: x, finds: [{{variant: floor, against: non, metric: net_apr}}]}}]",
            "claims.0.finds.0.against is 'non'; no such variant; did you mean none?",
        ),
        (
            f'{VARIANTS}answer: "{{flor.net_apr}} {{floor.net_apr.x}}"',
            "has {flor.net_apr}: no such variant; did you mean floor?; {floor.net_apr.x}: expected VARIANT.METRIC",
        ),
        (f'{VARIANTS}answer: "{{baseline.net_apr}}"', "{baseline.net_apr}: no such variant"),
    ],
)
def test_what_no_run_could_fill_is_one_line_with_its_place_and_cure(tmp_path: Path, text: str, line: str) -> None:
    (told,) = mistakes(tmp_path, text)
    assert line in told


def test_a_variant_that_takes_something_away_is_written_as_a_file_that_loads(tmp_path: Path) -> None:
    """What one variant removes is gone from it: its file cannot ask for that again."""
    asks = "claims: [{says: x, finds: [{variant: without, metric: net_apr}]}]\nanswer: '{without.net_apr}'\n"
    study = child(tmp_path, f"{asks}variants: {{without: {{timeline.axlusdc_accepted: null}}}}", parent="mainnet6")
    variant = study.variant("without")
    (tmp_path / "again.yaml").write_text(variant.resolved_yaml(), encoding="utf-8")
    assert load_scenario(tmp_path / "again.yaml").digest() == variant.digest() != study.digest()
